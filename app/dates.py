"""Dates as clerks write them, and as the files want them: 令和8年11月20日 is 2026-11-20."""

import re
from datetime import date
from unicodedata import normalize

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "R": 2018, "H": 1988, "S": 1925}
"""The year before the first of each era (元号法による改元の年)."""
_WRITTEN = re.compile(
    r"(?P<era>令和|平成|昭和|[RHS])?\s*(?P<year>元|\d{1,4})\s*[-./年]\s*(?P<month>\d{1,2})\s*[-./月]\s*(?P<day>\d{1,2})\s*日?", re.IGNORECASE
)


def iso(written: str) -> str | None:
    """Write a date as 2026-11-20; None where it is none, or where its year is not sure (26/11/20)."""
    found = _WRITTEN.fullmatch(normalize("NFKC", written).replace("−", "-").replace("‐", "-").strip())
    if found is None or (found["era"] is None and len(found["year"]) < len("2026")):
        return None
    year = 1 if found["year"] == "元" else int(found["year"])
    try:
        return date(year + _ERAS.get((found["era"] or "").upper(), 0), int(found["month"]), int(found["day"])).isoformat()
    except ValueError:
        return None
