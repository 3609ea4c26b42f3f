"""The guide inside a page of the city: two origins in a real browser."""

import threading
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.settings import HOME
from tests.browser import REAL, serving

pytestmark = REAL


class Host(BaseHTTPRequestHandler):
    """A page of the city: a strict policy of its own, and the line that the manual gives."""

    def do_GET(self):
        body = (
            (HOME / "tests" / "host" / f"{self.path.strip('/') or 'index'}.html")
            .read_text(encoding="utf-8")
            .replace("{service}", self.server.service)
            .encode()
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", f"default-src 'none'; script-src {self.server.service}; frame-src {self.server.service}")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Be quiet."""


@pytest.fixture(scope="module")
def city(sakai, now):
    """Serve the guide on one origin and a page of the city on another; give the latter's address."""
    host = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    address = f"http://127.0.0.1:{host.server_address[1]}"
    threading.Thread(target=partial(host.serve_forever, 0.05), daemon=True).start()
    with serving(replace(sakai, city=replace(sakai.city, embed_on=(address,), exit_url=None)), now) as service:
        host.service = service
        yield address
    host.shutdown()
    host.server_close()


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="ja-JP")
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.route("https://www.jma.go.jp/**", lambda route: route.fulfill(body="天気", content_type="text/plain; charset=utf-8"))
    yield page
    context.close()


def talk_in(frame):
    frame.locator("#text").fill("家賃が払えなくて追い出されそう")
    frame.locator("main .Box .Button").click()
    frame.locator("#question").wait_for()


def test_one_line_puts_a_button_that_opens_the_guide_by_keyboard(page, city):
    page.goto(city)
    page.get_by_role("button", name="相談窓口をさがす").press("Enter")
    frame = page.frame_locator("iframe[title='相談窓口のご案内']")
    talk_in(frame)

    assert page.get_by_role("dialog").is_visible()
    assert frame.locator("html").get_attribute("data-hosts") == city
    frame.locator("#question").press("Escape")
    page.get_by_role("button", name="相談窓口をさがす").wait_for()
    assert page.evaluate("() => document.activeElement.textContent") == "相談窓口をさがす"
    assert page.evaluate("() => [document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]


@pytest.mark.parametrize("screen", [800, 4000])
def test_inline_the_frame_is_as_high_as_its_page_but_never_hides_the_exit(page, city, screen):
    page.set_viewport_size({"width": 1280, "height": screen})
    page.goto(f"{city}/inline")
    frame = page.frame_locator("iframe")
    frame.locator("#text").wait_for()
    page.wait_for_timeout(500)
    inner = frame.locator("body").evaluate("(body) => Math.ceil(body.getBoundingClientRect().height)")

    assert abs(page.locator("iframe").bounding_box()["height"] - min(inner, screen * 0.9)) <= 2
    assert frame.locator("#exit").is_visible()


@pytest.mark.parametrize("where", ["", "inline", "frame"], ids=["ボタン", "中に", "iframe だけ"])
@pytest.mark.parametrize("how", ["click", "Shift"], ids=["押す", "Shift を三回"])
def test_the_exit_takes_the_citys_page_away_too(page, city, where, how):
    page.goto(f"{city}/{where}")
    if not where:
        page.get_by_role("button", name="相談窓口をさがす").click()
    frame = page.frame_locator("iframe")
    talk_in(frame)
    if how == "click":
        frame.locator("#exit").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url("https://www.jma.go.jp/**")

    assert "家賃" not in page.content()


def test_a_page_that_is_not_the_citys_cannot_frame_the_guide(page, sakai, now):
    host = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=partial(host.serve_forever, 0.05), daemon=True).start()
    with serving(sakai, now) as service:
        host.service = service
        page.goto(f"http://127.0.0.1:{host.server_address[1]}/frame")
        page.wait_for_timeout(1000)

        assert page.frame_locator("iframe").locator("#text").count() == 0
    host.shutdown()
    host.server_close()
