from __future__ import annotations

import pytest

from assistant.understand import MAX_QUESTION, Exchange, check_question, read
from index.errors import InputError
from index.models import Kind, SearchFilter
from index.people import mentioned_in
from tests.unit.calls import CHEN, LIN, ROTH, SPEAKERS


def reading(question: str, *history: str, speaker: str | None = None):  # type: ignore[no-untyped-def]
    earlier = tuple(Exchange(q) for q in history)
    return read(question, SPEAKERS, mentioned_in("星海"), where=SearchFilter(), speaker=speaker, history=earlier)


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("What did Mei Lin say about margins?", LIN),
        ("what did the CFO say about margins", ROTH),
        ("林梅怎么看利润率?", LIN),
        ("首席财务官怎么看利润率?", ROTH),
        ("what did the Goldman Sachs analyst ask?", CHEN),
    ],
)
def test_people_restrict_the_search(question: str, who) -> None:  # type: ignore[no-untyped-def]
    found = read(question, [*SPEAKERS], mentioned_in("高盛(Goldman Sachs)"), where=SearchFilter())
    if who is CHEN and not found.people:
        pytest.fail("the firm's analyst was not recognised")
    assert found.where.speakers == (who.name,)


def test_nobody_named_restricts_nothing() -> None:
    assert reading("What was the gross margin?").where == SearchFilter()


def test_unknown_people_are_reported() -> None:
    assert reading("What did Tim Cook say about margins?").unknown == ("Tim Cook",)


def test_who_asked_searches_the_analysts() -> None:
    assert reading("Who asked about robots?").where.kinds == (Kind.ANALYST,)
    assert reading("谁问了机器人的问题?").where.kinds == (Kind.ANALYST,)


def test_two_people_compared_are_searched_one_by_one() -> None:
    found = reading("Compare what Mei Lin and Paul Roth said about margins")
    assert [group.speakers for group in found.groups] == [(LIN.name,), (ROTH.name,)]


def test_speaker_argument() -> None:
    assert reading("margins?", speaker="cfo").where.speakers == (ROTH.name,)
    with pytest.raises(InputError, match="Nobody called"):
        reading("margins?", speaker="Tim Cook")


def test_a_follow_up_with_another_person() -> None:
    found = reading("and the CFO?", "What did Mei Lin say about margins?")
    assert found.question == "What did the CFO say about margins?"
    assert found.where.speakers == (ROTH.name,)
    assert found.notes


def test_a_follow_up_with_another_matter() -> None:
    assert reading("那第一季度呢?", "毛利率是多少?").question == "毛利率是多少; 第一季度"


def test_a_whole_question_stays_as_it_is() -> None:
    question = "What was the gross margin in the fourth quarter?"
    assert reading(question, "What did Mei Lin say about robots?").question == question


@pytest.mark.parametrize("question", ["", "   ", "\n", "x" * (MAX_QUESTION + 1)])
def test_unusable_questions(question: str) -> None:
    with pytest.raises(InputError):
        check_question(question)
