"""What stands outside of all values: marks, ends of lines, tabs, and colons and blanks of full width."""

import re
from collections.abc import Callable
from typing import NamedTuple
from unicodedata import normalize

import yaml

from app.loading import repair
from app.loading.nodes import compose

MOST_REPAIRS = 40
"""Lines of one file that are repaired so that it can be read: where more are wrong, a person should look."""
_HASH = re.compile(r"(?<=[ \n])#(?=\d)")
_ENDS = re.compile(r"[ \t\u3000]+$", re.MULTILINE)
_BLOCK_TEXT = re.compile(r"[|>][+-]?\d?[ \t]*(?:#.*)?$", re.MULTILINE)
_AFTER_KEY = re.compile(r"^(?P<key> *(?:- +)*[\w-]+:)(?P<space>[ ]*\t[ \t]*)(?=\S)", re.MULTILINE)
_ODD = re.compile(r"[\t\u3000：]")


class Mended(NamedTuple):
    """A text as it should be written, and what was mended."""

    text: str
    what: tuple[str, ...]


def shaped(text: str) -> Mended:
    """Mend what stands outside of all values: marks, ends of lines, tabs, and colons and blanks of full width."""
    steps: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("見えない印（BOM）", lambda text: text.removeprefix("\ufeff")),
        ("改行（CRLF）", lambda text: text.replace("\r\n", "\n")),
        ("行の終わりの空白", _without_ends),
        ("タブ・全角の空白・全角のコロン", _readable),
    )
    what = []
    for label, step in steps:
        after = step(text)
        if after != text:
            what.append(label)
        text = after
    return Mended(text, tuple(what))


def _without_ends(text: str) -> str:
    """Take blanks off the ends of lines; where a text over several lines is written as it stands, they may belong to it."""
    return text if _BLOCK_TEXT.search(text) else _ENDS.sub("", text)


def _readable(text: str) -> str:
    """Turn tabs and what is of full width into what YAML reads, where only one reading helps."""
    text = _AFTER_KEY.sub(r"\g<key> ", text)
    for _ in range(MOST_REPAIRS):
        wrong = stops_at(text)
        found = repair.found(text, wrong) if wrong is not None else None
        lines = text.split("\n")
        if found is None or not _only_shape(lines[found[0] - 1], found[1]):
            return text
        text = "\n".join([*lines[: found[0] - 1], found[1], *lines[found[0] :]])
    return text


def stops_at(text: str) -> int | None:
    """Give the line at which the text cannot be read any further."""
    try:
        compose(_without_hashes(text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        return mark.line + 1 if mark is not None else None
    return None


def _only_shape(before: str, after: str) -> bool:
    """Tell whether a line keeps all its letters, and had a tab, a blank or a colon that YAML does not know."""
    same = re.sub(r"\s", "", normalize("NFKC", before)) == re.sub(r"\s", "", normalize("NFKC", after))
    return same and bool(_ODD.search(before))


def _without_hashes(text: str) -> str:
    """Write #9110, which YAML takes for a remark, so that it is a text of the same length."""
    return _HASH.sub("♯", text)


def tree(text: str) -> yaml.Node | None:
    try:
        return compose(_without_hashes(text))
    except yaml.YAMLError:
        return None
