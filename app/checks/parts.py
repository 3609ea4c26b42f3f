"""What the rules look at: the parts of the content that could be read, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar
from unicodedata import normalize

from rapidfuzz import fuzz, process

from app.catalogue import Channel, Resource
from app.content import Approval, Aside, City, Dangers, Measure, Menu, Style, Topic
from app.errors import Path, Problem
from app.persons import Signs
from app.plain import Plain
from app.ruby import Reading
from app.safety import Rules

ALIKE = 60.0
"""Least rapidfuzz ratio for 「もしかして」."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """A part of the content, and where it stands."""

    file: str
    path: Path
    value: T

    def problem(self, message: str, *deeper: str | int, rule: str = "content", hint: str | None = None, key: bool = False) -> Problem:
        """Tell a problem at a place inside this part; *hint* is what to write there instead, empty where it is to be taken out."""
        return Problem(file=self.file, message=message, path=(*self.path, *deeper), rule=rule, hint=hint, key=key)

    def unknown(self, rule: str, message: str, wanted: str, known: frozenset[str], *deeper: str | int) -> Problem:
        """Tell that an id is none, and which is meant."""
        close = closest(wanted, known)
        instead = f"「{close}」と書いてください" if close else "つづりを確かめるか、ここから消してください"
        return self.problem(f"{message}{perhaps(wanted, known)}。{instead}", *deeper, rule=rule, hint=close)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """All that could be read, before it is joined."""

    resources: tuple[Placed[Resource], ...]
    topics: tuple[Placed[Topic], ...]
    declared_topics: frozenset[str]
    declared_resources: frozenset[str]
    menu: Menu | None
    rules: Rules | None
    style: Style | None = None
    plain: Plain | None = None
    asides: tuple[Placed[Aside], ...] = ()
    dangers: Dangers | None = None
    signs: Signs | None = None
    measures: tuple[Measure, ...] = ()
    readings: tuple[Placed[Reading], ...] = ()
    city: City | None
    city_file: str = "city.yaml"
    approvals: tuple[Placed[Approval], ...] = ()


Problems: TypeAlias = Iterator[Problem]


def closest(word: str, known: frozenset[str], alike: float = ALIKE) -> str | None:
    """Give the known word that looks most like *word*, or the known words that it joins by commas."""
    pieces = [piece.strip() for piece in _COMMA.split(word)]
    if len(pieces) > 1 and known.issuperset(pieces):
        return ", ".join(pieces)
    close = process.extractOne(normalize("NFKC", word).lower(), sorted(known), scorer=fuzz.ratio, score_cutoff=alike)
    return str(close[0]) if close else None


def perhaps(word: str, known: frozenset[str]) -> str:
    """Suggest the known word that looks most like *word*, as the end of a sentence without its full stop."""
    close = closest(word, known)
    return f"。もしかして: {close}" if close else ""


def channels(parts: Parts) -> Iterator[tuple[Placed[Resource], int, Channel]]:
    """Go through all channels of all entries, with their position."""
    for placed in parts.resources:
        for at, channel in enumerate(placed.value.channels):
            yield placed, at, channel


_COMMA = re.compile(r"[、,，・]")
_CODE = re.compile(r"[0-9]{6}")
_WEIGHTS = (6, 5, 4, 3, 2)
"""Of the check digit of a 全国地方公共団体コード (JIS X 0401, 0402): 11 less the sum modulo 11, last digit."""


def is_code(area: str) -> bool:
    """Tell whether *area* is a 全国地方公共団体コード: six digits with a right check digit."""
    return bool(_CODE.fullmatch(area)) and area == with_check_digit(area[:5])


def with_check_digit(five: str) -> str:
    """Write the check digit behind five digits."""
    return five + str((11 - sum(int(digit) * weight for digit, weight in zip(five, _WEIGHTS, strict=True)) % 11) % 10)
