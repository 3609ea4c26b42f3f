"""Processes that read, learn and answer beside this one, and end when they are not needed any more."""

import gc
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from app import sudachi, vectors
from app.content import Content
from app.errors import UnfinishedError
from app.impact.answers import Answer, answer
from app.impact.sentences import Sentences
from app.loading import taught
from app.matching.meaning import Meaning
from app.matching.terms import Read
from app.safety import Rules


@dataclass(frozen=True, slots=True)
class Reading:
    """Our own sentences, to be read."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is to be learned: one side, and its sentences in words as far as they are known."""

    content: Content
    rules: Rules
    packs: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be answered with what was learned."""

    texts: tuple[str, ...]


class Helper:
    """A process of its own."""

    def __init__(self, dictionary: str) -> None:
        """Begin."""
        spawn = get_context("spawn")
        self._pipe, there = spawn.Pipe()
        self._process: SpawnProcess = spawn.Process(target=_work, args=(there, dictionary), daemon=True)
        with _one_thread():
            self._process.start()
        there.close()

    def send(self, work: Reading | Lesson | Question) -> None:
        """Give it work; a lesson comes before a question. Raises UnfinishedError."""
        try:
            self._pipe.send(work)
        except OSError as error:
            raise UnfinishedError from error

    def pack(self) -> bytes:
        """Give the texts that it was sent, in words. Raises UnfinishedError."""
        found: bytes = self._received()
        return found

    def answers(self) -> list[Answer]:
        """Give the answers to the question that it was sent. Raises UnfinishedError."""
        found: list[Answer] = self._received()
        return found

    def end(self) -> None:
        """End it, whatever it does."""
        self._process.terminate()
        self._process.join()
        self._pipe.close()

    def _received(self) -> Any:  # what a pipe gives has no type
        try:
            return self._pipe.recv()
        except (EOFError, OSError) as error:
            raise UnfinishedError from error


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


def _work(there: Connection, dictionary: str) -> None:
    """Work here, in the other process, which ends then: nothing is thrown away that would have to be looked for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    read, meaning = sudachi.reader(dictionary, brief=True), vectors.load()
    import app.matching.weights  # noqa: F401, PLC0415  # while nobody waits

    sentences, ready = Sentences(read), None
    while True:
        try:
            work: Reading | Lesson | Question = there.recv()
        except EOFError:  # nobody is there any more
            return
        match work:
            case Reading():
                there.send(sentences.pack(work.texts))
            case Lesson():
                ready = _learned(work, read, sentences, meaning)
            case Question():
                assert ready is not None  # a lesson comes first
                there.send([answer(ready, text) for text in work.texts])


def _learned(lesson: Lesson, read: Read, sentences: Sentences, meaning: Meaning | None) -> Content:
    for pack in lesson.packs:
        sentences.take(pack)
    ready = taught(lesson.content, lesson.rules, sentences, sudachi.sound(sentences), meaning)
    gc.freeze()
    gc.enable()
    return replace(ready, read=read, watch=ready.watch.tuned(sudachi.sound(read)))  # what a clerk asks is read, and forgotten
