"""How values are written: half width, dates, kana, and the hyphens of numbers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from unicodedata import normalize

import yaml

from app.checks.numbers import digits, half_width, twin
from app.dates import iso
from app.loading import repair
from app.text import hiragana

DATES = frozenset({"checked_on", "review_by", "valid_from", "valid_until", "until"})
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
_HALF_KANA = re.compile(r"[\uff61-\uff9f]+")


class _Edit(NamedTuple):
    begin: int
    end: int
    text: str
    what: str


def applied(text: str, edits: Iterable[_Edit]) -> str:
    """Make all edits, from the back, so that places hold."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.begin] + edit.text + text[edit.end :]
    return text


def edits(node: yaml.Node, text: str, key: str, beside: Mapping[str, str], known: tuple[str, ...]) -> Iterator[_Edit]:
    """Go through all values under *node*; *beside* are the texts in the same mapping."""
    match node:
        case yaml.MappingNode():
            own = {_half(each.value): value.value for each, value in node.value if isinstance(value, yaml.ScalarNode)}
            for name, value in node.value:
                yield from _edit(name, text, _half(name.value), "全角の文字")
                yield from edits(value, text, _half(name.value), own, known)
        case yaml.SequenceNode():
            for each in node.value:
                yield from edits(each, text, key, beside, known)
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


def meaning(data: Any, key: str, beside: Mapping[str, Any]) -> Any:  # YAML data of any shape
    """Give what a value says, however it is written."""
    if isinstance(data, dict):
        return {_half(name): meaning(value, _half(name), data) for name, value in data.items()}
    if isinstance(data, list):
        return [meaning(each, key, beside) for each in data]
    if not isinstance(data, str):
        return data
    if key in DATES:
        return iso(data) or data
    if key == "value" and _half(str(beside.get("type"))) in {"phone", "fax"}:
        return digits(data) if re.fullmatch(r"[#\d-]+", half_width(data)) else data
    return hiragana(normalize("NFKC", data)) if key in READINGS else normalize("NFKC", data)
