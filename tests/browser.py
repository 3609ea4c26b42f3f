"""A real browser and a real server, for tests and pictures."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
import uvicorn
from playwright.sync_api import Page
from pydantic import SecretStr

from app.clock import standing_at
from app.content import Content
from app.settings import Settings
from app.web.main import create_app

BROWSER = os.environ.get("MADOGUCHI_TEST_BROWSER") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REAL = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="ブラウザー（Debian の chromium）がありません。apt-get install chromium で入ります"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
"""The marks of a file of tests that need a real browser."""


@contextmanager
def serving(content: Content, now: datetime, **settings: object) -> Iterator[str]:
    """Serve *content* on a free port of this machine, its clock standing at *now*; give the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = create_app(content, Settings(secret=SecretStr("for-tests-only-not-a-secret"), **settings), standing_at(now))
    server = uvicorn.Server(uvicorn.Config(site, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def turns(page: Page) -> int:
    """Count what the resident did so far."""
    return page.locator("#log .Turn[data-who=you]").count()


def press(page: Page, selector: str) -> None:
    """Press a button of a form, and wait until the answer is there, with JavaScript or without."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.click(selector)
    page.wait_for_load_state()
    page.locator("main:not([aria-busy])").wait_for()


def tell(page: Page, address: str, text: str) -> None:
    """Open the first page, and write a worry."""
    page.goto(address)
    page.fill("#text", text)
    press(page, "main .Box .Button")
