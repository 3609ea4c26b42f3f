"""Reports and the making of a city's folder."""

import json

from app import reports
from app.loading import inspect
from app.settings import HOME
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
    loaded = inspect(HOME, read, listen, tmp_path / "999997-rei")

    assert done.returncode == 0
    assert done.stdout.strip().endswith("999997-rei")
    assert (again.returncode, wrong.returncode) == (2, 2)
    assert loaded.content is not None
    assert loaded.content.city.name == "れい市"
