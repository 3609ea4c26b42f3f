"""One talk: its events in, the whole conversation with the next step out. Every channel (page, API, command line) calls `reply`.

A talk is the list of its events and nothing else; it is replayed at each turn, so that no server has to remember it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias, assert_never

from app.catalogue import GENERAL, Channel, Resource, ResourceId, TopicId
from app.content import Content, Panel, Topic
from app.dialogue import UNSURE, NodeId, OptionId, Outcome, Question, replay
from app.matching.rank import Because, Decision, Match
from app.opening import UNKNOWN, Status, status
from app.safety import Danger, Level

SHOWN = 3
"""How many windows are shown at first; more is a list, and people do not call lists."""
LONGEST_TEXT = 2000
"""Characters of a worry that are read; the rest is left out, never refused."""
MOST_EVENTS = 40
LIVE = frozenset({"phone", "chat", "sns", "visit"})
"""Ways by which somebody answers at once; a letter or a form that can be sent at any time is not «open»."""
NEARBY = 1
"""An `office` is the one of the resident's town: as near as the city itself."""


@dataclass(frozen=True, slots=True)
class Said:
    """The resident wrote something."""

    text: str


@dataclass(frozen=True, slots=True)
class Chose:
    """The resident chose a worry from a list."""

    topic: TopicId


@dataclass(frozen=True, slots=True)
class Answered:
    """The resident answered the question that was asked."""

    option: OptionId


Event: TypeAlias = Said | Chose | Answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to reach a window, as of now."""

    channel: Channel
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A window or measure as of now, the best way first."""

    resource: Resource
    ways: tuple[Way, ...]
    status: Status
    """Of the ways by which somebody answers at once and whose number or address we know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One question."""

    topic: Topic
    question: Question
    entered: bool
    """The topic is new in this turn: its first words belong here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advising:
    """The windows that may help."""

    topic: Topic
    outcome: Outcome
    entered: bool
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """Two or three worries are near; which is it?"""

    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsure:
    """We do not know, say so, and offer what takes any worry."""

    nearest: tuple[Topic, ...]
    offers: tuple[Offer, ...]


Step: TypeAlias = Asking | Advising | Choosing | Unsure


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Who is called first, and who listens now."""

    panel: Panel
    level: Level
    call: tuple[Offer, ...]
    lines: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the resident did, and what we make of it."""

    event: Event
    label: str
    """The resident's words, or the label that they chose."""
    step: Step
    because: tuple[Because, ...] = ()
    matches: tuple[Match, ...] = ()
    danger: Danger | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The talk so far; the last turn holds the next step."""

    turns: tuple[Turn, ...]
    alarm: Alarm | None = None
    """Of the most urgent danger in the whole talk: it stays."""

    @property
    def step(self) -> Step:
        """The step that the resident is at."""
        return self.turns[-1].step


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a talk stands between two events."""

    topic: Topic | None = None
    answers: tuple[OptionId, ...] = ()


def reply(content: Content, talk: tuple[Event, ...], now: datetime) -> Reply:
    """Replay *talk* (at least one event) with *content* at *now*. Events that no longer make sense are passed over."""
    turns: list[Turn] = []
    place = _Place()
    for event in talk:
        place, turn = _take(content, place, event, now)
        if turn is not None:
            turns.append(turn)
    if not turns:
        turns.append(Turn(event=Said(""), label="", step=_unsure(content, (), now)))
    return Reply(turns=tuple(turns), alarm=_alarm(content, turns, now))


def _take(content: Content, place: _Place, event: Event, now: datetime) -> tuple[_Place, Turn | None]:
    match event:
        case Said():
            return _hear(content, event, now)
        case Chose():
            topic = content.topics.get(event.topic)
            return (place, None) if topic is None else _enter(content, topic, Turn(event=event, label=topic.label, step=Choosing(topics=())), now)
        case Answered():
            return _answer(content, place, event, now)
    assert_never(event)


def understand(content: Content, text: str) -> tuple[Danger | None, Decision]:
    """Look for danger, then match; an urgent danger speaks for the topics of its kind."""
    danger = content.watch.look(text)
    kind = danger.kind if danger is not None and danger.level == "urgent" else None
    likely = frozenset(topic.id for topic in content.topics.values() if kind is not None and topic.panel == kind)
    return danger, content.matcher.decide(content.read(text), likely)


def _hear(content: Content, said: Said, now: datetime) -> tuple[_Place, Turn]:
    danger, decision = understand(content, said.text)
    turn = Turn(event=said, label=said.text, step=Choosing(topics=()), matches=decision.matches, danger=danger)
    topics = tuple(content.topics[topic] for topic in decision.choices)
    if decision.kind == "clear":
        return _enter(content, topics[0], replace(turn, because=decision.matches[0].because), now)
    if decision.kind == "close":
        return _Place(), replace(turn, step=Choosing(topics=topics), because=decision.matches[0].because)
    return _Place(), replace(turn, step=_unsure(content, decision.matches, now))


def _enter(content: Content, topic: Topic, turn: Turn, now: datetime) -> tuple[_Place, Turn]:
    return _Place(topic), replace(turn, step=_step(content, topic, (), now))


def _answer(content: Content, place: _Place, event: Answered, now: datetime) -> tuple[_Place, Turn | None]:
    if place.topic is None:
        return place, None
    before, _ = replay(place.topic.flow, place.answers)
    if not isinstance(before, Question) or before.next(event.option) is None:
        return place, None
    answers = (*place.answers, event.option)
    label = next((option.label for option in before.options if option.id == event.option), "わからない")
    return _Place(place.topic, answers), Turn(event=event, label=label, step=_step(content, place.topic, answers, now))


def _step(content: Content, topic: Topic, answers: tuple[OptionId, ...], now: datetime) -> Step:
    node, _ = replay(topic.flow, answers)
    if isinstance(node, Question):
        return Asking(topic=topic, question=node, entered=not answers)
    return Advising(topic=topic, outcome=node, entered=not answers, offers=offers(content, node, now))


def _unsure(content: Content, matches: tuple[Match, ...], now: datetime) -> Unsure:
    nearest = tuple(content.topics[match.topic] for match in matches[:SHOWN])
    return Unsure(nearest=nearest, offers=tuple(look_up(content, content.menu.general, now)))


def default_outcome(topic: Topic) -> Outcome:
    """Give the outcome that 「わからない」 leads to at every question: what is offered where nothing is asked."""
    node, answers = replay(topic.flow, ())
    while isinstance(node, Question):
        answers = (*answers, UNSURE)
        node, _ = replay(topic.flow, answers)
    return node


# What is offered.


def look_up(content: Content, wanted: tuple[ResourceId, ...], now: datetime) -> Iterator[Offer]:
    """Give the entries with these ids as of *now*, the city's own in place of national ones, those out of their period left out."""
    for name in dict.fromkeys(content.resource(each) for each in wanted):
        if name in content.catalogue and content.catalogue[name].valid(now.date()):
            yield offer(content.catalogue[name], now)


def offer(resource: Resource, now: datetime) -> Offer:
    """Look at all ways to reach *resource* at *now*; the one that works best comes first."""
    ways = tuple(Way(channel=channel, status=status(channel.hours, now)) for channel in resource.channels)
    ordered = tuple(sorted(ways, key=lambda way: (_usable(way).state != "open", way.channel.value is None)))
    reachable = [_usable(way) for way in ordered if way.channel.type in LIVE and way.channel.value is not None]
    return Offer(resource=resource, ways=ordered, status=_best(reachable))


def _usable(way: Way) -> Status:
    return way.status if way.channel.type in LIVE and way.channel.value is not None else UNKNOWN


def _best(states: list[Status]) -> Status:
    """Open before closed before unknown; of several closed ones, that which opens first."""
    opened = [each for each in states if each.open]
    closed = sorted((each for each in states if each.state == "closed" and each.changes), key=lambda each: str(each.changes))
    return next(iter((*opened, *closed, *states)), UNKNOWN)


def offers(content: Content, outcome: Outcome, now: datetime) -> tuple[Offer, ...]:
    """Order what *outcome* offers: near before far, open before not, made for this before general, free before charged, then as its author wrote.

    Where it is urgent, who answers now comes before who is near. One that answers now is always among the first three, if there is one at all.
    """
    found = list(look_up(content, outcome.offers, now))
    ordered = sorted(found, key=lambda each: _rank(content, each, urgent=outcome.urgent))
    return _one_open_in_sight(_numbers_once(ordered))


def _rank(content: Content, each: Offer, *, urgent: bool) -> tuple[int, ...]:
    openness = {"open": 0, "unknown": 1, "closed": 2}[each.status.state]
    place = _distance(content, each.resource)
    general = int(GENERAL in each.resource.topics)
    charged = int(bool(each.ways) and each.ways[0].channel.cost in {"call", "navi"})
    return (openness, general, charged, place) if urgent else (place, openness, general, charged)


def _distance(content: Content, resource: Resource) -> int:
    if resource.kind == "office":
        return NEARBY
    return content.city.distance(resource.area) if content.city else 3


def _numbers_once(ordered: list[Offer]) -> list[Offer]:
    """Put windows behind the others whose numbers have all been shown already: three cards with one number are one window."""
    seen: set[str] = set()
    first: list[Offer] = []
    again: list[Offer] = []
    for each in ordered:
        numbers = {way.channel.digits for way in each.ways if way.channel.type == "phone" and way.channel.value}
        (again if numbers and numbers <= seen else first).append(each)
        seen |= numbers
    return [*first, *again]


def _one_open_in_sight(ordered: list[Offer]) -> tuple[Offer, ...]:
    later = next((each for each in ordered[SHOWN:] if each.status.open), None)
    if later is None or any(each.status.open for each in ordered[:SHOWN]):
        return tuple(ordered)
    rest = [each for each in ordered if each is not later]
    return (*rest[: SHOWN - 1], later, *rest[SHOWN - 1 :])


# Danger.


def _alarm(content: Content, turns: list[Turn], now: datetime) -> Alarm | None:
    """Make the alarm of the most urgent danger said so far; else of a topic that keeps its line in sight."""
    found = sorted((turn.danger for turn in turns if turn.danger is not None), key=lambda danger: danger.level != "urgent")
    if found:
        return alarm(content, content.menu.panel(found[0].kind), found[0].level, now)
    topics = [turn.step.topic for turn in turns if isinstance(turn.step, Asking | Advising)]
    kind = next((topic.panel for topic in reversed(topics) if topic.panel is not None), None)
    return None if kind is None else alarm(content, content.menu.panel(kind), "soft", now)


def alarm(content: Content, panel: Panel, level: Level, now: datetime) -> Alarm:
    """Fill a panel as of *now*: of those who listen, who answers now comes first, and at most three."""
    lines = sorted(look_up(content, panel.lines, now), key=lambda each: not each.status.open)
    return Alarm(panel=panel, level=level, call=tuple(look_up(content, panel.call, now)), lines=tuple(lines[:SHOWN]))


def node_of(step: Step) -> NodeId | None:
    """Name the node of the flow that a step stands at."""
    match step:
        case Asking():
            return step.question.id
        case Advising():
            return step.outcome.id
        case Choosing() | Unsure():
            return None
    assert_never(step)
