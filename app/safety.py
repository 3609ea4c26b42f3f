"""Danger to life: patterns over what was written and how it sounds. First in line; knows no score, no topic, no catalogue.

The patterns are content (intents/safety.yaml): plain phrases, with 〜 for «a few characters between» and {組} for «one of these words». A phrase is looked for
in the text as written without spaces, and by its sound where the text is in kana, so that 死にたい finds 「しにたい」「シニタイ」 too. In a text with kanji such
a match must begin where a word begins, or 楽しにたい would raise an alarm. The sound of kanji is never compared: 行きたくない is not 生きたくない.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal, TypeAlias

from app.text import has_kanji, hiragana, normalise, squeeze

Kind: TypeAlias = Literal["suicide", "violence", "abuse", "sexual", "medical"]
Level: TypeAlias = Literal["urgent", "soft"]
Sound: TypeAlias = Callable[[str], tuple[str, frozenset[int]]]
"""The reading of a text in hiragana, and the places in the text where words begin."""

GAP = "〜"
BETWEEN = 12
"""How many characters 〜 may stand for: about one clause."""
AFTER = 14
"""How far behind a danger, in the same sentence, its negation may end (死にたい「とまでは思わない」)."""
LEAST_SOUND = 3
"""Phrases shorter than this are not looked for by sound."""
FIRST: tuple[Kind, ...] = ("medical", "sexual", "abuse", "violence", "suicide")
"""Where a text tells of several dangers: the body first, then the more particular before the more general, which has the fewest lines of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Sentences that a rule must catch, and must not; they are its tests."""

    caught: tuple[str, ...]
    not_caught: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of sign, as a specialist writes it."""

    id: str
    kind: Kind
    level: Level = "urgent"
    by_sound: bool = True
    """False: only as written; for phrases that sound like harmless ones (逝きたい, 行きたい)."""
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    """Phrases in which the pattern means something else (死ぬほど)."""
    examples: Examples


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The file intents/safety.yaml."""

    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    softened_by: tuple[str, ...] = ()
    """Negations that turn a danger into a reason to stay gentle, not to hurry."""
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """What was found."""

    kind: Kind
    level: Level
    rule: str


@dataclass(frozen=True, slots=True)
class _Seen:
    """A text as the rules see it: as written, in kana, and where its words and sentences begin and end. Both views have the same length."""

    plain: str
    kana: str
    starts: frozenset[int] | None
    """Where a match in kana may begin; None: anywhere."""
    borders: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Phrases as two regular expressions: as written, and by their sound."""

    written: re.Pattern[str]
    spoken: re.Pattern[str]

    def spans(self, seen: _Seen) -> Iterator[tuple[int, int]]:
        yield from (found.span() for found in self.written.finditer(seen.plain))
        yield from (found.span() for found in self.spoken.finditer(seen.kana) if seen.starts is None or found.start() in seen.starts)


class Watch:
    """All rules, ready to look at texts."""

    def __init__(self, rules: Rules, sound: Sound) -> None:
        """Compile the phrases once, with *sound* for their readings. Raises KeyError where a {組} has no words."""
        self._sound = sound
        self._softened = self._phrases(rules.softened_by, rules.words)
        self._rules = tuple(
            (rule, self._phrases(rule.patterns, rules.words, by_sound=rule.by_sound), self._phrases(rule.unless, rules.words)) for rule in rules.rules
        )

    def _phrases(self, phrases: tuple[str, ...], words: dict[str, tuple[str, ...]], *, by_sound: bool = True) -> _Phrases:
        audible = tuple(phrase for phrase in phrases if by_sound and len(phrase) >= LEAST_SOUND)
        return _Phrases(_any(phrases, words, lambda part: part), _any(audible, words, lambda part: self._sound(part)[0]))

    def look(self, text: str) -> Danger | None:
        """Give the danger that *text* tells of, the most urgent first; None where there is none."""
        found = sorted(self._all(self._see(text)), key=lambda danger: (danger.level != "urgent", FIRST.index(danger.kind)))
        return found[0] if found else None

    def _see(self, text: str) -> _Seen:
        sentences = [_fold(part) for part in _SENTENCE.split(normalise(text))]
        plain = "".join(sentences)
        starts = self._sound(plain)[1] if has_kanji(plain) else None
        return _Seen(plain, hiragana(plain), starts, tuple(accumulate(map(len, sentences))))

    def _all(self, seen: _Seen) -> Iterator[Danger]:
        for rule, patterns, unless in self._rules:
            ends = [end for begin, end in patterns.spans(seen) if not _inside(begin, end, unless, seen)]
            if ends:
                level = "soft" if all(self._is_softened(seen, end) for end in ends) else rule.level
                yield Danger(kind=rule.kind, level=level, rule=rule.id)

    def _is_softened(self, seen: _Seen, end: int) -> bool:
        """Tell whether a negation follows in the same sentence, close behind."""
        border = next((each for each in seen.borders if each >= end), end)
        stop = min(border, end + AFTER)
        rest = _Seen(seen.plain[end:stop], seen.kana[end:stop], None, ())
        return next(self._softened.spans(rest), None) is not None


def _inside(begin: int, end: int, unless: _Phrases, seen: _Seen) -> bool:
    """Tell whether a match touches a harmless phrase; such a phrase may begin anywhere."""
    anywhere = _Seen(seen.plain, seen.kana, None, seen.borders)
    return any(first < end and begin < last for first, last in unless.spans(anywhere))


def _fold(text: str) -> str:
    """Squeeze *text* and undo what only plays with it: ー, small vowels that lengthen (しにたぁい), small for large ones (しにたぃ)."""
    folded = ""
    for letter in squeeze(text).replace("ー", ""):
        large = _LARGE.get(letter)
        if large is None:
            folded += letter
        elif not folded or _VOWELS.get(hiragana(folded[-1])) != hiragana(large):
            folded += large
    return folded


_SENTENCE = re.compile(r"[。．.!?！？\n]+")
_LARGE = dict(zip("ぁぃぅぇぉァィゥェォ", "あいうえおアイウエオ", strict=True))
_VOWELS = {
    kana: vowel
    for vowel, row in {
        "あ": "あかさたなはまやらわがざだばぱゃ",
        "い": "いきしちにひみりぎじぢびぴ",
        "う": "うくすつぬふむゆるぐずづぶぷゅっ",
        "え": "えけせてねへめれげぜでべぺ",
        "お": "おこそとのほもよろをごぞどぼぽょ",
    }.items()
    for kana in row
}


def _any(phrases: tuple[str, ...], words: dict[str, tuple[str, ...]], form: Callable[[str], str]) -> re.Pattern[str]:
    """Make one expression of *phrases*; of none, one that matches nothing."""
    return re.compile("|".join(_regex(phrase, words, form) for phrase in phrases) or "(?!)")


def _regex(phrase: str, words: dict[str, tuple[str, ...]], form: Callable[[str], str]) -> str:
    """Turn a phrase into a regular expression: gaps, groups of words, and the rest letter by letter."""
    pieces = re.split(r"(〜|\{[^}]+\})", phrase)
    return "".join(_piece(piece, words, form) for piece in pieces if piece)


def _piece(piece: str, words: dict[str, tuple[str, ...]], form: Callable[[str], str]) -> str:
    if piece == GAP:
        return f".{{0,{BETWEEN}}}?"
    if piece.startswith("{"):
        return "(?:" + "|".join(re.escape(_fold(form(word))) for word in words[piece[1:-1]]) + ")"
    return re.escape(_fold(form(piece)))
