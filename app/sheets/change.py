"""One cell against what the file said and says: what it means, and what is to change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.edit import NULL, Change, item_of
from app.edit.meaning import meant, told
from app.sheets.book import Found, inside
from app.sheets.fields import CellError, Field, Table, trimmed

Entry = Mapping[str, Any]
SHORT_NUMBER = 3
"""110, 119, 189 lose nothing where Excel takes them for numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value that is to change."""

    id: str
    name: str
    label: str
    """「連絡手段」1 番目「費用」"""
    old: str
    new: str
    risky: bool

    def __str__(self) -> str:
        """Say it on one line."""
        return f"{'！' if self.risky else '　'}{self.name}（{self.id}） {self.label}: {self.old or '（空）'} → {self.new or '（空）'}"


@dataclass(slots=True)
class Plan:
    """What an import would do, and what stands in its way."""

    differences: list[Difference] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """Cells that are wrong: nothing is written while there is one."""
    conflicts: list[str] = field(default_factory=list)
    """Changed in the sheet and in the file since: left as the file has it."""
    gone: list[str] = field(default_factory=list)
    """Rows that are no longer in the sheet."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The same list of entries: when the sheet was made, and now."""

    base: Sequence[Entry]
    now: Sequence[Entry]
    city: str
    remove: bool
    plan: Plan

    def of(self, wanted: str) -> tuple[Entry | None, Entry | None, int | None]:
        """Give an entry as it was and as it is, and its position now."""
        then, here = item_of(self.base, wanted), item_of(self.now, wanted)
        return None if then is None else self.base[then], None if here is None else self.now[here], here


def text_of(found: Found, column: Field) -> str:
    """Give what a cell says, as text. Raises CellError."""
    if found.formula:
        raise CellError("式（= で始まるもの）は取りこめません。値だけを書いてください")
    if found.wrong:
        raise CellError("表計算のエラーになっています。書き直してください")
    return found.value if isinstance(found.value, str) else _odd(found.value, column)


def _odd(value: Any, column: Field) -> str:
    """Give what a cell says that a program has taken for something else than text. Raises CellError."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case datetime() | date():
            if column.kind != "date":
                raise CellError("日付に変わっています。セルの書式を「文字列」にして、書き直してください")
            return value.strftime("%Y-%m-%d")
        case int() | float():
            return _number(value, column)
    raise CellError("時刻に変わっています。セルの書式を「文字列」にして、書き直してください")


def _number(value: float, column: Field) -> str:
    written = str(int(value)) if value == int(value) else str(value)
    if column.kind == "phone" and len(written) > SHORT_NUMBER:
        raise CellError(
            f"数（{written}）として入っていて、はじめの 0 が消えているかもしれません。セルの書式を「文字列」にして、0 とハイフンも書いてください"
        )
    if column.kind == "date":
        raise CellError(f"数（{written}）になっています。2026-11-20 のように書いてください")
    return written


def value_of(sides: Sides, cell: Found | None, column: Field, was: Any) -> Any:
    """Give the value of a cell, which is *was* where the cell says the same; a fault is noted, and nothing changes."""
    if cell is None:
        return was
    try:
        said = text_of(cell, column)
        if trimmed(said) == trimmed(column.shown(was)):
            return was
        value = column.read(said)
    except CellError as error:
        sides.plan.problems.append(cell.problem(str(error)))
        return was
    if value is None and column.required:
        sides.plan.problems.append(cell.problem("空です。必ず書く所です"))
        return was
    return value


def filled(sides: Sides, table: Table, row: Mapping[str, Found]) -> dict[str, Any]:
    """Make the values of a new row; what must be there and is not is noted."""
    made: dict[str, Any] = {}
    for column in table.fields:
        value = value_of(sides, row.get(column.head), column, None)
        if value is None and column.required and row[column.head].value in {None, ""}:
            sides.plan.problems.append(row[column.head].problem("空です。必ず書く所です"))
        if value is None and column.null:
            value = NULL
        if value is not None:
            inner = made
            for key in column.path[:-1]:
                inner = inner.setdefault(key, {})
            inner[column.path[-1]] = value
    return made


def change(  # noqa: PLR0913, PLR0917  # three sides of one value, and where it stands
    sides: Sides, entry: tuple[str, Entry], label: str, column: Field, both: tuple[Any, Any], now: Any, at: int | None, place: tuple[str | int, ...]
) -> None:
    """Note one change: made where the file still says what the sheet was made from."""
    was, value = both
    here = now
    for part in place:
        here = _deeper(here, part)
    here = inside(here, column.path) if column.path else here
    wanted, base = entry
    if here == value and now is not None:
        return
    difference = Difference(
        id=wanted, name=str(base.get("name") or ""), label=label, old=column.shown(was), new=column.shown(value), risky=column.risky
    )
    if now is None or at is None or here != was:
        theirs = "窓口ごと消えています" if now is None else f"ファイルでは「{column.shown(here) or '（空）'}」に変わっています"
        sides.plan.conflicts.append(f"{difference}（{theirs}。書きかえません）")
        return
    sides.plan.differences.append(difference)
    gone = NULL if column.null else None
    sides.plan.changes.append(Change((at, *place, *column.path), gone if value is None else value))


def _deeper(value: Any, part: str | int) -> Any:
    if isinstance(part, str):
        return value.get(part) if isinstance(value, Mapping) else None
    return value[part] if isinstance(value, list) and part < len(value) else None


def says(there: Any, value: Any) -> bool:
    """Tell whether the file says already what is to be written."""
    return bool(told(there) == told(meant(value)))


def told_of(table: Table, value: Mapping[str, Any]) -> Iterator[str]:
    for column in table.fields:
        said = inside(value, column.path)
        if said is not None and said is not NULL:
            yield f"{column.head} {column.shown(said)}"
