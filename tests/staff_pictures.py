"""The pictures of the pages for staff: what the commands show in a terminal, the reports, and the spreadsheet."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from openpyxl import load_workbook
from PIL import Image, ImageOps

from app.content import Content
from app.reports import gaps, near, plan
from app.reports.coverage import ordinary_week
from app.reports.page import html
from app.reports.report import Report, Stamp
from tests import minamo, terminal
from tests.minamo import CODE, change
from tests.picture import PAGE, Picture, save
from tests.standing import FRIDAY, WEB

BOOK, ROWS = "窓口.xlsx", 6
WIDTH = 960
"""Of the picture of the spreadsheet."""
HIGH = {"report-coverage": (960, 1180)}
"""Where the chart needs more room."""
WEEK = "section.Figure >> nth=2"
"""The week of the windows for each worry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A command in a terminal: what was done in the folder of the content before, and what is answered to its question."""

    name: str
    typed: str
    before: Callable[[Path], None]
    answer: str = ""
    until: str | None = None
    """The last words that are shown, where the rest is of no use in a picture."""


def screens() -> Iterator[Picture]:
    """Give the pictures of the terminal, and of the page that `impact` writes for those who sign."""
    yield from (Picture(name=each.name, take=_put(_page(each)), size=PAGE, part="pre") for each in SCREENS)
    yield Picture(name="impact-page", take=_put(_impact_page()), size=PAGE, edge=True)


def reports(content: Content) -> Iterator[Picture]:
    """Give the upper parts of the reports."""
    assert content.city is not None  # the caller chose one
    stamp = Stamp(city=content.city.name, version=content.version, made=FRIDAY)
    covered = gaps.report(content, ordinary_week(FRIDAY.date()))
    made: dict[str, Report] = {
        "report-coverage": covered,
        "report-measures": plan.report(content),
        "report-reach": near.report(content, FRIDAY.date()),
    }
    yield from (Picture(name=name, take=_put(html(report, stamp)), size=HIGH.get(name, PAGE), edge=True) for name, report in made.items())
    yield Picture(name="report-week", take=_put(html(covered, stamp)), size=PAGE, part=WEEK, edge=True)


def _put(page: str) -> Callable[..., None]:
    return lambda window, _: window.set_content(page)


def _page(screen: Screen) -> str:
    with TemporaryDirectory() as given:
        folder = minamo.put(Path(given))
        screen.before(folder)
        shown = terminal.screen(terminal.ran(screen.typed.split(), folder, screen.answer))
    if given in shown:
        raise SystemExit(f"{screen.name}: この機械のフォルダーの名前が、絵に入ります")
    if screen.until is not None:
        shown = shown[: shown.index(screen.until) + len(screen.until)]
    return terminal.page(f".venv/bin/python -m app {screen.typed}", shown)


def _impact_page() -> str:
    with TemporaryDirectory() as given:
        folder = minamo.put(Path(given))
        _changed(folder)
        terminal.ran(["impact", "--city", CODE, "--html", "page.html"], folder)
        return (folder / "page.html").read_text(encoding="utf-8")


# What was done before


def _mistakes(folder: Path) -> None:
    change(folder / minamo.LIST, ("cost: call", "cost: 有料"), ("checked_on: 2026-11-02", "checked_on: 2026-11-31"))
    change(folder / "intents" / "money.yaml", ("offers: [denwa]", "offers: [denwaa]"))


def _letters(folder: Path) -> None:
    change(
        folder / minamo.LIST,
        ("03-0000-0101", "０３－００００－０１０１"),
        ("checked_on: 2026-11-02", "checked_on: 令和8年11月2日"),
        ("kana: やちん", "kana: ヤチン"),
    )


def _changed(folder: Path) -> None:
    """Change a number, the hours of another window, and ways of saying, after the last record of git."""
    (folder / ".gitignore").write_text(".cache/\n", encoding="utf-8")
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x@example.jp", "commit", "-q", "-m", "x"]):
        subprocess.run(["git", *words], cwd=folder, check=True)
    change(folder / minamo.LIST, ("value: 03-0000-0101", "value: 03-0000-0111"))
    change(folder / minamo.LIST, ("03-0000-0102\n    hours: Mo-Fr 09:00-17:00", "03-0000-0102\n    hours: Mo-Fr 09:00-19:00"))
    change(folder / "intents" / "money.yaml", ("says:\n", "says:\n- 家賃が払えない\n- 家賃を滞納している\n"))


def _old(folder: Path) -> None:
    dated = zip(("2026-05-04", "2026-06-10", "2026-04-20"), minamo.WINDOWS, strict=False)
    change(folder / minamo.LIST, *(("checked_on: 2026-11-02", f"checked_on: {day}") for day, _ in dated))


def _moved_web(folder: Path) -> None:
    """Look at all pages once; then a number goes, a page goes, and a page moves."""
    (folder / WEB / "sumai").mkdir(parents=True)
    for window in minamo.WINDOWS:
        (folder / WEB / window.page).write_text(window.phone, encoding="utf-8")
    (folder / WEB / "denwa.html").write_text("0120-000-000", encoding="utf-8")
    terminal.ran(["links", "--city", CODE, "--pause", "0"], folder)
    (folder / WEB / "kurashi.html").write_text("03-0000-0111", encoding="utf-8")
    (folder / WEB / "zei.html").unlink()
    (folder / WEB / "yachin.html").rename(folder / WEB / "sumai" / "yachin.html")
    (folder / WEB / "yachin.html").write_text(f"→ {minamo.SITE}/sumai/yachin.html", encoding="utf-8")


def _edited(folder: Path) -> None:
    _exported(folder)
    book = load_workbook(folder / BOOK)
    book["連絡手段"]["E2"], book["連絡手段"]["H6"], book["窓口"]["X6"] = "03-0000-0111", "無料", minamo.WELFARE
    book.save(folder / BOOK)


def _exported(folder: Path) -> None:
    terminal.ran(["sheet", "export", BOOK, "--city", CODE], folder)


# The spreadsheet


def spreadsheet() -> None:
    """Take the spreadsheet as LibreOffice shows it; without LibreOffice the picture stays as it is."""
    office = shutil.which("soffice")
    if office is None:
        sys.stderr.write("soffice（LibreOffice）がないので、spreadsheet.png は前のままです\n")
        return
    with TemporaryDirectory() as given:
        folder = minamo.put(Path(given))
        _exported(folder)
        _fit(folder / BOOK)
        words = [office, f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless", "--convert-to", "pdf", BOOK]
        subprocess.run(words, cwd=folder, check=True, capture_output=True, timeout=terminal.PATIENCE)
        with pypdfium2.PdfDocument((folder / BOOK).with_suffix(".pdf")) as paper:
            save("spreadsheet", _cropped(paper[0].render(scale=4).to_pil().convert("RGB")))


def _fit(file: Path) -> None:
    """Leave the sheet of channels, its first rows on one page, with the letters and numbers of its columns and rows."""
    book = load_workbook(file)
    for sheet in book:
        if sheet.title != "連絡手段":
            sheet.sheet_state = "hidden"
    shown = book["連絡手段"]
    book.active = shown
    shown.print_area = f"A1:F{ROWS}"
    shown.page_setup.orientation, shown.page_setup.fitToWidth, shown.page_setup.fitToHeight = "landscape", 1, 0
    shown.sheet_properties.pageSetUpPr.fitToPage = True
    shown.print_options.gridLines = shown.print_options.headings = True
    book.save(file)


def _cropped(image: Image.Image) -> Image.Image:
    """Leave what is not white, at the width of a picture."""
    part = image.crop(ImageOps.invert(image).getbbox())
    return part.resize((WIDTH, round(part.height * WIDTH / part.width)), Image.Resampling.LANCZOS)


SCREENS = (
    Screen(name="check", typed=f"check --city {CODE}", before=_mistakes),
    Screen(name="check-fix", typed=f"check --fix --dry-run --city {CODE}", before=_letters, until="もう一度動かしてください。"),
    Screen(name="impact", typed=f"impact --city {CODE}", before=_changed),
    Screen(name="sheet-import", typed=f"sheet import {BOOK} --city {CODE}", before=_edited, answer="y"),
    Screen(name="freshness", typed=f"report freshness --city {CODE}", before=_old),
    Screen(name="links", typed=f"links --city {CODE}", before=_moved_web),
    Screen(
        name="department-rename",
        typed=f"department rename {minamo.WELFARE} くらし支援課 --on 2027-04-01 --city {CODE}",
        before=lambda _: None,
        answer="y",
    ),
)
