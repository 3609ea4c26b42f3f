"""One picture of the documents: how it is taken by a browser, and written in few bytes."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page

from app.settings import HOME

FOLDER = HOME / "docs" / "img"
Size = tuple[int, int]
PHONE: Size = (390, 900)
DESK: Size = (1280, 960)
SHEET: Size = (688, 1032)
"""What is left of A4 at 96 dots an inch, within its margins."""
A4: Size = (794, 1123)
"""The whole sheet at 96 dots an inch."""
PAGE: Size = (960, 720)
"""A page of the staff's, its upper part."""
MARGINS, PADDING = (53, 45), 16
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
    part: str | None = None
    """A selector of the part that is taken, where it is not what the window shows."""
    edge: bool = False
    """A page that is as white as the document around it gets a line about it."""


def taken(browser: Browser, picture: Picture, address: str) -> bytes:
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
    shot = page.locator(picture.part).screenshot() if picture.part else page.screenshot()
    context.close()
    return shot


def write(picture: Picture, shot: bytes) -> None:
    """Write *shot* down; a printed one as a sheet of paper."""
    image = Image.open(BytesIO(shot)).convert("RGB")
    if picture.printed or (picture.part and picture.edge):
        image = ImageOps.expand(image, MARGINS if picture.printed else PADDING, "white")
    if picture.printed or picture.paper or picture.edge:
        image = ImageOps.expand(image, 1, "#c8c8c8")
    save(picture.name, image)


def save(name: str, image: Image.Image) -> None:
    """Write *image* in few colours. Ends the program where it is too large."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{name}.png"
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    size = file.stat().st_size
    sys.stdout.write(f"{file.relative_to(HOME)}\t{image.width}×{image.height}\t{size / 1024:.0f} KB\n")
    if size > LARGEST:
        raise SystemExit(f"{file.name} は {LARGEST // 1024} KB をこえています")
