"""What was changed in a spreadsheet, set against what the file says now: three sides, so that nobody's work is written over."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from app.catalogue import Resource
from app.edit import NULL, Change, Value, item_of
from app.edit.steps import meant, told
from app.sheets.book import ID, NUMBER, Book, Found, inside
from app.sheets.fields import CellError, Field, Table, trimmed

Entry = Mapping[str, Any]
_ORDER = {each.name: at for at, each in enumerate(fields(Resource))}
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
class _Sides:
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


def plan(book: Book, sheets: Sequence[Table], now: Sequence[Entry], *, remove: bool = False) -> Plan:
    """Compare a workbook with what the file says *now* (`edit.values`). Never raises for what a cell says."""
    found = Plan()
    sides = _Sides(book.base, now, book.of, remove, found)
    entries, *lists = sheets
    rows = dict(_identified(book.rows[entries.name], found, sides))
    fresh: dict[str, dict[str, Any]] = {}
    for wanted, row in rows.items():
        _entry(sides, entries, wanted, row, fresh)
    for table in lists:
        _list(sides, table, book.rows[table.name], rows.keys(), fresh)
    _removed(sides, rows.keys())
    _added(sides, fresh, rows)
    return found


def _identified(rows: Sequence[Mapping[str, Found]], found: Plan, sides: _Sides) -> Iterator[tuple[str, Mapping[str, Found]]]:
    seen: set[str] = set()
    for row in rows:
        wanted = trimmed(str(row[ID].value or ""))
        if not wanted:
            found.problems.append(row[ID].problem(f"id がありません。英字の小文字・数字・ハイフンで決めてください（例: {_proposed(sides, seen)}）"))
        elif wanted in seen:
            found.problems.append(row[ID].problem(f"id「{wanted}」の行が二つあります。一つにしてください"))
        else:
            seen.add(wanted)
            yield wanted, row


def _proposed(sides: _Sides, seen: set[str]) -> str:
    """Propose an id as the others of the file are, with a number that is free."""
    head = str(sides.now[0]["id"]).split("-", maxsplit=1)[0] if sides.now else "madoguchi"
    known = {str(each.get("id")) for each in sides.now} | seen
    return next(name for name in (f"{head}-{number}" for number in range(1, len(known) + 2)) if name not in known)


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


def _value(sides: _Sides, cell: Found | None, column: Field, was: Any) -> Any:
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


def _entry(sides: _Sides, table: Table, wanted: str, row: Mapping[str, Found], fresh: dict[str, dict[str, Any]]) -> None:
    base, now, at = sides.of(wanted)
    if base is None:
        fresh[wanted] = {"id": wanted} | _filled(sides, table, row)
        return
    for column in table.fields:
        was = inside(base, column.path)
        value = _value(sides, row.get(column.head), column, was)
        if value != was:
            _change(sides, (wanted, base), f"「{column.head}」", column, (was, value), now, at, ())


def _filled(sides: _Sides, table: Table, row: Mapping[str, Found]) -> dict[str, Any]:
    """Make the values of a new row; what must be there and is not is noted."""
    made: dict[str, Any] = {}
    for column in table.fields:
        value = _value(sides, row.get(column.head), column, None)
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


def _change(  # noqa: PLR0913, PLR0917  # three sides of one value, and where it stands
    sides: _Sides, entry: tuple[str, Entry], label: str, column: Field, both: tuple[Any, Any], now: Any, at: int | None, place: tuple[str | int, ...]
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


def _list(sides: _Sides, table: Table, rows: Sequence[Mapping[str, Found]], known: Any, fresh: dict[str, dict[str, Any]]) -> None:
    """Compare a list inside the entries, entry by entry."""
    grouped: dict[str, list[Mapping[str, Found]]] = defaultdict(list)
    for row in rows:
        wanted = trimmed(str(row[ID].value or ""))
        if wanted in known:
            grouped[wanted].append(row)
        elif item_of(sides.base, wanted) is None:
            sides.plan.problems.append(row[ID].problem(f"「窓口」シートに、id「{wanted}」の行がありません"))
    for wanted in known:
        if wanted in fresh:
            made = [_item(sides, table, row) for row in grouped[wanted]]
            fresh[wanted] |= {table.key: made} if made else {}
        else:
            _items(sides, table, wanted, grouped[wanted])


def _items(sides: _Sides, table: Table, wanted: str, rows: Sequence[Mapping[str, Found]]) -> None:
    base, now, at = sides.of(wanted)
    assert base is not None  # the caller looked
    then = base.get(table.key) or []
    here = (now or {}).get(table.key) or []
    kept: set[int] = set()
    more = len(here)
    for row in rows:
        number = _position(sides, row, len(then), kept)
        if number is None:
            continue
        if number < 0:
            _append(sides, table, (wanted, base), row, at, (table.key, more), here)
            more += 1
            continue
        if table.of_texts and row[table.fields[0].head].value in {None, ""}:
            continue
        kept.add(number)
        for column in table.fields:
            was = inside(then[number], column.path) if column.path else then[number]
            value = _value(sides, row.get(column.head), column, was)
            if value != was:
                label = f"「{table.name}」{number + 1} 番目「{column.head}」"
                _change(sides, (wanted, base), label, column, (was, value), now if len(here) == len(then) else None, at, (table.key, number))
    for number in sorted(set(range(len(then))) - kept):
        _take(sides, table, (wanted, base), number, at if here == then else None)


def _position(sides: _Sides, row: Mapping[str, Found], count: int, kept: set[int]) -> int | None:
    """Give which item of the list a row is: -1 for a new one, None where it cannot be told."""
    cell = row[NUMBER]
    said = trimmed(str(cell.value if cell.value is not None else "")).removesuffix(".0")
    if not said:
        return -1
    number = int(said) - 1 if said.isascii() and said.isdigit() and len(said) < 5 else -2  # noqa: PLR2004  # no list has so many
    if not 0 <= number < count:
        sides.plan.problems.append(cell.problem(f"番号「{said}」がちがいます。新しい行なら、番号を空にしてください"))
        return None
    if number in kept:
        sides.plan.problems.append(cell.problem(f"番号「{said}」の行が二つあります。新しい行なら、番号を空にしてください"))
        return None
    return number


def _item(sides: _Sides, table: Table, row: Mapping[str, Found]) -> Any:
    if not table.of_texts:
        return _filled(sides, table, row)
    return _value(sides, row[table.fields[0].head], table.fields[0], None)


def _append(  # noqa: PLR0913, PLR0917  # one item, and where it is to stand
    sides: _Sides, table: Table, entry: tuple[str, Entry], row: Mapping[str, Found], at: int | None, place: tuple[str, int], here: Sequence[Any]
) -> None:
    value = _item(sides, table, row)
    wanted, base = entry
    same = here == (base.get(table.key) or [])
    if not value or (not same and any(_says(each, value) for each in here)):  # taken in before
        return
    said = value if isinstance(value, str) else "、".join(_told(table, value))
    difference = Difference(
        id=wanted, name=str(base.get("name") or ""), label=f"「{table.name}」に足す", old="", new=said, risky=table.key == "channels"
    )
    if at is None or not same:
        sides.plan.conflicts.append(f"{difference}（ファイルの「{table.name}」も変わっています。書きかえません）")
        return
    sides.plan.differences.append(difference)
    sides.plan.changes.append(Change((at, *place), value))


def _says(there: Any, value: Any) -> bool:
    """Tell whether the file says already what is to be written."""
    return bool(told(there) == told(meant(value)))


def _told(table: Table, value: Mapping[str, Any]) -> Iterator[str]:
    for column in table.fields:
        said = inside(value, column.path)
        if said is not None and said is not NULL:
            yield f"{column.head} {column.shown(said)}"


def _take(sides: _Sides, table: Table, entry: tuple[str, Entry], number: int, at: int | None) -> None:
    wanted, base = entry
    name = f"{base.get('name') or ''}（{wanted}）の「{table.name}」{number + 1} 番目"
    if not sides.remove:
        sides.plan.gone.append(name)
    elif at is None:
        sides.plan.conflicts.append(f"{name}（ファイルでも変わっています。消しません）")
    else:
        item = (base.get(table.key) or [])[number]
        said = item if isinstance(item, str) else "、".join(_told(table, item))
        sides.plan.differences.append(
            Difference(id=wanted, name=str(base.get("name") or ""), label=f"「{table.name}」{number + 1} 番目を消す", old=said, new="", risky=True)
        )
        sides.plan.changes.append(Change((at, table.key, number), None))


def _removed(sides: _Sides, known: Any) -> None:
    for entry in sides.base:
        wanted = str(entry["id"])
        _, now, at = sides.of(wanted)
        if wanted in known or now is None or at is None:
            continue
        name = f"{entry.get('name') or ''}（{wanted}）"
        if not sides.remove:
            sides.plan.gone.append(name)
        elif now != entry:
            sides.plan.conflicts.append(f"{name}（ファイルでも変わっています。消しません）")
        else:
            sides.plan.differences.append(
                Difference(id=wanted, name=str(entry.get("name") or ""), label="窓口を消す", old=str(entry.get("name") or ""), new="", risky=True)
            )
            sides.plan.changes.append(Change((at,), None))


def _added(sides: _Sides, fresh: Mapping[str, dict[str, Any]], rows: Mapping[str, Mapping[str, Found]]) -> None:
    at = len(sides.now)
    for wanted, made in fresh.items():
        if sides.city.isdigit():
            made.setdefault("area", sides.city)
        if not made.get("sources"):
            sides.plan.problems.append(rows[wanted][ID].problem("「出典」シートに、この id の行がありません。どこで確かめたかを書いてください"))
        here = item_of(sides.now, wanted)
        if here is not None and _says(sides.now[here], made):  # taken in before
            continue
        if here is not None:
            sides.plan.conflicts.append(f"{made.get('name') or ''}（{wanted}）（同じ id の窓口が、ファイルに足されています。足しません）")
            continue
        entry: dict[str, Value] = {key: made[key] for key in sorted(made, key=lambda key: _ORDER[key])}
        sides.plan.differences.append(
            Difference(id=wanted, name=str(made.get("name") or ""), label="新しい窓口", old="", new=str(made.get("name") or ""), risky=True)
        )
        sides.plan.changes.append(Change((at,), entry))
        at += 1
