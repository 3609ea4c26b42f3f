"""How often somebody got through to a window: counts by day, window and how it went, nothing else. The only door to their file."""

import logging
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock

from app.catalogue import ResourceId
from app.events import How

LOG = logging.getLogger("madoguchi.tally")
FEWEST = 5
"""A smaller count might tell of one person; it is not shown."""
_TABLE = (
    "CREATE TABLE IF NOT EXISTS tally (day TEXT, resource TEXT, how TEXT, count INTEGER NOT NULL, PRIMARY KEY (day, resource, how)) WITHOUT ROWID"
)
_ADD = "INSERT INTO tally VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1"
_SUM = "SELECT resource, how, SUM(count) FROM tally GROUP BY resource, how"


@dataclass(frozen=True, slots=True)
class Reached:
    """How often a window was reached, was not, or was the wrong one."""

    resource: ResourceId
    reached: int
    missed: int
    wrong: int

    @property
    def enough(self) -> bool:
        """Tell whether there are enough answers to be shown."""
        return self.reached + self.missed + self.wrong >= FEWEST


class Tally:
    """Counts in a SQLite file, or in memory where there is none. A file that cannot be written costs a resident nothing."""

    def __init__(self, file: Path | None = None) -> None:
        """Count into *file*."""
        self._file = file
        self._lock = Lock()
        self._memory: Counter[tuple[str, How]] = Counter()

    def add(self, day: date, resource: ResourceId, how: How) -> None:
        """Count one answer."""
        if self._file is None:
            with self._lock:
                self._memory[resource, how] += 1
            return
        try:
            with self._lock, closing(sqlite3.connect(self._file, timeout=1)) as counts, counts:
                counts.execute(_TABLE)
                counts.execute(_ADD, (day.isoformat(), resource, how))
        except sqlite3.Error as error:
            LOG.warning("数えられませんでした: %s", type(error).__name__)

    def sums(self) -> Iterator[Reached]:
        """Give the sums of all days for each window, the often missed first. Raises sqlite3.Error where the file cannot be read."""
        sums: Counter[tuple[str, str]] = Counter({(resource, how): count for resource, how, count in self._rows()})
        found = (
            Reached(ResourceId(each), *(sums[each, how] for how in ("reached", "missed", "wrong"))) for each in {resource for resource, _ in sums}
        )
        yield from sorted(found, key=lambda each: (-each.missed, each.resource))

    def _rows(self) -> list[tuple[str, str, int]]:
        if self._file is None:
            return [(resource, how, count) for (resource, how), count in self._memory.items()]
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)) as counts:
            return list(counts.execute(_SUM))
