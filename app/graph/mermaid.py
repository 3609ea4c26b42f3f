"""Trees as Mermaid, which shows them in Markdown."""

import re
from collections.abc import Iterable, Iterator, Mapping

from app.catalogue import TopicId
from app.content import Door, Menu
from app.graph.tree import Answer, Node, Tree

FAULTY = "  classDef fault fill:#fff0f0,stroke:#b10000,stroke-dasharray:4 2,color:#b10000"


def mermaid(tree: Tree) -> str:
    """Draw one topic."""
    return "\n".join(_lines(tree))


def mermaid_book(trees: Iterable[Tree], menu: str) -> str:
    """Write a Markdown page with the menu and all topics."""
    return "\n\n".join(
        f"## {title}\n\n```mermaid\n{drawn}\n```" for title, drawn in (("入り口", menu), *((each.label, mermaid(each)) for each in trees))
    )


def _lines(tree: Tree) -> Iterator[str]:
    yield "flowchart LR"
    yield from (f"  %% 直す所: {_comment(problem)}" for problem in tree.problems)
    yield FAULTY
    for node in tree.nodes:
        yield f'  {_id(node.id)}["{_box(node)}"]{":::fault" if node.faults else ""}'
        for at, answer in enumerate(node.answers):
            yield from _answer(node, answer, at)


def _answer(node: Node, answer: Answer, at: int) -> Iterator[str]:
    label = _plain(f"{answer.label}{f'（{answer.fault}）' if answer.fault else ''}")
    to = f"{_id(node.id)}_lost{at}" if answer.to is None else _id(answer.to)
    yield f'  {_id(node.id)} -->|"{label}"| {to}'
    if answer.to is None:
        yield f'  {to}["{_plain(answer.fault or "")}"]:::fault'


def _box(node: Node) -> str:
    windows = (f"・{each.name} {each.number}" for each in node.windows)
    return "<br>".join(map(_plain, (f"{node.mark} {node.text}", *node.faults, *windows)))


def mermaid_menu(menu: Menu, labels: Mapping[TopicId, str]) -> str:
    """Draw the way from the first page to the topics."""
    first = {door.id for door in (*menu.groups, *menu.stages, *menu.whom, *menu.doors)}
    lines = ["flowchart LR", '  start["はじめのページ"]']
    for door in menu.every_door:
        lines += [f"  start --> {_id('door-' + door.id)}"] if door.id in first else []
        lines += [f'  {_id("door-" + door.id)}["{_plain(door.label)}"]', *_behind(door)]
    return "\n".join((*lines, *(f'  {_id("topic-" + topic)}["{_plain(label)}"]' for topic, label in labels.items())))


def _behind(door: Door) -> Iterator[str]:
    here = _id("door-" + door.id)
    yield from (f"  {here} --> {_id('door-' + each)}" for each in door.doors)
    yield from (f'  {here} -->|"{_plain(each.label)}"| {_id("topic-" + each.topic)}' for each in door.options)
    yield from (f"  {here} --> {_id('topic-' + each)}" for each in door.topics)


def _id(name: str) -> str:
    """Give an id that Mermaid does not take for a word of its own (`end`); what stands in a broken file may be no id at all."""
    return "n_" + re.sub(r"[^\w-]", lambda odd: f"_{ord(odd[0]):x}_", name)


def _plain(text: str) -> str:
    """Write a text so that nothing in it is markup of Mermaid or HTML."""
    return text.replace("&", "＆").replace('"', "”").replace("<", "＜").replace(">", "＞").replace("\n", " ").replace("`", "‘")  # noqa: RUF001  # wide letters are no markup


def _comment(text: str) -> str:
    return text.replace("\n", " ").replace("%%", "％％")  # noqa: RUF001  # as above
