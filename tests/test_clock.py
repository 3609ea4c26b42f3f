"""The only door to the time of day."""

from datetime import UTC, datetime, timedelta

from app.clock import standing_at, tokyo
from app.opening import TOKYO


def test_the_present_is_told_in_tokyo():
    moment = tokyo()

    assert moment.utcoffset() == timedelta(hours=9)
    assert abs(moment - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_standing_clock_does_not_move():
    clock = standing_at(datetime(2026, 12, 31, 23, 0, tzinfo=UTC))

    assert clock() == clock() == datetime(2026, 12, 31, 23, 0, tzinfo=UTC)


def test_a_moment_without_a_zone_is_meant_in_tokyo():
    clock = standing_at(datetime(2026, 12, 31, 23, 0))  # noqa: DTZ001  # as a clerk writes it in MADOGUCHI_NOW

    assert clock() == datetime(2026, 12, 31, 23, 0, tzinfo=TOKYO)
