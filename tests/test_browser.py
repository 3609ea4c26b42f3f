"""A real browser: from a typed worry to a number to tap, with JavaScript and without."""

import re

import pytest

from tests.browser import REAL, press, serving, tell, turns

pytestmark = REAL


@pytest.fixture(scope="module")
def address(content, now):
    with serving(content, now) as address:
        yield address


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
    tell(page, address, "家賃が払えなくて追い出されそう")
    press(page, "#step button:text-is('ある')")
    press(page, "#step button:has-text('家賃やローンが払えない')")

    numbers = page.locator("article.Card a.Call[href^='tel:']")
    assert numbers.first.get_attribute("href") == "tel:0570078374"
    assert numbers.first.is_visible()
    assert page.locator("article.Card .State[data-state=open]").first.inner_text() == "受付中・21:00まで"
    assert page.url == f"{address}/"
    assert page.title() == "窓口のご案内"
    assert all(each.startswith(address) for each in page.requested)


def test_nothing_is_wider_than_the_screen(page, address):
    page.goto(address)
    widths = [_overflow(page)]
    tell(page, address, "死にたい")
    widths.append(_overflow(page))

    assert widths == [0, 0]


def _overflow(page):
    return page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_the_newest_turn_is_in_sight_and_danger_before_it(page, address):
    tell(page, address, "家賃が払えなくて追い出されそう")
    press(page, "#step button:text-is('ある')")
    asked = page.locator("#question").bounding_box()["y"]
    tell(page, address, "死にたい")
    alarm = page.locator(".Alarm").bounding_box()["y"]

    assert 0 <= asked < page.viewport_size["height"] * 0.6
    assert 0 <= alarm < page.viewport_size["height"] / 2


def test_the_exit_leaves_and_back_does_not_return_to_the_talk(browser, address):
    context = browser.new_context(locale="ja-JP")
    page = context.new_page()
    page.route("https://www.jma.go.jp/**", lambda route: route.fulfill(body="天気", content_type="text/plain"))
    tell(page, address, "夫がこわい")
    assert turns(page) == 1
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("https://www.jma.go.jp/**")
    page.go_back()

    assert "夫がこわい" not in page.content()
    context.close()


def test_a_memo_is_printed_on_one_sheet_with_the_emergency_numbers(browser, address):
    page = browser.new_page(locale="ja-JP")
    tell(page, address, "家賃が払えなくて追い出されそう")
    press(page, "#step button:text-is('ある')")
    press(page, "#step button:has-text('家賃やローンが払えない')")
    press(page, ".Next__button[name=memo]")
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    page.emulate_media(media="print")

    assert len(sheets) == 1
    assert page.locator(".Help__call").first.is_visible()
    page.close()
