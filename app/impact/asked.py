"""Sentences asked on two sides at once, each in a process of its own; what was asked of the same words before is remembered.

Learning takes seconds. So the two sides learn beside one another, and answers are kept in the user's cache folder, under the name of all that they depend
on: what is learned, the rules, the program and its dictionary. Of a sentence only its SHA-256 is kept: a clerk's own file may hold a resident's words.
"""

import gc
import hashlib
import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from app import atomic, sudachi, vectors
from app.content import Content
from app.errors import UnfinishedError
from app.impact.answers import Answer, answer
from app.impact.compared import Side
from app.loading import taught
from app.safety import Rules

KEPT = 16
"""Files of answers that are kept, the newest; each has about a megabyte."""
_PROGRAM = Path(__file__).resolve().parent.parent
_PACKAGES = ("sudachipy", "sudachidict-core", "numpy", "scipy", "rapidfuzz", "snowballstemmer")
_ANSWERS = TypeAdapter(dict[str, Answer])

Answers = dict[str, Answer]
SAME = Answer(said="none")
"""Stands for what both sides would answer alike."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks, with a dictionary, and remembers in a folder; None: remembers nothing."""

    dictionary: str
    folder: Path | None = None

    def __call__(self, sides: tuple[Side, Side], texts: tuple[str, ...]) -> tuple[Answers, Answers]:
        """Give the answers of both sides. Raises UnfinishedError."""
        names = [self._name(side) for side in sides]
        if names[0] == names[1]:  # both would learn the same, and nobody needs to be asked: no answer can differ
            return dict.fromkeys(texts, SAME), dict.fromkeys(texts, SAME)
        known = {name: self._remembered(name) for name in names}
        missing = {name: [text for text in texts if _mark(text) not in known[name]] for name in names}
        jobs = {name: side for name, side in zip(names, sides, strict=True) if missing[name]}
        for name, found in _asked({name: (side, missing[name]) for name, side in jobs.items()}, self.dictionary):
            known[name] |= {_mark(text): each for text, each in zip(missing[name], found, strict=True)}
            self._remember(name, known[name])
        before, after = ({text: known[name][_mark(text)] for text in texts} for name in names)
        return before, after

    def _name(self, side: Side) -> str:
        return hashlib.sha256(f"{_depends(side.content, side.rules)}{_program()}{self.dictionary}".encode()).hexdigest()[:32]

    def _remembered(self, name: str) -> Answers:
        """Read what is remembered; whatever is wrong with the file, it is forgotten."""
        if self.folder is None:
            return {}
        with suppress(OSError, ValidationError):
            return _ANSWERS.validate_json((self.folder / f"{name}.json").read_bytes())
        return {}

    def _remember(self, name: str, found: Answers) -> None:
        """Write answers for next time; where that cannot be, next time takes as long."""
        if self.folder is None:
            return
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            atomic.write(self.folder / f"{name}.json", json.dumps({mark: asdict(each) for mark, each in found.items()}))
            for old in sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
                old.unlink()


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _depends(content: Content, rules: Rules) -> str:
    """Write down all of the content that an answer depends on: not one number, and no hours."""
    lessons = content.lessons
    topics = [(t.id, t.label, t.panel, t.says, t.stories, t.words, t.not_words, t.not_this) for t in lessons.topics]
    asides = [(each.id, each.says) for each in lessons.asides]
    panels = [panel.kind for panel in content.menu.panels]
    return repr((topics, asides, lessons.dangers, lessons.harmless, lessons.described, lessons.set_aside, rules, panels))


@cache
def _program() -> str:
    """Name the program: its sources and the packages that read and learn."""
    digest = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in _PACKAGES).encode())
    digest.update(f"{sys.version} {vectors.load() is not None}".encode())
    for path in sorted(_PROGRAM.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _asked(jobs: Mapping[str, tuple[Side, Sequence[str]]], dictionary: str) -> Iterator[tuple[str, list[Answer]]]:
    """Ask on all sides at once, each in a process of its own."""
    spawn = get_context("spawn")
    here: dict[str, Connection] = {}
    processes = []
    try:
        for name, (side, texts) in jobs.items():
            here[name], there = spawn.Pipe(duplex=False)
            processes.append(spawn.Process(target=_send, args=(there, side.content, side.rules, texts, dictionary), daemon=True))
            with _one_thread():
                processes[-1].start()
            there.close()
        yield from ((name, _received(pipe)) for name, pipe in here.items())
    finally:
        for process in processes:
            process.terminate()
            process.join()


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let what begins here reckon in one thread: two processes that share two cores would wait for one another's, several times as long as they reckon."""
    before = {name: os.environ.get(name) for name in _THREADS}  # noqa: TID251  # not a setting of ours: it is for the library that reckons
    os.environ.update(dict.fromkeys(_THREADS, "1"))  # noqa: TID251  # as above
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)  # noqa: TID251  # as above
            if value is not None:
                os.environ[name] = value  # noqa: TID251  # as above


_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def _received(pipe: Connection) -> list[Answer]:
    try:
        found: list[Answer] = pipe.recv()
    except EOFError as error:
        raise UnfinishedError from error
    return found


def _send(there: Connection, content: Content, rules: Rules, texts: Sequence[str], dictionary: str) -> None:
    """Answer here, in the other process, which ends then: nothing is thrown away that would have to be looked for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    there.send(_answers(content, rules, texts, dictionary))


def _answers(content: Content, rules: Rules, texts: Sequence[str], dictionary: str) -> list[Answer]:
    read = sudachi.reader(dictionary)
    ready = taught(content, rules, read, sudachi.sound(read), vectors.load())
    gc.freeze()
    gc.enable()
    return [answer(ready, text) for text in texts]
