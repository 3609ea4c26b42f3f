"""Opening hours in everyday Japanese, written as the files want them: 平日9時〜17時 is Mo-Fr 09:00-17:00; PH off."""

import re
from datetime import date
from unicodedata import normalize

from app.opening import fault

_DAYS = {"月": "Mo", "火": "Tu", "水": "We", "木": "Th", "金": "Fr", "土": "Sa", "日": "Su"}
_SPAN = re.compile(r"(?P<b>\d{1,2})(?:[:時](?P<bm>\d{2})?分?(?P<bh>半)?)(?:-|から)(?P<e>\d{1,2})(?:[:時](?P<em>\d{2})?分?(?P<eh>半)?)(?:まで)?")
_ROW = re.compile(r"(?P<first>[月火水木金土日])(?:曜日?)?(?:-|から)(?P<last>[月火水木金土日])(?:曜日?)?")
_ALWAYS = re.compile(r"24時間(?:365日|対応|受付|いつでも|・?毎日|・?年中無休)*|いつでも|(?:年中無休・?)24時間")
_NOISE = re.compile(r"[\s、,。・()（）]|曜日?|まで|受付|午前")
_CLOSED = re.compile(r"(?:土日祝日?|土日|祝日?)?(?:は|を|・)?(?:休み|除く|のぞく|除き|お休み)")
_LEFT = re.compile(r"\d|午後|年末|年始|第")


def hours_of(said: str) -> str | None:
    """Write hours as opening_hours; None where not every word is understood, or where they could not be meant."""
    text = re.sub(r"[~〜\u2010-\u2015\u2212]", "-", normalize("NFKC", said)).strip()
    if _ALWAYS.fullmatch(_NOISE.sub("", text)):
        return "24/7"
    spans = [_span(found) for found in _SPAN.finditer(text)]
    rest = _NOISE.sub("", _CLOSED.sub("", _SPAN.sub("", text)))
    days = _days(rest)
    if not spans or days is None or _LEFT.search(rest):
        return None
    written = f"{days} {','.join(spans)}"
    if "PH" not in days and ("平日" in text or re.search(r"祝日?(?:は|を)?(?:休|除|のぞ)", text)):
        written += "; PH off"
    return written if fault(written, date(2026, 1, 1)) is None else None


def _span(found: re.Match[str]) -> str:
    begin, end = (
        f"{int(found[hour]):02}:{'30' if found[half] else found[minute] or '00'}" for hour, minute, half in (("b", "bm", "bh"), ("e", "em", "eh"))
    )
    return f"{begin}-{end}"


def _days(rest: str) -> str | None:
    """Write days as opening_hours; None where something else is said too."""
    if rest in {"平日", "月-金", "月から金"}:
        return "Mo-Fr"
    if rest in {"毎日", "年中無休", "土日祝も", "土日祝日も"}:
        return "Mo-Su"
    row = _ROW.fullmatch(rest)
    if row is not None:
        return f"{_DAYS[row['first']]}-{_DAYS[row['last']]}"
    found = re.fullmatch(r"(?P<days>[月火水木金土日]+)(?P<holidays>祝日?)?", rest)
    return ",".join(_DAYS[day] for day in found["days"]) + (",PH" if found["holidays"] else "") if found else None
