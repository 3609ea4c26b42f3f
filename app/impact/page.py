"""One HTML page for who signs: no script, nothing from elsewhere, made for A4."""

from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.impact import told
from app.impact.compared import Impact


def page(found: Impact, today: date, city: str | None) -> str:
    """Write the page. All that stands in files is escaped."""
    template = _environment().get_template("page.html")
    return template.render(found=found, labels=dict(found.labels), told=told, day=f"{today.year}年{today.month}月{today.day}日", city=city)


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
