"""Content files that are broken at random load or are told as problems; what once made a traceback, or ended the process, is told for ever."""

import pytest

from app.loading.document import DEEPEST, parse
from bench.mutate import run


def test_a_broken_file_loads_or_is_told(tmp_path):
    found = run(400, 20261120, tmp_path)

    assert found.faults == {}
    assert found.loaded > 10
    assert found.refused > 100


@pytest.mark.parametrize(
    "text",
    [
        "[" * 1_000_000,
        "- " * 1_000_000,
        "{a: " * 900_000,
        "? " * 1_000_000,
        "[" * 100_000 + "]" * 100_000,
        "\n".join(" " * deep + "a:" for deep in range(2500)),
    ],
    ids=["[", "-", "{", "?", "閉じた [", "字下げ"],
)
def test_depth_is_told_and_does_not_end_the_process(text):
    (problem,) = parse(text, "resources.yaml").problems

    assert "深すぎます" in problem.message


def test_content_as_deep_as_it_may_be_is_read():
    assert parse("[" * DEEPEST + "]" * DEEPEST, "resources.yaml").problems == []


@pytest.mark.parametrize(
    "text",
    ['a: "\\U00110000"', '- "\\U00110000"', 'a: "\\ud800"', 'a: "\\ud800" \nb: ' + "[" * 5000],
    ids=["大きすぎる", "一覧の中", "代理", "代理と深さ"],
)
def test_a_letter_that_there_is_not_is_told(text):
    document = parse(text, "intents/safety.yaml")

    assert document.problems
    assert "YAML として読めません" in document.problems[0].message


def test_what_is_deep_without_looking_so_is_told_too():
    (problem,) = parse("a: " + "[[]," * 600 + "]" * 600, "a.yaml").problems

    assert problem.rule == "too-deep"
