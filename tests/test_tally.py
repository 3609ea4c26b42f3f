"""Counting beside the residents' way: nobody waits, nothing is lost that need not be, nothing is kept that tells of somebody."""

import logging
import os
import pwd
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import Engine, create_engine, event, inspect, text

from app import tally as tallies
from app.counts import Strange, Used, Went
from app.errors import SettingsError
from app.settings import HOME
from app.store import TABLES, AwayError, Period, Store, supported
from app.tally import Tally, database, opened
from tests.parts import missing

DAY = date(2026, 11, 20)
TURN = Used(DAY, "271403", "housing", "tonight", "asking")
SOON = 10
"""Seconds that a thread may take for what takes it a moment."""


def until(told):
    """Wait for what another thread does."""
    end = time.monotonic() + SOON
    while not told():
        assert time.monotonic() < end
        time.sleep(0.01)


def free_port():
    with closing(socket.socket()) as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


class Postgres:
    """A real server of its own, by a user who is not root; stopped by its process."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.url = f"postgresql://counter@127.0.0.1:{self.port}/postgres"
        self._user = {"user": pwd.getpwnam("nobody").pw_uid, "group": pwd.getpwnam("nobody").pw_gid} if os.geteuid() == 0 else {}
        folder.chmod(0o700)
        if self._user:
            os.chown(folder, self._user["user"], self._user["group"])
        made = [INITDB, "-D", folder / "data", "-U", "counter", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"]
        subprocess.run(made, check=True, capture_output=True, cwd="/", **self._user)
        self.start()

    def start(self):
        given = ["-D", self.folder / "data", "-p", str(self.port), "-k", self.folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
        self._server = (
            subprocess.Popen(
                [POSTGRES, *given],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                stdin=subprocess.DEVNULL,
                cwd="/",
                extra_groups=[],
                **self._user,
            )
            if self._user
            else subprocess.Popen([POSTGRES, *given], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        )
        until(self._answers)

    def _answers(self):
        try:
            with closing(Store(self.url)) as store:
                store._ask(text("SELECT 1"))
        except AwayError:
            return False
        return True

    def stop(self):
        self._server.send_signal(2)
        self._server.wait(SOON)


def _tool(name):
    return next((str(each) for each in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None) or shutil.which(name)


POSTGRES, INITDB = _tool("postgres"), _tool("initdb")


@pytest.fixture(scope="module")
def postgres():
    if POSTGRES is None or INITDB is None:
        missing("PostgreSQL")
    folder = Path(tempfile.mkdtemp(prefix="madoguchi-pg-"))
    server = Postgres(folder)
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """Give an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'counts.db'}"
    server = request.getfixturevalue("postgres")
    empty(server.url)
    return server.url


def empty(url):
    with closing(Store(url)) as store, store._engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


@pytest.fixture
def store(url):
    with closing(Store(url)) as made:
        made.migrate()
        yield made


# What is in the database.


def test_sums_are_added_to_what_is_there(store):
    store.add(Counter({TURN: 2, Went(DAY, "a", "missed"): 1, Strange(DAY, "闇バイト"): 1}))
    store.add(Counter({TURN: 3, TURN._replace(node="other"): 1, Went(DAY, "a", "reached"): 4, Strange(DAY, "闇バイト"): 9}))

    assert store.used() == {("housing", "asking"): 6}
    assert store.went() == {("a", "missed"): 1, ("a", "reached"): 4}
    assert store.words(1) == {"闇バイト": 1}


def test_a_period_counts_its_first_and_last_day(store):
    store.add(Counter({TURN._replace(day=DAY + timedelta(each)): 1 for each in range(5)}))

    assert store.used(Period(DAY + timedelta(1), DAY + timedelta(3))) == {("housing", "asking"): 3}
    assert store.used(Period(since=DAY + timedelta(4))) == {("housing", "asking"): 1}


def test_cities_are_summed_apart(store):
    store.add(Counter({TURN: 1, TURN._replace(city="japan"): 5}))

    assert store.used(city="271403") == {("housing", "asking"): 1}


def test_a_word_is_told_by_the_days_on_which_it_was_said(store):
    store.add(Counter({Strange(DAY + timedelta(each), "闇バイト"): 20 for each in range(5)} | {Strange(DAY, "転売"): 100}))

    assert store.words(5) == {"闇バイト": 5}


def test_the_tables_are_those_that_the_program_writes_and_hold_no_more_than_named(store):
    seen = inspect(store._engine)

    assert {name: [each["name"] for each in seen.get_columns(name)] for name in seen.get_table_names() if name != "alembic_version"} == {
        "used": ["day", "city", "topic", "node", "ends", "count"],
        "went": ["day", "resource", "how", "count"],
        "words": ["day", "word"],
    }
    assert all([key["name"] for key in seen.get_columns(each.name)] == [column.name for column in each.columns] for each in TABLES.sorted_tables)
    assert all(seen.get_pk_constraint(each.name)["constrained_columns"] == [key.name for key in each.primary_key] for each in TABLES.sorted_tables)


def test_the_day_has_no_time(store):
    store.add(Counter({TURN: 1}))
    with store._engine.connect() as connection:
        assert [str(day) for (day,) in connection.execute(text("SELECT day FROM used"))] == ["2026-11-20"]


def test_many_that_make_the_tables_at_once_do_not_meet(url):
    together, made = Barrier(6), []

    def start():
        with closing(Store(url)) as store:
            together.wait()
            made.append(store.migrate())

    run_all(start for _ in range(6))

    assert made == ["0001"] * 6


def test_tables_of_a_newer_program_are_left_alone(store):
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SettingsError, match="新しい"):
        store.migrate()

    assert Tally(store).write() is True  # nothing waits; and nobody fell over


def run_all(works):
    threads = [Thread(target=each) for each in works]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def test_servers_that_write_at_once_lose_nothing_and_do_not_lock_each_other_out(store, url):
    def write():
        with closing(Store(url)) as own:
            for _ in range(10):
                own.add(Counter({TURN._replace(node=str(each)): 1 for each in range(20)}))

    run_all(write for _ in range(4))

    assert store.used() == {("housing", "asking"): 800}


def test_all_of_a_writing_or_nothing_is_kept(store):
    with pytest.raises(AwayError):
        store.add({TURN: 1, Went(DAY, "a", "missed"): None})

    assert store.used() == {}


@pytest.mark.parametrize("url", ["mysql://a/b", "sqlite://", "sqlite:///:memory:", "counts.db", "", "postgresql", "sqlite+aiosqlite"])
def test_what_is_no_database_of_ours_is_refused(url):
    with pytest.raises(SettingsError) as refused:
        opened(url)

    assert "MADOGUCHI_DATABASE_URL" in str(refused.value)


def test_a_refused_address_is_never_repeated():
    with pytest.raises(SettingsError) as refused:
        opened("mysql://somebody:marked-word@host/name")

    assert "marked-word" not in str(refused.value)


def test_the_driver_is_ours_whatever_the_address_says():
    assert supported("postgresql://a:b@c/d").drivername == "postgresql+psycopg"
    assert supported("sqlite:///a.db").drivername == "sqlite+pysqlite"


def test_reading_makes_no_table_and_leaves_the_file_to_the_writer(store, url):
    with store._engine.connect().execution_options(reading=True) as reading:
        reading.execute(text("SELECT * FROM used"))
        with closing(Store(url)) as other:
            other.add(Counter({TURN: 1})) if url.startswith("postgres") else None
        assert list(reading.execute(text("SELECT * FROM words"))) == []


# Beside the residents' way.


class Slow:
    """A database that answers when it is let."""

    def __init__(self):
        self.let, self.added = Event(), Counter()

    def migrate(self):
        self.let.wait(SOON)
        return "0001"

    def add(self, sums):
        self.added.update(sums)

    def close(self):
        pass


class Broken(Slow):
    """A database that fails until it is mended."""

    def __init__(self, error=None):
        super().__init__()
        self.error = error or OSError("marked-word")

    def migrate(self):
        return "0001"

    def add(self, sums):
        if self.error:
            raise self.error
        super().add(sums)


def test_a_database_that_does_not_answer_delays_nobody():
    slow = Slow()
    counted = Tally(slow, every=0.01)
    counted.start()
    began = time.perf_counter()
    for _ in range(1000):
        counted.add([TURN])
    took = time.perf_counter() - began
    slow.let.set()
    counted.stop()

    assert took < 1
    assert slow.added == {TURN: 1000}


def test_what_is_left_at_the_end_is_written(url):
    counted = opened(url)
    counted._every = 3600
    counted.start()
    counted.add([TURN, TURN])
    counted.stop()

    with closing(Store(url)) as store:
        assert store.used() == {("housing", "asking"): 2}


def test_many_residents_at_once_are_all_counted(url):
    counted = opened(url)
    counted._every = 0.01
    counted.start()
    run_all([lambda: [counted.add([TURN]) for _ in range(100)]] * 8)
    counted.stop()

    with closing(Store(url)) as store:
        assert store.used() == {("housing", "asking"): 800}
    assert counted.waiting == counted.lost == 0


def test_no_thread_is_left_behind_and_none_is_begun_without_a_database(url):
    nothing, counted = Tally(), opened(url)
    nothing.start()
    counted.start()
    writer = counted._thread
    counted.stop()
    nothing.stop()

    assert nothing._thread is None
    assert not writer.is_alive()


def test_without_a_database_nothing_waits_and_the_ends_are_still_known():
    counted = Tally()
    counted.add([TURN, TURN._replace(end="unsure"), TURN])

    assert (counted.waiting, counted.lost) == (0, 0)
    assert counted.ends == {"asking": 2, "unsure": 1}


def test_sums_wait_while_the_database_is_away_with_one_warning_a_minute(caplog, monkeypatch):
    broken = Broken()
    counted = Tally(broken)
    for _ in range(5):
        counted.add([TURN])
        assert counted.write() is False
    monkeypatch.setattr(tallies, "WARN_EVERY", 0.0)
    counted.write()
    broken.error = None

    assert (counted.waiting, counted.errors) == (5, 6)
    assert counted.write() is True
    assert broken.added == {TURN: 5}
    assert [each.getMessage() for each in caplog.records] == [
        "回数を書けません: OSError。1 件を覚えて待ちます。あきらめたもの 0 件",
        "回数を書けません: OSError。5 件を覚えて待ちます。あきらめたもの 0 件",
    ]


def test_what_waits_is_bounded(monkeypatch):
    monkeypatch.setattr(tallies, "MOST_WAITING", 3)
    counted = Tally(Broken())
    for each in range(10):
        counted.add([TURN._replace(node=str(each))])
        counted.write()
    counted.add([TURN._replace(node="0")])
    counted.write()

    assert (counted.waiting, counted.lost) == (4, 7)


def test_the_queue_is_bounded_and_full_it_delays_nobody(monkeypatch):
    monkeypatch.setattr(tallies, "MOST_QUEUED", 3)
    counted = Tally(Slow())
    counted.add([TURN] * 10)

    assert (counted.waiting, counted.lost) == (3, 7)


def test_a_locked_file_is_written_when_it_is_free_again(tmp_path):
    counted = opened(f"sqlite:///{tmp_path / 'counts.db'}")
    counted._store = Store(f"sqlite:///{tmp_path / 'counts.db'}?timeout=0.1")
    counted.write()
    with closing(sqlite3.connect(tmp_path / "counts.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        counted.add([TURN])
        assert counted.write() is False
        other.execute("ROLLBACK")

    assert counted.write() is True
    assert counted._store.used() == {("housing", "asking"): 1}


def test_a_full_disk_is_waited_out(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'counts.db'}")
    counted, full = Tally(store), [True]

    @event.listens_for(store._engine, "connect")
    def small(connection, _record):
        """Let the file grow no further: SQLite says the same as on a full disk, SQLITE_FULL."""
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {max(pages, 1) if full[0] else 100_000}")

    counted.add([TURN])
    assert counted.write() is False
    full[0] = False
    assert counted.write() is True
    full[0] = True
    many = [TURN._replace(node=f"{each:050}") for each in range(500)]
    counted.add(many)
    assert counted.write() is False
    full[0] = False

    assert counted.write() is True
    assert store.used() == {("housing", "asking"): 501}


def test_a_file_that_is_no_database_costs_nothing_but_a_line_in_the_log(tmp_path, caplog):
    (tmp_path / "counts.db").write_bytes(b"no database at all, this is" * 100)
    counted = opened(f"sqlite:///{tmp_path / 'counts.db'}")
    counted.add([TURN])
    counted.write()

    assert [each.getMessage() for each in caplog.records] == ["回数を書けません: DatabaseError。1 件を覚えて待ちます。あきらめたもの 0 件"]


def test_a_server_that_stops_and_comes_back_is_written_what_waited(postgres):
    empty(postgres.url)
    counted = opened(postgres.url)
    counted._every = 0.05
    counted.start()
    counted.add([TURN])
    until(lambda: counted.waiting == 0)
    postgres.stop()
    counted.add([TURN] * 3)
    until(lambda: counted.errors)
    waiting = counted.waiting
    postgres.start()
    until(lambda: counted.waiting == 0)
    counted.stop()

    assert waiting == 3
    with closing(Store(postgres.url)) as store:
        assert store.used() == {("housing", "asking"): 4}


def test_a_server_that_is_away_at_the_start_gets_its_tables_later(postgres):
    empty(postgres.url)
    postgres.stop()
    counted = opened(postgres.url)
    counted.add([TURN])
    assert counted.write() is False
    postgres.start()

    assert counted.write() is True
    counted._store.close()


def test_an_error_of_the_database_never_says_what_was_written(store, caplog):
    with caplog.at_level(logging.DEBUG), pytest.raises(AwayError) as refused:
        store.add({Went(DAY, "marked-word", "missed"): None})

    assert "marked-word" not in str(refused.value.__class__) + caplog.text
    assert store._engine.hide_parameters


def test_migrate_on_the_command_line_says_the_revision(tmp_path):
    given = {"MADOGUCHI_DATABASE_URL": f"sqlite:///{tmp_path / 'counts.db'}", "PATH": os.environ["PATH"]}
    run = [sys.executable, "-m", "app", "migrate"]
    done = subprocess.run(run, cwd=HOME, capture_output=True, text=True, check=False, env=given)
    nowhere = subprocess.run(
        run, cwd=HOME, capture_output=True, text=True, check=False, env=given | {"MADOGUCHI_DATABASE_URL": "sqlite:////nowhere/marked-word"}
    )

    assert (done.returncode, done.stdout) == (0, "0001\n")
    assert nowhere.returncode == 2
    assert "marked-word" not in nowhere.stdout + nowhere.stderr


def test_what_was_made_can_be_unmade(tmp_path):
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    from app.store import MIGRATIONS  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine: Engine = create_engine(f"sqlite:///{tmp_path / 'counts.db'}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        command.downgrade(config, "base")

    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_the_door_connects_only_when_it_is_asked():
    assert database("postgresql://nobody:secret@nowhere.invalid/x") is not None
