"""Statements of guidance: measure, range, period, what it was before; and what is none."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analysis.guidance import HEAD, Statement, find_guidance, rows
from index.models import Language
from tests.unit.spoken import ANALYST, CFO, Said, spoken


def found(text: str, language: Language = "en", *, quarter: int = 2, year: int = 2026) -> list[Statement]:
    transcript = spoken([(CFO, text)], language=language, quarter=quarter, year=year)
    statements = find_guidance(transcript)
    for s in statements:
        assert transcript.source[s.quote.start : s.quote.end] == s.quote.text
    return statements


def brief(statement: Statement, language: Language = "en") -> tuple[str | None, str, str | None]:
    record = statement.as_record(language)
    return record["metric"], record["value"], record["for_period"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "For the third quarter we expect revenue between $1.36 billion and $1.40 billion and an operating margin of 17.5% to 18%.",
            [("revenue", "$1.36 billion to $1.4 billion", "Q3 2026"), ("operating margin", "17.5% to 18%", "Q3 2026")],
        ),
        ("Our outlook for fiscal 2027 is capital expenditures of about $300 million.", [("capital expenditure", "about $300 million", "FY2027")]),
        (
            "Free cash flow should be $640 million to $680 million in the second half, and capital expenditures $210 million to $230 million.",
            [("free cash flow", "$640 million to $680 million", "H2 2026"), ("capital expenditure", "$210 million to $230 million", "H2 2026")],
        ),
        ("Next quarter, gross margin is expected to be approximately 41%.", [("gross margin", "about 41%", "Q3 2026")]),
        ("We will open 40 new stores next year.", [("stores", "40", "FY2027")]),
        ("We expect to spend more than $2 billion on research and development over the next three years.", [("research and development", "more than $2 billion", None)]),
    ],
)  # fmt: skip
def test_english_statements(text: str, expected: list[tuple[str | None, str, str | None]]) -> None:
    assert [brief(s) for s in found(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "展望第三季度,我们预计营收在 12 亿元至 13 亿元之间,毛利率约为 41%。",
            [("营收", "12 亿 至 13 亿元人民币", "Q3 2026"), ("毛利率", "约 41%", "Q3 2026")],
        ),
        ("公司计划 2027 年资本支出约 30 亿元。", [("资本支出", "约 30 亿元人民币", "2027")]),
        ("我们将全年营收指引上调至 50 亿元。", [("营收", "50 亿元人民币", "FY2026")]),
        ("未来三年,我们计划新增超过 100 家门店。", [("门店", "超过 100", None)]),
        ("下季度自由现金流预计不低于 5 亿元。", [("自由现金流", "至少 5 亿元人民币", "Q3 2026")]),
    ],
)
def test_chinese_statements(text: str, expected: list[tuple[str | None, str, str | None]]) -> None:
    assert [brief(s, "zh") for s in found(text, "zh")] == expected


@pytest.mark.parametrize(
    ("text", "earlier", "change"),
    [
        ("For fiscal 2026 we raise revenue guidance to a range of $5.35 billion to $5.45 billion, from $5.25 billion to $5.40 billion.", (5.25e9, 5.4e9), "raised"),
        ("We now expect earnings per share of $5.90, compared with $6.05 before.", (6.05, 6.05), "lowered"),
        ("We expect capex of $200 million, up from $180 million.", (180e6, 180e6), "raised"),
    ],
)  # fmt: skip
def test_what_it_was_before_goes_with_the_statement(text: str, earlier: tuple[float, float], change: str) -> None:
    (statement,) = found(text)
    assert statement.earlier is not None
    assert (float(statement.earlier.low), float(statement.earlier.high)) == earlier
    assert statement.change == change


def test_an_outlook_lends_its_period_to_the_sentences_after_it() -> None:
    statements = found("Turning to our outlook for the third quarter. We expect revenue of $900 million. The tax rate should be about 22%.")  # fmt: skip
    assert [brief(s) for s in statements] == [
        ("revenue", "$900 million", "Q3 2026"),
        ("tax rate", "about 22%", "Q3 2026"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Revenue was $900 million, above our guidance of $850 million.",
        "Revenue grew 12% and gross margin was 41%.",
        "Earnings beat market expectations by 5%.",
        "We delivered revenue of $900 million, better than the outlook we gave.",
        "营收 9 亿元,高于市场预期的 8.5 亿元。",
        "毛利率为 41%,超出了我们此前的预期。",
        "A replay will be available for three months.",
        "我们已将门店扩展至 100 家以上。",
    ],
)
def test_results_are_no_guidance(text: str) -> None:
    assert found(text, "zh" if not text.isascii() else "en") == []


def test_only_executives_give_guidance() -> None:
    said: list[Said] = [(ANALYST, "So we should expect revenue of $1 billion next quarter?"), (CFO, "Yes.")]
    assert find_guidance(spoken(said, qa_from=0)) == []


def test_plans_can_be_left_out() -> None:
    transcript = spoken([(CFO, "We will open 40 stores next year. We expect revenue of $2 billion next year.")])
    assert [s.strength for s in find_guidance(transcript)] == ["plan", "guidance"]
    assert [s.strength for s in find_guidance(transcript, plans=False)] == ["guidance"]


def test_a_quarter_without_its_year_is_the_next_one() -> None:
    (first,) = found("We expect first-quarter revenue of $1 billion.", quarter=4, year=2025)
    assert brief(first) == ("revenue", "$1 billion", "Q1 2026")


def test_rows_are_as_wide_as_their_head() -> None:
    (row,) = rows(found("We expect revenue of $1 billion next quarter."))
    assert len(row) == len(HEAD)


@given(low=st.integers(1, 9000), width=st.integers(1, 900), unit=st.sampled_from(["million", "billion"]))
def test_any_range_is_found_exactly(low: int, width: int, unit: str) -> None:
    (statement,) = found(f"We expect revenue of ${low} {unit} to ${low + width} {unit} in the third quarter.")
    scale = {"million": 10**6, "billion": 10**9}[unit]
    assert (statement.quantity.low, statement.quantity.high) == (Fraction(low * scale), Fraction((low + width) * scale))


@given(
    st.text(alphabet="We expect 预计 $1.5 billion 营收 12 亿元 Q3 2026, . 。从 to from compared with 较", max_size=80)
)
def test_any_words_keep_their_offsets(text: str) -> None:
    found(text)
