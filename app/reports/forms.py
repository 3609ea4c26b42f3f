"""A report as text for other programs: CSV for spreadsheets, JSON, lines parted by tabs."""

import csv
import json
from io import StringIO

from app.reports.report import Report, Table, Value

BOM = "\ufeff"
"""Without it Excel takes UTF-8 for Shift_JIS. Only files have it: a program that reads on would take it for part of the first head."""
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")  # noqa: RUF001  # the full-width ones are meant
"""What a formula of a spreadsheet begins with, full-width too in Japanese ones (OWASP, CSV Injection)."""


def as_csv(report: Report) -> str:
    """Give the rows for a spreadsheet. A text that it would take for a formula begins with an apostrophe; numbers stay numbers."""
    table, written = report.sheet or report.tables[0], StringIO()
    csv.writer(written, lineterminator="\n").writerows([table.heads, *(tuple(map(harmless, row)) for row in table.rows)])
    return written.getvalue()


def harmless(value: Value) -> Value:
    """Give a cell that no spreadsheet runs. A sign alone is no formula: 「－」 stands for a count that is not shown."""
    return f"'{value}" if isinstance(value, str) and len(value) > 1 and value[0] in FORMULA else value


def as_json(report: Report) -> str:
    """Give what the report tells, for programs."""
    return json.dumps(report.plain, ensure_ascii=False) + "\n"


def as_lines(table: Table) -> str:
    """Give the rows parted by tabs, without heads."""
    return "".join("\t".join(map(str, row)) + "\n" for row in table.rows)
