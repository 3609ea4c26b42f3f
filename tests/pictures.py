"""Take the pictures of README: `make pictures`. The clock stands at a Friday afternoon."""

import socket
import threading
import time
from datetime import datetime
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright
from pydantic import SecretStr

from app import sudachi
from app.clock import standing_at
from app.loading import load
from app.settings import HOME, Settings
from app.web.main import create_app
from tests.test_browser import BROWSER, FLAGS

FOLDER = HOME / "docs" / "img"
FRIDAY = datetime.fromisoformat("2026-11-20T14:00+09:00")


def main() -> None:
    """Serve the shipped content on a free port and photograph it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    read = sudachi.reader()
    site = create_app(load(HOME, read, sudachi.sound(read)), Settings(secret=SecretStr("for-pictures-only")), standing_at(FRIDAY))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(site, host="127.0.0.1", port=port, log_level="error"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.02)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        page = browser.new_page(viewport={"width": 1180, "height": 940}, locale="ja-JP")
        page.goto(f"http://127.0.0.1:{port}")
        _shoot(page, "start.png")
        page.set_viewport_size({"width": 480, "height": 1250})
        page.fill("#text", "家賃が払えなくて追い出されそう")
        page.click("text=相談先をさがす")
        page.click("button:has-text('ない・なくなりそう')")
        _shoot(page, "result.png")
        browser.close()
    server.should_exit = True


def _shoot(page: Page, name: str) -> None:
    page.screenshot(path=str(Path(FOLDER / name)))


if __name__ == "__main__":
    main()
