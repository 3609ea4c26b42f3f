"""From the data of a file to frozen dataclasses; what does not fit becomes a sentence by which to mend it."""

from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError
from rapidfuzz import fuzz, process

from app.errors import Path
from app.loading.document import Document

STRICT = ConfigDict(extra="forbid", str_min_length=1)
ALIKE = 60.0
"""Least rapidfuzz ratio for 「もしかして」."""

T = TypeVar("T")


def each(kind: type[T], document: Document) -> dict[int, T]:
    """Read each entry of a list by itself, so that a broken one does not hide the others."""
    if document.data is None and document.problems:
        return {}
    if not isinstance(document.data, list):
        document.problem("「- 」で始まる項目を並べてください", ())
        return {}
    read = ((at, _one(kind, entry, document, (at,))) for at, entry in enumerate(document.data) if entry is not None)
    return {at: value for at, value in read if value is not None}


def whole(kind: type[T], document: Document) -> T | None:
    if document.data is None:
        if not document.problems:
            document.problem("ファイルが空です", ())
        return None
    return _one(kind, document.data, document, ())


def _one(kind: type[T], data: Any, document: Document, at: Path) -> T | None:  # see _build
    """Validate; where only unknown keys stand in the way, report them and go on without them, so that the rest is checked too."""
    try:
        return _adapter(kind).validate_python((data,))[0]
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=True)
    for fault in faults:
        document.problem(_sentence(fault, kind), (*at, *_path(fault["loc"][1:])))
    unknown = [fault["loc"][1:] for fault in faults if fault["type"] == "unexpected_keyword_argument"]
    if len(unknown) < len(faults):
        return None
    return _adapter(kind).validate_python((_without(data, unknown),))[0]


def _adapter(kind: type[T]) -> TypeAdapter[tuple[T, ...]]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(tuple[kind, ...], config=STRICT)  # type: ignore[valid-type]  # the type is a value here
    return _ADAPTERS[kind]


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}
"""Made once for each type: making one takes longer than using it a hundred times."""


def _path(loc: tuple[str | int, ...]) -> Path:
    return tuple(part for part in loc if part != "[key]")


def _without(data: Any, paths: list[tuple[str | int, ...]]) -> Any:  # see _build
    if isinstance(data, dict):
        here = {path[0] for path in paths if len(path) == 1}
        return {key: _without(value, [p[1:] for p in paths if p and p[0] == key]) for key, value in data.items() if key not in here}
    if isinstance(data, list):
        return [_without(value, [p[1:] for p in paths if p and p[0] == at]) for at, value in enumerate(data)]
    return data


def _sentence(fault: Any, kind: type) -> str:  # pydantic's error details are untyped
    key = fault["loc"][-1]
    if fault["type"] == "unexpected_keyword_argument":
        return f"「{key}」という項目はありません。{_perhaps(str(key), _keys(kind))}"
    given = fault.get("input")
    name = "string_none" if fault["type"] == "string_type" and given is None else fault["type"]
    form = next((form for start, form in SENTENCES.items() if name.startswith(start)), "「{key}」の書き方がちがいます（{msg}）")
    expected = str((fault.get("ctx") or {}).get("expected", "")).replace(" or ", ", ").replace(", ", "、").replace("'", "")
    return form.format(key=key, given=str(given)[:30], expected=expected, msg=fault["msg"])


SENTENCES = {
    "missing": "「{key}」がありません。書き足してください",
    "literal_error": "「{key}」に「{given}」は使えません。{expected} のどれかを書いてください",
    "string_too_short": "「{key}」が空です。書くか、行ごと消してください",
    "string_none": "「{key}」が空です。書くか、行ごと消してください",
    "string_type": "「{key}」が文字ではありません。一行の文を書いてください",
    "bool_": "「{key}」には true か false を書いてください（今は「{given}」）",
    "int_": "「{key}」には数を書いてください（今は「{given}」）",
    "date_": "「{key}」には 2026-11-20 のように日付を書いてください（今は「{given}」）",
    "tuple_type": "「{key}」は「- 」で始まる行を並べるか、[a, b] のように書いてください",
    "dataclass_type": "「{key}」は「項目: 値」の形で書いてください（今は「{given}」）",
    "dict_type": "「{key}」は「項目: 値」の形で書いてください（今は「{given}」）",
}
"""How the faults of pydantic are told, by the beginning of their type."""


def _perhaps(word: str, known: frozenset[str]) -> str:
    close = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return f"もしかして: {close[0]}" if close else "つづりを確かめるか、行ごと消してください"


def _keys(kind: type, seen: frozenset[type] = frozenset()) -> frozenset[str]:
    """Collect the names of all fields of a dataclass and of those inside it."""
    if not is_dataclass(kind) or kind in seen:
        return frozenset()
    inside = {inner for each in fields(kind) for inner in (*getattr(each.type, "__args__", ()), each.type) if isinstance(inner, type)}
    deeper = (_keys(inner, seen | {kind}) for inner in inside)
    return frozenset(each.name for each in fields(kind)).union(*deeper)
