"""Bringing one word and its reading together: which part of the reading stands above which part of the word."""

import re
from functools import lru_cache

from app.ruby.pieces import KANJI, Piece, Pieces, is_kana
from app.text import has_kanji, hiragana

_RUNS = re.compile(rf"(?P<kanji>[{KANJI}]+)|(?P<kana>[ぁ-ゖァ-ヺー]+)|(?P<silent>[\W_]+)|(?P<other>.)", re.DOTALL)
_SHARE = "[あいうえおか-ぢつ-もやゆよら-ろわゐゑを-ん][ぁ-ゖー]*"
"""What stands above kanji: it begins with no small letter and no ー."""


def spread(word: str, reading: str) -> Pieces:
    """Give each run of kanji of *word* its share of *reading* (申し込み → 申/もう し 込/こ み); the whole word carries it where that is not sure."""
    if not has_kanji(word) or not is_kana(reading):
        return (Piece(word, None),)
    ways = {found.groups() for shape in _shapes(word) if (found := shape.fullmatch(reading))}
    if len(ways) != 1:
        return (Piece(word, reading),)
    shares = iter(ways.pop())
    return tuple(Piece(run[0], next(shares) if run.lastgroup == "kanji" else None) for run in _RUNS.finditer(word))


def fits(word: str, reading: str) -> bool:
    """Tell whether *reading* has the kana of *word* where they stand in it: はらえ is not of 払う."""
    return _shapes(word)[0].fullmatch(reading) is not None


@lru_cache(maxsize=4096)  # of words of ours; residents' are never read here
def _shapes(word: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Give what a reading of *word* looks like, each share as short and as long as it can be: where both agree, there is one way."""
    return _shape(word, "?"), _shape(word, "")


def _shape(word: str, lazy: str) -> re.Pattern[str]:
    forms = {"kanji": f"({_SHARE}{lazy})", "silent": "", "other": f"[ぁ-ゖー]*{lazy}"}
    return re.compile("".join(forms.get(str(run.lastgroup), hiragana(run[0])) for run in _RUNS.finditer(word)))
