"""Reports that a superior asks for: pure functions from content and counts to a `Report`; `page` writes one as HTML, `cli` as table, CSV or JSON."""

from app.reports.plan import Served, measures

__all__ = ["Served", "measures"]
