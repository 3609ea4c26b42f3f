"""Word vectors, as the core sees them: a word in, numbers out. Where they come from is the matter of `app.vectors`."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]


class Meaning(Protocol):
    """Word vectors."""

    size: int

    def __contains__(self, word: object) -> bool:
        """Tell whether a word has a vector."""

    def of(self, words: Sequence[str]) -> Floats:
        """Give words × size vectors of length one; zero for words without."""


class NoMeaning:
    """Where no word vectors are installed."""

    size = 1

    def __contains__(self, word: object) -> bool:
        """No word has a vector."""
        return False

    def of(self, words: Sequence[str]) -> Floats:
        """Give a zero for each word."""
        return np.zeros((len(words), 1), np.float32)
