"""Content loaded by a process of its own, and handed over whole.

Reading three megabytes of YAML and learning from thirty thousand sentences takes several times the memory that the result takes, and Python gives little of
it back. So a second process does it, and ends. What cannot be handed over, the dictionary, is opened here.
"""

import ctypes
import gc
import signal
import sys
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event

from app import sudachi, vectors
from app.content import Content
from app.errors import ContentError, UnfinishedError
from app.loading import load
from app.matching.terms import Text

PATIENCE = 0.1
"""Seconds between two looks at whether nobody waits for the content any more."""


def load_apart(root: Path, dictionary: str, city: Path | None = None, ended: Event | None = None) -> Content:
    """Load as `loading.load` does, with word vectors where they are installed. Raises ContentError, and UnfinishedError as soon as *ended* is set."""
    spawn = get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_send, args=(there, root, dictionary, city), daemon=True)
    process.start()
    there.close()
    try:
        read = sudachi.reader(dictionary)
        packed = _received(here, ended or Event())
    finally:
        here.close()
        process.terminate()
        process.join()
    content = replace(packed, read=read, watch=packed.watch.tuned(sudachi.sound(read)))
    settle()
    return content


def settle() -> None:
    """Throw away what nobody holds any more, and let the collector pass over the rest from now on: content does not change."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    _give_back()


def _give_back() -> None:
    """Ask the C library to give free memory back to the system: glibc keeps what lies between things that stay, 50 MB after some swaps. Others have no such call."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def _received(here: Connection, ended: Event) -> Content:
    while not here.poll(PATIENCE):
        if ended.is_set():
            raise UnfinishedError
    try:
        found: Content | ContentError = here.recv()
    except EOFError as error:
        raise UnfinishedError from error
    if isinstance(found, ContentError):
        raise found
    return found


def _send(there: Connection, root: Path, dictionary: str, city: Path | None) -> None:
    """Load here, in the other process, and send what comes of it. Ctrl+C in a terminal reaches both; the other one ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        there.send(_pack(root, dictionary, city))
    except ContentError as error:
        there.send(error)


def _pack(root: Path, dictionary: str, city: Path | None) -> Content:
    """Load, and leave out what cannot be handed over."""
    read = sudachi.reader(dictionary, brief=True)
    content = load(root, read, sudachi.sound(read), city, meaning=vectors.load())
    return replace(content, read=_no_words, watch=content.watch.tuned(_no_sound))


def _no_words(text: str) -> Text:
    """Stand in for the dictionary on the way."""
    return Text(text, ())


def _no_sound(text: str) -> tuple[str, frozenset[int]]:
    """Stand in for the readings on the way."""
    return text, frozenset()
