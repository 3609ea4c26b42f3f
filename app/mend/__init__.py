"""What can be mended without asking anybody: how things are written, never what they say. Comments and all else stay as they are, to the byte.

A number keeps its digits, a date its day, a name its letters. What comes out is read again: where it would say something else, nothing is changed.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app import atomic
from app.loading.document import parse
from app.loading.raw import text_of
from app.mend.order import ordered
from app.mend.shape import Mended, shaped, stops_at, tree
from app.mend.values import applied, edits, meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One file, before and after."""

    path: Path
    before: bytes
    after: bytes
    what: tuple[str, ...]

    def diff(self, name: str) -> str:
        """Show what changes, as a unified diff; carriage returns and the byte order mark, which nobody sees, are named."""
        before, after = (_visible(each) for each in (self.before, self.after))
        return "".join(difflib.unified_diff(before, after, f"{name}（いま）", f"{name}（直すと）"))

    def write(self) -> None:
        """Put the mended text in the place of the file: whole or not at all. Raises OSError."""
        atomic.write(self.path, self.after)


def _visible(raw: bytes) -> list[str]:
    text = raw.decode().replace("\ufeff", "（BOM）").replace("\r\n", "（CR）\n")
    lines = text.splitlines(keepends=True)
    return lines if not lines or lines[-1].endswith("\n") else [*lines[:-1], lines[-1] + "\n"]


def of_files(paths: Iterable[Path]) -> Iterator[Change]:
    """Give the files that can be mended. Those that cannot be read, or that say nothing in UTF-8, are left to `check`."""
    read = [(path, path.read_bytes()) for path in paths if text_of(path)[1] is None]
    known = tuple(number for _, raw in read for number in numbers(raw.decode("utf-8-sig")))
    for path, raw in read:
        mended = of_text(raw.decode(), path.name, known)
        if mended.what:
            yield Change(path=path, before=raw, after=mended.text.encode(), what=mended.what)


def numbers(text: str) -> Iterator[str]:
    """Give the telephone numbers with hyphens that stand in a file as values of channels."""
    for found in re.finditer(r"^ *(?:- +)?value: *['\"]?(0[\d-]*-[\d-]*\d)['\"]?[ \t\r]*$", text, re.MULTILINE):
        yield found[1]


def of_text(text: str, name: str, known: tuple[str, ...] = ()) -> Mended:
    """Mend one file called *name*; *known* are the numbers that stand anywhere with their hyphens. What cannot be mended safely comes back as it was."""
    shape = shaped(text)
    written = _written(shape.text, name, known)
    if written is None or text == written.text or not _same(shape.text, written.text):
        return Mended(text, ())
    return Mended(written.text, (*shape.what, *written.what))


def _written(text: str, name: str, known: tuple[str, ...]) -> Mended | None:
    """Mend how values are written, and the order of fields; None where the text cannot be read."""
    root = tree(text)
    if root is None:
        return None if text.strip() and stops_at(text) is not None else Mended(text, ())
    found = list(edits(root, text, "", {}, known))
    rewritten = applied(text, found)
    moved = ordered(rewritten, name)
    what = dict.fromkeys(edit.what for edit in found)
    return Mended(moved, (*what, *(["項目の順"] if moved != rewritten else [])))


def _same(before: str, after: str) -> bool:
    """Tell whether two texts say the same, apart from how it is written."""
    if before == after:
        return True
    one, other = parse(before, ""), parse(after, "")
    return one.data is not None and meaning(one.data, "", {}) == meaning(other.data, "", {}) and len(other.problems) <= len(one.problems)
