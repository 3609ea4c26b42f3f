"""The reports of counts: nothing small is told in any form."""

import csv
import json
from collections import Counter
from datetime import date, datetime

import pytest
from typer.testing import CliRunner

from app.cli import APP
from app.counts import Strange, Used, Went
from app.opening import TOKYO
from app.store import Store

DAY = date(2026, 11, 20)


@pytest.fixture
def counts(tmp_path, monkeypatch, content):
    monkeypatch.setenv("MADOGUCHI_DATABASE_URL", f"sqlite:///{tmp_path / 'counts.db'}")
    monkeypatch.setattr("app.cli.report.content", lambda city: content)
    monkeypatch.setattr("app.cli.report.tokyo", lambda: datetime(2027, 1, 15, 9, 0, tzinfo=TOKYO))
    store = Store(f"sqlite:///{tmp_path / 'counts.db'}")
    store.migrate()
    went = {Went(DAY, "yorisoi-hotline", "missed"): 7, Went(DAY, "yorisoi-hotline", "wrong"): 3, Went(DAY, "inochi-no-denwa", "reached"): 4}
    used = {("debt", "asking"): 30, ("debt", "advising"): 12, ("debt", "alarm:suicide"): 3, ("", "unsure"): 9, ("dv", "asking"): 2}
    words = {Strange(date(2026, 11, 1 + each), "闇バイト"): 1 for each in range(5)} | {Strange(DAY, "転売"): 50}
    store.add(Counter(went | {Used(DAY, "japan", topic, "", end): count for (topic, end), count in used.items()} | words))
    store.add(Counter({Used(date(2026, 12, 1), "japan", "debt", "", "asking"): 8}))
    store.add(Counter({Used(date(2027, 1, 14), "japan", "debt", "", "asking"): 100}))


def run(*words):
    done = CliRunner().invoke(APP, ["report", *words])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_reached_hides_what_is_small_and_windows_of_which_nothing_is_left(counts):
    assert json.loads(run("reached", "--json")) == [{"resource": "yorisoi-hotline", "reached": 0, "missed": 7, "wrong": None}]
    assert run("reached").strip().endswith("\t0\t7\t5未満")


def test_use_tells_turns_by_topic_and_end_and_hides_a_second_beside_a_small_one(counts):
    rows = {(each["topic"], each["end"]): each["shown"] for each in json.loads(run("use", "--json", "--until", "2026-11"))}

    assert rows == {
        ("", "unsure"): "9",
        ("debt", "advising"): "－",
        ("debt", "alarm:suicide"): "5未満",
        ("debt", "asking"): "30",
        ("dv", "asking"): "5未満",
    }


def test_use_sums_whole_months(counts):
    assert [each["count"] for each in json.loads(run("use", "--json", "--since", "2026-12"))] == [8]


def test_use_is_a_table_of_spreadsheets_too(counts):
    heads, *rows = csv.reader(run("use", "--csv").splitlines())

    assert heads == ["話題", "終わり方", "回数"]
    assert ["（話題なし）", "unsure", "9"] in rows


@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",)])
@pytest.mark.parametrize("command", ["reached", "use"])
def test_no_form_of_a_report_tells_a_small_count(counts, command, form):
    assert not {"2", "3", "4", "12"} & set(run(command, *form).replace(",", " ").replace("}", " ").replace('"', " ").split())


def test_words_are_shown_from_five_days_on(counts):
    assert json.loads(run("words", "--json")) == [{"word": "闇バイト", "days": 5}]


@pytest.mark.parametrize("command", ["reached", "use", "words"])
def test_without_a_database_or_tables_one_is_told_what_to_do(monkeypatch, tmp_path, content, command):
    monkeypatch.setattr("app.cli.report.content", lambda city: content)
    monkeypatch.delenv("MADOGUCHI_DATABASE_URL", raising=False)
    nothing = CliRunner().invoke(APP, ["report", command])
    monkeypatch.setenv("MADOGUCHI_DATABASE_URL", f"sqlite:///{tmp_path / 'counts.db'}")
    empty = CliRunner().invoke(APP, ["report", command])

    assert (nothing.exit_code, empty.exit_code) == (2, 2)
    assert "MADOGUCHI_DATABASE_URL" in nothing.output
    assert "migrate" in empty.output


@pytest.mark.parametrize("command", ["reached", "use", "words"])
@pytest.mark.parametrize("option", ["--since", "--until"])
def test_a_month_that_is_not_over_is_not_told(counts, command, option):
    refused = CliRunner().invoke(APP, ["report", command, option, "2027-01"])

    assert refused.exit_code == 2
    assert "2026年12月まで" in refused.output


def test_what_was_counted_this_month_is_in_no_report(counts):
    assert [each["count"] for each in json.loads(run("use", "--json")) if (each["topic"], each["end"]) == ("debt", "asking")] == [38]


@pytest.mark.parametrize("month", ["2026", "2026-13", "きのう"])
def test_what_is_no_month_is_refused(counts, month):
    assert CliRunner().invoke(APP, ["report", "use", "--since", month]).exit_code == 2
