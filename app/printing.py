"""The only door to a browser that makes PDF: pages of ours in, PDF out."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from subprocess import DEVNULL

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge", "chrome")
"""How browsers that can make PDF are called."""
PLACES = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("C:/Program Files/Google/Chrome/Application/chrome.exe"),
    Path("C:/Program Files (x86)/Google/Chrome/Application/chrome.exe"),
    Path("C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe"),
    Path("C:/Program Files/Microsoft/Edge/Application/msedge.exe"),
)
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--no-pdf-header-footer",
)
LONGEST = 180
"""Seconds that a browser is given."""


class PrintingError(Exception):
    """The browser did not make a PDF."""


def browser(told: Path | None = None) -> Path | None:
    """Find the browser: the one that the settings tell, else one with a usual name. None where there is none."""
    if told is not None:
        return told if told.is_file() else None
    found = (shutil.which(name) for name in NAMES)
    named = next((Path(each) for each in found if each), None)
    return named or next((place for place in PLACES if place.is_file()), None)


def pdf(html: str, program: Path) -> bytes:
    """Print a page of ours, which asks for nothing from outside. Raises PrintingError."""
    with tempfile.TemporaryDirectory(prefix="madoguchi-", ignore_cleanup_errors=True) as folder:
        page, printed = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(html, encoding="utf-8")
        command = [str(program), *FLAGS, *_as_root(), f"--user-data-dir={folder}/profile", f"--print-to-pdf={printed}", page.as_uri()]
        try:
            # Nothing is read from it: what it starts may live on, and would hold the pipe.
            subprocess.run(command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, timeout=LONGEST, check=False)  # noqa: S603  # a browser, and a page that we have written
        except (OSError, subprocess.SubprocessError) as error:
            raise PrintingError(type(error).__name__) from error
        if not printed.is_file() or printed.stat().st_size == 0:
            raise PrintingError("no file")
        return printed.read_bytes()


def _as_root() -> tuple[str, ...]:
    """Chromium refuses to run as root within its sandbox; the page is our own and runs no script."""
    return ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
