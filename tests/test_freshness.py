"""What is due when and at whom, the report of it, and the calendar."""

import csv
import io
import json
from dataclasses import replace
from datetime import date, datetime

import icalendar
import pytest
from typer.testing import CliRunner

from app import agenda
from app.checks import Parts, Placed, departments, resources
from app.cli import APP
from app.content import City, Department, Former
from app.freshness import NATIONAL, NOBODY, due
from app.opening import TOKYO
from app.reports import due as reports
from tests.made_up import bare_content, phone, resource

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=TOKYO)
MINAMO = City(code="131016", name="みなも市", kana="みなもし", url="https://example.jp/", department="くらし支援課")


def window(name, checked="2026-11-01", **more):
    return resource(name, phone(), checked_on=date.fromisoformat(checked), area="131016", **more)


def made(*windows, city=MINAMO):
    return bare_content(windows, city=city)


def only(rows):
    (row,) = rows
    return row


@pytest.mark.parametrize(
    ("checked", "review_by", "due_on"),
    [
        ("2026-11-01", None, "2027-04-30"),
        ("2026-11-01", "2027-03-31", "2027-03-31"),
        ("2027-04-01", "2027-03-31", "2027-09-28"),
        ("2027-03-31", "2027-03-31", "2027-09-27"),
    ],
    ids=["日数から", "決めた日", "決めた日のあとで確かめた", "決めた日に確かめた"],
)
def test_an_entry_is_due_on_the_day_named_or_after_the_days_of_the_city(checked, review_by, due_on):
    given = window("a", checked, review_by=date.fromisoformat(review_by) if review_by else None)

    assert str(given.due_on(180)) == due_on


@pytest.mark.parametrize(
    ("checked", "state", "days"), [("2026-05-23", "overdue", -1), ("2026-05-24", "soon", 0), ("2026-06-23", "soon", 30), ("2026-06-24", "fresh", 31)]
)
def test_states_change_on_their_days(checked, state, days):
    row = only(due(made(window("a", checked)), TODAY))

    assert (row.state, row.days) == (state, days)


def test_the_days_of_the_city_count():
    row = only(due(made(window("a", "2026-11-01"), city=replace(MINAMO, review_days=10)), TODAY))

    assert (row.state, row.due_on) == ("overdue", date(2026, 11, 11))


def test_who_keeps_an_entry():
    national = resource("zenkoku", phone())
    rows = {row.resource.id: row.keeper for row in due(made(window("own", owner="福祉課"), window("none"), national), TODAY)}

    assert rows == {"own": "福祉課", "none": NOBODY, "zenkoku": "くらし支援課"}
    assert only(due(bare_content([national]), TODAY)).keeper == NATIONAL


def test_what_is_shown_no_more_is_not_due():
    assert due(made(window("a", valid_until=date(2026, 11, 19))), TODAY) == ()
    assert len(due(made(window("a", valid_until=TODAY)), TODAY)) == 1


def test_the_keeper_with_the_oldest_entry_comes_first():
    found = due(
        made(window("new", "2026-11-01", owner="あ課"), window("old", "2026-01-01", owner="わ課"), window("mid", "2026-06-01", owner="わ課")), TODAY
    )

    assert [row.resource.id for row in found] == ["old", "mid", "new"]


# The report


@pytest.fixture
def report(monkeypatch):
    usual = (window("furui", "2026-01-01", owner="福祉課"), window("mada", owner="国際課"), window("dareno"))

    def ran(*words, windows=usual):
        monkeypatch.setattr("app.cli.fresh.content", lambda city: made(*windows))
        return CliRunner().invoke(APP, ["report", "freshness", "--now", "2026-11-20", *words])

    return ran


def test_the_report_ends_with_1_where_something_is_overdue_and_names_it(report):
    done = report()

    assert done.exit_code == 1
    assert done.stdout.splitlines()[0].split("\t") == ["福祉課", "期限切れ", "2026-06-30", "-143", "furuiの窓口", "furui"]
    assert NOBODY in done.stdout
    assert "mada" not in done.stdout
    assert "期限切れ 1、もうすぐ 0、担当のないもの 1" in done.stderr


def test_the_report_ends_with_0_where_nothing_is_overdue(report):
    assert report(windows=(window("mada", owner="国際課"),)).exit_code == 0
    assert "mada" in report("--all", windows=(window("mada", owner="国際課"),)).stdout


def test_the_report_is_given_in_each_form(report, tmp_path):
    rows = json.loads(report("--json").stdout)
    table = list(csv.reader(io.StringIO(report("--csv").stdout)))
    done = report("--html", str(tmp_path / "kigen.html"), "--out", str(tmp_path / "kigen.csv"), "--csv")

    assert [(row["id"], row["state"], row["ownerless"]) for row in rows] == [("furui", "overdue", False), ("dareno", "fresh", True)]
    assert table[0] == ["担当", "状態", "期限", "残りの日", "名前", "id", "確認した日"]
    assert table[1][5:] == ["furui", "2026-01-01"]
    assert (done.exit_code, done.stdout) == (1, "")
    assert (tmp_path / "kigen.csv").read_text(encoding="utf-8").startswith("\ufeff担当,状態,期限")
    assert "kigen.html に書きました" in done.stderr
    assert report("--json", "--csv").exit_code == 2


def test_the_page_has_the_months_and_the_departments_drawn(report, tmp_path):
    path = tmp_path / "kigen.html"
    report("--html", str(path), windows=(window("furui", "2026-01-01", owner="<b>課"), window("mada", owner="国際課"), window("dareno")))
    page = path.read_text(encoding="utf-8")

    assert "&lt;b&gt;課" in page
    assert "<b>課" not in page
    assert "期限の月ごとの件数" in page
    assert "担当の課ごとの件数" in page
    assert "みなも市" in page or "全国" in page


def test_the_charts_count_everything_and_say_who_and_when():
    found = due(made(window("furui", "2026-01-01", owner="福祉課"), window("mada", owner="国際課"), window("dareno", owner="福祉課")), NOW.date())
    told = reports.report(found, NOW.date(), every=False)
    months, keepers = told.figures

    assert [(bar.label, bar.amount) for bar in months.bars] == [("2026年6月", "1"), ("2027年4月", "2")]
    assert months.bars[1].words == "まだよい 2（福祉課 1、国際課 1）"
    assert [run.ink for run in months.bars[0].runs] == ["dark"]
    assert [(bar.label, bar.amount, bar.words) for bar in keepers.bars] == [
        ("福祉課", "2", "期限切れ 1、まだよい 1（2026年6月 1、2027年4月 1）"),
        ("国際課", "1", "まだよい 1（2027年4月 1）"),
    ]
    assert [row[-1] for row in told.tables[0].rows] == ["furui"]
    assert "次の期限は 2027年4月" in told.lead[1]
    assert "期限切れのものは" in told.lead[2]


def test_a_report_of_nothing_has_no_charts():
    assert reports.report((), NOW.date(), every=True).figures == ()


# The calendar


def events(*windows, now=NOW):
    written = agenda.calendar(due(made(*windows), now.date()), "みなも市", now)
    return {str(event["summary"]): event for event in icalendar.Calendar.from_ical(written).walk("VEVENT")}


def test_a_department_has_one_event_a_day():
    found = events(window("a", owner="福祉課"), window("b", owner="福祉課"), window("c", owner="国際課"), window("d", "2026-11-02", owner="福祉課"))

    assert sorted(found) == ["窓口の確認（国際課、1 件）", "窓口の確認（福祉課、1 件）", "窓口の確認（福祉課、2 件）"]
    both = found["窓口の確認（福祉課、2 件）"]
    assert both["dtstart"].dt == date(2027, 4, 30)
    assert both["dtend"].dt == date(2027, 5, 1)
    assert "・aの窓口\n・bの窓口" in both["description"]


def test_a_later_file_takes_the_place_of_an_earlier_one():
    before = {event["uid"] for event in events(window("a", owner="福祉課"), window("b", owner="国際課")).values()}
    after = {
        event["uid"]
        for event in events(window("b", owner="国際課"), window("a", owner="福祉課"), window("z", owner="福祉課"), now=NOW.replace(day=21)).values()
    }

    assert before == after
    assert len(before) == 2


def test_what_is_overdue_stands_on_today_in_one_event():
    found = events(window("a", "2026-01-01", owner="福祉課"), window("b", "2026-02-01", owner="福祉課"))

    assert list(found) == ["期限をすぎた窓口の確認（福祉課、2 件）"]
    assert found["期限をすぎた窓口の確認（福祉課、2 件）"]["dtstart"].dt == TODAY


def test_an_event_names_so_many_entries_and_counts_the_rest():
    event = only(events(*(window(f"a{number}", owner="福祉課") for number in range(35))).values())

    assert event["description"].count("・") == agenda.MOST
    assert event["description"].endswith("ほか 5 件")


def test_the_calendar_is_written_to_a_file(monkeypatch, tmp_path):
    monkeypatch.setattr("app.cli.fresh.content", lambda city: made(window("a", owner="福祉課"), window("b", owner="国際課")))

    def ran(*words):
        return CliRunner().invoke(APP, ["calendar", "--now", "2026-11-20", *words])

    path = tmp_path / "kakunin.ics"
    done = ran(str(path))

    assert done.exit_code == 0, done.output
    assert path.read_bytes().count(b"BEGIN:VEVENT") == 2
    assert ran(str(path), "--owner", "福祉課").exit_code == 0
    assert path.read_bytes().count(b"BEGIN:VEVENT") == 1
    assert [each.name for each in tmp_path.iterdir()] == ["kakunin.ics"]
    wrong, nowhere = ran(str(path), "--owner", "ない課"), ran(str(tmp_path / "nowhere" / "a.ics"))
    assert (wrong.exit_code, nowhere.exit_code) == (2, 2)
    assert "ない課" in wrong.stderr
    assert "に書けません" in nowhere.stderr


# What check says


def parts(*windows, city=MINAMO):
    placed = tuple(Placed("cities/x/resources.yaml", (at,), each) for at, each in enumerate(windows))
    none = frozenset[str]()
    return Parts(
        resources=placed, topics=(), declared_topics=none, declared_resources=none, menu=None, rules=None, city=city, city_file="cities/x/city.yaml"
    )


def told(*windows, city):
    return [(problem.level, problem.message) for rule in departments.RULES for problem in rule(parts(*windows, city=city))]


LISTED = replace(
    MINAMO,
    departments=(
        Department(name="くらし支援課", formerly=(Former(name="生活援護課", until=date(2027, 4, 1)), Former(name="福祉課", until=date(2027, 4, 1)))),
        Department(name="こども課", formerly=(Former(name="福祉課", until=date(2027, 4, 1)),)),
    ),
)


def test_an_owner_is_one_of_the_departments_where_they_are_listed():
    assert told(window("a", owner="何でも課"), city=MINAMO) == []
    assert told(window("a", owner="こども課"), window("b"), city=LISTED) == []
    ((level, said),) = told(window("a", owner="こどもも課"), city=LISTED)
    assert level == "error"
    assert "もしかして: こども課" in said


@pytest.mark.parametrize(
    ("old", "said"),
    [
        ("生活援護課", "この部署は2027年4月に「くらし支援課」になりました"),
        ("福祉課", "この部署は2027年4月に「くらし支援課」「こども課」に分かれました"),
    ],
)
def test_an_old_name_is_told_by_what_became_of_it(old, said):
    ((level, message),) = told(window("a", owner=old), city=LISTED)

    assert level == "warning"
    assert said in message


def test_an_owner_is_required_where_the_city_says_so():
    strict = replace(MINAMO, owners_required=True)
    ((level, said),) = told(window("a"), window("b", owner="どこか課"), city=strict)

    assert level == "error"
    assert "「aの窓口」の担当の課（owner）がありません" in said


def test_an_owner_is_not_required_of_national_entries():
    strict = replace(MINAMO, owners_required=True)
    national = replace(parts(city=strict), resources=(Placed("resources.yaml", (0,), resource("zenkoku", phone())),))

    assert [problem for rule in departments.RULES for problem in rule(national)] == []


def test_departments_are_named_once_and_days_are_days():
    twice = replace(LISTED, departments=(*LISTED.departments, Department(name="こども課"), Department(name="福祉課")), review_days=0)
    said = [message for _, message in told(city=twice)]

    assert sum("二度書かれています" in each for each in said) == 2
    assert sum("いまの部署の名前でもあります" in each for each in said) == 2
    assert any("review_days は 1 以上" in each for each in said)


def test_check_tells_of_entries_by_the_day_on_which_they_are_due():
    late = window("a", "2026-11-01", review_by=date(2026, 11, 19))
    old = list(resources.entries_are_checked(parts(late, window("b", "2026-11-01")), TODAY))

    assert [problem.message.split("。")[0] for problem in old] == ["「aの窓口」は 19 日前の確認です（見直す日 2026-11-19）"]


def test_a_table_of_dates_runs_nothing(report):
    odd = replace(window("a", "2020-01-01"), name="=1+1")
    row = list(csv.reader(io.StringIO(report("--csv", windows=(odd,)).stdout)))[1]

    assert "'=1+1" in row
    assert int(row[3]) < 0
