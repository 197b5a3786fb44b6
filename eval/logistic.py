"""A logistic regression in the features' own units, and how it does on calls that it was not fitted to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Logistic:
    """Weights in the features' own units."""

    names: tuple[str, ...]
    weights: Floats
    intercept: float

    def logits(self, rows: Floats) -> Floats:
        """Log-odds, one a row."""
        found: Floats = rows @ self.weights + self.intercept
        return found


def fit(names: Sequence[str], rows: Floats, right: Bools, penalty: float) -> Logistic:
    """A logistic regression on standardised features, its weights turned back into the features' own units.

    `penalty` is the inverse strength (C) of the L2 penalty.
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - comes with sentence-transformers, for this alone

    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    scale[scale == 0] = 1.0
    model = LogisticRegression(C=penalty, max_iter=2000).fit((rows - mean) / scale, right)
    weights = model.coef_[0] / scale
    return Logistic(tuple(names), weights, float(model.intercept_[0] - weights @ mean))


def cross_validated(names: Sequence[str], rows: Floats, right: Bools, calls: Ints, penalty: float) -> Floats:
    """The log-odds of every sentence by weights fitted without its call: how they do on companies never seen."""
    found = np.zeros(len(rows))
    for call in np.unique(calls):
        out = calls == call
        found[out] = fit(names, rows[~out], right[~out], penalty).logits(rows[out])
    return found
