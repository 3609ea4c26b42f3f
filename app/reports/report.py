"""What a report is made of, whatever it tells of: sentences to read aloud, charts, tables. No form of writing it down is known here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

Ink: TypeAlias = Literal["dark", "hatch", "dots", "light"]
"""How a part of a chart is filled. The four are told apart without colour: solid, striped, dotted, nearly white."""
Value: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a bar: where it begins and how wide it is, in hundredths of the whole."""

    begin: float
    width: float
    ink: Ink


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One line of a chart."""

    label: str
    runs: tuple[Run, ...]
    amount: str
    words: str
    """What the line shows, for those who hear it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """One of many equal things."""

    label: str
    ink: Ink
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart: bars below one another, or squares, with what the inks mean."""

    heading: str
    text: str
    """What one sees in it, in a sentence."""
    keys: tuple[tuple[Ink, str], ...]
    label: str = ""
    amount: str = ""
    """What the labels and the amounts of the bars are."""
    ticks: tuple[str, ...] = ()
    """Names of equal parts of the whole, from left to right."""
    bars: tuple[Bar, ...] = ()
    squares: tuple[Square, ...] = ()
    aside: str = ""
    """What those have in common that are listed and not drawn."""
    listed: tuple[str, ...] = ()

    @property
    def marks(self) -> tuple[float, ...]:
        """Give where the equal parts meet, in hundredths of the whole."""
        return tuple(round(100 * at / len(self.ticks), 3) for at in range(1, len(self.ticks)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under heads. Numbers stay numbers, so that a spreadsheet can add them up."""

    heading: str = ""
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def numbers(self) -> tuple[bool, ...]:
        """Tell of each column whether it holds numbers."""
        return tuple(any(isinstance(row[at], int) for row in self.rows) for at in range(len(self.heads)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report, ready to be written down as page, table, CSV or JSON."""

    title: str
    period: str
    """The time that it tells of."""
    lead: tuple[str, ...]
    """Sentences that a superior can read aloud; the most important first."""
    tables: tuple[Table, ...]
    """The first is the one for a terminal."""
    plain: object
    """The same for programs."""
    figures: tuple[Figure, ...] = ()
    sheet: Table | None = None
    """What a spreadsheet is given where that is more than the first table."""
    notes: tuple[str, ...] = ()
    """How it was counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Of which content a report tells, and when it was made."""

    city: str
    version: str
    made: datetime


def stacked(parts: tuple[tuple[int, Ink], ...], whole: int) -> tuple[Run, ...]:
    """Lay counts side by side, as parts of *whole*; those of nothing are left out."""
    runs, begin = [], 0
    for count, ink in parts:
        if count and whole:
            runs.append(Run(round(100 * begin / whole, 3), round(100 * count / whole, 3), ink))
        begin += count
    return tuple(runs)
