"""Small counts are not shown, nor can they be worked out from what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

FEWEST = 5
"""A smaller count might tell of one person; it is not shown. 0 tells of nobody."""
FEW, BESIDE = f"{FEWEST}未満", "－"


@dataclass(frozen=True, slots=True)
class Cell:
    """One count as it may be shown."""

    count: int | None
    """None where it is not shown."""
    why: Literal["few", "beside"] | None = None
    """few: it is small; beside: it would be the only one to be seen beside a small one."""

    def __str__(self) -> str:
        """Give what stands in a table."""
        return {"few": FEW, "beside": BESIDE}.get(self.why or "", str(self.count))


@dataclass(frozen=True, slots=True)
class Row:
    """Counts that belong together, and the sum of those that are shown."""

    cells: tuple[Cell, ...]

    @property
    def total(self) -> int:
        """Add up what is shown: a sum of all would tell of what is not."""
        return sum(cell.count or 0 for cell in self.cells)

    @property
    def shown(self) -> bool:
        """Tell whether any count can be seen that is not 0."""
        return any(cell.count for cell in self.cells)


def each_alone(counts: Sequence[int]) -> Row:
    """Hide the small ones, for a row without a total of which none is known elsewhere either."""
    return Row(tuple(map(_alone, counts)))


def together(counts: Sequence[int]) -> Row:
    """Hide the small ones; where one alone is hidden, the smallest other too, or whoever knows the sum from elsewhere could work it out.

    The usual way of statistical offices (complementary suppression). The sum of the row is of what is shown, so that it tells of nothing hidden.
    """
    cells = list(map(_alone, counts))
    others = [at for at, cell in enumerate(cells) if cell.count]
    if sum(cell.count is None for cell in cells) == 1 and others:
        cells[min(others, key=lambda at: counts[at])] = Cell(None, "beside")
    return Row(tuple(cells))


def _alone(count: int) -> Cell:
    return Cell(None, "few") if 0 < count < FEWEST else Cell(count)
