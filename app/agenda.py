"""Days on which entries are due, as a calendar that Outlook and Google read (RFC 5545): one event a department and day."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event

from app.freshness import Due

BEFORE = timedelta(days=7)
"""How long before the day the calendar reminds."""
MOST = 30
"""Entries that one event names: calendars cut a long description."""


def calendar(rows: Iterable[Due], city: str, now: datetime) -> bytes:
    """Write *rows* as the calendar of *city*, made at *now* (aware).

    What is overdue stands on today, one event a department. The same city, department and day have the same UID, by which a later file takes the
    place of an earlier one.
    """
    made = Calendar()
    made.add("prodid", "-//madoguchi//freshness//JA")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"窓口の確認（{city}）")
    for event in _events(rows, city, now):
        made.add_component(event)
    return bytes(made.to_ical())


def _events(rows: Iterable[Due], city: str, now: datetime) -> Iterator[Event]:
    placed = sorted(
        ((_day(row, now.date()), row.keeper, row.state == "overdue", row) for row in rows), key=lambda each: (*each[:3], each[3].resource.id)
    )
    for (day, keeper, late), found in groupby(placed, key=lambda each: each[:3]):
        names = [row.resource.name for *_, row in found]
        yield _event(day, f"{city}:{keeper}:{'overdue' if late else day}", _summary(keeper, len(names), late=late), names, now)


def _day(row: Due, today: date) -> date:
    return max(row.due_on, today)


def _summary(keeper: str, count: int, *, late: bool) -> str:
    return f"{'期限をすぎた' if late else ''}窓口の確認（{keeper}、{count} 件）"


def _event(day: date, known_as: str, summary: str, names: list[str], now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE_URL, f'madoguchi:{known_as}')}@madoguchi")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", _described(names))
    event.add("transp", "TRANSPARENT")  # nobody is busy the whole day
    event.add_component(_reminder(summary))
    return event


def _described(names: list[str]) -> str:
    more = f"\nほか {len(names) - MOST} 件" if len(names) > MOST else ""
    shown = "\n".join(f"・{name}" for name in names[:MOST])
    return f"公式ページを見て、番号と時間を確かめ、確認日を新しくしてください。\n{shown}{more}"


def _reminder(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -BEFORE)
    return alarm
