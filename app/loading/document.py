"""One YAML file as text: what it holds, where each part stands, and what is wrong with its form.

Every scalar stays text (0570064556 and #9110 are numbers to dial), `null` and nothing are None, a key given twice and an anchor are refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any

import yaml

from app.errors import Path, Problem
from app.ruby import Pieces, fault, taken_out

LARGEST = 4_000_000
"""Bytes; the whole national catalogue has a tenth of it."""
DEEPEST = 50
"""Lists and mappings within each other; content has five. libyaml's composer breaks the stack of the process at some ten thousand."""

_HASH_NUMBER = re.compile(r"^(?P<key>[ ]*(?:- +)?(?:[\w-]+: +)?)(?P<number>#\d[\d-]*)(?P<end>[ ]*(?:#.*)?)$", re.MULTILINE)
_ID_LINE = re.compile(r"^- +id: *([\w-]+)", re.MULTILINE)
_RUBY = re.compile(r"[｜《》]")
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
}


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

    def line(self, path: Path) -> int:
        """Give the line of *path*, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, message: str, path: Path) -> None:
        """Note that something is wrong at *path*."""
        self.problems.append(Problem(file=self.file, message=message, path=path, line=self.line(path)))


def parse_file(path: FilePath, name: str) -> Document:
    """Read one YAML file; whatever is wrong with it becomes a problem."""
    try:
        raw = path.read_bytes()
    except OSError:
        return Document(name, problems=[Problem(file=name, message="ファイルが読めません。名前と場所を確かめてください", line=1)])
    if len(raw) > LARGEST:
        return Document(name, problems=[Problem(file=name, message=f"ファイルが大きすぎます（{LARGEST // 1_000_000} MB まで）", line=1)])
    try:
        return parse(raw.decode("utf-8-sig"), name)
    except UnicodeDecodeError:
        return Document(name, problems=[Problem(file=name, message="文字コードが UTF-8 ではありません。UTF-8 で保存し直してください", line=1)])


def parse(text: str, name: str) -> Document:
    """Read YAML *text*. A list in which one entry is broken is read entry by entry, so that the others are still checked."""
    text = _HASH_NUMBER.sub(r"\g<key>'\g<number>'\g<end>", text)
    document = Document(name)
    try:
        _compose(text, document, 0, ())
    except yaml.YAMLError as error:
        document = _parse_pieces(text, name) if _is_list(text) else _unreadable(Document(name), error, 0)
    return document


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
                _unreadable(single, error, offset)
            _append(document, single)
        offset += piece.count("\n")
    return document


def _append(document: Document, single: Document) -> None:
    at = len(document.data)
    document.data += single.data if isinstance(single.data, list) else [None]
    document.lines |= {(at, *path[1:]): line for path, line in single.lines.items() if path}
    document.marked |= single.marked
    document.problems += [replace(problem, path=(at, *problem.path[1:])) for problem in single.problems]


def _unreadable(document: Document, error: yaml.YAMLError, offset: int) -> Document:
    unclosed = getattr(error, "context", None) in {"while scanning a quoted scalar", "while parsing a flow sequence", "while parsing a flow mapping"}
    first, second = ("context_mark", "problem_mark") if unclosed else ("problem_mark", "context_mark")
    mark = getattr(error, first, None) or getattr(error, second, None)
    line = offset + (mark.line + 1 if mark is not None else 1)
    message = f"YAML として読めません。行の頭の空白の数、「:」の後の空白、かっこや引用符の閉じ忘れを見てください（{_reason(error)}）"
    document.problems.append(Problem(file=document.file, message=message, line=line))
    return document


def _reason(error: yaml.YAMLError) -> str:
    said = getattr(error, "problem", None) or str(error).split("\n", maxsplit=1)[0]
    return _REASONS.get(said, f"英語の原文: {said}")


def _compose(text: str, document: Document, offset: int, at: Path) -> None:
    try:
        refused = next(_refused(text), None)
        node = yaml.compose(text, Loader=yaml.CSafeLoader) if refused is None else None
    except yaml.YAMLError as error:
        raise _told(text, error) from error
    if refused is not None:
        line, message = refused
        document.problems.append(Problem(file=document.file, message=message, line=offset + line))
        return
    document.data = _build(node, at, document, offset) if node is not None else None


def _refused(text: str) -> Iterator[tuple[int, str]]:
    """Give the lines of what is well-formed and yet harms: anchors, by which a small file grows without end; depth, by which it breaks the stack."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            yield line, f"「[」「{{」や字下げが深すぎます（{DEEPEST} 段まで）。閉じ忘れを見てください"
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            yield line, "「&」「*」で始まる書き方（アンカー）は使えません。引用符で囲むか、書き写してください"


def _told(text: str, error: yaml.YAMLError) -> yaml.YAMLError:
    """Read what libyaml refuses once more in Python, whose errors we know how to tell; where it has none, or breaks, that of libyaml stands."""
    try:
        yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as told:
        return told
    except (ValueError, RecursionError):  # "\U00110000"; depth behind the first fault
        return error
    return error


def _build(node: yaml.Node, path: Path, document: Document, offset: int) -> Any:  # YAML data has any shape until pydantic has seen it
    document.lines[path] = offset + node.start_mark.line + 1
    match node:
        case yaml.MappingNode():
            return _mapping(node, path, document, offset)
        case yaml.SequenceNode():
            return [_build(each, (*path, at), document, offset) for at, each in enumerate(node.value)]
    plain = not getattr(node, "style", None)  # None from Python's parser, empty from libyaml
    return None if plain and node.value in {"", "null", "~"} else _text(node.value, path, document)


def _text(written: str, path: Path, document: Document) -> str:
    """Take the readings out of a text that an author wrote into it, and keep them beside it."""
    if not _RUBY.search(written):
        return written
    wrong = fault(written)
    if wrong is not None:
        document.problem(wrong, path)
        return written
    text, document.marked[text] = taken_out(written)
    return text


def _mapping(node: yaml.MappingNode, path: Path, document: Document, offset: int) -> dict[str, Any]:
    built: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value)
        line = offset + key.start_mark.line + 1
        if name in built:
            first = document.line((*path, name))
            message = f"「{name}」が二度書かれています（はじめは {first} 行目）。どちらかを消してください"
            document.problems.append(Problem(file=document.file, message=message, path=(*path, name), line=line))
            continue
        built[name] = _build(value, (*path, name), document, offset)
        document.lines[(*path, name)] = line
    return built
