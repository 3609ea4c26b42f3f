"""How values are written: plain where that is safe, else in quotes; lists and mappings as the content writes them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from app import catalogue, content, dialogue
from app.edit.tree import Null
from app.errors import EditError

INLINE = frozenset(
    {
        "topics",
        "stands_for",
        "measures",
        "languages",
        "offers",
        "next",
        "related",
        "means",
        "answers",
        "hide",
        "not_words",
        "doors",
        "embed_on",
        "lines",
        "call",
    }
)
"""Keys whose lists the content writes in brackets: [a, b]."""
_BROAD = 120
"""Letters of a list in brackets; a longer one is written line by line."""

_KINDS = (module for kind in (catalogue, content, dialogue) for module in vars(kind).values() if is_dataclass(module))
ORDERS: tuple[tuple[str, ...], ...] = tuple(dict.fromkeys(tuple(each.name for each in fields(kind)) for kind in _KINDS))
"""The fields of everything that content is made of, in the order of docs/design/content-format.md."""

_EMPTY = frozenset({"", "null", "~"})
_UNSAFE_START = re.compile(r"[\s,\[\]{}#&*!|>'\"%@`=]|[-?:](?=\s|$)|---|\.\.\.|<<$")
_UNSAFE = re.compile(r":(?=\s|$)|\s#|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ue000\ud800-\udfff\ufffe\uffff]|\s$")
_UNSAFE_IN_BRACKETS = re.compile(r"[,\[\]{}?]|:")
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r")
_BROKEN = re.compile(r"[\ud800-\udfff\ue000]")


def is_plain(text: str, *, brackets: bool) -> bool:
    """Tell whether *text* needs no quotes where every scalar is read as text."""
    unsafe = text in _EMPTY or _UNSAFE_START.match(text) or _UNSAFE.search(text) or (brackets and _UNSAFE_IN_BRACKETS.search(text))
    return not unsafe


def quoted(text: str) -> str:
    """Write in double quotes, with signs for what cannot be seen."""
    signs = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    shown = "".join(signs.get(letter, letter) for letter in text)
    return '"' + _ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", shown) + '"'


def scalars(text: str, style: str | None, *, brackets: bool, indent: int, newline: str) -> Iterator[str]:
    """Give ways to write *text*, the best first: as it stood there, then plain, then in quotes. None of them has to read back right.

    *indent* is that of the lines of a text of many lines. Raises EditError for letters that no file can hold.
    """
    if _BROKEN.search(text):
        raise EditError("文字化けした文字があります。書き直してください")
    blocky = not brackets and not _ODD.search(text) and not text[:1].isspace()
    if "\n" in text and blocky and style != '"':
        yield _block(text, ">" if style == ">" else "|", indent, newline)
        yield _block(text, "|", indent, newline)
    elif style == "'" and not _ODD.search(text) and "\n" not in text:
        yield "'" + text.replace("'", "''") + "'"
    elif style in {"|", ">"} and text and blocky:
        yield _block(text, style, indent, newline)
    if style != '"' and is_plain(text, brackets=brackets):
        yield text
    if style != '"' and not _ODD.search(text) and not set(text) & {"\n", "\t"}:
        yield "'" + text.replace("'", "''") + "'"
    yield quoted(text)


def _block(text: str, style: str, indent: int, newline: str) -> str:
    """Write a text of many lines; a folded one has an empty line for each line end."""
    body = text.rstrip("\n")
    kept = len(text) - len(body)
    head = style + {0: "-", 1: ""}.get(kept, "+")
    lines = (body if style == "|" else body.replace("\n", "\n\n")).split("\n") + [""] * (kept - 1)
    return newline.join([head, *(" " * indent + line if line else "" for line in lines)])


def first(text: str, *, brackets: bool) -> str:
    """Write a new text on one line: lines of its own would take a comment that follows for a part of it."""
    return next(way for way in scalars(text, None, brackets=brackets, indent=0, newline="\n") if "\n" not in way)


def in_brackets(value: Any) -> str:
    """Write a value on one line."""
    if isinstance(value, Null):
        return "null"
    if isinstance(value, str):
        return first(value, brackets=True)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key_of(key)}: {in_brackets(inner)}" for key, inner in value.items() if inner is not None) + "}"
    return "[" + ", ".join(in_brackets(inner) for inner in value) + "]"


def key_of(key: str) -> str:
    """Write a key; our own are all plain."""
    return key if is_plain(key, brackets=True) else quoted(key)


def pair(key: str, value: Any, indent: int, newline: str) -> str:
    """Write a key and its value, the first line without its indent."""
    if isinstance(value, str | Null) or not value or _goes_in_brackets(key, value):
        return f"{key_of(key)}: {one(value, indent + 2, newline)}"
    lines = item_lines(value, indent, newline) if isinstance(value, Sequence) else [" " * (indent + 2) + mapping(value, indent + 2, newline)]
    return newline.join([f"{key_of(key)}:", *lines])


def _goes_in_brackets(key: str, value: Any) -> bool:
    return key in INLINE and isinstance(value, Sequence) and all(isinstance(each, str) for each in value) and len(in_brackets(value)) <= _BROAD


def one(value: Any, indent: int, newline: str) -> str:
    """Write what stands behind `key: ` or `- `."""
    if isinstance(value, str):
        return first(value, brackets=False)
    if isinstance(value, Mapping) and value:
        return mapping(value, indent, newline)
    return in_brackets(value)


def mapping(value: Mapping[str, Any], indent: int, newline: str) -> str:
    """Write keys and values line by line, the first line without its indent."""
    return (newline + " " * indent).join(pair(key, inner, indent, newline) for key, inner in value.items() if inner is not None)


def item_lines(value: Sequence[Any], indent: int, newline: str) -> list[str]:
    """Write the items of a list, each behind its dash."""
    return [" " * indent + "- " + one(each, indent + 2, newline) for each in value]


def place(key: str, there: Sequence[str]) -> int:
    """Give how many of the keys that are *there* stand before a new one: the order that has it and most of them decides; else all do."""
    known = [order for order in ORDERS if key in order]
    order = max(known, key=lambda each: (len(set(each) & set(there)), -len(each)), default=())
    before = [at for at, name in enumerate(there) if name in order and order.index(name) < order.index(key)]
    after = [at for at, name in enumerate(there) if name in order and order.index(name) > order.index(key)]
    return before[-1] + 1 if before else min(after, default=len(there))
