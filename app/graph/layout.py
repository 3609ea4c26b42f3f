"""Where everything of a tree stands on a sheet: questions on the left, their answers beside them, outcomes on the right.

All lines run in the channel between the two columns, each target with a track of its own: so no line can lead through a box or lie on another one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.graph.paper import BODY, HEAD, LEADING, MARGIN, PAPERS, SMALL, Paper, tall
from app.graph.tree import Node, Tree, Window
from app.typeset import fold, width

PAD, GAP, TRACK, ENTRY, APART = 1.8, 3.0, 2.2, 4.2, 1.1
"""Millimetres: inside a box, between boxes, between tracks, for the line that enters a question, between two level lines."""
ASKING, ANSWERING = 0.22, 0.22
"""Shares of the width that questions and their answers have; outcomes have the rest."""
WIDEST, LISTED = 56.0, 66.0
"""Millimetres: the most that questions and answers are given, the least that a column of windows needs."""


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text: where its foot begins (or ends, or has its middle), and how it looks."""

    x: float
    y: float
    text: str
    size: float = BODY
    look: str = "plain"
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Box:
    """A node as it stands on the sheet."""

    node: Node
    x: float
    y: float
    width: float
    height: float
    words: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Wire:
    """A line from an answer to the track of its target, or from the track into the target (then with an arrow)."""

    points: tuple[tuple[float, float], ...]
    to: str
    arrow: bool = False
    fault: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A tree on a sheet."""

    tree: Tree
    paper: Paper
    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]
    words: tuple[Words, ...]
    """What stands in no box: the heading, the answers, the problems."""

    @property
    def joints(self) -> tuple[tuple[float, float], ...]:
        """Give the points where a line meets the track of its target."""
        return tuple(wire.points[-1] for wire in self.wires if wire.to and not wire.arrow and wire.points[0][1] == wire.points[-1][1])


def plan(tree: Tree) -> Plan:
    """Put *tree* on the first sheet that it fits on; where it fits on none, on one as high as it needs."""
    for paper in PAPERS:
        made, bottom = _on(tree, paper)
        if bottom <= paper.bottom:
            return made
    made, bottom = _on(tree, PAPERS[-1])
    return replace(made, paper=tall(bottom))


def _on(tree: Tree, paper: Paper) -> tuple[Plan, float]:
    heading, top = _heading(tree, paper)
    targets = [node.id for node in tree.nodes]
    asking, answering = min(paper.room * ASKING, WIDEST), min(paper.room * ANSWERING, WIDEST)
    channel = MARGIN + asking + answering
    right = channel + (len(targets) + 2) * TRACK
    questions, rows, foot = _questions(tree, (asking, answering), top)
    outcomes, deepest = _outcomes(tree, right, paper.width - MARGIN - right, top)
    tracks = {target: channel + (at + 1.5) * TRACK for at, target in enumerate(targets)}
    wires = tuple(_wires((*questions, *outcomes), rows, tracks, channel))
    return Plan(tree, paper, (*questions, *outcomes), wires, (*heading, *(each for row in rows for each in row.words))), max(foot, deepest)


def _heading(tree: Tree, paper: Paper) -> tuple[list[Words], float]:
    lines = [Words(MARGIN, MARGIN + HEAD, line, HEAD, "head") for line in fold(tree.label, paper.room / HEAD)[:1]]
    y = MARGIN + HEAD + BODY * 0.6
    for look, text in (("quiet", tree.text), *(("fault", f"直す所: {problem}") for problem in tree.problems)):
        for line in fold(text, paper.room / BODY):
            y += BODY * LEADING
            lines.append(Words(MARGIN, y, line, BODY, look))
    return lines, y + GAP


@dataclass(frozen=True, slots=True)
class _Row:
    """An answer beside its question: the level of its line, and where that begins."""

    x: float
    y: float
    to: str | None
    fault: bool
    words: tuple[Words, ...]


def _questions(tree: Tree, widths: tuple[float, float], top: float) -> tuple[list[Box], list[_Row], float]:
    boxes: list[Box] = []
    rows: list[_Row] = []
    for node in (each for each in tree.nodes if each.kind == "question"):
        words, inside = _inside(node, MARGIN, top, widths[0])
        beside, below = _answers(node, tree, (MARGIN + widths[0], top + ENTRY), widths[1])
        height = max(inside, below) - top
        boxes.append(Box(node, MARGIN, top, widths[0], height, tuple(words)))
        rows += beside
        top += height + GAP
    return boxes, rows, top


def _answers(node: Node, tree: Tree, at: tuple[float, float], room: float) -> tuple[list[_Row], float]:
    x, y = at
    rows: list[_Row] = []
    for answer in node.answers:
        to = f"→{tree.marks[answer.to]}" if answer.to else ""
        told = [(line, "plain") for line in fold(f"{answer.label}{to}", (room - PAD) / SMALL)]
        told += [(line, "fault") for line in fold(answer.fault or "", (room - PAD) / SMALL)]
        words = tuple(Words(x + PAD, y + SMALL * LEADING * (row + 1), text, SMALL, look) for row, (text, look) in enumerate(told))
        y += SMALL * LEADING * len(told) + PAD / 2
        rows.append(_Row(x, y, answer.to, answer.fault is not None, words))
    return rows, y + PAD


def _outcomes(tree: Tree, x: float, room: float, top: float) -> tuple[list[Box], float]:
    boxes: list[Box] = []
    for node in (each for each in tree.nodes if each.kind == "outcome"):
        words, foot = _inside(node, x, top, room)
        boxes.append(Box(node, x, top, room, foot - top, tuple(words)))
        top = foot + GAP
    return boxes, top


def _inside(node: Node, x: float, y: float, room: float) -> tuple[list[Words], float]:
    """Write what stands in a box; give its lines and where the box ends."""
    words: list[Words] = []
    mark = f"{node.mark}{'（急ぐとき）' if node.urgent else ''}"
    for look, size, text in (("mark", SMALL, mark), ("plain", BODY, node.text), *(("fault", SMALL, fault) for fault in node.faults)):
        for line in fold(text, (room - 2 * PAD) / size):
            y += size * LEADING
            words.append(Words(x + PAD, y, line, size, look))
    if node.windows:
        listed, y = _listed(node.windows, x, y + PAD / 2, room)
        words += listed
    return words, y + PAD


def _listed(windows: tuple[Window, ...], x: float, y: float, room: float) -> tuple[list[Words], float]:
    """List windows in as many columns as there is room for, one below the other."""
    columns = max(1, int((room - 2 * PAD) // LISTED))
    each = (room - 2 * PAD - (columns - 1) * GAP) / columns
    length = -(-len(windows) // columns)
    words: list[Words] = []
    feet = [y]
    for column in range(columns):
        foot = y
        for window in windows[column * length : (column + 1) * length]:
            listed, foot = _window(window, x + PAD + column * (each + GAP), foot, each)
            words += listed
        feet.append(foot)
    return words, max(feet)


def _window(window: Window, x: float, y: float, room: float) -> tuple[list[Words], float]:
    """Write a window: the name on the left, the numbers on the right, below the name where both are too long for one line."""
    names = fold(f"・{window.name}", room / SMALL)
    numbers = fold(window.number, room / SMALL)
    beside = len(numbers) == 1 and width(names[-1]) + width(numbers[0]) + 1 <= room / SMALL
    words: list[Words] = []
    for line in names:
        y += SMALL * LEADING
        words.append(Words(x, y, line, SMALL))
    for line in numbers:
        y += 0 if beside else SMALL * LEADING
        words.append(Words(x + room, y, line, SMALL, "number", "end"))
    return words, y


def _wires(boxes: tuple[Box, ...], rows: list[_Row], tracks: dict[str, float], channel: float) -> Iterator[Wire]:
    wanted = {row.to for row in rows}
    taken = [row.y for row in rows]
    for box in boxes:
        if box.node.id not in wanted:
            continue
        y = _level(box, taken)
        taken.append(y)
        track = tracks[box.node.id]
        ys = (y, *(row.y for row in rows if row.to == box.node.id))
        edge = box.x + box.width if box.node.kind == "question" else box.x
        yield Wire(((track, min(ys)), (track, max(ys))), box.node.id)
        yield Wire(((track, y), (edge, y)), box.node.id, arrow=True)
    for row in rows:
        if row.to is not None:
            yield Wire(((row.x, row.y), (tracks[row.to], row.y)), row.to, fault=row.fault)
        else:
            yield Wire(((row.x, row.y), (channel, row.y)), "", fault=True)


def _level(box: Box, taken: list[float]) -> float:
    """Find the level at which the line enters a box: near its top, on no other line."""
    y = box.y + ENTRY / 2
    while any(abs(y - other) < APART for other in taken) and y + APART < box.y + box.height:
        y += APART
    return y
