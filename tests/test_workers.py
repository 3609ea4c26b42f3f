"""Several workers: one secret, one address, and one who takes the place of another that died."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from app.cli.workers import _Workers, serve_with
from app.errors import SettingsError
from tests.folders import small_root

HOME = Path(__file__).parent.parent
PLAIN = {key: value for key, value in os.environ.items() if not key.startswith("MADOGUCHI_")}
SO_MANY = 12
"""Connections: that all of them come to the same of two workers happens once in two thousand times; then the test has seen less, and is still right."""
PATIENCE = 60
MENDED = "送られた話の続きが読めませんでした"

pytestmark = pytest.mark.skipif(not hasattr(socket, "SO_REUSEPORT"), reason="この機械では、ワーカーは一つだけです")


def free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def serving(root: Path, **environment: str):
    """Serve what is under *root* with two workers; give the address and the process."""
    port = free()
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--port", str(port), "--workers", "2"],
        cwd=HOME, env=PLAIN | {"MADOGUCHI_CONTENT": str(root), "MADOGUCHI_RATE": "off"} | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: page(address))
        yield address, process
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def page(address: str, form: dict[str, str] | None = None) -> str | None:
    """Ask by a connection of its own; None where nobody answers."""
    try:
        with urllib.request.urlopen(f"{address}/", urlencode(form).encode() if form else None, timeout=PATIENCE) as answer:
            return answer.read().decode()
    except OSError:
        return None


def wait_for(there):
    ended = time.monotonic() + PATIENCE
    while not (found := there()):
        assert time.monotonic() < ended
        time.sleep(0.1)
    return found


def children(process) -> set[int]:
    """Name the workers: what this process started, without the helper of multiprocessing, which has another command line."""
    return {
        int(each)
        for each in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        if b"serve" in Path(f"/proc/{each}/cmdline").read_bytes()
    }


def token(written: str) -> str:
    return re.search(r'name="token" value="([^"]+)"', written)[1]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("root")
    small_root(folder)
    return folder


def test_a_talk_goes_on_with_whichever_worker_answers_and_after_one_was_killed(root):
    with serving(root) as (address, process):
        tokens = [token(page(address, {"text": "家賃が払えない"})) for _ in range(SO_MANY)]
        answers = [page(address, {"token": each, "stay": "1"}) for each in tokens for _ in range(2)]

        assert all(answers)
        assert not any(MENDED in each for each in answers)
        if not sys.platform.startswith("linux"):
            return
        workers = wait_for(lambda: len(children(process)) == 2 and children(process))
        killed = min(workers)
        os.kill(killed, signal.SIGKILL)
        now = wait_for(lambda: len(children(process) - {killed}) == 2 and children(process) - {killed})

        assert now & workers == workers - {killed}
        again = [page(address, {"token": each, "stay": "1"}) for each in tokens]
        assert all(again)
        assert not any(MENDED in each for each in again)


def test_sigterm_ends_all_of_them(root):
    with serving(root) as (address, process):
        workers = children(process) if sys.platform.startswith("linux") else set()
        process.terminate()

        assert process.wait(PATIENCE) == 0
        assert not any(Path(f"/proc/{each}").exists() for each in workers)
        assert page(address) is None


def test_nobody_is_born_after_the_end():
    workers = _Workers(lambda opened: None)
    workers._stop()
    with socket.socket() as opened:
        workers._begin(opened)

    assert workers._alive == {}


def test_numbers_for_prometheus_are_of_one_worker_only(root):
    done = subprocess.run(
        [sys.executable, "-m", "app", "serve", "--workers", "2"],
        cwd=HOME, env=PLAIN | {"MADOGUCHI_CONTENT": str(root), "MADOGUCHI_METRICS": "true"}, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert "MADOGUCHI_METRICS" in done.stderr


def test_an_address_that_is_taken_is_told_of():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingsError, match="待ち受けられません"):
            serve_with(lambda opened: None, "127.0.0.1", taken.getsockname()[1], 2)
