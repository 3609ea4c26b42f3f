"""One talk: its events in, the whole conversation with the next step out. Every channel (page, API, command line) calls `reply`.

A talk is the list of its events and nothing else; it is replayed at each turn, so that no server has to remember it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias, assert_never

from app.catalogue import Area, TopicId
from app.content import Content, Panel, Topic
from app.dialogue import UNSURE, NodeId, OptionId, Outcome, Question, replay
from app.matching.rank import Because, Decision, Match
from app.offering import SHOWN, Here, Offer, look_up, offers
from app.safety import Danger, Level

LONGEST_TEXT = 2000
"""Characters of a worry that are read; the rest is left out, never refused."""
MOST_EVENTS = 40


@dataclass(frozen=True, slots=True)
class Said:
    """The resident wrote something."""

    text: str


@dataclass(frozen=True, slots=True)
class Chose:
    """The resident chose a worry from a list; a shortcut answers its first questions too."""

    topic: TopicId
    answers: tuple[OptionId, ...] = ()
    young: bool = False
    """Chosen behind the child's door."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The resident answered the question that was asked."""

    option: OptionId


@dataclass(frozen=True, slots=True)
class Lives:
    """The resident told the ward they live in; it counts for the whole talk."""

    ward: Area


Event: TypeAlias = Said | Chose | Answered | Lives


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
    young: bool = False
    """The words sound like a child's: the child's door is shown."""


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
    here: Here
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
    young: bool = False
    """Something that was said sounds like a child's."""


def reply(content: Content, talk: tuple[Event, ...], now: datetime) -> Reply:
    """Replay *talk* (at least one event) with *content* at *now*. Events that no longer make sense are passed over."""
    wards = {each.code for each in content.city.wards} if content.city else set()
    here = Here(now=now, ward=next((event.ward for event in reversed(talk) if isinstance(event, Lives) and event.ward in wards), None))
    turns: list[Turn] = []
    place = _Place()
    for event in talk:
        place, turn = _take(content, place, event, here)
        if turn is not None:
            turns.append(turn)
    if not turns:
        turns.append(Turn(event=Said(""), label="", step=_unsure(content, (), here)))
    return Reply(turns=tuple(turns), here=here, alarm=_alarm(content, turns, here))


def _take(content: Content, place: _Place, event: Event, here: Here) -> tuple[_Place, Turn | None]:
    match event:
        case Said():
            return _hear(content, place, event, here)
        case Chose():
            return _choose(content, place, event, here)
        case Answered():
            return _answer(content, place, event, here)
        case Lives():
            return place, None
    assert_never(event)


def understand(content: Content, text: str) -> tuple[Danger | None, Decision]:
    """Look for danger, then match; an urgent danger speaks for the topics of its kind."""
    danger = content.watch.look(text)
    kind = danger.kind if danger is not None and danger.level == "urgent" else None
    likely = frozenset(topic.id for topic in content.topics.values() if kind is not None and topic.panel == kind)
    return danger, content.matcher.decide(content.read(text), likely)


def _hear(content: Content, place: _Place, said: Said, here: Here) -> tuple[_Place, Turn]:
    danger, decision = understand(content, said.text)
    young = place.young or content.style.young.wrote(said.text)
    turn = Turn(event=said, label=said.text, step=Choosing(topics=()), matches=decision.matches, danger=danger)
    topics = tuple(content.topics[topic] for topic in decision.choices)
    if decision.kind == "clear":
        return _enter(content, _Place(topics[0], young=young), replace(turn, because=decision.matches[0].because), here)
    if decision.kind == "close":
        return _Place(young=young), replace(turn, step=Choosing(topics=topics), because=decision.matches[0].because)
    return _Place(young=young), replace(turn, step=_unsure(content, decision.matches, here, young=young))


def _choose(content: Content, place: _Place, event: Chose, here: Here) -> tuple[_Place, Turn | None]:
    topic = content.topics.get(event.topic)
    if topic is None:
        return place, None
    _, answers = replay(topic.flow, event.answers)
    return _enter(
        content,
        _Place(topic, answers, place.young or event.young),
        Turn(event=event, label=content.menu.label_of(event.topic, event.answers) or topic.label, step=Choosing(topics=())),
        here,
    )


def _answer(content: Content, place: _Place, event: Answered, here: Here) -> tuple[_Place, Turn | None]:
    if place.topic is None:
        return place, None
    before, _ = replay(place.topic.flow, place.answers)
    if not isinstance(before, Question) or before.next(event.option) is None:
        return place, None
    label = next((option.label for option in before.options if option.id == event.option), "わからない")
    turn = Turn(event=event, label=label, step=Choosing(topics=()))
    return _arrive(content, replace(place, answers=(*place.answers, event.option)), turn, here, entered=False)


def _enter(content: Content, place: _Place, turn: Turn, here: Here) -> tuple[_Place, Turn]:
    return _arrive(content, place, turn, here, entered=True)


def _arrive(content: Content, place: _Place, turn: Turn, here: Here, *, entered: bool) -> tuple[_Place, Turn]:
    """Stand at the node that the answers lead to, those given for a child along the way."""
    assert place.topic is not None  # entered by `_enter` and `_answer` only
    answers = _for_young(place.topic, place.answers) if place.young else place.answers
    return replace(place, answers=answers), replace(turn, step=_step(content, place.topic, answers, here, entered=entered))


def _for_young(topic: Topic, answers: tuple[OptionId, ...]) -> tuple[OptionId, ...]:
    node, answers = replay(topic.flow, answers)
    while isinstance(node, Question) and (young := next((each.id for each in node.options if each.for_young), None)) is not None:
        answers = (*answers, young)
        node, answers = replay(topic.flow, answers)
    return answers


def _step(content: Content, topic: Topic, answers: tuple[OptionId, ...], here: Here, *, entered: bool) -> Step:
    node, _ = replay(topic.flow, answers)
    if isinstance(node, Question):
        return Asking(topic=topic, question=node, entered=entered)
    return Advising(topic=topic, outcome=node, entered=entered, offers=offers(content, topic.id, node, here))


def _unsure(content: Content, matches: tuple[Match, ...], here: Here, *, young: bool = False) -> Unsure:
    nearest = tuple(content.topics[match.topic] for match in matches[:SHOWN])
    return Unsure(nearest=nearest, young=young, offers=tuple(look_up(content, content.menu.general, here)))


def default_outcome(topic: Topic) -> Outcome:
    """Give the outcome that 「わからない」 leads to at every question: what is offered where nothing is asked."""
    node, answers = replay(topic.flow, ())
    while isinstance(node, Question):
        answers = (*answers, UNSURE)
        node, _ = replay(topic.flow, answers)
    return node


# Danger.


def _alarm(content: Content, turns: list[Turn], here: Here) -> Alarm | None:
    """Make the alarm of the most urgent danger said so far; else of a topic that keeps its line in sight."""
    found = sorted((turn.danger for turn in turns if turn.danger is not None), key=lambda danger: danger.level != "urgent")
    if found:
        return alarm(content, content.menu.panel(found[0].kind), found[0].level, here)
    topics = [turn.step.topic for turn in turns if isinstance(turn.step, Asking | Advising)]
    kind = next((topic.panel for topic in reversed(topics) if topic.panel is not None), None)
    return None if kind is None else alarm(content, content.menu.panel(kind), "soft", here)


def alarm(content: Content, panel: Panel, level: Level, here: Here) -> Alarm:
    """Fill a panel as of *here*: of those who listen, who answers now comes first, and at most three."""
    lines = sorted(look_up(content, panel.lines, here), key=lambda each: not each.status.open)
    return Alarm(panel=panel, level=level, call=tuple(look_up(content, panel.call, here)), lines=tuple(lines[:SHOWN]))


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
