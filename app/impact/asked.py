"""Sentences asked on two sides at once, each in a process of its own; what was asked of the same words before is remembered.

Learning takes seconds. So the two sides learn beside one another, and what can be is kept in the user's cache folder: answers, under the name of all that
they depend on (what is learned, the rules, the program and its dictionary), and our own sentences in words. Of a sentence that is asked only its SHA-256 is
kept: a clerk's own file may hold a resident's words.
"""

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self

import msgpack
from pydantic import TypeAdapter, ValidationError

from app import safety, teaching, vectors
from app.content import Content
from app.impact.answers import Answer
from app.impact.beside import Helper, Lesson, Question, Reading
from app.impact.compared import Side
from app.impact.memory import Memory
from app.impact.sentences import texts_of
from app.safety import Rules

KEPT = 16
"""Files of answers that are kept, the newest; each has about a megabyte."""
KEPT_WORDS = 2
"""Files of sentences in words that are kept, one for each program and dictionary; each has a few megabytes."""
LITTLE = 1000
"""So many new sentences are not worth remembering yet: reading them takes a twentieth of a second."""
MOST_PACKS = 16
"""Packs of one such file: each time that sentences were added, two. After that all are packed anew."""
_PROGRAM = Path(__file__).resolve().parent.parent
_PACKAGES = ("sudachipy", "sudachidict-core", "numpy", "scipy", "rapidfuzz", "snowballstemmer")
_ANSWERS = TypeAdapter(dict[str, Answer])

Answers = dict[str, Answer]
SAME = Answer(said="none")
"""Stands for what both sides would answer alike."""


class Asker:
    """Asks, with a dictionary, and remembers in a folder; None: remembers nothing. As a context manager it ends its processes.

    Who knows early that answers are needed tells so: a process opens the dictionary while files are read here (`get_ready`), and learns the one side while
    the other is read (`expect`).
    """

    def __init__(self, dictionary: str, folder: Path | None = None) -> None:
        """Begin nothing yet."""
        self._dictionary, self._memory = dictionary, Memory(folder)
        self._idle: list[Helper] = []
        self._taught: dict[str, Helper] = {}
        self._words = _Words(f"{hashlib.sha256(f'{_program()}{dictionary}'.encode()).hexdigest()[:32]}.words", self._memory)

    def __enter__(self) -> Self:
        """Begin nothing yet."""
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        """End all processes."""
        self._end()

    def get_ready(self) -> None:
        """Begin two processes."""
        self._idle += [Helper(self._dictionary) for _ in range(2 - len(self._idle) - len(self._taught))]

    def expect(self, side: Side) -> None:
        """Let its sentences be read, and where that is done already, be learned."""
        self.get_ready()
        self._words.want(side, self._idle)
        if self._words.ready:
            self._teach(self._name(side), side)

    def __call__(self, sides: tuple[Side, Side], texts: tuple[str, ...]) -> tuple[Answers, Answers]:
        """Give the answers of both sides. Raises UnfinishedError."""
        names = [self._name(side) for side in sides]
        if names[0] == names[1]:  # both would learn the same, and nobody needs to be asked: no answer can differ
            return dict.fromkeys(texts, SAME), dict.fromkeys(texts, SAME)
        known = {name: self._remembered(name) for name in names}
        missing = {name: tuple(text for text in texts if _mark(text) not in known[name]) for name in names}
        jobs = {name: (side, missing[name]) for name, side in zip(names, sides, strict=True) if missing[name]}
        for name, found in self._asked(jobs).items():
            known[name] |= {_mark(text): each for text, each in zip(missing[name], found, strict=True)}
            self._remember(name, known[name])
        before, after = ({text: known[name][_mark(text)] for text in texts} for name in names)
        return before, after

    def _name(self, side: Side) -> str:
        return hashlib.sha256(f"{_depends(side.content, side.rules)}{_program()}{self._dictionary}".encode()).hexdigest()[:32]

    def _remembered(self, name: str) -> Answers:
        """Read what is remembered; whatever is wrong with the file, it is forgotten."""
        with suppress(ValidationError):
            return _ANSWERS.validate_json(self._memory.read(f"{name}.answers") or b"{}")
        return {}

    def _remember(self, name: str, found: Answers) -> None:
        self._memory.write(f"{name}.answers", json.dumps({mark: asdict(each) for mark, each in found.items()}).encode(), KEPT)

    def _asked(self, jobs: Mapping[str, tuple[Side, tuple[str, ...]]]) -> dict[str, list[Answer]]:
        """Ask on all sides at once, each in a process of its own."""
        try:
            for name, (side, texts) in jobs.items():
                if name not in self._taught:
                    self.get_ready()
                    self._words.want(side, self._idle)
                    self._teach(name, side)
                self._taught[name].send(Question(texts))
            return {name: self._taught[name].answers() for name in jobs}
        finally:
            self._end()

    def _teach(self, name: str, side: Side) -> None:
        packs, self._taught[name] = self._words.packs(), self._idle.pop()
        self._taught[name].send(Lesson(side.content, side.rules, packs))

    def _end(self) -> None:
        for helper in (*self._idle, *self._taught.values()):
            helper.end()
        self._idle, self._taught = [], {}


class _Words:
    """Our own sentences in words: those that are remembered, and what processes read of the others, each its part, so that nobody reads all."""

    def __init__(self, name: str, memory: Memory) -> None:
        self._name, self._memory = name, memory
        self._packs: tuple[bytes, ...] | None = None
        self._reading: list[Helper] = []

    @property
    def ready(self) -> bool:
        """Nothing is being read."""
        return not self._reading

    def want(self, side: Side, helpers: Sequence[Helper]) -> None:
        """Let *helpers* read what is not known of the sentences of a side; where that is little, whoever learns it reads it faster than it is handed over."""
        if self._packs is not None:
            return
        wanted = dict.fromkeys((*teaching.read_of(side.content.lessons), *safety.listened(side.rules)))
        self._packs, known = self._kept(len(wanted))
        unknown = tuple(text for text in wanted if text not in known)
        if len(unknown) > LITTLE:
            for at, helper in enumerate(helpers):
                helper.send(Reading(unknown[at :: len(helpers)]))
            self._reading = [*helpers]

    def packs(self) -> tuple[bytes, ...]:
        """Wait for what is being read, remember it, and give all that is known."""
        if self._reading:
            self._packs = (*(self._packs or ()), *(helper.pack() for helper in self._reading))
            self._reading = []
            self._memory.write(self._name, msgpack.packb(self._packs), KEPT_WORDS)
        return self._packs or ()

    def _kept(self, wanted: int) -> tuple[tuple[bytes, ...], frozenset[str]]:
        """Give what is remembered, as long as most of it can be wanted: of sentences that were thrown away none is kept for ever."""
        packs = msgpack.unpackb(self._memory.read(self._name) or msgpack.packb(()), use_list=False)
        known = frozenset[str]().union(*map(texts_of, packs))
        return (packs, known) if len(packs) <= MOST_PACKS and len(known) <= 2 * wanted else ((), frozenset())


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
