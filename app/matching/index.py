"""An inverted index with BM25 weights: a unit in, what it adds to each document out.

Formula: S. Robertson, H. Zaragoza, «The Probabilistic Relevance Framework: BM25 and Beyond», 2009, §3.4 to 3.6. The fields of a document are weighted
and joined before the one saturation.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

SATURATION = 2.0
"""k1: how soon more of the same unit stops to count. Tuned on the development half of localgovFAQ."""
LENGTH = 0.5
"""b: how much a long document is discounted. Tuned on the same."""

Id = TypeVar("Id", bound=Hashable)


def weighted(*fields: tuple[Iterable[str], float]) -> Counter[str]:
    """Join the units of several fields, each counted with its weight."""
    joined: Counter[str] = Counter()
    for keys, weight in fields:
        for key in keys:
            joined[key] += weight  # type: ignore[assignment]  # Counter is typed for whole numbers; the arithmetic is the same
    return joined


class Index(Generic[Id]):
    """Documents that can be found by their units."""

    def __init__(self, documents: Mapping[Id, Counter[str]]) -> None:
        """Weigh all units of all documents once."""
        self.size = len(documents)
        mean = sum(counts.total() for counts in documents.values()) / max(self.size, 1) or 1.0
        found: dict[str, dict[Id, float]] = defaultdict(dict)
        for name, counts in documents.items():
            norm = SATURATION * (1 - LENGTH + LENGTH * counts.total() / mean)
            for key, count in counts.items():
                found[key][name] = count * (SATURATION + 1) / (count + norm)
        self._weights = {key: self._times_idf(shares) for key, shares in found.items()}

    def _times_idf(self, shares: dict[Id, float]) -> dict[Id, float]:
        idf = math.log(1 + (self.size - len(shares) + 0.5) / (len(shares) + 0.5))
        return {name: idf * share for name, share in shares.items()}

    def __contains__(self, key: object) -> bool:
        """Tell whether any document has the unit."""
        return key in self._weights

    def __iter__(self) -> Iterator[str]:
        """Go through all units."""
        return iter(self._weights)

    def weights(self, key: str) -> Mapping[Id, float]:
        """Give what the unit *key* adds to the score of each document that has it."""
        return self._weights.get(key, {})
