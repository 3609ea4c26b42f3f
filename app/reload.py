"""A change of content while the site runs: files are watched, new content is loaded and checked beside the old, and taken whole or not at all."""

import json
import logging
import signal
import sys
import time
from asyncio import get_running_loop, to_thread
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import Generic, NamedTuple, TypeVar

from app import loading, locales
from app.apart import load_apart, settle
from app.clock import Clock
from app.content import Content
from app.errors import ContentError, Problem
from app.language import Language

LOG = logging.getLogger("madoguchi.content")
SHOWN = 5
"""Of many problems so many are told: the others are seen with `check`."""
REST = 12
"""Looks that are let pass before loading is tried again that failed for another reason than the content; a minute, as the settings are."""

T = TypeVar("T")
Seen = frozenset[tuple[Path, int, int, int]]
"""Files with time of change, size and inode."""


class Version(NamedTuple):
    """What the files say, in short."""

    content: str
    texts: str
    """Of the translations."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What stood in the files at one moment: content, and our texts in other languages."""

    content: Content
    languages: Mapping[str, Language]
    texts: str
    """The version of the languages."""

    @property
    def version(self) -> Version:
        """Name it."""
        return Version(self.content.version, self.texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an edition is read from."""

    root: Path
    city: Path | None
    locales: Path
    dictionary: str

    def seen(self) -> Seen:
        """Look at the files from outside. One that is not there now is not seen: it comes or goes."""
        return frozenset(found for path in (*loading.files(self.root, self.city), *self._translations()) if (found := _stat(path)) is not None)

    def version(self) -> Version:
        """Name what the files say, without understanding it."""
        return Version(loading.version(self.root, self.city), loading.fingerprint(self._translations()))

    def read(self, ended: Event | None = None) -> Edition:
        """Load all of it, in another process what is large. Raises ContentError, and UnfinishedError when *ended* is set."""
        spoken = self.spoken()
        return Edition(load_apart(self.root, self.dictionary, self.city, ended), *spoken)

    def spoken(self) -> tuple[Mapping[str, Language], str]:
        """Read the languages, and name them. Raises ContentError."""
        return locales.read(self.locales, self.city), loading.fingerprint(self._translations())

    def _translations(self) -> list[Path]:
        return locales.files(self.locales, self.city)


def _stat(path: Path) -> tuple[Path, int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return path, found.st_mtime_ns, found.st_size, found.st_ino


class Current(Generic[T]):
    """What answers now. Who answers asks once, at the beginning, and keeps to what was given."""

    def __init__(self, first: T) -> None:
        """Begin with *first*."""
        self._now = first

    def __call__(self) -> T:
        """Give it."""
        return self._now

    def swap(self, new: T) -> None:
        """Put *new* in its place, for all who ask from now on."""
        self._now = new


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What stands in the files and is not taken."""

    version: Version
    since: datetime
    problems: tuple[Problem, ...] = ()
    fault: str | None = None
    """The name of what went wrong, where it was not the content."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Give the problems that are no mere warnings."""
        return tuple(problem for problem in self.problems if problem.level == "error")


class Reload:
    """Watches the files of a source, in a thread of its own, and gives new editions to *take*.

    A change is taken when the files have stood still for one interval, and still do when all is loaded: half a file is never taken. What is broken is refused
    and told of; what answers goes on answering.
    """

    def __init__(self, source: Source, serving: Version, take: Callable[[Edition], None], clock: Clock, seconds: float) -> None:
        """Look every so many *seconds*; 0: only when asked. *serving* is the version that answers at the beginning. *take* may raise, and nothing is taken."""
        self._source, self._take, self._clock, self._seconds = source, take, clock, seconds
        self.serving = serving
        """What answers now."""
        self.since: datetime | None = None
        """When what answers now began to; None before the site runs."""
        self.refused: Refused | None = None
        self._seen: Seen | None = None
        self._done: Seen | None = None
        self._rest = 0
        self._asked, self._ended = Event(), Event()
        self._thread: Thread | None = None

    @asynccontextmanager
    async def running(self, _site: object = None) -> AsyncIterator[None]:
        """Watch as long as the site runs; SIGHUP asks for a look at once, where there is such a thing."""
        self.start()
        with _on_hangup(self.ask):
            yield
        await to_thread(self.stop)

    def start(self) -> None:
        """Begin to watch."""
        self.since = self._clock()
        self._ended.clear()
        self._thread = Thread(target=self._run, name="reload", daemon=True)
        self._thread.start()

    def ask(self) -> None:
        """Ask for a look at once, without waiting for the files to stand still."""
        self._asked.set()

    def stop(self) -> None:
        """End; what is being loaded is given up."""
        self._ended.set()
        self._asked.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            asked = self._asked.wait(self._seconds or None)
            self._asked.clear()
            with suppress(OSError):  # a folder that goes while one looks into it comes back, or is missed when all is read
                if not self._ended.is_set():
                    self.look(asked=asked)

    def look(self, *, asked: bool = False) -> None:
        """Look once, and load where the files have changed and stand still, or where somebody *asked*."""
        before, self._seen = self._seen, self._source.seen()
        self._rest = 0 if asked or self._seen != before else max(0, self._rest - 1)
        if asked or (self._seen == before and self._seen != self._done and not self._rest):
            self._try(self._seen, asked=asked)

    def _try(self, seen: Seen, *, asked: bool) -> None:
        began, version = time.monotonic(), self._source.version()
        found = None if version == self.serving else self._load(version)
        if self._ended.is_set():
            return
        if self._source.seen() != seen:  # somebody is still writing
            if asked:
                self.ask()
            return
        self._done = seen
        if found is None:
            self._keep(version)
        elif isinstance(found, Edition):
            self._swap(found, time.monotonic() - began)
        else:
            self._refuse(found)

    def _load(self, version: Version) -> Edition | Refused:
        try:
            return self._source.read(self._ended)
        except ContentError as error:
            return Refused(version=version, since=self._clock(), problems=error.problems)
        except Exception as error:  # noqa: BLE001  # nothing that happens here may end the watch; what answers is not touched
            return Refused(version=version, since=self._clock(), fault=type(error).__name__)

    def _keep(self, version: Version) -> None:
        """Go on with what answers: the files say the same, or say it again."""
        if self.refused is not None:
            _say("kept", logging.INFO, version)
        self.refused = None

    def _swap(self, new: Edition, seconds: float) -> None:
        try:
            self._take(new)
        except Exception as error:  # noqa: BLE001  # a page cannot be made of it: it is not taken
            self._refuse(Refused(version=new.version, since=self._clock(), fault=type(error).__name__))
            return
        was, self.serving = self.serving, new.version
        self.since, self.refused = self._clock(), None
        settle()
        _say("taken", logging.INFO, new.version, was=was.content, seconds=round(seconds, 1))

    def _refuse(self, found: Refused) -> None:
        same = self.refused is not None and self.refused.version == found.version
        self.refused = replace(found, since=self.refused.since) if self.refused is not None and same else found
        if found.fault is not None:
            self._done, self._rest = None, REST
        first = [str(problem) for problem in found.errors[:SHOWN]]
        _say("refused", logging.WARNING, found.version, keeps=self.serving.content, problems=len(found.errors), fault=found.fault, first=first)


def _say(state: str, level: int, version: Version, **more: object) -> None:
    """Log one line. It holds what stands in content files, and nothing of a talk."""
    LOG.log(level, json.dumps({"event": "content", "state": state, **version._asdict(), **more}, ensure_ascii=False))


@contextmanager
def _on_hangup(ask: Callable[[], None]) -> Iterator[None]:
    """Call *ask* for SIGHUP. In a terminal it means that the terminal is gone, and ends us as ever; in a thread or on Windows there is none."""
    loop = get_running_loop()
    if sys.stdin is not None and sys.stdin.isatty():
        yield
        return
    try:
        loop.add_signal_handler(signal.SIGHUP, ask)
    # In order: Windows knows no SIGHUP; its loop takes no handlers; and a thread may not set one (the last two).
    except (AttributeError, NotImplementedError, RuntimeError, ValueError):
        yield
        return
    yield
    loop.remove_signal_handler(signal.SIGHUP)
