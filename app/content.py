"""All content of one city, joined and frozen: the catalogue, the topics, the menu, the watch for danger, the matcher."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from app.catalogue import JAPAN, Area, Catalogue, Refusal, Resource, ResourceId, TopicId
from app.dialogue import Flow, OptionId, Outcome, Question
from app.matching.index import Index, weighted
from app.matching.kana import Lexicon
from app.matching.rank import Matcher
from app.matching.terms import Read, Text, pairs
from app.safety import Kind, Watch
from app.text import has_kanji, hiragana, spoken, squeeze

SAYS, WORDS, LABEL, RESOURCE = 1.0, 1.0, 1.0, 0.1
"""How much a word counts by where it stands. Resources describe offices, not worries: they only break ties."""


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

    def wrote(self, text: str) -> bool:
        """Tell whether *text* sounds like a child's; when in doubt, no: an adult at a child's window is sent on."""
        plain = hiragana(squeeze(text))
        if any(squeeze(word) in squeeze(text) or hiragana(squeeze(word)) in plain for word in self.unless):
            return False
        kana = () if has_kanji(text) else tuple(word for word in self.in_kana if hiragana(squeeze(word)) in plain)
        return any(hiragana(squeeze(sign)) in plain for sign in self.says) or len(kana) >= ENOUGH_SIGNS


ENOUGH_SIGNS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """intents/style.yaml: how texts must not be written, numbers that must not be shown, signs of a child's text."""

    officialese: tuple[Officialese, ...]
    never_show: tuple[Banned, ...]
    young: Young
    switchboards: tuple[ResourceId, ...] = ()
    """General windows of a town hall: no way in for those who are in danger at home."""


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
class City:
    """A municipality that uses the program: cities/<code>-<name>/city.yaml."""

    code: Area
    name: str
    kana: str
    url: str
    department: str
    """Who keeps the catalogue."""
    wards: tuple[Ward, ...] = ()
    hide: tuple[ResourceId, ...] = ()
    """National entries that are not offered here."""

    def distance(self, area: Area) -> int:
        """Say how near *area* is: 0 ward, 1 city, 2 prefecture, 3 the whole country or elsewhere."""
        if any(ward.code == area for ward in self.wards):
            return 0
        if area == self.code:
            return 1
        return 2 if area != JAPAN and area[:2] == self.code[:2] else FAR


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that is needed to answer. Made by `join`; never changed."""

    catalogue: Catalogue
    topics: dict[TopicId, Topic]
    menu: Menu
    style: Style
    measures: tuple[Measure, ...]
    watch: Watch
    matcher: Matcher
    read: Read
    city: City | None
    version: str

    own: dict[ResourceId, tuple[ResourceId, ...]]
    """National entry → those of the city and prefecture that take its place."""
    besides: dict[TopicId, tuple[ResourceId, ...]]
    """Topic → entries of the city and prefecture that take nobody's place."""

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


def matcher(topics: Iterable[Topic], catalogue: Iterable[tuple[tuple[TopicId, ...], str]], read: Read) -> Matcher:
    """Index the words of the topics, and a little those of the resources that serve them."""
    topics = tuple(topics)
    texts = _texts(topics, read)
    served: dict[TopicId, list[str]] = {topic: [] for topic in texts}
    for about, words in catalogue:
        keys = [word.normal for word in read(words).content]
        for topic in set(about) & served.keys():
            served[topic] += keys
    documents = {
        topic: weighted((_keys(says), SAYS), (_keys(words), WORDS), (_keys(label), LABEL), (sorted(set(served[topic])), RESOURCE))
        for topic, (says, words, label) in texts.items()
    }
    own = (text for fields in texts.values() for texts_of_field in fields for text in texts_of_field)
    return Matcher(Index(documents), Lexicon(own), names=_names(texts), against=_against(topics, read))


_Fields: TypeAlias = tuple[list[Text], list[Text], list[Text]]
"""Says, words, label."""


def _texts(topics: tuple[Topic, ...], read: Read) -> dict[TopicId, _Fields]:
    """Read says, words and label of each topic; a look-alike counts as said of the topic that it belongs to."""
    texts: dict[TopicId, _Fields] = {
        topic.id: ([read(said) for said in topic.says], [read(word) for word in topic.words], [read(topic.label)]) for topic in topics
    }
    for lookalike in (each for topic in topics for each in topic.not_this):
        texts[lookalike.topic][0].append(read(lookalike.text))
    return texts


def _against(topics: Iterable[Topic], read: Read) -> dict[str, frozenset[TopicId]]:
    """Give the topics that each word speaks against."""
    against: dict[str, set[TopicId]] = {}
    for topic in topics:
        for word in (word for phrase in topic.not_words for word in read(phrase).content):
            against.setdefault(word.normal, set()).add(topic.id)
    return {word: frozenset(found) for word, found in against.items()}


def _names(texts: dict[TopicId, _Fields]) -> dict[str, tuple[TopicId, ...]]:
    """Give the topics that have a phrase among their own, whole: a single word such as 「借金」 is enough then."""
    names: dict[str, tuple[TopicId, ...]] = {}
    for topic, fields in texts.items():
        for text in (text for texts_of_field in fields for text in texts_of_field):
            name = spoken(text.plain)
            names[name] = tuple(dict.fromkeys((*names.get(name, ()), topic)))
    return names


def _keys(texts: Iterable[Text]) -> list[str]:
    """Give all words of *texts*, and the pairs that stand together."""
    return [key for text in texts for key in (*(word.normal for word in text.content), *(pair for pair, _, _ in pairs(text)))]
