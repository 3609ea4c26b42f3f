"""Recorded talks: tests/talks/*.txt, replayed from the first word to the offered windows.

The first line sets the clock, and the city where there is one. 住民> said, 住民[話題]> chose (a shortcut: topic/answer/answer),
住民[答え]> answered, 住民[区]> told the ward, 住民[ちがいます]> took back what was made of the words; below each stands all that 窓口 told:
what it took for told already (すでに), which other worries it heard (ほかにも), the answer to what is no worry (返事).
A changed expectation is read by a person: would you give these windows to a friend?
"""

from collections.abc import Iterator
from datetime import datetime

import pytest

from app.content import Content
from app.events import Event, Lives
from app.offering import SHOWN
from app.opening import TOKYO
from app.steps import Advising, Alarm, Asking, Choosing, Replying, Step, Turn, Unsure
from app.talk import reply
from app.web.token import event_of
from tests.written import SAKAI, TALKS

RECORDED = sorted(TALKS.glob("*.txt"))
EVENTS = {"住民> ": "text", "住民[話題]> ": "topic", "住民[答え]> ": "answer", "住民[区]> ": "ward", "住民[ちがいます]> ": "differs"}
CALLED = {"urgent": "緊急", "soft": "そっと"}


def did(line: str) -> Event | None:
    """Read what the resident did; None where the line is another's."""
    return next((event_of({kind: line.removeprefix(mark)}) for mark, kind in EVENTS.items() if line.startswith(mark)), None)


def told(turn: Turn, alarm: Alarm | None) -> Iterator[str]:
    """Write what the resident sees."""
    if alarm is not None:
        yield f"窓口> {CALLED[alarm.level]}: {alarm.panel.kind}"
    if turn.assumed:
        yield f"窓口> すでに: {', '.join(turn.assumed)}"
    yield from step_told(turn.step)
    if turn.besides:
        yield f"窓口> ほかにも: {', '.join(topic.id for topic in turn.besides)}"


def step_told(step: Step) -> Iterator[str]:
    """Write the step that the resident is at."""
    match step:
        case Asking():
            yield f"窓口> 質問: {step.question.text}"
        case Advising():
            yield from advice_told(step)
        case Choosing():
            yield f"窓口> どれですか: {', '.join(topic.id for topic in step.topics)}"
        case Unsure():
            yield f"窓口> わからない: {', '.join(topic.id for topic in step.nearest)}" if step.nearest else "窓口> わからない"
        case Replying():
            yield f"窓口> 返事: {step.aside.id}"
            if step.offers:
                yield f"窓口> 案内: {', '.join(offer.resource.id for offer in step.offers)}"


def advice_told(step: Advising) -> Iterator[str]:
    """Write the windows, and what can be done before calling."""
    yield f"窓口> 案内: {', '.join(offer.resource.id for offer in step.offers[:SHOWN])}"
    if step.outcome.steps:
        yield f"窓口> いま、できること: {' / '.join(step.outcome.steps)}"
    if step.outcome.message is not None:
        yield f"窓口> 送れるひとこと: {step.outcome.message}"


def opened(clock: str) -> tuple[datetime, bool]:
    """Read the first line: when, and whether in Sakai."""
    moment, *city = clock.removeprefix("# ").split()
    assert city in ([], [f"cities/{SAKAI.name}"]), clock
    return datetime.fromisoformat(moment).replace(tzinfo=TOKYO), bool(city)


def replayed(content: Content, recorded: str) -> str:
    """Have the talk again: the clock and the resident's lines as recorded, those of 窓口 anew."""
    clock, *lines = recorded.splitlines()
    now, _ = opened(clock)
    events, again = [], [clock]
    for line in lines:
        event = did(line)
        if event is not None:
            events.append(event)
            here = reply(content, tuple(events), now)
            again += [line, *told(here.turns[-1], here.alarm)]
        elif not line.startswith("窓口> "):
            again.append(line)
    return "\n".join(again) + "\n"


@pytest.fixture(params=[pytest.param(path, id=path.stem) for path in RECORDED])
def talk(request, content, sakai) -> tuple[str, Content]:
    """Give a recorded talk, and the content that it was had with."""
    recorded = request.param.read_text(encoding="utf-8")
    _, in_sakai = opened(recorded.splitlines()[0])
    return recorded, sakai if in_sakai else content


def test_a_recorded_talk_goes_as_it_went(talk):
    recorded, content = talk

    assert replayed(content, recorded) == recorded


def test_each_event_of_a_recorded_talk_makes_a_turn_but_the_ward(talk):
    recorded, content = talk
    events = [event for line in recorded.splitlines() if (event := did(line)) is not None]
    here = reply(content, tuple(events), opened(recorded.splitlines()[0])[0])

    assert len(here.turns) == sum(not isinstance(event, Lives) for event in events)


def test_there_are_talks_enough_and_some_in_a_city():
    cities = [path.stem for path in RECORDED if opened(path.read_text(encoding="utf-8").splitlines()[0])[1]]

    assert len(RECORDED) >= 20
    assert len(cities) >= 3


def test_every_kind_of_event_is_recorded():
    written = "".join(path.read_text(encoding="utf-8") for path in RECORDED)

    assert [mark for mark in EVENTS if f"\n{mark}" not in written] == []
