"""What there is to draw of a topic: questions, answers, windows with their numbers, and all that is broken, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from app.catalogue import CHANNELS, Catalogue, ChannelType, Resource, ResourceId
from app.content import FAR, City, Topic
from app.dialogue import Node as Step
from app.dialogue import NodeId, Outcome, Question, leads_to

NO_WAY_HERE = "ここへ来る道がありません"
NO_WINDOW = "行き止まり: 案内する窓口がありません"
NO_ANSWER = "行き止まり: 答えがありません"
NO_TARGET = "行き先「{to}」がありません"
NO_RESOURCE = "窓口「{id}」が resources.yaml にありません"
GOES_BACK = "戻る道です"
NO_NUMBER = "番号なし"
WAYS: tuple[ChannelType, ...] = ("chat", "sns", "mail", "web-form", "visit")
"""What is told in place of a number of windows that have none."""
IN_WARDS = "区ごと"
UNSURE = "わからない"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Window:
    """A window as it stands in a picture."""

    name: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer and the node that it leads to; None where there is no such node."""

    label: str
    to: str | None
    fault: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A question or an outcome, with the mark by which it is called in the picture (質問1, 案内A)."""

    id: str
    kind: Literal["question", "outcome"]
    mark: str
    text: str
    answers: tuple[Answer, ...] = ()
    windows: tuple[Window, ...] = ()
    urgent: bool = False
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """One topic to draw; *problems* are those that the check found in its file."""

    id: str
    label: str
    text: str
    nodes: tuple[Node, ...]
    problems: tuple[str, ...] = ()
    version: str = ""

    @property
    def marks(self) -> Mapping[str, str]:
        """Give the mark of each node by its id."""
        return {node.id: node.mark for node in self.nodes}

    @property
    def broken(self) -> bool:
        """Tell whether anything is wrong with it."""
        return bool(self.problems) or any(node.faults or any(answer.fault for answer in node.answers) for node in self.nodes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """The catalogue, and what of the city stands for a national entry."""

    catalogue: Catalogue
    own: Mapping[ResourceId, tuple[ResourceId, ...]]
    city: City | None = None

    def local(self, wanted: ResourceId) -> tuple[tuple[Resource, ...], bool]:
        """Give what stands for *wanted* in the city, at any time; the second value tells that each ward has its own."""
        own = [self.catalogue[each] for each in self.own.get(wanted, ()) if each in self.catalogue]
        far = {each.id: self.city.distance(each.area) if self.city else FAR for each in own}
        wider = [each for each in own if 0 < far[each.id] < FAR]
        nearest = tuple(each for each in wider if far[each.id] == min(far[other.id] for other in wider))
        national = (self.catalogue[wanted],) if wanted in self.catalogue else ()
        return nearest or national, not nearest and 0 in far.values()


def tree(topic: Topic, windows: Windows, problems: tuple[str, ...] = (), version: str = "") -> Tree:
    """Say what there is to draw of *topic*, which need not be whole: nodes in the order in which a resident may meet them."""
    known: dict[str, Step] = {node.id: node for node in topic.flow}
    start = next(iter(topic.flow), None)
    met = reached(known, start)
    questions = sorted(topic.questions, key=lambda each: met.index(each.id) if each.id in met else len(met))
    outcomes = sorted(topic.outcomes, key=lambda each: _height(each.id, questions))
    marked = [(f"質問{at}", node) for at, node in enumerate(questions, 1)]
    nodes = (
        *(_question(mark, node, known, met) for mark, node in marked),
        *(_outcome(f"案内{_letter(at)}", node, windows, met) for at, node in enumerate(outcomes)),
    )
    return Tree(id=topic.id, label=topic.label, text=topic.first_words, nodes=nodes, problems=problems, version=version)


def _letter(at: int) -> str:
    return LETTERS[at % len(LETTERS)] * (at // len(LETTERS) + 1)


def reached(known: Mapping[str, Step], start: Step | None) -> list[str]:
    """Name the nodes that *start* leads to, in the order in which a resident may meet them first."""
    met: list[str] = []
    ahead: list[str] = [start.id] if start else []
    while ahead:
        here = ahead.pop(0)
        if here in known and here not in met:
            met.append(here)
            ahead += leads_to(known[here])
    return met


def _height(wanted: NodeId, questions: list[Question]) -> float:
    """Say how far down the answers stand that lead to a node, so that lines are short; nodes without come last."""
    rows = [to for question in questions for to in leads_to(question)]
    at = [row for row, to in enumerate(rows) if to == wanted]
    return sum(at) / len(at) if at else len(rows)


def _question(mark: str, node: Question, known: Mapping[str, Step], met: list[str]) -> Node:
    answers = (*((option.label, option.to) for option in node.options), (UNSURE, node.unsure))
    return Node(
        id=node.id,
        kind="question",
        mark=mark,
        text=node.text,
        answers=tuple(_answer(node, label, to, known) for label, to in answers),
        faults=tuple(_faults((NO_WAY_HERE, node.id not in met), (NO_ANSWER, not node.options))),
    )


def _answer(node: Question, label: str, to: NodeId, known: Mapping[str, Step]) -> Answer:
    if to not in known:
        return Answer(label=label, to=None, fault=NO_TARGET.format(to=to))
    return Answer(label=label, to=to, fault=GOES_BACK if node.id in reached(known, known[to]) else None)


def _outcome(mark: str, node: Outcome, windows: Windows, met: list[str]) -> Node:
    shown = {window: None for offered in node.offers for window in _windows(offered, windows)}
    lost = tuple(NO_RESOURCE.format(id=each) for each in node.offers if each not in windows.catalogue)
    return Node(
        id=node.id,
        kind="outcome",
        mark=mark,
        text=node.text,
        windows=tuple(shown),
        urgent=node.urgent,
        faults=(*_faults((NO_WAY_HERE, node.id not in met), (NO_WINDOW, not shown)), *lost),
    )


def _windows(offered: ResourceId, windows: Windows) -> Iterator[Window]:
    found, in_wards = windows.local(offered)
    for each in found:
        numbers = dict.fromkeys(channel.value for channel in each.channels if channel.type == "phone" and channel.value)
        ways = dict.fromkeys(CHANNELS[channel.type] for channel in each.channels if channel.type in WAYS and channel.value)
        said = "・".join(number for number in numbers if number) or "・".join(ways)
        yield Window(each.name, IN_WARDS if in_wards else said or NO_NUMBER)


def _faults(*told: tuple[str, bool]) -> Iterator[str]:
    return (words for words, so in told if so)
