"""Our own sentences in words, packed: read once by one process, unpacked by another, or by the same program another day.

A pack is MessagePack: each different word once, and each sentence as the numbers of its words. Where the words stand follows from their letters.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TypeAlias

import msgpack
import numpy as np

from app.matching.terms import Read, Text, Word

Shape: TypeAlias = tuple[str, str, str, str, str]
"""All of a word but its place."""


class Sentences:
    """Reads texts, each once; what was packed before is not read again. For our own sentences only: it remembers them."""

    def __init__(self, read: Read) -> None:
        """Read with *read* what is not known."""
        self._read = read
        self._known: dict[str, Text] = {}
        self._packed: dict[str, tuple[list[Shape], list[int]]] = {}

    def __call__(self, text: str) -> Text:
        """Give the words of *text*."""
        known = self._known.get(text)
        if known is None:
            packed = self._packed.get(text)
            known = self._known[text] = self._read(text) if packed is None else _unpacked(*packed)
        return known

    def take(self, pack: bytes) -> None:
        """Know the sentences of a *pack*. Raises ValueError where it is none."""
        for text, shapes, numbers in _sentences(pack):
            self._packed[text] = shapes, numbers

    def pack(self, texts: Iterable[str]) -> bytes:
        """Pack the words of *texts*."""
        return packed({text: self(text) for text in texts})


def packed(texts: Mapping[str, Text]) -> bytes:
    """Pack *texts*; one whose words do not stand one behind the other is left out, and will be read again."""
    shapes: dict[Shape, int] = {}
    whole = {said: text for said, text in texts.items() if _in_a_row(text)}
    numbers = [shapes.setdefault(word[:5], len(shapes)) for text in whole.values() for word in text.words]
    sizes = [len(text.words) for text in whole.values()]
    body: bytes = msgpack.packb((list(whole), _numbers(sizes), list(shapes), _numbers(numbers)))
    return body


def _in_a_row(text: Text) -> bool:
    """Tell whether the words are the text, each behind the one before."""
    at = 0
    for surface, _, _, _, _, begin, end in text.words:
        if begin != at or end != begin + len(surface):
            return False
        at = end
    return text.plain == "".join([word[0] for word in text.words])


def texts_of(pack: bytes) -> frozenset[str]:
    """Name the sentences of a *pack*. Raises ValueError where it is none."""
    return frozenset(text for text, _, _ in _sentences(pack))


def _numbers(numbers: list[int]) -> bytes:
    return np.array(numbers, "<i4").tobytes()


def _sentences(pack: bytes) -> Iterable[tuple[str, list[Shape], list[int]]]:
    texts, sizes, shapes, numbers = msgpack.unpackb(pack, use_list=False)
    ends = [0, *np.cumsum(np.frombuffer(sizes, "<i4")).tolist()]
    every = np.frombuffer(numbers, "<i4").tolist()
    return ((text, shapes, every[begin:end]) for text, (begin, end) in zip(texts, pairwise(ends), strict=True))


def _unpacked(shapes: list[Shape], numbers: Iterable[int]) -> Text:
    words, begin = [], 0
    for number in numbers:
        shape = shapes[number]
        end = begin + len(shape[0])
        words.append(Word(*shape, begin, end))
        begin = end
    return Text("".join([word[0] for word in words]), tuple(words))
