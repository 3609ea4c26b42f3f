"""Processes that read, learn and answer beside this one, and end when they are not needed any more.

A process is begun as soon as it is known that it will be needed: while it opens the dictionary, the files are read here. Two processes read half of the
sentences each, since both sides are taught nearly the same ones, and hand them to one another.
"""

import gc
import os
import signal
from collections.abc import Iterator, Sequence
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
class Job:
    """What is to be answered on one side, and its sentences in words as far as they are known."""

    content: Content
    rules: Rules
    texts: Sequence[str]
    packs: tuple[bytes, ...] = ()


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

    def send(self, work: tuple[str, ...] | Job) -> None:
        """Give it texts to read, or a job. Raises UnfinishedError."""
        try:
            self._pipe.send(work)
        except OSError as error:
            raise UnfinishedError from error

    def pack(self) -> bytes:
        """Give the texts that it was sent, in words. Raises UnfinishedError."""
        found: bytes = self._received()
        return found

    def answers(self) -> list[Answer]:
        """Give the answers of the job that it was sent. Raises UnfinishedError."""
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

    sentences = Sentences(read)
    while True:
        try:
            work: tuple[str, ...] | Job = there.recv()
        except EOFError:  # nobody is there any more
            return
        there.send(_answers(work, read, sentences, meaning) if isinstance(work, Job) else sentences.pack(work))


def _answers(job: Job, read: Read, sentences: Sentences, meaning: Meaning | None) -> list[Answer]:
    for pack in job.packs:
        sentences.take(pack)
    ready = taught(job.content, job.rules, sentences, sudachi.sound(sentences), meaning)
    ready = replace(ready, read=read, watch=ready.watch.tuned(sudachi.sound(read)))  # what a clerk asks is read and forgotten
    gc.freeze()
    gc.enable()
    return [answer(ready, text) for text in job.texts]
