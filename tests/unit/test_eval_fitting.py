"""What the weights of `assistant.relevance` are fitted with: a regression, and the model's opinions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.judging import CERTAIN
from assistant.llm import ScriptedLLM
from eval.logistic import cross_validated, fit
from eval.opinions import Opinions
from tests.unit.calls import evidence

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


def test_an_opinion_is_asked_for_once(tmp_path: Path) -> None:
    llm = ScriptedLLM(["yes", "no"])
    opinions = Opinions(llm, tmp_path / "opinions.sqlite")
    margin, hiring = evidence("毛利率为 41%。"), evidence("我们还会招聘工程师。", turn=2)
    first = [opinions.of("毛利率是多少?", e) for e in (margin, hiring)]
    assert first == [CERTAIN, -CERTAIN]
    again = Opinions(llm, tmp_path / "opinions.sqlite")
    assert [again.of("毛利率是多少?", e) for e in (margin, hiring)] == first
    assert len(llm.calls) == 2
