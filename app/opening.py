"""The honest clock: opening hours and a moment in, open or closed and until when out.

Hours are OpenStreetMap opening_hours (https://wiki.openstreetmap.org/wiki/Key:opening_hours), read by the library opening-hours-py.
Its calendar of Japanese holidays lacks 国民の休日, holidays that fall on a Sunday and some substitutes; jpholiday has them all. So `PH` is written out
as dates before the library sees it. Everything is in Asia/Tokyo.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import jpholiday
from opening_hours import OpeningHours, State, validate

TOKYO = ZoneInfo("Asia/Tokyo")
LONGEST_NIGHT = timedelta(hours=14)
"""A window open longer than this over midnight is two times written the wrong way round (17:00-09:00)."""
LONGEST_WAIT = timedelta(days=62)
"""A window that does not open within this time is as good as closed; a mistyped month shows as this."""

_PH_HEAD = re.compile(r"^(?P<days>[\w\-,\[\]]*\bPH\b[\w\-,\[\]]*)\s+(?P<rest>\S.*)$")
_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_DAY_OF_MONTH = re.compile(r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{1,2})\b(?!:)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Whether somebody answers at a moment, and when that changes."""

    state: Literal["open", "closed", "unknown"]
    changes: datetime | None = None
    """Open: when it closes. Closed: when it opens. None: never, or not known."""

    @property
    def open(self) -> bool:
        """Tell whether somebody answers now, as far as we know for certain."""
        return self.state == "open"

    @property
    def always(self) -> bool:
        """Tell whether it is open at any time."""
        return self.open and self.changes is None


UNKNOWN = Status(state="unknown")


class HoursError(ValueError):
    """The hours cannot be read, or cannot be meant."""


def status(hours: str | None, now: datetime) -> Status:
    """Evaluate *hours* at *now* (any time zone). No hours: unknown. Raises HoursError."""
    if hours is None:
        return UNKNOWN
    return _at(hours, now.astimezone(TOKYO).replace(second=0, microsecond=0))


@lru_cache(maxsize=2048)
def _at(hours: str, here: datetime) -> Status:
    """Evaluate *hours* at a minute in Tokyo: they begin and end with whole minutes. A page asks for the same hours many times."""
    rules = _read(hours, here.year)
    state = rules.state(here)[0]
    if state == State.UNKNOWN:
        return UNKNOWN
    return Status(state="open" if state == State.OPEN else "closed", changes=rules.next_change(here))


def fault(hours: str, today: date) -> str | None:
    """Say in Japanese what is wrong with *hours*, None where nothing is."""
    try:
        _read(hours, today.year)
    except HoursError as error:
        return str(error)
    return next(_impossible(hours, today), None)


def _impossible(hours: str, today: date) -> Iterator[str]:
    """Find hours that can be read but not be meant."""
    for begin_h, begin_m, end_h, end_m in _SPAN.findall(hours):
        begin, end = (timedelta(hours=int(h), minutes=int(m)) for h, m in ((begin_h, begin_m), (end_h, end_m)))
        if end <= begin and end + timedelta(days=1) - begin > LONGEST_NIGHT:
            yield f"終わり {end_h}:{end_m} が 始まり {begin_h}:{begin_m} より 前です。夜をまたぐ窓口なら 22:00-26:00 のように書いてください"
    for month, day in _DAY_OF_MONTH.findall(hours):
        if not 1 <= int(day) <= monthrange(2024, _MONTHS.index(month) + 1)[1]:
            yield f"{month} {day} という日はありません"
    now = datetime(today.year, today.month, today.day, tzinfo=TOKYO)
    here = status(hours, now)
    if here.state == "closed" and (here.changes is None or here.changes - now > LONGEST_WAIT):
        yield "この時間の書き方では、二か月たっても一度も開きません。曜日と月を見直してください"


@lru_cache(maxsize=4096)
def _read(hours: str, year: int) -> OpeningHours:
    written = _with_holidays(hours, year)
    if not validate(written):
        raise HoursError(f"開いている時間「{hours}」が読めません。「Mo-Fr 09:00-17:00; PH off」のように書いてください")
    return OpeningHours(written, timezone=TOKYO)


def _with_holidays(hours: str, year: int) -> str:
    """Write `PH` out as the holidays from the year before to the year after."""
    if "PH" not in hours:
        return hours
    return "; ".join(rule for written in hours.split(";") for rule in _without_ph(written.strip(), _holidays(year)))


def _without_ph(rule: str, dates: str) -> Iterator[str]:
    head = _PH_HEAD.match(rule)
    if head is None:
        if "PH" in rule:
            raise HoursError(f"祝日の書き方「{rule}」が読めません。「PH off」か「Sa-Su,PH 09:00-17:00」のように書いてください")
        yield rule
        return
    others = [day for day in head["days"].split(",") if day != "PH"]
    if others:
        yield f"{','.join(others)} {head['rest']}"
    yield f"{dates} {head['rest']}"


def holidays(first: date, last: date) -> tuple[tuple[date, str], ...]:
    """Give the holidays of Japan from *first* to *last*, both counted in, with their names."""
    return tuple(jpholiday.between(first, last))


@lru_cache(maxsize=64)
def _holidays(year: int) -> str:
    days = jpholiday.between(date(year - 1, 1, 1), date(year + 1, 12, 31))
    return ",".join(f"{day.year} {_MONTHS[day.month - 1]} {day.day:02}" for day, _ in days)
