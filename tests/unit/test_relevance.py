"""How likely a sentence answers: from what can be counted, and from a model's yes or no."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import judging, relevance
from assistant.llm import ScriptedLLM
from assistant.llm.base import Completion
from assistant.understand import read
from index.models import SearchFilter
from tests.unit.calls import LIN, ROTH, SPEAKERS, evidence

MARGIN = evidence("毛利率为 41%,同比提升 120 个基点。", LIN, start=0)
HIRING = evidence("我们还会继续招聘工程师。", ROTH, start=100, turn=2)


def asked(question: str) -> relevance.Asked:
    return relevance.asked(read(question, SPEAKERS, "", where=SearchFilter()), ())


def test_a_question_for_a_number_wants_one() -> None:
    with_number, without = relevance.features(asked("毛利率是多少?"), [MARGIN, HIRING])
    assert (with_number["number_found"], with_number["number_missing"]) == (1.0, 0.0)
    assert (without["number_found"], without["number_missing"]) == (0.0, 1.0)


def test_every_weight_has_its_feature() -> None:
    (found,) = relevance.features(asked("When?"), [MARGIN])
    assert set(relevance.shipped_weights().weights) == set(found)


def test_order_is_by_probability() -> None:
    found = relevance.ordered(asked("毛利率是多少?"), [HIRING, MARGIN])
    assert found[0].text == MARGIN.text
    assert all(0 <= e.score <= 1 for e in found)


def test_no_sentence_no_feature() -> None:
    assert relevance.features(asked("毛利率是多少?"), []) == []
    assert relevance.ordered(asked("毛利率是多少?"), []) == []


@given(st.floats(-500, 500), st.floats(-500, 500))
def test_more_odds_more_probability(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= relevance.probability(low) <= relevance.probability(high) <= 1


def test_a_yes_lifts_and_a_no_lowers() -> None:
    low, high = relevance.with_judgement(MARGIN, -3.0), relevance.with_judgement(MARGIN, 3.0)
    assert low.score < high.score


def test_the_models_judgement_decides_the_order() -> None:
    replies = [
        Completion("no", "stop", first={"no": -0.01, "yes": -6.0}),
        Completion("yes", "stop", first={" Yes": -0.1, "no": -4.0}),
    ]
    llm = ScriptedLLM(replies)
    found = judging.judged(llm, "毛利率是多少?", [HIRING, MARGIN], most=2)
    assert [e.text for e in found] == [MARGIN.text, HIRING.text]
    assert {call.alternatives for call in llm.calls} == {judging.ALTERNATIVES}


def test_only_the_first_are_judged() -> None:
    llm = ScriptedLLM(["yes"] * 9)
    assert judging.judged(llm, "q", [HIRING, MARGIN], most=1) == [relevance.with_judgement(HIRING, judging.CERTAIN)]
    assert len(llm.calls) == 1


def test_where_none_is_likely_further_sentences_are_judged() -> None:
    replies = [Completion("no", "stop", first={"no": 0.0, "yes": -9.0}), Completion("yes", "stop", first={"yes": 0.0})]
    unlikely, likely = replace(HIRING, score=0.01), replace(MARGIN, score=0.5)
    assert judging.judged(ScriptedLLM(replies), "q", [unlikely, likely], 1, 1)[0].text == MARGIN.text
    llm = ScriptedLLM(replies[1:])
    assert len(judging.judged(llm, "q", [likely, unlikely], 1, 1)) == len(llm.calls) == 1


@pytest.mark.parametrize(("text", "expected"), [("Yes.", judging.CERTAIN), ("no", -judging.CERTAIN), ("maybe", 0.0)])
def test_an_endpoint_without_probabilities_is_taken_at_its_word(text: str, expected: float) -> None:
    assert judging.read(Completion(text, "stop")) == expected


def test_a_missing_alternative_is_unlikely_and_no_infinity() -> None:
    assert judging.read(Completion("yes", "stop", first={"yes": 0.0})) == -judging.UNLIKELY
    assert math.isfinite(judging.read(Completion("", "stop", first={"yes": -math.inf, "no": 0.0})))


def test_a_sentence_that_no_judgement_could_bring_near_the_best_is_not_judged() -> None:
    likely, hopeless = replace(MARGIN, score=0.9), replace(HIRING, score=0.0001)
    llm = ScriptedLLM(["yes", "yes"])
    found = judging.judged(llm, "q", [likely, hopeless], 2, share=0.8)
    assert [e.text for e in found] == [MARGIN.text]
    assert len(llm.calls) == 1


def test_after_a_sure_one_none_is_judged() -> None:
    sure = replace(MARGIN, score=0.9)
    llm = ScriptedLLM(["yes"] * 3)
    assert [e.text for e in judging.judged(llm, "q", [sure, HIRING], 2, 1, enough=0.7)] == [MARGIN.text]
    assert len(judging.judged(llm, "q", [sure, HIRING], 2, 1)) == 2
