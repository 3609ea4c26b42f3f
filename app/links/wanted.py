"""Which pages are looked at, and which numbers they are to show."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urldefrag

from app.catalogue import Resource
from app.text import normalise

_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2022\u2212\u301c\uff5e\uff70ー－~・", "-") | {"♯": "#"})
"""What offices write for a hyphen, and for the # of a short number."""
_BETWEEN = r"[\s().\-\[\]/]{0,4}"
"""What stands between the digits of one number: (072)228-7036, 072.228.7036, 072 - 228 - 7036."""
_CIRCLED = dict.fromkeys(range(0x2460, 0x24A0), " ")
"""① is no 1: it stands before a number, and is not of it."""
SHORT = 4
"""Digits of the numbers whose digits stand inside longer numbers too, as those of 110 may."""
NUMBERED = frozenset({"phone", "fax"})
PAGED = frozenset({"chat", "sns", "web-form", "app"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the catalogue: the numbers that it shows, the pages that tell of them, and all its pages."""

    id: str
    name: str
    numbers: tuple[str, ...]
    facts: tuple[str, ...]
    """Pages on which the numbers are to stand: the entry's own page and its sources."""
    pages: tuple[str, ...]


def entries(resources: Iterable[Resource]) -> tuple[Entry, ...]:
    """Give the entries that have a page, in the order of the catalogue."""
    return tuple(each for each in map(_entry, resources) if each.pages)


def _entry(resource: Resource) -> Entry:
    facts = tuple(dict.fromkeys(_plain(url) for url in (resource.url, *(source.url for source in resource.sources)) if url))
    channels = (each.value for each in resource.channels if each.type in PAGED and (each.value or "").startswith(("http://", "https://")))
    numbers = (each.value for each in resource.channels if each.type in NUMBERED and each.digits)
    pages = tuple(dict.fromkeys((*facts, *(_plain(value) for value in channels if value))))
    return Entry(id=resource.id, name=resource.name, numbers=tuple(dict.fromkeys(value for value in numbers if value)), facts=facts, pages=pages)


def _plain(url: str) -> str:
    return urldefrag(url.strip()).url


def addresses(found: Iterable[Entry]) -> dict[str, frozenset[str]]:
    """Give each page once, with the numbers that it may show."""
    pages: dict[str, frozenset[str]] = {}
    for entry in found:
        for page in entry.pages:
            pages[page] = pages.get(page, frozenset()) | frozenset(entry.numbers)
    return pages


def shown(text: str, numbers: Iterable[str]) -> frozenset[str]:
    """Give those of *numbers* that stand in *text*, however they are written: width, hyphens, brackets, +81."""
    plain = one_way(text)
    return frozenset(number for number in numbers if _pattern(number).search(plain))


def one_way(text: str) -> str:
    """Write digits and what stands between them one way; all else as `text.normalise` does."""
    return " ".join(_lines(text)).translate(_DASHES)


def _lines(text: str) -> Iterator[str]:
    # Line by line: `normalise` is made for what residents write, and leaves out what has no end.
    return (normalise(line.translate(_DASHES | _CIRCLED)) for line in text.splitlines())


@lru_cache(maxsize=4096)
def _pattern(number: str) -> re.Pattern[str]:
    digits = re.sub(r"[^\d#]", "", one_way(number))
    spaced = _BETWEEN.join(map(re.escape, digits))
    abroad = rf"\+81{_BETWEEN}0?{_BETWEEN}" + _BETWEEN.join(digits[1:]) if digits.startswith("0") else ""
    before, after = (r"(?<![\d#])(?<!\d[.,-])", r"(?!\d|[.,-]\d)") if len(digits) <= SHORT else (r"(?<!\d)", r"(?!\d)")
    return re.compile(f"{before}(?:{spaced}{'|' + abroad if abroad else ''}){after}")
