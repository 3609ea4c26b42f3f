"""Comma-separated values for spreadsheets: what we write opens as text, and no cell of it is run."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import TypeVar

T = TypeVar("T")

BOM = "\ufeff"
"""Without it Excel takes UTF-8 for Shift_JIS. A program that reads on would take it for part of the first head."""
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")  # noqa: RUF001  # the full-width ones are meant
"""What a formula of a spreadsheet begins with, full-width too in Japanese ones (OWASP, CSV Injection)."""


def written(rows: Iterable[Iterable[object]], end: str = "\r\n") -> str:
    """Write rows down, lines ending as RFC 4180 has them. A text that a spreadsheet would run begins with an apostrophe; numbers stay numbers."""
    text = StringIO(newline="")
    csv.writer(text, lineterminator=end).writerows(map(harmless, row) for row in rows)
    return text.getvalue()


def harmless(cell: T) -> T | str:
    """Give a cell that no spreadsheet runs. A sign alone is no formula: 「－」 stands for a count that is not shown."""
    return f"'{cell}" if isinstance(cell, str) and len(cell) > 1 and cell[0] in FORMULA else cell


def meant(cell: str) -> str:
    """Give what a cell said before it was made harmless."""
    bare = cell.removeprefix("'")
    return bare if harmless(bare) == cell else cell
