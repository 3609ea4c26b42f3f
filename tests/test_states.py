"""Every page in every state, in a real browser: axe-core finds nothing, nothing sticks out, nothing is too small to press, and the outline holds."""

from pathlib import Path

import axe_playwright_python
import pytest

from app.web.pages import Frame
from app.web.parts import states
from tests.browser import REAL, serving

pytestmark = REAL

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""Of all rules, those for which it matters whether the page is light or dark."""
ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]}
RUN = """async ([where, rules]) => {
  const more = rules.type === "tag" ? { "target-size": { enabled: true } } : {};
  const found = await axe.run(where, { runOnly: rules, rules: more, preload: false, iframes: false, resultTypes: ["violations"] });
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id} ${node.target.join(" ")}`));
}"""
OPEN = "(which) => document.querySelectorAll(which).forEach((each) => { each.open = true; })"
EVERYTHING, BUT_THE_LOOK, THE_LOOK = "details", "details:not(.Look)", ".Look"
SMALL, NARROW, WIDE = (320, 640), (360, 800), (1280, 1024)
FEW = ["/start", "/door-under18", "/asking", "/choosing", "/unsure", "/advising", "/trying-missed", "/alarm-suicide", "/memo"]
"""One page of each kind, for ways of reading that change only words and sizes."""
ZOOMED = (320, 256)
"""What is left of a screen of 1280×1024 at 400 %."""


@pytest.fixture(scope="module")
def address(sakai, now):
    with serving(sakai, now, dev=True) as address:
        yield address


@pytest.fixture(scope="module")
def names(sakai, now):
    return [f"/{name}" for name in states(sakai, Frame(city=sakai.city, exit_url="https://www.jma.go.jp/"), now)]


@pytest.fixture(scope="module")
def page(browser):
    context = browser.new_context(bypass_csp=True, locale="ja-JP")
    yield context.new_page()
    context.close()


@pytest.fixture
def every(page, address, names):
    """Give a way to look at all pages: what `see` finds on each, a line each. The empty name is that of the living page with all parts."""

    def look_at(look, see, paths=()):
        found = []
        for name in paths or ([*names, ""] if look == "ja" else FEW):
            path = f"/parts{name}?look={look}"
            page.goto(address + path, wait_until="domcontentloaded")
            found += [f"{path}: {each}" for each in see(page)]
        return "\n".join(found)

    return look_at


def seen(page, size, scheme="light"):
    """Give the page a size and light or dark colours."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)


VIEWS = {
    "ja": [(NARROW, "light", ALL), (NARROW, "dark", COLOURS), (WIDE, "dark", ALL), (WIDE, "light", COLOURS)],
    "ja.xl": [(NARROW, "dark", ALL), (WIDE, "light", COLOURS)],
    "en": [(NARROW, "light", COLOURS), (WIDE, "dark", ALL)],
    "ja-x-easy.r": [(NARROW, "dark", COLOURS), (WIDE, "light", ALL)],
}


@pytest.mark.parametrize("look", VIEWS)
def test_axe_finds_nothing_on_any_page(every, look):
    def see(page):
        page.evaluate(AXE)
        page.evaluate(OPEN, BUT_THE_LOOK)
        for size, scheme, rules in VIEWS[look]:
            seen(page, size, scheme)
            yield from page.evaluate(RUN, ["html", rules])

    assert every(look, see) == ""


@pytest.mark.parametrize("look", VIEWS)
def test_axe_finds_nothing_where_the_way_of_reading_is_chosen(every, look):
    """By itself, since it lies over the page when it is open; on a page with links there, and on one with a form."""

    def see(page):
        page.evaluate(AXE)
        page.evaluate(OPEN, THE_LOOK)
        for size, scheme in ((NARROW, "light"), (WIDE, "dark")):
            seen(page, size, scheme)
            yield from page.evaluate(RUN, [THE_LOOK, ALL])

    assert every(look, see, ["/start", "/asking"]) == ""


STICKING_OUT = """() => {
  const root = document.documentElement, wide = root.clientWidth;
  const name = (each) => each.tagName.toLowerCase() + [...each.classList].map((one) => "." + one).join("");
  const found = [...document.body.querySelectorAll("*")].filter((each) => {
    if (!each.checkVisibility() || each.closest(".Hidden, .Skip, .Header__names, svg *")) return false;
    const box = each.getBoundingClientRect();
    return box.width && (box.left < -0.5 || box.right > wide + 0.5);
  }).map(name);
  if (root.scrollWidth > wide) found.unshift(`the page, by ${root.scrollWidth - wide}px`);
  const panel = document.querySelector(".Look__panel").getBoundingClientRect(), header = document.querySelector(".Header");
  if (getComputedStyle(header).position === "sticky" && panel.bottom > innerHeight) found.push("the way of reading goes on below the screen, where one cannot scroll to");
  const exit = document.getElementById("exit").getBoundingClientRect();
  for (const each of document.querySelectorAll(".Header__home, .Look__open")) {
    const box = each.getBoundingClientRect();
    if (box.right > exit.left && box.left < exit.right && box.bottom > exit.top && box.top < exit.bottom) found.push(`${name(each)} lies under the exit`);
  }
  return found;
}"""


@pytest.mark.parametrize("look", ["ja", "ja.xl", "en.xl", "ja-x-easy.r.xl"])
def test_nothing_sticks_out_of_the_screen(every, look):
    def see(page):
        page.evaluate(OPEN, EVERYTHING)
        for size in (SMALL, NARROW, WIDE, ZOOMED):
            seen(page, size)
            yield from (f"{size[0]}x{size[1]} {each}" for each in page.evaluate(STICKING_OUT))

    assert every(look, see) == ""


TOO_SMALL = """() => {
  const inSentence = (each) => getComputedStyle(each).display === "inline" && each.parentElement.textContent.trim() !== each.textContent.trim();
  const least = (each) => each.matches(".Turn__change, .Card__source") ? 24 : 44; // beside the way: changing an answer, and where a fact is from
  return [...document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden]), textarea")]
    .filter((each) => each.checkVisibility() && !each.matches(".Skip") && !inSentence(each))
    .map((each) => [each, each.getBoundingClientRect(), least(each) - 0.01])
    .filter(([, box, enough]) => box.width < enough || box.height < enough)
    .map(([each, box]) => `${each.className || each.tagName} 「${each.textContent.trim().slice(0, 20)}」 ${box.width.toFixed(1)}x${box.height.toFixed(1)}`);
}"""
OUTLINE = """(title) => {
  const found = [], all = (which) => [...document.querySelectorAll(which)], twice = (list) => list.length !== new Set(list).size;
  const levels = all("h1, h2, h3, h4, h5, h6").map((each) => Number(each.tagName[1]));
  if (levels.filter((each) => each === 1).length !== 1) found.push("not one h1");
  if (levels.some((each, at) => each > (levels[at - 1] ?? 0) + 1)) found.push(`headings skip: ${levels}`);
  if (all("[role=log]").length > 1) found.push("more than one log");
  if (all("[aria-live], [role=status], [role=alert], [role=timer], [role=marquee], output").length) found.push("another live region");
  if (all("a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex], [contenteditable]")[0].id !== "exit") found.push("the exit is not first");
  if (all("[tabindex]").some((each) => each.tabIndex > 0)) found.push("a tabindex changes the order");
  if (document.title !== title) found.push("another title");
  if (all("input:not([type=hidden]), textarea").some((each) => each.autocomplete !== "off")) found.push("the browser may remember what is typed");
  if (all("script:not([src]), style, [style]").length) found.push("script or style in the page");
  if (all("*").some((each) => each.getAttributeNames().some((name) => name.startsWith("on")))) found.push("a handler in an attribute");
  if (twice(all("[id]").map((each) => each.id))) found.push("an id twice");
  if (all("[data-focus]").length > 1) found.push("two places to begin");
  return found;
}"""


def test_the_outline_holds_nothing_runs_in_the_page_and_all_that_can_be_pressed_is_large_enough(every):
    def see(page):
        yield from page.evaluate(OUTLINE, "窓口のご案内")
        page.evaluate(OPEN, EVERYTHING)
        for size in (NARROW, WIDE):
            seen(page, size)
            yield from page.evaluate(TOO_SMALL)

    assert every("ja", see) == ""
