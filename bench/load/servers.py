"""Servers on loopback, in processes of their own: the site as it is shipped, and what it is compared with."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.settings import HOME

NOW = "2026-11-20T14:00:00+09:00"
"""A Friday afternoon: most windows are open, and a page is the same in each run."""
START = 120.0
"""Seconds that a server may take to begin."""
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers now."""

    port: int
    pid: int

    @property
    def address(self) -> str:
        """Give where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def worked(self) -> float:
        """Give the seconds of processor time that it, and all that it started, has taken: what others do on the machine is not in it."""
        return sum(_ticks(pid) for pid in (self.pid, *_below(self.pid))) / TICKS


def _stat(pid: int) -> list[str]:
    """Read what Linux tells of a process, from its state on (proc(5): the name before may hold anything)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _ticks(pid: int) -> int:
    return sum(map(int, _stat(pid)[11:13]))


def _below(pid: int) -> Iterator[int]:
    for each in Path("/proc").iterdir():
        if each.name.isdecimal() and _stat(int(each.name))[1:2] == [str(pid)]:
            yield int(each.name)
            yield from _below(int(each.name))


@contextmanager
def running(*words: str, workers: int = 1) -> Iterator[Server]:
    """Run a module of ours with `--port` behind *words*, until the measuring is done. All know the same secret, and count posts without refusing one."""
    port = _free()
    known = {key: value for key, value in os.environ.items() if not key.startswith("MADOGUCHI_")}
    own = {"MADOGUCHI_SECRET": "for-measuring-only-not-a-secret", "MADOGUCHI_NOW": NOW, "MADOGUCHI_RATE": "999999/second"}
    process = subprocess.Popen(
        [sys.executable, "-m", *words, "--port", str(port)], cwd=HOME, env=known | own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _answers(process, port, workers)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def site(city: Path | None, workers: int = 1) -> Sequence[str]:
    """Name the site as it is served."""
    return ("app", "serve", *(("--city", str(city)) if city else ()), *(("--workers", str(workers)) if workers > 1 else ()))


def _free() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _answers(process: subprocess.Popen[bytes], port: int, workers: int) -> None:
    """Wait until it answers, and in several workers a little longer: the one that answers first is not the last. Raises RuntimeError where it ended."""
    ended = time.monotonic() + START
    while time.monotonic() < ended:
        if process.poll() is not None:
            raise RuntimeError(f"止まりました（終了コード {process.returncode}）")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
                time.sleep(10 if workers > 1 else 0)
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("動きはじめません")
