"""CSV files of the 自治体標準オープンデータセット, as towns really publish them: 公共施設一覧 (new and old form), 子育て施設一覧, 支援制度（給付金）情報.

Columns are found by their heads. What is not understood is said and left out; nothing is guessed.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from io import StringIO
from types import MappingProxyType
from typing import Any

from rapidfuzz import fuzz

from app.checks.parts import is_code
from app.edit import NULL
from app.errors import AppError
from app.sheets.fields import CellError, Field, squeezed, trimmed
from app.sheets.hours import hours
from app.text import hiragana

LARGEST = 10_000_000
ROWS = 20_000
PREAMBLE = 20
"""Lines before the heads in which towns write a title or a date."""
ENOUGH_HEADS = 2
ALIKE = 90.0
"""Least rapidfuzz ratio of two names to ask whether they are the same window."""

HEADS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "code": ("全国地方公共団体コード", "都道府県コード又は市区町村コード", "都道府県コード又は市町村コード", "市区町村コード"),
        "no": ("ID", "NO", "番号"),
        "name": ("名称", "施設名", "施設名称", "タイトル", "制度名", "支援制度名"),
        "kana": ("名称_カナ", "名称_かな", "施設名_カナ", "フリガナ"),
        "address": ("所在地_連結表記", "所在地_連結標記", "住所", "所在地"),
        "prefecture": ("所在地_都道府県",),
        "city": ("所在地_市区町村",),
        "town": ("所在地_町字",),
        "lot": ("所在地_番地以下",),
        "building": ("建物名等", "方書", "建物名"),
        "phone": ("電話番号", "連絡先電話番号", "代表電話番号"),
        "extension": ("内線番号",),
        "fax": ("FAX番号", "FAX"),
        "mail": ("連絡先メールアドレス", "メールアドレス"),
        "form": ("連絡先FormURL", "申請方法URL"),
        "operator": ("団体名", "地方公共団体の名称"),
        "days": ("利用可能曜日",),
        "begin": ("開始時間", "利用開始時間"),
        "end": ("終了時間", "利用終了時間"),
        "special": ("利用可能日時特記事項",),
        "about": ("説明", "制度概要", "概要"),
        "who": ("対象者",),
        "gives": ("給付金額", "内容"),
        "where": ("連絡先名称", "問い合わせ先", "問合せ先"),
        "from": ("受付開始日",),
        "until": ("受付終了日",),
        "url": ("URL", "詳細参照先"),
    }
)
"""Our names of columns, and the heads under which they are found; the first that is there counts."""
_MEASURE = frozenset({"支援制度種別", "制度概要", "対象者", "給付金額", "受付開始日"})
_ADDRESS = ("prefecture", "city", "town", "lot")
_PHONE = Field(path=("value",), head="電話番号", about="", kind="phone")
_DATE = Field(path=("valid_from",), head="受付開始日", about="", kind="date")
_SOME_HEAD = re.compile(r"名称|タイトル|制度名")
_DIALLED = re.compile(r"0\d{1,4}-\d{1,4}-\d{3,4}|0\d{9,10}")


class CsvError(AppError):
    """A file that is no CSV that we know; says what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file by our names of columns, and its number in the file."""

    number: int
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file as read."""

    lines: tuple[Line, ...]
    measures: bool
    """Of 支援制度; else of places."""
    notes: tuple[str, ...]
    """What was left out, and why."""


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


def decoded(raw: bytes) -> str:
    """Find out how a file is written, and read it. Raises CsvError."""
    if len(raw) > LARGEST:
        raise CsvError(f"CSV が大きすぎます（{LARGEST // 1_000_000} MB まで）")
    for way in ("utf-16",) if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp932", "utf-16-le", "utf-16-be"):
        try:
            text = raw.decode(way)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and (way not in {"utf-16-le", "utf-16-be"} or _SOME_HEAD.search(text)):
            return text
    raise CsvError("文字コードが分かりません。表計算ソフトで開き、「CSV UTF-8」で保存し直してください")


def head_of(said: str) -> str:
    """Give a head without what towns write in different ways: widths, spaces, and what stands in brackets."""
    return re.sub(r"\(.*?\)", "", unicodedata.normalize("NFKC", re.sub(r"\s", "", trimmed(said)))).upper()


_KNOWN = MappingProxyType({head_of(head): (name, at) for name, heads in HEADS.items() for at, head in enumerate(heads)})


def read(raw: bytes) -> Table:
    """Read a file. Raises CsvError."""
    text = decoded(raw)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter="\t" if text[:2000].count("\t") > text[:2000].count(",") else ","))
    except csv.Error as error:
        raise CsvError("CSV として読めません。引用符の閉じ忘れがないかを見てください") from error
    if len(rows) > ROWS:
        raise CsvError(f"行が多すぎます（{ROWS} 行まで）")
    at = next((at for at, row in enumerate(rows[:PREAMBLE]) if _is_head(row)), None)
    if at is None:
        raise CsvError("見出しの行が見つかりません。「名称」（制度なら「タイトル」）のある行が要ります")
    return _table(rows, at)


def _is_head(row: Sequence[str]) -> bool:
    names = {_KNOWN[head_of(cell)][0] for cell in row if head_of(cell) in _KNOWN}
    return "name" in names and len(names) >= ENOUGH_HEADS


def _table(rows: Sequence[Sequence[str]], at: int) -> Table:
    heads = [head_of(cell) for cell in rows[at]]
    columns = _columns(heads)
    notes = [f"{at} 行目までは、見出しの前なので読みませんでした"] if at else []
    ignored = [trimmed(cell) for n, cell in enumerate(rows[at]) if trimmed(cell) and n not in columns.values()]
    notes += [f"使わなかった列: {'、'.join(ignored)}"] if ignored else []
    lines = []
    for number, row in enumerate(rows[at + 1 :], at + 2):
        said = {name: " ".join(row[n].split()) for name, n in columns.items() if n < len(row) and row[n].strip()}
        if said.get("name"):
            lines.append(Line(number, said))
        elif said:
            notes.append(f"{number} 行目: 名前がないので、読みませんでした")
    return Table(tuple(lines), bool(_MEASURE & set(heads)), tuple(notes))


def _columns(heads: Sequence[str]) -> dict[str, int]:
    """Give where each of our columns stands; of several heads for one, the first of our list."""
    found = sorted((_KNOWN[head][1], n, _KNOWN[head][0]) for n, head in enumerate(heads) if head in _KNOWN)
    columns: dict[str, int] = {}
    for _, n, name in found:
        columns.setdefault(name, n)
    return columns


def code(said: str, city: str) -> str | None:
    """Mend a 全国地方公共団体コード that lost its zero or has no check digit; the city's own, where it could be two. None where it is none."""
    digits = unicodedata.normalize("NFKC", said).strip().removesuffix(".0")
    if not digits.isascii() or not digits.isdigit():
        return None
    bases = [digits, digits.zfill(6), *(f"{digits.zfill(5)}{check}" for check in range(10) if len(digits) <= 5)]  # noqa: PLR2004  # digits of a code without its check digit
    right = [each for each in dict.fromkeys(bases) if is_code(each)]
    return city if city in right else next(iter(right), None)


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
