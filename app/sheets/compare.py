"""What was changed in a spreadsheet, set against what the file says now: three sides, so that nobody's work is written over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from app.catalogue import Resource
from app.edit import Change, Value, item_of
from app.sheets.book import ID, Book, Found, inside
from app.sheets.change import Difference, Entry, Plan, Sides, change, filled, says, value_of
from app.sheets.fields import Table, trimmed
from app.sheets.lists import compare_list

_ORDER = {each.name: at for at, each in enumerate(fields(Resource))}


def plan(book: Book, sheets: Sequence[Table], now: Sequence[Entry], *, remove: bool = False) -> Plan:
    """Compare a workbook with what the file says *now* (`edit.values`). Never raises for what a cell says."""
    found = Plan()
    sides = Sides(book.base, now, book.of, remove, found)
    entries, *lists = sheets
    rows = dict(_identified(book.rows[entries.name], found, sides))
    fresh: dict[str, dict[str, Any]] = {}
    for wanted, row in rows.items():
        _entry(sides, entries, wanted, row, fresh)
    for table in lists:
        compare_list(sides, table, book.rows[table.name], rows.keys(), fresh)
    _removed(sides, rows.keys())
    _added(sides, fresh, rows)
    return found


def _identified(rows: Sequence[Mapping[str, Found]], found: Plan, sides: Sides) -> Iterator[tuple[str, Mapping[str, Found]]]:
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


def _proposed(sides: Sides, seen: set[str]) -> str:
    """Propose an id as the others of the file are, with a number that is free."""
    head = str(sides.now[0]["id"]).split("-", maxsplit=1)[0] if sides.now else "madoguchi"
    known = {str(each.get("id")) for each in sides.now} | seen
    return next(name for name in (f"{head}-{number}" for number in range(1, len(known) + 2)) if name not in known)


def _entry(sides: Sides, table: Table, wanted: str, row: Mapping[str, Found], fresh: dict[str, dict[str, Any]]) -> None:
    base, now, at = sides.of(wanted)
    if base is None:
        fresh[wanted] = {"id": wanted} | filled(sides, table, row)
        return
    for column in table.fields:
        was = inside(base, column.path)
        value = value_of(sides, row.get(column.head), column, was)
        if value != was:
            change(sides, (wanted, base), f"「{column.head}」", column, (was, value), now, at, ())


def _removed(sides: Sides, known: Any) -> None:
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


def _added(sides: Sides, fresh: Mapping[str, dict[str, Any]], rows: Mapping[str, Mapping[str, Found]]) -> None:
    at = len(sides.now)
    for wanted, made in fresh.items():
        if sides.city.isdigit():
            made.setdefault("area", sides.city)
        if not made.get("sources"):
            sides.plan.problems.append(rows[wanted][ID].problem("「出典」シートに、この id の行がありません。どこで確かめたかを書いてください"))
        here = item_of(sides.now, wanted)
        if here is not None and says(sides.now[here], made):  # taken in before
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
