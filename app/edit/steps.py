"""One change of the text, at one place; and what all changes are to come to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import yaml

from app.edit import written
from app.edit.meaning import is_list, meant, missing, nest, told
from app.edit.tree import Null, compose, end, flow, line_after, line_end, line_start, plain
from app.errors import EditError, Path

BY_HAND = "この書き方の所は、自動では直せません。ファイルを開いて、手で直してください"


@dataclass(frozen=True, slots=True)
class _Place:
    """A node of a text, and how one comes to it."""

    text: str
    node: yaml.Node
    path: Path
    parent: "_Place | None" = None

    @property
    def last(self) -> str | int:
        return self.path[-1]

    @property
    def newline(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    @property
    def in_brackets(self) -> bool:
        """Tell whether any list or mapping around it is in brackets."""
        return self.parent is not None and (flow(self.parent.node) or self.parent.in_brackets)

    @property
    def key(self) -> yaml.Node:
        """Its key in the mapping around it."""
        assert self.parent is not None  # the caller looked
        found: yaml.Node = next(key for key, value in self.parent.node.value if value is self.node)
        return found

    @property
    def style(self) -> str | None:
        """How its text is quoted: as YAML counts it."""
        return getattr(self.node, "style", None)

    @property
    def end(self) -> int:
        return end(self.text, self.node)

    def replaced(self, begin: int, stop: int, new: str) -> str:
        return self.text[:begin] + new + self.text[stop:]


def step(text: str, path: Path, value: Any) -> str:
    """Make one change. Raises EditError."""
    root = compose(text)
    if root is None or (isinstance(root, yaml.ScalarNode) and plain(root) is None):
        return _begun(text, nest(path, _wanted(value)))
    place, rest = _walk(_Place(text, root, ()), path)
    if not rest:
        return _remove(place) if value is None else _set(place, value)
    inside = nest(rest[1:], _wanted(value))
    if isinstance(place.node, yaml.ScalarNode):
        if plain(place.node) is not None:
            raise missing(path)
        return _put(place, nest(rest, inside) if len(rest) == 1 else nest(rest, _wanted(value)))
    return _add(place, rest[0], inside)


def _wanted(value: Any) -> Any:
    if value is None:
        raise EditError("消そうとした項目は、ファイルにありません")
    return value


def _begun(text: str, value: Any) -> str:
    """Begin a file that says nothing yet; comments stay."""
    newline = "\r\n" if "\r\n" in text else "\n"
    head = text if not text or text.endswith("\n") else text + newline
    return head + newline.join(_lines(value, newline)) + newline


def _lines(value: Any, newline: str) -> list[str]:
    if isinstance(value, Mapping):
        return [written.mapping(value, 0, newline)]
    return written.item_lines(value, 0, newline) if value else ["[]"]


def _walk(place: _Place, path: Path) -> tuple[_Place, Path]:
    """Follow *path* as far as there is something."""
    for at, part in enumerate(path):
        inside = _child(place.node, part)
        if inside is None:
            return place, path[at:]
        place = _Place(place.text, inside, path[: at + 1], place)
    return place, ()


def _child(node: yaml.Node, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode) and isinstance(part, str):
        return next((value for key, value in node.value if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return node.value[part] if 0 <= part < len(node.value) else None
    if isinstance(node, yaml.ScalarNode):
        return None
    raise missing((part,))


def _set(place: _Place, value: Any) -> str:
    """Write another value over one that is there; what it has in common with it stays."""
    now = plain(place.node)
    if told(now) == told(meant(value)) and not isinstance(value, Null):
        return place.text
    if isinstance(value, Null) and isinstance(place.node, yaml.ScalarNode):
        return _scalar(place, [written.in_brackets(value)], None)
    if isinstance(value, str) and isinstance(place.node, yaml.ScalarNode):
        return _scalar(place, _ways(place, value), value)
    if isinstance(now, dict) and isinstance(value, Mapping) and now and value:
        return _merge(place, now, value)
    if isinstance(now, list) and is_list(value) and now and value:
        return _match(place, now, value)
    return _put(place, value)


def _ways(place: _Place, value: str) -> Iterator[str]:
    was = plain(place.node)
    if not place.style and isinstance(was, str) and was.startswith("#") and value[:1] == "#":
        yield value  # a number to dial that stood there without quotes; what is none does not read back
    yield from written.scalars(value, place.style, brackets=place.in_brackets, indent=_indent(place) + 2, newline=place.newline)


def _indent(place: _Place) -> int:
    """Give the column of the key or dash before a value."""
    if place.parent is None:
        return 0
    if isinstance(place.parent.node, yaml.MappingNode):
        return int(place.key.start_mark.column)
    return int(place.parent.node.start_mark.column)


def _scalar(place: _Place, ways: Iterable[str], value: str | None) -> str:
    """Take the first way of writing that reads back as what was meant."""
    begin, stop = place.node.start_mark.index, place.end
    room = " " if begin == stop and place.text[begin - 1 : begin] in {":", "-"} else ""
    for way in ways:
        text = place.replaced(begin, stop, room + way)
        try:
            found, rest = _walk(_Place(text, _some(text), ()), place.path)
        except EditError:
            continue
        if not rest and plain(found.node) == value and isinstance(found.node, yaml.ScalarNode):
            return text
    raise EditError(BY_HAND)


def _some(text: str) -> yaml.Node:
    node = compose(text)
    if node is None:
        raise EditError(BY_HAND)
    return node


def _merge(place: _Place, now: Mapping[str, Any], value: Mapping[str, Any]) -> str:
    """Change the keys of a mapping one by one."""
    text = place.text
    for key, inner in value.items():
        if inner is not None or now.get(key) is not None:
            text = step(text, (*place.path, key), inner)
    for key in now:
        if key not in value:
            text = step(text, (*place.path, key), None)
    return text


def _match(place: _Place, now: Sequence[Any], value: Sequence[Any]) -> str:
    """Change the items of a list one by one, from the back: those that are in both stay as they are."""
    text, wanted = place.text, [meant(each) for each in value]
    marks = SequenceMatcher(None, [repr(each) for each in now], [repr(each) for each in wanted], autojunk=False).get_opcodes()
    if not any(tag == "equal" for tag, *_ in marks) and len(now) > len(value):
        marks = [("replace", 0, len(now), 0, len(value))]
    for _, begin, stop, first, last in [mark for mark in reversed(marks) if mark[0] != "equal"]:
        both = min(stop - begin, last - first)
        for at in range(last - 1, first + both - 1, -1):
            text = _insert(_at(text, place.path), begin + both, value[at])
        for at in range(stop - 1, begin + both - 1, -1):
            text = _remove(_at(text, (*place.path, at)))
        for at in range(both):
            text = step(text, (*place.path, begin + at), value[first + at])
    return text


def _at(text: str, path: Path) -> _Place:
    return _walk(_Place(text, _some(text), ()), path)[0]


def _put(place: _Place, value: Any) -> str:
    """Write a value of another kind, whole."""
    begin, newline = place.node.start_mark.index, place.newline
    if place.parent is None:
        return place.replaced(begin, place.end, newline.join(_lines(value, newline)))
    if place.in_brackets:
        return place.replaced(begin, place.end, written.in_brackets(value))
    if isinstance(place.parent.node, yaml.MappingNode):
        return place.replaced(place.key.start_mark.index, place.end, written.pair(str(place.last), value, _indent(place), newline))
    return place.replaced(begin, place.end, written.one(value, _indent(place) + 2, newline))


def _add(place: _Place, part: str | int, value: Any) -> str:
    """Add a key to a mapping, or an item behind the last of a list."""
    if isinstance(place.node, yaml.SequenceNode):
        if part != len(place.node.value):
            raise EditError(f"{part} 番目の項目は、ファイルにありません")
        return _insert(place, int(part), value)
    if not place.node.value:
        return _put(place, {part: value})
    return _add_key(place, str(part), value)


def _add_key(place: _Place, key: str, value: Any) -> str:
    at = written.place(key, [name.value for name, _ in place.node.value])
    if flow(place.node) or place.in_brackets:
        return _between(place, [name for name, _ in place.node.value], at, written.in_brackets({key: value})[1:-1])
    indent = int(place.node.value[0][0].start_mark.column)
    new = written.pair(key, value, indent, place.newline)
    if at == 0:
        begin = place.node.value[0][0].start_mark.index
        return place.replaced(begin, begin, new + place.newline + " " * indent)
    stop = line_end(place.text, end(place.text, place.node.value[at - 1][1]))
    return place.replaced(stop, stop, place.newline + " " * indent + new)


def _between(place: _Place, nodes: Sequence[yaml.Node], at: int, new: str) -> str:
    """Write something between what stands in brackets."""
    if at < len(nodes):
        begin = nodes[at].start_mark.index
        return place.replaced(begin, begin, new + ", ")
    last = place.node.value[-1]
    stop = end(place.text, last[1] if isinstance(last, tuple) else last)
    return place.replaced(stop, stop, ", " + new)


def _insert(place: _Place, at: int, value: Any) -> str:
    """Write an item before the one that stands at a position, or behind the last."""
    items = place.node.value
    if not items:
        return _put(place, [value])
    if flow(place.node) or place.in_brackets:
        return _between(place, items, at, written.in_brackets(value))
    indent = int(place.node.start_mark.column)
    new = "- " + written.one(value, indent + 2, place.newline)
    if at < len(items):
        begin = _dash(place, at)
        return place.replaced(begin, begin, new + place.newline * (1 + _gap(place)) + " " * indent)
    stop = line_end(place.text, place.end)
    return place.replaced(stop, stop, place.newline * (1 + _gap(place)) + " " * indent + new)


def _gap(place: _Place) -> int:
    """Count the empty lines between the entries of a file."""
    items = place.node.value
    if place.parent is not None or not isinstance(items[-1], yaml.MappingNode):
        return 0
    if len(items) == 1:
        return 1
    return int(place.text[end(place.text, items[-2]) : _dash(place, len(items) - 1)].strip(" ").replace("\r", "").startswith("\n\n"))


def _dash(place: _Place, at: int) -> int:
    """Give where the dash of an item stands."""
    begin = place.node.value[at].start_mark.index
    dash = place.text.rfind("-", 0, begin)
    if dash < 0 or place.text[dash + 1 : begin].strip():
        raise EditError(BY_HAND)
    return dash


def _remove(place: _Place) -> str:
    """Take a key or an item away, with its lines; comments on lines of their own stay."""
    if place.parent is None:
        raise EditError("ファイルの全部は消せません")
    container = place.parent
    if len(container.node.value) == 1:
        return _put(container, {} if isinstance(container.node, yaml.MappingNode) else [])
    if flow(container.node) or container.in_brackets:
        return _from_brackets(place, container)
    if isinstance(container.node, yaml.MappingNode):
        return _without_lines(place, place.key.start_mark.index, _next_key(place, container))
    at = int(place.last)
    return _without_lines(place, _dash(container, at), _dash(container, at + 1) if at + 1 < len(container.node.value) else None)


def _next_key(place: _Place, container: _Place) -> int | None:
    keys = [key for key, _ in container.node.value]
    following = keys[keys.index(place.key) + 1 :]
    return following[0].start_mark.index if following else None


def _without_lines(place: _Place, begin: int, following: int | None) -> str:
    text, start = place.text, line_start(place.text, begin)
    if text[start:begin].strip():  # the dash of the item around it stands on this line: what follows comes up to it
        if following is None or text[place.end : following].strip():
            raise EditError(BY_HAND)
        return place.replaced(begin, following, "")
    stop = line_after(text, place.end)
    if len(place.path) == 1 and isinstance(place.last, int):
        return text[:start] + _without_blank(text[stop:]) if following is not None else text[:start].rstrip("\r\n") + place.newline + text[stop:]
    return place.replaced(start, stop, "")


def _without_blank(text: str) -> str:
    """Take away the empty lines at the beginning."""
    while text[:1] in {"\n", "\r"} and text:
        text = text[line_after(text, 0) :]
    return text


def _from_brackets(place: _Place, container: _Place) -> str:
    pairs = [each if isinstance(each, tuple) else (each, each) for each in container.node.value]
    at = next(at for at, (_, value) in enumerate(pairs) if value is place.node)
    if at + 1 < len(pairs):
        return place.replaced(pairs[at][0].start_mark.index, pairs[at + 1][0].start_mark.index, "")
    return place.replaced(end(place.text, pairs[at - 1][1]), place.end, "")
