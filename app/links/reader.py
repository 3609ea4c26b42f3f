"""Reads pages in a process of its own, which is ended where a page keeps it too long: no page can hold up the others."""

import asyncio
import logging
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from time import monotonic
from typing import Self

from app.links.page import Seen, look

POLL = 0.005
STARTING = 60.0
"""Seconds that the process may take to begin."""


class PageReader:
    """One process that reads page after page. An async context manager."""

    def __init__(self, seconds: float) -> None:
        """Allow each page *seconds*."""
        self._seconds = seconds
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        """Begin. Raises TimeoutError where the process does not start."""
        await self._begin()
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the process."""
        self._end()

    async def look(self, body: bytes, content_type: str, numbers: frozenset[str]) -> Seen:
        """Read a page; one that takes too long, or breaks the process, is unread."""
        async with self._turn:
            try:
                return await self._look(body, content_type, numbers)
            except (TimeoutError, EOFError, OSError):
                self._end()
                return Seen(unread="読みとりに時間がかかりすぎるか、こわれています")
            except asyncio.CancelledError:
                self._end()
                raise

    async def _look(self, body: bytes, content_type: str, numbers: frozenset[str]) -> Seen:
        pipe = self._pipe or await self._begin()
        pipe.send((body, content_type, numbers))
        return await self._answer(pipe, self._seconds)

    async def _begin(self) -> Connection:
        spawn = get_context("spawn")
        here, there = spawn.Pipe()
        self._process, self._pipe = spawn.Process(target=_work, args=(there,), daemon=True), here
        self._process.start()
        there.close()
        await self._answer(here, STARTING)
        return here

    async def _answer(self, pipe: Connection, seconds: float) -> Seen:
        end = monotonic() + seconds
        while not pipe.poll():
            if monotonic() > end:
                raise TimeoutError
            await asyncio.sleep(POLL)
        answer: Seen = pipe.recv()
        return answer

    def _end(self) -> None:
        if self._process is not None and self._pipe is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._pipe.close()
        self._process = self._pipe = None


def _work(pipe: Connection) -> None:
    logging.disable()  # pypdf tells of each fault of a file; we tell of the page
    pipe.send(Seen())
    while True:
        try:
            body, content_type, numbers = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        pipe.send(look(body, content_type, numbers))
