"""Several processes that serve the same site: it is made once, and forked, so that all know the same secret and share most of the memory.

A worker that dies is replaced from what the first process made at the start. Its socket stays open meanwhile: who waits in its queue is answered by the next.
(uvicorn's own workers load everything again each, and restart for SIGHUP, by which broken content on the disk would end what still answers.)
"""

import json
import logging
import os
import signal
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from app.errors import SettingsError

LOG = logging.getLogger("madoguchi.workers")
PAUSE = 1.0
"""Seconds before a worker that died is replaced, so that one that cannot live does not take the machine."""
BACKLOG = 2048
"""Connections that may wait for a worker; as uvicorn has it."""

Serve = Callable[[socket.socket], None]
Handler = Callable[[int, object], None]


def serve_with(serve: Serve, host: str, port: int, count: int) -> None:
    """Call *serve* in *count* processes, each with a socket of its own at the same address, until SIGTERM or SIGINT; SIGHUP is handed on.

    Raises SettingsError where the system cannot do that, or the address is taken.
    """
    if not hasattr(os, "fork") or not hasattr(socket, "SO_REUSEPORT"):
        raise SettingsError("この機械では、--workers は 1 だけです")
    try:
        sockets = [listening(host, port) for _ in range(count)]
    except OSError as error:
        raise SettingsError(f"{host} の {port} では待ち受けられません（{error.strerror}）") from error
    _Workers(serve).run(sockets)


def listening(host: str, port: int) -> socket.socket:
    """Open one of several sockets at one address: the system deals connections out evenly among them (SO_REUSEPORT, socket(7))."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        opened.bind((host, port))
        opened.listen(BACKLOG)
    except OSError:
        opened.close()
        raise
    return opened


class _Workers:
    """The processes that live, by their number, with the socket of each."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve
        self._alive: dict[int, socket.socket] = {}
        self._stopping = False

    def run(self, sockets: Iterable[socket.socket]) -> None:
        """Begin all; replace who dies; end when all have ended after a signal."""
        handlers: dict[signal.Signals, Handler] = {signal.SIGTERM: self._stop, signal.SIGINT: self._stop, signal.SIGHUP: self._hand_on}
        with _heeding(handlers):
            for each in sockets:
                self._begin(each)
            while self._alive:
                number, status = os.wait()
                opened = self._alive.pop(number, None)
                if opened is not None and not self._stopping:
                    self._replace(opened, status)

    def _begin(self, opened: socket.socket) -> None:
        """Fork, unless all are to end. No signal comes between the birth of a worker and its being known."""
        heeded = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
        signal.pthread_sigmask(signal.SIG_BLOCK, heeded)
        if not self._stopping:
            number = os.fork()
            if number == 0:
                self._work(opened, heeded)
            self._alive[number] = opened
        signal.pthread_sigmask(signal.SIG_UNBLOCK, heeded)

    def _work(self, opened: socket.socket, heeded: set[signal.Signals]) -> None:
        """Serve in the new process, which never comes back from here."""
        code = 1
        try:
            for each in heeded:
                signal.signal(each, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, heeded)
            self._serve(opened)
            code = 0
        finally:
            os._exit(code)

    def _replace(self, opened: socket.socket, status: int) -> None:
        LOG.warning(json.dumps({"event": "worker", "state": "replaced", "code": os.waitstatus_to_exitcode(status)}))
        time.sleep(PAUSE)
        self._begin(opened)

    def _stop(self, *_: object) -> None:
        self._stopping = True
        self._tell(signal.SIGTERM)

    def _hand_on(self, number: int, _: object) -> None:
        self._tell(number)

    def _tell(self, number: int) -> None:
        for each in tuple(self._alive):
            try:
                os.kill(each, number)
            except ProcessLookupError:  # it died just now
                continue


@contextmanager
def _heeding(handlers: Mapping[signal.Signals, Handler]) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
