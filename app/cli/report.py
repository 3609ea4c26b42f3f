"""report measures."""

import json
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app import reports
from app.cli.door import MESSAGES, AsJson, City, content

APP = typer.Typer(help="上の人に見せる報告。", no_args_is_help=True)


@APP.callback()
def _group() -> None:
    """Keep `measures` a command of its own, also while it is the only one."""


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
