"""From sentences to weights: units are counted, learned from, and weighed by BM25. Needs SciPy; what comes out does not."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix, diags

from app.matching.learn import INNER, INNER_GRAVE, learn
from app.matching.meaning import Floats
from app.matching.table import FEWEST, GRAVE, LENGTH, LEXICAL, OFTEN, OTHER_KIND, POSITIVE, SATURATION, SIDE_BY_SIDE, Sample, Weights, slices_of
from app.matching.terms import NEXT, SOUND


def weights(samples: Sequence[Sample], groups: Mapping[str, Sequence[str]]) -> Weights:
    """Give a row for each unit that stands in several sentences, and for each other one the only class that it speaks for."""
    classes = tuple(name for names in groups.values() for name in names)
    keys, counts = _counted(samples)
    targets, trust = _taught(samples, groups, classes)
    names = np.array(list(keys), dtype=object)
    kind = np.array([{SOUND: 0.0, NEXT: SIDE_BY_SIDE}.get(key[:1], 1.0) for key in keys], np.float32)
    lexical = (diags(kind * LEXICAL) @ _bm25(samples, counts, classes)).tocsr()
    often = np.asarray((counts > 0).sum(0)).ravel()
    kept, seldom = np.flatnonzero(often >= OFTEN), np.flatnonzero(often < OFTEN)
    idf = (np.log((counts.shape[0] + 1) / (often[kept] + 1)) + 1).astype(np.float32)
    taught = trust.any(1)
    rows = _normed(counts[taught][:, kept], idf)
    solved = [
        learn(rows, targets[taught, at], trust[taught, at], INNER_GRAVE if group == "danger" else INNER) for group, at in slices_of(groups).items()
    ]
    learned, offsets = np.hstack([weights for weights, _ in solved]), np.hstack([offsets for _, offsets in solved])
    rare = coo_matrix(lexical[seldom])
    known = {name: at for at, name in enumerate(names[kept])} | {names[seldom[row]]: ~at for at, row in enumerate(rare.row)}
    joined = (learned * idf[:, None] + lexical[kept].toarray()).astype(np.float32)
    return Weights(known, joined, idf, offsets, [(int(col), float(value)) for col, value in zip(rare.col, rare.data, strict=True)])


def _counted(samples: Sequence[Sample]) -> tuple[dict[str, int], csr_matrix]:
    """Number all units, and count them: sentences × units."""
    keys: dict[str, int] = {}
    found = [keys.setdefault(key, len(keys)) for sample in samples for key in sample.keys]
    ends = np.cumsum([0, *(len(sample.keys) for sample in samples)])
    counts = csr_matrix((np.ones(len(found), np.float32), np.array(found, np.int32), ends), shape=(len(samples), len(keys)))
    counts.sum_duplicates()
    return keys, counts


def _normed(counts: csr_matrix, idf: Floats) -> csr_matrix:
    weighed = counts.copy()
    weighed.data = 1 + np.log(weighed.data)
    weighed = (weighed @ diags(idf)).tocsr()
    norms = np.sqrt(np.asarray(weighed.multiply(weighed).sum(1)).ravel())
    return (diags(1 / np.maximum(norms, FEWEST)) @ weighed).tocsr().astype(np.float32)


def _bm25(samples: Sequence[Sample], counts: csr_matrix, classes: Sequence[str]) -> csr_matrix:
    """Give units × classes: BM25 with all sentences of a class as one document.

    Formula: S. Robertson, H. Zaragoza, «The Probabilistic Relevance Framework: BM25 and Beyond», 2009, §3.4 to 3.6. The fields of a document are weighted
    and joined before the one saturation.
    """
    number = {name: at for at, name in enumerate(classes)}
    marks = [(number[name], at, sample.weight) for at, sample in enumerate(samples) if sample.weight for name in sample.of]
    cls, at, weight = (np.array(each) for each in zip(*marks, strict=True)) if marks else (np.zeros(0, int),) * 3
    shown = csr_matrix((weight.astype(np.float32), (cls, at)), shape=(len(classes), len(samples))) @ counts
    there = np.asarray((shown > 0).sum(0)).ravel()
    documents = int((np.asarray(shown.sum(1)).ravel() > 0).sum())
    idf = np.log(1 + (documents - there + 0.5) / (there + 0.5))
    size = np.asarray(shown.sum(1)).ravel()
    norm = SATURATION * (1 - LENGTH + LENGTH * size / (size.sum() / max(documents, 1) or 1.0))
    shown = shown.tocoo()
    value = idf[shown.col] * shown.data * (SATURATION + 1) / (shown.data + norm[shown.row])
    return csr_matrix((value.astype(np.float32), (shown.col, shown.row)), shape=(counts.shape[1], len(classes)))


def _taught(samples: Sequence[Sample], groups: Mapping[str, Sequence[str]], classes: Sequence[str]) -> tuple[Floats, Floats]:
    """Give what each sentence says of each class (1 or -1), and how much that counts."""
    number, slices = {name: at for at, name in enumerate(classes)}, slices_of(groups)
    targets = np.full((len(samples), len(classes)), -1, np.float32)
    trust = np.zeros_like(targets)
    for at, sample in enumerate(samples):
        if sample.learned:
            trust[at, slices[sample.among]] = OTHER_KIND if sample.among == "danger" and sample.of else 1
            if sample.harmless:
                trust[at, slices["danger"]] = 1
            own = [number[name] for name in sample.of]
            targets[at, own], trust[at, own] = 1, POSITIVE
    trust[:, slices["danger"]] *= GRAVE
    return targets, trust
