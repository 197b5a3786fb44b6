import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.numbers import Period, find_periods


def read(text: str) -> list[Period]:
    return find_periods(text)


Q4 = Period(year=2025, quarter=4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025 年第四季度", Q4),
        ("2025年Q4", Q4),
        ("二〇二五年第四季度", Q4),
        ("Q4 2025", Q4),
        ("Q4'25", Q4),
        ("4Q25", Q4),
        ("fourth quarter of 2025", Q4),
        ("2025's fourth quarter", Q4),
        ("the fourth quarter", Period(quarter=4)),
        ("第四季度", Period(quarter=4)),
        ("四季度", Period(quarter=4)),
        ("第四季營收", Period(quarter=4)),
        ("Q4 FY25", Period(year=2025, quarter=4, fiscal=True)),
        ("fiscal fourth quarter 2025", Period(year=2025, quarter=4, fiscal=True)),
        ("2025 财年第四季度", Period(year=2025, quarter=4, fiscal=True)),
        ("去年第四季度", Period(quarter=4, relative="last_year")),
        ("1H26", Period(year=2026, half=1)),
        ("2026 年上半年", Period(year=2026, half=1)),
        ("second half of 2026", Period(year=2026, half=2)),
        ("in the back half", Period(half=2)),
        ("2025 年", Period(year=2025)),
        ("2025 年全年", Period(year=2025)),
        ("in 2025", Period(year=2025)),
        ("FY2025", Period(year=2025, fiscal=True)),
        ("fiscal year 2025", Period(year=2025, fiscal=True)),
        ("2025 财年", Period(year=2025, fiscal=True)),
        ("calendar 2025", Period(year=2025, fiscal=False)),
        ("2026 年年中", Period(year=2026, point="mid")),
        ("mid-2026", Period(year=2026, point="mid")),
        ("2027 年底", Period(year=2027, point="end")),
        ("by the end of 2027", Period(year=2027, point="end")),
        ("year-end 2027", Period(year=2027, point="end")),
        ("2024 年初", Period(year=2024, point="start")),
        ("early 2026", Period(year=2026, point="early")),
        ("今年年中", Period(relative="this_year", point="mid")),
        ("later this year", Period(relative="this_year", point="late")),
        ("by the end of the fiscal year", Period(relative="this_year", point="end", fiscal=True)),
        ("2026年2月6日", Period(year=2026, month=2, day=6)),
        ("2026-02-06", Period(year=2026, month=2, day=6)),
        ("February 6, 2026", Period(year=2026, month=2, day=6)),
        ("2月6日", Period(month=2, day=6)),
        ("Feb. 5", Period(month=2, day=5)),
        ("in 11 月", Period(month=11)),
        ("May 2026", Period(year=2026, month=5)),
        ("in March", Period(month=3)),
        ("今年", Period(relative="this_year")),
        ("last year", Period(relative="last_year")),
        ("本季度", Period(relative="this_quarter")),
        ("the prior quarter", Period(relative="last_quarter")),
        ("过去 12 个月", Period(relative="ttm")),
        ("trailing twelve-month", Period(relative="ttm")),
        ("去年同期", Period(relative="same_period_last_year")),
        ("同比", Period(relative="yoy")),
        ("year over year", Period(relative="yoy")),
        ("from the same quarter last year", Period(relative="yoy")),
        ("较上年", Period(relative="yoy")),
        ("环比", Period(relative="qoq")),
        ("比上一季度", Period(relative="qoq")),
        ("比上一年", Period(relative="yoy")),
        ("上一季度", Period(relative="last_quarter")),
        ("for the year", Period(relative="full_year")),
        ("ended March", Period(month=3)),
        ("sequentially", Period(relative="qoq")),
        ("全年", Period(relative="full_year")),
    ],
)
def test_reads(text: str, expected: Period) -> None:
    assert read(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "2000 家, 2025 亿, $2,025, 2000 customers, 1990 点 5",
        "三个季度, 13 个季度, 6 个月, 12 years",
        "We may march on.",
        "《周四之夜》第四季创下纪录",
        "10 年, 两年半",
        "half of it, a quarter of it",
    ],
)
def test_amounts_are_no_periods(text: str) -> None:
    assert read(text) == []


def test_several_in_one_text() -> None:
    text = "2026 年、2027 年乃至 2028 年;Q4 同比增长,2025 年在美国"
    assert [p.text for p in read(text)] == ["2026 年", "2027 年", "2028 年", "Q4", "同比", "2025 年"]


@given(st.text(alphabet="0123456789年月日第一二四季度Q FYH上下半去今中底初财 of quarter-/'.\u200b", max_size=50))
def test_any_text_gives_ordered_disjoint_spans(text: str) -> None:
    position = 0
    for period in read(text):
        assert position <= period.start < period.end <= len(text)
        assert text[period.start : period.end] == period.text
        position = period.end
