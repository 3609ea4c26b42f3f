"""From the resident's words to ours: the same word, one of the same sound, or one with a slip of the finger.

Each stretch of the text counts once: the longest reading of it that we know, and where that can be several words of ours (払い, 払う), whichever of them
says most for a topic.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Literal, TypeAlias

from rapidfuzz import fuzz, process

from app.matching.terms import Text, Word, pairs
from app.text import has_kanji, katakana

SHORT = 4
"""Below this, one changed character is another word (借金, 貯金): no slips are looked for."""
SLIP = 74.0
"""Least rapidfuzz ratio of a slip: one character of four may differ."""
SPOKEN_SLIP = 79.0
"""The same between readings, where characters carry less: one of five."""
SYLLABLES = 3
"""The shortest reading that is looked for across words; two syllables are anywhere by chance."""
LONGEST = 5
"""Of how many words such a reading may consist: 「しょう|がく|せい」."""

How: TypeAlias = Literal["same", "reading", "slip", "pair"]
WORTH: dict[How, float] = {"same": 1.0, "reading": 0.9, "slip": 0.6, "pair": 0.5}
"""How much a word counts that was found so. Two words together (行く+ない) count beside each of them, so less."""


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of the resident's text, the words of ours that it may mean, and how they came together."""

    surface: str
    keys: tuple[str, ...]
    how: How


class Lexicon:
    """All words of ours, by their form and by their sound."""

    def __init__(self, texts: Iterable[Text]) -> None:
        """Collect forms and readings from our own texts."""
        by_reading: dict[str, set[str]] = defaultdict(set)
        for text in texts:
            for word in text.content:
                by_reading[word.reading].add(word.normal)
        self._by_reading = {reading: tuple(sorted(keys)) for reading, keys in by_reading.items()}
        self._keys = frozenset(key for keys in self._by_reading.values() for key in keys)
        self._long_keys = sorted(key for key in self._keys if len(key) >= SHORT)
        self._long_readings = sorted(reading for reading in self._by_reading if len(reading) > SHORT)

    def find(self, text: Text) -> Iterator[Found]:
        """Give, for each stretch of *text*, the words of ours that it means."""
        covered = 0
        for at, word in enumerate(text.short):
            if word.begin < covered:
                continue
            across = None if has_kanji(text.plain) else self._across(text, at)
            if across is not None:
                covered = across[0]
                yield across[1]
            elif word.content:
                yield from self._word(text, word)
        yield from (found for word in text.compounds for found in self._word(text, word) if found.how == "same")
        yield from self._misspelt(text)
        yield from (Found(text.around(begin, end), (key,), "pair") for key, begin, end in pairs(text))

    def unknown(self, text: Text) -> float:
        """Give the share of the words of *text* that lead to none of ours."""
        content = [word for word in text.short if word.content]
        strange = sum(next(self._word(text, word), None) is None for word in content)
        return strange / max(len(content), 1)

    def _word(self, text: Text, word: Word) -> Iterator[Found]:
        surface = text.around(word.begin, word.end)
        if word.normal in self._keys:
            yield Found(surface, self._meanings(word), "same")
        elif len(word.reading) >= SYLLABLES and word.reading in self._by_reading:
            yield Found(surface, self._by_reading[word.reading], "reading")
        elif (keys := self._slip(word)) is not None:
            yield Found(surface, keys, "slip")

    def _meanings(self, word: Word) -> tuple[str, ...]:
        """Give the word itself; written in kana it may also be another that sounds so (かね, 金)."""
        if has_kanji(word.surface) or len(word.reading) < SYLLABLES:
            return (word.normal,)
        return tuple(dict.fromkeys((word.normal, *self._by_reading.get(word.reading, ()))))

    def _slip(self, word: Word) -> tuple[str, ...] | None:
        if len(word.normal) >= SHORT and (close := process.extractOne(word.normal, self._long_keys, scorer=fuzz.ratio, score_cutoff=SLIP)):
            return (close[0],)
        if len(word.reading) > SHORT and (
            close := process.extractOne(word.reading, self._long_readings, scorer=fuzz.ratio, score_cutoff=SPOKEN_SLIP)
        ):
            return self._by_reading[close[0]]
        return None

    def _misspelt(self, text: Text) -> Iterator[Found]:
        """Join nouns where the dictionary fell to single characters: 「生活|補|護」 is a slip of 生活保護."""
        for run in _runs_of_nouns(text.short):
            for begin, end in combinations(range(len(run) + 1), 2):
                words = run[begin:end]
                joined = "".join(word.surface for word in words)
                strange = joined not in self._keys and any(len(word.surface) == 1 for word in words)
                if len(words) > 1 and len(joined) >= SHORT and strange and (keys := self._slip(_joined(words))) is not None:
                    yield Found(joined, keys, "slip")

    def _across(self, text: Text, at: int) -> tuple[int, Found] | None:
        """In text without kanji, join words that the dictionary has cut apart: 「や|ちん」 is 家賃. Give where it ends, and what it is."""
        for last in range(min(at + LONGEST, len(text.short)), at + 1, -1):
            begin, end = text.short[at].begin, text.short[last - 1].end
            sound = katakana(text.plain[begin:end])
            if len(sound) >= SYLLABLES and sound in self._by_reading:
                return end, Found(text.around(begin, end), self._by_reading[sound], "reading")
        return None


def _runs_of_nouns(words: tuple[Word, ...]) -> Iterator[tuple[Word, ...]]:
    """Give each stretch of nouns and affixes that stand together, at most LONGEST words of it."""
    for noun, group in groupby(words, key=lambda word: word.part in {"名詞", "接尾辞", "接頭辞"}):
        run = tuple(group)
        if noun and len(run) > 1:
            yield run[:LONGEST]


def _joined(words: tuple[Word, ...]) -> Word:
    whole, sound = "".join(word.surface for word in words), "".join(word.reading for word in words)
    return Word(whole, whole, sound, "名詞", "普通名詞", words[0].begin, words[-1].end)
