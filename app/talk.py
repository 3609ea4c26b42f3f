"""One talk: its events in, the whole conversation with the next step out. Every channel (page, API, command line) calls `reply`.

A talk is the list of its events and nothing else; it is replayed at each turn, so that no server has to remember it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import assert_never

from app.catalogue import GENERAL, Area, Preference, ResourceId, TopicId
from app.content import FAR, Aside, Content, Panel, Topic
from app.dialogue import UNSURE, NodeId, OptionId, Outcome, Question, replay
from app.events import Answered, Chose, Differs, Event, How, Lives, Prefers, Said, Tried
from app.ladder import ladder
from app.matching.rank import Decision, Match
from app.offering import SHOWN, Here, look_up, offers
from app.safety import Level
from app.steps import Advising, Alarm, Asking, Choosing, Reply, Replying, Step, Trying, Turn, Unsure, surfaces
from app.text import normalise
from app.understanding import Understood, understand, ward_in


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a talk stands between two events."""

    topic: Topic | None = None
    answers: tuple[OptionId, ...] = ()
    young: bool = False
    """Something that was said sounds like a child's."""
    texts: tuple[str, ...] = ()
    """What the resident wrote so far, which may tell of the person with the worry; nothing once they chose by themselves."""
    said: Said | None = None
    """The words that led here, and which of them were taken back."""
    without: tuple[str, ...] = ()
    denied: tuple[TopicId, ...] = ()
    besides: tuple[TopicId, ...] = ()
    """Other worries that the same words told of."""
    tried: frozenset[ResourceId] = frozenset()
    """Windows that were tried in vain."""


def reply(content: Content, talk: tuple[Event, ...], now: datetime) -> Reply:
    """Replay *talk* (at least one event) with *content* at *now*. Events that no longer make sense are passed over."""
    here = Here(now=now, ward=_ward(content, talk), prefers=_preference(talk))
    turns: list[Turn] = []
    place = _Place()
    for at, event in enumerate(talk):
        place, turn = _take(content, place, event, here)
        if turn is not None:
            turns.append(replace(turn, at=at))
    if not turns:
        turns.append(Turn(event=Said(""), label="", step=_unsure(content, (), here)))
    return Reply(turns=tuple(turns), here=here, alarm=_alarm(content, turns, here))


def _ward(content: Content, talk: tuple[Event, ...]) -> Area | None:
    """Give the ward that the resident told last, be it chosen or written."""
    wards = {each.code for each in content.city.wards} if content.city else set()
    told = (event.ward if isinstance(event, Lives) else _named(content, event) for event in reversed(talk))
    return next((ward for ward in told if ward in wards), None)


def _preference(talk: tuple[Event, ...]) -> Preference | None:
    """Give the way that the resident wished last."""
    return next((event.way for event in reversed(talk) if isinstance(event, Prefers)), None)


def _named(content: Content, event: Event) -> Area | None:
    return ward_in(normalise(event.text), content.city) if isinstance(event, Said) else None


def _take(content: Content, place: _Place, event: Event, here: Here) -> tuple[_Place, Turn | None]:
    match event:
        case Said():
            return _hear(content, place, event, here)
        case Chose():
            return _choose(content, place, event, here)
        case Answered():
            return _answer(content, place, event, here)
        case Lives() | Prefers():
            return place, None
        case Tried():
            return _go_on(content, place, event, here)
        case Differs():
            return _reconsider(content, place, event, here)
    assert_never(event)


def _hear(content: Content, place: _Place, said: Said, here: Here) -> tuple[_Place, Turn]:
    found = understand(content, said.text, tail=said.tail)
    young = place.young or found.young
    place = _Place(young=young, texts=(*place.texts, said.text), said=said)
    turn = Turn(event=said, label=said.words, step=Choosing(topics=()), matches=found.decision.matches, danger=found.danger)
    return _proceed(content, place, turn, found, here)


def _proceed(content: Content, place: _Place, turn: Turn, found: Understood, here: Here) -> tuple[_Place, Turn]:
    decision = found.decision
    topics = tuple(content.topics[topic] for topic in decision.choices)
    if decision.kind == "clear":
        explained = replace(turn, led=decision.matches[0], besides=_besides(content, decision))
        place = replace(place, topic=topics[0], besides=tuple(topic.id for topic in explained.besides))
        return _enter(content, place, explained, here)
    if decision.kind == "close":
        return place, replace(turn, step=Choosing(topics=topics), led=decision.matches[0])
    if decision.kind == "aside" and decision.aside is not None:
        return place, replace(turn, step=_replying(content, content.asides[decision.aside], here))
    return place, replace(turn, step=_unsure(content, decision.matches, here, young=place.young))


def _besides(content: Content, decision: Decision) -> tuple[Topic, ...]:
    """Give the other worries that words of their own speak for; what the first one's words only sound like, too, was not told beside it."""
    if not decision.besides:
        return ()
    led = surfaces(decision.matches[0].because)
    told = (match for match in decision.matches if match.topic in decision.besides)
    return tuple(content.topics[match.topic] for match in told if not set(surfaces(match.because)[:1]) <= set(led))


def _replying(content: Content, aside: Aside, here: Here) -> Replying:
    wanted = content.style.switchboards if aside.to_city and content.city else ()
    return Replying(aside=aside, offers=tuple(each for each in look_up(content, wanted, here) if content.distance(each.resource.id) < FAR))


def _reconsider(content: Content, place: _Place, event: Differs, here: Here) -> tuple[_Place, Turn | None]:
    """Take out the words that led to the topic, and ask which worry it is instead."""
    if place.said is None or place.topic is None:
        return place, None
    text = place.said.text
    led = surfaces(understand(content, text, place.without).decision.matches[0].because)
    place = replace(place, topic=None, answers=(), without=(*place.without, *led), denied=(*place.denied, place.topic.id))
    matches = tuple(each for each in understand(content, text, place.without).decision.matches if each.topic not in place.denied)
    nearest = _nearest(content, matches)
    turn = Turn(event=event, label=DIFFERS, step=Choosing(topics=nearest), matches=matches)
    return place, turn if len(nearest) > 1 else replace(turn, step=_unsure(content, matches, here, young=place.young))


DIFFERS = "ちがいます"
TRIED: dict[How, str] = {"reached": "{name}に、つながりました", "missed": "{name}に、つながりませんでした", "wrong": "{name}は、ちがう所でした"}


def _go_on(content: Content, place: _Place, event: Tried, here: Here) -> tuple[_Place, Turn | None]:
    """Give the next tries where nobody answered, or it was the wrong place."""
    if event.resource not in content.catalogue:
        return place, None
    resource = content.catalogue[event.resource]
    vain = event.how != "reached"
    place = replace(place, tried=place.tried | {resource.id}) if vain else place
    rungs = ladder(content, *_wanted(content, place), here, place.tried) if vain else ()
    step = Trying(resource=resource, how=event.how, rungs=rungs)
    return place, Turn(event=event, label=TRIED[event.how], about=resource.name, step=step)


def _wanted(content: Content, place: _Place) -> tuple[TopicId, Outcome]:
    """Give the topic and outcome that windows are looked up for; where no topic is known, the windows for any worry."""
    if place.topic is None:
        return GENERAL, Outcome(id=NodeId(GENERAL), text="", offers=content.menu.general)
    node, _ = replay(place.topic.flow, place.answers)
    return place.topic.id, node if isinstance(node, Outcome) else default_outcome(place.topic)


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
    """Stand at the node that the answers lead to, those that were told already along the way."""
    assert place.topic is not None  # entered by `_enter` and `_answer` only
    topic = place.topic
    answers, assumed = _told_already(content, topic, place, here.now.year)
    place = replace(place, answers=answers)
    step = _step(content, topic, place, here, entered=entered)
    return place, replace(turn, step=step, assumed=assumed)


def _told_already(content: Content, topic: Topic, place: _Place, year: int) -> tuple[tuple[OptionId, ...], tuple[str, ...]]:
    """Answer what was told of the person; for a child, also what only asks the age. Give the answers, and the labels to be shown."""
    assumed: list[str] = []
    node, answers = replay(topic.flow, place.answers)
    while isinstance(node, Question):
        option, shown = (node.told(_facts(content, place.texts, year)) if node.about_person else None), True
        if place.young and (young := next((each for each in node.options if each.for_young), None)) is not None:
            option, shown = young, False
        if option is None:
            break
        answers = (*answers, option.id)
        assumed += [option.label] if shown else []
        node, answers = replay(topic.flow, answers)
    return answers, tuple(assumed)


def _facts(content: Content, texts: tuple[str, ...], year: int) -> frozenset[str]:
    """Give what the texts tell of the person with the worry; what was written last counts."""
    told = [content.persons.tell(text, year) for text in reversed(texts)]
    who, age = next((each.who for each in told if each.who), None), next((each.age for each in told if each.age), None)
    return frozenset(each for each in (who, age, "young" if age in {"child", "teen"} else None) if each is not None)


def _step(content: Content, topic: Topic, place: _Place, here: Here, *, entered: bool) -> Step:
    node, _ = replay(topic.flow, place.answers)
    if isinstance(node, Question):
        return Asking(topic=topic, question=node, entered=entered)
    return Advising(topic=topic, outcome=node, entered=entered, offers=offers(content, topic.id, node, here, place.besides))


def _unsure(content: Content, matches: tuple[Match, ...], here: Here, *, young: bool = False) -> Unsure:
    return Unsure(nearest=_nearest(content, matches), young=young, offers=tuple(look_up(content, content.menu.general, here)))


def _nearest(content: Content, matches: tuple[Match, ...]) -> tuple[Topic, ...]:
    """Give the topics that some word of the resident speaks for; a worry that nothing was said of is not named."""
    return tuple(islice((content.topics[match.topic] for match in matches if match.because), SHOWN))


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
        case Choosing() | Unsure() | Replying() | Trying():
            return None
    assert_never(step)
