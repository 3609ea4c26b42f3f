"""The only door to the database of counts: SQLite or PostgreSQL, by SQLAlchemy. It holds numbers by day, and words of the dictionary."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Date, Integer, MetaData, String, Table, create_engine, event, func, make_url, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from app.counts import Counted, Strange, Used, Went
from app.errors import SettingsError

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
KEY = 7_340_141
"""Of the advisory lock under which one process at a time brings a PostgreSQL database up to date; any number that others do not use."""
PATIENCE = 30
"""Seconds that bringing up to date waits for others that do so."""
SECONDS = 3
"""How long writing waits for the database: nobody waits for the writer, and it tries again."""
DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}

TABLES = MetaData()
USED = Table(
    "used",
    TABLES,
    Column("day", Date, primary_key=True),
    Column("city", String(8), primary_key=True),
    Column("topic", String(100), primary_key=True),
    Column("node", String(100), primary_key=True),
    Column("ends", String(40), primary_key=True),  # END is a word of SQL
    Column("count", Integer, nullable=False),
)
WENT = Table(
    "went",
    TABLES,
    Column("day", Date, primary_key=True),
    Column("resource", String(120), primary_key=True),
    Column("how", String(10), primary_key=True),
    Column("count", Integer, nullable=False),
)
WORDS = Table("words", TABLES, Column("day", Date, primary_key=True), Column("word", String(100), primary_key=True))

AwayError = SQLAlchemyError
"""What is raised where the database cannot be asked."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from *since* to *until*, both counted in; None: without limit."""

    since: date | None = None
    until: date | None = None


ALWAYS = Period()


class Store:
    """Counts in a database."""

    def __init__(self, url: str) -> None:
        """Write to the database at *url* (sqlite:///file or postgresql://…). Connects when it is first asked. Raises ValueError for another kind."""
        self._url = supported(url)
        self._engine = _engine(self._url)

    def migrate(self) -> str:
        """Bring the tables up to date, alone: others that try at the same time wait. Gives the revision. Raises AwayError; SettingsError where a newer program made them."""
        from alembic import command  # noqa: PLC0415  # 5 MB that a server without a database does not need
        from alembic.config import Config  # noqa: PLC0415
        from alembic.runtime.migration import MigrationContext  # noqa: PLC0415
        from alembic.util import CommandError  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with self._alone() as connection:
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError:
                raise SettingsError("データベースの表は、このプログラムより新しい版のものです。プログラムを新しくしてください") from None
            return str(MigrationContext.configure(connection).get_current_revision())

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """Open a transaction that no other process migrates beside. SQLite needs no more: its transactions take the whole file (`_begin`)."""
        with self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}s'"))
                connection.execute(text(f"SET LOCAL statement_timeout = '{2 * PATIENCE}s'"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": KEY})
            else:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {SECONDS * 1000}")
            yield connection

    def add(self, sums: Mapping[Counted, int]) -> None:
        """Add *sums* in one transaction: all of them or none. Raises AwayError."""
        with self._engine.begin() as connection:
            # In one order, so that two servers never wait for each other.
            for table, rows in _rows(sums):
                connection.execute(_adding(connection.dialect.name, table), rows)

    def used(self, period: Period = ALWAYS, city: str | None = None) -> dict[tuple[str, str], int]:
        """Sum the turns by topic and end. Raises AwayError."""
        wanted = _within(select(USED.c.topic, USED.c.ends, func.sum(USED.c.count)), USED, period).group_by(USED.c.topic, USED.c.ends)
        wanted = wanted if city is None else wanted.where(USED.c.city == city)
        return {(topic, end): int(count) for topic, end, count in self._ask(wanted)}

    def went(self, period: Period = ALWAYS) -> dict[tuple[str, str], int]:
        """Sum how it went, by window and how. Raises AwayError."""
        wanted = _within(select(WENT.c.resource, WENT.c.how, func.sum(WENT.c.count)), WENT, period).group_by(WENT.c.resource, WENT.c.how)
        return {(resource, how): int(count) for resource, how, count in self._ask(wanted)}

    def words(self, days: int, period: Period = ALWAYS) -> dict[str, int]:
        """Give the words of at least so many *days*, with the number of days. Raises AwayError."""
        seen = func.count(WORDS.c.day)
        wanted = _within(select(WORDS.c.word, seen), WORDS, period).group_by(WORDS.c.word).having(seen >= days)
        return {word: int(count) for word, count in self._ask(wanted)}

    def _ask(self, wanted: Any) -> list[Any]:
        with self._engine.connect().execution_options(reading=True) as connection:
            return list(connection.execute(wanted))

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()


def supported(url: str) -> URL:
    """Read *url* and choose the driver. Raises ValueError where it is no file of SQLite and no PostgreSQL."""
    try:
        made = make_url(url)
    except SQLAlchemyError:
        raise ValueError("no address of a database") from None
    kind = made.get_backend_name()
    if kind not in DRIVERS or (kind == "sqlite" and made.database in {None, "", ":memory:"}):
        raise ValueError("neither a file of SQLite nor PostgreSQL")
    return made.set(drivername=DRIVERS[kind])


def _engine(url: URL) -> Engine:
    # No parameter is ever told in an error: an error is logged by its type only, and this makes sure of it.
    if url.get_backend_name() == "postgresql":
        options = {"connect_timeout": SECONDS, "options": f"-c statement_timeout={SECONDS * 1000} -c timezone=UTC", "application_name": "madoguchi"}
        return create_engine(url, hide_parameters=True, pool_size=1, max_overflow=1, pool_pre_ping=True, connect_args=options)
    engine = create_engine(url, hide_parameters=True, poolclass=NullPool, connect_args={"timeout": SECONDS})
    event.listen(engine, "connect", _by_hand)
    event.listen(engine, "begin", _begin)
    return engine


def _by_hand(connection: Any, _record: Any) -> None:
    """Let Python's driver begin nothing by itself: it would not take changes of tables into a transaction."""
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    """Take the file from the beginning, so that reading and then writing never meets another writer in between; who only reads leaves it free."""
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("reading") else "BEGIN IMMEDIATE")


def _rows(sums: Mapping[Counted, int]) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    for table, kind in ((USED, Used), (WENT, Went), (WORDS, Strange)):
        names = [column.name for column in table.columns]
        mine = {key: count for key, count in sums.items() if isinstance(key, kind)}
        rows = [dict(zip(names, (*key, count), strict=False)) for key, count in sorted(mine.items())]
        if rows:
            yield table, rows


def _adding(dialect: str, table: Table) -> Any:
    """Insert, or add to what is there."""
    adding = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    keys = list(table.primary_key.columns)
    if "count" not in table.c:
        return adding.on_conflict_do_nothing(index_elements=keys)
    return adding.on_conflict_do_update(index_elements=keys, set_={"count": table.c.count + adding.excluded["count"]})


def _within(wanted: Any, table: Table, period: Period) -> Any:
    wanted = wanted if period.since is None else wanted.where(table.c.day >= period.since)
    return wanted if period.until is None else wanted.where(table.c.day <= period.until)
