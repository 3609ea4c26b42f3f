"""From the data of a file to frozen dataclasses; what does not fit becomes a sentence by which to mend it."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple, TypeVar, get_args, get_type_hints
from unicodedata import normalize

from pydantic import ConfigDict, TypeAdapter, ValidationError
from rapidfuzz import fuzz, process

from app.dates import iso
from app.errors import Path
from app.loading.described import FIELDS
from app.loading.document import Document
from app.loading.repair import plain
from app.loading.words import KEYS, NO, VALUES, YES

STRICT = ConfigDict(extra="forbid", str_min_length=1)
ALIKE = 60.0
"""Least rapidfuzz ratio for 「もしかして」."""

T = TypeVar("T")


class Advice(NamedTuple):
    """What is told of one fault of pydantic, and what to write."""

    rule: str
    message: str
    hint: str | None = None
    key: bool = False


def each(kind: type[T], document: Document) -> dict[int, T]:
    """Read each entry of a list by itself, so that a broken one does not hide the others."""
    if document.data is None and document.problems:
        return {}
    if not isinstance(document.data, list):
        document.problem("「- 」で始まる項目を並べてください。一つもないときは [] と書いてください", (), "no-list")
        return {}
    read = ((at, _one(kind, entry, document, (at,))) for at, entry in enumerate(document.data) if entry is not None)
    return {at: value for at, value in read if value is not None}


def whole(kind: type[T], document: Document) -> T | None:
    if document.data is None:
        if not document.problems:
            document.problem("ファイルが空です。中身を書くか、前の版にもどしてください", (), "empty-file")
        return None
    return _one(kind, document.data, document, ())


def _one(kind: type[T], data: Any, document: Document, at: Path) -> T | None:  # see _build
    """Validate; where only unknown keys stand in the way, report them and go on without them, so that the rest is checked too."""
    try:
        return _adapter(kind).validate_python((data,))[0]
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=True)
    for path, advice in _advised(faults, kind):
        document.problem(advice.message, (*at, *path), advice.rule, advice.hint, key=advice.key)
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


def _advised(faults: list[Any], kind: type) -> Iterator[tuple[Path, Advice]]:  # pydantic's error details are untyped
    """Tell each fault; a field that is missing because its name is misspelt is told once, by its misspelling."""
    told = [(_path(fault["loc"][1:]), fault["type"], _advice(fault, kind)) for fault in faults]
    meant = {(*path[:-1], advice.hint) for path, type_, advice in told if type_ == "unexpected_keyword_argument"}
    yield from ((path, advice) for path, type_, advice in told if not (type_ == "missing" and path in meant))


def _advice(fault: Any, kind: type) -> Advice:
    path = _path(fault["loc"][1:])
    key, given = str(path[-1] if path else ""), fault.get("input")
    if fault["type"] == "unexpected_keyword_argument":
        return _unknown_key(key, _at(kind, path[:-1]), _keys(kind))
    if fault["type"] == "missing":
        return _missing(key, _at(kind, path[:-1]))
    if given is None or given == "":
        return Advice("empty-value", f"「{key}」が空です。書くか、行ごと消してください")
    tell = next((tell for start, tell in _TOLD.items() if fault["type"].startswith(start)), _otherwise)
    return tell(key, given, fault)


def _unknown_key(key: str, here: type | None, anywhere: frozenset[str]) -> Advice:
    known = _own_keys(here)
    said = KEYS.get(key)
    close = said if said in known else _closest(normalize("NFKC", key).lower(), known)
    if close is not None:
        return Advice("unknown-key", f"「{key}」という項目はありません。もしかして: {close}。「{close}」と書いてください", close, key=True)
    deeper = said if said in anywhere else _closest(key, anywhere)
    where = f"「{deeper}」は、ほかの項目の中に書くものです。場所を見直すか、" if deeper else "つづりを確かめるか、"
    lead = f"もしかして: {deeper}。" if deeper else ""
    return Advice("unknown-key", f"「{key}」という項目はありません。{lead}{where}行ごと消してください", key=True)


def _missing(key: str, here: type | None) -> Advice:
    meaning = FIELDS.get((here.__name__ if here else "", key))
    example = f"「{key}: {meaning.example}」のように、" if meaning and meaning.example else ""
    what = f"{meaning.text}。" if meaning else ""
    return Advice("missing-key", f"「{key}」がありません。{what}{example}書き足してください", key=True)


def _word(key: str, given: Any, fault: Any) -> Advice:
    known = re.findall(r"'([^']*)'", str((fault.get("ctx") or {}).get("expected", "")))
    said = normalize("NFKC", str(given)).strip()
    close = next((word for word in (VALUES.get(said), VALUES.get(said.upper()), said.lower()) if word in known), None)
    close = close or _closest(said.lower(), frozenset(known))
    instead = f"もしかして: {close}。「{close}」と書いてください" if close else f"{'、'.join(known)} のどれかを書いてください"
    return Advice("unknown-word", f"「{key}」に「{_short(given)}」は使えません。{instead}", close)


def _truth(key: str, given: Any, _: Any) -> Advice:
    said = str(given).strip()
    hint = "true" if said in YES else "false" if said in NO else None
    instead = f"「{hint}」と書いてください" if hint else "はいなら true、いいえなら false を書いてください"
    return Advice("no-truth", f"「{key}」には true か false を書きます（今は「{_short(given)}」）。{instead}", hint)


def _number(key: str, given: Any, _: Any) -> Advice:
    found = re.fullmatch(r"\D*(\d+)\D*", normalize("NFKC", str(given)))
    hint = found[1] if found else None
    instead = f"「{hint}」と書いてください" if hint else "16 のように、半角の数字で書いてください"
    return Advice("no-number", f"「{key}」には数を書いてください（今は「{_short(given)}」）。{instead}", hint)


def _day(key: str, given: Any, _: Any) -> Advice:
    hint = iso(str(given))
    instead = f"「{hint}」と書いてください" if hint else "年（西暦4けた）・月・日を、半角の数字とハイフンで書きます"
    return Advice("no-date", f"「{key}」には 2026-11-20 のように日付を書いてください（今は「{_short(given)}」）。{instead}", hint)


def _list(key: str, given: Any, _: Any) -> Advice:
    if not isinstance(given, str):
        return Advice("no-list", f"「{key}」は「- 」で始まる行を並べるか、[a, b] のように書いてください")
    hint = listed(given)
    return Advice("no-list", f"「{key}」は「- 」で始まる行を並べるか、[a, b] のように書きます。「{hint}」と書いてください", hint)


def _text(key: str, given: Any, _: Any) -> Advice:
    joined = "、".join(given) if isinstance(given, list) and given and all(isinstance(each, str) for each in given) else None
    hint = plain(joined) if joined else None
    instead = f"「{hint}」と書いてください" if hint else "一行の文を書いてください"
    return Advice("no-text", f"「{key}」が文字ではありません。{instead}", hint)


def _group(key: str, given: Any, _: Any) -> Advice:
    return Advice(
        "no-group", f"「{key}」は「項目: 値」の形で書いてください（今は「{_short(given)}」）。次の行から、空白を二つ増やして、項目を一つずつ書きます"
    )


def _otherwise(key: str, _: Any, fault: Any) -> Advice:
    return Advice("wrong-form", f"「{key}」の書き方がちがいます（{fault['msg']}）。docs/design/content-format.md の例のように書いてください")


_TOLD = {
    "literal_error": _word,
    "bool_": _truth,
    "int_": _number,
    "date_": _day,
    "tuple_type": _list,
    "string_type": _text,
    "dataclass_": _group,
    "dict_type": _group,
}
"""How the faults of pydantic are told, by the beginning of their type."""

_SEPARATORS = re.compile(r"[、,，・\n]")


def listed(text: str) -> str:
    """Write a text with commas as a list: 「general、money」→ [general, money]. A sentence stays whole."""
    pieces = [text] if text.rstrip().endswith(("。", "！", "？")) else _SEPARATORS.split(text)
    return f"[{', '.join(plain(piece.strip()) for piece in pieces if piece.strip())}]"


def _short(given: Any) -> str:
    return str(given)[:30]


def _closest(word: str, known: frozenset[str]) -> str | None:
    close = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return str(close[0]) if close else None


def _own_keys(kind: type | None) -> frozenset[str]:
    return frozenset(each.name for each in fields(kind)) if kind is not None and is_dataclass(kind) else frozenset()


def _at(kind: type, path: Path) -> type | None:
    """Give the dataclass that stands at *path* inside *kind*; None where there is none."""
    here: type | None = kind
    for part in path:
        if isinstance(part, str) and here is not None and part in _own_keys(here):
            here = _inner(get_type_hints(here)[part])
    return here


def _inner(hint: Any) -> type | None:
    """Find the dataclass in an annotation: in a tuple of it, or in it or None."""
    if isinstance(hint, type) and is_dataclass(hint):
        return hint
    return next((found for part in get_args(hint) if (found := _inner(part)) is not None), None)


def _keys(kind: type, seen: frozenset[type] = frozenset()) -> frozenset[str]:
    """Collect the names of all fields of a dataclass and of those inside it."""
    if not is_dataclass(kind) or kind in seen:
        return frozenset()
    inside = {inner for hint in get_type_hints(kind).values() if (inner := _inner(hint)) is not None}
    return _own_keys(kind).union(*(_keys(inner, seen | {kind}) for inner in inside))
