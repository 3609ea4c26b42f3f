"""Mistakes of clerks, one at a time in made-up content: each is found where it is, and most are mended by doing what the sentence says."""

from datetime import date
from pathlib import Path

import pytest

from app.loading import inspect
from app.rules import RULES
from app.telling import mended
from app.text import fingerprint
from tests.folders import STYLE, entry, small_city, small_root
from tests.written import written

CASES = [case for path in sorted((Path(__file__).parent / "clerk").glob("*.yaml")) for case in written(path)]
TODAY = date(2026, 11, 20)
FLAG = "⚑"
MOST_HINTS = 3
"""How often a clerk follows a sentence until one mistake is mended: a mistake may hide another."""


@pytest.fixture
def desk(tmp_path, read, listen):
    """Write the made-up content with one passage changed; look at it, change it, look again."""
    return Desk(tmp_path / "root", read, listen)


class Desk:
    """A clerk's folder."""

    def __init__(self, root, read, listen):
        """Stand at a folder that is not there yet."""
        self.root, self.read, self.listen = root, read, listen

    def plant(self, case, passage):
        """Write the content with *passage* in the place of what the case looks for; give the place of the flag."""
        style = STYLE.replace("fec5598e18bc033e", fingerprint(case.get("never", "03-0000-0000")))
        small_root(self.root, style=style)
        small_city(self.root / "cities" / "131016-minamo", entry("minamo-soudan", area="131016"))
        path = self.root / case["file"]
        text = path.read_text(encoding="utf-8")
        assert case["find"] in text
        planted = text.replace(case["find"], passage, 1)
        path.write_text(planted.replace(FLAG, ""), encoding="utf-8")
        return self.place(case, planted)

    @staticmethod
    def place(case, planted):
        """Give the line and column of the flag."""
        if "line_of" in case:
            return planted[: planted.index(case["line_of"])].count("\n") + 1, 1
        if FLAG not in planted:
            return None
        before = planted[: planted.index(FLAG)]
        return before.count("\n") + 1, len(before.rsplit("\n", maxsplit=1)[-1]) + 1

    def problems(self):
        """Give all that `check` tells."""
        return inspect(self.root, self.read, self.listen, self.root / "cities" / "131016-minamo", today=TODAY).problems

    def follow(self, problem):
        """Write what the sentence says."""
        path = self.root / problem.file
        path.write_text(mended(path.read_text(encoding="utf-8"), problem), encoding="utf-8")


def ids(cases):
    return [pytest.param(case, id=case["name"]) for case in cases]


@pytest.mark.parametrize("case", ids(CASES))
def test_a_mistake_is_found_at_its_line_and_column(desk, case):
    line, column = desk.plant(case, case["put"])
    found = {(problem.file, problem.line, problem.column): problem for problem in desk.problems() if problem.rule == case["rule"]}

    assert (case["file"], line, column) in found, desk.problems()
    assert case["rule"] in RULES


@pytest.mark.parametrize("case", ids(case for case in CASES if case.get("hint")))
def test_who_writes_what_the_sentence_says_has_mended_the_mistake(desk, case):
    desk.plant(case, case["put"])
    first = next(problem for problem in desk.problems() if problem.rule == case["rule"])
    hint = (first.hint or "").strip()
    for _ in range(MOST_HINTS):
        problem = next((problem for problem in desk.problems() if problem.hint is not None), None)
        if problem is None:
            break
        desk.follow(problem)

    assert f"{hint}」" in first.message if hint else "消し" in first.message
    assert [str(problem) for problem in desk.problems() if problem.rule != "unused"] == []


@pytest.mark.parametrize("case", ids(case for case in CASES if "right" in case))
def test_what_only_a_clerk_can_know_is_clean_when_it_is_written_rightly(desk, case):
    desk.plant(case, case["right"])

    assert [str(problem) for problem in desk.problems()] == []


def test_at_least_forty_mistakes_are_tried_and_nearly_all_are_mended_by_what_is_said():
    mendable = [case for case in CASES if case.get("hint")]

    assert len({case["name"] for case in CASES}) == len(CASES) >= 40
    assert all(case.get("hint") or case.get("right") for case in CASES)
    assert len(mendable) >= 0.9 * 40
    assert len(mendable) / len(CASES) > 0.8
