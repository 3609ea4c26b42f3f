"""The parts of a site as processes of their own: started, stopped, killed and frozen by their id only."""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.settings import HOME

SOON = 20.0
"""Seconds in which a part must be ready, or gone."""
START = 400.0
"""Seconds in which a replica with the shipped content must be ready, on a busy machine."""
NOBODY = "nobody"
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


class MissingError(Exception):
    """A part is not on this machine."""


def tool(name: str) -> str:
    """Find a program. Raises MissingError."""
    servers = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = str(servers[-1]) if servers else shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if found is None:
        raise MissingError(name)
    return found


def free_port() -> int:
    """Give a port of loopback that nobody uses."""
    with closing(socket.socket()) as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def answers(port: int) -> bool:
    """Tell whether somebody listens."""
    with closing(socket.socket()) as asked:
        asked.settimeout(1)
        return asked.connect_ex(("127.0.0.1", port)) == 0


def until(told: Callable[[], bool], seconds: float = SOON) -> None:
    """Wait for what another process does. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not told():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.05)


def _with_us() -> None:
    """Let the new process end when we end, however that is."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@dataclass
class Part:
    """One process that can be started again as it was. What it says goes to a file."""

    command: list[str]
    port: int
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    ends_by: signal.Signals = signal.SIGTERM
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start; does not wait."""
        as_user = _as(self.user)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=HOME, env=_env() | self.env, preexec_fn=_with_us, **as_user
            )

    def ready(self, seconds: float = START) -> None:
        """Wait until it listens. Raises TimeoutError, and RuntimeError with its last words where it ended."""
        until(lambda: self._ended() or answers(self.port), seconds)
        if self._ended():
            raise RuntimeError(self.log.read_text(errors="replace")[-2000:])

    def _ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def send(self, what: signal.Signals) -> None:
        """Send a signal."""
        if self.process is not None:
            self.process.send_signal(what)

    def stop(self) -> None:
        """Ask it to end, and wait."""
        if not self._ended():
            self.send(signal.SIGCONT)
            self.send(self.ends_by)
            self.gone()

    def kill(self) -> None:
        """End it without a word (kill -9)."""
        self.send(signal.SIGKILL)
        self.gone()

    def gone(self) -> None:
        """Wait until it has ended."""
        assert self.process is not None
        try:
            self.process.wait(SOON)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @contextmanager
    def running(self) -> Iterator["Part"]:
        """Run for as long as the block does."""
        self.start()
        try:
            yield self
        finally:
            self.stop()


def _env() -> dict[str, str]:
    """Give what a part needs of our surroundings: none of our settings."""
    return {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ} | {"PYTHONDONTWRITEBYTECODE": "1"}


def _as(user: str | None) -> dict[str, object]:
    """Give what lets a process run as *user*, where we may choose."""
    if user is None or os.geteuid() != 0:
        return {}
    known = pwd.getpwnam(user)
    return {"user": known.pw_uid, "group": known.pw_gid, "extra_groups": []}


def belongs(folder: Path, user: str = NOBODY) -> Path:
    """Make *folder*, for *user* where we may choose."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, user, pwd.getpwnam(user).pw_gid)
    return folder


def replica(folder: Path, number: int, settings: Mapping[str, str], clock: Path | None = None) -> Part:
    """Make one process of ours. With *clock*, its time of day is what stands in this file (libfaketime), and the time since the start is not touched."""
    port = free_port()
    env = {f"MADOGUCHI_{name}": value for name, value in settings.items()}
    if clock is not None:
        if not FAKETIME.is_file():
            raise MissingError("faketime")
        env |= {
            "LD_PRELOAD": str(FAKETIME),
            "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }
    command = [sys.executable, "-m", "app", "serve", "--port", str(port)]
    return Part(command, port, folder / f"replica{number}.log", env)


def redis(folder: Path) -> Part:
    """Make a Redis that keeps nothing on disk."""
    port = free_port()
    command = [tool("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    return Part(command, port, folder / "redis.log")


def postgres(folder: Path) -> Part:
    """Make a PostgreSQL with an empty database."""
    port, data = free_port(), belongs(folder / "postgres")
    made = [tool("initdb"), "-D", str(data / "data"), "-U", "counter", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"]
    subprocess.run(made, check=True, capture_output=True, cwd="/", **_as(NOBODY))
    given = ["-D", str(data / "data"), "-p", str(port), "-k", str(data), "-c", "listen_addresses=127.0.0.1"]
    return Part([tool("postgres"), *given], port, folder / "postgres.log", user=NOBODY, ends_by=signal.SIGINT)


SHIPPED = HOME / "deploy" / "nginx"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def nginx(folder: Path, pages: Path, ports: list[int]) -> Part:
    """Make an nginx with the configuration that is shipped in front of *ports*; only what site/ holds is ours.

    It may write to no folder but that of its log: a body or an answer that it would put on disk becomes a fault that is seen.
    """
    port, here = free_port(), belongs(folder / "nginx")
    for name in ("nginx.conf", "headers.conf"):
        shutil.copy(SHIPPED / name, here)
    site = belongs(here / "site")
    for each in TEMPORARY:
        belongs(here / each).chmod(0o500)
    upstream = (SHIPPED / "site" / "http.conf").read_text().split("\nserver {")[0].split("# http で")[0]
    servers = "".join(f"    server 127.0.0.1:{each} max_fails=0;\n" for each in ports)
    kept = "".join(line for line in upstream.splitlines(keepends=True) if not line.startswith("    server "))
    paths = "".join(f"{each}_temp_path {here / each};\n" for each in TEMPORARY).replace("client_body_temp_path", "client_body_temp_path")
    (site / "main.conf").write_text(f"pid {here}/nginx.pid;\ndaemon off;\nerror_log stderr alert;\n")
    (site / "http.conf").write_text(paths + kept.replace("    least_conn;\n", "    least_conn;\n" + servers))
    (site / "server.conf").write_text(f"listen 127.0.0.1:{port};\nserver_name localhost;\nroot {pages};\naccess_log {here}/access.log quiet;\n")
    # Its first words come before any configuration: -e keeps them out of /var/log.
    command = [tool("nginx"), "-p", f"{here}/", "-c", f"{here}/nginx.conf", "-e", "stderr"]
    return Part(command, port, folder / "nginx.log", user=NOBODY, ends_by=signal.SIGQUIT)
