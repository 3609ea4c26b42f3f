"""Sheets of paper, in millimetres, and the sizes of letters on them."""

from dataclasses import dataclass

POINT = 25.4 / 72
"""Millimetres of a typographic point."""
SMALL, BODY, HEAD = 8.2 * POINT, 9 * POINT, 15 * POINT
"""Sizes of letters: nothing smaller than eight points is read on paper."""
LEADING = 1.35
MARGIN = 10.0


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet: how CSS calls it, width and height."""

    name: str
    width: float
    height: float

    @property
    def room(self) -> float:
        """Width between the margins."""
        return self.width - 2 * MARGIN

    @property
    def bottom(self) -> float:
        """Where the lower margin begins, and above it the line at the foot."""
        return self.height - MARGIN - SMALL * 2


PAPERS = (
    Paper("A4 portrait", 210, 297),
    Paper("A4 landscape", 297, 210),
    Paper("A3 landscape", 420, 297),
    Paper("A3 portrait", 297, 420),
)
"""The sheets that an office has, in the order in which they are tried."""


def tall(bottom: float) -> Paper:
    """Give a sheet as wide as A3 and as high as needed: for what fits on none, to be printed in parts or smaller."""
    widest = PAPERS[-1]
    return Paper(f"{widest.width:.0f}mm {bottom + MARGIN + SMALL * 2:.0f}mm", widest.width, bottom + MARGIN + SMALL * 2)
