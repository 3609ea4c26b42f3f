"""The hours in which a worry finds a window: whole hours, by the rules that residents meet."""

import random
import time as stopwatch
from datetime import date, datetime, time, timedelta

import pytest

from app.catalogue import Channel
from app.content import City, Panel, Ward
from app.offering import Here, offers
from app.opening import TOKYO
from app.reports import gaps
from app.reports.coverage import ASPECTS, HOURS, Week, coverage, ordinary_week, places, week_of
from app.reports.gaps import spans, told
from tests.made_up import bare_content, outcome, phone, resource, topic

WEEK = Week(date(2026, 11, 16))
CITY = City(
    code="271403",
    name="堺市",
    kana="さかいし",
    url="https://example.jp/",
    department="課",
    wards=(Ward(code="271411", name="堺区"), Ward(code="271420", name="中区")),
)


def hours_of(content, aspect="open", ward=None, name=None, week=WEEK):
    """Give the levels of one topic, a letter for each hour."""
    rows = [each for each in coverage(content, week) if each.aspect == aspect and each.place.ward == ward]
    return next(each.levels for each in rows if name in {None, each.topic})


def of(*resources, **more):
    """Make content whose only topic offers all of these."""
    return bare_content(resources, topic("money", outcome("here", *(each.id for each in resources))), **more)


def at(levels, day, hour):
    return levels[24 * day + hour]


def test_only_whole_hours_count_and_windows_take_turns():
    levels = hours_of(of(resource("a", phone(hours="Mo 09:30-12:15")), resource("b", phone(hours="Mo 12:15-13:00"))))

    assert [hour for hour in range(HOURS) if levels[hour] == "2"] == [10, 11, 12]


def test_a_window_open_over_midnight_counts_on_both_days():
    levels = hours_of(of(resource("a", phone(hours="Mo 22:00-26:00"))))

    assert [hour for hour in range(HOURS) if levels[hour] == "2"] == [22, 23, 24, 25]


def test_a_holiday_closes_what_is_closed_on_holidays():
    content = of(resource("a", phone(hours="Mo-Fr 09:00-17:00; PH off")))

    assert [at(hours_of(content, week=week_of(date(2026, 11, 25))), day, 10) for day in range(7)] == list("0222200")


def test_hours_that_we_do_not_know_and_ways_without_a_number_are_not_open():
    assert "2" not in hours_of(of(resource("a", phone(hours=None)), resource("b", phone(value=None))))


def test_without_a_window_for_some_answers_an_hour_is_between():
    windows = (resource("a", phone(hours="Mo 09:00-11:00")), resource("b", phone(hours="Mo 10:00-12:00")))
    levels = hours_of(bare_content(windows, topic("money", outcome("one", "a"), outcome("two", "b"))))

    assert levels[8:13] == "01210"


WAYS = [
    (phone(), {"open", "special", "free"}),
    (phone(cost="call"), {"open", "special"}),
    (phone(languages=("ja", "en")), {"open", "special", "free", "foreign"}),
    (phone(languages=("ja", "jsl")), {"open", "special", "free"}),
    (Channel(type="visit", value="市役所", hours="24/7"), {"open", "special"}),
    (Channel(type="chat", value="https://example.jp/", hours="24/7"), {"open", "special", "written", "sendable"}),
    (Channel(type="mail", value="a@example.jp", hours="Mo 09:00-10:00"), {"sendable"}),
    (Channel(type="letter", value="〒1"), {"sendable"}),
    (Channel(type="fax", value="06-1234-5678"), {"sendable"}),
    (Channel(type="mail"), set()),
]


@pytest.mark.parametrize(("channel", "fits"), WAYS)
def test_each_way_counts_by_its_nature(channel, fits):
    content = of(resource("a", channel))

    assert {aspect for aspect in ASPECTS if at(hours_of(content, aspect), 2, 3) == "2"} == fits


def test_a_chat_can_be_written_to_only_while_it_is_open():
    levels = hours_of(of(resource("a", Channel(type="chat", value="https://example.jp/", hours="Mo 09:00-10:00"))), "sendable")

    assert levels.count("2") == 1


def test_a_window_for_any_worry_is_made_for_none():
    assert "2" not in hours_of(of(resource("a", phone(), topics=("general", "money"))), "special")


def test_the_citys_own_stands_for_the_national_one_and_the_wards_for_both():
    windows = (
        resource("all", phone(hours="24/7")),
        resource("city", phone(hours="Mo 09:00-10:00"), area="271403", stands_for=("all",)),
        resource("ward", phone(hours="Tu 09:00-10:00"), area="271411", stands_for=("all",)),
        resource("beside", phone(hours="We 09:00-10:00"), area="271420"),
    )
    content = bare_content(windows, topic("money", outcome("here", "all")), city=CITY)

    def opened(ward):
        return [hour for hour, level in enumerate(hours_of(content, ward=ward)) if level == "2"]

    assert (opened(None), opened("271411"), opened("271420")) == ([9], [33], [9, 57])
    assert [place.name for place in places(content)] == ["堺市（区を選ばない人）", "堺区", "中区"]


def test_what_is_offered_for_a_part_of_the_week_counts_in_that_part():
    national = resource("all", phone(hours="24/7"))
    own = resource(
        "own", phone(hours="Mo-Su 09:00-10:00"), area="271403", stands_for=("all",), valid_from=date(2026, 11, 18), valid_until=date(2026, 11, 19)
    )
    levels = hours_of(bare_content((national, own), topic("money", outcome("here", "all")), city=CITY))

    assert [levels[24 * day : 24 * day + 24].count("2") for day in range(7)] == [24, 24, 1, 1, 24, 24, 24]


def test_who_listens_on_the_emergency_line_of_a_topic_counts():
    panel = Panel(kind="suicide", heading="h", text="t", call=("call",), lines=("line",))
    windows = (resource("shut", phone(hours=None)), resource("line", phone(hours="Mo 01:00-02:00")), resource("call", phone()))
    with_line = topic("money", outcome("here", "shut"), panel="suicide")

    assert hours_of(bare_content(windows, with_line, panel=panel)).count("2") == 1
    assert hours_of(bare_content(windows, topic("money", outcome("here", "shut")), panel=panel)).count("2") == 0


def test_it_says_what_residents_of_the_city_meet(sakai):
    rows = {(each.topic, each.place.ward): each for each in coverage(sakai, WEEK) if each.aspect == "open"}
    chance = random.Random(7)
    topics = [each for each in sakai.topics.values() if each.panel is None]
    for _ in range(40):
        wanted, hour, ward = chance.choice(topics), chance.randrange(HOURS), chance.choice([None, *(each.code for each in sakai.city.wards)])
        begin = datetime.combine(WEEK.monday, time(), TOKYO) + timedelta(hours=hour)
        moments = [begin + timedelta(minutes=each) for each in range(0, 60, 15)]
        met = [
            all(any(each.status.open for each in offers(sakai, wanted.id, node, Here(now=now, ward=ward))) for now in moments)
            for node in wanted.outcomes
        ]
        assert rows[wanted.id, ward].levels[hour] == str(any(met) + all(met)), (wanted.id, hour, ward)


def test_a_week_of_a_whole_city_takes_seconds(sakai):
    begin = stopwatch.perf_counter()
    rows = coverage(sakai, WEEK)

    assert len(rows) == len(sakai.topics) * 8 * len(ASPECTS)
    assert stopwatch.perf_counter() - begin < 10


@pytest.mark.parametrize(
    ("today", "monday"),
    [
        (date(2026, 11, 21), date(2026, 11, 16)),
        (date(2026, 11, 24), date(2026, 11, 30)),
        (date(2026, 12, 28), date(2027, 1, 18)),
        (date(2026, 9, 21), date(2026, 9, 28)),
    ],
    ids=["ふつう", "勤労感謝の日", "年末から成人の日まで", "国民の休日"],
)
def test_an_ordinary_week_has_no_holiday_and_is_not_the_turn_of_the_year(today, monday):
    assert ordinary_week(today).monday == monday


def test_the_parts_of_a_week_fill_it_and_a_holiday_is_no_working_day():
    holiday = week_of(date(2026, 11, 23))
    night, free, working = (span for _, span in spans(holiday))

    assert night | free | working == (1 << HOURS) - 1
    assert (night & free, free & working, night & working) == (0, 0, 0)
    assert (free >> 10 & 1, working >> 34 & 1) == (1, 1)


def test_hours_in_words():
    nine_to_five = sum(1 << 24 * day + hour for day in range(5) for hour in range(9, 17))

    assert told(nine_to_five) == "月〜金 9〜17時"
    assert told(~nine_to_five & (1 << HOURS) - 1) == "月〜金 0〜9時・17〜24時、土・日 一日中"
    assert told((1 << HOURS) - 1) == "毎日 一日中"
    assert told(0) == "なし"


def test_the_gaps_come_first_and_can_be_read_aloud():
    windows = (resource("day", phone(hours="Mo-Su 08:00-20:00")), resource("always", phone()))
    content = bare_content(windows, topic("fine", outcome("a", "always")), topic("night", outcome("b", "day")))
    told_of = gaps.report(content, WEEK)

    assert told_of.lead[0] == "夜（20時〜翌8時）に、つながる窓口が一つもない話題は、2 のうち 1 です。"
    assert "声を使わず、その場で相談できる窓口が一つもない話題は、2 のうち 2 です。" in told_of.lead
    assert [row[0] for row in told_of.tables[0].rows] == ["nightのこと", "fineのこと"]
    (chart,) = (each for each in told_of.figures if each.heading == "つながる窓口のない時間")
    assert [(bar.label, bar.amount, bar.words) for bar in chart.bars] == [("nightのこと", "84時間", "ない時間: 毎日 0〜8時・20〜24時")]
    assert [round(run.width * 1.68) for run in chart.bars[0].runs] == [8, 12] + [12, 12] * 6 + [4]


def test_a_topic_with_a_window_for_some_answers_is_not_without_one():
    windows = (resource("always", phone()), resource("day", phone(hours="Mo-Su 08:00-20:00")))
    told_of = gaps.report(bare_content(windows, topic("money", outcome("one", "always"), outcome("two", "day"))), WEEK)

    assert told_of.lead[0] == "1 の話題のすべてに、一週間のどの時間にも、つながる窓口があります。"
    assert [bar.amount for bar in told_of.figures[0].bars[:3]] == ["0", "0", "0"]


def test_without_gaps_it_says_so():
    told_of = gaps.report(
        of(resource("a", phone(languages=("ja", "en"))), resource("b", Channel(type="sns", value="https://x.jp/", hours="24/7"))), WEEK
    )

    assert told_of.lead == ("1 の話題のすべてに、一週間のどの時間にも、つながる窓口があります。",)
    assert [each.heading for each in told_of.figures] == ["すきまの大きさ"]


def test_wards_that_differ_are_named_and_holidays_too():
    windows = (resource("all", phone()), resource("ward", phone(hours="Tu 09:00-10:00"), area="271411", stands_for=("all",)))
    content = bare_content(windows, topic("money", outcome("here", "all")), city=CITY)
    told_of = gaps.report(content, week_of(date(2026, 11, 23)))

    assert "区によってちがうのは「つながる」「専門」「無料」です。ほかは、どの区でも同じです。" in told_of.lead
    assert told_of.lead[-1] == "この週には祝日があります（11月23日 勤労感謝の日）。"
    assert told_of.tables[1].rows == tuple(("moneyのこと", name, 0, 167, 0) for name in ("つながる", "専門", "無料"))


def test_programs_and_spreadsheets_get_every_place_and_hour():
    content = of(resource("a", phone(hours="Mo 09:00-10:00")), city=CITY)
    told_of = gaps.report(content, WEEK)

    assert len(told_of.plain["rows"]) == len(told_of.sheet.rows) == 3 * len(ASPECTS)
    first = told_of.plain["rows"][0]
    assert (first["topic"], first["ward"], first["aspect"], first["gap_hours"], first["hours"].index("2")) == ("money", None, "open", 167, 9)
    line = next(row for row in told_of.sheet.rows if row[3] == "つながる" and row[2] == "堺区")
    assert line[4:8] == (167, 84, 24, 59)
    assert sum(line[5:8]) == line[4]
