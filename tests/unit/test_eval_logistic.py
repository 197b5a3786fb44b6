"""The regression behind the weights of `assistant.relevance`."""

from __future__ import annotations

import numpy as np
import pytest

from eval.logistic import cross_validated, fit

GENERATOR = np.random.default_rng(3)
FEATURE = GENERATOR.normal(0, 1, 60)
CALLS = np.repeat([0, 1], 30)


def test_weights_are_in_the_features_own_units() -> None:
    rows, right = FEATURE[:, None], FEATURE > 0
    one, thousandfold = fit(("a",), rows, right, 1.0), fit(("a",), 1000 * rows, right, 1.0)
    assert thousandfold.weights * 1000 == pytest.approx(one.weights, rel=1e-6)
    assert (one.logits(rows) > 0).mean() == pytest.approx(right.mean(), abs=0.1)


def test_a_feature_that_never_changes_tells_nothing() -> None:
    rows = np.column_stack([FEATURE, np.ones(60)])
    assert fit(("a", "b"), rows, FEATURE > 0, 1.0).weights[1] == pytest.approx(0, abs=1e-9)


def test_a_call_is_rated_by_the_weights_of_the_others() -> None:
    right = np.where(CALLS == 0, FEATURE > 0, FEATURE < 0)  # what one call teaches is wrong of the other
    found = cross_validated(("a",), FEATURE[:, None], right, CALLS, 1.0)
    assert np.mean((found > 0) == right) < 0.2
