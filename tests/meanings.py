"""Made-up word vectors."""

from collections.abc import Mapping, Sequence

import numpy as np

from app.matching.meaning import Floats


class Meanings:
    """Word vectors of few words and few dimensions."""

    def __init__(self, vectors: Mapping[str, tuple[float, ...]]) -> None:
        """Keep *vectors*, all of one size, each brought to length one."""
        self._vectors = {word: np.array(vector, np.float32) / np.float32(np.linalg.norm(vector)) for word, vector in vectors.items()}
        self.size = len(next(iter(vectors.values()), (0.0,)))

    def __contains__(self, word: object) -> bool:
        """Tell whether a word has a vector."""
        return word in self._vectors

    def of(self, words: Sequence[str]) -> Floats:
        """Give words × size vectors of length one; zero for words without."""
        return np.array([self._vectors.get(word, np.zeros(self.size)) for word in words], np.float32).reshape(len(words), self.size)
