"""Bringing a name and its kana together: the kana is given in the data, and tells where each word of the name ends."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from math import inf
from typing import NamedTuple

from app.ruby.align import fits, spread
from app.ruby.pieces import Piece, Pieces, Speak
from app.text import has_kanji, hiragana

_ASIDE = re.compile(r"（[^（）]*）")
_SOUNDLESS = re.compile(r"[\W_]+")
_KANA = re.compile(r"[ぁ-ゖァ-ヺー]+")
_APART = re.compile(r"[\s・]+")
_SMALL = re.compile(r"[ぁぃぅぇぉゃゅょゎ]")
MOST = 3
"""Sounds for one kanji of a word; a kanji that stands alone may have more: 承 of 承る has five."""
OTHER_WORD, OTHER_SIGN, LEFT_OUT = 10, 5, 1
"""What it costs to say a word, or letters and digits, in another way than the dictionary does, and to leave out what stands in brackets."""


class _Share(NamedTuple):
    text: str
    kana: str
    usual: str
    """What the dictionary says."""
    known: bool
    """The dictionary says the same."""

    @property
    def doubtful(self) -> bool:
        """Tell whether the kana goes on where the word is said already, or stops before: it says more than the name does, or less."""
        longer, shorter = sorted((self.kana, self.usual), key=len, reverse=True)
        return self.other_word and (longer.startswith(shorter) or longer.endswith(shorter))

    @property
    def other_word(self) -> bool:
        """Tell whether a word with kanji sounds otherwise than the dictionary says."""
        return not self.known and has_kanji(self.text)


_Way = tuple[_Share, ...]


def told(name: str, kana: str, speak: Speak) -> Pieces:
    """Give the words of *name* their shares of *kana*; what stands in brackets may be missing from it, and is then read as any other text.

    The dictionary only says where to cut: each reading comes from *kana*. Gives nothing where the two cannot be brought together for sure.
    """
    kana = _APART.sub("", hiragana(kana))
    parts = tuple(piece for word in speak(name) for piece in word)
    if "".join(part.reading or "" for part in parts) == kana:
        return tuple(piece for text, reading in parts for piece in spread(text, reading or ""))
    forms = (parts, tuple(_with_asides_apart(name, parts)))
    _, ways = min((_ways(words, kana) for words in forms), key=lambda each: each[0])
    return tuple(piece for share in next(iter(ways)) for piece in _above(share)) if len(ways) == 1 and _sure(*ways) else ()


def _above(share: _Share) -> Pieces:
    return spread(share.text, share.kana) if has_kanji(share.text) and share.kana else (Piece(share.text, None),)


def _with_asides_apart(name: str, parts: Pieces) -> Iterator[Piece]:
    """Give the parts, what stands in a pair of brackets as one that sounds like nothing."""
    asides = dict(found.span() for found in _ASIDE.finditer(name))
    at = until = 0
    for part in parts:
        if at in asides:
            until = asides[at]
            yield Piece(name[at:until], None)
        if at >= until:
            yield part
        at += len(part.text)


_Best = dict[int, tuple[int, set[_Way]]]
"""How far the kana is shared → what that costs, and the ways to do it."""


def _ways(parts: Iterable[Piece], kana: str) -> tuple[float, set[_Way]]:
    """Find the ways to share all of *kana* among the parts that contradict the dictionary least, and what they cost."""
    best: _Best = {0: (0, {()})}
    for part in parts:
        following: _Best = {}
        for at, (cost, ways) in best.items():
            for length, more in _lengths(part, kana[at:]):
                share = _Share(part.text, kana[at : at + length], part.reading or "", more < OTHER_SIGN)
                _keep(following, at + length, cost + more, {_with(way, share) for way in ways})
        best = following
    return best.get(len(kana), (inf, set()))


def _sure(way: _Way) -> bool:
    """Tell whether one word of the name at most sounds otherwise than the dictionary says, and that one as a whole."""
    return not any(share.doubtful for share in way) and sum(share.other_word for share in way) <= 1


def _keep(best: _Best, at: int, cost: int, ways: set[_Way]) -> None:
    least, kept = best.get(at, (cost, set()))
    if cost <= least:
        both = ways | kept if cost == least else ways
        best[at] = (cost, set(islice(both, 2)))  # more than one is as unsure as a thousand


def _with(way: _Way, share: _Share) -> _Way:
    """Add a share; words side by side that the dictionary reads otherwise become one, since nobody says where the one ends."""
    if way and not way[-1].known and not share.known:
        return (*way[:-1], _Share(way[-1].text + share.text, way[-1].kana + share.kana, way[-1].usual + share.usual, known=False))
    return (*way, share)


def _lengths(part: Piece, rest: str) -> Iterator[tuple[int, int]]:
    """Give how long the share of *part* may be at the beginning of *rest*, and what that costs."""
    text, usual = part
    if usual is None:
        yield 0, LEFT_OUT
    elif _SOUNDLESS.fullmatch(text) or not usual:
        yield 0, 0
    elif _KANA.fullmatch(text):
        yield from ((len(text), 0) for sound in (hiragana(text),) if rest.startswith(sound))
    else:
        other = OTHER_WORD if has_kanji(text) else OTHER_SIGN
        heard = ((end, rest[:end]) for end in range(1, len(rest) + 1))
        yield from ((end, 0 if kana == usual else other) for end, kana in heard if kana == usual or _possible(text, kana))


def _possible(text: str, kana: str) -> bool:
    """Tell whether *text* may sound like *kana*: not far more sounds than signs, nor fewer."""
    sounds = len(_SMALL.sub("", kana))
    if not has_kanji(text):
        return sounds >= len(text) / 2
    signs = len(_KANA.sub("", text))
    return signs <= sounds - len("".join(_KANA.findall(text))) <= (MOST * signs if signs > 1 else MOST + 2) and fits(text, kana)
