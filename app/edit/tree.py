"""The parts of a YAML text, and the letters at which each begins and ends."""

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any, TypeAlias

import yaml

from app.errors import EditError

Span: TypeAlias = tuple[int, int]
Node: TypeAlias = yaml.Node


class Null(Enum):
    """What stands in a file where we do not know."""

    NULL = "null"


_HASH = "\ue000"
"""Stands for the # of a number to dial while YAML reads the text: one letter for one, so that all places hold (see loading/document.py)."""
_HASH_NUMBER = re.compile(r"^(?P<key>[ ]*(?:- +)?(?:[\w-]+: +)?)#(?P<number>\d[\d-]*)(?P<end>[ ]*(?:#.*)?)$", re.MULTILINE)
_ANCHOR = re.compile(r"[&*]")
_DEEPEST = 40
"""Levels; our files have seven."""


def compose(text: str) -> Node | None:
    """Read *text* into nodes with places. Raises EditError for what the loading of content would refuse too."""
    shielded = _HASH_NUMBER.sub(rf"\g<key>{_HASH}\g<number>\g<end>", text)
    try:
        if _ANCHOR.search(text) and any(_shares(event) for event in yaml.parse(shielded, Loader=yaml.CSafeLoader)):
            raise EditError("「&」「*」で始まる書き方（アンカー）のあるファイルは直せません。書き写してください")
        node = yaml.compose(shielded, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise EditError("YAML として読めないので、直せません。先に python -m app check で、書き方のまちがいを直してください") from error
    _sound(node, 0)
    return node


def _shares(event: Any) -> bool:
    return isinstance(event, yaml.AliasEvent) or bool(getattr(event, "anchor", None))


def _sound(node: Node | None, depth: int) -> None:
    """Refuse what has no one place: a key given twice, a key that is no text, a tag."""
    if depth > _DEEPEST:
        raise EditError("字下げが深すぎて、直せません")
    if isinstance(node, yaml.MappingNode):
        names = [key.value for key, _ in node.value]
        if any(not isinstance(name, str) for name in names) or len(set(names)) < len(names):
            raise EditError(f"{node.start_mark.line + 1} 行目からの中に、同じ項目が二度あるか、項目の名前でないものがあります。先に直してください")
    for child in children(node):
        _sound(child, depth + 1)


def children(node: Node | None) -> Iterator[Node]:
    """Give the values inside a list or mapping."""
    if isinstance(node, yaml.MappingNode):
        yield from (value for _, value in node.value)
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def plain(node: Node | None) -> Any:
    """Give what the nodes say: text, lists, mappings, and None for `null` and nothing. Readings that stand in a text stay in it."""
    match node:
        case yaml.MappingNode():
            return {key.value.replace(_HASH, "#"): plain(value) for key, value in node.value}
        case yaml.SequenceNode():
            return [plain(each) for each in node.value]
        case yaml.ScalarNode():
            return None if not node.style and node.value in {"", "null", "~"} else node.value.replace(_HASH, "#")
    return None


def values(text: str) -> Any:
    """Give what stands in a file, with readings (｜今日《きょう》) as they were written. Raises EditError."""
    return plain(compose(text.removeprefix("\ufeff")))


def item_of(data: Any, wanted: str) -> int | None:
    """Give the position of the entry with this id in what `values` gave of a list."""
    found = (at for at, entry in enumerate(data or ()) if isinstance(entry, dict) and entry.get("id") == wanted)
    return next(found, None)


def flow(node: Node) -> bool:
    """Tell whether a list or mapping is written in brackets."""
    return bool(getattr(node, "flow_style", False))


def end(text: str, node: Node) -> int:
    """Give where the letters of a node end: YAML itself counts the blank lines and comments that follow."""
    if isinstance(node, yaml.ScalarNode):
        last = node.end_mark.index
        return len(text[:last].rstrip()) if node.style in {"|", ">"} else last
    inside = list(children(node))
    return node.end_mark.index if flow(node) or not inside else end(text, inside[-1])


def line_start(text: str, at: int) -> int:
    """Give where the line of a letter begins."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Give where the line of a letter ends, before its line end."""
    found = text.find("\n", at)
    last = len(text) if found < 0 else found
    return last - 1 if last > at and text[last - 1] == "\r" else last


def line_after(text: str, at: int) -> int:
    """Give where the next line begins."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def entries(text: str) -> list[str] | None:
    """Split a list of entries: what stands before the first, then each with what follows it. None where the file is no such list."""
    node = compose(text)
    if not isinstance(node, yaml.SequenceNode) or flow(node):
        return None
    starts = [line_start(text, each.start_mark.index) for each in node.value]
    if len(set(starts)) < len(starts) or any(text[at : at + 1] != "-" for at in starts):
        return None
    ends = [*starts[1:], len(text)]
    return [text[: starts[0]], *(text[begin:stop] for begin, stop in zip(starts, ends, strict=True))]
