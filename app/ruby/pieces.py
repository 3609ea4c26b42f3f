"""What furigana is made of: pieces of a text, each with its reading or none."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

KANJI = "々〆ヶヵ㐀-䶿一-鿿豈-﫿\U00020000-\U0003134f"
"""Of a class in a regular expression. ヶ and ヵ stand among kanji and sound as such do: 三ヶ月."""

_KANA = re.compile(r"[ぁ-ゖー]+")


class Piece(NamedTuple):
    """A part of a text. Joined, the pieces of a text are that text."""

    text: str
    reading: str | None
    """Hiragana. None: nothing stands above it. Empty, in a correction only: nothing may stand above it, whatever the dictionary says."""


Pieces: TypeAlias = tuple[Piece, ...]
Spell: TypeAlias = Callable[[str], Pieces]
Speak: TypeAlias = Callable[[str], tuple[Pieces, ...]]
"""Gives the words of a text, long ones in their parts, with their readings in hiragana. Joined, they are the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a word reads, wherever it stands. One entry of readings.yaml."""

    word: str
    reading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """All that we were told about readings: it wins over the dictionary."""

    words: Mapping[str, str] = field(default_factory=dict)
    """By word, wherever it stands."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Kana by name: it may leave out what stands in brackets."""
    marked: Mapping[str, Pieces] = field(default_factory=dict)
    """By text, where an author wrote a reading into it; the pieces without reading are as they would be."""


def is_kana(reading: str) -> bool:
    """Tell whether *reading* is what a reading may be: hiragana, at least one letter."""
    return _KANA.fullmatch(reading) is not None
