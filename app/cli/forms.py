"""How a report leaves the program: a table in a terminal, lines parted by tabs, CSV, JSON, or a page in a file."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from app.cli import files
from app.cli.door import MESSAGES
from app.commas import BOM
from app.reports.forms import as_csv, as_json, as_lines
from app.reports.page import html
from app.reports.report import Report, Stamp

SHOWN = 40
"""Rows of a table in a terminal; a file has all."""

AsCsv = Annotated[bool, typer.Option("--csv", help="CSV で出す")]
Html = Annotated[Path | None, typer.Option("--html", help="図のついた一枚のページを、このファイルに書く（例: 報告.html）")]
Out = Annotated[Path | None, typer.Option("--out", help="画面のかわりに、このファイルに書く（--csv と使うと、Excel でそのまま開ける）")]


@dataclass(frozen=True, slots=True)
class Forms:
    """In which forms a report was asked for."""

    json: bool = False
    csv: bool = False
    html: Path | None = None
    out: Path | None = None


def write(report: Report, stamp: Stamp, forms: Forms) -> None:
    """Write *report* as asked: the data to stdout or a file, its sentences to stderr. Raises BadParameter where a file cannot be written."""
    if forms.json and forms.csv:
        raise typer.BadParameter("--json と --csv は、どちらか一つだけ書いてください")
    if forms.html is not None:
        save(forms.html, html(report, stamp))
    if forms.out is not None:
        save(forms.out, _text(report, forms, bom=BOM))
    elif forms.html is None or forms.json or forms.csv:
        _show(report, forms)
    for sentence in report.lead:
        MESSAGES.print(sentence, soft_wrap=True, markup=False)


def _text(report: Report, forms: Forms, bom: str = "") -> str:
    if forms.json:
        return as_json(report)
    return bom + as_csv(report) if forms.csv else as_lines(report.tables[0])


def _show(report: Report, forms: Forms) -> None:
    if forms.json or forms.csv or not _in_terminal():
        print(_text(report, forms), end="")
        return
    shown = report.tables[0]
    table = Table(title=shown.heading, box=SIMPLE_HEAD, pad_edge=False)
    for head, number in zip(shown.heads, shown.numbers, strict=True):
        table.add_column(head, justify="right" if number else "left", overflow="fold")
    for row in shown.rows[:SHOWN]:
        table.add_row(*map(str, row))
    Console(markup=False, highlight=False).print(table)
    if len(shown.rows) > SHOWN:
        MESSAGES.print(f"ほかに {len(shown.rows) - SHOWN} 件あります。--html 報告.html か --csv --out 報告.csv で、全部見られます。", soft_wrap=True)


def _in_terminal() -> bool:
    return sys.stdout.isatty()


def save(path: Path, text: str) -> None:
    """Write a file all at once, and say so. Raises BadParameter."""
    files.write(path, text)
    MESSAGES.print(f"{path} に書きました。", soft_wrap=True, markup=False)
