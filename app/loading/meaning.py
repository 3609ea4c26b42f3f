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


def _one(kind: type[T], data: Any, document: Document, at: Path) -> T | None:  # noqa: ANN401  # see _build
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
    return TypeAdapter(tuple[kind, ...], config=STRICT)  # type: ignore[valid-type]  # the type is a value here


def _path(loc: tuple[str | int, ...]) -> Path:
    return tuple(part for part in loc if part != "[key]")


def _without(data: Any, paths: list[tuple[str | int, ...]]) -> Any:  # noqa: ANN401  # see _build
    if isinstance(data, dict):
        here = {path[0] for path in paths if len(path) == 1}
        return {key: _without(value, [p[1:] for p in paths if p and p[0] == key]) for key, value in data.items() if key not in here}
    if isinstance(data, list):
        return [_without(value, [p[1:] for p in paths if p and p[0] == at]) for at, value in enumerate(data)]
    return data


def _sentence(fault: Any, kind: type) -> str:  # noqa: ANN401  # pydantic's error details are untyped
    key = fault["loc"][-1]
    given = fault.get("input")
    match fault["type"]:
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            return f"「{key}」がありません。書き足してください"
        case "unexpected_keyword_argument":
            return f"「{key}」という項目はありません。{_perhaps(str(key), _keys(kind))}"
        case "literal_error":
            return f"「{key}」に {given!r} は使えません。{fault['ctx']['expected'].replace(' or ', '、')} のどれかを書いてください"
        case "string_too_short":
            return f"「{key}」が空です。書くか、行ごと消してください"
        case "string_type":
            empty = "空です。書くか、行ごと消してください" if given is None else "文字ではありません。一行の文を書いてください"
            return f"「{key}」が{empty}"
        case "bool_parsing":
            return f"「{key}」には true か false を書いてください（今は {given!r}）"
        case "int_parsing" | "int_type":
            return f"「{key}」には数を書いてください（今は {given!r}）"
        case kind_of_fault if kind_of_fault.startswith("date"):
            return f"「{key}」には 2026-11-20 のように日付を書いてください（今は {given!r}）"
        case "tuple_type" | "list_type":
            return f"「{key}」は「- 」で始まる行を並べるか、[a, b] のように書いてください"
        case "dataclass_type" | "dict_type" | "dataclass_exact_type":
            return f"「{key}」は「項目: 値」の形で書いてください（今は {str(given)[:20]!r}）"
    return f"「{key}」の書き方がちがいます（{fault['msg']}）"


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
