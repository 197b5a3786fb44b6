"""Which calls a question means: tables in both languages over an invented library, and what must always hold."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.choosing import Call, choose
from index.models import Metadata, SearchFilter
from tests.unit.choosing_calls import CALLS

ALL = {call.id for call in CALLS}
HALVORN = {call.id for call in CALLS if call.id.startswith("hal-")}
XINGLAN = {call.id for call in CALLS if call.id.startswith("xl-")}


def ids(question: str, where: SearchFilter | None = None) -> set[str]:
    choice = choose(question, CALLS, where or SearchFilter())
    assert choice.settled, choice.refusal or choice.ask_back
    return {call.id for call in choice.calls}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Halvorn say about tariffs in Q3 2025?", {"hal-2025q3"}),
        ("what did halvorn say about tariffs in q3 2025", {"hal-2025q3"}),
        ("HLVR margins in the third quarter of 2025", {"hal-2025q3"}),
        ("What did Starwave say about chips in Q2 2025?", {"xl-2025q2"}),
        ("星澜科技2025年第三季度的营收是多少?", {"xl-2025q3"}),
        ("星澜2025年三季度的毛利率?", {"xl-2025q3"}),
        ("300987.SZ 2024年四季度营收", {"xl-2024q4"}),
        ("Halvorn 2025年第三季度怎么看关税?", {"hal-2025q3"}),
        ("What did Halvorn say in Q1 2025 and Q2 2025 about hiring?", {"hal-2025q1", "hal-2025q2"}),
        ("What did Halvorn say from Q1 2025 to Q3 2025 about hiring?", {"hal-2025q1", "hal-2025q2", "hal-2025q3"}),
        ("How has Halvorn's guidance changed since Q3 2025?", {"hal-2025q3", "hal-2025q4"}),
        ("星澜科技自2025年三季度以来的产能如何变化?", {"xl-2025q3", "xl-2025q4"}),
        ("What did Halvorn say in the February 2026 call?", {"hal-2025q4"}),
        ("星澜科技2025年上半年的营收", {"xl-2025q1", "xl-2025q2"}),
        ("星瀾科技2025年第三季度電話會上怎麼說關稅?", {"xl-2025q3"}),
    ],
)
def test_company_and_period_decide(question: str, expected: set[str]) -> None:
    assert ids(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Halvorn say about robots last quarter?", {"hal-2025q4"}),
        ("What is in the latest Halvorn call on demand?", {"hal-2025q4"}),
        ("what did halvorn say about margins two quarters ago", {"hal-2025q2"}),
        ("What did Halvorn say in its last three calls about hiring?", {"hal-2025q2", "hal-2025q3", "hal-2025q4"}),
        ("星澜科技上季度的毛利率是多少?", {"xl-2025q4"}),
        ("星澜科技最近三次电话会怎么说产能?", {"xl-2025q2", "xl-2025q3", "xl-2025q4"}),
        ("星澜去年第四季度说了什么?", {"xl-2025q4"}),
        ("What did Halvorn say in the fourth quarter of last year?", {"hal-2025q4"}),
        ("What did Halvorn say in Q3 about hiring?", {"hal-2025q3"}),
        ("What does Halvorn expect for next year?", {"hal-2025q4"}),
        ("星澜科技下季度的指引是多少?", {"xl-2025q4"}),
    ],
)
def test_relative_periods_count_from_the_newest_call_and_say_so(question: str, expected: set[str]) -> None:
    choice = choose(question, CALLS)
    assert {call.id for call in choice.calls} == expected
    assert len(choice.understood) >= 2


@pytest.mark.parametrize(
    ("question", "expected", "word"),
    [
        ("What did Castellan say in Q1 2025 about butter?", {"cas-2025q1"}, "fiscal"),
        ("What did Castellan say in calendar Q1 2025 about butter?", {"cas-2025q3"}, "calendar"),
        ("What did Castellan say in FY2025?", {f"cas-2025q{q}" for q in (1, 2, 3, 4)}, "Q1 2025"),
        ("Castellan 自然年2025年第一季度的毛利率?", {"cas-2025q3"}, "自然年"),
    ],
)
def test_fiscal_and_calendar_quarters(question: str, expected: set[str], word: str) -> None:
    choice = choose(question, CALLS)
    assert {call.id for call in choice.calls} == expected
    assert any(word in sentence for sentence in choice.understood)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is Halvorn's guidance for Q1 2026?", {"hal-2025q4"}),
        ("In the Q4 2025 call, what guidance did Halvorn give for Q1 2026?", {"hal-2025q4"}),
        ("What did HLVR guide for Q3 2025?", {"hal-2025q2"}),
        ("What guidance did Halvorn give in Q3 2025?", {"hal-2025q3"}),
        ("Did Halvorn beat its guidance for Q3 2025?", {"hal-2025q3"}),
        ("星澜科技对2025年第三季度的指引是什么?", {"xl-2025q2"}),
        ("星澜科技在2025年第二季度电话会上对三季度的指引?", {"xl-2025q2"}),
        ("What is Halvorn's capex guidance for 2025?", {"hal-2024q4", "hal-2025q1", "hal-2025q2", "hal-2025q3"}),
        ("星澜科技2026年资本支出计划是多少?", {"xl-2025q4"}),
        ("When will Halvorn open the plant, by 2027?", HALVORN),
    ],
)
def test_a_period_spoken_of_is_not_the_period_of_the_call(question: str, expected: set[str]) -> None:
    assert ids(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Halvorn say about Castellan in Q3 2025?", {"hal-2025q3"}),
        ("What did Halvorn say about Intel?", HALVORN),
        ("Halvorn 怎么看待英特尔的供应?", HALVORN),
        ("星澜科技如何评价与Halvorn的合作?", XINGLAN),
        ("Which companies mentioned Intel?", ALL),
        ("哪些公司提到了关税?", ALL),
        ("Compare Halvorn and Castellan on gross margin in Q3 2025", {"hal-2025q3", "cas-2025q3"}),
        ("How did Halvorn's capex compare with Castellan's last quarter?", {"hal-2025q4", "cas-2026q2"}),
        ("对比星澜科技和Halvorn 2025年三季度的毛利率", {"xl-2025q3", "hal-2025q3"}),
        ("What was said about Halvorn's margins in Q3 2025?", {"hal-2025q3"}),
    ],
)
def test_the_company_spoken_of_is_not_the_one_that_speaks(question: str, expected: set[str]) -> None:
    assert ids(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Greta Solheim say about robots last quarter?", {"hal-2025q4"}),
        ("What did Calloway say about drilling?", {"vte-2025q3"}),
        ("沈岚在2025年二季度怎么看毛利率?", {"xl-2025q2"}),
        ("What did Lan Shen say in Q2 2025?", {"xl-2025q2"}),
        ("What did Roth say about Castellan's margins in Q3 2025?", {"cas-2025q3"}),
        ("What did Gwendolyn Sharpe ask Halvorn in Q3 2025?", {"hal-2025q3"}),
    ],
)
def test_the_speaker_decides(question: str, expected: set[str]) -> None:
    assert ids(question) == expected


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What did Halvorn say in Q2 2023?", "No call of Halvorn Robotics Inc. on Q2 2023"),
        ("What did Halvorn say in its Q2 2026 call?", "on Q2 2026"),
        ("What was Halvorn's revenue in 2022?", "on 2022"),
        ("星澜科技2023年第一季度的营收是多少?", "没有 星澜科技 Q1 2023"),
        ("What was revenue in Q2 2022?", "No call on Q2 2022"),
        ("What did Microsoft say about capex?", "No call of Microsoft"),
        ("How much did Microsoft spend on capex in Q3 2025?", "No call of Microsoft"),
        ("微软怎么看资本支出?", "没有 微软 的电话会"),
        ("云山半导体上季度的营收是多少?", "没有 云山半导体 的电话会"),
        ("What did Zorblax Inc. say about drilling in Q3 2025?", "No call of Zorblax Inc."),
        ("What did Zorblax say in its Q3 call?", "called Zorblax"),
        ("What did they say in Zorblax's Q3 2025 earnings call?", "No call of Zorblax"),
        ("$ZBLX margins last quarter", "No call of $ZBLX"),
        ("What did Marisol Duarte say in Halvorn's Q3 2025 call?", "does not speak"),
    ],
)
def test_what_the_library_lacks_is_named_and_nothing_chosen(question: str, words: str) -> None:
    choice = choose(question, CALLS)
    assert choice.refusal is not None
    assert words in choice.refusal
    assert choice.calls == ()


@pytest.mark.parametrize(
    ("question", "options"),
    [
        ("What did Vantor say about drilling?", ("Vantor Energy (VTE)", "Vantor Health (VTH)")),
        ("What did Roth say about margins in Q3 2025?", ("Paul Roth of Castellan Foods", "Anna Roth of Halvorn Robotics Inc.")),
    ],
)  # fmt: skip
def test_what_fits_several_is_asked_back(question: str, options: tuple[str, ...]) -> None:
    choice = choose(question, CALLS)
    assert choice.ask_back is not None
    assert set(choice.options) == set(options)
    assert choice.calls == ()


def test_a_person_settles_which_company_is_meant() -> None:
    assert ids("What did Calloway of Vantor say about drilling?") == {"vte-2025q3"}


def test_without_a_company_every_company_counts_its_own_quarters() -> None:
    choice = choose("What did the CFO say about margins last quarter?", CALLS)
    assert {call.id for call in choice.calls} == {"hal-2025q4", "xl-2025q4", "cas-2026q2", "vte-2025q3", "vth-2025q3"}
    assert any("No company is named" in sentence for sentence in choice.understood)
    assert any("“CFO”" in sentence for sentence in choice.understood)


def test_the_callers_filter_comes_first() -> None:
    where = SearchFilter(transcripts=("hal-2025q3", "hal-2025q4", "cas-2025q3"))
    assert ids("What did Halvorn say in Q3 2025?", where) == {"hal-2025q3"}
    refused = choose("星澜科技的毛利率是多少?", CALLS, where)
    assert refused.refusal == "所选的电话会中没有 星澜科技 的。"
    one = SearchFilter(transcripts=("hal-2025q3",))
    assert ids("How did it compare with 2022?", one) == {"hal-2025q3"}
    assert ids("What was capex in 2021?", one) == {"hal-2025q3"}


def test_one_call_alone_leaves_past_years_to_what_it_says() -> None:
    (call,) = [call for call in CALLS if call.id == "vte-2025q3"]
    choice = choose("What was Vantor Energy's revenue in 2019?", [call])
    assert choice.settled
    assert any("No call of Vantor Energy on “2019”" in sentence for sentence in choice.understood)


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("What did Halvorn say about tariffs in Q3 2025?", "What did say about tariffs?"),
        ("What did Castellan say about butter in calendar Q1 2025?", "What did say about butter?"),
        ("星澜科技2025年第三季度的毛利率是多少?", "毛利率是多少?"),
        ("What is Halvorn's guidance for Q1 2026?", "What is guidance for Q1 2026?"),
        ("What did Halvorn say about Intel last quarter?", "What did say about Intel?"),
        ("What did Greta Solheim say about robots?", "What did Greta Solheim say about robots?"),
    ],
)
def test_what_is_left_to_be_found_in_the_calls(question: str, subject: str) -> None:
    assert choose(question, CALLS).subject == subject


def test_an_empty_library() -> None:
    assert choose("What did Halvorn say?", []).calls == ()


def test_the_same_company_in_two_languages_is_one() -> None:
    english = Call("e", Metadata(None, "Starwave Technologies", "300987.SZ", 2026, 1, dt.date(2026, 4, 28)))
    assert {c.id for c in choose("What did Starwave say last quarter?", [*CALLS, english]).calls} == {"e"}


def test_one_ticker_on_two_exchanges_joins_no_strangers() -> None:
    stranger = Call("s", Metadata(None, "Silverlake Motors", "HLVR", 2025, 3, dt.date(2025, 11, 1)))
    calls = [*CALLS, stranger]
    assert {c.id for c in choose("What did Halvorn say in Q3 2025?", calls).calls} == {"hal-2025q3"}
    assert choose("What did HLVR say in Q3 2025?", calls).ask_back is not None


COMPANIES = {"Halvorn": "hal", "Castellan Foods": "cas", "星澜科技": "xl"}


@given(
    company=st.sampled_from(sorted(COMPANIES)),
    year=st.integers(2020, 2028),
    quarter=st.integers(1, 4),
    form=st.sampled_from(
        ["What did {c} say in its Q{q} {y} call about demand?", "{c}{y}年第{q}季度电话会上怎么谈需求?"]
    ),
)
def test_never_another_period_or_company(company: str, year: int, quarter: int, form: str) -> None:
    choice = choose(form.format(c=company, y=year, q=quarter), CALLS)
    wanted = f"{COMPANIES[company]}-{year}q{quarter}"
    if wanted in ALL:
        assert [call.id for call in choice.calls] == [wanted]
    else:
        assert choice.refusal is not None
        assert f"Q{quarter} {year}" in choice.refusal


@given(st.text(alphabet="Halvorn Q34 2025年第三季度的电话会上和?关税 last quarter,.'’s-", max_size=60))
def test_any_words_leave_a_consistent_choice(question: str) -> None:
    choice = choose(question, CALLS)
    assert choice.settled or choice.calls == ()
    assert {call.id for call in choice.calls} <= ALL
    left = iter(question)
    assert all(any(c == d for d in left) for c in choice.subject.replace(" ", ""))
    if choice.restricted:
        assert choice.where.transcripts == tuple(call.id for call in choice.calls)
