"""BM25 over stored postings: the formula by hand and against bm25s, however the passages came together."""

from __future__ import annotations

import math

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import StoreCorrupt
from index.store.lexical import Collection, Postings, Terms, bm25, merge, term_hash

WORDS = st.sampled_from(["aws", "毛利", "margin", "2440", "供应", "x"])
PASSAGES = st.lists(st.lists(WORDS, max_size=12), min_size=1, max_size=12)


def index_of(*transcripts: list[list[str]]) -> tuple[Terms, np.ndarray]:
    """Terms and lengths of transcripts that arrive one after the other."""
    terms, lengths, offset = Terms(), [], 0
    for passages in transcripts:
        postings = Postings.build(passages)
        terms = terms.extended([(postings, offset)])
        lengths.append(postings.lengths)
        offset += len(passages)
    return terms, np.concatenate(lengths)


def scores_of(passages: list[list[str]], query: list[str]) -> np.ndarray:
    terms, lengths = index_of(passages)
    return bm25(terms, Collection.of(np.ones(len(passages), bool), lengths), query)


def test_the_formula_on_numbers_worked_by_hand() -> None:
    passages = [["growth", "growth", "cloud"], ["cloud"], ["orders", "cloud"]]
    idf_growth = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    idf_cloud = math.log(1 + (3 - 3 + 0.5) / (3 + 0.5))
    k = 1.5 * (1 - 0.75 + 0.75 * 3 / 2)  # three terms in a passage, two on average
    expected = idf_growth * 2 / (2 + k) + idf_cloud * 1 / (1 + k)
    assert math.isclose(scores_of(passages, ["growth", "cloud"])[0], expected)


def test_a_term_that_is_asked_twice_counts_twice() -> None:
    passages = [["growth", "cloud"], ["cloud"]]
    assert np.allclose(scores_of(passages, ["growth", "growth"]), 2 * scores_of(passages, ["growth"]))


def test_unknown_terms_and_empty_queries_score_nothing() -> None:
    assert not scores_of([["growth"], ["cloud"]], ["weather"]).any()
    assert not scores_of([["growth"], ["cloud"]], []).any()
    assert not scores_of([[], []], ["growth"]).any()


@settings(deadline=None)
@given(PASSAGES, st.lists(WORDS, min_size=1, max_size=6))
def test_scores_are_those_of_bm25s(passages: list[list[str]], query: list[str]) -> None:
    if not any(passages):
        return
    oracle = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
    oracle.index(passages, show_progress=False)
    known = [word for word in query if any(word in passage for passage in passages)]
    expected = oracle.get_scores(known) if known else np.zeros(len(passages))
    assert np.allclose(scores_of(passages, query), expected, atol=1e-5)


@settings(deadline=None)
@given(st.lists(PASSAGES, min_size=1, max_size=6), st.lists(WORDS, min_size=1, max_size=6))
def test_it_does_not_matter_how_passages_came_together(transcripts: list[list[list[str]]], query: list[str]) -> None:
    terms, lengths = index_of(*transcripts)
    everything = [passage for transcript in transcripts for passage in transcript]
    together = bm25(terms, Collection.of(np.ones(len(everything), bool), lengths), query)
    assert np.allclose(together, scores_of(everything, query))


@settings(deadline=None)
@given(PASSAGES, PASSAGES, st.lists(WORDS, min_size=1, max_size=6))
def test_passages_outside_the_collection_neither_score_nor_count(
    inside: list[list[str]], outside: list[list[str]], query: list[str]
) -> None:
    terms, lengths = index_of(outside, inside)
    mask = np.array([False] * len(outside) + [True] * len(inside))
    scores = bm25(terms, Collection.of(mask, lengths), query)
    assert not scores[: len(outside)].any()
    assert np.allclose(scores[len(outside) :], scores_of(inside, query))


def test_blocks_stay_few_when_transcripts_come_one_by_one() -> None:
    terms = Terms()
    for i in range(200):
        terms = terms.extended([(Postings.build([["growth", f"word{i}"]]), i)])
    assert len(terms.blocks) <= 8
    assert len(terms.rows_of(term_hash("growth"))[0]) == 200


def test_merging_keeps_every_posting() -> None:
    merged = merge([Postings.build([["a", "b", "a"]]), Postings.build([["c"], ["a"]])])
    rows, counts = merged.find(term_hash("a"))
    assert sorted(zip(rows.tolist(), counts.tolist(), strict=True)) == [(0, 2), (1, 1)]


@settings(deadline=None)
@given(PASSAGES)
def test_stored_and_read_postings_are_the_same(passages: list[list[str]]) -> None:
    postings = Postings.build(passages)
    again = Postings.from_bytes(postings.to_bytes())
    for name in ("terms", "starts", "rows", "counts", "lengths"):
        assert np.array_equal(getattr(postings, name), getattr(again, name))


@pytest.mark.parametrize("damage", [lambda d: d[:-1], lambda d: b"", lambda d: b"XXXX" + d[4:], lambda d: d + b"\0"])
def test_damaged_postings_are_refused(damage) -> None:
    with pytest.raises(StoreCorrupt):
        Postings.from_bytes(damage(Postings.build([["growth", "cloud"]]).to_bytes()))
