"""A real browser: from a typed worry to a number to tap, with JavaScript and without."""

import os
import shutil
import socket
import threading
import time

import pytest
import uvicorn
from playwright.sync_api import sync_playwright
from pydantic import SecretStr

from app.clock import standing_at
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

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="ブラウザー（Debian の chromium）がありません。apt-get install chromium で入ります"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def address(content, now):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = create_app(content, Settings(secret=SecretStr("for-tests-only-not-a-secret")), standing_at(now))
    server = uvicorn.Server(uvicorn.Config(site, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(
    params=[(True, 360), (True, 1280), (False, 360), (False, 1280)],
    ids=["JavaScriptあり 360px", "JavaScriptあり 1280px", "JavaScriptなし 360px", "JavaScriptなし 1280px"],
)
def page(request, browser):
    script, width = request.param
    context = browser.new_context(java_script_enabled=script, viewport={"width": width, "height": 800}, locale="ja-JP")
    page = context.new_page()
    page.requested = []
    page.on("request", lambda asked: page.requested.append(asked.url))
    yield page
    context.close()


def test_a_typed_worry_leads_to_a_number_to_tap(page, address):
    page.goto(address)
    page.fill("#text", "家賃が払えなくて追い出されそう")
    page.click("text=相談先をさがす")
    page.click("button:has-text('ある') >> nth=0")
    page.click("button:has-text('家賃やローンが払えない')")

    numbers = page.locator("article.Card a.Call[href^='tel:']")
    assert numbers.count() >= 1
    assert numbers.first.get_attribute("href") == "tel:0570078374"
    assert numbers.first.is_visible()
    assert page.locator(".State[data-state=open]").first.inner_text() == "受付中・21:00まで"
    assert page.url == f"{address}/talk#now"
    assert page.title() == "窓口のご案内"
    assert all(each.startswith(address) for each in page.requested)


def test_nothing_is_wider_than_the_screen(page, address):
    page.goto(address)
    widths = [_overflow(page)]
    page.fill("#text", "死にたい")
    page.click("text=相談先をさがす")
    widths.append(_overflow(page))

    assert widths == [0, 0]


def _overflow(page):
    box = page.locator("main").bounding_box()
    return max(0, round(box["x"] + box["width"] - page.viewport_size["width"]))


def test_the_whole_way_works_by_keyboard(page, address):
    page.goto(address)
    page.focus("#text")
    page.keyboard.type("親の物忘れがひどい")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/talk#now")
    first = page.locator("h2.Question").inner_text()
    page.focus("button.Choice >> nth=-1")
    page.keyboard.press("Enter")
    page.locator(".Turn[data-who=you]").nth(1).wait_for()

    assert page.locator("h2.Question, article.Card").first.inner_text() != first


def test_the_exit_leaves_and_back_does_not_return_to_the_talk(browser, address):
    context = browser.new_context(locale="ja-JP")
    page = context.new_page()
    page.route("https://www.jma.go.jp/**", lambda route: route.fulfill(body="天気", content_type="text/plain"))
    page.goto(address)
    page.fill("#text", "夫がこわい")
    page.click("text=相談先をさがす")
    page.wait_for_url("**/talk#now")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("https://www.jma.go.jp/**")
    page.go_back()

    assert "夫がこわい" not in page.content()
    context.close()


def test_the_newest_turn_is_in_sight_and_danger_before_it(page, address):
    page.goto(address)
    page.fill("#text", "家賃が払えなくて追い出されそう")
    page.click("text=相談先をさがす")
    page.click("button:has-text('ある') >> nth=0")
    asked = page.locator(".Turn[data-who=you]").last.bounding_box()["y"]
    page.goto(address)
    page.fill("#text", "死にたい")
    page.click("text=相談先をさがす")
    alarm = page.locator(".Alarm").bounding_box()["y"]

    assert 0 <= asked < page.viewport_size["height"] / 2
    assert 0 <= alarm < page.viewport_size["height"] / 2
