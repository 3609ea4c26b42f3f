"""Weights learned from our own sentences: for each unit, how much it speaks for or against each class.

One linear support vector machine a class with squared hinge loss, all classes at once, solved by Newton steps whose systems are solved roughly by
conjugate gradients. Source: O. Chapelle, «Training a Support Vector Machine in the Primal», Neural Computation 19, 2007, §4 (linear case, Newton with
conjugate gradient). Nothing is drawn at random: the same sentences give the same weights.
"""

import numpy as np
from scipy.sparse import csr_matrix, hstack

from app.matching.meaning import Floats

RIDGE = 1.0
"""λ: how strongly weights are held down."""
OUTER, INNER = 3, 5
"""Newton steps, and conjugate gradient steps in each. More changes no ranking of our cases by more than a few tenths of a per cent."""
INNER_GRAVE = 6
"""The same for the classes of danger. Their sentences are of two languages that share no word, and with one step fewer the ones move the scores of the others."""
OFFSET = 0.3
"""The value of the constant unit, whose weight is the offset of each class; small, so that it is held down like the others."""


def learn(samples: csr_matrix, targets: Floats, trust: Floats, inner: int = INNER) -> tuple[Floats, Floats]:
    """Learn weights (units × classes) and offsets (classes).

    *samples*: sentences × units, rows of length one. *targets*: sentences × classes, 1 or -1. *trust*: how much each target counts; 0: not known.
    *inner*: conjugate gradient steps in each Newton step.
    """
    constant = csr_matrix(np.full((samples.shape[0], 1), OFFSET, np.float32))
    rows = hstack([samples, constant], format="csr", dtype=np.float32)
    columns = rows.T.tocsr()
    weights = np.zeros((rows.shape[1], targets.shape[1]), np.float32)
    for _ in range(OUTER):
        margins = rows @ weights
        active = trust * (targets * margins < 1)
        weights += _newton(rows, columns, active, columns @ (active * (targets - margins)) - RIDGE * weights, inner)
    return weights[:-1], weights[-1] * np.float32(OFFSET)


def _newton(rows: csr_matrix, columns: csr_matrix, active: Floats, residual: Floats, inner: int) -> Floats:
    """Solve (Xᵀ A X + λ) d = residual for each class by a few conjugate gradient steps."""
    step, direction = np.zeros_like(residual), residual.copy()
    size = (residual * residual).sum(0)
    for _ in range(inner):
        curved = columns @ (active * (rows @ direction)) + RIDGE * direction
        length = size / ((direction * curved).sum(0) + TINY)
        step += length * direction
        residual = residual - length * curved
        smaller = (residual * residual).sum(0)
        direction = residual + smaller / (size + TINY) * direction
        size = smaller
    return step


TINY = np.float32(1e-12)
