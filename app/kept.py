"""What is kept of a long text: its beginning, and the sentences far behind that tell of danger.

All that is done for a turn is bounded by these sizes: work in a thread cannot be interrupted, but it can be kept small.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.content import Content
from app.events import LONGEST_TEXT, Event, Said
from app.safety import Danger
from app.text import normalise
from app.understanding import danger_in

MOST_IN_TALK = 8_000
"""Characters of all texts of a talk that are read in full; those behind are cut to BRIEF, so that replaying a talk stays quick."""
BRIEF = 150
PIECE = 1_000
"""Characters of a text that are looked at for danger at once: what is looked for costs more than twice as much in a text twice as long."""
CLOSE = 300
"""Characters around a danger that are kept."""
LAST = 3
"""Sentences of the end that are also listened to as they sound: there people come to the point."""
OVERLAP = 150
"""Characters that two pieces share, so that no danger is cut in two: a phrase with its gaps and its negation is shorter, even with spaces between."""
MOST_NORMALISED = 2
"""How many times as long a piece may become that is looked at; single letters grow more (㍿ → 株式会社), whole texts of people never do."""
_BORDER = re.compile(r"(?<=[。．.!?！？\n])")


def kept(content: Content, talk: tuple[Event, ...]) -> tuple[Event, ...]:
    """Shorten the newest event of *talk* where it is a text that is too long, for itself or for the talk; earlier ones were shortened when they were new."""
    if not talk or not isinstance(talk[-1], Said):
        return talk
    told = sum(len(event.text) for event in talk[:-1] if isinstance(event, Said))
    return (*talk[:-1], _shortened(content, talk[-1], max(BRIEF, min(LONGEST_TEXT, MOST_IN_TALK - told))))


def urgent(content: Content, text: str) -> bool:
    """Tell whether the rules alone see an urgent danger in *text* of any length; cheap, for when there is no time to understand."""
    return any(danger.level == "urgent" for danger, _ in _seen(content, text, PIECE))


def pressing(content: Content, events: tuple[Event, ...]) -> bool:
    """Tell whether a talk holds an urgent danger: whoever is in one is not asked to wait, also when they only press a button."""
    return any(urgent(content, event.words) for event in events if isinstance(event, Said))


def _shortened(content: Content, said: Said, most: int) -> Said:
    if len(said.text) <= most:
        return said
    return replace(said, text=said.text[:most], tail=_telling(content, said.text[max(0, most - OVERLAP) :]))


def _telling(content: Content, rest: str) -> str:
    """Give the sentences of *rest* that tell of danger; nothing where there is none. The end is also heard as it sounds, not by the rules only."""
    found = _worst(content, rest, PIECE)
    if found is not None:
        close = _worst(content, found, CLOSE) or found
        return _whole_sentences(content, close)
    sentences = [each for each in _BORDER.split(rest[-CLOSE:]) if each.strip()]
    ends = ("".join(sentences[-count:]) for count in range(1, LAST + 1))
    return next((each.strip() for each in ends if danger_in(content, each) is not None), "")


def _whole_sentences(content: Content, piece: str) -> str:
    """Leave out the broken sentences at both ends, where the danger is not in them."""
    whole = "".join(_BORDER.split(piece)[1:-1])
    return whole.strip() if whole.strip() and _look(content, whole) == _look(content, piece) else piece.strip()


def _worst(content: Content, text: str, size: int) -> str | None:
    """Give the piece of *text* with the first urgent danger, else with the first soft one."""
    calm: list[tuple[Danger, str]] = []
    for danger, piece in _seen(content, text, size):
        if danger.level == "urgent":
            return piece
        calm.append((danger, piece))
    return calm[0][1] if calm else None


def _seen(content: Content, text: str, size: int) -> Iterator[tuple[Danger, str]]:
    for piece in _pieces(text, size):
        danger = _look(content, piece)
        if danger is not None:
            yield danger, piece


def _look(content: Content, piece: str) -> Danger | None:
    return content.watch.look_twice(normalise(piece)[: len(piece) * MOST_NORMALISED])[0]


def _pieces(text: str, size: int) -> Iterator[str]:
    begin = 0
    while begin == 0 or begin + OVERLAP < len(text):
        yield text[begin : begin + size]
        begin += size - OVERLAP
