"""Counting without keeping."""

import sqlite3
from datetime import date
from threading import Thread

import pytest

from app.tally import FEWEST, Reached, Tally

DAY = date(2026, 11, 20)


@pytest.fixture(params=["file", "memory"], ids=["ファイル", "記憶"])
def tally(request, tmp_path):
    return Tally(tmp_path / "counts.db" if request.param == "file" else None)


def test_counts_are_summed_by_window_the_often_missed_first(tally):
    for resource, how in [("a", "reached"), ("b", "missed"), ("b", "missed"), ("b", "wrong"), ("a", "missed"), ("c", "reached")]:
        tally.add(DAY, resource, how)

    assert list(tally.sums()) == [
        Reached(resource="b", reached=0, missed=2, wrong=1),
        Reached(resource="a", reached=1, missed=1, wrong=0),
        Reached(resource="c", reached=1, missed=0, wrong=0),
    ]


def test_only_the_day_the_window_and_how_it_went_are_kept(tmp_path):
    Tally(tmp_path / "counts.db").add(DAY, "a", "missed")
    with sqlite3.connect(tmp_path / "counts.db") as file:
        rows = file.execute("SELECT * FROM tally").fetchall()

    assert rows == [("2026-11-20", "a", "missed", 1)]


def test_many_at_once_are_all_counted(tally):
    threads = [Thread(target=lambda: [tally.add(DAY, "a", "reached") for _ in range(10)]) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert next(tally.sums()).reached == 80


def test_a_file_that_cannot_be_written_costs_nothing_but_a_line_in_the_log(tmp_path, caplog):
    (tmp_path / "counts.db").write_bytes(b"no database at all, this is" * 100)
    Tally(tmp_path / "counts.db").add(DAY, "a", "missed")

    assert [record.getMessage() for record in caplog.records] == ["数えられませんでした: DatabaseError"]


@pytest.mark.parametrize(("count", "enough"), [(FEWEST - 1, False), (FEWEST, True)])
def test_a_few_answers_are_not_shown(count, enough):
    assert Reached(resource="a", reached=0, missed=count, wrong=0).enough is enough
