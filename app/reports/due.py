"""What is to be checked again, by when and by whom; what is overdue first."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

from app.freshness import Due, State
from app.reports.report import Bar, Figure, Ink, Report, Table, Value, stacked

HEADS = ("担当", "状態", "期限", "残りの日", "名前", "id")
STATES: tuple[tuple[State, str, Ink], ...] = (("overdue", "期限切れ", "dark"), ("soon", "もうすぐ", "hatch"), ("fresh", "まだよい", "light"))
SAID: dict[State, str] = {state: said for state, said, _ in STATES}
WHAT_TO_DO = "期限切れのものは、公式ページを見て、番号と時間を確かめ、checked_on をきょうの日付にしてください。"
NOTES = (
    "期限は、確かめた日（checked_on）から市の決めた日数（書いていなければ 180 日）の後です。窓口に review_by があれば、その日です。",
    "担当は、owner に書いた課です。書いていない全国の窓口は、市の一覧を直す課（city.yaml の department）が確かめます。",
    "期間（valid_until）の終わった窓口は、数えません。",
)


def report(found: tuple[Due, ...], today: date, *, every: bool) -> Report:
    """Tell what is due: all entries in the charts; in the tables those that somebody has to act on, or *every* one."""
    rows = tuple(row for row in found if every or row.state != "fresh" or row.ownerless)
    return Report(
        title="窓口を確かめ直す期限",
        period=f"{_day(today)}の時点",
        lead=_lead(found),
        figures=(_months(found), _keepers(found)) if found else (),
        tables=(Table(heading="担当ごとの窓口（期限の早い順）", heads=HEADS, rows=tuple(map(_row, rows))),),
        sheet=Table(heads=(*HEADS, "確認した日"), rows=tuple((*_row(row), str(row.resource.checked_on)) for row in rows)),
        plain=list(map(_plain, rows)),
        notes=NOTES,
    )


def _lead(found: tuple[Due, ...]) -> tuple[str, ...]:
    counts = Counter(row.state for row in found)
    ownerless = sum(row.ownerless for row in found)
    first = f"{len(found)} 件のうち、期限切れ {counts['overdue']}、もうすぐ {counts['soon']}、担当のないもの {ownerless}。"
    return (first, *_next(found), *((WHAT_TO_DO,) if counts["overdue"] else ()))


def _next(found: tuple[Due, ...]) -> Iterable[str]:
    """Name the next day on which something is due."""
    coming = [row for row in found if row.state != "overdue"]
    if coming:
        day = min(row.due_on for row in coming)
        left = next(row.days for row in coming if row.due_on == day)
        yield f"次の期限は {_day(day)}（あと {left} 日）で、{sum(row.due_on == day for row in coming)} 件です。"


def _months(found: tuple[Due, ...]) -> Figure:
    return Figure(
        heading="期限の月ごとの件数",
        text="黒い棒は、期限をすぎたものです。長い月は、早めに分けて確かめると、あとが楽です。",
        keys=_keys(found),
        label="期限の月",
        amount="件数",
        bars=_bars(found, lambda row: f"{row.due_on.year}年{row.due_on.month}月", lambda row: row.keeper),
    )


def _keepers(found: tuple[Due, ...]) -> Figure:
    return Figure(
        heading="担当の課ごとの件数",
        text="期限のいちばん早い窓口のある課が、先です。",
        keys=_keys(found),
        label="担当",
        amount="件数",
        bars=_bars(found, lambda row: row.keeper, lambda row: f"{row.due_on.year}年{row.due_on.month}月", ordered=False),
    )


def _keys(found: tuple[Due, ...]) -> tuple[tuple[Ink, str], ...]:
    there = {row.state for row in found}
    return tuple((ink, said) for state, said, ink in STATES if state in there)


def _bars(found: tuple[Due, ...], name: Callable[[Due], str], part: Callable[[Due], str], *, ordered: bool = True) -> tuple[Bar, ...]:
    """Give one bar for each *name*; whoever hears it is told the *part*s."""
    groups: dict[str, list[Due]] = {}
    for row in sorted(found, key=lambda each: each.due_on) if ordered else found:
        groups.setdefault(name(row), []).append(row)
    most = max(map(len, groups.values()))
    return tuple(_bar(label, rows, most, part) for label, rows in groups.items())


def _bar(label: str, rows: list[Due], most: int, part: Callable[[Due], str]) -> Bar:
    states, parts = Counter(row.state for row in rows), Counter(map(part, rows))
    said = "、".join(f"{SAID[state]} {states[state]}" for state, *_ in STATES if states[state])
    runs = stacked(tuple((states[state], ink) for state, _, ink in STATES), most)
    return Bar(label=label, runs=runs, amount=str(len(rows)), words=f"{said}（{'、'.join(f'{name} {count}' for name, count in parts.items())}）")


def _row(row: Due) -> tuple[Value, ...]:
    given = row.resource
    return (row.keeper, SAID[row.state], str(row.due_on), row.days, given.name, given.id)


def _plain(row: Due) -> dict[str, object]:
    return {
        "department": row.keeper,
        "state": row.state,
        "due_on": str(row.due_on),
        "days": row.days,
        "checked_on": str(row.resource.checked_on),
        "id": row.resource.id,
        "name": row.resource.name,
        "ownerless": row.ownerless,
    }


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
