"""One table of weights: a unit in, what it adds to each class out. Learned weights and BM25 are joined here, so that a score is a plain sum.

The score of a class for a text is Σ n(u)·w(u, class) / ‖n·idf‖ + offset, with n(u) = (1 + log count)·worth. Since it is a sum over units, what each word
of the resident added can be said exactly.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.matching.meaning import Floats

SATURATION = 2.0
"""k1 of BM25: how soon more of the same unit stops to count."""
LENGTH = 0.5
"""b of BM25: how much a topic with many words is discounted."""
LEXICAL = 2.5
"""How much BM25 counts beside the learned weights."""
SIDE_BY_SIDE = 0.5
"""How much two words together count in BM25, beside each of them."""
OFTEN = 2
"""In how many sentences a unit must stand for a weight to be learned for it."""
POSITIVE = 4.0
"""How much more a sentence counts for its own class than against each other one: a class has a hundredth of all sentences."""
OTHER_KIND = 0.3
"""How much a sentence of one danger counts against the other kinds, which often come with it."""
GRAVE = 6.0
"""How much more a mistake about danger costs than one about a topic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Keys of the units of one sentence of ours, and what it is known to be."""

    keys: Sequence[str]
    of: frozenset[str]
    """The classes that it belongs to."""
    among: str
    """The group of classes for which that is the whole truth; for the classes of other groups it is silent, unless it is `harmless`."""
    harmless: bool = False
    """No danger is told: it speaks against the classes of the group `danger`."""
    weight: float = 1.0
    """In BM25; 0: not counted there."""
    learned: bool = True
    """False: a description, of which only the words count."""


class Weights(NamedTuple):
    """What was learned."""

    rows: dict[str, int]
    """Unit → its row of weights, or ~place among `rare`."""
    weights: Floats
    """Rows × classes."""
    idf: Floats
    """By row."""
    offsets: Floats
    """By class."""
    rare: list[tuple[int, float]]
    """For units of one sentence: the only class that they speak for, and how much."""


class Table:
    """Weights of units for classes."""

    def __init__(self, samples: Iterable[Sample], groups: Mapping[str, Sequence[str]]) -> None:
        """Learn from *samples*; *groups* names the classes of each group, in the order of the scores."""
        # SciPy is needed by the process that learns, not by the one that serves: it takes 20 MB.
        from app.matching.weights import weights  # noqa: PLC0415

        self.classes = tuple(name for names in groups.values() for name in names)
        self.slices = slices_of(groups)
        self._rows, self._weights, self._idf, self._offsets, self._rare = weights(list(samples), groups)

    def weigh(self, found: Mapping[str, float]) -> Floats:
        """Add up the weights of units, each with its worth, by class; those that we do not know add nothing."""
        known = self._known(found)
        scores = known.worths @ self._weights[known.rows]
        for _, (cls, value) in known.rare:
            scores[cls] += value
        weighed: Floats = scores / self._norm(known) + self._offsets
        return weighed

    def parts(self, found: Mapping[str, float], classes: Sequence[int]) -> tuple[list[str], Floats]:
        """Give what each known unit adds to each of *classes*, beyond what it adds to all classes on average: the units, and units × classes."""
        known = self._known(found)
        norm = self._norm(known)
        weights = self._weights[known.rows]
        beyond = (weights[:, classes] - weights.mean(1, keepdims=True)) * (known.worths / norm)[:, None]
        own = [[value / norm * (cls == wanted) for wanted in classes] for _, (cls, value) in known.rare]
        return [*known.often, *(key for key, _ in known.rare)], np.vstack([beyond, np.array(own, np.float32).reshape(-1, len(classes))])

    def _known(self, found: Mapping[str, float]) -> "_Known":
        often: list[str] = []
        rows: list[int] = []
        rare: list[tuple[str, tuple[int, float]]] = []
        where = self._rows.get
        for key in found:
            row = where(key)
            if row is None:
                continue
            if row < 0:
                cls, value = self._rare[~row]
                rare.append((key, (cls, value * found[key])))
            else:
                often.append(key)
                rows.append(row)
        return _Known(often, np.array(rows, np.intp), np.array([found[key] for key in often], np.float32), rare)

    def _norm(self, known: "_Known") -> np.float32:
        weighed = self._idf[known.rows] * known.worths
        return max(np.float32(np.sqrt(weighed @ weighed)), FEWEST)


class _Known(NamedTuple):
    """What the table knows of a text."""

    often: list[str]
    """Units with a row of weights."""
    rows: NDArray[np.intp]
    worths: Floats
    rare: list[tuple[str, tuple[int, float]]]
    """Units that speak for one class only: the class, and how much."""


FEWEST = np.float32(6.0)
"""Least norm: a text of a single common word is not made more of than it is."""


def slices_of(groups: Mapping[str, Sequence[str]]) -> dict[str, slice]:
    """Give which classes belong to each group."""
    begin, slices = 0, {}
    for group, names in groups.items():
        slices[group] = slice(begin, begin + len(names))
        begin += len(names)
    return slices
