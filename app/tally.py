"""Counting beside the residents' way: what is counted goes into a queue, and one thread adds it up and writes it. Nobody waits for it."""

import logging
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Protocol

from app.counts import Counted, Used
from app.errors import SettingsError

if TYPE_CHECKING:
    from app.store import Store as Database

LOG = logging.getLogger("madoguchi.tally")
MOST_QUEUED = 10_000
"""Counts that may wait for the writer; it takes all of them each second."""
MOST_WAITING = 20_000
"""Different sums that may wait for the database. All topics, steps and ends of a city are about 1,500 a day."""
EVERY = 1.0
"""Seconds between two writings."""
WARN_EVERY = 60.0
"""Seconds between two warnings of the same trouble."""
AT_THE_END = 5.0
"""Seconds that stopping waits for what is left to be written."""


class Sums(Protocol):
    """Where sums are written; app/store.py."""

    def migrate(self) -> str:
        """Make ready."""

    def add(self, sums: Counter[Counted]) -> None:
        """Add all or nothing."""

    def close(self) -> None:
        """Let go."""


class Tally:
    """Counts for as long as the program runs, and in a database where there is one. Trouble with it costs a resident nothing."""

    def __init__(self, store: Sums | None = None, every: float = EVERY) -> None:
        """Count into *store*, *every* so many seconds; without one, in memory only."""
        self._store, self._every = store, every
        self._queue: Queue[Counted] = Queue(MOST_QUEUED)
        self._waiting: Counter[Counted] = Counter()
        self._held = 0
        self._ends: Counter[str] = Counter()
        self._lock, self._writing, self._stop = Lock(), Lock(), Event()
        self._thread: Thread | None = None
        self._ready, self._warned = False, float("-inf")
        self.errors = 0
        """How often the database could not be written."""
        self.lost = 0
        """Counts given up because too many waited."""

    def add(self, counted: Iterable[Counted]) -> None:
        """Take counts in. Returns at once, whatever the database does."""
        for each in counted:
            if isinstance(each, Used):
                with self._lock:
                    self._ends[each.end] += 1
            if self._store is not None:
                self._put(each)

    def _put(self, each: Counted) -> None:
        try:
            self._queue.put_nowait(each)
        except Full:
            with self._lock:
                self.lost += 1

    @property
    def waiting(self) -> int:
        """How many counts are not written yet."""
        return self._queue.qsize() + self._held

    @property
    def ends(self) -> dict[str, int]:
        """How many turns ended in which way since the program began."""
        with self._lock:
            return dict(self._ends)

    def start(self) -> None:
        """Begin to write, in a thread of its own; the tables are made ready first. Without a database there is nothing to begin."""
        if self._store is not None and self._thread is None:
            self._thread = Thread(target=self._run, name="tally", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Write what is left, and end the thread. Waits AT_THE_END at most."""
        if self._thread is not None:
            self._stop.set()
            self._thread.join(AT_THE_END)
            self._thread = None

    def _run(self) -> None:
        self.write()
        while not self._stop.wait(self._every):
            self.write()
        self.write()
        if self._store is not None:
            self._store.close()

    def write(self) -> bool:
        """Write all that waits, in one transaction; tell whether nothing waits any more."""
        with self._writing:
            self._take_in()
            self._held = self._waiting.total()
            try:
                self._write()
            # Whatever goes wrong with a database must not end the writer: disk full, file damaged, password changed, tables of a newer program.
            except Exception as error:  # noqa: BLE001
                self._failed(error)
            return not self._waiting

    def _take_in(self) -> None:
        with suppress(Empty):
            while True:
                each = self._queue.get_nowait()
                if each in self._waiting or len(self._waiting) < MOST_WAITING:
                    self._waiting[each] += 1
                else:
                    self.lost += 1

    def _write(self) -> None:
        if self._store is None:
            return
        if not self._ready:
            self._store.migrate()
            self._ready = True
        if self._waiting:
            self._store.add(self._waiting)
            self._waiting, self._held = Counter(), 0

    def _failed(self, error: Exception) -> None:
        """Warn once a minute, by the type of the error: its message holds an address and a statement."""
        self.errors += 1
        if time.monotonic() - self._warned >= WARN_EVERY:
            self._warned = time.monotonic()
            LOG.warning("回数を書けません: %s。%d 件を覚えて待ちます。あきらめたもの %d 件", type(error).__name__, self.waiting, self.lost)


def opened(url: str | None) -> Tally:
    """Give a tally that writes to *url*; without one it counts in memory only. Raises SettingsError."""
    if url is None:
        return Tally()
    return Tally(database(url))


def database(url: str) -> "Database":
    """Open the door to the database at *url*; does not connect yet. Raises SettingsError where it is neither a file of SQLite nor PostgreSQL."""
    from app.store import Store  # noqa: PLC0415  # 20 MB that a server without a database does not need

    try:
        return Store(url)
    except ValueError:
        # Without the value: it may hold a password.
        raise SettingsError("設定の値がちがいます: MADOGUCHI_DATABASE_URL（sqlite:///ファイル か postgresql://利用者:秘密@ホスト/名前）") from None
