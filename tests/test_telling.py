"""How problems are told: lines, the place marked under the line, JSON, SARIF, marks on a code host."""

import ast
import json
import re
from dataclasses import fields
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.errors import Problem
from app.rules import RULES
from app.telling import as_github, as_json, as_sarif, in_words, mended
from tests.written import ROOT

HERE = Problem(file="intents/お金.yaml", message="「cost」に「無料」は使えません。", line=2, column=9, end=11, rule="unknown-word", hint="free")
WHOLE = Problem(file="resources.yaml", message="100% だめ\nです", line=1, rule="not-utf-8", level="warning")
LINES = ("- id: denwa", "  cost: 無料  # 注", "  x: 1")
DOCS = "https://example.jp/docs/tree/main/"


def test_a_line_says_file_line_column_and_sentence():
    assert str(HERE) == "intents/お金.yaml:2:9: 「cost」に「無料」は使えません。"
    assert str(WHOLE).startswith("resources.yaml:1: 注意: ")


def test_the_mark_stands_under_its_place_as_a_terminal_counts_it():
    _, shown, mark = in_words([HERE], lambda _: LINES).split("\n")

    assert shown == "     2 |   cost: 無料  # 注"
    assert mark == "       |         ^^^^"


def test_letters_of_full_width_before_the_place_count_two():
    problem = Problem(file="a", message="", line=1, column=3, end=4)
    _, shown, mark = in_words([problem], lambda _: ("あい う",)).split("\n")

    assert mark.index("^") - mark.index("|") == 2 + 4
    assert mark.count("^") == 1
    assert shown.endswith("あい う")


def test_a_long_line_is_shown_around_its_place():
    line = "あ" * 300 + "x" + "い" * 300
    problem = Problem(file="a", message="", line=1, column=301, end=302)
    _, shown, mark = in_words([problem], lambda _: (line,)).split("\n")

    assert len(shown) < 60
    before = shown[shown.index("| ") + 2 : shown.index("x")]
    assert mark.index("^") - mark.index("|") - 2 == 2 * len(before)


@pytest.mark.parametrize("lines", [(), ("x",)], ids=["読めないファイル", "短くなったファイル"])
def test_where_the_line_is_not_there_only_the_sentence_is_told(lines):
    assert in_words([HERE], lambda _: lines) == str(HERE)


def test_json_has_all_that_a_program_needs():
    first, second = json.loads(as_json([HERE, WHOLE]))

    assert first == {
        "file": "intents/お金.yaml",
        "line": 2,
        "column": 9,
        "end": 11,
        "level": "error",
        "rule": "unknown-word",
        "message": HERE.message,
        "hint": "free",
    }
    assert (second["column"], second["hint"]) == (None, None)
    assert set(first) <= {each.name for each in fields(Problem)}


def test_marks_for_a_code_host_are_escaped():
    first, second = as_github([HERE, WHOLE]).split("\n")

    assert first == "::error file=intents/お金.yaml,line=2,col=9,endColumn=11,title=unknown-word::「cost」に「無料」は使えません。"
    assert second == "::warning file=resources.yaml,line=1,title=not-utf-8::100%25 だめ%0Aです"
    assert "file=a%2Cb%3Ac" in as_github([Problem(file="a,b:c", message="")])


def test_sarif_has_what_code_hosts_ask_for():
    """The fields that the standard (OASIS SARIF 2.1.0, 3.13 to 3.55) asks for, and those by which code hosts mark a line."""
    told = json.loads(as_sarif([HERE, WHOLE, HERE], DOCS, "0.1.0"))
    (run,) = told["runs"]
    driver, results = run["tool"]["driver"], run["results"]
    rules = [rule["id"] for rule in driver["rules"]]

    assert told["version"] == "2.1.0"
    assert driver["name"] == "madoguchi"
    assert rules == ["not-utf-8", "unknown-word"]
    assert [(each["ruleId"], rules[each["ruleIndex"]], each["level"]) for each in results] == [
        ("unknown-word", "unknown-word", "error"),
        ("not-utf-8", "not-utf-8", "warning"),
        ("unknown-word", "unknown-word", "error"),
    ]
    assert results[0]["message"] == {"text": HERE.message}
    place = results[0]["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 2, "startColumn": 9, "endColumn": 11}
    assert place["artifactLocation"]["uri"] == "intents/%E3%81%8A%E9%87%91.yaml"
    assert results[0]["fixes"][0]["artifactChanges"][0]["replacements"] == [
        {"deletedRegion": {"startLine": 2, "startColumn": 9, "endColumn": 11}, "insertedContent": {"text": "free"}}
    ]
    assert "fixes" not in results[1]
    assert run["columnKind"] == "unicodeCodePoints"


def test_each_rule_of_sarif_leads_to_its_heading():
    page = (ROOT / "docs/how-to/check-rules.md").read_text(encoding="utf-8")
    told = json.loads(as_sarif([Problem(file="a", message="", rule=rule) for rule in RULES], DOCS, "0"))

    for rule in told["runs"][0]["tool"]["driver"]["rules"]:
        address = urlsplit(rule["helpUri"])
        assert address.scheme == "https"
        assert address.path.endswith("docs/how-to/check-rules.md")
        assert f"\n## {address.fragment}\n" in page
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == list(RULES)


def test_nothing_wrong_is_told_in_every_form():
    assert in_words([]) == as_github([]) == ""
    assert json.loads(as_json([])) == []
    assert json.loads(as_sarif([], DOCS, "0"))["runs"][0]["results"] == []


def test_every_rule_that_is_told_has_a_name_and_every_name_is_told():
    """Names are written as the first argument of `problem` and `unknown`, as `rule=`, or as the first of an advice."""
    used = set()
    for path in [*Path(ROOT / "app").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and path.name not in {"rules.py", "described.py", "words.py"}:
                used |= {node.value} & RULES.keys()
            if isinstance(node, ast.keyword) and node.arg == "rule" and isinstance(node.value, ast.Constant):
                assert node.value.value in RULES or path.parent.name in {"app", "web"}, (path, node.value.value)
    assert used == set(RULES)


@pytest.mark.parametrize(
    ("hint", "after"),
    [("free", ("- id: denwa", "  cost: free  # 注", "  x: 1")), (None, LINES)],
    ids=["書く", "人が決める"],
)
def test_a_hint_is_written_in_its_place(hint, after):
    problem = Problem(file="a", message="", line=2, column=9, end=11, hint=hint)

    assert mended("\n".join(LINES), problem) == "\n".join(after)


def test_an_item_that_is_taken_out_goes_with_its_line():
    problem = Problem(file="a", message="", line=2, column=3, end=4, hint="")

    assert mended("- a\n- b\n- c", problem) == "- a\n- c"


def test_no_sentence_of_the_project_ends_without_saying_what_to_write():
    """Each sentence asks for something: to write, to take out, to look."""
    asks = re.compile(r"ください|書きます|書き|消し|直し|見て|足し")
    for path in [*Path(ROOT / "app" / "checks").glob("*.py")]:
        for found in re.findall(r'message = f?"([^"]*。[^"]*)"', path.read_text(encoding="utf-8")):
            assert asks.search(found) or "{instead}" in found or "{meant}" in found, found
