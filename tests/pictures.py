"""Take the pictures of README and docs/pictures.md: `make pictures`. The clock stands at a Friday afternoon, the city is Sakai."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, sync_playwright

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
from tests.browser import BROWSER, FLAGS, press, serving, tell

FOLDER = HOME / "docs" / "img"
CITY = HOME / "cities" / "271403-sakai"
FRIDAY = datetime.fromisoformat("2026-11-20T14:00+09:00")
WORRY = "母のもの忘れがひどくて、心配です"
ANSWER = "told"
WARD = "271411"
DANGER = "もう消えてしまいたい"
Size = tuple[int, int]
PHONE: Size = (390, 900)
DESK: Size = (1280, 960)
SHEET: Size = (688, 1032)
"""What is left of A4 at 96 dots an inch, within its margins."""
A4: Size = (794, 1123)
"""The whole sheet at 96 dots an inch."""
TOPIC, DRAWN = TopicId("housing"), TopicId("debt")
ADDRESS = "https://madoguchi.city.example.jp"
MARGINS = (53, 45)
GAP = 12
COLOURS = 256
LARGEST = 150 * 1024
"""Bytes of one picture: a clone of the repository stays small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: what is done before it is taken, and how it is looked at."""

    name: str
    take: Callable[[Page, str], None]
    size: Size = PHONE
    dark: bool = False
    printed: bool = False
    paper: bool = False
    """It is a whole sheet already, margins and all."""


def main() -> None:
    """Serve the shipped content on a free port and photograph it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    read = sudachi.reader()
    content = load(HOME, read, sudachi.sound(read), CITY)
    with serving(content, FRIDAY, city=CITY) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        for picture in (*pictures(), *papers(content)):
            _write(picture, _taken(browser, picture, address))
        browser.close()


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


def _taken(browser: Browser, picture: Picture, address: str) -> bytes:
    """Open a fresh browser window, and take *picture*; of a phone's small screen with twice the dots."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if picture.size == PHONE else 1,
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
        locale="ja-JP",
    )
    page = context.new_page()
    picture.take(page, address)
    if picture.printed or picture.paper:
        page.emulate_media(media="print")
    page.evaluate("() => document.activeElement?.blur()")
    page.mouse.move(0, 0)
    shot = page.screenshot()
    context.close()
    return shot


def _write(picture: Picture, shot: bytes) -> None:
    """Write *shot* down in few colours; a printed one as a sheet of paper."""
    image = Image.open(BytesIO(shot)).convert("RGB")
    if picture.printed:
        image = ImageOps.expand(ImageOps.expand(image, MARGINS, "white"), 1, "#c8c8c8")
    if picture.paper:
        image = ImageOps.expand(image, 1, "#c8c8c8")
    file = FOLDER / f"{picture.name}.png"
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    size = file.stat().st_size
    sys.stdout.write(f"{file.relative_to(HOME)}\t{image.width}×{image.height}\t{size / 1024:.0f} KB\n")
    if size > LARGEST:
        raise SystemExit(f"{file.name} は {LARGEST // 1024} KB をこえています")


OTHERS = {"en": Picture(name="english", take=_english), EASY_TAG: Picture(name="easy", take=_easy)}
"""Pictures in other languages, taken as soon as a language has translations: it knows its own name then."""


if __name__ == "__main__":
    main()
