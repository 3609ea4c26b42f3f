"""The first page as a poster: which doors there are, and which topics stand behind each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.catalogue import TopicId
from app.content import Door, Menu
from app.graph.layout import GAP, PAD, Words
from app.graph.paper import BODY, HEAD, LEADING, MARGIN, PAPERS, SMALL, Paper, tall
from app.typeset import fold

TITLE = "はじめのページから、話題まで"
NO_TOPIC = "話題「{id}」がありません"
NO_DOOR = "入り口「{id}」がありません"
NOWHERE = "どの入り口にもない話題"
NARROWEST = 58.0
"""Millimetres of a card."""
MORE = (1.5, 2, 3, 5, 10, 30)
"""How many times as high as A3 a sheet may become where the menu fits on none that an office has."""


@dataclass(frozen=True, slots=True)
class Card:
    """One door and what is behind it."""

    id: str
    label: str
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float
    words: tuple[Words, ...]
    fault: bool = False


@dataclass(frozen=True, slots=True)
class Poster:
    """The whole menu on a sheet."""

    paper: Paper
    cards: tuple[Card, ...]
    words: tuple[Words, ...]
    version: str = ""


@dataclass(frozen=True, slots=True)
class _Door:
    id: str
    label: str
    lines: tuple[tuple[str, bool], ...]
    """What is behind it; true where it is not there."""


def poster(menu: Menu, labels: Mapping[TopicId, str], version: str = "") -> Poster:
    """Put the menu on the first sheet that it fits on. *labels* are those of the topics that there are."""
    sections = tuple(_sections(menu, labels))
    made = (_on(sections, paper, version) for paper in (*PAPERS, *(tall(PAPERS[-1].height * times) for times in MORE)))
    return next((drawn for drawn, fits in made if fits), _on(sections, tall(PAPERS[-1].height * MORE[-1]), version)[0])


def _sections(menu: Menu, labels: Mapping[TopicId, str]) -> Iterator[tuple[str, tuple[_Door, ...]]]:
    doors = {door.id: door.label for door in menu.every_door}
    parts = (
        ("別に置く入り口", menu.doors),
        ("困りごとから", menu.groups),
        ("くらしの場面から", menu.stages),
        ("だれのことかから", menu.whom),
        ("奥の入り口（▷ の中）", menu.rooms),
    )
    for title, found in parts:
        if found:
            yield title, tuple(_door(door, labels, doors) for door in found)
    behind = {topic for door in menu.every_door for topic in (*door.topics, *(option.topic for option in door.options))}
    lost = tuple((f"・{label}（{topic}）", True) for topic, label in labels.items() if topic not in behind)
    if lost:
        yield NOWHERE, (_Door("nowhere", NOWHERE, lost),)


def _door(door: Door, labels: Mapping[TopicId, str], doors: Mapping[str, str]) -> _Door:
    rooms = tuple((f"▷ {doors[each]}", False) if each in doors else (NO_DOOR.format(id=each), True) for each in door.doors)
    shortcuts = tuple(_line(each.topic, f"「{each.label}」→ ", labels) for each in door.options)
    return _Door(door.id, door.label, (*rooms, *shortcuts, *(_line(each, "・", labels) for each in door.topics)))


def _line(topic: TopicId, before: str, labels: Mapping[TopicId, str]) -> tuple[str, bool]:
    return (f"{before}{labels[topic]}", False) if topic in labels else (NO_TOPIC.format(id=topic), True)


def _on(sections: tuple[tuple[str, tuple[_Door, ...]], ...], paper: Paper, version: str) -> tuple[Poster, bool]:
    """Fill the columns of a sheet from top to bottom, as a newspaper; the second value tells that all found room."""
    columns = int((paper.room + GAP) // (NARROWEST + GAP))
    room = (paper.room + GAP) / columns - GAP
    words = [Words(MARGIN, MARGIN + HEAD, TITLE, HEAD, "head")]
    cards: list[Card] = []
    top = y = MARGIN + HEAD + GAP
    column = 0
    for door, title in ((door, title if at == 0 else None) for title, doors in sections for at, door in enumerate(doors)):
        heading = _heading(title, room) if title else ()
        height = _card(door, 0, 0, room).height + len(heading) * BODY * LEADING + (PAD if heading else 0)
        if y > top and y + height > paper.bottom:
            column, y = column + 1, top
        x = MARGIN + column * (room + GAP)
        for line in heading:
            y += BODY * LEADING
            words.append(Words(x, y, line, BODY, "head"))
        cards.append(_card(door, x, y + (PAD if heading else 0), room))
        y = cards[-1].y + cards[-1].height + PAD
    return Poster(
        paper, tuple(cards), tuple(words), version
    ), column < columns and y <= paper.bottom + PAD  # the gap below the last card is no part of it


def _heading(title: str, room: float) -> tuple[str, ...]:
    return fold(title, room / BODY)


def _card(door: _Door, x: float, top: float, room: float) -> Card:
    words: list[Words] = []
    y = top
    for text, size, look in ((door.label, BODY, "mark"), *((text, SMALL, "fault" if lost else "plain") for text, lost in door.lines)):
        for line in fold(text, (room - 2 * PAD) / size):
            y += size * LEADING
            words.append(Words(x + PAD, y, line, size, look))
    lines = tuple(text for text, _ in door.lines)
    return Card(door.id, door.label, lines, x, top, room, y + PAD - top, tuple(words), any(lost for _, lost in door.lines))
