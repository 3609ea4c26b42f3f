"""Lines of Japanese for paper: how wide a text is, and where it may be broken (JIS X 4051, 禁則処理).

Widths are in em, the size of a full-width letter. They are a little wider than those of the fonts that are likely there, so that lines fit in all of them.
"""

import re
from unicodedata import combining, east_asian_width

NOT_FIRST = frozenset("、。，．,.・：；:;？！?!ー－〜～…‥」』）】〉》］｝〕’”)]}々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％%")  # noqa: RUF001  # brackets of Japanese
"""Letters that must not begin a line."""
NOT_LAST = frozenset("「『（【〈《［｛〔‘“([{＃#")  # noqa: RUF001  # as above
"""Letters that must not end a line."""
WIDE, NARROW, CAPITAL = 1.0, 0.6, 0.75
BROAD = frozenset("mwMW@%&")
_UNIT = re.compile(r"[!-~]+|[^!-~]", re.DOTALL)


def width(text: str) -> float:
    """Say how wide *text* is, in em."""
    return sum(map(_letter, text))


def _letter(letter: str) -> float:
    if combining(letter):
        return 0.0
    if east_asian_width(letter) in "WFA":
        return WIDE
    return CAPITAL + 0.2 if letter in BROAD else CAPITAL if letter.isupper() else NARROW


def fold(text: str, room: float) -> tuple[str, ...]:
    """Break *text* into lines of at most *room* em; words and numbers of ASCII letters stay whole where they fit into a line at all."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for unit in _units(paragraph, room):
            if line and width((line + unit).rstrip()) > room:
                lines.append(line.rstrip())
                line = ""
            line += unit if line else unit.lstrip()
        lines.append(line.rstrip())
    return tuple(line for line in lines if line)


def _units(text: str, room: float) -> list[str]:
    """Part *text* where a line may end; what is wider than a line is parted letter by letter."""
    joined: list[str] = []
    for unit in _UNIT.findall(text):
        sticks = bool(joined) and (unit[0] in NOT_FIRST or joined[-1][-1] in NOT_LAST)
        if sticks and width(joined[-1] + unit) <= room:
            joined[-1] += unit
        else:
            joined.append(unit)
    return [piece for unit in joined for piece in ([unit] if width(unit) <= room else unit)]
