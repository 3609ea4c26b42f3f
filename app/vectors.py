"""The only door to word vectors: chiVe, as shipped in the package ja-ginza (20,000 × 300, for 480,000 words). Only its vocabulary is read.

The package's own loader is spaCy, which is not needed for a table: the vectors are a NumPy file, and the rows of the words stand in a MessagePack map from
a hash of the word, MurmurHash64A with seed 1 (A. Appleby, public domain), as spaCy's `StringStore` makes it.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import msgpack
import numpy as np
from numpy.typing import NDArray

from app.matching.meaning import Floats

PACKAGE = "ja_ginza"
_MASK, _M, _SEED = 0xFFFFFFFFFFFFFFFF, 0xC6A4A7935BD1E995, 1


class Vectors:
    """Word vectors of length one."""

    def __init__(self, rows: NDArray[np.int32], hashes: NDArray[np.uint64], vectors: NDArray[np.float32]) -> None:
        """Keep *vectors*, and for each of the sorted *hashes* of words its row."""
        self._rows, self._hashes, self._vectors = rows, hashes, vectors
        self.size = int(vectors.shape[1])

    def __reduce__(self) -> tuple[object, ...]:
        """Go to another process as the wish to load them there: they stand in a file."""
        return (load, ())

    def __contains__(self, word: object) -> bool:
        """Tell whether a word has a vector."""
        return isinstance(word, str) and self._row(word) is not None

    def _row(self, word: str) -> int | None:
        wanted = murmur(word.encode())
        at = int(np.searchsorted(self._hashes, np.uint64(wanted)))
        return int(self._rows[at]) if at < len(self._hashes) and int(self._hashes[at]) == wanted else None

    def of(self, words: Sequence[str]) -> Floats:
        """Give words × size vectors of length one; zero for words without."""
        vectors: Floats = np.zeros((len(words), self.size), np.float32)
        for at, word in enumerate(words):
            row = self._row(word)
            if row is not None:
                vectors[at] = self._vectors[row]
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-9))
        return vectors


def load(package: str = PACKAGE) -> Vectors | None:
    """Give the word vectors, or None where the package is not installed."""
    folder = _folder(package)
    return None if folder is None else read(folder)


def read(folder: Path) -> Vectors:
    """Read the vectors of a vocabulary's *folder*."""
    with (folder / "key2row").open("rb") as file:
        unpacker = msgpack.Unpacker(file, strict_map_key=False)
        size = unpacker.read_map_header()
        pairs = np.fromiter((unpacker.unpack() for _ in range(2 * size)), np.uint64, 2 * size).reshape(size, 2)
    order = np.argsort(pairs[:, 0])
    vectors = np.load(folder / "vectors", mmap_mode="r")
    return Vectors(pairs[order, 1].astype(np.int32), pairs[order, 0], vectors)


def _folder(package: str) -> Path | None:
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec is not None else None
    found = [vocabulary for place in places or () for vocabulary in sorted(Path(place).glob("*/vocab"))]
    return found[0] if found else None


def murmur(data: bytes) -> int:
    """Give MurmurHash64A of *data* with seed 1."""
    hashed = (_SEED ^ (len(data) * _M)) & _MASK
    whole = len(data) & ~7
    for at in range(0, whole, 8):
        piece = int.from_bytes(data[at : at + 8], "little") * _M & _MASK
        piece = (piece ^ (piece >> 47)) * _M & _MASK
        hashed = (hashed ^ piece) * _M & _MASK
    if whole < len(data):
        hashed = (hashed ^ int.from_bytes(data[whole:], "little")) * _M & _MASK
    hashed = (hashed ^ (hashed >> 47)) * _M & _MASK
    return hashed ^ (hashed >> 47)
