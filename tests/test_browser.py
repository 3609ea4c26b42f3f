"""A real browser: from a typed worry to a number to tap, with JavaScript and without."""

import re
from urllib.parse import unquote_plus

import pytest

from tests.browser import BROWSER, FLAGS, REAL, press, serving, tell, turns

pytestmark = REAL
PATIENCE = 8000
"""Milliseconds: more than anything here takes, less than one waits for a test that fails."""


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


# The whole way, from the first page to a number to tap.


WAY = [
    "[name=door][value=home]",
    "[name=topic][value=housing]",
    "[name=answer][value=have]",
    "[name=answer][value=rent]",
]
"""Buttons from the first page to windows: home, housing, there is a place for tonight, the rent cannot be paid."""
NUMBER = "article.Card a.Call[href^='tel:']"
HIDDEN_FOCUS = """() => {
  const each = document.activeElement;
  const boxes = [...each.getClientRects()];
  const seen = boxes.some((box) => [0.1, 0.3, 0.5, 0.7, 0.9].some((x) => [0.25, 0.5, 0.75].some((y) => {
    const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    return top && each.contains(top);
  })));
  return seen ? [] : [`${each.tagName}.${each.className} ${each.textContent.trim().slice(0, 20)}`];
}"""


def by_keys(page, selector, *, most=80):
    """Go on with the Tab key to what *selector* names; give what had the focus on the way and could not be seen."""
    unseen = []
    for _ in range(most):
        page.keyboard.press("Tab")
        unseen += page.evaluate(HIDDEN_FOCUS)
        if page.evaluate("(which) => document.activeElement.matches(which)", selector):
            return unseen
    pytest.fail(f"{selector} is not reached in {most} steps")


def answered(page, act):
    """Do *act*, and wait until the answer to it is there."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        act()
    page.wait_for_load_state()
    page.locator("main:not([aria-busy])").wait_for()


@pytest.fixture(params=[True, False], ids=["JavaScriptあり", "JavaScriptなし"])
def either(request, browser):
    """Open a page with JavaScript, and one without."""
    context = browser.new_context(java_script_enabled=request.param, viewport={"width": 1280, "height": 800}, locale="ja-JP")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.script = request.param
    yield page
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


@pytest.fixture
def scripted(browser):
    """Open a page with JavaScript."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="ja-JP")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_whole_way_can_be_gone_by_keys_alone_and_the_focus_is_always_seen(either, address, width):
    either.set_viewport_size({"width": width, "height": 800})
    either.goto(address)
    unseen = []
    for step, button in enumerate(WAY):
        unseen += by_keys(either, button)
        answered(either, lambda key=("Enter", "Space")[step % 2]: either.keyboard.press(key))
    unseen += by_keys(either, NUMBER)

    assert either.evaluate("() => document.activeElement.href") == "tel:0570078374"
    assert unseen == []


@pytest.mark.parametrize("size", [(1280, 800), (320, 640), (320, 256)], ids=["1280px", "320px", "400%"])
@pytest.mark.parametrize("colours", ["none", "active"], ids=["ふつうの色", "強制カラー"])
def test_the_whole_way_can_be_gone_in_forced_colours_and_on_small_screens(either, address, size, colours):
    either.set_viewport_size({"width": size[0], "height": size[1]})
    either.emulate_media(forced_colors=colours)
    either.goto(address)
    wide, bare = [], []
    for button in WAY:
        wide.append(_overflow(either))
        bare += either.evaluate(BARE) if colours == "active" else []
        press(either, button)
    wide.append(_overflow(either))
    bare += either.evaluate(BARE) if colours == "active" else []

    assert either.locator(NUMBER).first.is_visible()
    assert wide == [0] * 5
    assert bare == []


BARE = """() => [...document.querySelectorAll("a[href], button")].filter((each) => {
  const style = getComputedStyle(each);
  const underlined = [each, ...each.querySelectorAll("*")].some((one) => getComputedStyle(one).textDecorationLine.includes("underline"));
  return each.checkVisibility() && !each.matches(".Skip, .Header__home") && !underlined && (style.borderTopStyle === "none" || style.borderTopWidth === "0px");
}).map((each) => `${each.className} 「${each.textContent.trim().slice(0, 20)}」`)"""
"""With forced colours grounds go away: what can be pressed needs a border or an underline."""


def test_nothing_is_asked_of_others_and_nothing_is_kept_in_the_browser(either, address):
    asked = []
    either.context.on("request", lambda request: asked.append(request.url))
    either.goto(address)
    for button in [*WAY, "[name=memo]", "[name=stay]"]:
        press(either, button)
    kept = either.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length, document.cookie]"
    )

    assert [each for each in asked if not each.startswith(f"{address}/")] == []
    assert {each.partition("?")[0].removeprefix(address) for each in asked if "/static/" not in each} == {"/"}
    assert either.context.cookies() == []
    assert kept == [0, 0, 0, 0, ""]


# A turn.


WATCH = """() => {
  window.taken = 0;
  window.watched = document.getElementById("log");
  new MutationObserver((list) => { for (const each of list) window.taken += each.removedNodes.length; }).observe(window.watched, { childList: true, subtree: true });
}"""
FOCUS = "() => document.activeElement.textContent.trim()"
STAYS = "() => [location.href, history.length, document.title, window.watched?.isConnected, window.taken]"


def test_a_turn_only_adds_to_the_log_moves_the_focus_to_what_is_new_and_leaves_the_page(scripted, address, content):
    tell(scripted, address, "家賃が払えなくて追い出されそう")
    first = scripted.evaluate(FOCUS)
    scripted.evaluate(WATCH)
    before, visited = scripted.evaluate(STAYS), []
    scripted.on("framenavigated", lambda frame: visited.append(frame.url))
    foci = []
    for button in ("#step button:text-is('ある')", "#step button:has-text('わからない')", "#step button:has-text('つながらなかった')"):
        press(scripted, button)
        foci.append(scripted.evaluate(FOCUS))
    scripted.fill("#text", "もう消えてしまいたい")
    press(scripted, ".Box .Button")
    foci.append(scripted.evaluate(FOCUS))

    asked = [each.text for each in content.topics["housing"].questions]

    assert first == asked[0]
    assert foci == [asked[1], "相談できるところ", "ほかに、話せるところがあります。", scripted.inner_text(".Alarm__heading")]
    assert scripted.evaluate(STAYS) == before
    assert before[1:] == [before[1], "窓口のご案内", True, 0]
    assert visited == []


@pytest.mark.parametrize(
    "said", ["家賃が払えなくて追い出されそう", "もう消えてしまいたい", "まあまあです", "こんにちは"], ids=["質問", "緊急", "わからない", "返事"]
)
def test_the_focus_is_on_what_answers_first(either, address, said):
    tell(either, address, said)
    focus = either.evaluate(
        "() => [document.activeElement.tagName, document.activeElement.closest('main') !== null && document.activeElement.id !== 'main']"
    )
    names = either.evaluate("() => [...document.querySelectorAll('[data-focus]')].map((each) => each === document.activeElement)")

    assert focus[0] in ("H2", "P")
    assert focus[1]
    assert names == [True]


def test_the_focus_is_on_the_heading_of_a_door_and_of_the_memo(either, address):
    either.goto(address)
    press(either, WAY[0])
    door = either.evaluate("() => document.activeElement.matches('main h1')")
    to_memo(either, address)

    assert door
    assert either.evaluate("() => document.activeElement.matches('main h1')")


def test_the_way_of_reading_changes_within_the_talk(either, address):
    tell(either, address, "家賃が払えなくて追い出されそう")
    for value in ("en", "en.xl"):
        either.click(".Look__open")
        press(either, f"[name=look][value='{value}']")
    root = either.evaluate("() => [document.documentElement.lang, document.documentElement.dataset.size]")
    count = turns(either)
    press(either, "[name=answer][value=have]")

    assert root == ["en", "xl"]
    assert count == 1
    assert either.url == f"{address}/"
    assert either.locator("html[lang=en][data-size=xl] [name=answer][value=rent]").is_visible()


def test_one_can_go_back_change_an_answer_not_know_and_begin_again(either, address, content):
    question = either.locator("#question")
    either.goto(address)
    for button in WAY[:3]:
        press(either, button)
    asked = [question.inner_text()]
    press(either, "[name=keep]:has-text('もどる')")
    asked.append(question.inner_text())
    press(either, "#step [name=answer]:has-text('わからない')")
    asked.append(question.inner_text())
    focus = either.evaluate("() => document.activeElement.id")
    press(either, ".Turn__change >> nth=1")
    asked.append(question.inner_text())
    count = turns(either)
    press(either, ".Turn__change >> nth=0")
    start = either.locator("h1").inner_text()
    tell(either, address, "家賃が払えません")
    press(either, "[name=keep]:has-text('最初から')")

    first, second = (each.text for each in content.topics["housing"].questions[:2])

    assert asked == [second, first, second, first]
    assert focus == "question"
    assert count == 1
    assert start == either.locator("h1").inner_text() == "いま、どんなことで困っていますか。"
    assert either.url == f"{address}/"
    assert turns(either) == 0


FAULTS = """() => {
  window.faults = 0;
  new MutationObserver(() => { window.faults += document.querySelectorAll(".Fault").length; }).observe(document.body, { childList: true, subtree: true });
}"""


def test_who_presses_twice_is_answered_once_and_stays_on_the_page(scripted, address):
    tell(scripted, address, "家賃が払えなくて追い出されそう")
    scripted.evaluate(WATCH)
    scripted.evaluate(FAULTS)
    scripted.dblclick("#step button:text-is('ある')")
    scripted.locator("#step [value=rent]").wait_for()
    scripted.wait_for_timeout(300)

    assert turns(scripted) == 2
    assert scripted.evaluate("() => [window.taken, window.faults]") == [0, 0]


# The exit.


@pytest.fixture
def leaving(either):
    """Give a page with the weather behind the exit."""
    either.context.route("https://www.jma.go.jp/**", lambda route: route.fulfill(body="天気", content_type="text/plain; charset=utf-8"))
    return either


def test_the_exit_is_the_first_stop_and_leaves_by_key_and_by_click(leaving, address):
    leaving.goto(address)
    leaving.keyboard.press("Tab")
    first = leaving.evaluate("() => document.activeElement.id")
    leaving.keyboard.press("Enter")
    leaving.wait_for_url("https://www.jma.go.jp/**")
    tell(leaving, address, "夫がこわい")
    leaving.click("#exit")
    leaving.wait_for_url("https://www.jma.go.jp/**")

    assert first == "exit"


@pytest.fixture
def cached(browser):
    """Open a browser that keeps pages for 「戻る」, as people's browsers do."""
    running = browser.browser_type.launch(executable_path=BROWSER, args=FLAGS, ignore_default_args=["--disable-back-forward-cache"])
    page = running.new_page(locale="ja-JP")
    page.set_default_timeout(PATIENCE)
    page.route("https://www.jma.go.jp/**", lambda route: route.fulfill(body="天気", content_type="text/html; charset=utf-8"))
    yield page
    running.close()


@pytest.mark.parametrize(("further", "before"), [(False, "/about"), (True, "/")], ids=["話から", "話から進んだページから"])
def test_after_the_exit_back_leads_to_before_the_page_left_and_shows_nothing_of_the_talk(cached, address, further, before):
    cached.goto(f"{address}/about")
    tell(cached, address, "夫がこわい")
    if further:
        cached.click("#foot a[href^='/traces']")
        cached.wait_for_url("**/traces")
    for _ in range(3):
        cached.keyboard.press("Shift")
    cached.wait_for_url("https://www.jma.go.jp/**")
    cached.evaluate("() => { setTimeout(() => history.back()); }")  # not go_back: a page that comes out of the cache does not load
    cached.wait_for_url(f"{address}/**", wait_until="commit")
    cached.locator("#exit").wait_for()

    assert cached.url == address + before
    assert "夫がこわい" not in cached.content()


@pytest.mark.parametrize(
    "keys",
    [["Shift", "a", "Shift", "Shift"], ["Shift+A", "Shift+A", "Shift+A"], ["Shift", "Shift", "Tab", "Shift"]],
    ids=["ほかの字", "大文字", "Tab"],
)
def test_shift_with_other_keys_does_not_leave(scripted, address, keys):
    tell(scripted, address, "夫がこわい")
    for key in keys:
        scripted.keyboard.press(key)
    scripted.wait_for_timeout(100)

    assert scripted.url == f"{address}/"
    assert turns(scripted) == 1


# The memo.


def to_memo(page, address):
    page.goto(address)
    for button in [*WAY, "[name=memo]"]:
        press(page, button)


def test_what_is_written_on_the_memo_is_in_no_request(either, address):
    to_memo(either, address)
    sent = []
    either.context.on("request", lambda request: sent.append(unquote_plus(f"{request.url} {request.headers} {request.post_data}")))
    for each in range(2):
        either.locator("[data-memo] textarea").nth(each).fill("ひみつのことば")
    fields = either.evaluate("() => [...document.querySelectorAll('[data-memo] textarea')].map((each) => [each.name, each.form])")
    codes = either.locator(".Memo__code svg").count()
    buttons = [either.locator(which).is_visible() for which in ("[data-print]", "[data-copies]")]
    if either.script:
        either.evaluate("() => { window.print = () => { window.printed = true; }; }")
        either.click("[data-print]")
    printed = either.script and either.evaluate("() => window.printed")
    press(either, "[name=stay]")

    assert fields == [["", None]] * 2
    assert codes >= 2
    assert buttons == [either.script] * 2
    assert printed is either.script
    assert sent
    assert not [each for each in sent if "ひみつ" in each]


def test_the_memo_is_copied_with_what_is_written_on_it(scripted, address):
    scripted.context.grant_permissions(["clipboard-read", "clipboard-write"])
    to_memo(scripted, address)
    scripted.locator("[data-memo] textarea").last.fill("あした電話する")
    scripted.click("[data-copies]")
    scripted.locator("[data-copies]:text-is('コピーしました')").wait_for()
    text = scripted.evaluate("() => navigator.clipboard.readText()")

    assert "あした電話する" in text
    assert "0570-078374" in text


# When the server fails in the middle.


BROKEN = {
    "つながらない": lambda route: route.abort("connectionrefused"),
    "間の機械の502": lambda route: route.fulfill(status=502, body="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_when_the_server_fails_the_talk_and_the_emergency_numbers_stay_and_one_can_try_again(scripted, address, fault):
    tell(scripted, address, "家賃が払えなくて追い出されそう")
    scripted.route(f"{address}/", BROKEN[fault])
    scripted.click("#step button:text-is('ある')")
    notice = scripted.locator(".Fault")
    notice.wait_for()
    told = notice.inner_text()
    stays = [turns(scripted), scripted.url, scripted.locator("#step button:text-is('ある')").is_visible()]
    numbers = [scripted.locator(f".Fault a[href='tel:{each}']").is_visible() for each in ("110", "119", "0120279338")]
    seen = scripted.evaluate(
        "() => { const box = document.querySelector('.Fault').getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"
    )
    focus = scripted.evaluate("() => document.activeElement.closest('.Fault') !== null")
    scripted.unroute(f"{address}/")
    press(scripted, "#step button:text-is('ある')")

    assert "つながりません" in told
    assert stays == [1, f"{address}/", True]
    assert numbers == [True] * 3
    assert seen
    assert focus
    assert turns(scripted) == 2
    assert notice.count() == 0


# Light: what is sent, and what moves.


TURNS = [
    "家賃が払えなくて追い出されそう",
    "死にたい",
    "夫がこわい",
    "借金が返せません",
    "まあまあです",
    "こんにちは",
    "介護に疲れました",
    "学校に行きたくない",
    "仕事をやめたい",
    "粗大ごみの出し方を教えて",
]
SHIFTS = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => { for (const each of list.getEntries()) window.shifted += each.value; }).observe({ type: "layout-shift", buffered: true });
}"""
FROM_NOW = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => { window.shifted = 0; done(); }))))"
"""What an answer pushes down moves because of it; what moves after it is shown moves by itself."""


def test_the_first_visit_and_every_turn_are_light(scripted, address):
    sent = []

    def take(answer):
        sent.append((answer.url, int(answer.headers["content-length"]), answer.headers.get("content-encoding"), answer.request.method))

    scripted.on("response", take)
    scripted.goto(address, wait_until="networkidle")
    scripted.goto(address + scripted.locator("link[rel=icon]").get_attribute("href"))  # without a window, a browser asks for no icon
    first = {url: size for url, size, *_ in sent}
    sent.clear()
    for text in TURNS:
        tell(scripted, address, text)
        while scripted.locator("#step [data-quiet]").count():
            press(scripted, "#step [data-quiet]")
    answers = [(size, how) for _, size, how, method in sent if method == "POST"]

    assert len(first) == 5
    assert sum(first.values()) <= 60_000
    assert len(answers) > len(TURNS)
    assert {how for _, how in answers} == {"gzip"}
    assert max(answers)[0] <= 15_000


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_by_itself(scripted, address, width):
    scripted.set_viewport_size({"width": width, "height": 800})
    scripted.context.add_init_script(f"({SHIFTS})()")
    scripted.goto(address)
    shifts = []
    for button in [*WAY, "[name=memo]"]:
        scripted.wait_for_timeout(300)
        shifts.append(scripted.evaluate("() => window.shifted"))
        press(scripted, button)
        scripted.evaluate(FROM_NOW)
    scripted.wait_for_timeout(300)
    shifts.append(scripted.evaluate("() => window.shifted"))

    assert shifts == [0] * 6


@pytest.mark.parametrize("width", [360, 390, 430, 545])
def test_the_name_is_whole_or_not_there(browser, address, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{address}/?look=en")
    cut = page.evaluate(
        "() => { const names = document.querySelector('.Header__names'); return names.offsetWidth > 1 && names.scrollWidth > names.offsetWidth }"
    )
    page.close()

    assert not cut
