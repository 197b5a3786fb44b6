from __future__ import annotations

import pytest

from assistant.models import Answer, Citation, Statement
from assistant.suggest import first_questions, follow_ups
from index.formats import parse
from index.models import Hit, Language, Passage, Section
from tests.conftest import SEED

SEED_CALL = parse(SEED.read_text(encoding="utf-8"))
ENGLISH = parse(
    "Orvane Corporation (NYSE: ORVA)\nQ2 2026 Earnings Call\nMay 5, 2026\n\n"
    "Operator: Welcome to the call.\n\n"
    "Mara Lindqvist -- Chief Executive Officer: Demand for HelioCore was strong, and HelioCore backlog grew. "
    "Free cash flow was strong.\n\n"
    "Tobias Okafor -- Chief Financial Officer: Gross margin rose. Gross margin will rise. HelioCore helped.\n\n"
    "Priya Nair -- Northshore Securities, Analyst: What about HelioCore pricing?\n"
)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_first_questions_speak_of_what_is_there(language: Language) -> None:
    questions = first_questions([ENGLISH], language)
    assert 3 <= len(questions) == len(set(questions)) <= 5
    joined = " ".join(questions)
    assert "Mara Lindqvist" in joined
    assert "HelioCore" in joined
    assert ("gross margin" if language == "en" else "毛利率") in joined
    assert "Orvane" not in joined


def test_a_chinese_call_gives_questions_in_both_languages() -> None:
    assert any("Andy Jassy" in question for question in first_questions([SEED_CALL], "en"))
    assert any("安迪・贾西" in question for question in first_questions([SEED_CALL], "zh"))


def test_every_call_gets_its_turn() -> None:
    joined = " ".join(first_questions([SEED_CALL, ENGLISH], "en"))
    assert "Andy Jassy" in joined
    assert "Mara Lindqvist" in joined


def test_follow_ups_go_on_from_the_answer() -> None:
    turn = next(t for t in ENGLISH.turns if "backlog" in t.text)
    citation = Citation(1, turn.text, ENGLISH.id, turn.number, turn.section, turn.start, turn.end, "Mara Lindqvist")
    passage = Passage("p", ENGLISH.id, turn.number, 0, turn.start, turn.end, turn.text, "", "en", Section.PREPARED)
    answer = Answer(
        "What did Mara Lindqvist say about HelioCore?", "answered", "en", "", (Statement(turn.text, (citation,)),),
        (citation,), passages=(Hit(1, passage, 1.0),),
    )  # fmt: skip
    questions = follow_ups(answer, [ENGLISH], "en")
    assert questions[0] == "What did Tobias Okafor say about HelioCore?"
    assert any("backlog" in question or "free cash flow" in question for question in questions[1:])
    assert answer.question not in questions


def test_a_refusal_is_followed_by_first_questions() -> None:
    refusal = Answer("Azure?", "not_found", "en", "Not said.")
    assert follow_ups(refusal, [ENGLISH], "en") == first_questions([ENGLISH], "en", 3)


def test_nothing_to_ask_of_nothing() -> None:
    assert first_questions([], "en") == []
