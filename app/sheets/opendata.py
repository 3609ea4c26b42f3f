"""CSV files of the 自治体標準オープンデータセット, as towns really publish them: 公共施設一覧 (new and old form), 子育て施設一覧, 支援制度（給付金）情報.

Columns are found by their heads. What is not understood is said and left out; nothing is guessed.
"""

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from types import MappingProxyType

from app.checks.parts import is_code
from app.errors import AppError
from app.sheets.fields import trimmed

LARGEST = 10_000_000
ROWS = 20_000
PREAMBLE = 20
"""Lines before the heads in which towns write a title or a date."""
ENOUGH_HEADS = 2
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
_SOME_HEAD = re.compile(r"名称|タイトル|制度名")


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
