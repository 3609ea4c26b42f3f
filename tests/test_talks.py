"""Recorded talks: tests/talks/*.txt, replayed from the first word to the offered windows.

The first line sets the clock. 住民> said, 住民[話題]> chose, 住民[答え]> answered; below each stands all that 窓口 told.
A changed expectation is read by a person: would you give these windows to a friend?
"""

from collections.abc import Iterator
from datetime import datetime

import pytest

from app.opening import TOKYO
from app.talk import SHOWN, Advising, Alarm, Answered, Asking, Choosing, Chose, Event, Said, Step, Unsure, reply
from tests.written import TALKS

RECORDED = sorted(TALKS.glob("*.txt"))
EVENTS = {"住民> ": Said, "住民[話題]> ": Chose, "住民[答え]> ": Answered}
CALLED = {"urgent": "緊急", "soft": "そっと"}


def event_of(line: str) -> Event | None:
    """Read what the resident did; None where the line is another's."""
    return next((kind(line.removeprefix(mark)) for mark, kind in EVENTS.items() if line.startswith(mark)), None)


def told(step: Step, alarm: Alarm | None) -> Iterator[str]:
    """Write what the resident sees."""
    if alarm is not None:
        yield f"窓口> {CALLED[alarm.level]}: {alarm.panel.kind}"
    match step:
        case Asking():
            yield f"窓口> 質問: {step.question.text}"
        case Advising():
            yield f"窓口> 案内: {', '.join(offer.resource.id for offer in step.offers[:SHOWN])}"
        case Choosing():
            yield f"窓口> どれですか: {', '.join(topic.id for topic in step.topics)}"
        case Unsure():
            yield "窓口> わからない"


def replayed(content, recorded: str) -> str:
    """Have the talk again: the clock and the resident's lines as recorded, those of 窓口 anew."""
    clock, *lines = recorded.splitlines()
    now = datetime.fromisoformat(clock.removeprefix("# ")).replace(tzinfo=TOKYO)
    events, again = [], [clock]
    for line in lines:
        event = event_of(line)
        if event is not None:
            events.append(event)
            here = reply(content, tuple(events), now)
            again += [line, *told(here.step, here.alarm)]
        elif not line.startswith("窓口> "):
            again.append(line)
    return "\n".join(again) + "\n"


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in RECORDED])
def test_a_recorded_talk_goes_as_it_went(content, path):
    recorded = path.read_text(encoding="utf-8")

    assert replayed(content, recorded) == recorded


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in RECORDED])
def test_each_event_of_a_recorded_talk_makes_a_turn(content, path):
    events = [event for line in path.read_text(encoding="utf-8").splitlines() if (event := event_of(line)) is not None]
    here = reply(content, tuple(events), datetime(2026, 11, 20, 14, 0, tzinfo=TOKYO))

    assert len(here.turns) == len(events)


def test_there_are_talks_enough():
    assert len(RECORDED) >= 8
