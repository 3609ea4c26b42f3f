"""The pictures of the documents, and how a terminal becomes one."""

import re
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from PIL import Image
from rich.console import Console

from app.cli.checking import _show
from app.cli.links import _table
from app.links.judge import Finding
from app.settings import HOME
from tests import minamo, terminal
from tests.picture import FOLDER, LARGEST

PAGES = [HOME / "README.md", HOME / "CONTRIBUTING.md", *sorted((HOME / "docs").rglob("*.md"))]
MARKDOWN = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
TAG = re.compile(r"<img\s[^>]*>")
PICTURES = sorted(FOLDER.iterdir())
WIDEST = 1000


@cache
def shown(page: Path) -> list[tuple[str, Path]]:
    """Give the pictures of a page: what is read aloud, and which file."""
    text = page.read_text(encoding="utf-8")
    tags = [(attribute(tag, "alt"), attribute(tag, "src")) for tag in TAG.findall(text)]
    return [(alt.strip(), (page.parent / source).resolve()) for alt, source in MARKDOWN.findall(text) + tags]


def attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found[1] if found else ""


@pytest.mark.parametrize("page", [page for page in PAGES if shown(page)], ids=lambda page: page.name)
def test_each_picture_of_a_page_is_there_and_says_what_it_shows(page):
    for alt, file in shown(page):
        assert file.is_file(), file
        assert re.search(r"[ぁ-ん]", alt), f"{file.name}: 絵の説明（alt）がありません"


@pytest.mark.parametrize("file", PICTURES, ids=lambda file: file.name)
def test_each_picture_is_on_a_page_and_in_the_list_and_small(file):
    assert any(file == each for page in PAGES for _, each in shown(page))
    assert file.name in (HOME / "docs" / "pictures.md").read_text(encoding="utf-8")
    assert file.stat().st_size <= LARGEST


def test_no_picture_for_staff_is_wider_than_a_page():
    for page in PAGES:
        for _, file in shown(page) if page.parent.name == "how-to" else ():
            with Image.open(file) as image:
                assert image.width <= WIDEST, file.name


def test_a_bar_of_progress_is_gone_from_the_screen():
    assert terminal.screen("見ます。\r\n\x1b[?25l見ています 0/2\r\x1b[2K見ています 2/2\r\n\x1b[?25h\r\x1b[1A\x1b[2K終わり\r\n") == "見ます。\n終わり"


def test_colours_become_calm_ones_and_frames_take_one_column():
    page = terminal.page("check <x>", "\x1b[1;31m番号\x1b[0m│→")

    assert "$ check &lt;x&gt;" in page
    assert "#aa2c2c" in page
    assert '<i class="frame">│</i><i>→</i>' in page


def test_a_command_is_run_in_a_terminal_at_the_fixed_time_and_in_its_folder(tmp_path):
    written = terminal.screen(terminal.ran(["report", "freshness", "--city", minamo.CODE], minamo.put(tmp_path)))

    assert "\x1b[" in written  # as in a terminal
    assert re.search(r"2027-05-01 +162 ", written)
    assert str(tmp_path) not in written


def test_a_narrow_terminal_shows_all_of_a_url():
    url = "https://www.city.minamo.example.jp/kurashi/sodan/madoguchi/ichiran.html"
    console = Console(width=80, record=True, file=StringIO())
    console.print(_table([Finding(kind="dead", url=url, said="ページがありません（404）", entries=("a",))], {"a": "くらしの窓口"}))

    cells = [line.split("│")[3].strip() for line in console.export_text().splitlines() if line.startswith("│")]
    assert "".join(cells) == url


def test_a_diff_can_be_read_on_a_white_terminal_too(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    shown = StringIO()
    _show("--- a\n+++ b\n@@ -1,2 +1,2 @@\n same\n-old\n+new\n", shown)

    colours = set(re.findall(r"\x1b\[([0-9;]*)m", shown.getvalue()))
    assert "same" in shown.getvalue()
    assert not any(each.startswith(("97", "38;")) for each in colours), "白い字は、白い画面では見えません"
    assert len(colours) > 2
