"""Changes of single values in the text of a YAML file: comments, order, quotes, blank lines and line ends stay as a person wrote them.

A file is never dumped. Each value has a place in the text, and only the letters at that place are written anew. What came of it is read again and compared
with what was wanted; where they differ, nothing is given back.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any, TypeAlias

from app.edit import meaning, steps
from app.edit.tree import Null, compose, entries, item_of, plain, values
from app.errors import EditError, Path

__all__ = ["NULL", "Change", "EditError", "Value", "edit", "item_of", "values"]

Value: TypeAlias = str | Null | Sequence["Value"] | Mapping[str, "Value"]
"""Text, `NULL`, a list or a mapping, as they stand in a file: true is "true", 16 is "16"."""
NULL = Null.NULL
"""Writes `null`: we do not know. To take the key away, give None."""

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Change:
    """One value that is to stand in the text, and where."""

    path: Path
    """Keys and positions. A key that is not there is added; the position behind the last item appends; ones that are there are written anew."""
    value: Value | None
    """None takes the key, or the item of the list, away; inside a mapping it means that we do not know, and a `null` that stands there stays."""


def edit(text: str, changes: Iterable[Change]) -> str:
    """Give *text* with *changes*, and every other letter as it was.

    All positions are those of *text* as given, so that the order of the changes says nothing. A list or mapping that takes the place of another is compared
    with it, and only what differs is written. A new key stands where the order of docs/design/content-format.md has it, else last. Raises EditError, with a
    Japanese sentence, where the text is no YAML that we read, where a place is not there, where changes overlap, or where anything but them would change.
    """
    wanted = sorted({change.path: change for change in _apart(tuple(changes))}.values(), key=_order)
    bom, body = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    before = plain(compose(body))
    written = bom + _edited(body, wanted)
    expected = meaning.expected(before, [(change.path, change.value) for change in wanted])
    if meaning.told(values(written)) != meaning.told(expected):
        raise EditError("この書き方の所は、自動では直せません。ファイルを開いて、手で直してください")
    return written


def _edited(body: str, wanted: Sequence[Change]) -> str:
    """Write entry by entry where the file is a list of them: each is small, and is read again after each change."""
    pieces = entries(body) if wanted else None
    if pieces is None:
        return _each(body, wanted)
    head, *items = pieces
    inner = [
        change for change in wanted if change.path[:1] and change.path[0] in range(len(items)) and (len(change.path) > 1 or change.value is not None)
    ]
    for at, group in groupby(sorted(inner, key=lambda change: change.path[0]), key=lambda change: change.path[0]):
        items[int(at)] = _each(items[int(at)], [Change((0, *change.path[1:]), change.value) for change in group])
    return _each(head + "".join(items), [change for change in wanted if change not in inner])


def _each(text: str, changes: Iterable[Change]) -> str:
    for change in changes:
        text = steps.step(text, change.path, change.value)
    return text


def _apart(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Give the changes, none of which lies inside another. Raises EditError."""
    paths = sorted((change.path for change in changes), key=_sortable)
    for first, second in pairwise(paths):
        if second[: len(first)] == first:
            raise EditError(f"同じ所（{_said(first)}）を、二度変えようとしています。一つにしてください")
    return changes


def _order(change: Change) -> tuple[int, Any]:
    """Sort: what is written first, from the front; then what is taken away, from the back, so that positions hold."""
    key = _sortable(change.path)
    return (0, key) if change.value is not None else (1, tuple((-number, name) for number, name in key))


def _sortable(path: Path) -> tuple[tuple[int, str], ...]:
    return tuple((part, "") if isinstance(part, int) else (-1, part) for part in path)


def _said(path: Path) -> str:
    return re.sub(r"\.(?=\[)", "", ".".join(f"[{part + 1}]" if isinstance(part, int) else part for part in path))
