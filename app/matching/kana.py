"""From the resident's words to ours: the same word, one of the same sound, one with a slip of the finger, or one of like meaning.

Each stretch of the text counts once: the longest reading of it that we know.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, Literal, NamedTuple, TypeAlias, TypeVar

from rapidfuzz import fuzz, process

from app.matching.meaning import Meaning
from app.matching.nearest import Nearest
from app.matching.terms import Text, Word
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
MEANINGS = 3
"""At most so many of our words of one sound are meant."""

MOST_STRANGE = 100
"""Of so many different strange words of one text a slip or a like meaning is looked for: it takes a millisecond each. Texts of people have far fewer."""

How: TypeAlias = Literal["same", "reading", "slip", "meaning"]
WORTH: dict[How, float] = {"same": 1.0, "reading": 0.9, "slip": 0.6, "meaning": 0.7}
"""How much a word counts that was found so; one of like meaning counts by how near it is, too."""


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of the resident's text, the words of ours that it may mean, and how they came together."""

    begin: int
    end: int
    keys: tuple[str, ...]
    how: How
    near: float = 1.0
    together: bool = False
    """All of the words are meant, not one of them: the parts of a compound."""

    @property
    def worth(self) -> float:
        """Say how much each of the words counts; where any one may be meant, together no more than one."""
        return WORTH[self.how] * self.near / (1 if self.together else len(self.keys))


class Lexicon:
    """All words of ours, by their form and by their sound."""

    def __init__(self, texts: Sequence[Text], meaning: Meaning | None = None) -> None:
        """Collect forms and readings from our own texts; *meaning* finds words of like meaning."""
        by_reading: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for text in texts:
            for word in text.content:
                by_reading[word.reading][word.normal] += 1
        self._by_reading = {reading: tuple(sorted(keys, key=lambda key: (-keys[key], key))[:MEANINGS]) for reading, keys in by_reading.items()}
        self.keys = frozenset(key for keys in by_reading.values() for key in keys)
        self._long_keys = sorted(key for key in self.keys if len(key) >= SHORT)
        self._long_readings = sorted(reading for reading in self._by_reading if len(reading) > SHORT)
        self._compounds, self._by_sound = _often(run for text in texts for run in _runs_of_nouns(text.words))
        self._long_compounds = list(self._compounds)
        self._near = Nearest(self.keys, meaning) if meaning is not None else None

    def find(self, text: Text) -> Iterator[Found]:
        """Give the words of ours for each stretch of *text* that is none of our words itself."""
        strange = [at for at, word in enumerate(text.words) if word.content and word.normal not in self.keys]
        compounds = list(self._misspelt(text)) if strange else []
        like: _Once[Word, _Like] = _Once(self._like)
        single = self._in_kana(text, like) if not has_kanji(text.plain) else (self._word(text.words[at], like) for at in strange)
        yield from compounds
        yield from (each for each in single if each is not None and not any(each.begin < other.end and other.begin < each.end for other in compounds))

    def _in_kana(self, text: Text, like: "_Once[Word, _Like]") -> Iterator[Found]:
        """Read text without kanji, in which the dictionary may cut words apart."""
        covered = 0
        for at, word in enumerate(text.words):
            if word.begin < covered:
                continue
            found = self._across(text, at) or (self._word(word, like) if word.content else None)
            if found is not None:
                covered = found.end
                yield found

    def _word(self, word: Word, like: "_Once[Word, _Like]") -> Found | None:
        if word.normal in self.keys:
            others = () if has_kanji(word.surface) or len(word.reading) < SYLLABLES else self._by_reading.get(word.reading, ())
            keys = tuple(key for key in others if key != word.normal)
            return Found(word.begin, word.end, keys, "reading") if keys else None
        if len(word.reading) >= SYLLABLES and word.reading in self._by_reading:
            return Found(word.begin, word.end, self._by_reading[word.reading], "reading")
        found = like(word._replace(begin=0, end=0))  # wherever it stands
        return None if found is None else Found(word.begin, word.end, *found)

    def _like(self, word: Word) -> "_Like | None":
        """Compare with all words of ours, which takes a thousand times as long as looking one up."""
        if (slip := self._slip(word)) is not None:
            return _Like(slip, "slip", 1.0)
        if self._near is not None and (near := self._near(word.normal)) is not None:
            return _Like((near[0],), "meaning", near[1])
        return None

    def _slip(self, word: Word) -> tuple[str, ...] | None:
        """Compare by form, and what is written in kana by its sound: of kanji that sound alike most are other words (小説, 正月)."""
        if len(word.normal) >= SHORT and (close := _closest(word.normal, self._long_keys, SLIP)) is not None:
            return (close,)
        if (
            len(word.reading) > SHORT
            and not has_kanji(word.surface)
            and (close := _closest(word.reading, self._long_readings, SPOKEN_SLIP)) is not None
        ):
            return self._by_reading[close]
        return None

    def _misspelt(self, text: Text) -> Iterator[Found]:
        """Compare compounds that are none of ours with ours: 「章学金」 sounds like 奨学金, 「生活補護」 is a slip of 生活+保護."""
        closest: _Once[str, str] = _Once(lambda whole: _closest(whole, self._long_compounds, SLIP))
        for run in _runs_of_nouns(text.words):
            whole, sound = _joined(run), "".join(word.reading for word in run)
            odd = whole not in self._compounds and any(word.normal not in self.keys or len(word.surface) == 1 for word in run)
            if odd and len(sound) > SHORT and (found := self._sounding(sound, run[0].begin, run[-1].end)) is not None:
                yield found
            elif odd and len(whole) >= SHORT and (close := closest(whole)) is not None:
                yield Found(run[0].begin, run[-1].end, self._compounds[close], "slip", together=True)

    def _sounding(self, sound: str, begin: int, end: int) -> Found | None:
        """Give the word or compound of ours that sounds so."""
        if sound in self._by_reading:
            return Found(begin, end, self._by_reading[sound], "reading")
        return Found(begin, end, self._by_sound[sound], "reading", together=True) if sound in self._by_sound else None

    def _across(self, text: Text, at: int) -> Found | None:
        """In text without kanji, join words that the dictionary has cut apart: 「や|ちん」 is 家賃."""
        for last in range(min(at + LONGEST, len(text.words)), at + 1, -1):
            begin, end = text.words[at].begin, text.words[last - 1].end
            sound = katakana(text.plain[begin:end])
            if len(sound) >= SYLLABLES and (found := self._sounding(sound, begin, end)) is not None:
                return found
        return None


class _Like(NamedTuple):
    """Words of ours that a strange one may mean."""

    keys: tuple[str, ...]
    how: How
    near: float


T = TypeVar("T", bound=Hashable)
R = TypeVar("R")


class _Once(Generic[T, R]):
    """Looks each thing in one text up once, however often it stands there, and MOST_STRANGE at most. It lives no longer than the look at that text does."""

    def __init__(self, look: Callable[[T], R | None]) -> None:
        self._look = look
        self._seen: dict[T, R | None] = {}

    def __call__(self, thing: T) -> R | None:
        if thing not in self._seen:
            self._seen[thing] = self._look(thing) if len(self._seen) < MOST_STRANGE else None
        return self._seen[thing]


def _closest(written: str, ours: list[str], least: float) -> str | None:
    """Give the word of ours with the highest rapidfuzz ratio, if it is at least *least*."""
    close = process.extractOne(written, ours, scorer=fuzz.ratio, score_cutoff=least)
    return close[0] if close else None


def _often(runs: Iterable[tuple[Word, ...]]) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Give the compounds that stand in several of our texts with the words that each consists of: by form and by sound."""
    found = list(runs)
    counted = Counter(map(_joined, found))
    often = [run for run in found if counted[_joined(run)] >= COMPOUNDS]
    by_form = {_joined(run): tuple(word.normal for word in run) for run in often if len(_joined(run)) >= SHORT}
    return by_form, {"".join(word.reading for word in run): tuple(word.normal for word in run) for run in often}


COMPOUNDS = 3
"""In how many of our texts a compound must stand for a slip of it to be looked for."""


def _joined(run: tuple[Word, ...]) -> str:
    return "".join(word.surface for word in run)


def _runs_of_nouns(words: tuple[Word, ...]) -> Iterator[tuple[Word, ...]]:
    """Give each stretch of nouns and affixes that stand together."""
    for noun, group in groupby(words, key=lambda word: word.part in {"名詞", "接尾辞", "接頭辞"}):
        run = tuple(group)
        if noun and 1 < len(run) <= LONGEST:
            yield run
