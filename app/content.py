"""All content of one city, joined and frozen: the catalogue, the topics, the menu, the watch for danger, the matcher."""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from app.catalogue import JAPAN, Area, Catalogue, Refusal, Resource, ResourceId, TopicId
from app.dialogue import Flow, OptionId, Outcome, Question
from app.matching.meaning import Meaning
from app.matching.rank import Matcher
from app.matching.terms import Read
from app.persons import Persons
from app.plain import Plain
from app.ruby import Readings
from app.safety import Kind, Watch
from app.text import has_kanji, hiragana, once, spoken, squeeze


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookalike:
    """A phrase that seems to be of a topic but belongs to another."""

    text: str
    topic: TopicId


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A worry that we know: how people say it, what we ask, what we offer. One file in intents/."""

    id: TopicId
    label: str
    group: str
    sensitive: bool = False
    """Must not be seen by others at home."""
    panel: Kind | None = None
    """The emergency line that stays in sight while this topic is talked about."""
    says: tuple[str, ...]
    stories: tuple[str, ...] = ()
    """How people begin a long talk: several sentences, with much told in passing."""
    words: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    """Words that speak against this topic: 「会社」 is not of school."""
    not_this: tuple[Lookalike, ...] = ()
    first_words: str
    questions: tuple[Question, ...] = ()
    outcomes: tuple[Outcome, ...]
    related: tuple[TopicId, ...] = ()

    @property
    def flow(self) -> Flow:
        """The questions and outcomes as a tree."""
        return Flow(questions=self.questions, outcomes=self.outcomes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Something that people write which is no worry of ours, and the fixed answer to it. intents/asides.yaml."""

    id: str
    label: str
    answer: str
    says: tuple[str, ...]
    to_city: bool = False
    """The city's own page, or its main number, knows more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dangers:
    """Sentences that tell of danger, by kind, and such as only sound so. intents/danger.yaml."""

    suicide: tuple[str, ...]
    violence: tuple[str, ...]
    abuse: tuple[str, ...]
    sexual: tuple[str, ...]
    medical: tuple[str, ...]
    none: tuple[str, ...]

    @property
    def by_kind(self) -> tuple[tuple[Kind, tuple[str, ...]], ...]:
        """Give the sentences of each kind of danger."""
        return (("suicide", self.suicide), ("violence", self.violence), ("abuse", self.abuse), ("sexual", self.sexual), ("medical", self.medical))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """A choice with words of its own that enters a topic with some questions already answered."""

    label: str
    topic: TopicId
    answers: tuple[OptionId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A way into the topics: a group of worries, or a door of its own (18さい以下)."""

    id: str
    label: str
    note: str | None = None
    icon: str | None = None
    text: str | None = None
    """What is said behind the door, before the choices."""
    topics: tuple[TopicId, ...] = ()
    options: tuple[Shortcut, ...] = ()
    """Choices that lead deeper into a topic than its first question."""
    doors: tuple[str, ...] = ()
    """Other doors behind this one, by id."""
    young: bool = False
    """Who comes in here is not asked whether they are a child."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What is said and shown first when somebody is in danger."""

    kind: Kind
    heading: str
    text: str
    call: tuple[ResourceId, ...]
    """110 or 119, where that is what to do now."""
    lines: tuple[ResourceId, ...]
    """Who listens; those who answer now are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """The first page: ways in, examples, and what is offered when nothing fits. intents/menu.yaml."""

    examples: tuple[str, ...]
    groups: tuple[Door, ...]
    """By worry: each topic stands in exactly one."""
    stages: tuple[Door, ...] = ()
    """By stage of life."""
    whom: tuple[Door, ...] = ()
    """By whom the worry is about."""
    doors: tuple[Door, ...]
    """Doors of their own on the first page."""
    rooms: tuple[Door, ...] = ()
    """Doors that stand behind another door only."""
    refused: Refusal | None = None
    """What to do where a measure was refused that says nothing of its own."""
    planned: tuple[TopicId, ...] = ()
    """Topics that resources serve already, but that have no file yet."""
    general: tuple[ResourceId, ...]
    panels: tuple[Panel, ...]

    def door(self, wanted: str) -> Door | None:
        """Give the group or door with this id."""
        return next((each for each in self.every_door if each.id == wanted), None)

    def label_of(self, topic: TopicId, answers: tuple[OptionId, ...]) -> str | None:
        """Give the words of the shortcut that leads to these answers of a topic."""
        options = (option for door in self.every_door for option in door.options if answers)
        return next((option.label for option in options if (option.topic, option.answers) == (topic, answers)), None)

    @property
    def every_door(self) -> tuple[Door, ...]:
        """All doors, wherever they stand."""
        return (*self.groups, *self.stages, *self.whom, *self.doors, *self.rooms)

    def panel(self, kind: Kind) -> Panel:
        """Give the panel for a kind of danger; raises StopIteration, which checked content never does."""
        return next(each for each in self.panels if each.kind == kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Officialese:
    """A word that residents do not read, and what to write instead."""

    avoid: str
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Banned:
    """A number that must never be shown, and why. The number itself stands nowhere, lest somebody copy it from here."""

    fingerprint: str
    """Of `text.fingerprint`."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Young:
    """Signs that a child wrote a text."""

    says: tuple[str, ...]
    """Enough by themselves."""
    in_kana: tuple[str, ...]
    """Where the text has no kanji: two of them are enough."""
    unless: tuple[str, ...]
    """Words of adults."""

    def wrote(self, normalised: str) -> bool:
        """Tell whether a *normalised* text sounds like a child's; when in doubt, no: an adult at a child's window is sent on."""
        written = once(spoken(normalised))
        plain = hiragana(written)
        says = any(sign in plain for sign in _in_hiragana(self.says))
        if not says and (has_kanji(normalised) or sum(sign in plain for sign in _in_hiragana(self.in_kana)) < ENOUGH_SIGNS):
            return False
        return not any(word in written or word in plain for word in (*_in_hiragana(self.unless), *_written(self.unless)))


ENOUGH_SIGNS = 2


@lru_cache
def _written(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give words of the content as they are written."""
    return tuple(map(squeeze, words))


@lru_cache
def _in_hiragana(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give words of the content as they sound; never words of a resident, since these are kept."""
    return tuple(hiragana(squeeze(word)) for word in words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """intents/style.yaml: how texts must not be written, numbers that must not be shown, signs of a child's text."""

    officialese: tuple[Officialese, ...]
    never_show: tuple[Banned, ...]
    young: Young
    switchboards: tuple[ResourceId, ...] = ()
    """General windows of a town hall: no way in for those who are in danger at home."""
    set_aside: tuple[str, ...] = ()
    """Phrases that set aside what stands before them: 「ではなくて」."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One of the 141 measures of the 孤独・孤立対策重点計画. measures.yaml."""

    no: int
    name: str
    ministry: str
    resident: bool
    """Residents can turn to it or use it."""
    reason: str | None = None
    """Why no window serves it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ward:
    """A ward of a designated city."""

    code: Area
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """A name that a department had, and the day from which it had it no more."""

    name: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A part of the city's office that owns windows. Its address and extension are for staff: no page and no answer of the API shows them."""

    name: str
    kana: str | None = None
    mail: str | None = None
    extension: str | None = None
    formerly: tuple[Former, ...] = ()


REVIEW_DAYS = 180
"""Half a year: numbers of public offices change in April and October."""


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A municipality that uses the program: cities/<code>-<name>/city.yaml."""

    code: Area
    name: str
    kana: str
    url: str
    department: str
    """Who keeps the catalogue."""
    departments: tuple[Department, ...] = ()
    """Who may own a window; where there is none, any owner goes."""
    owners_required: bool = False
    """A window of the city without an owner stops publishing."""
    review_days: int = REVIEW_DAYS
    """Days after which the facts of an entry are to be checked again."""
    wards: tuple[Ward, ...] = ()
    hide: tuple[ResourceId, ...] = ()
    """National entries that are not offered here."""
    embed_on: tuple[str, ...] = ()
    """Origins of the pages in which the guide may stand: https://www.city.example.jp"""
    exit_url: str | None = None
    """The page that 「閉じる」 opens: nothing that tells of a worry. Else as the settings say."""
    keep_unmatched_words: bool = False
    """Words of the dictionary that we do not know are counted by day, of texts that we did not understand (app/unmatched.py)."""
    two_keys: bool = False
    """What is dangerous needs a second name before `check` passes (docs/adr/016-two-names.md)."""

    def distance(self, area: Area) -> int:
        """Say how near *area* is: 0 ward, 1 city, 2 prefecture, 3 the whole country or elsewhere."""
        if any(ward.code == area for ward in self.wards):
            return 0
        if area == self.code:
            return 1
        return 2 if area != JAPAN and area[:2] == self.code[:2] else FAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Two people who stand for what is dangerous in one item, as it is. cities/<code>-<name>/approvals.yaml."""

    item: str
    """An id of `checks.approvals.items`."""
    fingerprint: str
    written_by: str
    approved_by: str
    approved_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """All sentences of ours that the matcher learns from."""

    topics: tuple[Topic, ...]
    asides: tuple[Aside, ...] = ()
    dangers: tuple[tuple[Kind, tuple[str, ...]], ...] = ()
    """Sentences by the kind of danger that they tell of."""
    harmless: tuple[str, ...] = ()
    """Sentences that stand near a danger in their words, and tell of none."""
    described: tuple[tuple[tuple[TopicId, ...], str], ...] = ()
    """Topics, and what a resource that serves them says of itself."""
    set_aside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that is needed to answer. Made by `join`; never changed."""

    catalogue: Catalogue
    topics: dict[TopicId, Topic]
    menu: Menu
    style: Style
    asides: dict[str, Aside]
    measures: tuple[Measure, ...]
    watch: Watch
    persons: Persons
    matcher: Matcher
    lessons: Lessons
    read: Read
    meaning: Meaning | None
    """Word vectors, where they are installed."""
    city: City | None
    version: str
    readings: Readings
    """How our texts read, where the dictionary would be wrong."""

    own: dict[ResourceId, tuple[ResourceId, ...]]
    """National entry → those of the city and prefecture that take its place."""
    besides: dict[TopicId, tuple[ResourceId, ...]]
    """Topic → entries of the city and prefecture that take nobody's place."""
    plain: Plain = field(default_factory=Plain)
    """Words of やさしい日本語; it knows the names of the catalogue."""

    def topics_of(self, kind: Kind) -> frozenset[TopicId]:
        """Give the topics that keep the line of this kind of danger in sight."""
        return frozenset(topic.id for topic in self.topics.values() if topic.panel == kind)

    def distance(self, wanted: ResourceId) -> int:
        """Say how near an entry is: 0 ward, 1 city, 2 prefecture, 3 the whole country."""
        return self.city.distance(self.catalogue[wanted].area) if self.city else FAR


FAR = 3


def with_refusal(resource: Resource, refusal: Refusal | None) -> Resource:
    """Give a measure that says nothing of refusals what is to be said of all of them."""
    silent = resource.kind == "measure" and not resource.refused and refusal is not None
    return replace(resource, refused=(refusal,)) if silent and refusal is not None else resource


def own_of(catalogue: Catalogue) -> dict[ResourceId, tuple[ResourceId, ...]]:
    """Collect what stands for each national entry."""
    own: dict[ResourceId, tuple[ResourceId, ...]] = {}
    for each in catalogue:
        for wanted in each.stands_for:
            own[wanted] = (*own.get(wanted, ()), each.id)
    return own


def besides_of(catalogue: Catalogue) -> dict[TopicId, tuple[ResourceId, ...]]:
    """Collect, for each topic, the entries of a city that stand for no other."""
    besides: dict[TopicId, tuple[ResourceId, ...]] = {}
    for each in catalogue:
        if each.area != JAPAN and not each.stands_for:
            for topic in each.topics:
                besides[topic] = (*besides.get(topic, ()), each.id)
    return besides
