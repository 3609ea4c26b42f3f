"""The page, server-rendered: the whole talk works by plain forms. `page_of` is pure and says what is shown; templates only write it down."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from app.catalogue import TopicId
from app.content import City, Content, Door, Ward
from app.dialogue import UNSURE
from app.events import Event, Said
from app.offering import SHOWN, Offer
from app.steps import Advising, Alarm, Asking, Choosing, Reply, Replying, Turn, Unsure
from app.talk import reply, surfaces


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every page has."""

    template: ClassVar[str]
    city: City | None
    exit_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage(Page):
    """The first page: a box to write in, and doors to choose from."""

    template: ClassVar[str] = "start.html"
    groups: tuple[Door, ...]
    stages: tuple[Door, ...]
    whom: tuple[Door, ...]
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


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkPage(Page):
    """The talk so far, and its next step."""

    template: ClassVar[str] = "talk.html"
    past: tuple[Turn, ...]
    turn: Turn
    alarm: Alarm | None
    offers: tuple[Offer, ...]
    more: tuple[Offer, ...]
    choices: tuple[tuple[str, str], ...]
    """What may be answered: value and label. With Choosing and Unsure the values are topics."""
    because: tuple[str, ...]
    token: str
    now: datetime
    besides: tuple[tuple[TopicId, str], ...] = field(default=())
    """Other worries that the text tells of."""
    correctable: bool = False
    """What we made of the words may be said to be wrong."""
    related: tuple[tuple[TopicId, str], ...] = field(default=())
    groups: tuple[Door, ...] = ()
    """The menu, where we do not know."""
    wards: tuple[Ward, ...] = ()
    """To choose from, where the city has wards and windows are shown."""
    ward: Ward | None = None
    notice: str | None = None

    @property
    def kind(self) -> str:
        """Name the step for the template."""
        match self.turn.step:
            case Asking():
                return "asking"
            case Advising():
                return "advising"
            case Choosing():
                return "choosing"
            case Unsure():
                return "unsure"
            case Replying():
                return "replying"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage(Page):
    """Something is not there, or cannot be read; the emergency numbers are in the page itself, not from the catalogue."""

    template: ClassVar[str] = "error.html"
    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPage(Page):
    """What this is, and what it does not do."""

    template: ClassVar[str] = "about.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class TracesPage(Page):
    """How to hide that one was here, in plain words."""

    template: ClassVar[str] = "traces.html"


def start(content: Content, exit_url: str, notice: str | None = None) -> StartPage:
    """Make the first page."""
    menu = content.menu
    return StartPage(
        city=content.city,
        exit_url=exit_url,
        groups=menu.groups,
        stages=menu.stages,
        whom=menu.whom,
        doors=menu.doors,
        examples=menu.examples,
        notice=notice,
    )


def door(content: Content, exit_url: str, wanted: Door) -> DoorPage:
    """Make the page of one door."""
    topics = tuple((topic, content.topics[topic].label) for topic in wanted.topics)
    options = tuple(("/".join((each.topic, *each.answers)), each.label) for each in wanted.options)
    behind = tuple(found for each in wanted.doors if (found := content.menu.door(each)) is not None)
    return DoorPage(city=content.city, exit_url=exit_url, door=wanted, choices=(*options, *topics), doors=behind)


def talk(content: Content, exit_url: str, events: tuple[Event, ...], token: str, now: datetime, notice: str | None = None) -> TalkPage:
    """Make the page of a talk with at least one event."""
    answer = reply(content, events, now)
    *past, turn = answer.turns
    found = _offers(turn)
    wards = content.city.wards if content.city and found and not isinstance(turn.step, Replying) else ()
    return TalkPage(
        city=content.city,
        exit_url=exit_url,
        past=tuple(past),
        turn=turn,
        alarm=answer.alarm,
        offers=found[:SHOWN],
        more=found[SHOWN:],
        choices=_choices(turn),
        because=surfaces(turn.because),
        besides=tuple((topic.id, topic.label) for topic in turn.besides),
        correctable=isinstance(turn.event, Said) and isinstance(turn.step, Asking | Advising),
        token=token,
        now=now,
        related=_related(content, answer),
        groups=_menu(content, turn),
        wards=wards,
        ward=next((ward for ward in wards if ward.code == answer.here.ward), None),
        notice=notice,
    )


def _menu(content: Content, turn: Turn) -> tuple[Door, ...]:
    """Give the menu where we do not know; to a child, the rooms behind the child's door."""
    if not isinstance(turn.step, Unsure | Replying):
        return ()
    child = content.menu.door(YOUNG) if isinstance(turn.step, Unsure) and turn.step.young else None
    return content.menu.groups if child is None else tuple(found for each in child.doors if (found := content.menu.door(each)) is not None)


YOUNG = "under18"
"""The id of the child's door in the menu."""


def _offers(turn: Turn) -> tuple[Offer, ...]:
    return turn.step.offers if isinstance(turn.step, Advising | Unsure | Replying) else ()


def _choices(turn: Turn) -> tuple[tuple[str, str], ...]:
    match turn.step:
        case Asking():
            return (*((option.id, option.label) for option in turn.step.question.options), (UNSURE, "わからない"))
        case Choosing():
            return tuple((topic.id, topic.label) for topic in turn.step.topics)
        case Unsure():
            return tuple((topic.id, topic.label) for topic in turn.step.nearest)
        case Advising() | Replying():
            return ()


def _related(content: Content, answer: Reply) -> tuple[tuple[TopicId, str], ...]:
    step = answer.step
    return tuple((topic, content.topics[topic].label) for topic in step.topic.related) if isinstance(step, Advising) else ()
