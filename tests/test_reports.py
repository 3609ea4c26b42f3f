"""Reports and the making of a city's folder."""

import json
from collections import Counter
from datetime import date

import pytest

from app.cells import FEWEST
from app.counts import Went
from app.edit import values
from app.loading import inspect
from app.reports import plan as reports
from app.settings import HOME
from app.store import Store
from tests.folders import STYLE, entry, small_city, small_root
from tests.test_cli import run


def test_every_measure_of_the_plan_is_listed_and_the_residents_ones_are_served(content):
    rows = reports.measures(content)

    assert [row.measure.no for row in rows] == list(range(1, 142))
    assert [row.measure.no for row in rows if row.missing] == []
    assert all(row.by or row.measure.reason for row in rows)


def test_a_measure_that_nobody_serves_ends_with_1():
    done = run("report", "measures", "--json")
    rows = json.loads(done.stdout)

    assert done.returncode == 0
    assert len(rows) == 141
    assert all(set(row) == {"no", "name", "resident", "by"} for row in rows)


def test_a_new_city_is_sound_from_the_start(tmp_path, read, listen):
    words = (
        "--slug",
        "rei",
        "--name",
        "れい市",
        "--kana",
        "れいし",
        "--url",
        "https://example.jp/",
        "--department",
        "れい課",
        "--into",
        str(tmp_path),
    )
    done = run("new-city", "999997", *words)
    again = run("new-city", "999997", *words)
    wrong = run("new-city", "271404", *words)
    loaded = inspect(HOME, read, listen, tmp_path / "999997-rei", today=date(2026, 11, 20))

    assert done.returncode == 0
    assert done.stdout.strip().endswith("999997-rei")
    assert (again.returncode, wrong.returncode) == (2, 2)
    assert loaded.problems == ()  # nothing about the windows of other cities
    assert loaded.content is not None
    assert loaded.content.city.name == "れい市"


def test_a_new_city_keeps_what_was_said_whatever_yaml_makes_of_it(tmp_path):
    words = ("--slug", "rei", "--name", "れい市", "--kana", "れいし", "--url", "https://example.jp/", "--into", str(tmp_path))
    done = run("new-city", "999997", *words, "--department", "null")
    refused = [run("new-city", "131016", *words, "--department", odd) for odd in ("課: 'お金' #1", "課\nhide: [x]")]
    written = values((tmp_path / "999997-rei" / "city.yaml").read_text(encoding="utf-8"))

    assert done.returncode == 0
    assert (written["name"], written["department"], written["url"]) == ("れい市", "null", "https://example.jp/")
    assert [each.returncode for each in refused] == [2, 2]
    assert [each.name for each in tmp_path.iterdir()] == ["999997-rei"]


@pytest.mark.parametrize(("named", "told"), [("rei-city-hal", 1), ("yama-city-hall", 0)], ids=["打ちまちがい", "ほかの市のもの"])
def test_a_main_window_is_told_of_only_where_it_looks_like_one_of_this_city(tmp_path, read, listen, named, told):
    root = small_root(tmp_path / "root", style=STYLE + f"switchboards: [{named}]\n")
    city = small_city(root / "cities" / "131016-minamo", entry("rei-city-hall", area="131016"))
    found = [each for each in inspect(root, read, listen, city, today=date(2026, 11, 20)).problems if "ほかの市の窓口なら" in each.message]

    assert len(found) == told


def counted(folder, *answers):
    store = Store(f"sqlite:///{folder / 'counts.db'}")
    store.migrate()
    store.add(Counter({Went(date(2020, 9, 20), resource, how): times for resource, how, times in answers}))
    return f"sqlite:///{folder / 'counts.db'}"


def test_windows_that_were_often_missed_come_first_and_few_answers_are_not_shown(tmp_path):
    url = counted(tmp_path, ("yorisoi-hotline", "missed", 6), ("shakyo", "reached", 9), ("emergency-110", "wrong", FEWEST - 1))
    done = run("report", "reached", "--json", MADOGUCHI_DATABASE_URL=url)

    assert done.returncode == 0
    assert json.loads(done.stdout) == [
        {"resource": "yorisoi-hotline", "reached": 0, "missed": 6, "wrong": 0},
        {"resource": "shakyo", "reached": 9, "missed": 0, "wrong": 0},
    ]
    assert "emergency-110" not in done.stdout + done.stderr


def test_where_nothing_was_counted_it_is_said_how_to_begin():
    done = run("report", "reached")

    assert done.returncode == 2
    assert "MADOGUCHI_DATABASE_URL" in done.stderr
