"""A report as text for other programs: CSV for spreadsheets, JSON, lines parted by tabs."""

import json

from app import commas
from app.reports.report import Report, Table


def as_csv(report: Report) -> str:
    """Give the rows for a spreadsheet."""
    table = report.sheet or report.tables[0]
    return commas.written((table.heads, *table.rows), end="\n")


def as_json(report: Report) -> str:
    """Give what the report tells, for programs."""
    return json.dumps(report.plain, ensure_ascii=False) + "\n"


def as_lines(table: Table) -> str:
    """Give the rows parted by tabs, without heads."""
    return "".join("\t".join(map(str, row)) + "\n" for row in table.rows)
