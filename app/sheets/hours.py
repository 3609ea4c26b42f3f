"""Days and times as town halls write them in open data, as our expression of hours; nothing where it could mean two things."""

import re
import unicodedata
from dataclasses import dataclass

from app.sheets.fields import trimmed

_DAYS = dict(zip("月火水木金土日", ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"), strict=True))
_ORDER = "月火水木金土日"
_ALWAYS = frozenset({"毎日", "年中無休", "全日"})
_RANGE = re.compile(rf"([{_ORDER}])(?:曜日?)?(?:~|〜|-|から)([{_ORDER}])(?:曜日?)?")
_TIME = re.compile(r"(午前|午後|am|pm)?(\d{1,2})(?::(\d{2})(?::00)?|時(?:(\d{1,2})分|(半))?)|(\d{3,4})")
_HOLIDAYS_OFF = re.compile(r"(?:国民の)?(?:祝日?|祝祭日|休日)(?:は|を)?(?:除く|休み|お休み|休館|休業|閉庁|休館日|定休)(?:日)?[。.]?")
_NOON, _MINUTES, _HOURS = 12, 60, 24


@dataclass(frozen=True, slots=True)
class Hours:
    """What days and times say, for a computer and for people, and why the former is missing."""

    hours: str | None
    text: str | None
    why: str | None = None


def hours(days: str, begin: str, end: str, special: str) -> Hours:
    """Read the four columns 利用可能曜日, 開始時間, 終了時間, 利用可能日時特記事項.

    Weekdays alone say nothing of holidays, and a window that is said to be open and is not sends somebody away: then there are no hours, only their words.
    """
    said = _said(days, begin, end, special)
    if said is None:
        return Hours(None, None)
    first, last = time(begin), time(end)
    on = _weekdays(plain(days))
    if first is None or last is None or first >= last:
        return Hours(None, said, "開始・終了の時間が読みとれません")
    if on is None:
        return Hours(None, said, "曜日が読みとれません")
    holidays = _holidays(plain(days), plain(special))
    if holidays is None:
        why = "祝日に開いているかが書いてありません" if not trimmed(special) else "特記事項に、表にできない決まりがあります"
        return Hours(None, said, why)
    return Hours(holidays.format(days=on, span=f"{first}-{last}"), said)


def plain(said: str) -> str:
    """Give text with narrow letters and without spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", said)).lower()


def _said(days: str, begin: str, end: str, special: str) -> str | None:
    first, last = time(begin), time(end)
    span = f"{_shown(first)}〜{_shown(last)}" if first and last else "〜".join(part for part in (trimmed(begin), trimmed(end)) if part)
    parts = [part for part in (trimmed(days), span) if part]
    said = " ".join(parts) + (f"（{trimmed(special)}）" if trimmed(special) else "")
    return said or None


def _shown(written: str) -> str:
    return written.removeprefix("0") if written[:2] != "00" else written[1:]


def time(said: str) -> str | None:
    """Read a time of day: 9:00, 9時, 9時半, 0900, 午後5時. None where it is none."""
    found = _TIME.fullmatch(plain(said))
    if found is None:
        return None
    half, hour, minute, minutes, thirty, digits = found.groups()
    if digits:
        hour, minute = digits[:-2], digits[-2:]
    at = int(hour) + (_NOON if half in {"午後", "pm"} and int(hour) < _NOON else 0)
    past = 30 if thirty else int(minute or minutes or 0)
    return f"{at:02}:{past:02}" if past < _MINUTES and at * _MINUTES + past <= _HOURS * _MINUTES else None


def _weekdays(said: str) -> str | None:
    if said in _ALWAYS:
        return "Mo-Su"
    if said == "平日":
        return "Mo-Fr"
    spread = _RANGE.sub(lambda found: _between(found[1], found[2]), said)
    names = re.sub(r"曜日?|[・、,/祝]|祝日", "", spread.replace("祝日", "祝"))
    if not names or any(name not in _DAYS for name in names) or len(set(names)) < len(names):
        return None
    return _joined(sorted(_ORDER.index(name) for name in names))


def _between(first: str, last: str) -> str:
    begin, stop = _ORDER.index(first), _ORDER.index(last)
    return _ORDER[begin : stop + 1] if begin < stop else "?"


def _joined(days: list[int]) -> str:
    """Write days, those that follow one another as a range."""
    codes = list(_DAYS.values())
    if len(days) > 1 and days == list(range(days[0], days[-1] + 1)):
        return f"{codes[days[0]]}-{codes[days[-1]]}"
    return ",".join(codes[day] for day in days)


def _holidays(days: str, special: str) -> str | None:
    """Give the form of the expression, by what is said of holidays; None where nothing is, or something that we do not read."""
    if special and not _HOLIDAYS_OFF.fullmatch(special):
        return None
    if special or days == "平日":
        return "{days} {span}; PH off"
    if days in _ALWAYS:
        return "{days} {span}"
    return "{days},PH {span}" if "祝" in days else None
