"""A report as one HTML file that needs nothing else: look and charts are in it, and no script."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.reports.report import Report, Stamp
from app.settings import HOME


def html(report: Report, stamp: Stamp, home: Path = HOME) -> str:
    """Write *report* down with templates/reports/ under *home*, in the colours of the site."""
    templates = Environment(
        loader=FileSystemLoader(home / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    mark = (home / "static" / "mark.svg").read_text(encoding="utf-8")
    look = tokens((home / "static" / "style.css").read_text(encoding="utf-8"))
    page = templates.get_template("reports/report.html")
    return page.render(report=report, stamp=stamp, mark=Markup(mark), tokens=Markup(look))  # noqa: S704  # files of ours


def tokens(css: str) -> str:
    """Give the first rule of the site's style sheet: the names of the colours, as on a light screen."""
    begin = css.index(":root {")
    return css[begin : css.index("}", begin) + 1]
