"""A workbook of Excel: written from what a file says, and read cell by cell. Nothing in it is ever run as a formula."""

import base64
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.commas import FORMULA
from app.errors import AppError
from app.sheets.fields import Field, Table, trimmed

LARGEST = 10_000_000
UNPACKED = 150_000_000
"""Bytes, packed and unpacked: a city's catalogue has 0.1 MB and 1 MB."""
ROWS = 20_000
COLUMNS = 100
"""Ours have thirty. A row that is said to have sixteen thousand is not read to its end."""
SPARE = 300
"""Empty rows in which one can write."""
ID, NUMBER, NAME = "id", "番号", "窓口の名前"
BASE, CHOICES, GUIDE, TOPICS, NATIONAL = "_moto", "_erabu", "使いかた", "話題の一覧", "全国の窓口"
_CHUNK = 30_000
"""A cell holds 32,767 letters."""
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_HEAD = PatternFill("solid", fgColor="DCE6F1")
_MISSING = PatternFill("solid", fgColor="FFF2A8")
_LOCKED = PatternFill("solid", fgColor="EDEDED")


class SheetError(AppError):
    """A file that is no spreadsheet of ours; says what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stood in a cell, and where."""

    sheet: str
    row: int
    column: int
    head: str
    value: Any
    formula: bool = False
    wrong: bool = False
    """An error of Excel: #N/A."""

    def problem(self, message: str) -> str:
        """Say what is wrong with it."""
        return f"「{self.sheet}」シートの {self.row} 行目 {get_column_letter(self.column)} 列「{self.head}」: {message}"


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as read: the rows of each sheet by heads, and what it was made from."""

    rows: Mapping[str, Sequence[Mapping[str, Found]]]
    base: Any
    """What the file said when the workbook was made."""
    of: str
    """Which file: the code of a city, or japan."""


# writing


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """What a workbook shows beside what the file says."""

    national: Sequence[Mapping[str, Any]] = ()
    """Entries of the whole country, to be read only."""
    drafts: Sequence[Mapping[str, Any]] = ()
    """New entries, which may lack what an entry must have; such cells are yellow."""
    shown: Sequence[Mapping[str, Any]] | None = None
    """The entries of the file with other values than it has: proposals."""


PLAIN = More()


def write(data: Sequence[Mapping[str, Any]], sheets: Sequence[Table], of: str, topics: Mapping[str, str], more: More = PLAIN) -> bytes:
    """Make the workbook of what a file says (`edit.values`)."""
    book = Workbook()
    guide = book.active
    assert isinstance(guide, Worksheet)  # a new workbook has one
    _guide(guide)
    choices = book.create_sheet(CHOICES)
    for table in sheets:
        _table(book.create_sheet(table.name), table, (data if more.shown is None else more.shown, more.drafts), choices)
    _list(book.create_sheet(TOPICS), ("話題", "id"), [(label, known) for known, label in topics.items()])
    if more.national:
        _list(book.create_sheet(NATIONAL), ("id", "名前", "何ができるか", "公式ページ"), [_row(entry) for entry in more.national])
    _base(book.create_sheet(BASE), data, of)
    choices.sheet_state = "veryHidden"
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _row(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(entry.get(key) or "") for key in ("id", "name", "summary", "url"))


def put(sheet: Worksheet, row: int, column: int, text: str, *, locked: bool = False) -> Cell:
    """Write a cell as text, never as a number, a date or a formula."""
    cell = sheet.cell(row=row, column=column)
    assert isinstance(cell, Cell)  # nothing is merged
    cell.number_format = "@"
    cell.protection = Protection(locked=locked)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if text:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text[0] in FORMULA
    if locked:
        cell.fill = _LOCKED
    return cell


def _guide(sheet: Worksheet) -> None:
    sheet.title = GUIDE
    lines = (
        "この表で、窓口と制度を直せます。直したら保存して、取りこみます（docs/how-to/spreadsheet.md）。",
        "・一つの窓口が一行です。電話などは「連絡手段」、見たページは「出典」にあります。同じ id の行が、同じ窓口のものです。",
        "・直すのは白い所だけです。灰色の所（id・番号）は、どの窓口かの印なので、変えません。",
        "・分からないものは、空のままにします。「不明」とは書きません。",
        "・番号や時間は、公式ページで見たものだけを書き、「確かめた日」と「出典」も新しくします。",
        "・新しい窓口は、「窓口」の下の空いた行に書きます。id は英字の小文字・数字・ハイフンで、自分で決めます（例: sakai-kurashi）。",
        "・「連絡手段」や「出典」を足すときは、空いた行に id を書き、番号は空のままにします。",
        "・行を消しても、取りこむときに --remove をつけなければ、消えません。",
        "・「=」などで始まる式は、取りこめません。値にしてください。",
        "・見出しに指すと、書き方が出ます。",
        "・行を消すとき、ならべかえるときは、先に「シート保護の解除」を押します（パスワードはありません）。",
    )
    for at, line in enumerate(lines, 1):
        put(sheet, at, 1, line, locked=True)
    sheet.column_dimensions["A"].width = 100
    sheet.protection.sheet = True


def _list(sheet: Worksheet, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    for at, row in enumerate((heads, *rows), 1):
        for column, text in enumerate(row, 1):
            put(sheet, at, column, text, locked=True)
            sheet.column_dimensions[get_column_letter(column)].width = 40
    sheet.freeze_panes = "A2"
    sheet.protection.sheet = True


def _table(sheet: Worksheet, table: Table, both: tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]], choices: Worksheet) -> None:
    """Fill a sheet with the entries of the file, then with drafts."""
    data, drafts = both
    fixed = (ID, NUMBER, NAME) if table.key else (ID,)
    _heads(sheet, table, fixed)
    row = 1
    for row, (marks, value) in enumerate(_lines(table, data), 2):
        _fill(sheet, table, row, marks, value)
    for row, (marks, value) in enumerate(_lines(table, drafts), row + 1):  # noqa: B020  # it goes on from there
        _fill(sheet, table, row, (marks[0], "", *marks[2:]) if table.key else marks, value, draft=True)
    for spare in range(row + 1, row + SPARE):
        for column in range(1, len(fixed) + len(table.fields) + 1):
            put(sheet, spare, column, "")
    for column, field in enumerate(table.fields, len(fixed) + 1):
        _drop_down(sheet, field, get_column_letter(column), row + SPARE - 1, choices, data)
    _protect(sheet, len(fixed))


def _fill(sheet: Worksheet, table: Table, row: int, marks: Sequence[str], value: Any, *, draft: bool = False) -> None:
    for column, mark in enumerate(marks, 1):
        put(sheet, row, column, mark, locked=not draft)
    for column, field in enumerate(table.fields, len(marks) + 1):
        cell = put(sheet, row, column, field.shown(inside(value, field.path)))
        if draft and field.required and cell.value is None:
            cell.fill = _MISSING


def _lines(table: Table, data: Sequence[Mapping[str, Any]]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for entry in data:
        if not table.key:
            yield (str(entry["id"]),), entry
        for at, each in enumerate((entry.get(table.key) or ()) if table.key else ()):
            yield (str(entry["id"]), str(at + 1), str(entry.get("name") or "")), each


def inside(value: Any, path: Sequence[str]) -> Any:
    """Give what stands at a path of mappings; None where there is nothing."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _heads(sheet: Worksheet, table: Table, fixed: Sequence[str]) -> None:
    about = {ID: "どの窓口か。変えません", NUMBER: "いくつ目か。変えません。足すときは空のまま", NAME: "見るためだけの列。取りこみません"}
    columns = [(head, about[head], 22 if head != NUMBER else 7) for head in fixed] + [(each.head, _said(each), each.width) for each in table.fields]
    for column, (head, said, width) in enumerate(columns, 1):
        cell = put(sheet, 1, column, head, locked=True)
        cell.font, cell.fill = Font(bold=True), _HEAD
        cell.comment = Comment(said, "まどぐち", height=90, width=320)
        sheet.column_dimensions[get_column_letter(column)].width = width


def _said(field: Field) -> str:
    return field.about + ("（必ず書く）" if field.required else "")


def _drop_down(sheet: Worksheet, field: Field, letter: str, last: int, choices: Worksheet, data: Sequence[Mapping[str, Any]]) -> None:
    """Offer the words that a field knows. Departments are offered, and others may be written."""
    owner = field.path == ("owner",)
    words = sorted({str(each["owner"]) for each in data if each.get("owner")}) if owner else list(field.choices.values())
    if not words or (field.kind == "list" and field.path != ("languages",)):
        return
    column = choices.max_column + (1 if choices["A1"].value else 0)
    for row, word in enumerate(words, 1):
        put(choices, row, column, word)
    name = get_column_letter(column)
    offer = DataValidation(type="list", formula1=f"{CHOICES}!${name}$1:${name}${len(words)}", allow_blank=True)
    offer.showErrorMessage = not owner and field.kind != "list"
    offer.error = "一覧から選んでください"
    sheet.add_data_validation(offer)
    offer.add(f"{letter}2:{letter}{last}")


def _protect(sheet: Worksheet, fixed: int) -> None:
    sheet.freeze_panes = f"{get_column_letter(fixed + 1)}2"
    sheet.protection.sheet = True
    for allowed in ("formatColumns", "formatRows", "formatCells", "sort", "autoFilter", "deleteRows", "insertRows"):
        setattr(sheet.protection, allowed, False)  # False: it is not forbidden


def _base(sheet: Worksheet, data: Sequence[Mapping[str, Any]], of: str) -> None:
    """Keep what the file says now, so that a later import can tell who changed what."""
    packed = base64.b64encode(zlib.compress(json.dumps(list(data), ensure_ascii=False).encode(), 9)).decode()
    pieces = [packed[at : at + _CHUNK] for at in range(0, len(packed), _CHUNK)]
    for row, text in enumerate((of, *pieces), 1):
        put(sheet, row, 1, text, locked=True)
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True


# reading


def read(raw: bytes, sheets: Sequence[Table]) -> Book:
    """Read a workbook that `write` made, whatever program has saved it since. Raises SheetError."""
    _look_at(raw)
    try:
        book = load_workbook(BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        missing = [name for name in (*(table.name for table in sheets), BASE) if name not in book.sheetnames]
        if missing:
            raise SheetError(f"シート「{missing[0]}」がありません。python -m app sheet export で作った表を使ってください")
        of, base = _unpacked([str(row[0] or "") for row in islice(book[BASE].iter_rows(max_col=1, values_only=True), 1000)])
        rows = {table.name: tuple(_rows(book[table.name], table)) for table in sheets}
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, EOFError, IndexError, SyntaxError, zlib.error, OSError) as error:
        raise SheetError("表が壊れていて、開けません。表計算ソフトで開いて、xlsx で保存し直してください") from error
    return Book(rows, base, of)


def _look_at(raw: bytes) -> None:
    """Refuse what is no workbook, or is one made to harm. Raises SheetError."""
    if len(raw) > LARGEST:
        raise SheetError(f"表が大きすぎます（{LARGEST // 1_000_000} MB まで）")
    if raw.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in raw
        raise SheetError(
            "パスワードのかかった表は開けません。パスワードを外して保存し直してください"
            if locked
            else "古い形（xls）です。xlsx で保存し直してください"
        )
    if not zipfile.is_zipfile(BytesIO(raw)):
        raise SheetError("表計算の表（xlsx）ではありません")
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            _unpacks_small(packed)
    # NotImplementedError: packed in a way that zipfile does not know; RuntimeError: with a password.
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, zlib.error, EOFError) as error:
        raise SheetError("表が壊れていて、開けません。表計算ソフトで開いて、xlsx で保存し直してください") from error


def _unpacks_small(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    if len(parts) > 1000 or sum(part.file_size for part in parts) > UNPACKED:  # noqa: PLR2004  # ours has twenty
        raise SheetError("開くと大きくなりすぎる表なので、開きません")
    for part in parts:
        # The way to make a small file grow without end. In UTF-16 every second byte is zero; which part is XML, other parts say.
        if not part.filename.startswith("xl/media/") and b"<!DOCTYPE" in packed.read(part).replace(b"\0", b""):
            raise SheetError("表にふつうでない所（DOCTYPE）があるので、開きません")


def _unpacked(cells: Sequence[str]) -> tuple[str, Any]:
    unpack = zlib.decompressobj()
    said = unpack.decompress(base64.b64decode("".join(cells[1:])), UNPACKED)
    base = json.loads(said)
    if not isinstance(base, list) or not all(isinstance(entry, dict) for entry in base):
        raise ValueError(cells[0])
    return cells[0], base


def _rows(sheet: Any, table: Table) -> Iterator[Mapping[str, Found]]:
    sheet.reset_dimensions()  # other programs count them wrong
    heads: list[str] = []
    for at, cells in enumerate(islice(sheet.iter_rows(max_col=COLUMNS), ROWS + 1), 1):
        if at > ROWS:
            raise SheetError(f"「{table.name}」シートの行が多すぎます（{ROWS} 行まで）")
        if at == 1:
            heads = [trimmed(str(cell.value or "")) for cell in cells]
            _known(heads, table)
            continue
        found = {heads[n]: _found(cell, table.name, at, n + 1, heads[n]) for n, cell in enumerate(cells) if n < len(heads) and heads[n]}
        if any(each.value not in {None, ""} for head, each in found.items() if head != NAME):
            yield found


def _known(heads: Sequence[str], table: Table) -> None:
    missing = [head for head in (ID, *(field.head for field in table.fields)) if heads.count(head) != 1]
    if missing:
        raise SheetError(f"「{table.name}」シートの見出し「{missing[0]}」がないか、二つあります。見出しの行を、もとにもどしてください")


def _found(cell: Any, sheet: str, row: int, column: int, head: str) -> Found:
    value = cell.value
    kind = getattr(cell, "data_type", "n")
    plain = value if isinstance(value, str | int | float | bool | date | datetime) or value is None else str(value)
    return Found(sheet, row, column, head, plain, formula=kind == "f", wrong=kind == "e")
