"""report measures, report reached."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app import reports
from app import settings as settings_door
from app.cli.door import MESSAGES, AsJson, City, content
from app.tally import FEWEST, Reached, Tally

APP = typer.Typer(help="上の人に見せる報告。", no_args_is_help=True)


@APP.command()
def measures(
    as_json: AsJson = False,
    missing: Annotated[bool, typer.Option(help="受ける窓口のないものだけ")] = False,
    city: City = None,
) -> None:
    """重点計画の 141 の施策を、どの窓口が受けているか。住民が使えるのに窓口のないものがあれば 1 で終わる。"""
    every = reports.measures(content(city))
    rows = [each for each in every if each.missing or not missing]
    if as_json:
        print(
            json.dumps([{"no": r.measure.no, "name": r.measure.name, "resident": r.measure.resident, "by": r.by} for r in rows], ensure_ascii=False)
        )
    elif sys.stdout.isatty():
        table = Table("No.", "施策", "所管", "窓口・わけ")
        for row in rows:
            table.add_row(str(row.measure.no), row.measure.name, row.measure.ministry, _last(row))
        Console().print(table)
    else:
        for row in rows:
            print("\t".join((str(row.measure.no), row.measure.name, row.measure.ministry, _last(row))))
    without = sum(row.missing for row in every)
    MESSAGES.print(f"{len(every)} の施策。住民が使えるもの {sum(row.measure.resident for row in every)}、うち窓口のないもの {without}。")
    raise typer.Exit(1 if without else 0)


def _last(row: reports.Served) -> str:
    return "、".join(row.by) if row.by else f"（{row.measure.reason or '窓口がありません'}）"


@APP.command()
def reached(
    file: Annotated[Path | None, typer.Argument(help="数えたファイル。なければ MADOGUCHI_COUNTS のもの")] = None,
    as_json: AsJson = False,
    city: City = None,
) -> None:
    """窓口ごとに、つながった・つながらなかった・ちがう所だったの回数。つながらなかったものが先。合わせて 5 回に満たない窓口は出さない。"""
    counted = file or settings_door.read().counts
    if counted is None or not counted.is_file():
        raise typer.BadParameter("数えたファイルがありません。MADOGUCHI_COUNTS で場所を決めて動かすと、数えはじめます")
    every = list(Tally(counted).sums())
    rows = [each for each in every if each.enough]
    catalogue = content(city).catalogue
    names = {each.resource: catalogue[each.resource].name if each.resource in catalogue else each.resource for each in rows}
    if as_json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False))
    elif sys.stdout.isatty():
        table = Table("窓口", "つながった", "つながらなかった", "ちがう所だった")
        for row in rows:
            table.add_row(names[row.resource], *_counts(row))
        Console().print(table)
    else:
        for row in rows:
            print("\t".join((names[row.resource], *_counts(row))))
    MESSAGES.print(f"{len(rows)} の窓口。{FEWEST} 回に満たないもの {len(every) - len(rows)} は、だれのことか分からないように、出していません。")


def _counts(row: Reached) -> tuple[str, str, str]:
    return str(row.reached), str(row.missed), str(row.wrong)
