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
  const found = await axe.run(where, { runOnly: rules, rules: rules.type === "tag" ? { "target-size": { enabled: true } } : {}, resultTypes: ["violations"] });
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id} ${node.target.join(" ")}`));
}"""
OPEN = "(which) => document.querySelectorAll(which).forEach((each) => { each.open = true; })"
EVERYTHING, BUT_THE_LOOK, THE_LOOK = "details", "details:not(.Look)", ".Look"
SMALL, NARROW, WIDE = (320, 640), (360, 800), (1280, 1024)
ZOOMED = (320, 256)
"""What is left of a screen of 1280×1024 at 400 %."""


@pytest.fixture(scope="module")
def address(sakai, now):
    with serving(sakai, now, dev=True) as address:
        yield address


@pytest.fixture(scope="module")
def paths(sakai, now):
    """Give the address of every state, and of the pages that stand by themselves."""
    shown = states(sakai, Frame(city=sakai.city, exit_url="https://www.jma.go.jp/"), now)
    return [*(f"/parts/{name}" for name in shown), "/parts", "/", "/about", "/traces", "/no-such-page"]


@pytest.fixture(scope="module")
def page(browser):
    context = browser.new_context(bypass_csp=True, locale="ja-JP")
    yield context.new_page()
    context.close()


@pytest.fixture
def every(page, address, paths):
    """Give a way to look at every page: what `see` finds on each, with the page's name before it."""

    def look_at(look, see):
        found = []
        for path in paths:
            page.goto(f"{address}{path}?look={look}")
            found += [f"{path}?look={look} {each}" for each in see(page)]
        return found

    return look_at


def look_like(page, size, scheme):
    """Give the page a size and light or dark colours."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)


VIEWS = {
    "ja": [(NARROW, "light", ALL), (NARROW, "dark", COLOURS), (WIDE, "dark", ALL), (WIDE, "light", COLOURS)],
    "ja.xl": [(NARROW, "light", ALL), (WIDE, "dark", COLOURS)],
    "en": [(NARROW, "dark", ALL), (WIDE, "light", COLOURS)],
    "ja-x-easy.r": [(NARROW, "light", ALL), (WIDE, "dark", COLOURS)],
}


@pytest.mark.parametrize("look", VIEWS)
def test_axe_finds_nothing_on_any_page(every, look):
    def see(page):
        page.evaluate(AXE)
        page.evaluate(OPEN, BUT_THE_LOOK)
        for size, scheme, rules in VIEWS[look]:
            look_like(page, size, scheme)
            yield from page.evaluate(RUN, ["html", rules])
        # The panel lies over the page when it is open: what it covers was seen before.
        page.evaluate(OPEN, THE_LOOK)
        yield from page.evaluate(RUN, [THE_LOOK, ALL])

    found = every(look, see)

    assert not found, "\n".join(found)


STICKING_OUT = """() => {
  const root = document.documentElement, wide = root.clientWidth;
  const name = (each) => each.tagName.toLowerCase() + (each.id ? "#" + each.id : "") + (each.className.baseVal ?? each.className ? "." + (each.className.baseVal ?? each.className) : "");
  const found = [...document.body.querySelectorAll("*")].filter((each) => {
    if (!each.checkVisibility() || each.closest(".Hidden, .Skip, .Header__names") || each.closest("svg") && each.tagName !== "svg") return false;
    const box = each.getBoundingClientRect();
    return box.width && (box.left < -0.5 || box.right > wide + 0.5);
  }).map(name);
  if (root.scrollWidth > wide) found.unshift("the page: " + (root.scrollWidth - wide) + "px");
  const exit = document.getElementById("exit").getBoundingClientRect();
  for (const each of document.querySelectorAll(".Header__home, .Look__open")) {
    const box = each.getBoundingClientRect();
    if (box.right > exit.left && box.left < exit.right && box.bottom > exit.top && box.top < exit.bottom) found.push(name(each) + " under the exit");
  }
  return found;
}"""


@pytest.mark.parametrize("look", ["ja", "ja.xl", "en.xl", "ja-x-easy.r.xl"])
def test_nothing_sticks_out_of_the_screen(every, look):
    def see(page):
        page.evaluate(OPEN, EVERYTHING)
        for size in (SMALL, NARROW, WIDE, ZOOMED):
            look_like(page, size, "light")
            yield from (f"{size[0]}x{size[1]} {each}" for each in page.evaluate(STICKING_OUT))

    found = every(look, see)

    assert not found, "\n".join(found)


TOO_SMALL = """() => {
  const inSentence = (each) => getComputedStyle(each).display === "inline" && each.parentElement.textContent.trim() !== each.textContent.trim();
  const small = (each) => each.matches(".Turn__change, .Card__source"); // beside the way: changing an answer, and where a fact is from
  return [...document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden]), textarea")]
    .filter((each) => each.checkVisibility() && !each.matches(".Skip") && !inSentence(each))
    .map((each) => [each, each.getBoundingClientRect(), small(each) ? 24 : 44])
    .filter(([, box, least]) => box.width < least - 0.01 || box.height < least - 0.01)
    .map(([each, box, least]) => `${each.className || each.tagName} 「${each.textContent.trim().slice(0, 20)}」 ${box.width.toFixed(1)}x${box.height.toFixed(1)} < ${least}`);
}"""


def test_whatever_can_be_pressed_is_large_enough(every):
    def see(page):
        page.evaluate(OPEN, EVERYTHING)
        for size in (NARROW, WIDE):
            look_like(page, size, "light")
            yield from page.evaluate(TOO_SMALL)

    found = every("ja", see)

    assert not found, "\n".join(found)


OUTLINE = """() => {
  const found = [], all = (which) => [...document.querySelectorAll(which)];
  const levels = all("h1, h2, h3, h4, h5, h6").map((each) => Number(each.tagName[1]));
  if (levels.filter((each) => each === 1).length !== 1) found.push("not one h1");
  if (levels.some((each, at) => each > (levels[at - 1] ?? 0) + 1)) found.push(`headings skip: ${levels}`);
  if (all("[role=log]").length > 1) found.push("more than one log");
  if (all("[aria-live], [role=status], [role=alert], [role=timer], [role=marquee], output").length) found.push("another live region");
  const first = all("a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex]:not([tabindex^='-']), [contenteditable]")[0];
  if (first?.id !== "exit") found.push("the exit is not first");
  if (all("[tabindex]").some((each) => each.tabIndex > 0)) found.push("a tabindex changes the order");
  if (all("input:not([type=hidden]), textarea").some((each) => each.autocomplete !== "off")) found.push("the browser may remember what is typed");
  if (all("script:not([src]), style, [style]").length) found.push("script or style in the page");
  if (all("*").some((each) => each.getAttributeNames().some((name) => name.startsWith("on")))) found.push("a handler in an attribute");
  if (all("[id]").length !== new Set(all("[id]").map((each) => each.id)).size) found.push("an id twice");
  if (all("[autofocus]").length > 1 || all("[data-focus]").length > 1) found.push("two places to begin");
  return found;
}"""


def test_every_page_has_the_same_outline_and_nothing_in_it_that_runs_or_remembers(every, browser, address, paths):
    found = every("ja", lambda page: page.evaluate(OUTLINE))

    assert not found, "\n".join(found)


@pytest.mark.parametrize("look", ["ja", "en"])
def test_the_title_tells_nothing(every, look):
    titles = {each.partition(f"?look={look} ")[2] for each in every(look, lambda page: [page.title()])}

    assert len(titles) == 1
