"""report freshness, calendar."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app import agenda
from app.cli import files
from app.cli.door import MESSAGES, AsJson, City, content
from app.cli.forms import AsCsv, Forms, Html, Out, write
from app.clock import standing_at, tokyo
from app.freshness import SOON, due
from app.reports import due as reports
from app.reports.report import Stamp

Now = Annotated[datetime | None, typer.Option(help="この時刻のつもりで数える（例: 2027-03-01）")]


def freshness(  # noqa: PLR0913, PLR0917  # one for each option
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    html: Html = None,
    out: Out = None,
    every: Annotated[bool, typer.Option("--all", help="まだよいものも出す")] = False,
    soon: Annotated[int, typer.Option(help="期限の何日前から「もうすぐ」とするか", min=0, max=366)] = SOON,
    city: City = None,
    now: Now = None,
) -> None:
    """確かめ直す期限を、担当の課ごとに。期限をすぎたものがあれば 1 で終わる。"""
    loaded, moment = content(city), _moment(now)
    found = due(loaded, moment.date(), soon=soon)
    stamp = Stamp(city=loaded.city.name if loaded.city else "全国", version=loaded.version, made=tokyo())
    write(reports.report(found, moment.date(), every=every), stamp, Forms(as_json, as_csv, html, out))
    raise typer.Exit(1 if any(row.state == "overdue" for row in found) else 0)


def _moment(now: datetime | None) -> datetime:
    return standing_at(now)() if now else tokyo()


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
