"""The honest clock: every day of two years, and every expression that is in the catalogue."""

from datetime import UTC, date, datetime, time, timedelta

import jpholiday
import pytest

from app.opening import TOKYO, UNKNOWN, HoursError, fault, status
from tests.written import ROOT, written

DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(730)]
OFFICE = "Mo-Fr 09:00-17:00; PH off"
WEEKEND = "Sa-Su,PH 10:00-16:00"
NEW_YEAR = "Mo-Fr 08:30-17:15; PH off; Dec 29-Jan 03 off"
NIGHT = "Mo-Su 20:00-26:30"
TODAY = date(2026, 11, 20)
RESOURCES = written(ROOT / "resources.yaml")
SHIPPED = sorted({channel["hours"] for each in RESOURCES for channel in each.get("channels") or () if channel.get("hours")})
FOURTEEN_DAYS = [datetime(2026, 12, 24, tzinfo=TOKYO) + timedelta(hours=n) for n in range(14 * 24)]


def at(day: str, hour: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(hour), TOKYO)


def on(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=TOKYO)


def works(day: date) -> bool:
    return day.weekday() < 5 and not jpholiday.is_holiday(day)


# Holidays.


def test_an_office_is_open_on_its_days_and_no_other_in_two_years():
    wrong = [day for day in DAYS if status(OFFICE, on(day, 12)).open != works(day)]

    assert wrong == []


def test_an_office_begins_and_ends_to_the_minute_in_two_years():
    minutes = [(8, 59, False), (9, 0, True), (16, 59, True), (17, 0, False)]
    wrong = [
        (day, hour, minute)
        for day in DAYS
        for hour, minute, opened in minutes
        if status(OFFICE, on(day, hour, minute)).open != (opened and works(day))
    ]

    assert wrong == []


def test_a_weekend_window_is_open_on_holidays_too_in_two_years():
    wrong = [day for day in DAYS if status(WEEKEND, on(day, 12)).open == works(day)]

    assert wrong == []


@pytest.mark.parametrize(
    "day",
    ["2026-09-22", "2027-03-22", "2026-05-06", "2026-05-03", "2026-01-01", "2026-02-11", "2026-02-23", "2027-11-23"],
    ids=["国民の休日", "春分の日の振替休日", "憲法記念日の振替休日", "日曜の憲法記念日", "元日", "建国記念の日", "天皇誕生日", "勤労感謝の日"],
)
def test_a_holiday_closes_the_office_and_opens_the_weekend_window(day):
    assert not status(OFFICE, at(day, "12:00")).open
    assert status(WEEKEND, at(day, "12:00")).open


@pytest.mark.parametrize("day", ["2026-09-24", "2027-03-23", "2026-05-07"], ids=["連休の次の日", "振替休日の次の日", "大型連休の次の日"])
def test_the_day_after_a_holiday_is_a_day_like_others(day):
    assert status(OFFICE, at(day, "12:00")).open
    assert not status(WEEKEND, at(day, "12:00")).open


def test_a_sunday_holiday_opens_a_window_that_names_holidays_only():
    assert status("PH 10:00-12:00", at("2026-05-03", "11:00")).open
    assert not status("PH 10:00-12:00", at("2026-05-10", "11:00")).open


# When it changes.


def test_an_open_window_says_until_when():
    assert status(OFFICE, at("2026-11-20", "14:00")).changes == at("2026-11-20", "17:00")


def test_a_closed_window_says_when_it_opens_beyond_the_weekend_and_the_holiday():
    assert status(OFFICE, at("2026-11-20", "17:00")).changes == at("2026-11-24", "09:00")


@pytest.mark.parametrize("day", ["2026-12-29", "2026-12-31", "2027-01-01", "2027-01-03"])
def test_over_the_new_year_an_office_opens_on_the_fourth(day):
    here = status(NEW_YEAR, at(day, "10:00"))

    assert (here.state, here.changes) == ("closed", at("2027-01-04", "08:30"))


def test_the_last_day_of_the_year_is_open_as_ever():
    assert status(NEW_YEAR, at("2026-12-28", "10:00")).changes == at("2026-12-28", "17:15")
    assert status(NEW_YEAR, at("2026-12-28", "18:00")).changes == at("2027-01-04", "08:30")


@pytest.mark.parametrize(("hour", "opened"), [("19:59", False), ("20:00", True), ("23:59", True)])
def test_an_evening_window_opens_in_the_evening(hour, opened):
    assert status(NIGHT, at("2026-11-20", hour)).open is opened


@pytest.mark.parametrize(("hour", "opened"), [("00:00", True), ("02:29", True), ("02:30", False), ("12:00", False)])
def test_an_evening_window_is_open_past_midnight(hour, opened):
    assert status(NIGHT, at("2026-11-21", hour)).open is opened


def test_past_midnight_it_says_until_when():
    assert status(NIGHT, at("2026-11-20", "23:00")).changes == at("2026-11-21", "02:30")
    assert status("Fr 20:00-26:30", at("2026-11-21", "01:00")).changes == at("2026-11-21", "02:30")


def test_on_the_tenth_of_every_month_inochi_no_denwa_answers_until_the_next_morning():
    channels = next(each["channels"] for each in RESOURCES if each["id"] == "inochi-no-denwa")
    hours = channels[0]["hours"]

    for month in range(1, 13):
        tenth = date(2026, month, 10)
        begins = on(tenth, 8)
        assert not status(hours, begins - timedelta(minutes=1)).open, f"{month}月10日の朝"
        assert status(hours, begins).open, f"{month}月10日"
        assert status(hours, begins + timedelta(hours=23, minutes=59)).open, f"{month}月11日の朝"
        assert not status(hours, begins + timedelta(hours=24)).open, f"{month}月11日 8時"


def test_on_other_days_inochi_no_denwa_answers_in_the_evening():
    channels = next(each["channels"] for each in RESOURCES if each["id"] == "inochi-no-denwa")
    here = status(channels[0]["hours"], at("2026-11-20", "14:00"))

    assert (here.state, here.changes) == ("closed", at("2026-11-20", "16:00"))


# What is known.


def test_a_window_without_hours_is_neither_open_nor_closed():
    assert status(None, at("2026-11-20", "14:00")) == UNKNOWN
    assert not UNKNOWN.open


def test_hours_that_say_unknown_are_unknown():
    assert status("Mo-Fr 09:00-17:00 unknown", at("2026-11-20", "14:00")) == UNKNOWN


def test_a_window_that_never_closes_is_always_open():
    here = status("24/7", at("2026-12-31", "23:59"))

    assert here.always
    assert here.changes is None


def test_one_that_closes_tonight_is_not_always_open():
    assert not status(OFFICE, at("2026-11-20", "14:00")).always


def test_a_moment_in_another_zone_is_looked_at_in_tokyo():
    assert status(OFFICE, datetime(2026, 11, 20, 0, 0, tzinfo=UTC)).open
    assert not status(OFFICE, datetime(2026, 11, 20, 9, 0, tzinfo=UTC)).open


# All that is shipped.


@pytest.mark.parametrize("hours", SHIPPED)
def test_shipped_hours_tell_the_truth_at_each_hour_over_the_new_year(hours):
    for moment in FOURTEEN_DAYS:
        here = status(hours, moment)
        assert here.state in {"open", "closed"}, moment
        if here.state == "closed":
            assert here.changes > moment, moment
            assert status(hours, here.changes).open, moment
        elif here.changes is not None:
            assert here.changes > moment, moment
            assert not status(hours, here.changes).open, moment


@pytest.mark.parametrize("hours", SHIPPED)
def test_shipped_hours_do_not_change_before_they_say(hours):
    for moment in FOURTEEN_DAYS[::3]:
        here = status(hours, moment)
        last = (here.changes or moment + timedelta(days=7)) - timedelta(minutes=1)
        assert status(hours, last).state == here.state, moment


@pytest.mark.parametrize("hours", SHIPPED)
@pytest.mark.parametrize("today", [date(2026, 1, 1), TODAY, date(2026, 12, 31), date(2027, 5, 1)], ids=str)
def test_shipped_hours_have_no_fault(hours, today):
    assert fault(hours, today) is None


# Faults.


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        ("Mo-Fr 17:00-09:00", "より 前です"),
        ("Mo-Fr 09:00-09:00", "より 前です"),
        ("Mo-Fr 09:00-17:00; Feb 30 off", "Feb 30 という日はありません"),
        ("Mo-Fr 09:00-17:00; Apr 31-May 05 off", "Apr 31 という日はありません"),
        ("Mo-Fr 09:00-17:00; Dec 00 off", "が読めません"),
        ("平日 9時から17時", "が読めません"),
        ("Mo-Fr 09:00-17:00 PH off", "祝日の書き方"),
        ("Mo-Fr off", "一度も開きません"),
        ("Mar 10:00-12:00", "一度も開きません"),
        ("", "が読めません"),
    ],
    ids=["時刻が逆", "同じ時刻", "2月30日", "4月31日", "0日", "日本語", "祝日の場所", "閉まったまま", "遠い月だけ", "空"],
)
def test_hours_that_cannot_be_meant_are_told(hours, says):
    assert says in (fault(hours, TODAY) or "")


@pytest.mark.parametrize("hours", ["Mo-Su 22:00-08:00", "Mo-Su 20:00-26:30", "Mo-Fr 09:00-17:00; Feb 29 off", "24/7", "Dec 01-20 09:00-17:00"])
def test_hours_that_can_be_meant_are_let_pass(hours):
    assert fault(hours, TODAY) is None


def test_a_window_closed_for_the_next_weeks_only_is_let_pass():
    assert fault("Jan 10-Mar 31 09:00-17:00", TODAY) is None


def test_to_ask_for_unreadable_hours_is_an_error():
    with pytest.raises(HoursError, match="読めません"):
        status("9時から", at("2026-11-20", "14:00"))


def test_seconds_do_not_change_who_is_open():
    minute = datetime(2026, 11, 20, 9, 0, tzinfo=TOKYO)

    assert status("Mo-Fr 09:00-17:00", minute.replace(second=59)) == status("Mo-Fr 09:00-17:00", minute)
    assert status("Mo-Fr 09:00-17:00", minute - timedelta(seconds=1)).state == "closed"
