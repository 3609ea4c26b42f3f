"""At which hours of a week, in which ward, a resident with a worry finds somebody: by the rules that residents meet (`offering`, `opening`).

A window counts for a topic where one of its outcomes shows it to residents of that place on that day: the city's own in place of national ones, the ward's
in place of the city's, the city's own besides, and who listens on the emergency line of the topic. An hour counts as open where somebody is there all of it, be it one after the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache, reduce
from operator import and_, or_
from typing import Literal, TypeAlias, get_args

from app.catalogue import GENERAL, SPOKEN, Area, Channel, Resource, ResourceId, TopicId
from app.content import Content, Topic
from app.dialogue import Outcome
from app.offering import LIVE, Here, beside, standing
from app.opening import TOKYO, holidays, status

Aspect: TypeAlias = Literal["open", "special", "free", "written", "sendable", "foreign"]
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)
"""open: somebody answers at once. special: and is there for some worries, not for any. free: and it costs nothing. written: and one need not speak (chat, sns).
foreign: and in a language other than Japanese.

sendable: one can write at least, and is answered later. A letter, a mail, a form, a fax and an app can be sent at any hour; a chat only while it is open.
"""
NOT_FOREIGN = frozenset({"ja", "jsl"})
"""Japanese, and Japanese sign language."""
HOURS = 7 * 24
_MINUTES = HOURS * 60
_ALL = (1 << _MINUTES) - 1
_HOUR = (1 << 60) - 1
_DAY = (1 << 24 * 60) - 1
YEAR_END = ((12, 28), (1, 4))
"""Offices are closed from 29 December to 3 January (行政機関の休日に関する法律 第一条); no ordinary week touches these days."""


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday on."""

    monday: date
    holidays: tuple[tuple[date, str], ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """Give the days from Monday to Sunday."""
        return tuple(self.monday + timedelta(days=each) for each in range(7))

    @property
    def off(self) -> frozenset[int]:
        """Give the days that are no working days, counted from Monday: 0."""
        return frozenset({5, 6}) | {(day - self.monday).days for day, _ in self.holidays}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a resident lives: in a ward, or (None) where we were not told in which."""

    ward: Area | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """The hours of a week in which a topic is covered in one aspect at one place."""

    topic: TopicId
    place: Place
    aspect: Aspect
    every: int
    """One bit an hour from Monday 0:00 on: whatever the resident answers, there is a window."""
    some: int
    """There is one, but only for some answers, or the same as *every*."""

    @property
    def gaps(self) -> int:
        """Give the hours without a window, a bit each."""
        return ~self.some & ((1 << HOURS) - 1)

    @property
    def levels(self) -> str:
        """Give the hours as letters: 0 no window, 1 for some answers, 2 for all."""
        return "".join(str((self.every >> hour & 1) + (self.some >> hour & 1)) for hour in range(HOURS))


def week_of(day: date) -> Week:
    """Give the week in which *day* lies, with the holidays of Japan."""
    monday = day - timedelta(days=day.weekday())
    return Week(monday, holidays(monday, monday + timedelta(days=6)))


def ordinary_week(today: date) -> Week:
    """Give the first week from that of *today* on that has no holiday and lies outside the turn of the year."""
    week = week_of(today)
    while week.holidays or any((day.month, day.day) >= YEAR_END[0] or (day.month, day.day) <= YEAR_END[1] for day in week.days):
        week = week_of(week.monday + timedelta(days=7))
    return week


def places(content: Content) -> tuple[Place, ...]:
    """Give the places of a city: first that of which no ward is known."""
    if content.city is None:
        return (Place(None, "全国"),)
    name = f"{content.city.name}（区を選ばない人）" if content.city.wards else content.city.name
    return (Place(None, name), *(Place(ward.code, ward.name) for ward in content.city.wards))


def coverage(content: Content, week: Week) -> tuple[Covered, ...]:
    """Tell of each topic, at each place, in each aspect, at which hours of *week* there is a window."""
    begin = datetime.combine(week.monday, time(), TOKYO)
    open_at = {each.id: _ways(each, week, begin) for each in content.catalogue}
    spells = _spells(content, week)
    return tuple(
        covered for place in places(content) for topic in content.topics.values() for covered in _topic(content, topic, place, (open_at, spells))
    )


_OpenAt: TypeAlias = dict[ResourceId, tuple[int, ...]]
_Spells: TypeAlias = tuple[tuple[date, int], ...]


def _topic(content: Content, topic: Topic, place: Place, of_week: tuple[_OpenAt, _Spells]) -> Iterator[Covered]:
    outcomes = [_outcome(content, topic, outcome, place, of_week) for outcome in topic.outcomes]
    for at, aspect in enumerate(ASPECTS):
        hours = [_whole_hours(each[at]) for each in outcomes]
        yield Covered(topic=topic.id, place=place, aspect=aspect, every=reduce(and_, hours), some=reduce(or_, hours))


def _outcome(content: Content, topic: Topic, outcome: Outcome, place: Place, of_week: tuple[_OpenAt, _Spells]) -> tuple[int, ...]:
    """Give the minutes in which an outcome has a window, for each aspect."""
    open_at, spells = of_week
    found = [0] * len(ASPECTS)
    for day, minutes in spells:
        here = Here(now=datetime.combine(day, time(), TOKYO), ward=place.ward)
        for resource, _ in standing(content, (*outcome.offers, *_lines(content, topic), *beside(content, topic.id, here)), here):
            found = [so_far | (more & minutes) for so_far, more in zip(found, open_at[resource.id], strict=True)]
    return tuple(found)


def _lines(content: Content, topic: Topic) -> tuple[ResourceId, ...]:
    """Give who listens on the emergency line that stays in sight while the topic is talked about."""
    return next((panel.lines for panel in content.menu.panels if panel.kind == topic.panel), ())


def _spells(content: Content, week: Week) -> _Spells:
    """Join the days on which the same entries may be offered: a day to ask for, and the minutes of all of them."""
    joined: dict[frozenset[ResourceId], tuple[date, int]] = {}
    for at, day in enumerate(week.days):
        valid = frozenset(each.id for each in content.catalogue if each.valid(day))
        first, minutes = joined.get(valid, (day, 0))
        joined[valid] = (first, minutes | _DAY << at * 24 * 60)
    return tuple(joined.values())


def _ways(resource: Resource, week: Week, begin: datetime) -> tuple[int, ...]:
    """Give the minutes of the week in which *resource* has a way, for each aspect."""
    valid = reduce(or_, (_DAY << at * 24 * 60 for at, day in enumerate(week.days) if resource.valid(day)), 0)
    each_way = [_way(resource, channel, begin) for channel in resource.channels if channel.value is not None]
    return tuple(reduce(or_, of_aspect, 0) & valid for of_aspect in zip(*each_way, strict=True)) or (0,) * len(ASPECTS)


def _way(resource: Resource, channel: Channel, begin: datetime) -> tuple[int, ...]:
    live = open_minutes(channel.hours, begin) if channel.type in LIVE else 0
    silent = channel.type not in SPOKEN
    fits: dict[Aspect, int] = {
        "open": live,
        "special": live if GENERAL not in resource.topics else 0,
        "free": live if channel.cost == "free" else 0,
        "written": live if silent else 0,
        "sendable": live if channel.type in LIVE and silent else _ALL * silent,
        "foreign": live if set(channel.languages) - NOT_FOREIGN else 0,
    }
    return tuple(fits[aspect] for aspect in ASPECTS)


@lru_cache(maxsize=4096)
def open_minutes(hours: str | None, begin: datetime) -> int:
    """Give the minutes of the week from *begin* on in which *hours* are open for certain, a bit each."""
    minutes, at = 0, 0
    while hours is not None and at < _MINUTES:
        now = status(hours, begin + timedelta(minutes=at))
        if now.changes is not None:
            until = min(_MINUTES, max(at + 1, int((now.changes - begin).total_seconds() // 60)))
        else:
            until = at + 1 if now.state == "unknown" else _MINUTES
        minutes |= (1 << until) - (1 << at) if now.open else 0
        at = until
    return minutes


@lru_cache(maxsize=4096)
def _whole_hours(minutes: int) -> int:
    """Give the hours of which every minute is open, a bit each."""
    return sum(1 << hour for hour in range(HOURS) if minutes >> hour * 60 & _HOUR == _HOUR)
