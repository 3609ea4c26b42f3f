"""New entries and proposals from the rows of a CSV: what the file says, and nothing of what it does not."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from app.edit import NULL
from app.sheets.fields import CellError, Field, squeezed
from app.sheets.hours import hours
from app.sheets.opendata import ROWS, Line, Table, code
from app.text import hiragana

ALIKE = 90.0
"""Least rapidfuzz ratio of two names to ask whether they are the same window."""
_ADDRESS = ("prefecture", "city", "town", "lot")
_PHONE = Field(path=("value",), head="電話番号", about="", kind="phone")
_DATE = Field(path=("valid_from",), head="受付開始日", about="", kind="date")
_DIALLED = re.compile(r"0\d{1,4}-\d{1,4}-\d{3,4}|0\d{9,10}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How drafts are made: what the file itself does not say."""

    city: str
    topics: tuple[str, ...]
    source: str
    """The name of the file or dataset."""
    url: str | None = None
    """Where it was published."""
    checked_on: str | None = None
    """None: nobody has checked; the person who fills in the rest will."""
    prefix: str = "od"


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What a row of the file says otherwise than a window that seems to be the same."""

    id: str
    name: str
    theirs: str
    """The name in the file."""
    field: str
    old: str
    new: str
    path: tuple[str | int, ...]

    def __str__(self) -> str:
        """Say it on one line."""
        return f"？{self.name}（{self.id}）と、CSV の「{self.theirs}」が似ています。{self.field}: {self.old or '（空）'} → {self.new}"


@dataclass(frozen=True, slots=True)
class Drafts:
    """What comes of a file: new entries that are not ready, proposals for those that are there, and what was left out."""

    entries: tuple[dict[str, Any], ...]
    updates: tuple[Update, ...]
    notes: tuple[str, ...]


def drafts(table: Table, now: Sequence[Mapping[str, Any]], made: Made) -> Drafts:
    """Make of each row a draft, or proposals for a window that seems to be the same."""
    entries: list[dict[str, Any]] = []
    updates: list[Update] = []
    notes = list(table.notes)
    taken = {str(each["id"]) for each in now}
    for line in table.lines:
        if line.said.get("code") and code(line.said["code"], made.city) != made.city:
            notes.append(f"{line.number} 行目「{line.said['name']}」: コード {line.said['code']} は、この市ではないので、読みませんでした")
            continue
        channels = list(_channels(line, notes))
        same = alike(line.said, now)
        if same is not None:
            found = list(_updates(same, line, channels))
            updates += found
            notes += [] if found else [f"{line.number} 行目「{line.said['name']}」: もうある「{same.get('name')}」と同じなので、足しません"]
            continue
        notes += [
            f"{line.number} 行目「{line.said['name']}」: 日付「{line.said[key]}」が読めないので、空にしました"
            for key in ("from", "until")
            if table.measures and line.said.get(key) and _day(line.said[key]) is None
        ]
        entries.append(_entry(line, channels, made, _id(taken, line, made.prefix), measure=table.measures))
    return Drafts(tuple(entries), tuple(updates), tuple(notes))


def alike(said: Mapping[str, str], now: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Give the window that has the same number or nearly the same name."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", said.get("phone", "")))
    name = squeezed(said["name"])
    for each in now:
        numbers = {re.sub(r"\D", "", str(way.get("value") or "")) for way in each.get("channels") or () if way.get("type") == "phone"}
        if len(digits) >= 9 and digits in numbers:  # noqa: PLR2004  # a number with its area code
            return each
    best = max(now, key=lambda each: fuzz.ratio(name, squeezed(str(each.get("name") or ""))), default=None)
    return best if best is not None and fuzz.ratio(name, squeezed(str(best.get("name") or ""))) >= ALIKE else None


def _updates(same: Mapping[str, Any], line: Line, channels: Sequence[Mapping[str, Any]]) -> Iterator[Update]:
    said = {"id": str(same["id"]), "name": str(same.get("name") or ""), "theirs": line.said["name"]}
    ways = list(enumerate(same.get("channels") or ()))
    for new in channels:
        there = next(((at, way) for at, way in ways if way.get("type") == new["type"]), None)
        if there is None or new["type"] not in {"phone", "mail", "fax"}:
            continue
        for key, called in (("value", "番号・アドレス"), ("hours", "受付時間（計算用）")):
            old, value = there[1].get(key), new.get(key)
            if isinstance(value, str) and value != old and not (key == "hours" and old):
                yield Update(field=called, old=str(old or ""), new=value, path=("channels", there[0], key), **said)
    if line.said.get("url") and not same.get("url"):
        yield Update(field="公式ページ", old="", new=line.said["url"], path=("url",), **said)


def _channels(line: Line, notes: list[str]) -> Iterator[dict[str, Any]]:
    said = line.said
    opened = hours(*(said.get(key, "") for key in ("days", "begin", "end", "special")))
    if opened.why:
        notes.append(f"{line.number} 行目「{said['name']}」: 受付時間（計算用）は空にしました。{opened.why}")
    times: dict[str, Any] = {"hours": opened.hours or NULL} | ({"hours_text": opened.text} if opened.text else {})
    if said.get("phone"):
        yield from _phone(line, times, notes)
    if (place := address(said)) is not None:
        yield {"type": "visit", "value": place, **times}
    for key, kind in (("mail", "mail"), ("form", "web-form"), ("fax", "fax")):
        if said.get(key):
            yield {"type": kind, "value": _PHONE.read(said[key]) if key == "fax" else said[key]}


def _phone(line: Line, times: Mapping[str, Any], notes: list[str]) -> Iterator[dict[str, Any]]:
    number = str(_PHONE.read(line.said["phone"]))
    inside = re.fullmatch(r"\((0\d{1,4})\)(\d{1,4}-\d{4})|(0\d{1,4})\((\d{1,4})\)-?(\d{4})", number)
    if inside:
        number = "-".join(part for part in inside.groups() if part)
    if not _DIALLED.fullmatch(number) or "-" not in number:
        notes.append(
            f"{line.number} 行目「{line.said['name']}」: 電話番号「{line.said['phone']}」は、市外局番からハイフンで区切った形でないので、空にしました"
        )
        number = ""
    free, navi = number.startswith(("0120", "0800")), number.startswith("0570")
    extra = {"note": f"内線 {line.said['extension']}"} if line.said.get("extension") else {}
    yield {"type": "phone", "value": number or NULL, **times, "cost": "free" if free else "navi" if navi else "unknown"} | extra


def address(said: Mapping[str, str]) -> str | None:
    """Join what a row says of its place; a part that stands in the one before already is not said again."""
    whole = said.get("address")
    if not whole:
        whole = ""
        for part in (said[key] for key in _ADDRESS if said.get(key)):
            whole = part if part.startswith(whole) else whole if part in whole else whole + part
    return f"{whole} {said.get('building', '')}".strip() if whole else None


def _id(taken: set[str], line: Line, prefix: str) -> str:
    given = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKC", line.said.get("no", "")).lower()).strip("-")
    names = (f"{prefix}-{part}" for part in (*([given] if given else ()), *(f"{given or line.number}-{n}" for n in range(1, ROWS))))
    found = next(name for name in names if name not in taken)
    taken.add(found)
    return found


def _entry(line: Line, channels: Sequence[Mapping[str, Any]], made: Made, known_as: str, *, measure: bool) -> dict[str, Any]:
    """Make a draft: what the file says, and nothing of what it does not."""
    said = line.said
    source = {"url": made.url, "title": f"オープンデータ「{made.source}」", "confirms": _confirms(said)}
    entry: dict[str, Any] = {
        "id": known_as,
        "name": said["name"],
        "kana": hiragana(unicodedata.normalize("NFKC", said.get("kana", ""))) or None,
        "kind": "measure" if measure else "office",
        "area": made.city,
        "operator": said.get("operator"),
        "topics": list(made.topics),
        "summary": said.get("about"),
        "channels": [dict(each) for each in channels],
        "url": said.get("url"),
        "sources": [{key: value for key, value in source.items() if value}],
        "checked_on": made.checked_on,
        "confidence": "one-source",
    }
    if measure:
        entry |= {"terms": {key: said[key] for key in ("who", "gives", "where") if said.get(key)}}
        entry |= {name: _day(said.get(key, "")) for name, key in (("valid_from", "from"), ("valid_until", "until"))}
    return {key: value for key, value in entry.items() if value}


def _confirms(said: Mapping[str, str]) -> str:
    called = {"phone": "電話番号", "days": "受付時間", "about": "説明", "who": "対象"}
    return "、".join(["名前", *(word for key, word in called.items() if said.get(key)), *(["場所"] if address(said) else [])])


def _day(said: str) -> str | None:
    try:
        found = _DATE.read(said)
    except CellError:
        return None
    return str(found) if found else None


def with_updates(now: Sequence[Mapping[str, Any]], updates: Sequence[Update]) -> list[dict[str, Any]]:
    """Give the entries as they would be with the proposals."""
    changed: list[dict[str, Any]] = deepcopy([dict(each) for each in now])
    for update in updates:
        here: Any = next(each for each in changed if each["id"] == update.id)
        for part in update.path[:-1]:
            here = here[part]
        here[update.path[-1]] = update.new
    return changed
