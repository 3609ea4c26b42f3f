"""What can be mended without asking anybody: how things are written, never what they say. Comments and all else stay as they are, to the byte.

A number keeps its digits, a date its day, a name its letters. What comes out is read again: where it would say something else, nothing is changed.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize

import yaml

from app import atomic
from app.catalogue import Channel, Resource
from app.checks.numbers import digits, half_width, twin
from app.content import City, Topic
from app.dates import iso
from app.loading import repair
from app.loading.document import parse
from app.loading.nodes import compose
from app.loading.raw import text_of
from app.text import hiragana

BOM = b"\xef\xbb\xbf"
MOST_REPAIRS = 40
"""Lines of one file that are repaired so that it can be read: where more are wrong, a person should look."""

DATES = frozenset({"checked_on", "valid_from", "valid_until"})
READINGS = frozenset({"kana", "reading"})
PLAIN_LETTERS = frozenset(
    {
        "id",
        "code",
        "area",
        "group",
        "kind",
        "type",
        "cost",
        "confidence",
        "to",
        "unsure",
        "topic",
        "topics",
        "offers",
        "related",
        "stands_for",
        "general",
        "call",
        "lines",
        "hide",
        "doors",
        "answers",
        "planned",
        "next",
        "url",
        "no",
        "measures",
        "resident",
        "sensitive",
        "optional",
        "urgent",
        "for_young",
        "name_needed",
        "anonymous",
        "on_bill",
        "calls_back",
        "hours",
        "languages",
        "panel",
        "level",
        "by_sound",
        "to_city",
        "years",
    }
)
"""Fields whose values are letters and digits of half width."""
TEXTS = frozenset(
    {
        "name",
        "label",
        "operator",
        "audience",
        "summary",
        "welcome",
        "note",
        "hours_text",
        "text",
        "first_words",
        "title",
        "confirms",
        "reason",
        "advice",
        "owner",
        "department",
        "say",
        "bring",
        "steps",
        "message",
        "heading",
        "who",
        "gives",
        "where",
    }
)
"""Fields that people read. How residents write (`says`, `patterns` and the like) is left as they write it."""
ORDERED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("channel", tuple(each.name for each in fields(Channel))),
    ("resource", tuple(each.name for each in fields(Resource))),
    ("topic", tuple(each.name for each in fields(Topic))),
    ("city", tuple(each.name for each in fields(City))),
)
"""Kinds of mappings and the order of their fields, as docs/design/content-format.md has them; the inner ones first."""

_HASH = re.compile(r"(?<=[ \n])#(?=\d)")
_HALF_KANA = re.compile(r"[\uff61-\uff9f]+")
_ENDS = re.compile(r"[ \t\u3000]+$", re.MULTILINE)
_BLOCK_TEXT = re.compile(r"[|>][+-]?\d?[ \t]*(?:#.*)?$", re.MULTILINE)
_AFTER_KEY = re.compile(r"^(?P<key> *(?:- +)*[\w-]+:)(?P<space>[ ]*\t[ \t]*)(?=\S)", re.MULTILINE)
_ODD = re.compile(r"[\t\u3000：]")


class Mended(NamedTuple):
    """A text as it should be written, and what was mended."""

    text: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One file, before and after."""

    path: Path
    before: bytes
    after: bytes
    what: tuple[str, ...]

    def diff(self, name: str) -> str:
        """Show what changes, as a unified diff; carriage returns and the byte order mark, which nobody sees, are named."""
        before, after = (_visible(each) for each in (self.before, self.after))
        return "".join(difflib.unified_diff(before, after, f"{name}（いま）", f"{name}（直すと）"))

    def write(self) -> None:
        """Put the mended text in the place of the file: whole or not at all. Raises OSError."""
        atomic.write(self.path, self.after)


def _visible(raw: bytes) -> list[str]:
    text = raw.decode().replace("\ufeff", "（BOM）").replace("\r\n", "（CR）\n")
    lines = text.splitlines(keepends=True)
    return lines if not lines or lines[-1].endswith("\n") else [*lines[:-1], lines[-1] + "\n"]


def of_files(paths: Iterable[Path]) -> Iterator[Change]:
    """Give the files that can be mended. Those that cannot be read, or that say nothing in UTF-8, are left to `check`."""
    read = [(path, path.read_bytes()) for path in paths if text_of(path)[1] is None]
    known = tuple(number for _, raw in read for number in numbers(raw.decode("utf-8-sig")))
    for path, raw in read:
        mended = of_text(raw.decode(), path.name, known)
        if mended.what:
            yield Change(path=path, before=raw, after=mended.text.encode(), what=mended.what)


def numbers(text: str) -> Iterator[str]:
    """Give the telephone numbers with hyphens that stand in a file as values of channels."""
    for found in re.finditer(r"^ *(?:- +)?value: *['\"]?(0[\d-]*-[\d-]*\d)['\"]?[ \t\r]*$", text, re.MULTILINE):
        yield found[1]


def of_text(text: str, name: str, known: tuple[str, ...] = ()) -> Mended:
    """Mend one file called *name*; *known* are the numbers that stand anywhere with their hyphens. What cannot be mended safely comes back as it was."""
    shape = _shaped(text)
    written = _written(shape.text, name, known)
    if written is None or text == written.text or not _same(shape.text, written.text):
        return Mended(text, ())
    return Mended(written.text, (*shape.what, *written.what))


def _shaped(text: str) -> Mended:
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
        wrong = _stops_at(text)
        found = repair.found(text, wrong) if wrong is not None else None
        lines = text.split("\n")
        if found is None or not _only_shape(lines[found[0] - 1], found[1]):
            return text
        text = "\n".join([*lines[: found[0] - 1], found[1], *lines[found[0] :]])
    return text


def _stops_at(text: str) -> int | None:
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


class _Edit(NamedTuple):
    begin: int
    end: int
    text: str
    what: str


def _written(text: str, name: str, known: tuple[str, ...]) -> Mended | None:
    """Mend how values are written, and the order of fields; None where the text cannot be read."""
    root = _tree(text)
    if root is None:
        return None if text.strip() and _stops_at(text) is not None else Mended(text, ())
    edits = list(_edits(root, text, "", {}, known))
    text = _applied(text, edits)
    ordered = _ordered(text, name)
    what = dict.fromkeys(edit.what for edit in edits)
    return Mended(ordered, (*what, *(["項目の順"] if ordered != text else [])))


def _tree(text: str) -> yaml.Node | None:
    try:
        return compose(_without_hashes(text))
    except yaml.YAMLError:
        return None


def _applied(text: str, edits: Iterable[_Edit]) -> str:
    for edit in sorted(edits, reverse=True):
        text = text[: edit.begin] + edit.text + text[edit.end :]
    return text


def _edits(node: yaml.Node, text: str, key: str, beside: Mapping[str, str], known: tuple[str, ...]) -> Iterator[_Edit]:
    """Go through all values under *node*; *beside* are the texts in the same mapping."""
    match node:
        case yaml.MappingNode():
            own = {_half(each.value): value.value for each, value in node.value if isinstance(value, yaml.ScalarNode)}
            for name, value in node.value:
                yield from _edit(name, text, _half(name.value), "全角の文字")
                yield from _edits(value, text, _half(name.value), own, known)
        case yaml.SequenceNode():
            for each in node.value:
                yield from _edits(each, text, key, beside, known)
        case yaml.ScalarNode():
            new, what = _value(key, _inner(node, text), beside, known)
            yield from _edit(node, text, new, what)


def _inner(node: yaml.ScalarNode, text: str) -> str:
    """Give what stands in the file for a value, without its quotes."""
    raw = text[node.start_mark.index : node.end_mark.index]
    return raw[1:-1] if node.style in {"'", '"'} else raw


def _edit(node: yaml.ScalarNode, text: str, new: str, what: str) -> Iterator[_Edit]:
    """Put a new text in the place of an old one, within its quotes; what is written with escapes or over several lines is left."""
    begin, end, inner = node.start_mark.index, node.end_mark.index, _inner(node, text)
    quote = text[begin] if node.style in {"'", '"'} else ""
    if new != inner and "\n" not in inner and inner.replace("#", "♯") == node.value.replace("#", "♯"):
        yield _Edit(begin, end, f"{quote}{new}{quote}" if quote or new.startswith("#") else repair.plain(new), what)


def _value(key: str, value: str, beside: Mapping[str, str], known: tuple[str, ...]) -> tuple[str, str]:
    """Give a value as it should be written, and what is mended by that."""
    if key in READINGS:
        return hiragana(_wide(value)), "読みのかな"
    if key in DATES:
        return iso(value) or value, "日付"
    if key == "value":
        return _number(value, known) if _half(beside.get("type", "")) in {"phone", "fax"} else (value, "")
    if key in PLAIN_LETTERS:
        return _half(value), "全角の文字"
    return (_wide(value), "半角のカタカナ") if key in TEXTS else (value, "")


def _number(value: str, known: tuple[str, ...]) -> tuple[str, str]:
    """Write a number in half width, with the hyphens that it has elsewhere; a division that stands nowhere is not made up."""
    plain = half_width(value)
    if not re.fullmatch(r"#?[\d-]+", plain):
        return value, ""
    return (plain if "-" in plain else twin(plain, known) or plain), "番号の書き方"


def _half(text: str) -> str:
    """Write letters and digits of full width in half width, where nothing else is there."""
    mended = normalize("NFKC", text)
    return mended if mended.isascii() else text


def _wide(text: str) -> str:
    return _HALF_KANA.sub(lambda found: normalize("NFKC", found[0]), text)


def _ordered(text: str, name: str) -> str:
    """Bring fields into their order, the inner mappings first."""
    for kind, order in ORDERED:
        if (kind in {"channel", "resource"}) != (name == "resources.yaml") or (kind == "city") != (name == "city.yaml"):
            continue
        root = _tree(text)
        for node in sorted(_of_kind(root, kind, name), key=lambda node: node.start_mark.index, reverse=True):
            text = _in_order(text, node, order)
    return text


def _of_kind(root: yaml.Node | None, kind: str, name: str) -> list[yaml.MappingNode]:
    """Give the mappings of a kind in a file: entries and channels of a list of windows, a topic, a city."""
    entries = [each for each in root.value if isinstance(each, yaml.MappingNode)] if isinstance(root, yaml.SequenceNode) else []
    windows = entries if name == "resources.yaml" else []
    if kind == "resource":
        return windows
    if kind == "channel":
        lists = (value for entry in windows for key, value in entry.value if key.value == "channels" and isinstance(value, yaml.SequenceNode))
        return [each for channels in lists for each in channels.value if isinstance(each, yaml.MappingNode)]
    whole = isinstance(root, yaml.MappingNode) and (name == "city.yaml") == (kind == "city") and (kind == "city" or _has(root, "outcomes"))
    return [root] if whole and isinstance(root, yaml.MappingNode) else []


def _has(root: yaml.MappingNode, name: str) -> bool:
    return any(key.value == name for key, _ in root.value)


def _in_order(text: str, node: yaml.MappingNode, order: tuple[str, ...]) -> str:
    """Move the fields of one mapping, each whole with the remarks above it; a mapping with a field twice or a name unknown is left."""
    names = [key.value for key, _ in node.value]
    wanted = sorted(names, key=order.index) if set(names) <= set(order) else names
    if node.flow_style or wanted == names or len(set(names)) < len(names):
        return text
    lines = text.split("\n")
    column, first = node.start_mark.column, node.start_mark.line
    begins = [first, *(_with_remarks(lines, key.start_mark.line, column) for key, _ in node.value[1:])]
    end = _last_line(node.value[-1][1]) + 1
    blocks = {key.value: lines[begin:until] for (key, _), (begin, until) in zip(node.value, pairwise([*begins, end]), strict=True)}
    if any(not block for block in blocks.values()):
        return text
    lead, rest = lines[first][:column], blocks[names[0]]
    blocks[names[0]] = [" " * column + rest[0][column:], *rest[1:]]
    moved = [line for name in wanted for line in blocks[name]]
    if moved[0].lstrip().startswith("#") and lead.strip():
        return text  # a remark cannot stand between the dash and its first field
    moved[0] = lead + moved[0][column:]
    return "\n".join([*lines[:first], *moved, *lines[end:]])


def _with_remarks(lines: list[str], at: int, column: int) -> int:
    """Give the first of the remarks that stand right above a field, at its column."""
    while lines[at - 1].startswith(" " * column + "#"):
        at -= 1
    return at


def _last_line(node: yaml.Node) -> int:
    """Give the last line that a value itself stands on: a list or mapping in YAML ends only where the next thing begins."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        ends_before = isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}
        return int(node.end_mark.line) - (1 if ends_before else 0)
    last = node.value[-1]
    return _last_line(last[1] if isinstance(last, tuple) else last)


def _same(before: str, after: str) -> bool:
    """Tell whether two texts say the same, apart from how it is written."""
    if before == after:
        return True
    one, other = parse(before, ""), parse(after, "")
    return one.data is not None and _meaning(one.data, "", {}) == _meaning(other.data, "", {}) and len(other.problems) <= len(one.problems)


def _meaning(data: Any, key: str, beside: Mapping[str, Any]) -> Any:  # YAML data of any shape
    """Give what a value says, however it is written."""
    if isinstance(data, dict):
        return {_half(name): _meaning(value, _half(name), data) for name, value in data.items()}
    if isinstance(data, list):
        return [_meaning(each, key, beside) for each in data]
    if not isinstance(data, str):
        return data
    if key in DATES:
        return iso(data) or data
    if key == "value" and _half(str(beside.get("type"))) in {"phone", "fax"}:
        return digits(data) if re.fullmatch(r"[#\d-]+", half_width(data)) else data
    return hiragana(normalize("NFKC", data)) if key in READINGS else normalize("NFKC", data)
