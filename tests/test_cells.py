"""Small counts are not shown, nor can they be worked out."""

from hypothesis import given
from hypothesis import strategies as st

from app.cells import FEWEST, Cell, each_alone, together

COUNTS = st.lists(st.integers(0, 40), min_size=1, max_size=8)
SMALL = range(1, FEWEST)


def seen(row):
    return tuple(map(str, row.cells)), row.total


@given(COUNTS)
def test_no_small_count_is_ever_shown(counts):
    for row in (each_alone(counts), together(counts)):
        assert all(cell.count is None and str(cell) == "5未満" for cell, count in zip(row.cells, counts, strict=True) if count in SMALL)
        assert all(cell.count in {None, count} for cell, count in zip(row.cells, counts, strict=True))


@given(COUNTS, st.data())
def test_what_is_shown_is_the_same_whatever_the_small_counts_are(counts, data):
    """So nothing shown, and no reckoning with it, tells one small count from another."""
    others = [data.draw(st.integers(1, FEWEST - 1)) if count in SMALL else count for count in counts]

    assert seen(each_alone(counts)) == seen(each_alone(others))
    assert seen(together(counts)) == seen(together(others))


@given(COUNTS)
def test_who_knows_the_true_sum_finds_no_single_small_count(counts):
    """Of the cells hidden in a row, there are none or at least two; unless all else is 0 and nothing is shown at all."""
    row = together(counts)
    hidden = [at for at, cell in enumerate(row.cells) if cell.count is None]

    assert len(hidden) != 1 or not row.shown


@given(COUNTS)
def test_no_more_is_hidden_than_must_be(counts):
    row = together(counts)

    assert sum(cell.why == "beside" for cell in row.cells) <= 1
    assert all(cell.count == count for cell, count in zip(each_alone(counts).cells, counts, strict=True) if count not in SMALL)


def test_the_smallest_other_is_hidden_beside_a_small_one_alone():
    assert together([3, 20, 9, 0]).cells == (Cell(None, "few"), Cell(20), Cell(None, "beside"), Cell(0))
    assert together([3, 4, 9]).cells == (Cell(None, "few"), Cell(None, "few"), Cell(9))
    assert together([3]).cells == (Cell(None, "few"),)


def test_the_sum_of_a_row_is_of_what_is_shown():
    assert together([3, 20, 9]).total == 20
