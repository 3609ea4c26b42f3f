"""Channels, sources and the like: a list inside each entry, compared item by item."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from app.edit import Change, item_of
from app.sheets.book import ID, NUMBER, Found, inside
from app.sheets.change import Difference, Entry, Sides, change, filled, says, told_of, value_of
from app.sheets.fields import Table, trimmed


def compare_list(sides: Sides, table: Table, rows: Sequence[Mapping[str, Found]], known: Any, fresh: dict[str, dict[str, Any]]) -> None:
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


def _items(sides: Sides, table: Table, wanted: str, rows: Sequence[Mapping[str, Found]]) -> None:
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
            value = value_of(sides, row.get(column.head), column, was)
            if value != was:
                label = f"「{table.name}」{number + 1} 番目「{column.head}」"
                change(sides, (wanted, base), label, column, (was, value), now if len(here) == len(then) else None, at, (table.key, number))
    for number in sorted(set(range(len(then))) - kept):
        _take(sides, table, (wanted, base), number, at if here == then else None)


def _position(sides: Sides, row: Mapping[str, Found], count: int, kept: set[int]) -> int | None:
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


def _item(sides: Sides, table: Table, row: Mapping[str, Found]) -> Any:
    if not table.of_texts:
        return filled(sides, table, row)
    return value_of(sides, row[table.fields[0].head], table.fields[0], None)


def _append(  # noqa: PLR0913, PLR0917  # one item, and where it is to stand
    sides: Sides, table: Table, entry: tuple[str, Entry], row: Mapping[str, Found], at: int | None, place: tuple[str, int], here: Sequence[Any]
) -> None:
    value = _item(sides, table, row)
    wanted, base = entry
    same = here == (base.get(table.key) or [])
    if not value or (not same and any(says(each, value) for each in here)):  # taken in before
        return
    said = value if isinstance(value, str) else "、".join(told_of(table, value))
    difference = Difference(
        id=wanted, name=str(base.get("name") or ""), label=f"「{table.name}」に足す", old="", new=said, risky=table.key == "channels"
    )
    if at is None or not same:
        sides.plan.conflicts.append(f"{difference}（ファイルの「{table.name}」も変わっています。書きかえません）")
        return
    sides.plan.differences.append(difference)
    sides.plan.changes.append(Change((at, *place), value))


def _take(sides: Sides, table: Table, entry: tuple[str, Entry], number: int, at: int | None) -> None:
    wanted, base = entry
    name = f"{base.get('name') or ''}（{wanted}）の「{table.name}」{number + 1} 番目"
    if not sides.remove:
        sides.plan.gone.append(name)
    elif at is None:
        sides.plan.conflicts.append(f"{name}（ファイルでも変わっています。消しません）")
    else:
        item = (base.get(table.key) or [])[number]
        said = item if isinstance(item, str) else "、".join(told_of(table, item))
        sides.plan.differences.append(
            Difference(id=wanted, name=str(base.get("name") or ""), label=f"「{table.name}」{number + 1} 番目を消す", old=said, new="", risky=True)
        )
        sides.plan.changes.append(Change((at, table.key, number), None))
