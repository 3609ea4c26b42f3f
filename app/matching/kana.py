"""Words written otherwise than ours: in kana, with another character of the same sound, or with a slip of the finger."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rapidfuzz import fuzz, process

from app.matching.terms import Text, Word
from app.text import has_kanji, katakana

SHORT = 4
"""Below this, one changed character is another word (借金, 貯金): no slips are looked for."""
SLIP = 74.0
"""Least rapidfuzz ratio of a slip: one character of four may differ."""
SPOKEN_SLIP = 79.0
"""The same between readings, where characters carry less: one of five."""
SYLLABLES = 3
"""The shortest reading that is looked for inside a run of kana; two are anywhere by chance."""
LONGEST = 12

How: TypeAlias = Literal["same", "reading", "slip"]
WORTH: dict[How, float] = {"same": 1.0, "reading": 0.9, "slip": 0.6}
"""How much a word counts that was found so."""


@dataclass(frozen=True, slots=True)
class Found:
    """A word of ours, the resident's own words that it stands for, and how they came together."""

    key: str
    surface: str
    how: How


class Lexicon:
    """All words of ours, by their form and by their sound."""

    def __init__(self, texts: Iterable[Text]) -> None:
        """Collect forms and readings from our own texts."""
        self._by_reading: dict[str, set[str]] = defaultdict(set)
        for text in texts:
            for word in text.content:
                self._by_reading[word.reading].add(word.normal)
        self._keys = frozenset(key for keys in self._by_reading.values() for key in keys)
        self._long_keys = sorted(key for key in self._keys if len(key) >= SHORT)
        self._long_readings = sorted(reading for reading in self._by_reading if len(reading) > SHORT)

    def find(self, text: Text) -> Iterator[Found]:
        """Give the words of ours that *text* means, the most certain way for each of its words."""
        for word in text.content:
            yield from self._word(word)
        if not has_kanji(text.plain):
            yield from self._in_kana(text)

    def _word(self, word: Word) -> Iterator[Found]:
        if word.normal in self._keys:
            yield Found(word.normal, word.surface, "same")
        elif len(word.reading) >= SYLLABLES and word.reading in self._by_reading:
            yield from (Found(key, word.surface, "reading") for key in sorted(self._by_reading[word.reading]))
        else:
            yield from self._slip(word)

    def _slip(self, word: Word) -> Iterator[Found]:
        if len(word.normal) >= SHORT and (close := process.extractOne(word.normal, self._long_keys, scorer=fuzz.ratio, score_cutoff=SLIP)):
            yield Found(close[0], word.surface, "slip")
        elif len(word.reading) > SHORT and (
            close := process.extractOne(word.reading, self._long_readings, scorer=fuzz.ratio, score_cutoff=SPOKEN_SLIP)
        ):
            yield from (Found(key, word.surface, "slip") for key in sorted(self._by_reading[close[0]]))

    def _in_kana(self, text: Text) -> Iterator[Found]:
        """Cut text without kanji into readings of ours, the longest first: 「やちんがはらえない」 has 家賃 and 払う."""
        sound = katakana(text.plain)
        at = 0
        while at < len(sound):
            size = next((n for n in range(LONGEST, SYLLABLES - 1, -1) if sound[at : at + n] in self._by_reading and at + n <= len(sound)), 0)
            yield from (Found(key, text.plain[at : at + size], "reading") for key in sorted(self._by_reading.get(sound[at : at + size], ())))
            at += size or 1
