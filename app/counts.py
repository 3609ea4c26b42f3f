"""What is counted of a talk: how a turn ended and how it went at a window, by day. No time of day, no words, nobody."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple, TypeAlias

from app.catalogue import JAPAN
from app.content import Content
from app.events import Event, How, Said, Tried
from app.steps import Advising, Asking, Trying, Turn
from app.talk import node_of
from app.unmatched import Look, strange

NOWHERE = ""
"""The topic or node of a turn that stands at none."""
ENDS = {"replying": "aside"}
"""Steps that are counted under another name than their own."""


class Used(NamedTuple):
    """One turn of some talk."""

    day: date
    city: str
    topic: str
    node: str
    end: str
    """asking, advising, choosing, unsure, aside, or alarm:<kind> where the words of this turn told of urgent danger."""


class Went(NamedTuple):
    """One answer to how it went at a window."""

    day: date
    resource: str
    how: How


class Strange(NamedTuple):
    """A word of the dictionary that we do not know, said on a day."""

    day: date
    word: str


Counted: TypeAlias = Used | Went | Strange


def of(content: Content, turns: tuple[Turn, ...], events: tuple[Event, ...], day: date, look: Look | None = None) -> Iterator[Counted]:
    """Give what the newest of *events* adds to the counts of *day*: nothing where it led to no turn of its own (a ward, a way to be in touch).

    *look* reads words with the dictionary; None where the city does not collect any.
    """
    turn = turns[-1]
    if not events or turn.at != len(events) - 1 or turn.event != events[-1]:
        return
    if isinstance(turn.step, Trying):
        if isinstance(turn.event, Tried):
            yield Went(day, turn.event.resource, turn.event.how)
        return
    used = _used(content, turn, day)
    yield used
    if look is not None and used.end == "unsure" and isinstance(turn.event, Said):
        yield from (Strange(day, word) for word in sorted(strange(turn.event.text, look, content.matcher.knows)))


def _used(content: Content, turn: Turn, day: date) -> Used:
    urgent = turn.danger is not None and turn.danger.level == "urgent"
    end = f"alarm:{turn.danger.kind}" if turn.danger is not None and urgent else ENDS.get(turn.step.kind, turn.step.kind)
    topic = turn.step.topic.id if isinstance(turn.step, Asking | Advising) else NOWHERE
    return Used(day, content.city.code if content.city else JAPAN, topic, node_of(turn.step) or NOWHERE, end)
