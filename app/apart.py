"""Content loaded by a process of its own, and handed over whole.

Reading three megabytes of YAML and learning from thirty thousand sentences takes several times the memory that the result takes, and Python gives little of
it back. So a second process does it, and ends. What cannot be handed over, the dictionary, is opened here.
"""

import gc
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from app import sudachi, vectors
from app.content import Content
from app.loading import load
from app.matching.terms import Text


def load_apart(root: Path, dictionary: str, city: Path | None = None) -> Content:
    """Load as `loading.load` does, with word vectors where they are installed. Raises ContentError."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        packing = pool.submit(_pack, root, dictionary, city)
        read = sudachi.reader(dictionary)
        packed = packing.result()
    content = replace(packed, read=read, watch=packed.watch.tuned(sudachi.sound(read)))
    gc.collect()
    gc.freeze()
    return content


def _pack(root: Path, dictionary: str, city: Path | None) -> Content:
    """Load here, in the other process."""
    read = sudachi.reader(dictionary)
    content = load(root, read, sudachi.sound(read), city, meaning=vectors.load())
    return replace(content, read=_no_words, watch=content.watch.tuned(_no_sound))


def _no_words(text: str) -> Text:
    """Stand in for the dictionary on the way."""
    return Text(text, ())


def _no_sound(text: str) -> tuple[str, frozenset[int]]:
    """Stand in for the readings on the way."""
    return text, frozenset()
