"""One YAML file as text: what it holds, where each part stands, and what is wrong with its form.

Every scalar stays text (0570064556 and #9110 are numbers to dial), `null` and nothing are None, a key given twice and an anchor are refused.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any, NamedTuple, TypeVar

import yaml

from app.errors import Path, Problem
from app.loading import repair
from app.loading.nodes import DEEPEST, DeepError, compose
from app.loading.raw import text_of
from app.ruby import Pieces, fault, taken_out

_HASH_NUMBER = re.compile(r"^(?P<key>[ ]*(?:- +)?(?:[\w-]+: +)?)(?P<number>#\d[\d-]*)(?P<end>[ ]*(?:#.*)?)$", re.MULTILINE)
_ID_LINE = re.compile(r"^- +id: *([\w-]+)", re.MULTILINE)
_RUBY = re.compile(r"[｜《》]")
_ANCHOR = re.compile(r"[&*]")
_ITEM = re.compile(r"^(?=- )", re.MULTILINE)
_REASONS = {
    "mapping values are not allowed here": "ここに「:」は書けません。前の行の空白の数がちがうか、文の中の「: 」が原因です",
    "found character '\\t' that cannot start any token": "タブ文字があります。空白に変えてください",
    "could not find expected ':'": "「項目: 値」の「:」がありません",
    "expected <block end>, but found '<block mapping start>'": "空白の数が、前後の行とそろっていません",
    "expected <block end>, but found '-'": "「-」の前の空白の数が、そろっていません",
    "expected <block end>, but found '<block sequence start>'": "「-」の前の空白の数が、そろっていません",
    "expected <block end>, but found '<scalar>'": "引用符の後に文字があります",
    "expected ',' or ']', but got '<stream end>'": "「]」で閉じてください",
    "expected ',' or ']', but got ':'": "「]」で閉じてください",
    "expected ',' or '}', but got '<stream end>'": "「}」で閉じてください",
    "found unexpected end of stream": "引用符が閉じていません",
    "found a tab character that violates indentation": "タブ文字があります。空白に変えてください",
    "found character '%' that cannot start any token": "「%」で始まる文は、引用符（'…'）で囲んでください",
    "found character '@' that cannot start any token": "「@」で始まる文は、引用符（'…'）で囲んでください",
    "found character '`' that cannot start any token": "「`」で始まる文は、引用符（'…'）で囲んでください",
    "special characters are not allowed": "見えない文字（制御文字）があります。その行を、打ち直してください",
    "control characters are not allowed": "見えない文字（制御文字）があります。その行を、打ち直してください",
}


class Span(NamedTuple):
    """Where a part stands in its file: line and columns, counted from 1; `end` is behind its last character in that line."""

    line: int
    column: int
    end: int


T = TypeVar("T")


@dataclass(slots=True)
class Document:
    """One file as read: its data, where each part stands, and what is wrong with its form."""

    file: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    marked: dict[str, Pieces] = field(default_factory=dict)
    """Texts into which an author wrote readings, without them."""
    ids: list[str] = field(default_factory=list)
    """Of entries of a list, by the look of their first line."""
    keys: dict[Path, Span] = field(default_factory=dict)
    """Where the names of fields stand."""
    values: dict[Path, Span] = field(default_factory=dict)
    """Where the parts themselves stand: a text whole, of a list or mapping its first line."""
    ends: dict[Path, tuple[Span, str]] = field(default_factory=dict)
    """Of mappings: where a field can be added, and what to write before it."""

    def line(self, path: Path) -> int:
        """Give the line of *path*, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, message: str, path: Path, rule: str, hint: str | None = None, *, key: bool = False) -> None:
        """Note that something is wrong at *path*."""
        self.problems.append(self.placed(Problem(file=self.file, message=message, path=path, rule=rule, hint=hint, key=key)))

    def placed(self, problem: Problem) -> Problem:
        """Look up where a problem stands; a field that is not there but could be is to be added behind its neighbour."""
        path = problem.path
        if problem.hint and path not in self.values and path[:-1] in self.ends:
            span, before = self.ends[path[:-1]]
            return replace(problem, line=span.line, column=span.column, end=span.end, hint=f"{before}{path[-1]}: {problem.hint}")
        span = self.span(path, key=problem.key)
        hint = problem.hint if span == (self.keys if problem.key else self.values).get(path) else None
        return replace(problem, line=span.line, column=span.column, end=span.end, hint=hint)

    def span(self, path: Path, *, key: bool = False) -> Span:
        """Give where *path* stands, or the nearest thing around it."""
        while path and path not in self.values and path not in self.keys:
            path, key = path[:-1], True
        name, value = self.keys.get(path), self.values.get(path)
        named = key or value is None or path in self.ends or (name is not None and name.line != value.line)
        return (name if named else None) or self.values.get(path) or Span(self.line(path), 1, 1)


def parse_file(path: FilePath, name: str) -> Document:
    """Read one YAML file; whatever is wrong with it becomes a problem."""
    text, wrong = text_of(path)
    if wrong is not None:
        return Document(name, problems=[Problem(file=name, message=wrong.message, line=wrong.line, rule=wrong.rule)])
    return parse(text, name)


def parse(text: str, name: str) -> Document:
    """Read YAML *text*. A list in which one entry is broken is read entry by entry, so that the others are still checked."""
    text = readable(text)
    document = Document(name)
    try:
        _compose(text, document, 0, ())
    except yaml.YAMLError as error:
        document = _parse_pieces(text, name) if _is_list(text) else _unreadable(Document(name), error, text, 0)
    return document


def readable(text: str) -> str:
    """Put short numbers into quotes, where YAML would see a remark: #9110."""
    return _HASH_NUMBER.sub(r"\g<key>'\g<number>'\g<end>", text)


def _is_list(text: str) -> bool:
    """Tell whether the top level is a list: its first line that says anything begins an entry."""
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    return first.startswith("- ")


def _parse_pieces(text: str, name: str) -> Document:
    document = Document(name, data=[], ids=_ID_LINE.findall(text))
    offset = 0
    for piece in _ITEM.split(text):
        if piece.startswith("- "):
            single = Document(name)
            try:
                _compose(piece, single, offset, ())
            except yaml.YAMLError as error:
                _unreadable(single, error, piece, offset)
            _append(document, single)
        offset += piece.count("\n")
    return document


def _append(document: Document, single: Document) -> None:
    at = len(document.data)
    document.data += single.data if isinstance(single.data, list) else [None]
    document.lines |= _under(at, single.lines)
    document.keys |= _under(at, single.keys)
    document.values |= _under(at, single.values)
    document.ends |= _under(at, single.ends)
    document.marked |= single.marked
    document.problems += [replace(problem, path=(at, *problem.path[1:])) for problem in single.problems]


def _under(at: int, places: dict[Path, T]) -> dict[Path, T]:
    """Give the places of an entry as places of the list that it is the entry *at* of."""
    return {(at, *path[1:]): place for path, place in places.items() if path}


def _unreadable(document: Document, error: yaml.YAMLError, text: str, offset: int) -> Document:
    """Tell why *text* is no YAML, and how its line would have to read so that it is; *offset*: the lines before it in the file."""
    if isinstance(error, DeepError):
        message = f"「[」「{{」や字下げが深すぎます（{DEEPEST} 段まで）。閉じ忘れを見てください"
        document.problems.append(Problem(file=document.file, message=message, line=offset + error.line, rule="too-deep"))
        return document
    line = _line_of(error)
    mended = repair.found(text, line)
    at, hint = mended or (line, None)
    lines = text.splitlines()
    written = lines[at - 1] if at <= len(lines) else ""
    message = f"YAML として読めません。{_advice(error, hint)}"
    span = Span(offset + at, 1 if hint else len(written) - len(written.lstrip()) + 1, len(written) + 1)
    document.problems.append(Problem(file=document.file, message=message, rule="not-yaml", hint=hint, **span._asdict()))
    return document


def _line_of(error: yaml.YAMLError) -> int:
    unclosed = getattr(error, "context", None) in {"while scanning a quoted scalar", "while parsing a flow sequence", "while parsing a flow mapping"}
    first, second = ("context_mark", "problem_mark") if unclosed else ("problem_mark", "context_mark")
    mark = getattr(error, first, None) or getattr(error, second, None)
    return mark.line + 1 if mark is not None else 1


def _advice(error: yaml.YAMLError, hint: str | None) -> str:
    if hint is None:
        return f"行の頭の空白の数、「:」の後の空白、かっこや引用符の閉じ忘れを見てください（{_reason(error)}）"
    indent = len(hint) - len(hint.lstrip())
    where = f"、行の頭の空白を {indent} こにして、" if indent else "、"
    return f"{_reason(error)}。この行を{where}「{hint.strip()}」と書いてください"


def _reason(error: yaml.YAMLError) -> str:
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error).split("\n", maxsplit=1)[0]
    return _REASONS.get(said, f"英語の原文: {said}")


def _compose(text: str, document: Document, offset: int, at: Path) -> None:
    anchor = next(_anchors(text), None) if _ANCHOR.search(text) else None
    if anchor is not None:
        message = "「&」「*」で始まる書き方（アンカー）は使えません。引用符で囲むか、書き写してください"
        document.problems.append(Problem(file=document.file, message=message, line=offset + anchor, rule="anchor"))
        return
    node = _node(text)
    document.data = _build(node, at, document, offset) if node is not None else None


def _anchors(text: str) -> Iterator[int]:
    """Give the lines of anchors and aliases, by which a small file can grow without end."""
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if (isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None)) and event.start_mark:
            yield event.start_mark.line + 1


def _node(text: str) -> yaml.Node | None:
    """Compose with libyaml; what it refuses is read once more in Python, whose errors we know how to tell; where it has none, libyaml's stands. Raises YAMLError."""
    try:
        return compose(text)
    except DeepError:
        raise
    except yaml.YAMLError as error:
        with suppress(ValueError, RecursionError):  # "\U00110000"; depth behind the first fault
            compose(text, slowly=True)
        raise error from None


def _build(node: yaml.Node, path: Path, document: Document, offset: int) -> Any:  # YAML data has any shape until pydantic has seen it
    if len(path) > DEEPEST:  # however it was written: `compose` counts only what looks deep
        raise DeepError(node.start_mark.line + 1)
    document.lines[path] = offset + node.start_mark.line + 1
    document.values[path] = _span(node, offset)
    match node:
        case yaml.MappingNode():
            return _mapping(node, path, document, offset)
        case yaml.SequenceNode():
            return [_build(each, (*path, at), document, offset) for at, each in enumerate(node.value)]
    plain = not getattr(node, "style", None)  # None from Python's parser, empty from libyaml
    return None if plain and node.value in {"", "null", "~"} else _text(node.value, path, document)


def _span(node: yaml.Node, offset: int) -> Span:
    """Give where *node* stands; of a text over several lines, its first."""
    begin, end = node.start_mark, node.end_mark
    if isinstance(node, yaml.ScalarNode) and node.value.startswith("#") and begin.line == end.line:
        return Span(offset + begin.line + 1, begin.column + 1, begin.column + 1 + len(node.value))  # without the quotes of `readable`
    width = end.column if begin.line == end.line else begin.column + 1
    return Span(offset + begin.line + 1, begin.column + 1, width + 1)


def _text(written: str, path: Path, document: Document) -> str:
    """Take the readings out of a text that an author wrote into it, and keep them beside it."""
    if not _RUBY.search(written):
        return written
    wrong = fault(written)
    if wrong is not None:
        document.problem(wrong, path, "ruby")
        return written
    text, document.marked[text] = taken_out(written)
    return text


def _mapping(node: yaml.MappingNode, path: Path, document: Document, offset: int) -> dict[str, Any]:
    built: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value)
        line = offset + key.start_mark.line + 1
        span = _span(key, offset)
        if name in built:
            first = document.line((*path, name))
            message = f"「{name}」が二度書かれています（はじめは {first} 行目）。どちらかを消してください"
            one_line = key.start_mark.line == value.end_mark.line and not node.flow_style
            whole = span._replace(end=value.end_mark.column + 1) if one_line else span
            told = Problem(
                file=document.file, message=message, path=(*path, name), rule="key-twice", hint="" if one_line else None, **whole._asdict()
            )
            document.problems.append(told)
            continue
        built[name] = _build(value, (*path, name), document, offset)
        document.lines[(*path, name)] = line
        document.keys[(*path, name)] = span
        if len(built) == 1:
            document.ends[path] = _after(key, value, node, offset)
    return built


def _after(key: yaml.Node, value: yaml.Node, node: yaml.MappingNode, offset: int) -> tuple[Span, str]:
    """Give where the second field of a mapping can be written, and what has to stand before it."""
    end = value.end_mark
    span = Span(offset + end.line + 1, end.column + 1, end.column + 1)
    return span, ", " if node.flow_style else "\n" + " " * key.start_mark.column
