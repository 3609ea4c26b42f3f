"""The word of ours that is nearest in meaning to one that we do not know: 「クビ」 is near 「解雇」."""

from collections.abc import Iterable

from app.matching.meaning import Meaning

ALIKE = 0.5
"""Least cosine of two words for one to be taken for the other."""

SHORTEST = 2
"""Single characters share their vectors with too many others."""


class Nearest:
    """Our words with their vectors."""

    def __init__(self, words: Iterable[str], meaning: Meaning) -> None:
        """Keep the vectors of *words*, of those that have one."""
        self._meaning = meaning
        self._words = [word for word in sorted(words) if word in meaning]
        self._vectors = meaning.of(self._words)

    def __call__(self, word: str) -> tuple[str, float] | None:
        """Give our word nearest to *word*, and the cosine; None where none is near. Nothing is remembered of what was asked."""
        if not self._words or len(word) < SHORTEST or word not in self._meaning:
            return None
        near = self._vectors @ self._meaning.of([word])[0]
        best = int(near.argmax())
        return (self._words[best], float(near[best])) if near[best] >= ALIKE else None
