"""The invented library and its questions: every call is read as it was written, every question leads to its calls."""

from __future__ import annotations

from functools import cache

import pytest

from assistant.choosing import Call, choose
from eval.across.companies import COMPANIES, QUARTERS
from eval.across.library import InventedCall, invented_calls
from eval.bench_across import Asked, Outcome, questions, summary
from index.formats import parse


@cache
def calls() -> dict[str, InventedCall]:
    return {call.key: call for call in invented_calls()}


@cache
def library() -> tuple[Call, ...]:
    read = {key: parse(call.script.text(), None) for key, call in calls().items()}
    return tuple(Call(key, transcript.metadata, transcript.speakers) for key, transcript in read.items())


def test_every_call_is_read_as_it_was_written() -> None:
    assert len(calls()) == len(COMPANIES) * QUARTERS >= 100
    for call in library():
        quarter = calls()[call.id].quarter
        assert (call.metadata.fiscal_year, call.metadata.fiscal_quarter) == quarter.fiscal, call.id
        assert call.metadata.date == quarter.date
        assert {s.name for s in call.speakers} >= {quarter.company.ceo[0], quarter.company.cfo[0]}


def test_the_library_is_always_the_same() -> None:
    again = {call.key: call.script.text() for call in invented_calls()}
    assert again == {key: call.script.text() for key, call in calls().items()}


@pytest.mark.parametrize("asked", questions(), ids=lambda asked: asked.id)
def test_a_question_leads_to_its_calls(asked: Asked) -> None:
    choice = choose(asked.question, library())
    assert {call.id for call in choice.calls} == set(asked.calls), choice.refusal or choice.understood
    assert choice.settled == bool(asked.calls)
    for key in asked.calls:
        assert asked.fact in calls()[key].script.facts()


def test_the_figures_of_a_run() -> None:
    asked = [Asked(id="a", lang="en", question="?", calls=("x", "y")), Asked(id="b", lang="en", question="?", calls=())]
    good = Outcome("a", "?", True, True, "", (1, None), (None, None), True)
    refused = Outcome("b", "?", False, True, "no", (), ())
    found = summary([good, refused], asked, 3)
    assert (found.recall, found.blind_recall, found.refused, found.passes) == (0.5, 0.0, 1, False)
