"""Take the pictures of README: `make pictures`. The clock stands at a Friday afternoon."""

from datetime import datetime
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from app import sudachi
from app.loading import load
from app.settings import HOME
from tests.browser import BROWSER, FLAGS, press, serving, tell

FOLDER = HOME / "docs" / "img"
FRIDAY = datetime.fromisoformat("2026-11-20T14:00+09:00")


def main() -> None:
    """Serve the shipped content on a free port and photograph it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    read = sudachi.reader()
    content = load(HOME, read, sudachi.sound(read))
    with serving(content, FRIDAY) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        page = browser.new_page(viewport={"width": 1180, "height": 940}, locale="ja-JP")
        page.goto(address)
        _shoot(page, "start.png")
        page.set_viewport_size({"width": 480, "height": 1250})
        tell(page, address, "家賃が払えなくて追い出されそう")
        press(page, "#step button:has-text('ない・なくなりそう')")
        _shoot(page, "result.png")
        browser.close()


def _shoot(page: Page, name: str) -> None:
    page.screenshot(path=str(Path(FOLDER / name)))


if __name__ == "__main__":
    main()
