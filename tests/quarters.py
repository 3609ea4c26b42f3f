"""A second clock, to check the first: our opening hours drawn out over every quarter of an hour of two years.

It reads only what our data writes, and shares nothing with `app.opening` but jpholiday, which it asks day by day. Whatever it does not know makes it
raise: a new kind of expression has to be thought about here before it is trusted there.
"""

import re
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

import jpholiday
import numpy as np
from numpy.typing import NDArray

BEGIN, END = date(2026, 12, 1), date(2028, 12, 1)
QUARTER = timedelta(minutes=15)
A_DAY = 96
QUARTERS = (END - BEGIN).days * A_DAY
MIDNIGHT = datetime(BEGIN.year, BEGIN.month, BEGIN.day, tzinfo=ZoneInfo("Asia/Tokyo"))
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CALENDAR = [BEGIN + timedelta(days=number) for number in range(-1, (END - BEGIN).days + 31)]
"""Each day, the one before, since its night may reach into the first, and a month after, in which what is so on the last day comes to its end."""

_RULE = re.compile(r"(?P<days>.+) (?P<times>off|\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)")
_WEEKDAYS = re.compile(r"(Mo|Tu|We|Th|Fr|Sa|Su)(?:-(Mo|Tu|We|Th|Fr|Sa|Su))?")
_NTH = re.compile(r"(Mo|Tu|We|Th|Fr|Sa|Su)\[([1-5])\]")
_DATE = r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d\d?)"
_DATES = re.compile(rf"{_DATE}(?:-{_DATE})?")

Bools = NDArray[np.bool_]


class NotThoughtAboutError(ValueError):
    """Hours of a kind that our data did not have when this was written."""


def quarters(hours: str) -> Bools:
    """Tell for each quarter of an hour of the two years whether somebody answers."""
    return _drawn(hours)[:QUARTERS]


@cache
def _drawn(hours: str) -> Bools:
    plan = np.zeros((len(CALENDAR), 2 * A_DAY), bool)
    if hours == "24/7":
        return ~plan[1:, :A_DAY].ravel()
    rules = hours.split("; ")
    for number, rule in enumerate(rules):
        for at, more in enumerate(rule.split(", ")):
            _write(plan, more, instead=at == 0)
        if plan[:, A_DAY:].any() and number + 1 < len(rules):
            raise NotThoughtAboutError(f"{hours}: whether a rule that follows a night ends it")
    plan[1:, :A_DAY] |= plan[:-1, A_DAY:]
    return plan[1:, :A_DAY].ravel()


def moment(quarter: int) -> datetime:
    """Give the beginning of a quarter of an hour."""
    return MIDNIGHT + quarter * QUARTER


def number_of(at: datetime) -> int:
    """Give the quarter of an hour that begins at a moment; raises where none does."""
    number, rest = divmod(at - MIDNIGHT, QUARTER)
    if rest:
        raise NotThoughtAboutError(f"{at} is not a quarter")
    return number


def until(hours: str, quarter: int) -> datetime | None:
    """Give when what is so in a quarter ends, None where it never does."""
    ends = _ends(hours)
    at = int(np.searchsorted(ends, quarter, side="right"))
    return moment(ends[at]) if at < len(ends) else None


@cache
def _ends(hours: str) -> list[int]:
    return turns(_drawn(hours))


def turns(opened: Bools) -> list[int]:
    """Give the quarters at which somebody begins or ends to answer."""
    return (np.flatnonzero(opened[1:] != opened[:-1]) + 1).tolist()


@cache
def combinations(expressions: frozenset[str], each: int) -> list[int]:
    """Choose by chance (always the same) some quarters of *each* combination of open and closed that these hours ever come to."""
    chance, code = Random("".join(sorted(expressions))), np.zeros(QUARTERS, np.int64)
    for hours in sorted(expressions):
        code = np.unique(code * 2 + quarters(hours), return_inverse=True)[1]
    return [int(chance.choice(np.flatnonzero(code == combination))) for combination in range(code.max() + 1) for _ in range(each)]


def _write(plan: Bools, rule: str, *, instead: bool) -> None:
    """Write a rule on its days: *instead* of what stood there, or beside it."""
    found = _RULE.fullmatch(rule)
    if found is None:
        raise NotThoughtAboutError(rule)
    day, days = _day(found["times"]), [_chosen(found["days"], each) for each in CALENDAR]
    plan[days] = day if instead else plan[days] | day


def _day(times: str) -> Bools:
    """Draw one day and the next as 192 quarters."""
    drawn = np.zeros(2 * A_DAY, bool)
    for span in times.split(",") if times != "off" else ():
        begin, end = (_quarter(each) for each in span.split("-"))
        drawn[begin : end if end > begin else end + A_DAY] = True
    return drawn


def _quarter(time: str) -> int:
    hour, minute = map(int, time.split(":"))
    if minute % 15 or hour > 48:
        raise NotThoughtAboutError(time)
    return hour * 4 + minute // 15


def _chosen(days: str, day: date) -> bool:
    return any(_is(each, day) for each in days.split(","))


def _is(each: str, day: date) -> bool:
    """Tell whether *day* is one of those that one word of a rule names."""
    if each == "PH":
        return bool(jpholiday.is_holiday(day))
    if found := _WEEKDAYS.fullmatch(each):
        first, last = (WEEKDAYS.index(name) for name in (found[1], found[2] or found[1]))
        return (day.weekday() - first) % 7 <= (last - first) % 7
    if found := _NTH.fullmatch(each):
        return day.weekday() == WEEKDAYS.index(found[1]) and (day.day - 1) // 7 + 1 == int(found[2])
    if found := _DATES.fullmatch(each):
        first, last = _date(found[1], found[2]), _date(found[3] or found[1], found[4] or found[2])
        here = (day.month, day.day)
        return first <= here <= last if first <= last else here >= first or here <= last
    raise NotThoughtAboutError(each)


def _date(month: str, number: str) -> tuple[int, int]:
    return MONTHS.index(month) + 1, int(number)
