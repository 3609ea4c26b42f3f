"""Furigana on a finished page: 支援 becomes <ruby>支援<rp>（</rp><rt aria-hidden="true">しえん</rt><rp>）</rp></ruby>.

Readings are hidden from screen readers, which know how words sound: nothing is read twice, and the names of buttons and links hold no readings.
What a resident wrote stands in elements with `data-plain`; nothing in there is looked up or kept.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from itertools import accumulate

from app.ruby import Piece, Spell
from app.text import has_kanji

UNTOUCHED = frozenset({"title", "script", "style", "textarea", "option", "select", "svg", "ruby", "noscript"})
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
KEPT = 8192
"""Texts of ours whose furigana is kept: more than all pages have."""

_UNIT = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);|.", re.DOTALL)

Attributes = list[tuple[str, str | None]]


def with_ruby(html: str, spell: Spell) -> str:
    """Put furigana into the texts of a page of ours; all else stays as it is, byte for byte.

    Nothing is put into a title, scripts, fields, choices of a list, drawings, attributes, an element with `data-plain` or in another language (`lang`), and all that is in it.
    """
    done, parts = 0, []
    for begin, end in _Texts(html).found:
        parts += [html[done:begin], _ruby(html[begin:end], spell)]
        done = end
    return "".join((*parts, html[done:]))


@lru_cache(maxsize=KEPT)
def _ruby(written: str, spell: Spell) -> str:
    """Put furigana into one text as it is written in HTML. It is kept, so it must be ours.

    It stays one thing, as a text is: where the texts of a page are laid out beside each other (flex, grid), its pieces must not be.
    """
    units = [(unit, len(unescape(unit))) for unit in _UNIT.findall(written)]
    pieces = spell(unescape(written))
    spelled = "".join(_pieces(units, pieces))
    return f'<span class="Spelled">{spelled}</span>' if any(reading for _, reading in pieces) else spelled


def forget() -> None:
    """Let go of the furigana of texts that are no longer ours, and of what made it."""
    _ruby.cache_clear()


def _pieces(units: list[tuple[str, int]], pieces: tuple[Piece, ...]) -> Iterator[str]:
    """Write each piece with the letters and entities that it was written with."""
    left = iter(units)
    for text, reading in pieces:
        raw, length = "", 0
        while length < len(text):
            unit, more = next(left)
            raw, length = raw + unit, length + more
        yield f'<ruby>{raw}<rp>（</rp><rt aria-hidden="true">{reading}</rt><rp>）</rp></ruby>' if reading else raw


def _is_plain(attributes: dict[str, str | None]) -> bool:
    """Tell whether an element says of itself that its text is a resident's, or in another language."""
    return "data-plain" in attributes or not (attributes.get("lang", "ja") or "").startswith("ja")


class _Texts(HTMLParser):
    """Finds the texts of a page that furigana may stand in: where each begins and ends, without the white space around it."""

    def __init__(self, html: str) -> None:
        """Go through *html*."""
        super().__init__(convert_charrefs=False)
        self.found: list[tuple[int, int]] = []
        self._html = html
        self._lines = [0, *accumulate(len(line) + 1 for line in html.split("\n"))]
        self._begin: int | None = None
        self._within: str | None = None
        self._depth = 0
        self.feed(html)
        self.close()
        self._end(len(html))

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """End a text; begin what is left alone."""
        self._end(self._at())
        if tag in VOID:
            return
        if self._within is None and (tag in UNTOUCHED or _is_plain(dict(attrs))):
            self._within = tag
        self._depth += tag == self._within

    def handle_endtag(self, tag: str) -> None:
        """End a text, and what is left alone."""
        self._end(self._at())
        self._depth -= tag == self._within
        if self._depth == 0:
            self._within = None

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:  # noqa: ARG002  # of the library
        """End a text: a part of a drawing."""
        self._end(self._at())

    def handle_data(self, data: str) -> None:  # noqa: ARG002  # of the library
        """Begin a text, or go on with it: it may come in parts, with entities between them."""
        if self._begin is None and self._within is None:
            self._begin = self._at()

    def handle_entityref(self, name: str) -> None:
        """Begin a text, or go on with it."""
        self.handle_data(name)

    def handle_charref(self, name: str) -> None:
        """Begin a text, or go on with it."""
        self.handle_data(name)

    def handle_comment(self, data: str) -> None:  # noqa: ARG002  # of the library
        """End a text."""
        self._end(self._at())

    def handle_decl(self, decl: str) -> None:
        """End a text."""
        self.handle_comment(decl)

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _end(self, end: int) -> None:
        if self._begin is not None:
            written = self._html[self._begin : end]
            if has_kanji(written):
                begin = self._begin + len(written) - len(written.lstrip())
                self.found.append((begin, begin + len(written.strip())))
        self._begin = None
