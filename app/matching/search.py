"""Documents found by a question: exact words, words of like meaning, the meaning of the whole, and how much of a document's heading is asked for.

Three scores are added, each first brought to mean 0 and deviation 1 over all documents: BM25 in which each word of the question counts once, at its best
expansion in a document; the cosine of idf-weighted means of word vectors; and the idf-weighted share of the heading's words that the question covers.
Sources: BM25 as in `table`; mean vectors without their first principal components: S. Arora and others, «A Simple but Tough-to-Beat Baseline for Sentence
Embeddings», ICLR 2017, §3. Without word vectors the second score is missing and only equal words count.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix, diags

from app.matching.meaning import Floats, Meaning, NoMeaning
from app.matching.terms import Text, Word

HEADING = 2.0
"""How much more a word of a heading counts than one of the body."""
SATURATION, LENGTH = 2.0, 0.5
"""k1 and b of BM25."""
NOT_A_NOUN, COMPOUND = 0.6, 0.6
"""How much a verb or adjective counts beside a noun (知る, 受ける say little of what is asked), and a compound beside its parts."""
ALIKE, EXPANSIONS, EXPANDED = 0.45, 30, 0.85
"""Least cosine of a word that stands for another, how many such words at most, and how much they count; the cosine counts squared."""
MEANING, COVERED = 0.5, 0.3
"""How much the cosine of the means counts, and the covered share of the heading, beside BM25."""
HEADING_ALIKE, HEADING_LEAST = 0.4, 10.0
"""Least cosine for a word of a heading to be covered; what is added to the weight of a heading, so that short ones are not covered by chance."""
COMMON = 4
"""How many principal components all mean vectors share and lose."""
LONGEST = 5
"""Of how many nouns a compound may consist."""
NOUNS = frozenset({"名詞", "接尾辞", "接頭辞"})

Id = TypeVar("Id", bound=Hashable)


def terms(text: Text, meaning: Meaning) -> Iterator[tuple[str, float]]:
    """Give the words of *text* that carry meaning, with how much they count, and the compounds of nouns that have a meaning of their own."""
    yield from ((word.normal, 1.0 if word.part == "名詞" else NOT_A_NOUN) for word in text.content)
    begin = 0
    while begin < len(text.words):
        size = _compound(text.words, begin, meaning)
        if size > 1:
            yield _joined(text.words[begin : begin + size]), COMPOUND
        begin += size


def _compound(words: tuple[Word, ...], begin: int, meaning: Meaning) -> int:
    """Give how many nouns from *begin* on make the longest compound with a meaning; 1 where none does."""
    run = next((at for at in range(begin, min(begin + LONGEST, len(words))) if words[at].part not in NOUNS), min(begin + LONGEST, len(words)))
    return next((size for size in range(run - begin, 1, -1) if _joined(words[begin : begin + size]) in meaning), 1)


def _joined(words: tuple[Word, ...]) -> str:
    return "".join(word.surface for word in words)


class Search(Generic[Id]):
    """Documents with a heading and a body, ready to be asked."""

    def __init__(self, documents: Mapping[Id, tuple[Text, Text]], meaning: Meaning | None = None) -> None:
        """Weigh all words of all documents once."""
        self._meaning: Meaning = NoMeaning() if meaning is None else meaning
        self._names = list(documents)
        fields = [[list(terms(field, self._meaning)) for field in document] for document in documents.values()]
        words = dict.fromkeys(word for document in fields for field in document for word, _ in field)
        self._words = {word: at for at, word in enumerate(words)}
        self._count = dict.fromkeys(self._words, 1.0) | {word: worth for document in fields for field in document for word, worth in field}
        counts = self._counted([Counter(_times(heading, HEADING)) + Counter(_times(body, 1.0)) for heading, body in fields])
        there = np.asarray((counts > 0).sum(0)).ravel()
        self._idf = np.log(1 + (len(self._names) - there + 0.5) / (there + 0.5)).astype(np.float32)
        self._bm25 = _saturated(counts)
        self._vectors = self._meaning.of(list(self._words))
        worths = self._idf * np.array([self._count[word] for word in self._words], np.float32)
        self._means, self._common = _centred(_unit(np.asarray(_log(counts) @ diags(worths) @ self._vectors, np.float32)))
        headings = (self._counted([Counter(_times(heading, 1.0)) for heading, _ in fields]) > 0).astype(np.float32)
        self._headings = (headings @ diags(worths)).tocsr()
        self._sizes = np.asarray(self._headings.sum(1)).ravel() + HEADING_LEAST

    def find(self, text: Text, most: int) -> list[Id]:
        """Give the *most* fitting documents, best first."""
        asked = dict(terms(text, self._meaning))
        if not asked or not self._names:
            return []
        vectors = self._meaning.of(list(asked))
        near = self._vectors @ vectors.T
        scores = _standard(self._lexical(asked, near))
        scores += MEANING * _standard(self._whole(asked, vectors)) + COVERED * _standard(self._covered(asked, near))
        return [self._names[at] for at in np.argsort(-scores, kind="stable")[:most]]

    def _lexical(self, asked: dict[str, float], near: Floats) -> Floats:
        scores = np.zeros(len(self._names), np.float32)
        for at, (word, worth) in enumerate(asked.items()):
            best = np.zeros(len(self._names), np.float32)
            idf = self._rarity(word)
            for own, weight in self._expansions(word, near[:, at], idf):
                begin, end = self._bm25.indptr[own], self._bm25.indptr[own + 1]
                rows = self._bm25.indices[begin:end]
                best[rows] = np.maximum(best[rows], self._bm25.data[begin:end] * weight)
            scores += worth * best
        return scores

    def _rarity(self, word: str) -> float:
        row = self._words.get(word)
        return float(np.log(1 + (len(self._names) + 0.5) / 0.5)) if row is None else float(self._idf[row])

    def _expansions(self, word: str, near: Floats, idf: float) -> Iterator[tuple[int, float]]:
        """Give the rows of the word itself and of the words nearest to it, with how much each counts."""
        own = self._words.get(word)
        if own is not None:
            yield own, idf
        close = np.flatnonzero(near > ALIKE)
        for at in close[np.argsort(-near[close], kind="stable")][: EXPANSIONS + 1].tolist():
            if at != own:
                yield at, EXPANDED * float(near[at]) ** 2 * min(idf, float(self._idf[at]))

    def _whole(self, asked: dict[str, float], vectors: Floats) -> Floats:
        worths = np.array([worth * self._rarity(word) for word, worth in asked.items()], np.float32)
        mean = _unit(np.asarray(worths @ vectors, np.float32)[None])
        mean = _unit(np.asarray(mean - mean @ self._common.T @ self._common, np.float32))
        return np.asarray(self._means @ mean[0], np.float32)

    def _covered(self, asked: dict[str, float], near: Floats) -> Floats:
        cover = near.max(1)
        cover = np.where(cover < HEADING_ALIKE, 0, cover) ** 2
        cover[[self._words[word] for word in asked if word in self._words]] = 1
        return np.asarray(self._headings @ cover / self._sizes, np.float32)

    def _counted(self, documents: Sequence[Mapping[str, float]]) -> csr_matrix:
        rows = [(at, self._words[word], count) for at, document in enumerate(documents) for word, count in document.items()]
        at, word, count = (np.array(each) for each in zip(*rows, strict=True)) if rows else (np.zeros(0, int),) * 3
        return csr_matrix((count.astype(np.float32), (at, word)), shape=(len(documents), len(self._words)))


def _times(field: list[tuple[str, float]], weight: float) -> dict[str, float]:
    return {word: count * weight for word, count in Counter(word for word, _ in field).items()}


def _log(counts: csr_matrix) -> csr_matrix:
    logged = counts.copy()
    logged.data = np.log1p(logged.data)
    return logged


def _saturated(counts: csr_matrix) -> csc_matrix:
    size = np.asarray(counts.sum(1)).ravel()
    norm = SATURATION * (1 - LENGTH + LENGTH * size / max(float(size.mean()) if len(size) else 0.0, 1.0))
    weighed = counts.tocoo()
    value = weighed.data * (SATURATION + 1) / (weighed.data + norm[weighed.row])
    return csc_matrix((value.astype(np.float32), (weighed.row, weighed.col)), shape=counts.shape)


def _centred(means: Floats) -> tuple[Floats, Floats]:
    """Take what all mean vectors share out of them; give them, and that."""
    common = np.linalg.svd(means, full_matrices=False)[2][: min(COMMON, len(means))] if means.any() else np.zeros((1, means.shape[1]), np.float32)
    common = common.astype(np.float32)
    return _unit(np.asarray(means - means @ common.T @ common, np.float32)), common


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units: Floats = np.where(lengths > ROUNDING, vectors / np.maximum(lengths, SMALLEST), 0).astype(np.float32)
    return units


def _standard(scores: Floats) -> Floats:
    standard: Floats = (scores - scores.mean()) / max(float(scores.std()), SMALLEST)
    return standard


SMALLEST = 1e-9
ROUNDING = 1e-5
"""A vector that is no longer than this is what rounding left of zero: where few documents stand, the common components are all that there is."""
