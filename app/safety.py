"""Danger to life: patterns over what was written and how it sounds. First in line; knows no score, no topic, no catalogue.

The patterns are content (intents/safety.yaml): plain phrases, with 〜 for «a few characters between» and {組} for «one of these words». A phrase is looked for
in the text as written without spaces, and by its sound where the text is in kana, so that 死にたい finds 「しにたい」「シニタイ」 too. In a text with kanji such
a match must begin where a word begins, or 楽しにたい would raise an alarm. The sound of kanji is never compared: 行きたくない is not 生きたくない.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import accumulate
from operator import add, itemgetter
from typing import Literal, Self, TypeAlias

from app.text import has_kanji, hiragana, normalise, once, spoken

Kind: TypeAlias = Literal["suicide", "violence", "abuse", "sexual", "medical"]
DANGERS: dict[str, str] = {"suicide": "自殺", "violence": "暴力", "abuse": "虐待", "sexual": "性被害", "medical": "体の危険"}
"""What each is called, for staff."""
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
    softened: bool = False
    """What a rule caught was taken back by a negation; a rule that is soft of itself is not."""


def worse(one: Danger | None, other: Danger | None) -> Danger | None:
    """Give the one that comes first, of two that may be none; the former where they are alike."""
    return min((each for each in (one, other) if each is not None), key=_order, default=None)


def _order(danger: Danger) -> tuple[bool, bool, int]:
    """Sort the more urgent first, then the negated (the rest of the text cannot overrule it), then by kind."""
    return danger.level != "urgent", not danger.softened, FIRST.index(danger.kind)


Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A text as the rules see it: as written, in kana, and where its sentences end. Both views have the same length."""

    plain: str
    kana: str
    met: set[str]
    met_in_kana: set[str]
    borders: tuple[int, ...]
    words: Callable[[], frozenset[int] | None]
    """Gives where a match in kana may begin; None: anywhere. Asked for only where something was found."""


class _Phrase:
    """One phrase of a rule: plain letters, or an expression where it has gaps or groups; the expression is made when it is first needed."""

    __slots__ = ("_pattern", "_pieces", "letters", "of", "triggers")

    def __init__(self, of: int, phrase: str, alternatives: "Alternatives") -> None:
        pieces = [alternatives(piece) for piece in _PIECES.split(phrase) if piece]
        self.of = of
        self.letters = pieces[0][0] if len(pieces) == 1 and len(pieces[0]) == 1 else None
        self.triggers = _triggers(pieces)
        self._pieces = pieces
        self._pattern: re.Pattern[str] | None = None

    def spans(self, text: str) -> Iterator[Span]:
        """Give where the phrase stands."""
        if self.letters is None:
            if all(any(each in text for each in piece) for piece in self._pieces if piece != _GAP):  # most phrases are never compiled
                self._pattern = self._pattern or re.compile("".join(map(_expression, self._pieces)))
                yield from (found.span() for found in self._pattern.finditer(text))
            return
        at = text.find(self.letters)
        while at >= 0:
            yield at, at + len(self.letters)
            at = text.find(self.letters, at + len(self.letters))


Alternatives: TypeAlias = Callable[[str], tuple[str, ...]]
"""Gives what a piece of a phrase may be: itself, one of the words of its {組}, or any letters (〜)."""
_GAP = (GAP,)
_PIECES = re.compile(r"(〜|\{[^}]+\})")


def _expression(piece: tuple[str, ...]) -> str:
    return f".{{0,{BETWEEN}}}?" if piece == _GAP else "(?:" + "|".join(map(re.escape, piece)) + ")"


class _Phrases:
    """Many phrases, of which only those are looked for that some letters of the text give reason to."""

    def __init__(self, phrases: Iterable[_Phrase]) -> None:
        self._by_trigger: dict[str, list[_Phrase]] = defaultdict(list)
        for phrase in phrases:
            for trigger in phrase.triggers:
                self._by_trigger[trigger].append(phrase)

    def spans(self, text: str, met: set[str]) -> Iterator[tuple[int, Span]]:
        """Give each phrase that stands in *text*, whose letters, in ones, twos and threes, are *met*: the number that it was given, and where."""
        reasons = {phrase for trigger in met & self._by_trigger.keys() for phrase in self._by_trigger[trigger]}
        for phrase in reasons:
            yield from ((phrase.of, span) for span in phrase.spans(text))


class _Spans:
    """Many places in a text, of which it is told quickly whether one touches another: a long text may be full of both."""

    def __init__(self, spans: list[Span]) -> None:
        """Sort *spans*, with the farthest end of all up to each."""
        ordered = sorted(spans)
        self._begins = list(map(itemgetter(0), ordered))
        self._farthest = list(accumulate(map(itemgetter(1), ordered), max))

    def touch(self, begin: int, end: int) -> bool:
        """Tell whether one of them shares a letter with the place from *begin* to *end*."""
        before = bisect_left(self._begins, end)
        return before > 0 and self._farthest[before - 1] > begin


def _met(text: str) -> set[str]:
    """Give the letters of *text*, and its twos and threes of letters."""
    twos = list(map(add, text, text[1:]))
    return {*map(add, twos, text[2:]), *twos, *text}


class Watch:
    """All rules, ready to look at texts."""

    def __init__(self, rules: Rules, sound: Sound) -> None:
        """Sort the phrases once, with *sound* for their readings. Raises KeyError where a {組} has no words."""
        # The words of a group stand in hundreds of phrases; each is written one way, and listened to, once.
        self._sound, self._rules = sound, rules.rules
        written, heard = _alternatives(rules.words, lambda part: part), _alternatives(rules.words, lambda part: sound(part)[0])
        self._written = _Phrases(self._made(lambda rule: (rule.patterns, rule.unless), written))
        self._spoken = _Phrases(self._made(lambda rule: (_audible(rule.patterns) if rule.by_sound else (), _audible(rule.unless)), heard))
        self._softened = _Phrases(_Phrase(0, phrase, written) for phrase in rules.softened_by)
        self._softened_spoken = _Phrases(_Phrase(0, phrase, heard) for phrase in _audible(rules.softened_by))

    def tuned(self, sound: Sound) -> Self:
        """Give the same watch with another ear: a watch that comes from another process leaves its own behind."""
        other = copy(self)
        other._sound = sound  # noqa: SLF001  # a copy of this object
        return other

    def _made(self, phrases: Callable[[Rule], tuple[tuple[str, ...], tuple[str, ...]]], alternatives: Alternatives) -> Iterator[_Phrase]:
        """Make the phrases of all rules: those that catch with the number of their rule, those that excuse with its complement (~number)."""
        for number, rule in enumerate(self._rules):
            catching, excusing = phrases(rule)
            yield from (_Phrase(number, phrase, alternatives) for phrase in catching)
            yield from (_Phrase(~number, phrase, alternatives) for phrase in excusing)

    def look(self, text: str) -> Danger | None:
        """Give the danger that *text* tells of, the most urgent first; None where there is none."""
        return self.look_twice(normalise(text))[0]

    def look_twice(self, normalised: str) -> tuple[Danger | None, bool]:
        """Give the danger of a text that is *normalised* already, and whether any phrase of the text is known to be harmless although it sounds like danger (死ぬほど忙しい)."""
        seen = self._see(normalised)
        written, heard = list(self._written.spans(seen.plain, seen.met)), list(self._spoken.spans(seen.kana, seen.met_in_kana))
        excused = [(~number, span) for number, span in (*written, *heard) if number < 0]
        caught = [each for each in (*written, *self._at_words(seen, heard)) if each[0] >= 0]
        dangers = sorted(self._all(seen, caught, excused), key=_order)
        return (dangers[0] if dangers else None), bool(excused)

    def _see(self, normalised: str) -> _Seen:
        sentences = [_fold(part) for part in _SENTENCE.split(normalised)]
        plain = "".join(sentences)
        kana = hiragana(plain)
        met = _met(plain)
        return _Seen(plain, kana, met, met if kana == plain else _met(kana), tuple(accumulate(map(len, sentences))), partial(self._words, plain))

    def _words(self, plain: str) -> frozenset[int] | None:
        return self._sound(plain)[1] if has_kanji(plain) else None

    def _at_words(self, seen: _Seen, heard: list[tuple[int, Span]]) -> list[tuple[int, Span]]:
        """Leave out what catches by its sound but does not begin where a word begins."""
        starts = seen.words() if any(number >= 0 for number, _ in heard) else None
        return heard if starts is None else [each for each in heard if each[1][0] in starts]

    def _all(self, seen: _Seen, caught: list[tuple[int, Span]], excused: list[tuple[int, Span]]) -> Iterator[Danger]:
        ends: dict[int, list[int]] = defaultdict(list)
        excuses = {rule: _Spans([span for number, span in excused if number == rule]) for rule in {number for number, _ in excused}}
        for number, (begin, end) in sorted(caught):
            if number not in excuses or not excuses[number].touch(begin, end):
                ends[number].append(end)
        for number, found in ends.items():
            rule = self._rules[number]
            softened = all(self._is_softened(seen, end) for end in found)
            yield Danger(kind=rule.kind, level="soft" if softened else rule.level, rule=rule.id, softened=softened)

    def _is_softened(self, seen: _Seen, end: int) -> bool:
        """Tell whether a negation follows in the same sentence, close behind."""
        border = bisect_left(seen.borders, end)
        stop = min(seen.borders[border] if border < len(seen.borders) else end, end + AFTER)
        plain, kana = seen.plain[end:stop], seen.kana[end:stop]
        return any(True for _ in self._softened.spans(plain, _met(plain))) or any(True for _ in self._softened_spoken.spans(kana, _met(kana)))


def listened(rules: Rules) -> Iterator[str]:
    """Give all that a watch listens to when it is made. Raises KeyError where a {組} has no words."""
    phrases = (*(each for rule in rules.rules for each in (*(rule.patterns if rule.by_sound else ()), *rule.unless)), *rules.softened_by)
    for piece in dict.fromkeys(piece for phrase in _audible(phrases) for piece in _PIECES.split(phrase) if piece and piece != GAP):
        yield from rules.words[piece[1:-1]] if piece.startswith("{") else (piece,)


def _audible(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(phrase for phrase in phrases if len(phrase) >= LEAST_SOUND)


def _alternatives(words: Mapping[str, tuple[str, ...]], form: Callable[[str], str]) -> Alternatives:
    """Give the function that tells what a piece may be, in the *form* in which texts are looked at; each piece is worked out once."""

    @cache
    def alternatives(piece: str) -> tuple[str, ...]:
        if piece == GAP:
            return _GAP
        return tuple(_fold(normalise(form(each))) for each in (words[piece[1:-1]] if piece.startswith("{") else (piece,)))

    return alternatives


def _triggers(pieces: list[tuple[str, ...]]) -> frozenset[str]:
    """Give up to three letters of which one stands in every text that has the phrase: of the piece that says most."""
    sizes = {at: (min(map(len, each)), -len(each)) for at, each in enumerate(pieces) if each != _GAP}
    telling = pieces[max(sizes, key=lambda at: sizes[at])]
    return frozenset(each[:3] for each in telling)


def _fold(normalised: str) -> str:
    """Squeeze a normalised text and undo what only plays with it: ー, small vowels that lengthen (しにたぁい), small for large ones (しにたぃ)."""
    squeezed = spoken(normalised).replace("#", "")
    squeezed = squeezed if len(squeezed) == len(normalised) else once(squeezed)
    if _PLAYED.search(squeezed) is None:
        return squeezed
    folded = ""
    for letter in squeezed.replace("ー", ""):
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
_PLAYED = re.compile("[ーぁぃぅぇぉァィゥェォ]")
