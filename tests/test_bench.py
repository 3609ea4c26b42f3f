"""Figures: what is counted, and of which cases."""

import pytest

from app.bench import Case, Verdict, read_cases, scores
from app.errors import ContentError


def verdict(case, *ranked, asserted=True, danger=None, aside=None):
    return Verdict(case=case, ranked=ranked, asserted=asserted, danger=danger, aside=aside)


def read(tmp_path, text):
    path = tmp_path / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    return read_cases(path)


# Reading.


def test_a_case_says_all_that_it_is_to_be_taken_for(tmp_path):
    (case,) = read(
        tmp_path, "- {text: あ, topics: [a, b], also: [c], crisis: abuse, all: true, never_first: [d], aside: city, who: self, age: teen}\n"
    )

    assert case == Case(text="あ", topics=("a", "b"), also=("c",), crisis="abuse", checks_crisis=True, every=True, never_first=("d",), aside="city")


def test_a_case_that_says_no_more_is_to_be_taken_for_no_more(tmp_path):
    (case,) = read(tmp_path, "- {text: あ, topics: [a, b]}\n")

    assert not case.every
    assert (case.never_first, case.aside, case.checks_crisis) == ((), None, False)


def test_a_text_of_several_worries_tells_of_all_of_them(tmp_path):
    several, single = read(tmp_path, "- {text: あ, topics: [a, b], style: multi}\n- {text: い, topics: [a], style: multi}\n")

    assert several.every
    assert not single.every


def test_a_key_that_no_case_has_is_told(tmp_path):
    with pytest.raises(ContentError):
        read(tmp_path, "- {text: あ, topics: [a], never_frist: [b]}\n")


# Counting.


def test_all_worries_must_be_among_the_first_four():
    both = Case(text="あ", topics=("a", "b"), every=True)
    found = [verdict(both, "x", "b", "y", "a"), verdict(both, "a", "x", "y", "z", "b"), verdict(Case(text="い", topics=("a", "b")), "a")]

    assert scores(found).together == 0.5


def test_what_was_set_aside_may_not_come_first():
    case = Case(text="あ", topics=("a",), never_first=("b", "c"))
    found = [verdict(case, "a", "b"), verdict(case, "x"), verdict(case), verdict(case, "c", "a"), verdict(Case(text="い", topics=("b",)), "b")]

    assert scores(found).set_aside == 0.75


def test_what_is_no_worry_must_be_known_for_what_it_is():
    case = Case(text="あ", topics=("none",), aside="city")
    found = [
        verdict(case, asserted=False, aside="city"),
        verdict(case, asserted=False, aside="chat"),
        verdict(case, "a"),
        verdict(case, asserted=False),
    ]

    assert scores(found).aside == 0.25
    assert scores(found).not_asserted == 0.75


def test_of_what_no_case_speaks_there_is_no_figure():
    found = scores([verdict(Case(text="あ", topics=("a",)), "a")])

    assert (found.first, found.together, found.set_aside, found.aside, found.recall, found.kind) == (1.0, None, None, None, None, None)
