"""How a line would have to read so that its text is YAML: likely slips are tried one after the other, and one is told only if it helps.

Nothing is guessed into being: a line keeps its letters; what changes are spaces, colons, quotes and brackets.
"""

import re
from collections.abc import Iterator

import yaml

from app.loading.nodes import compose

NEAR = 3
"""Lines before the one at which the reader gave up: it notices a slip late, never early."""
_KEY = re.compile(r"^(?P<indent> *)(?P<dash>(?:- +)*)(?P<key>[\w-]+)(?P<colon>[:：])(?P<space>[ \u3000]*)(?P<value>.*)$")
_SAFE = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`](?:[^#:,\[\]{}]*[^\s#:,\[\]{}])?")
_BLANKS = re.compile(r"^[ \t\u3000\u00a0]+")


def found(text: str, at: int) -> tuple[int, str] | None:
    """Give a line (counted from 1) and what to write there, near line *at* of *text*, at which YAML stopped; None where no likely slip explains it."""
    lines = text.splitlines()
    for number in _order(at, len(lines)):
        for candidate in dict.fromkeys(_candidates(lines, number - 1)):
            if candidate != lines[number - 1] and _helps(lines, number, candidate, at):
                return number, candidate
    return None


def _order(at: int, count: int) -> list[int]:
    """Give the lines to look at, the likeliest first."""
    return [number for number in (at, *range(at - 1, at - 1 - NEAR, -1)) if 1 <= number <= count]


def _helps(lines: list[str], number: int, candidate: str, at: int) -> bool:
    """Tell whether the text can be read with the line so written, or at least further than before."""
    text = "\n".join([*lines[: number - 1], candidate, *lines[number:]]) + "\n"
    try:
        compose(text)
    except yaml.YAMLError as error:
        marks = [mark.line + 1 for mark in (getattr(error, "context_mark", None), getattr(error, "problem_mark", None)) if mark is not None]
        return bool(marks) and min(marks) > max(at, number) + 1
    return True


def _candidates(lines: list[str], at: int) -> Iterator[str]:
    line = lines[at]
    if not line.strip() or line.lstrip().startswith("#"):
        return
    blanks = _BLANKS.match(line)
    lead = blanks.group() if blanks else ""
    rest = line[len(lead) :]
    colon = _with_colon(rest)
    for body in dict.fromkeys((*([colon] if colon else ()), *_bodies(rest))):
        yield (lead if lead.isspace() and set(lead) <= {" "} else " " * len(lead)) + body
    for indent in _indents(lines, at, rest):
        yield " " * indent + rest
        if colon:
            yield " " * indent + colon


def _with_colon(rest: str) -> str | None:
    """Write the colon of a field as YAML wants it: half-width, with a space behind it."""
    split = _KEY.match(rest)
    return (
        f"{split['dash']}{split['key']}: {split['value']}".rstrip()
        if split and (split["colon"] == "：" or split["space"].strip(" ") or not split["space"])
        else None
    )


def _bodies(rest: str) -> Iterator[str]:
    """Give other ways of writing a line without its indentation: closed quotes and brackets, a text in quotes, a dash with a space."""
    if rest.startswith("-") and not rest.startswith(("- ", "---")):
        yield f"- {rest[1:].lstrip()}"
    split = re.match(r"^(?P<head>(?:- +)*(?:[\w-]+: +)?)(?P<value>\S.*)$", rest)
    if split is None:
        return
    head, value = split["head"], split["value"].rstrip()
    for mark in ("'", '"'):
        if value.count(mark) % 2:
            yield head + value + mark if value.startswith(mark) else head + mark + value
    for opening, closing in (("[", "]"), ("{", "}")):
        if value.count(opening) > value.count(closing):
            yield head + value + closing
    yield head + quoted(value)
    yield head + quoted(value.strip("'\""))


def plain(text: str) -> str:
    """Write a text as YAML: as it is where that is safe, else in quotes."""
    return text if _SAFE.fullmatch(text) else quoted(text)


def quoted(text: str) -> str:
    """Write a text so that YAML takes it for a text, whatever stands in it."""
    return "'" + text.replace("'", "''") + "'"


def _indents(lines: list[str], at: int, rest: str) -> Iterator[int]:
    """Give the columns at which the fields before and behind the line stand, the nearest first."""
    for other in (*reversed(lines[:at]), *lines[at + 1 : at + 3]):
        if other.strip() and not other.lstrip().startswith("#"):
            column = len(other) - len(other.lstrip(" "))
            dashes = len(other) - column - len(re.sub(r"^(?:- +)*", "", other.lstrip(" ")))
            yield from (column, column + dashes) if rest.startswith("- ") else (column + dashes, column)
