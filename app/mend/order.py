"""The order of fields, each moved whole with the remarks above it."""

from dataclasses import fields
from itertools import pairwise

import yaml

from app.catalogue import Channel, Resource
from app.content import City, Topic
from app.mend.shape import tree

ORDERED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("channel", tuple(each.name for each in fields(Channel))),
    ("resource", tuple(each.name for each in fields(Resource))),
    ("topic", tuple(each.name for each in fields(Topic))),
    ("city", tuple(each.name for each in fields(City))),
)
"""Kinds of mappings and the order of their fields, as docs/design/content-format.md has them; the inner ones first."""


def ordered(text: str, name: str) -> str:
    """Bring fields into their order, the inner mappings first."""
    for kind, order in ORDERED:
        if (kind in {"channel", "resource"}) != (name == "resources.yaml") or (kind == "city") != (name == "city.yaml"):
            continue
        root = tree(text)
        for node in sorted(_of_kind(root, kind, name), key=lambda node: node.start_mark.index, reverse=True):
            text = _in_order(text, node, order)
    return text


def _of_kind(root: yaml.Node | None, kind: str, name: str) -> list[yaml.MappingNode]:
    """Give the mappings of a kind in a file: entries and channels of a list of windows, a topic, a city."""
    entries = [each for each in root.value if isinstance(each, yaml.MappingNode)] if isinstance(root, yaml.SequenceNode) else []
    windows = entries if name == "resources.yaml" else []
    if kind == "resource":
        return windows
    if kind == "channel":
        lists = (value for entry in windows for key, value in entry.value if key.value == "channels" and isinstance(value, yaml.SequenceNode))
        return [each for channels in lists for each in channels.value if isinstance(each, yaml.MappingNode)]
    whole = isinstance(root, yaml.MappingNode) and (name == "city.yaml") == (kind == "city") and (kind == "city" or _has(root, "outcomes"))
    return [root] if whole and isinstance(root, yaml.MappingNode) else []


def _has(root: yaml.MappingNode, name: str) -> bool:
    return any(key.value == name for key, _ in root.value)


def _in_order(text: str, node: yaml.MappingNode, order: tuple[str, ...]) -> str:
    """Move the fields of one mapping, each whole with the remarks above it; a mapping with a field twice or a name unknown is left."""
    names = [key.value for key, _ in node.value]
    wanted = sorted(names, key=order.index) if set(names) <= set(order) else names
    if node.flow_style or wanted == names or len(set(names)) < len(names):
        return text
    lines = text.split("\n")
    column, first = node.start_mark.column, node.start_mark.line
    begins = [first, *(_with_remarks(lines, key.start_mark.line, column) for key, _ in node.value[1:])]
    end = _last_line(node.value[-1][1]) + 1
    blocks = {key.value: lines[begin:until] for (key, _), (begin, until) in zip(node.value, pairwise([*begins, end]), strict=True)}
    if any(not block for block in blocks.values()):
        return text
    lead, rest = lines[first][:column], blocks[names[0]]
    blocks[names[0]] = [" " * column + rest[0][column:], *rest[1:]]
    moved = [line for name in wanted for line in blocks[name]]
    if moved[0].lstrip().startswith("#") and lead.strip():
        return text  # a remark cannot stand between the dash and its first field
    moved[0] = lead + moved[0][column:]
    return "\n".join([*lines[:first], *moved, *lines[end:]])


def _with_remarks(lines: list[str], at: int, column: int) -> int:
    """Give the first of the remarks that stand right above a field, at its column."""
    while lines[at - 1].startswith(" " * column + "#"):
        at -= 1
    return at


def _last_line(node: yaml.Node) -> int:
    """Give the last line that a value itself stands on: a list or mapping in YAML ends only where the next thing begins."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        ends_before = isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}
        return int(node.end_mark.line) - (1 if ends_before else 0)
    last = node.value[-1]
    return _last_line(last[1] if isinstance(last, tuple) else last)
