"""How problems are told: as lines, with the place marked under the line, as JSON, as SARIF, and as marks on a code host's page."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, TypeAlias
from unicodedata import east_asian_width
from urllib.parse import quote

from app.errors import Problem
from app.rules import RULES

Format: TypeAlias = Literal["text", "json", "sarif", "github"]
LinesOf: TypeAlias = Callable[[str], tuple[str, ...]]
"""The lines of a file of the content, by its name; nothing where it cannot be read."""

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
PAGE = "docs/how-to/check-rules.md"
"""Where each rule is explained, under a heading that is its name."""
LONGEST = 76
"""Columns of the line that is shown: a terminal has eighty, and the mark must stand under its place."""


def in_words(problems: Iterable[Problem], lines_of: LinesOf | None = None) -> str:
    """Tell problems in a line each, and, where *lines_of* is given, with the line of the file and a mark under the place."""
    return "\n".join(f"{problem}{marked(problem, lines_of(problem.file)) if lines_of else ''}" for problem in problems)


def marked(problem: Problem, lines: tuple[str, ...]) -> str:
    """Show the line that a problem is in, with a mark under the place; nothing where the place is not known."""
    if problem.column is None or problem.line is None or not 1 <= problem.line <= len(lines):
        return ""
    line = lines[problem.line - 1].expandtabs(1).rstrip()
    begin, end = problem.column - 1, max(problem.end or 0, problem.column + 1) - 1
    cut = _start(line, begin)
    shown = _cut(line[cut:])
    number = f"{problem.line:>6} | "
    mark = "^" * max(1, _width(shown[begin - cut : end - cut]))
    return f"\n{number}{shown}\n{' ' * (len(number) - 2)}| {' ' * _width(line[cut:begin])}{mark}"


def _start(line: str, begin: int) -> int:
    """Give where to begin to show a line so that the place is in sight."""
    return 0 if _width(line[:begin]) < LONGEST // 2 else next(at for at in range(begin + 1) if _width(line[at:begin]) <= LONGEST // 4)


def _cut(line: str) -> str:
    return next((line[:end] for end in range(len(line), 0, -1) if _width(line[:end]) <= LONGEST), "")


def _width(text: str) -> int:
    """Count the columns that a terminal gives to *text*: two for a letter of full width."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def as_json(problems: Iterable[Problem]) -> str:
    """Tell problems as a JSON list, one object each, with the names of `Problem`."""
    return json.dumps([_object(problem) for problem in problems], ensure_ascii=False, indent=2)


def _object(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line or 1,
        "column": problem.column,
        "end": problem.end,
        "level": problem.level,
        "rule": problem.rule,
        "message": problem.message,
        "hint": problem.hint,
    }


def as_github(problems: Iterable[Problem]) -> str:
    """Tell problems as workflow commands, by which a code host marks the lines of a change: ::error file=…,line=…::sentence."""
    return "\n".join(f"::{problem.level} {_properties(problem)}::{_data(problem.message)}" for problem in problems)


def _properties(problem: Problem) -> str:
    where: dict[str, object] = {"file": problem.file, "line": problem.line or 1}
    if problem.column is not None:
        where |= {"col": problem.column, "endColumn": max(problem.end or 0, problem.column + 1)}
    where |= {"title": problem.rule}
    return ",".join(f"{name}={_property(str(value))}" for name, value in where.items())


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(problems: Iterable[Problem], docs: str, version: str) -> str:
    """Tell problems as SARIF 2.1.0; *docs* is the address (with the / at its end) under which the folder of this program is shown."""
    told = tuple(problems)
    used = sorted({problem.rule for problem in told})
    driver = {"name": "madoguchi", "version": version, "informationUri": docs, "rules": [_rule(name, docs) for name in used]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, used.index(problem.rule)) for problem in told],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(name: str, docs: str) -> dict[str, object]:
    return {"id": name, "shortDescription": {"text": RULES[name]}, "helpUri": f"{docs}{PAGE}#{name}"}


def _result(problem: Problem, index: int) -> dict[str, object]:
    place = {"artifactLocation": {"uri": _uri(problem.file)}, "region": _region(problem)}
    result: dict[str, Any] = {
        "ruleId": problem.rule,
        "ruleIndex": index,
        "level": problem.level,
        "message": {"text": problem.message},
        "locations": [{"physicalLocation": place}],
    }
    if problem.hint is not None and problem.column is not None:
        replacement = {"deletedRegion": _region(problem, least=0), "insertedContent": {"text": problem.hint}}
        change: Mapping[str, object] = {"artifactLocation": place["artifactLocation"], "replacements": [replacement]}
        result["fixes"] = [{"description": {"text": problem.message}, "artifactChanges": [change]}]
    return result


def _region(problem: Problem, least: int = 1) -> dict[str, int]:
    column = problem.column or 1
    return {"startLine": problem.line or 1, "startColumn": column, "endColumn": max(problem.end or 0, column + least)}


def _uri(file: str) -> str:
    return quote(file.replace("\\", "/"))


def mended(text: str, problem: Problem) -> str:
    """Do what the hint of a problem says: write it in the place that is marked; an item that becomes empty goes with its line."""
    lines = text.split("\n")
    if problem.hint is None or problem.line is None or problem.column is None:
        return text
    at, line = problem.line - 1, lines[problem.line - 1]
    changed = line[: problem.column - 1] + problem.hint + line[(problem.end or problem.column) - 1 :]
    gone = not problem.hint and changed.strip() in {"", "-"}
    return "\n".join(lines[:at] + ([] if gone else [changed]) + lines[at + 1 :])
