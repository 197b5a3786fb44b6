"""Fusing ranks: the formula on numbers worked by hand, and rankings that take turns."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from index.search import RRF_K, Ranks, fuse, rankings

RANKINGS = st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8), max_size=5)


def test_scores_are_sums_of_reciprocal_ranks() -> None:
    fused = dict(fuse([["a", "b", "c"], ["b", "d"]]))
    assert math.isclose(fused["b"], 1 / 62 + 1 / 61)
    assert math.isclose(fused["a"], 1 / 61)
    assert math.isclose(fused["d"], 1 / 62)
    assert math.isclose(fused["c"], 1 / 63)


def test_found_twice_beats_found_first() -> None:
    assert [key for key, _ in fuse([["a", "b"], ["c", "b"]])] == ["b", "a", "c"]


def test_a_smaller_k_gives_more_weight_to_the_first_places() -> None:
    lists = [["a", "x", "y", "b"], ["z", "w", "v", "b"]]
    assert fuse(lists, k=60)[0][0] == "b"
    assert fuse(lists, k=1)[0][0] == "a"


def test_of_equal_scores_the_one_met_first_comes_first() -> None:
    assert [key for key, _ in fuse([["a"], ["b"]])] == ["a", "b"]
    assert [key for key, _ in fuse([["b"], ["a"]])] == ["b", "a"]


def test_a_key_counts_once_in_a_ranking() -> None:
    assert fuse([["a", "a", "b"]]) == fuse([["a", "b"]])


def test_nothing_fuses_to_nothing() -> None:
    assert fuse([]) == []
    assert fuse([[], []]) == []


@settings(deadline=None)
@given(RANKINGS)
def test_every_key_comes_out_once_by_falling_score(lists: list[list[str]]) -> None:
    fused = fuse(lists)
    keys = [key for key, _ in fused]
    assert sorted(keys) == sorted({key for ranking in lists for key in ranking})
    scores = [score for _, score in fused]
    assert scores == sorted(scores, reverse=True)
    assert all(score <= len(lists) / (RRF_K + 1) + 1e-12 for score in scores)


@settings(deadline=None)
@given(RANKINGS, st.randoms())
def test_the_order_of_rankings_does_not_change_scores(lists: list[list[str]], random) -> None:
    shuffled = lists.copy()
    random.shuffle(shuffled)
    left, right = dict(fuse(lists)), dict(fuse(shuffled))
    assert left.keys() == right.keys()
    assert all(math.isclose(left[key], right[key]) for key in left)


def test_each_wording_gives_a_dense_and_a_lexical_ranking() -> None:
    found = [Ranks("zh", {"zh": [("a", 0.9), ("b", 0.8)]}, ["b"]), Ranks("en", {"zh": [("b", 0.7), ("a", 0.6)]}, [])]
    assert rankings(found) == [["a", "b"], ["b"], ["b", "a"]]


def test_a_wording_ranks_the_passages_of_all_languages_by_similarity() -> None:
    found = [Ranks("en", {"zh": [("z", 0.8)], "en": [("e", 0.9), ("f", 0.7)]}, ["f"]), Ranks("zh", {}, [])]
    assert rankings(found)[0] == ["e", "z", "f"]


def test_a_wording_in_another_language_has_no_lexical_ranking() -> None:
    found = [Ranks("en", {"zh": [("a", 0.9), ("b", 0.8)]}, [])]
    assert rankings(found) == [["a", "b"]]


def test_fused_rankings_of_two_languages_take_turns() -> None:
    assert [key for key, _ in fuse([["z1", "z2", "z3"], ["e1", "e2"]])] == ["z1", "e1", "z2", "e2", "z3"]
