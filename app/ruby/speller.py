"""Reading a text of ours, piece by piece."""

import re
from collections.abc import Container, Iterator, Mapping
from itertools import accumulate, groupby

from app.ruby.align import spread
from app.ruby.names import told
from app.ruby.numbers import counted, weekdays
from app.ruby.pieces import Piece, Pieces, Speak
from app.text import has_kanji

_OPENS, _CLOSES = "「、", "」、。"
"""What may stand around a text of ours where the page quotes or lists it."""
_LONG_NUMBER = re.compile(r"\d\d")
"""The dictionary reads each digit by itself."""

_Fixed = Iterator[tuple[int, Piece]]


class Speller:
    """Splits a text into pieces: kanji with their reading, all else without. What we were told wins over the dictionary."""

    def __init__(self, speak: Speak, readings: Mapping[str, str], marked: Mapping[str, Pieces], names: Mapping[str, str] | None = None) -> None:
        """Take the dictionary, the corrections by word, those of an author for one exact text, and names with their kana."""
        self._speak = speak
        known = {name: told(name, kana, speak) or (Piece(name, ""),) for name, kana in (names or {}).items()}
        known |= {word: told(word, reading, speak) or spread(word, reading) for word, reading in readings.items()}
        self._words = _by_first_letter(known)
        self._marked = {text.rstrip("。"): pieces for text, pieces in marked.items()}

    def __call__(self, text: str) -> Pieces:
        """Split *text*. Joined, the pieces are the text exactly as it was."""
        words = self._speak(text)
        edges = frozenset(accumulate((_length(word) for word in words), initial=0))
        fixed = dict(self._by_author(text))
        for begin, end in list(_gaps(fixed, len(text))):
            fixed |= self._told(text, edges, begin, end)
        return tuple(_joined(self._laid(text, words, fixed)))

    def _by_author(self, text: str) -> _Fixed:
        """Find the readings that an author wrote into this text, also where the page quotes it."""
        for known, pieces in self._marked.items():
            at = text.find(known)
            if at >= 0 and text[:at][-1:] in _OPENS and text[at + len(known) :][:1] in _CLOSES:
                yield from ((begin, piece) for begin, piece in _placed(pieces, at) if piece.reading is not None)

    def _told(self, text: str, edges: Container[int], at: int, end: int) -> _Fixed:
        """Find corrections, numbers and days of the week from *at* to *end*: the first, and of those the longest. They begin and end where words do."""
        while at < end:
            pieces = self._longest(text, edges, at, end) if at in edges else ()
            for begin, piece in _placed(pieces, at):
                if piece.reading is not None:
                    yield begin, piece
                elif len(pieces) > 1 and has_kanji(piece.text):
                    yield from self._told(text, edges, begin, begin + len(piece.text))
            at += _length(pieces) or 1

    def _longest(self, text: str, edges: Container[int], at: int, end: int) -> Pieces:
        words = self._words.get(text[at], ())
        word = next((pieces for word, pieces in words if text.startswith(word, at, end) and at + len(word) in edges), ())
        rule = counted(text, at, edges) or weekdays(text, at, edges) or ()
        return rule if _length(word) < _length(rule) <= end - at else word

    def _laid(self, text: str, words: tuple[Pieces, ...], fixed: Mapping[int, Piece]) -> Iterator[Piece]:
        """Lay the fixed pieces in their places, and what the dictionary says around them; of a word that is cut, what is left is read by itself."""
        at = begin = 0
        for word in words:
            end = begin + _length(word)
            while at < end:
                stop = min((each for each in fixed if at <= each < end), default=end)
                if at < stop:
                    yield from _plain(word) if (at, stop) == (begin, end) else self._cut(text[at:stop])
                else:
                    yield fixed[at]
                    stop = at + len(fixed[at].text)
                at = stop
            begin = end

    def _cut(self, rest: str) -> Iterator[Piece]:
        for word in self._speak(rest):
            yield from _plain(word)


def _by_first_letter(words: Mapping[str, Pieces]) -> dict[str, list[tuple[str, Pieces]]]:
    """Sort words by their first letter, the longest first; those that have no reading at all say nothing."""
    speaking = [(word, pieces) for word, pieces in words.items() if any(piece.reading is not None for piece in pieces)]
    ordered = sorted(speaking, key=lambda each: (each[0][0], -len(each[0])))
    return {first: list(same) for first, same in groupby(ordered, key=lambda each: each[0][0])}


def _length(pieces: Pieces) -> int:
    return sum(len(piece.text) for piece in pieces)


def _placed(pieces: Pieces, at: int) -> Iterator[tuple[int, Piece]]:
    for piece in pieces:
        yield at, piece
        at += len(piece.text)


def _gaps(fixed: Mapping[int, Piece], end: int) -> Iterator[tuple[int, int]]:
    """Give what lies between the fixed pieces."""
    at = 0
    for begin in sorted(fixed):
        yield at, begin
        at = begin + len(fixed[begin].text)
    yield at, end


def _plain(word: Pieces) -> Iterator[Piece]:
    """Give a word as the dictionary reads it."""
    for text, reading in word:
        yield from spread(text, reading) if reading and not _LONG_NUMBER.search(text) else (Piece(text, None),)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Put side by side what has no reading."""
    for bare, group in groupby(pieces, key=lambda piece: not piece.reading):
        same = tuple(group)
        yield from (Piece("".join(piece.text for piece in same), None),) if bare else same
