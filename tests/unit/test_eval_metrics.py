"""Every metric on numbers worked by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.gold import Gold, Span
from eval.metrics import answers, citations, refusal, retrieval
from eval.metrics.overlap import covered, overlaps
from eval.metrics.statistics import estimate
from eval.records import Citation, Passage, Record, Statement

T = "t1"
SOURCE = "0123456789" * 40


def gold(start: int, end: int, quote: str = "#") -> Gold:
    return Gold(quote, (Span(T, start, end),))


def passage(rank: int, start: int, end: int, text: str | None = None) -> Passage:
    return Passage(rank, SOURCE[start:end] if text is None else text, 1, T, start, end, 1 / rank)


def citation(n: int, start: int, end: int, speaker: str | None = None) -> Citation:
    return Citation(n, SOURCE[start:end], speaker, None, 1, "qa", T, start, end)


def record(statements: Sequence[Statement], found: Sequence[Citation]) -> Record:
    return Record("q", "?", "answered", "", (), tuple(statements), tuple(found))


# Covering ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ((0, 100), True),  # contains it
        ((10, 20), True),  # is it
        ((15, 100), True),  # exactly half of it
        ((16, 100), False),  # 4 of 10
        ((0, 15), True),
        ((0, 14), False),
        ((12, 14), True),  # lies inside it
        ((20, 30), False),  # touches it
    ],
)
def test_a_span_covers_with_half_of_the_shorter(span: tuple[int, int], expected: bool) -> None:
    assert overlaps(*span, 10, 20) is expected


def test_a_quote_over_two_passages_counts_for_the_one_with_most_of_it() -> None:
    quote = [gold(190, 220)]
    assert not covered(quote, SOURCE[0:200], T, 0, 200)
    assert covered(quote, SOURCE[200:400], T, 200, 400) == {0}


@given(*[st.integers(0, 50)] * 4)
def test_covering_is_symmetric(a: int, b: int, c: int, d: int) -> None:
    (a, b), (c, d) = sorted((a, b)), sorted((c, d))
    assert overlaps(a, b, c, d) == overlaps(c, d, a, b)


def test_without_offsets_the_words_decide_and_another_transcript_does_not_cover() -> None:
    golds = [Gold("营收 12 亿", (Span(T, 10, 20),))]
    assert covered(golds, "他说营收12亿。", None, None, None) == {0}
    assert covered(golds, "别的话", "t2", 10, 20) == frozenset()


# Retrieval -----------------------------------------------------------------------------------------------------------


def test_ranking_by_hand() -> None:
    # Three gold quotes; rank 2 covers the first two, rank 4 the second again (nothing new), rank 7 none, third never.
    found = [frozenset[int](), frozenset({0, 1}), frozenset[int](), frozenset({1}), *[frozenset[int]()] * 3]
    scores = retrieval.ranking(found, 3)
    assert scores["R@1"] == 0
    assert scores["R@3"] == scores["R@5"] == scores["R@10"] == 1
    assert scores["MRR@10"] == pytest.approx(1 / 2)
    # Relevant documents: the passage at rank 2 and the missed gold quote; ideal ranks 1 and 2.
    assert scores["nDCG@10"] == pytest.approx((1 / math.log2(3)) / (1 + 1 / math.log2(3)))
    assert retrieval.gold_recall(found, 3) == pytest.approx(2 / 3)
    assert retrieval.first_rank(found) == 2


def test_ranking_without_passages_or_beyond_ten_is_zero() -> None:
    assert set(retrieval.ranking([], 2).values()) == {0.0}
    late = [frozenset[int]()] * 10 + [frozenset({0})]
    assert set(retrieval.ranking(late, 1).values()) == {0.0}


def test_a_perfect_ranking_is_one() -> None:
    assert set(retrieval.ranking([frozenset({0}), frozenset({1})], 2).values()) == {1.0}


@given(st.lists(st.frozensets(st.integers(0, 3)), max_size=12))
def test_ranking_metrics_stay_between_zero_and_one_and_in_order(found: list[frozenset[int]]) -> None:
    scores = retrieval.ranking(found, 4)
    assert all(0 <= value <= 1 for value in scores.values())
    assert scores["R@1"] <= scores["R@3"] <= scores["R@5"] <= scores["R@10"]
    first = retrieval.first_rank(found)
    assert scores["MRR@10"] == pytest.approx(1 / first if first is not None and first <= 10 else 0)
    assert scores["R@5"] == float(first is not None and first <= 5)


def test_coverage_follows_the_rank_not_the_order_given() -> None:
    found = retrieval.coverage([passage(2, 0, 50), passage(1, 100, 150)], [gold(110, 120)])
    assert found == [frozenset({0}), frozenset()]


def test_recall_within_a_budget_of_characters() -> None:
    passages = [passage(1, 0, 100), passage(2, 100, 200)]
    assert retrieval.recall_within(passages, [gold(120, 140)], budget=140) == 1  # 40 characters of the second fit
    assert retrieval.recall_within(passages, [gold(120, 140)], budget=129) == 0  # 9 of 20 characters of the quote
    assert retrieval.recall_within(passages, [gold(120, 140)], budget=100) == 0
    assert retrieval.recall_within([], [gold(0, 5)]) == 0


# Citations -----------------------------------------------------------------------------------------------------------


def test_citation_precision_and_recall_by_hand() -> None:
    # Statement 1 cites [1] (gold) and [2] (beside); statement 2 cites [2]; statement 3 cites [1]; statement 4 nothing.
    golds = [gold(10, 20)]
    answer = record(
        [Statement("a", (1, 2)), Statement("b", (2,)), Statement("c", (1,)), Statement("d")],
        [citation(1, 5, 30), citation(2, 200, 220)],
    )
    assert citations.citation_precision(answer, golds) == pytest.approx(2 / 4)
    assert citations.citation_recall(answer, golds) == pytest.approx(2 / 4)
    assert citations.cited_share(answer) == pytest.approx(3 / 4)
    assert citations.gold_cited(answer, golds) == 1
    assert citations.gold_cited(answer, [gold(300, 310)]) == 0
    assert citations.citation_length(answer) == pytest.approx((25 + 20) / 2)


def test_citation_metrics_do_not_apply_without_statements_or_citations() -> None:
    empty = record([], [])
    assert citations.citation_precision(empty, [gold(0, 5)]) is None
    assert citations.citation_recall(empty, [gold(0, 5)]) is None
    assert citations.cited_share(empty) is None
    assert citations.verbatim_rate(empty, {T: SOURCE}) is None
    assert citations.citation_length(empty) is None


def test_a_number_that_points_nowhere_is_no_citation() -> None:
    answer = record([Statement("a", (7,))], [citation(1, 0, 5)])
    assert citations.cited_share(answer) == 0
    assert citations.citation_precision(answer, [gold(0, 5)]) is None
    assert citations.citation_recall(answer, [gold(0, 5)]) == 0


def test_verbatim_means_at_its_place() -> None:
    good = citation(1, 3, 9)
    moved, changed = replace(good, start=4, end=10), replace(good, quote="345678x")
    nowhere, other = replace(good, start=None), replace(good, transcript_id="t2")
    assert citations.verbatim_rate(record([], [good]), {T: SOURCE}) == 1
    assert citations.verbatim_rate(record([], [good, moved, changed, nowhere, other]), {T: SOURCE}) == 1 / 5


def test_number_errors_are_counted_against_the_cited_quotes_only() -> None:
    def check(statement: str, evidence: str, transcript_id: str | None) -> list[str]:
        asked.append(transcript_id)
        return [word for word in statement.split() if word.isdigit() and word not in evidence]

    asked: list[str | None] = []
    answer = record(
        [Statement("grew 456 and 999", (1,)), Statement("also 789", (1,)), Statement("and 345")],
        [citation(1, 3, 9), citation(2, 6, 10)],
    )
    assert citations.number_errors(answer, check) == [
        ("grew 456 and 999", "999"),
        ("also 789", "789"),
        ("and 345", "345"),
    ]
    assert asked == [T, T, None]


def test_right_speaker_by_hand() -> None:
    answer = record([], [citation(1, 0, 5, "安迪・贾西"), citation(2, 5, 9, "Paul Roth"), citation(3, 5, 9)])
    assert citations.right_speaker(answer, {"Andy Jassy", "安迪·贾西"}) == pytest.approx(1 / 3)
    assert citations.right_speaker(record([], [citation(1, 0, 5)]), {"x"}) is None


# Answers -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "alternative"),
    [
        ("It was $ 213.4 Billion.", "$213.4 billion"),
        ("营收2134亿美元", "2134 亿"),
        ("营收 2,134 亿美元", "2134亿"),
        ("up 24% [1].", "24%"),
        ("Sandler's question", "Sandler"),
        ("two gaps", "gap"),
        ("AI, mostly", "AI"),
        ("用于AI领域", "AI"),
        ("by mid-2026.", "2026"),
        ("４０ 個基點", "40個基點"),
        ("more than 1,000 apps", "1000"),
    ],
)
def test_what_must_be_said_is_found(answer: str, alternative: str) -> None:
    assert answers.missing(answer, [[alternative]]) == []
    assert answers.correctness(answer, [["no such thing", alternative]]) == 1


@pytest.mark.parametrize(
    ("answer", "alternative"),
    [
        ("up 124%", "24%"),
        ("12.4 billion", "2.4 billion"),
        ("in 2025", "202"),
        ("it rose 3.15", "3.1"),
        ("in the afternoon", "noon"),
        ("he said", "AI"),
        ("AIM", "AI"),
        ("slow", "low"),
        ("see [8]", "8"),
        ("", "x"),
    ],
)
def test_what_only_looks_alike_is_not_found(answer: str, alternative: str) -> None:
    assert answers.missing(answer, [[alternative]]) == [(alternative,)]
    assert answers.correctness(answer, [[alternative]]) == 0


def test_every_inner_list_must_be_met() -> None:
    assert answers.correctness("40% and 22%", [["40%"], ["22%"]]) == 1
    assert answers.correctness("40% only", [["40%"], ["22%"]]) == 0
    assert answers.correctness("anything", []) is None


def test_right_language() -> None:
    assert answers.right_language("AWS grew 24%.", "en") == 1
    assert answers.right_language("AWS 增长 24%。", "en") == 0
    assert answers.right_language("", "en") is None


# Refusals ------------------------------------------------------------------------------------------------------------


def test_refusal_rates_by_hand() -> None:
    # Refused: 3 of 4 unanswerable, 1 of 6 answerable.
    cases = [(True, False)] * 3 + [(False, False)] + [(True, True)] + [(False, True)] * 5
    assert estimate([refusal.refusal_precision(*c) for c in cases]).value == pytest.approx(3 / 4)
    assert estimate([refusal.refusal_recall(*c) for c in cases]).value == pytest.approx(3 / 4)
    assert estimate([refusal.false_refusal(*c) for c in cases]).value == pytest.approx(1 / 6)


# Statistics ----------------------------------------------------------------------------------------------------------


def test_percentiles_interpolate_and_none_is_left_out() -> None:
    assert estimate([1.0, 2.0, None, 3.0, 4.0], "p50").value == pytest.approx(2.5)
    assert estimate([float(i) for i in range(101)], "p95").value == pytest.approx(95)
    assert estimate([None, None]).value is None
    assert estimate([]).n == 0


def test_the_interval_of_a_proportion_is_near_the_normal_one() -> None:
    found = estimate([1.0] * 150 + [0.0] * 50)
    half = 1.96 * math.sqrt(0.75 * 0.25 / 200)
    assert found.n == 200
    assert found.low == pytest.approx(0.75 - half, abs=0.015)
    assert found.high == pytest.approx(0.75 + half, abs=0.015)
    assert found == estimate([1.0] * 150 + [0.0] * 50)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.sampled_from(["mean", "p50", "p95"]))
def test_the_interval_lies_within_the_data(values: list[float], aggregate: str) -> None:
    found = estimate(values, aggregate, resamples=200)  # type: ignore[arg-type]
    assert found.low is not None and found.high is not None
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
