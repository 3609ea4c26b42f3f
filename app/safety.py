"""Danger to life: patterns over what was written and how it sounds. First in line; knows no score, no topic, no catalogue.

The patterns are content (intents/safety.yaml): plain phrases, with 〜 for «a few characters between» and {組} for «one of these words». A phrase is looked for
in the text as written without spaces, and in its sound, so that 死にたい finds 「しにたい」「シニタイ」「氏にたい」 too. In the sound of a text with kanji a
match must begin where a word begins, or 話に対して (はなしにたいして) would raise an alarm.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from app.text import has_kanji, hiragana, squeeze

Kind: TypeAlias = Literal["suicide", "violence", "abuse", "sexual", "medical"]
Level: TypeAlias = Literal["urgent", "soft"]
Sound: TypeAlias = Callable[[str], tuple[str, frozenset[int]]]
"""The reading of a text in hiragana, and the places in it where words begin."""

GAP = "〜"
BETWEEN = 12
"""How many characters 〜 may stand for: about one clause."""
AFTER = 8
"""How far behind a danger its negation may stand (死にたい「わけじゃない」)."""
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
class _Compiled:
    rule: Rule
    written: re.Pattern[str]
    spoken: re.Pattern[str] | None
    harmless: re.Pattern[str] | None
    harmless_spoken: re.Pattern[str] | None


class Watch:
    """All rules, ready to look at texts."""

    def __init__(self, rules: Rules, sound: Sound) -> None:
        """Compile the phrases once, with *sound* for their readings. Raises KeyError where a {組} has no words."""
        self._sound = sound
        self._softened = _any(rules.softened_by, rules.words, lambda part: part)
        self._rules = tuple(self._compile(rule, rules.words) for rule in rules.rules)

    def _compile(self, rule: Rule, words: dict[str, tuple[str, ...]]) -> _Compiled:
        written, spoken = (lambda part: part), self._read
        long = tuple(p for p in rule.patterns if rule.by_sound and len(p) >= LEAST_SOUND)
        return _Compiled(
            rule,
            _any(rule.patterns, words, written) or re.compile("(?!)"),
            _any(long, words, spoken),
            _any(rule.unless, words, written),
            _any(rule.unless, words, spoken),
        )

    def _read(self, part: str) -> str:
        return self._sound(part)[0]

    def look(self, text: str) -> Danger | None:
        """Give the danger that *text* tells of, the most urgent first; None where there is none."""
        plain = squeeze(text)
        found = sorted(self._all(plain), key=lambda danger: (danger.level != "urgent", FIRST.index(danger.kind)))
        return found[0] if found else None

    def _all(self, plain: str) -> Iterator[Danger]:
        sound, starts = self._sound(plain)
        kana = _large(hiragana(plain))
        all_kana = not has_kanji(plain)
        for each in self._rules:
            ends = [
                *_ends(each.written, each.harmless, plain),
                *(_ends(each.spoken, each.harmless_spoken, kana) if each.spoken and all_kana else ()),
                *(_ends(each.spoken, each.harmless_spoken, sound, starts) if each.spoken else ()),
            ]
            if ends:
                yield Danger(kind=each.rule.kind, level=self._level(each.rule, ends), rule=each.rule.id)

    def _level(self, rule: Rule, rests: list[str]) -> Level:
        softened = all(self._softened and self._softened.search(rest[: AFTER + BETWEEN]) for rest in rests)
        return "soft" if softened else rule.level


def _large(kana: str) -> str:
    """Write small vowels large: 「しにたぃ」 is a slip, or a way to look cute, of 「しにたい」."""
    return kana.translate(str.maketrans("ぁぃぅぇぉ", "あいうえお"))


def _ends(pattern: re.Pattern[str], harmless: re.Pattern[str] | None, text: str, starts: frozenset[int] | None = None) -> Iterator[str]:
    """Give what follows each match that begins at a word and lies in no harmless phrase."""
    spans = [found.span() for found in harmless.finditer(text)] if harmless else []
    for found in pattern.finditer(text):
        inside = any(begin < found.end() and found.start() < end for begin, end in spans)
        if not inside and (starts is None or found.start() in starts):
            yield text[found.end() :]


def _any(phrases: tuple[str, ...], words: dict[str, tuple[str, ...]], form: Callable[[str], str]) -> re.Pattern[str] | None:
    return re.compile("|".join(_regex(phrase, words, form) for phrase in phrases)) if phrases else None


def _regex(phrase: str, words: dict[str, tuple[str, ...]], form: Callable[[str], str]) -> str:
    """Turn a phrase into a regular expression: gaps, groups of words, and the rest letter by letter."""
    pieces = re.split(r"(〜|\{[^}]+\})", phrase)
    return "".join(_piece(piece, words, form) for piece in pieces if piece)


def _piece(piece: str, words: dict[str, tuple[str, ...]], form: Callable[[str], str]) -> str:
    if piece == GAP:
        return f".{{0,{BETWEEN}}}?"
    if piece.startswith("{"):
        return "(?:" + "|".join(re.escape(squeeze(form(word))) for word in words[piece[1:-1]]) + ")"
    return re.escape(squeeze(form(piece)))
