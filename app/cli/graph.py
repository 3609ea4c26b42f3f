"""Pictures of the tree: Mermaid text, or a plain SVG of boxes in columns."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from app.catalogue import TopicId
from app.content import Content, Topic
from app.dialogue import Question

WIDE, HIGH, GAP_X, GAP_Y, LETTERS = 250, 64, 70, 18, 15
"""Of a box in the SVG, in pixels; and how many letters stand in one of its lines."""


@dataclass(frozen=True, slots=True)
class Box:
    """A node of the picture; the edges that leave it: label and the id that it leads to."""

    id: str
    text: str
    edges: tuple[tuple[str, str], ...] = ()


def draw(content: Content, topic: str | None, form: str) -> str:
    """Draw one topic, or with None the menu, as `mermaid` or `svg`."""
    boxes = tuple(_menu(content) if topic is None else _flow(content, content.topics[TopicId(topic)]))
    return "\n".join(_mermaid(boxes)) if form == "mermaid" else _svg(boxes)


def _menu(content: Content) -> Iterator[Box]:
    menu = content.menu
    first = (*menu.groups, *menu.stages, *menu.whom, *menu.doors)
    yield Box("start", "はじめのページ", tuple(("", f"door-{door.id}") for door in first))
    for door in menu.every_door:
        behind = tuple(("", f"door-{each}") for each in door.doors)
        shortcuts = tuple((option.label, f"topic-{option.topic}") for option in door.options)
        yield Box(f"door-{door.id}", door.label, (*behind, *shortcuts, *(("", f"topic-{topic}") for topic in door.topics)))
    for topic in content.topics.values():
        yield Box(f"topic-{topic.id}", topic.label)


def _flow(content: Content, topic: Topic) -> Iterator[Box]:
    yield Box("topic", topic.label, (("", topic.flow.start.id),))
    for node in topic.flow:
        if isinstance(node, Question):
            yield Box(node.id, node.text, (*((option.label, option.to) for option in node.options), ("わからない", node.unsure)))
        else:
            names = "、".join(content.catalogue[offered].name for offered in node.offers if offered in content.catalogue)
            yield Box(node.id, f"{node.text} → {names}")


def _mermaid(boxes: tuple[Box, ...]) -> Iterator[str]:
    yield "flowchart LR"
    for box in boxes:
        yield f'  {box.id}["{_plain(box.text)}"]'
        for label, to in box.edges:
            yield f'  {box.id} -->|"{_plain(label)}"| {to}' if label else f"  {box.id} --> {to}"


def _plain(text: str) -> str:
    return text.replace('"', "”").replace("\n", " ")


def _svg(boxes: tuple[Box, ...]) -> str:
    columns = _columns(boxes)
    places = {
        box.id: (column * (WIDE + GAP_X) + 10, row * (HIGH + GAP_Y) + 10) for column, stack in enumerate(columns) for row, box in enumerate(stack)
    }
    width = len(columns) * (WIDE + GAP_X)
    height = max(map(len, columns)) * (HIGH + GAP_Y) + 20
    drawn = "".join((*_lines(boxes, places), *(_box(box, *places[box.id]) for box in boxes if box.id in places)))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="sans-serif" font-size="13">'
    return f'{head}<rect width="{width}" height="{height}" fill="#fff"/>{drawn}</svg>'


def _columns(boxes: tuple[Box, ...]) -> list[list[Box]]:
    """Put each box one column behind the last that leads to it, the first box first."""
    depth = {boxes[0].id: 0}
    for _ in boxes:
        for box in boxes:
            for _, to in box.edges:
                if box.id in depth:
                    depth[to] = max(depth.get(to, 0), min(depth[box.id] + 1, len(boxes)))
    columns: list[list[Box]] = [[] for _ in range(max(depth.values()) + 1)]
    for box in boxes:
        columns[depth.get(box.id, 0)].append(box)
    return columns


def _lines(boxes: tuple[Box, ...], places: dict[str, tuple[int, int]]) -> Iterator[str]:
    for box in boxes:
        for at, (label, to) in enumerate(box.edges):
            x1, y1 = places[box.id][0] + WIDE, places[box.id][1] + HIGH // 2
            x2, y2 = places[to][0], places[to][1] + HIGH // 2
            middle = x1 + GAP_X // 2
            yield f'<path d="M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}" fill="none" stroke="#0d5c63"/>'
            if label:
                yield f'<text x="{x1 + 6}" y="{y1 - 6 + at * 14}" font-size="11" fill="#4d4d4d">{escape(label)}</text>'


def _box(box: Box, x: int, y: int) -> str:
    lines = [box.text[at : at + LETTERS] for at in range(0, min(len(box.text), LETTERS * 3), LETTERS)]
    text = "".join(f'<text x="{x + 10}" y="{y + 20 + at * 17}">{escape(line)}</text>' for at, line in enumerate(lines))
    return f'<rect x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="8" fill="#e4f2f2" stroke="#0d5c63"/><title>{escape(box.text)}</title>{text}'
