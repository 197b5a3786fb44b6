from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.refine import Candidate, levelled, refine

unit = st.floats(0, 1)


def test_worked_by_hand() -> None:
    found = refine(
        [
            Candidate("a", "zh", 0.80, 0.90, (2.0, 0.0)),
            Candidate("b", "zh", 0.90, 0.85, (4.0, 6.0)),
            Candidate("c", "zh", 0.85, 0.80, (0.0, 3.0)),
        ]
    )
    # a: 0.4*0 + 0.6*1 + 0.8*(0.5 + 0)/2; b: 0.4*1 + 0.6*0.5 + 0.8*(1 + 1)/2; c: 0.4*0.5 + 0 + 0.8*(0 + 0.5)/2
    assert [key for key, _ in found] == ["b", "a", "c"]
    assert [score for _, score in found] == pytest.approx([1.5, 0.8, 0.4])


def test_each_language_is_levelled_by_itself() -> None:
    found = dict(
        refine(
            [
                Candidate("en1", "en", 0.9, 0.9, (30.0,)),
                Candidate("en2", "en", 0.8, 0.8, (10.0,)),
                Candidate("zh1", "zh", 0.7, 0.7, (3.0,)),
                Candidate("zh2", "zh", 0.6, 0.6, (1.0,)),
            ]
        )
    )
    assert found["en1"] == found["zh1"]
    assert found["en2"] == found["zh2"]


def test_a_question_comes_after_what_is_as_near() -> None:
    same = {"language": "en", "passage": 0.9, "sentence": 0.9, "words": (1.0,)}
    far = Candidate("far", "en", 0.1, 0.1, (0.0,))
    found = refine([Candidate("asked", asks=True, **same), Candidate("told", **same), far])  # type: ignore[arg-type]
    assert found[0] == ("told", pytest.approx(1.8))
    assert found[1] == ("asked", pytest.approx(1.3))


def test_nothing() -> None:
    assert refine([]) == []


@given(st.lists(st.tuples(unit, unit, unit), min_size=1, max_size=20))
def test_every_candidate_comes_back_once_best_first(values: list[tuple[float, float, float]]) -> None:
    found = refine([Candidate(i, "en", p, s, (w,)) for i, (p, s, w) in enumerate(values)])
    assert sorted(key for key, _ in found) == list(range(len(values)))
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)


@given(st.lists(unit, min_size=1))
def test_levelled_stays_in_the_unit_interval(values: list[float]) -> None:
    assert all(0 <= value <= 1 for value in levelled(values))
