"""report freshness, calendar."""

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from jinja2 import Environment
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app import agenda, commas
from app.cli import files
from app.cli.door import MESSAGES, AsJson, City, content
from app.clock import standing_at, tokyo
from app.content import Content
from app.freshness import SOON, Due, State, due

Now = Annotated[datetime | None, typer.Option(help="この時刻のつもりで数える（例: 2027-03-01）")]
SAID: dict[State, str] = {"overdue": "期限切れ", "soon": "もうすぐ", "fresh": "まだよい"}
HEADS = ("担当", "状態", "期限", "残りの日", "確認した日", "id", "名前")
PAGE = """\
<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><title>{{ title }}</title>
<style>body{font:16px/1.7 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #888;padding:.3em .6em;text-align:left}.overdue td{font-weight:bold}@media print{h2{break-after:avoid}}</style></head>
<body><h1>{{ title }}</h1><p>{{ day }} の時点。期限切れ {{ overdue }} 件、もうすぐ {{ soon }} 件、担当のないもの {{ ownerless }} 件。</p>
{% for keeper, rows in groups %}<h2>{{ keeper }}（{{ rows|length }} 件）</h2>
<table><thead><tr><th scope="col">状態</th><th scope="col">期限</th><th scope="col">確認した日</th><th scope="col">名前</th></tr></thead><tbody>
{% for row in rows %}<tr class="{{ row.state }}"><td>{{ said[row.state] }}</td><td>{{ row.due_on }}</td><td>{{ row.resource.checked_on }}</td>\
<td>{{ row.resource.name }}（{{ row.resource.id }}）</td></tr>
{% endfor %}</tbody></table>
{% endfor %}</body></html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    """How many entries are of a kind."""

    overdue: int
    soon: int
    ownerless: int

    @classmethod
    def of(cls, rows: Iterable[Due]) -> "_Counts":
        """Count *rows*."""
        found = tuple(rows)
        states = [row.state for row in found]
        return cls(overdue=states.count("overdue"), soon=states.count("soon"), ownerless=sum(row.ownerless for row in found))


def freshness(  # noqa: PLR0913, PLR0917  # one option for each form
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV で出す（Excel で開ける）")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="印刷できるページ（HTML）で出す")] = False,
    every: Annotated[bool, typer.Option("--all", help="まだよいものも出す")] = False,
    soon: Annotated[int, typer.Option(help="期限の何日前から「もうすぐ」とするか", min=0, max=366)] = SOON,
    city: City = None,
    now: Now = None,
) -> None:
    """確かめ直す期限を、担当の課ごとに。期限をすぎたものがあれば 1 で終わる。"""
    if as_json + as_csv + as_html > 1:
        raise typer.BadParameter("--json・--csv・--html は、一つだけ書いてください")
    loaded, moment = content(city), _moment(now)
    found = due(loaded, moment.date(), soon=soon)
    rows = tuple(row for row in found if every or row.state != "fresh" or row.ownerless)
    if as_html:
        print(_page(loaded, rows, moment))
    else:
        _print(rows, as_json=as_json, as_csv=as_csv)
    _tell(_Counts.of(found), len(found))


def _tell(counts: _Counts, every: int) -> None:
    MESSAGES.print(f"{every} 件のうち、期限切れ {counts.overdue}、もうすぐ {counts.soon}、担当のないもの {counts.ownerless}。", soft_wrap=True)
    if counts.overdue:
        MESSAGES.print("期限切れのものは、公式ページを見て、番号と時間を確かめ、checked_on をきょうの日付にしてください。", soft_wrap=True)
    raise typer.Exit(1 if counts.overdue else 0)


def _moment(now: datetime | None) -> datetime:
    return standing_at(now)() if now else tokyo()


def _cells(row: Due) -> tuple[str, ...]:
    given = row.resource
    return (row.keeper, SAID[row.state], str(row.due_on), str(row.days), str(given.checked_on), given.id, given.name)


def _print(rows: tuple[Due, ...], *, as_json: bool, as_csv: bool) -> None:
    if as_json:
        print(json.dumps([_plain(row) for row in rows], ensure_ascii=False))
    elif as_csv:
        # Days stay a number: they may begin with a minus.
        told = [(*cells[:3], row.days, *cells[4:]) for row in rows for cells in (_cells(row),)]
        sys.stdout.write(commas.BOM + commas.written([HEADS, *told]))
    elif sys.stdout.isatty():
        Console().print(_table(rows))
    else:
        for row in rows:
            print("\t".join(_cells(row)))


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


def _table(rows: tuple[Due, ...]) -> Table:
    table = Table(*HEADS[:4], *HEADS[5:])
    last = ""
    for row in rows:
        keeper, said, day, days, _, *rest = map(escape, _cells(row))
        table.add_row("" if keeper == last else keeper, said, day, days, *rest, style="bold red" if row.state == "overdue" else None)
        last = keeper
    return table


def _page(loaded: Content, rows: tuple[Due, ...], moment: datetime) -> str:
    groups: dict[str, list[Due]] = {}
    for row in rows:
        groups.setdefault(row.keeper, []).append(row)
    counts = _Counts.of(rows)
    name = loaded.city.name if loaded.city else "全国"
    page = Environment(autoescape=True).from_string(PAGE)
    said = {"overdue": counts.overdue, "soon": counts.soon, "ownerless": counts.ownerless}
    return page.render(title=f"窓口の確認の期限（{name}）", day=moment.date(), groups=groups.items(), said=SAID, **said)


def calendar(
    file: Annotated[Path, typer.Argument(help="書くファイル（例: kakunin.ics）", dir_okay=False)],
    owner: Annotated[str | None, typer.Option(help="この課の分だけ。書かなければ、すべて")] = None,
    city: City = None,
    now: Now = None,
) -> None:
    """確かめ直す期限を、予定表（.ics）に書く。Outlook や Google カレンダーで開ける。"""
    loaded, moment = content(city), _moment(now)
    found = due(loaded, moment.date())
    keepers = sorted({row.keeper for row in found})
    rows = [row for row in found if owner is None or row.keeper == owner]
    if owner is not None and not rows:
        raise typer.BadParameter(f"「{owner}」が受け持つ窓口はありません。あるもの: {'、'.join(keepers)}")
    written = agenda.calendar(rows, loaded.city.name if loaded.city else "全国", moment)
    files.write(file, written)
    days = len({(max(row.due_on, moment.date()), row.keeper) for row in rows})
    MESSAGES.print(
        f"{file} に、{len(rows)} 件の窓口の期限を、{days} の予定にして書きました。予定表で「開く」か「読みこみ」をしてください。", soft_wrap=True
    )
