"""A command in a terminal of 100 columns, and the terminal as a page: for pictures."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from html import escape
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from app.settings import HOME

COLUMNS, LINES = 100, 60
ASKED = "[y/N]: "
"""How a question of ours ends."""
PATIENCE = 120
"""Seconds that a command may be silent."""
CONTROL = re.compile(r"\x1b\[\??([0-9;]*)([A-HJKfhl])|([\r\n])")
SECONDS = re.compile(r"（\d+(?:\.\d+)? 秒）")
"""How long it took, which is never the same."""
FRAME = re.compile(r"[\u2500-\u257f]")
NARROW = re.compile(r"[→◆…×]")
"""Letters that take one column in a terminal, and two in our font."""
CALM = TerminalTheme(
    (251, 250, 247),
    (38, 50, 56),
    [(38, 50, 56), (170, 44, 44), (38, 110, 62), (140, 90, 0), (30, 85, 150), (125, 60, 125), (0, 105, 115), (38, 50, 56)],
    [(96, 108, 114), (170, 44, 44), (38, 110, 62), (140, 90, 0), (30, 85, 150), (125, 60, 125), (0, 105, 115), (38, 50, 56)],
)
STYLE = f"""\
body {{ margin: 0; background: #fff; }}
pre {{ box-sizing: content-box; width: calc({COLUMNS}ch + 4px); margin: 0; padding: 16px 24px; border: 1px solid #cfd8dc; border-radius: 6px;
  background: #fbfaf7; color: #263238; font: 16px/24px "Noto Sans Mono CJK JP", monospace; white-space: pre-wrap; line-break: anywhere;
  text-spacing-trim: space-all; font-feature-settings: "chws" 0; }}
b {{ color: #1e5596; }}
i {{ display: inline-block; width: 1ch; font-style: normal; line-height: 16px; transform: scale(.5, 1); transform-origin: left center; white-space: pre; }}
i.frame {{ transform: scale(.5, 1.6); opacity: .55; }}
"""


def ran(words: list[str], folder: Path, answer: str = "") -> str:
    """Run a command in *folder* as in a terminal, answering its question; give all that it wrote, colours and all."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    with subprocess.Popen(_command(words), cwd=folder, env=_environment(folder), stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True):
        os.close(theirs)
        try:
            written = _read(ours, answer)
        finally:
            os.close(ours)  # and a command that still waits for an answer ends
    return SECONDS.sub("（… 秒）", written)


def _command(words: list[str]) -> list[str]:
    return [sys.executable, "-m", "tests.standing", *words]


def _environment(folder: Path) -> dict[str, str]:
    """Give the least that a command needs: nothing of this machine's own settings."""
    ours = {"PYTHONPATH": str(HOME), "MADOGUCHI_CONTENT": ".", "MADOGUCHI_CACHE": str(folder / ".cache"), "TERM": "xterm", "LANG": "C.UTF-8"}
    return {"PATH": os.environ["PATH"], "HOME": str(folder)} | ours


def _read(terminal: int, answer: str) -> str:
    """Read until the command ends. Raises TimeoutError."""
    written = b""
    while True:
        if not select.select([terminal], [], [], PATIENCE)[0]:
            raise TimeoutError(written.decode())
        try:
            written += os.read(terminal, 65536)
        except OSError:  # how Linux says that nobody writes any more
            return written.decode()
        if answer and written.endswith(ASKED.encode()):
            os.write(terminal, answer.encode() + b"\n")
            answer = ""


def screen(written: str) -> str:
    """Give what stands on the screen in the end: a bar of progress wipes itself out."""
    lines, row, at = [""], 0, 0
    for found in CONTROL.finditer(written):
        lines[row] += written[at : found.start()]
        at = found.end()
        row += _step(found)
        lines += [""] * (row - len(lines) + 1)
        if found[2] == "K":
            lines[row] = ""
    lines[row] += written[at:]
    return "\n".join(lines).rstrip("\n")


def _step(found: re.Match[str]) -> int:
    """Tell how many lines the cursor goes down."""
    if found[3] == "\n":
        return 1
    return -int(found[1] or 1) if found[2] == "A" else 0


def page(command: str, shown: str) -> str:
    """Show a command as it is typed, and what stands on the screen after it."""
    console = Console(record=True, file=StringIO(), width=COLUMNS, force_terminal=True, legacy_windows=False)
    console.print(Text.from_ansi(shown), soft_wrap=True)
    body = console.export_html(theme=CALM, inline_styles=True, code_format="{code}").rstrip()
    body = FRAME.sub(lambda found: f'<i class="frame">{found[0]}</i>', NARROW.sub(lambda found: f"<i>{found[0]}</i>", body))
    return f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style><pre><b>$ {escape(command)}</b>\n{body}</pre>'
