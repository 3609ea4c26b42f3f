"""Faults that a clerk may make, planted all at once in a copy of the content: each is told with its file, its line, and what to do."""

import shutil
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from app.errors import Problem
from app.loading import Loaded, inspect
from tests.written import ROOT, SAKAI, written

FAULTS = written(Path(__file__).with_name("faults.yaml"))
TODAY = date(2026, 11, 20)
FLAG = "⚑"


def copied(folder: Path) -> Path:
    """Copy the shipped content."""
    shutil.copytree(ROOT / "intents", folder / "intents")
    for name in ("resources.yaml", "measures.yaml"):
        shutil.copy(ROOT / name, folder)
    return folder


def errors(found: Loaded) -> list[Problem]:
    """Leave out what only warns: entries that nobody is led to any more, now that flows are cut off."""
    return [problem for problem in found.problems if problem.level == "error"]


def edited(text: str, edit: dict[str, str], flag: str) -> str:
    """Make one edit; *flag* marks the places where a problem must be told."""
    begin = text.index(edit["after"]) if "after" in edit else 0
    begin = text.index(edit.get("find") or edit["rest_from"], begin)
    end = begin + len(edit["find"]) if "find" in edit else len(text)
    return text[:begin] + edit["put"].replace(FLAG, flag) + text[end:]


def planted(folder: Path, faults: list[dict]) -> dict[str, list[tuple[str, int]]]:
    """Plant all faults in the copy; give for each its places, as file and line. A flag is one letter of the private use area."""
    texts = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*.yaml")}
    for number, fault in enumerate(faults):
        for edit in fault["edits"]:
            texts[edit["file"]] = edited(texts[edit["file"]], edit, chr(0xE000 + number))
    places = defaultdict(list)
    for file, text in texts.items():
        for line, written_so in enumerate(text.split("\n"), 1):
            for number, fault in enumerate(faults):
                places[fault["name"]] += [(file, line)] * written_so.count(chr(0xE000 + number))
        (folder / file).write_text("".join(letter for letter in text if not 0xE000 <= ord(letter) < 0xE000 + len(faults)), encoding="utf-8")
    return places


@pytest.fixture(scope="module")
def places_and_problems(tmp_path_factory, read, listen):
    """Plant everything once, and inspect the copy once."""
    folder = copied(tmp_path_factory.mktemp("content"))
    places = planted(folder, FAULTS)
    return places, inspect(folder, read, listen, today=TODAY)


@pytest.mark.parametrize("fault", [pytest.param(fault, id=fault["name"]) for fault in FAULTS])
def test_a_fault_is_told_where_it_is_and_how_to_mend_it(places_and_problems, fault):
    places, found = places_and_problems

    assert len(places[fault["name"]]) == len(fault["says"])
    for place, says in zip(places[fault["name"]], fault["says"], strict=True):
        messages = [problem.message for problem in found.problems if (problem.file, problem.line) == place]
        assert any(says in message for message in messages), (place, messages)


def test_nothing_else_is_told(places_and_problems):
    places, found = places_and_problems
    expected = {place for each in places.values() for place in each}

    assert [str(problem) for problem in errors(found) if (problem.file, problem.line) not in expected] == []


def test_with_faults_there_is_no_content(places_and_problems):
    _, found = places_and_problems

    assert found.content is None
    assert errors(found)


def test_the_faults_are_many_and_each_is_another():
    assert len(FAULTS) >= 30
    assert len({fault["name"] for fault in FAULTS}) == len(FAULTS)


def test_every_sentence_is_in_japanese(places_and_problems):
    _, found = places_and_problems

    assert [str(problem) for problem in found.problems if not any("ぁ" <= letter <= "ん" for letter in problem.message)] == []


def test_an_example_that_no_pattern_catches_and_an_old_entry_are_told(tmp_path, read, listen):
    faults = [
        {
            "name": "例が見つからない",
            "edits": [{"file": "intents/safety.yaml", "after": "- id: means", "find": "caught: [", "put": "⚑caught: [屋根の上の猫, "}],
        },
        {
            "name": "騒いではいけない例で騒ぐ",
            "edits": [{"file": "intents/safety.yaml", "after": "- id: violence", "find": "not_caught: [", "put": "⚑not_caught: [夫に殴られた, "}],
        },
        {
            "name": "確認が古い",
            "edits": [{"file": "resources.yaml", "after": "- id: kojinou", "find": "checked_on: ", "put": "⚑checked_on: 2026-01-01 # "}],
        },
    ]
    places = planted(copied(tmp_path), faults)
    found = inspect(tmp_path, read, listen, today=TODAY)
    told = {(problem.file, problem.line): (problem.level, problem.message) for problem in found.problems if "案内されません" not in problem.message}

    assert found.content is None
    assert len(told) == 3
    missed, alarmed, old = (told[places[fault["name"]][0]] for fault in faults)
    assert missed[0] == alarmed[0] == "error"
    assert len(errors(found)) == 2
    assert "patterns に言い方を足して" in missed[1]
    assert "unless に言い方を足して" in alarmed[1]
    assert old[0] == "warning"
    assert "323 日前の確認" in old[1]


@pytest.mark.parametrize("city", [None, SAKAI], ids=["市なし", "堺市"])
def test_the_shipped_content_has_no_problem(read, listen, city):
    """But that of entries which nobody is led to."""
    problems = inspect(ROOT, read, listen, city, today=TODAY).problems

    assert [str(problem) for problem in problems if problem.level == "error" or "どの話題からも案内されません" not in problem.message] == []
