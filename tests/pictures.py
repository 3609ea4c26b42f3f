"""Take the pictures of README and docs: `make pictures`. The clock stands at a Friday afternoon; the city of the residents' pages is Sakai."""

from collections.abc import Iterator

from playwright.sync_api import Page, sync_playwright

from app import locales, sudachi
from app.catalogue import TopicId
from app.cli.graph import draw
from app.cli.leaflets import Wish, chosen
from app.cli.leaflets import page as sheets
from app.content import Content
from app.language import EASY_TAG, OWN_NAME
from app.loading import load, outline
from app.settings import HOME
from app.web.look import USUAL
from tests import staff_pictures
from tests.browser import BROWSER, FLAGS, press, serving, tell
from tests.picture import A4, DESK, SHEET, Picture, taken, write
from tests.standing import FRIDAY

CITY = HOME / "cities" / "271403-sakai"
WORRY = "母のもの忘れがひどくて、心配です"
ANSWER = "told"
WARD = "271411"
DANGER = "もう消えてしまいたい"
TOPIC, DRAWN = TopicId("housing"), TopicId("debt")
ADDRESS = "https://madoguchi.city.example.jp"
GAP = 12


def main() -> None:
    """Serve the shipped content on a free port and photograph it; then photograph what the staff's commands show."""
    read = sudachi.reader()
    content = load(HOME, read, sudachi.sound(read), CITY)
    with serving(content, FRIDAY, city=CITY) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        for picture in (*pictures(), *papers(content), *staff_pictures.screens(), *staff_pictures.reports(content)):
            write(picture, taken(browser, picture, address))
        browser.close()
    staff_pictures.spreadsheet()


def pictures() -> Iterator[Picture]:
    """Give all pictures: ten in Japanese, and one for each other language that has translations."""
    yield Picture(name="start", take=_start, size=DESK)
    yield Picture(name="start-phone", take=_start)
    yield Picture(name="question", take=_question)
    yield Picture(name="results", take=_results, size=DESK)
    yield Picture(name="results-phone", take=_results)
    yield Picture(name="danger", take=_danger)
    yield Picture(name="ladder", take=_ladder)
    yield Picture(name="memo", take=_memo, size=SHEET, printed=True)
    yield Picture(name="dark-large", take=_dark, dark=True)
    yield Picture(name="display", take=_display)
    spoken = locales.read(HOME / "locales", CITY)
    yield from (picture for tag, picture in OTHERS.items() if tag in spoken and spoken[tag].knows(OWN_NAME))


def papers(content: Content) -> Iterator[Picture]:
    """Give what is printed: the tree of a topic, and its leaflet."""
    tree = draw(outline(HOME, CITY), DRAWN, "svg")
    leaflet = sheets(content, chosen(content, (TOPIC,), FRIDAY), Wish(look=USUAL, public_url=ADDRESS), locales.read(HOME / "locales"))
    yield Picture(name="tree", take=lambda page, _: page.set_content(f"<style>body {{ margin: 0 }}</style>{tree}"), size=A4, paper=True)
    yield Picture(name="leaflet", take=lambda page, _: page.set_content(leaflet), size=A4, paper=True)


def _start(page: Page, address: str) -> None:
    page.goto(address)


def _question(page: Page, address: str) -> None:
    tell(page, address, WORRY)


def _results(page: Page, address: str) -> None:
    tell(page, address, WORRY)
    _advised(page)


def _advised(page: Page) -> None:
    """Answer the question, tell the ward, and look at the windows."""
    press(page, f"#step button[name=answer][value={ANSWER}]")
    page.select_option("#ward", WARD)
    press(page, ".Ward button")
    _to_top(page, "#offers")


def _danger(page: Page, address: str) -> None:
    tell(page, address, DANGER)


def _ladder(page: Page, address: str) -> None:
    _results(page, address)
    page.click(".Next:has(.Rungs) > summary")
    _to_top(page, ".Next[open]")


def _memo(page: Page, address: str) -> None:
    _results(page, address)
    press(page, ".Next__button[name=memo]")


def _dark(page: Page, address: str) -> None:
    _results(page, f"{address}/?look=ja.l")
    _to_top(page, ".Cards")


def _display(page: Page, address: str) -> None:
    page.goto(address)
    page.click(".Look__open")


def _english(page: Page, address: str) -> None:
    page.goto(f"{address}/?look=en")
    press(page, ".Tile[value=money]")
    press(page, "button[name=topic][value=food]")
    press(page, "#step button[name=answer][value=none]")
    _to_top(page, ".Cards")


def _easy(page: Page, address: str) -> None:
    tell(page, f"{address}/?look={EASY_TAG}.r", WORRY)


def _to_top(page: Page, selector: str) -> None:
    """Bring a part just below the band at the top."""
    page.locator(selector).first.evaluate(
        "(part, gap) => scrollBy(0, part.getBoundingClientRect().top - document.querySelector('.Header').offsetHeight - gap)", GAP
    )


OTHERS = {"en": Picture(name="english", take=_english), EASY_TAG: Picture(name="easy", take=_easy)}
"""Pictures in other languages, taken as soon as a language has translations: it knows its own name then."""


if __name__ == "__main__":
    main()
