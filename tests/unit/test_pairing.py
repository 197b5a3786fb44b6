"""The course of a call: sections, kinds, questions and their answers."""

from __future__ import annotations

import pytest

from index.formats import parse
from index.models import Kind, Section
from index.pairing import Said, pair, sections, settle_kinds

E, A, OP = Kind.EXECUTIVE, Kind.ANALYST, Kind.OPERATOR
P, Q = Section.PREPARED, Section.QA

WELCOME = ("Operator", OP, "Welcome. After the remarks there will be a question-and-answer session.")
REMARKS = ("Ann", E, "We grew. " * 200)
FIRST = ("Operator", OP, "We will now begin the question-and-answer session. Our first question comes from Bob Ray.")


def said(*turns: tuple[str, Kind, str], certain: bool = True, heading: Section | None = None) -> list[Said]:
    return [Said(name, kind, certain or kind is OP, text, heading) for name, kind, text in turns]


def paired(*turns: tuple[str, Kind, str]) -> list[tuple[int | None, str | None]]:
    calls = said(*turns)
    found = sections(calls)
    return pair(calls, settle_kinds(calls, found), found)


def test_questions_begin_where_the_operator_opens_them_not_where_they_are_announced() -> None:
    turns = said(WELCOME, REMARKS, FIRST, ("Bob", A, "How is demand?"), ("Ann", E, "Strong."))
    assert sections(turns) == [P, P, Q, Q, Q]


@pytest.mark.parametrize(
    "opening",
    [
        "[Operator Instructions] Bob Ray with Northshore, your line is open.",
        "Thank you. Our first question is from Bob Ray.",
        "We will now take questions.",
        "The floor is now open for questions.",
        "现在我们开放问答环节。第一个问题来自鲍勃・雷。",
        "第一位提问的是北岸证券的鲍勃。",
        "現在開始問答環節。",
        "下面进入提问环节,请提问。",
    ],
)
def test_wordings_that_open(opening: str) -> None:
    opening_turn = ("Operator", OP, opening)
    turns = said(WELCOME, REMARKS, ("Carl", E, "Margins."), opening_turn, ("Bob", A, "How?"), ("Ann", E, "Well."))
    assert sections(turns) == [P, P, P, Q, Q, Q]


def test_questions_without_an_operator_begin_with_the_first_analyst() -> None:
    assert sections(said(REMARKS, ("Bob", A, "How is demand?"), ("Ann", E, "Strong."))) == [P, Q, Q]


def test_an_executive_who_hands_over_to_the_first_analyst_opens_the_questions() -> None:
    hands = ("Dana", E, "Our first question comes from Bob Ray of Northshore.")
    assert sections(said(REMARKS, hands, ("Bob", A, "How?"), ("Ann", E, "Well."))) == [P, Q, Q, Q]


def test_a_heading_decides() -> None:
    turns = [Said("Ann", E, True, "We grew.", P), Said("Dana", E, True, "Questions now.", Q)]
    assert sections(turns) == [P, Q]


def test_a_call_without_questions_is_prepared_throughout() -> None:
    assert sections(said(WELCOME, REMARKS)) == [P, P]


def test_kinds_follow_from_the_course_of_the_call() -> None:
    turns = said(
        WELCOME,
        ("Ann Hart", E, "We grew."),
        ("Operator", OP, "Our first question comes from Bob Ray with Northshore. Please go ahead."),
        ("Dana Fox", E, "Hi, Bob."),
        ("Bob Ray", E, "How is demand?"),
        ("Ann Hart", E, "Strong."),
        ("Carl Gomez", E, "And profitable."),
        ("Operator", OP, "No further questions. I turn the call back to Erin Moss for closing remarks."),
        ("Erin Moss", E, "Thank you."),
        certain=False,
    )
    found = sections(turns)
    kinds = settle_kinds(turns, found)
    assert found == [P, P, *[Q] * 7]
    assert kinds == [OP, E, OP, E, A, E, E, OP, E]


def test_somebody_standing_in_for_an_analyst_asks() -> None:
    turns = said(
        REMARKS,
        FIRST,
        ("Rick Lane", E, "Hi, this is Rick on for Bob. How is demand?"),
        ("Ann", E, "Strong."),
        certain=False,
    )
    assert settle_kinds(turns, sections(turns)) == [E, OP, A, E]


def test_follow_ups_stay_with_the_question() -> None:
    assert paired(
        REMARKS,
        FIRST,
        ("Bob", A, "How is demand?"),
        ("Ann", E, "Strong."),
        ("Bob", A, "And margins?"),
        ("Carl", E, "Up."),
        ("Ann", E, "Indeed."),
        ("Operator", OP, "Our next question comes from Erin Moss."),
        ("Erin", A, "And capex?"),
        ("Carl", E, "Flat."),
    ) == [
        (None, None),
        (None, None),
        (1, "question"),
        (1, "answer"),
        (1, "question"),
        (1, "answer"),
        (1, "answer"),
        (None, None),
        (2, "question"),
        (2, "answer"),
    ]


def test_an_analyst_who_comes_back_asks_anew_but_a_late_thanks_does_not() -> None:
    result = paired(
        REMARKS,
        FIRST,
        ("Bob", A, "How is demand?"),
        ("Ann", E, "Strong."),
        ("Operator", OP, "Next question is from Erin Moss."),
        ("Bob", A, "Great, thanks."),
        ("Erin", A, "And capex?"),
        ("Ann", E, "Flat."),
        ("Operator", OP, "Next question is a follow-up from Bob Ray."),
        ("Bob", A, "And the tax rate?"),
        ("Ann", E, "20%."),
    )
    assert [number for number, _ in result] == [None, None, 1, 1, None, 1, 2, 2, None, 3, 3]


@pytest.mark.parametrize(
    "goodbye",
    [
        "Thank you all for joining us today. We look forward to speaking with you next quarter.",
        "Thanks, everyone. Have a great day.",
        "A replay will be available on our website. Goodbye.",
        "感谢各位参加今天的会议并提出问题。会议回放将在网站上保留三个月。",
        "谢谢大家的参与,再见。",
        "In closing, we are proud of the team. " + "It was a good year. " * 60 + "Thank you for joining us.",
    ],
)
def test_a_goodbye_is_no_answer(goodbye: str) -> None:
    result = paired(REMARKS, FIRST, ("Bob", A, "How is demand?"), ("Ann", E, "Strong."), ("Dana", E, goodbye))
    assert result[-2:] == [(1, "answer"), (None, None)]


@pytest.mark.parametrize(
    "answer",
    [
        "Thanks for the question, Bob. I would add that margins rose as well.",
        "谢谢马克的问题。我补充一点,毛利率也提升了。",
        "Let me add that demand was strong in Europe too.",
    ],
)
def test_a_second_answer_to_the_last_question_is_one(answer: str) -> None:
    result = paired(REMARKS, FIRST, ("Bob", A, "How is demand?"), ("Ann", E, "Strong."), ("Carl", E, answer))
    assert result[-1] == (1, "answer")


def test_an_answer_that_ends_with_a_goodbye_is_one() -> None:
    answer = "Demand is strong. " * 20 + "Thank you all for joining us."
    assert paired(REMARKS, FIRST, ("Bob", A, "How is demand?"), ("Ann", E, answer))[-1] == (1, "answer")


def test_a_goodbye_after_the_analysts_thanks() -> None:
    result = paired(
        REMARKS,
        FIRST,
        ("Bob", A, "How?"),
        ("Ann", E, "Well."),
        ("Bob", A, "Great, thank you."),
        ("Dana", E, "Thank you everyone for joining the call today."),
    )
    assert result[-2:] == [(1, "question"), (None, None)]


def test_closing_remarks_after_the_operator_ended_the_questions() -> None:
    remarks = "This was a remarkable year for all of us. " * 40
    operator = "There are no further questions. I will turn the call back over to Ann Hart for closing remarks."
    result = paired(
        REMARKS, FIRST, ("Bob", A, "How?"), ("Ann", E, "Well."), ("Operator", OP, operator), ("Ann", E, remarks)
    )
    assert result[-1] == (None, None)


def test_a_word_that_passes_on_is_no_answer() -> None:
    result = paired(
        REMARKS,
        FIRST,
        ("Bob", A, "How?"),
        ("Ann", E, "Well."),
        ("Dana", E, "Thanks, Bob. Operator, next question, please."),
        ("Operator", OP, "The next question is from Erin."),
        ("Erin", A, "And?"),
        ("Ann", E, "Also."),
    )
    assert result[4] == (None, None)
    assert result[-1] == (2, "answer")


def test_what_precedes_the_first_question_answers_nothing() -> None:
    result = paired(REMARKS, FIRST, ("Ann", E, "Before that, one remark."), ("Bob", A, "How?"), ("Ann", E, "Well."))
    assert result[2:] == [(None, None), (1, "question"), (1, "answer")]


def test_numbered_voices_are_sorted_by_what_they_say() -> None:
    turns = [
        ("SPEAKER_00", "Good morning, and welcome to the Acme first quarter 2024 call. Over to our chief executive."),
        ("SPEAKER_01", "Thank you. We grew, and we will now take questions."),
        ("SPEAKER_00", "Our first question comes from Northshore. Please go ahead."),
        ("SPEAKER_02", "How is demand?"),
        ("SPEAKER_01", "Strong."),
        ("SPEAKER_00", "Our next question comes from Tidegate."),
        ("SPEAKER_03", "And margins?"),
        ("SPEAKER_04", "Up."),
    ]
    transcript = parse("\n".join(f"{voice}: {text}" for voice, text in turns))
    assert {s.name: s.kind.value for s in transcript.speakers} == {
        "SPEAKER_00": "operator", "SPEAKER_01": "executive", "SPEAKER_02": "analyst", "SPEAKER_03": "analyst",
        "SPEAKER_04": "executive",
    }  # fmt: skip
    assert [t.section.value for t in transcript.turns] == ["prepared"] * 2 + ["qa"] * 6
    assert [t.question_no for t in transcript.turns] == [None, None, None, 1, 1, None, 2, 2]
