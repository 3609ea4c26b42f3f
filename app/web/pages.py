"""The page, server-rendered: the whole talk works by plain forms. What is shown is decided here, purely; templates only write it down."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from app.catalogue import PREFERRED, Preference, Refusal, ResourceId, TopicId
from app.content import City, Content, Door, Topic, Ward
from app.dialogue import UNSURE
from app.events import Event, Said
from app.ladder import Rung, ladder
from app.language import EASY_TAG, JAPANESE_TAG
from app.offering import SHOWN, Offer, look_up
from app.steps import Advising, Alarm, Asking, Choosing, Reply, Replying, Turn, Unsure
from app.talk import reply
from app.texts import FOREIGN_TOPICS
from app.web.look import USUAL, Look

UNKNOWN = "unknown"
"""The id of the menu's door for those who do not know where to turn."""
YOUNG = "under18"
"""The id of the child's door in the menu."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every page stands in."""

    city: City | None
    exit_url: str
    look: Look = USUAL
    hosts: tuple[str, ...] = ()
    """Origins of pages that this one may stand in."""
    oembed: str | None = None
    """Where another site may ask how to show this page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Frame):
    """What every page has."""

    template: ClassVar[str]
    framable: ClassVar[bool] = True
    """It may stand in a page of the city."""
    path: ClassVar[str | None] = None
    """Where the page is found by its address; None for a page that a form brings: its way of reading is changed by a form, too."""

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """Give the fields that bring this same page again."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage(Page):
    """The first page: a box to write in, and doors to choose from."""

    template: ClassVar[str] = "start.html"
    path: ClassVar[str | None] = "/"
    groups: tuple[Door, ...]
    stages: tuple[tuple[str, str], ...]
    whom: tuple[tuple[str, str], ...]
    """Doors by stage of life and by whom it is about: id and label."""
    doors: tuple[Door, ...]
    examples: tuple[str, ...]
    notice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorPage(Page):
    """The worries behind one door."""

    template: ClassVar[str] = "door.html"
    door: Door
    choices: tuple[tuple[str, str], ...]
    """Value and label; a value is a topic, with a shortcut's answers behind it."""
    doors: tuple[Door, ...]
    unsure: str | None
    """The door for those who do not know; None behind itself."""

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """Give the fields that bring this same page again."""
        return (("door", self.door.id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkPage(Page):
    """The talk so far, and its next step."""

    template: ClassVar[str] = "talk.html"
    turns: tuple[Turn, ...]
    alarm: Alarm | None
    offers: tuple[Offer, ...]
    more: tuple[Offer, ...]
    choices: tuple[tuple[str, str], ...]
    """What may be answered: value and label. With Choosing and Unsure the values are topics."""
    token: str
    now: datetime
    ladder: tuple[Rung, ...] = ()
    """Whom to try where none of the windows shown could be reached."""
    refusals: dict[ResourceId, tuple[tuple[Refusal, tuple[Offer, ...]], ...]] = field(default_factory=dict)
    """For a window: each reason of refusal, and who helps then."""
    besides: tuple[tuple[TopicId, str], ...] = ()
    """Other worries that the text tells of."""
    correctable: bool = False
    """What we made of the words may be said to be wrong."""
    related: tuple[tuple[TopicId, str], ...] = ()
    abroad: tuple[tuple[TopicId, str], ...] = ()
    """For who reads another language than Japanese: where other languages are spoken."""
    groups: tuple[Door, ...] = ()
    """The menu, where we do not know."""
    wards: tuple[Ward, ...] = ()
    """To choose from, where the city has wards and windows are shown."""
    ward: Ward | None = None
    preferences: tuple[Preference, ...] = ()
    """Ways to be in touch that at least one window has, where there is more than one."""
    prefers: Preference | None = None
    notice: str | None = None

    @property
    def turn(self) -> Turn:
        """The newest turn."""
        return self.turns[-1]

    @property
    def kind(self) -> str:
        """Name the step for the template."""
        return str(self.turn.step.kind)

    @property
    def topic(self) -> Topic | None:
        """The topic that is talked about."""
        return self.turn.step.topic if isinstance(self.turn.step, Asking | Advising) else None

    @property
    def sensitive(self) -> bool:
        """Tell whether others at home must not see this."""
        return self.topic is not None and self.topic.sensitive

    @property
    def traces(self) -> bool:
        """Tell whether this is where one is told how to hide having been here: as such a topic begins."""
        return self.sensitive and isinstance(self.turn.step, Asking | Advising) and self.turn.step.entered

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """Give the fields that bring this same page again."""
        return (("token", self.token), ("stay", "1"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoPage(Page):
    """A card to take along. What the resident writes on it stays in their browser: its fields have no name and belong to no form."""

    template: ClassVar[str] = "memo.html"
    say: tuple[str, ...]
    offers: tuple[Offer, ...]
    bring: tuple[str, ...]
    checked: date
    """The oldest day on which one of these windows was checked."""
    token: str

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """Give the fields that bring this same page again."""
        return (("token", self.token), ("memo", "1"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage(Page):
    """Something is not there, or cannot be read; the emergency numbers are in the page itself, not from the catalogue."""

    template: ClassVar[str] = "error.html"
    framable: ClassVar[bool] = False
    path: ClassVar[str | None] = "/"
    heading: str
    text: str
    again: tuple[tuple[str, str], ...] = ()
    """What was sent and can be sent again by a button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPage(Page):
    """What this is, and what it does not do."""

    template: ClassVar[str] = "about.html"
    path: ClassVar[str | None] = "/about"


@dataclass(frozen=True, slots=True, kw_only=True)
class TracesPage(Page):
    """How to hide that one was here, in plain words."""

    template: ClassVar[str] = "traces.html"
    path: ClassVar[str | None] = "/traces"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsPage(Page):
    """All parts in all states, for development."""

    template: ClassVar[str] = "parts.html"
    framable: ClassVar[bool] = False
    path: ClassVar[str | None] = "/parts"
    states: dict[str, Page]


def start(content: Content, frame: Frame, notice: str | None = None) -> StartPage:
    """Make the first page."""
    menu = content.menu
    return StartPage(
        **_framed(frame),
        groups=menu.groups,
        stages=tuple((each.id, each.label) for each in menu.stages),
        whom=tuple((each.id, each.label) for each in menu.whom),
        doors=menu.doors,
        examples=menu.examples,
        notice=notice,
    )


def door(content: Content, frame: Frame, wanted: Door) -> DoorPage:
    """Make the page of one door."""
    topics = tuple((topic, content.topics[topic].label) for topic in wanted.topics)
    options = tuple(("/".join((each.topic, *each.answers)), each.label) for each in wanted.options)
    behind = tuple(found for each in wanted.doors if (found := content.menu.door(each)) is not None)
    unsure = UNKNOWN if wanted.id != UNKNOWN and content.menu.door(UNKNOWN) is not None else None
    return DoorPage(**_framed(frame), door=wanted, choices=(*options, *topics), doors=behind, unsure=unsure)


def about(frame: Frame) -> AboutPage:
    """Make the page about the service."""
    return AboutPage(**_framed(frame))


def traces(frame: Frame) -> TracesPage:
    """Make the page about hiding traces."""
    return TracesPage(**_framed(frame))


def error(frame: Frame, heading: str, text: str, again: tuple[tuple[str, str], ...] = ()) -> ErrorPage:
    """Make the page of an error."""
    return ErrorPage(**_framed(frame), heading=heading, text=text, again=again)


def gallery(frame: Frame, states: dict[str, Page]) -> PartsPage:
    """Make the living page."""
    return PartsPage(**_framed(frame), states=states)


def _framed(frame: Frame) -> dict[str, Any]:
    return {"city": frame.city, "exit_url": frame.exit_url, "look": frame.look, "hosts": frame.hosts, "oembed": frame.oembed}


def talk(content: Content, frame: Frame, events: tuple[Event, ...], token: str, now: datetime, notice: str | None = None) -> TalkPage:
    """Make the page of a talk with at least one event."""
    answer = reply(content, events, now)
    turn = answer.turns[-1]
    found = _offers(turn)
    shown = found[:SHOWN]
    wards = content.city.wards if content.city and found and not isinstance(turn.step, Replying) else ()
    return TalkPage(
        **_framed(frame),
        turns=answer.turns,
        alarm=answer.alarm,
        offers=shown,
        more=found[SHOWN:],
        choices=_choices(turn),
        token=token,
        now=now,
        ladder=_ladder(content, answer, shown),
        refusals={each.resource.id: tuple(_refusals(content, each, answer)) for each in found if each.resource.refused},
        besides=tuple((topic.id, topic.label) for topic in turn.besides),
        correctable=isinstance(turn.event, Said) and isinstance(turn.step, Asking | Advising),
        related=_related(content, answer),
        abroad=_abroad(content, answer) if frame.look.language not in {JAPANESE_TAG, EASY_TAG} else (),
        groups=_menu(content, turn),
        wards=wards,
        ward=next((ward for ward in wards if ward.code == answer.here.ward), None),
        preferences=_preferences(found) if not isinstance(turn.step, Replying) else (),
        prefers=answer.here.prefers,
        notice=notice,
    )


def memo(content: Content, frame: Frame, events: tuple[Event, ...], token: str, now: datetime) -> MemoPage:
    """Make the card to take along, of the windows that the talk has led to."""
    found = next((found for turn in reversed(reply(content, events, now).turns) if (found := _offers(turn))), ())
    shown = tuple(each for each in found if each.resource.url or any(way.channel.value for way in each.ways))[:SHOWN]
    return MemoPage(
        **_framed(frame),
        say=shown[0].resource.say if shown else (),
        offers=shown,
        bring=tuple(dict.fromkeys(thing for each in shown for thing in each.resource.bring)),
        checked=min((each.resource.checked_on for each in shown), default=now.date()),
        token=token,
    )


def _ladder(content: Content, answer: Reply, shown: tuple[Offer, ...]) -> tuple[Rung, ...]:
    step = answer.step
    if not isinstance(step, Advising):
        return ()
    return ladder(content, step.topic.id, step.outcome, answer.here, frozenset(each.resource.id for each in shown))


def _refusals(content: Content, each: Offer, answer: Reply) -> Iterable[tuple[Refusal, tuple[Offer, ...]]]:
    return ((refusal, tuple(look_up(content, refusal.next, answer.here))[:SHOWN]) for refusal in each.resource.refused)


def _preferences(found: tuple[Offer, ...]) -> tuple[Preference, ...]:
    types = {way.channel.type for each in found for way in each.ways if way.channel.value is not None}
    usable = tuple(each for each, wanted in PREFERRED.items() if wanted & types)
    return usable if len(usable) > 1 else ()


def _menu(content: Content, turn: Turn) -> tuple[Door, ...]:
    """Give the menu where we do not know; to a child, the rooms behind the child's door."""
    if not isinstance(turn.step, Unsure | Replying):
        return ()
    child = content.menu.door(YOUNG) if isinstance(turn.step, Unsure) and turn.step.young else None
    return content.menu.groups if child is None else tuple(found for each in child.doors if (found := content.menu.door(each)) is not None)


def _offers(turn: Turn) -> tuple[Offer, ...]:
    return turn.step.offers if isinstance(turn.step, Advising | Unsure | Replying) else ()


NOT_SURE = "わからない"


def _choices(turn: Turn) -> tuple[tuple[str, str], ...]:
    match turn.step:
        case Asking():
            return (*((option.id, option.label) for option in turn.step.question.options), (UNSURE, NOT_SURE))
        case Choosing():
            return tuple((topic.id, topic.label) for topic in turn.step.topics)
        case Unsure():
            return tuple((topic.id, topic.label) for topic in turn.step.nearest)
        case _:
            return ()


def _related(content: Content, answer: Reply) -> tuple[tuple[TopicId, str], ...]:
    step = answer.step
    return tuple((topic, content.topics[topic].label) for topic in step.topic.related) if isinstance(step, Advising) else ()


def _abroad(content: Content, answer: Reply) -> tuple[tuple[TopicId, str], ...]:
    step = answer.step
    here = step.topic.id if isinstance(step, Advising) else None
    return tuple((topic.id, topic.label) for topic in content.topics.values() if here is not None and topic.id in FOREIGN_TOPICS - {here})
