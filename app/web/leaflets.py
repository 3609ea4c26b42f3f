"""Leaflets written down: sheets of A4 or cards, each exactly one page. What does not fit is left out whole, never cut through.

How high everything will be is reckoned here from the letters, a little generously; the page has a second safeguard: a window that finds no room after
all is not shown at all, since the list breaks into a column that lies outside the sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import ClassVar

from app.content import Content
from app.language import JAPANESE_TAG
from app.leaflets import Entry, Leaflet, spoken
from app.typeset import fold
from app.web.pages import Page
from app.web.words import Words

POINT = 25.4 / 72
"""Millimetres of a typographic point."""
WIDTH, INSIDE, CODE, CODE_GAP = 186.0, 177.0, 22.0, 5.0
"""Millimetres: of the sheet between its margins, of a card between its borders, of a QR code, and beside it."""
SHEET = 273.0
"""Millimetres between the upper and the lower margin."""
FOOT = 50.0
"""Millimetres of what stands at the foot of each sheet: emergency numbers, the place for the stamp, when it was checked."""
CARD_GAP, CARD_PAD = 2.5, 5.0
LONGEST_SAY = 42
"""Letters of a sentence to say that is printed."""
CARDS = 4
"""Cards on a sheet."""
NUMBERS = 4
"""Numbers on a card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """Sizes of letters, in points, and the space between lines."""

    heading: float = 26
    text: float = 12
    name: float = 13
    number: float = 25
    small: float = 10
    leading: float = 1.4

    def lines(self, text: str, size: float, room: float) -> float:
        """Reckon how high *text* is in millimetres when it is broken to *room* millimetres."""
        return len(fold(text, room / (size * POINT))) * size * POINT * self.leading


USUAL = Type()
LARGE = Type(heading=32, text=15, name=16, number=32, small=13)
RUBY = 1.75
"""Space between lines where readings stand above the letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A leaflet as it is written down."""

    leaflet: Leaflet
    heading: str
    text: str
    address: str | None
    """The page of the topic; of a secret one, the first page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A number on a card: nothing else is told of the window."""

    number: str
    always: bool
    free: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafletPage(Page):
    """Sheets to print."""

    template: ClassVar[str] = "leaflet.html"
    exit_url: str = ""
    sheets: tuple[Sheet, ...]
    type: Type
    version: str
    contents: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    """Groups, the topics in them, and the pages that these stand on."""

    def way(self, entry: Entry, words: Words) -> str:
        """Say how to reach a window that has no number."""
        return way(entry, words)

    def more(self, entry: Entry, words: Words) -> tuple[str, ...]:
        """Say how else a window is reached, and in which languages."""
        return more(entry, words)

    def to_say(self, entry: Entry, words: Words) -> tuple[str, ...]:
        """Give a sentence to begin with."""
        return to_say(entry, words)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPage(Page):
    """Cards to cut out, to fold and to carry: numbers and neutral words only."""

    template: ClassVar[str] = "leaflet_card.html"
    exit_url: str = ""
    cards: tuple[tuple[Line, ...], ...]
    address: str | None
    """The first page, whatever the cards are for."""
    checked: str
    """The oldest day on which one of the numbers was checked, in words."""
    version: str
    copies: int = CARDS


HEADING = "話せる所があります"
GENTLE = "どんなことでも、話してかまいません。うまく言えなくても、だいじょうぶです。"


def kinds(*, large: bool, ruby: bool) -> Type:
    """Choose the sizes of letters."""
    chosen = LARGE if large else USUAL
    spread = RUBY if ruby else chosen.leading
    return Type(heading=chosen.heading, text=chosen.text, name=chosen.name, number=chosen.number, small=chosen.small, leading=spread)


def sheet(leaflet: Leaflet, words: Words, kind: Type, public_url: str | None = None) -> Sheet:
    """Write a leaflet for one page, with as many windows as fit on it."""
    heading = HEADING if leaflet.secret else leaflet.topic.label
    text = words.say(GENTLE) if leaflet.secret else spoken(words.say(leaflet.topic.first_words))
    kept = leaflet
    while len(kept.entries) > 1 and reckoned(kept, heading, text, words, kind) > SHEET:
        kept = kept.shortened(len(kept.entries) - 1)
    path = "/" if leaflet.secret else f"/topic/{leaflet.topic.id}"
    return Sheet(leaflet=kept, heading=heading, text=text, address=f"{public_url}{path}" if public_url else None)


def reckoned(leaflet: Leaflet, heading: str, text: str, words: Words, kind: Type) -> float:
    """Reckon how high a sheet is, in millimetres."""
    beside = WIDTH - CODE - 2 * CODE_GAP
    head = 10 + kind.lines(words.say(heading), kind.heading, beside) + kind.lines(text, kind.text, beside) + 3
    named = "　".join(words.say(each) for each in leaflet.situations)
    return (
        max(head, CODE + 12)
        + kind.lines(named, kind.small, WIDTH)
        + 6
        + sum(height(each, words, kind, secret=leaflet.secret) for each in leaflet.entries)
        + FOOT
    )


def height(entry: Entry, words: Words, kind: Type, *, secret: bool = False) -> float:
    """Reckon how high a window is, in millimetres."""
    room = INSIDE - CODE - CODE_GAP
    number = kind.number * POINT * 1.2 if entry.way.type == "phone" else kind.lines(way(entry, words), kind.name, room)
    told = (*hours(entry, words), *more(entry, words), *(() if secret else to_say(entry, words)))
    inside = kind.lines(words.say(entry.resource.name), kind.name, room) + number + sum(kind.lines(each, kind.small, room) for each in told)
    return max(ceil(inside), CODE) + CARD_PAD + CARD_GAP


def way(entry: Entry, words: Words) -> str:
    """Say how to reach a window that has no number."""
    if entry.way.link:
        return words.say("{way}：右のQRコードで開けます", way=words.way(entry.way))
    return f"{words.way(entry.way)}：{entry.way.value}"


def hours(entry: Entry, words: Words) -> tuple[str, ...]:
    """Say in words when somebody answers, and what it costs."""
    when = words.say(entry.way.hours_text) if entry.way.hours_text else words.say("24時間") if entry.always else ""
    said = "　".join(each for each in (words.cost(entry.way), when) if each)
    return (said,) if said else ()


def more(entry: Entry, words: Words) -> tuple[str, ...]:
    """Say how else a window is reached, and in which languages."""
    ways = "・".join(dict.fromkeys((*entry.numbers, *(words.way(each) for each in entry.others if each.type not in {"phone", "visit"}))))
    spoken_here = words.languages(entry.way)
    tongues = "・".join(name for _, name in spoken_here)
    return (*((words.say("ほかに：{ways}", ways=ways),) if ways else ()), *((words.say("話せる言葉：") + tongues,) if tongues else ()))


def to_say(entry: Entry, words: Words) -> tuple[str, ...]:
    """Give a sentence to begin with, where it is short and in the reader's language."""
    fitting = [each for each in entry.resource.say if len(each) <= LONGEST_SAY]
    return (words.say("「{words}」", words=fitting[0].rstrip("。")),) if fitting and words.language.tag == JAPANESE_TAG else ()


def lines(leaflet: Leaflet) -> tuple[Line, ...]:
    """Give the numbers for a card, those that answer day and night first."""
    phones = [each for each in leaflet.entries if each.way.type == "phone" and each.way.value]
    ordered = sorted(phones, key=lambda each: (not each.always, each.way.cost != "free"))[:NUMBERS]
    return tuple(Line(number=each.way.value or "", always=each.always, free=each.way.cost == "free") for each in ordered)


def contents(content: Content, leaflets: Sequence[Leaflet]) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    """List topics by group with their pages, the contents being the first."""
    pages = {each.topic.id: at for at, each in enumerate(leaflets, 2)}
    listed = (
        (group.label, tuple((content.topics[each].label, pages[each]) for each in group.topics if each in pages)) for group in content.menu.groups
    )
    return tuple((label, topics) for label, topics in listed if topics)
