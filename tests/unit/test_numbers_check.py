import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.numbers import Approx, Quantity, check_numbers, find_quantities, render, same
from assistant.numbers.quantity import BASIS_POINTS, COUNT, GROWTH, PEOPLE, PERCENT, POINTS, TIMES, Unit, money
from assistant.numbers.units import PHYSICAL

CALL = {"context_period": (2025, 4), "context_date": dt.date(2026, 2, 5)}

HOLDS = [
    (
        "Backlog is $244 billion, up 40% year over year and 22% sequentially.",
        "未完成订单额达 2440 亿美元,同比增长 40%,环比增长 22%。",
    ),
    ("积压订单 2440 亿美元", "backlog of $244 billion"),
    (
        "Net sales of $173.5 billion to $178.5 billion in Q1 2026",
        "2026 年第一季度指引:净销售额介于 1735 亿至 1785 亿美元之间",
    ),
    ("Net sales from $173.5 billion to $178.5 billion", "净销售额 1735-1785 亿美元"),
    ("at least $173.5 billion", "净销售额 1735-1785 亿美元"),
    ("up to 40% better", "高出 30%-40%"),
    ("expanded from 8 to 10 regions", "从 8 个扩展至 10 个"),
    ("billions of dollars", "数十亿美元"),
    ("hundreds of billions of dollars", "2440 亿美元"),
    ("billions in revenue", "营收 50 亿美元"),
    ("double-digit growth", "增长 16%"),
    ("frequency tripled", "购物频率增加了两倍"),
    ("nearly doubled", "增长近一倍"),
    ("revenue doubled", "营收增长 100%"),
    ("grew 100%", "翻倍"),
    ("cut in half", "减半"),
    ("almost twice as fast", "增速几乎是其他品类的两倍"),
    ("one-third of units", "三分之一的销量"),
    ("one third of units", "33% 的销量"),
    ("about 33%", "三分之一"),
    ("up 0.4 percentage points", "提升 40 个基点"),
    ("1,000 MW", "1 吉瓦"),
    ("added 3.99 GW over 12 months", "过去 12 个月,我们新增了 3.99 吉瓦"),
    ("24 months", "两年"),
    ("315 million viewers", "3.15 亿人"),
    ("100,000 business customers", "10 万家企业"),
    ("1.4 million chips", "超过 140 万片"),
    ("about 1.4 million", "超过 140 万片"),
    ("about $240 billion", "2440 亿美元"),
    ("over $240 billion", "2440 亿美元"),
    ("nearly $250 billion", "2440 亿美元"),
    ("as much as $244 billion", "高达 2440 亿美元"),
    ("$1.95 per share", "每股收益(EPS):1.95 美元"),
    ("$19.99 a month", "月费 19.99 美元"),
    ("a decline of 5%", "变化为 -5%"),
    ("launched more than 20 times", "20 次以上发射"),
    ("the ninth consecutive year", "连续第九年"),
    ("$5.2 billion, up from $4 billion", "revenue was 5.2 billion, against $4 billion"),
    ("30 items [1]; (1) first, 2) second", "30 件"),
    ("up to 1 Gbps down and 400 Mbps up", "最高可达 1Gbps,上传最高可达 400Mbps"),
    ("$1.22, compared with $1.10 a year ago", "1.22 美元,去年同期 1.10 美元"),
    ("No figure at all.", "也没有数字"),
]
FAILS = [
    ("$24.4 billion", "2440 亿美元", "value"),
    ("244 亿美元", "$244 billion", "value"),
    ("2440 亿元", "$244 billion", "unit"),
    ("$244 billion", "2440 亿欧元", "unit"),
    ("a backlog of 244 billion", "2440 亿美元", "unit"),
    ("24 times", "24%", "unit"),
    ("24 percentage points", "24%", "unit"),
    ("1.4 billion", "140 万片", "value"),
    ("$213 billion", "2134 亿美元", "value"),
    ("about $214 billion", "2134 亿美元", "value"),
    ("about $200 billion", "2440 亿美元", "value"),
    ("over $250 billion", "2440 亿美元", "value"),
    ("nearly $240 billion", "2440 亿美元", "value"),
    ("more than $5 billion", "50 亿美元", "modifier"),
    ("$7 billion", "近 70 亿美元", "modifier"),
    ("nearly 1.4 million", "超过 140 万片", "modifier"),
    ("1 Gbps", "最高可达 1Gbps", "modifier"),
    ("$173.5 billion", "1735-1785 亿美元", "range"),
    ("up to $173.5 billion", "1735-1785 亿美元", "range"),
    ("24% to 40%", "增长 24%,另一项增长 40%", "value"),
    ("$165- $21.5 billion", "165 亿至 215 亿美元", "value"),
    ("$2 billion", "数十亿美元", "range"),
    ("tens of billions", "数十亿", "value"),
    ("tripled", "翻倍", "value"),
    ("doubled", "增加了两倍", "value"),
    ("doubled", "增长近一倍", "modifier"),
    ("grew 100%", "增长两倍", "value"),
    ("fell 100%", "增长 100%", "direction"),
    ("up 22% year over year", "同比增长 40%,环比增长 22%", "basis"),
    ("14% higher", "价格低 14%", "direction"),
    ("33%", "三分之一", "value"),
    ("one-third", "35%", "value"),
    ("$19.99 per year", "月费 19.99 美元", "unit"),
    ("the eighth consecutive year", "连续第九年", "value"),
    ("from 25 to 28 regions", "从 8 个扩展至 10 个", "value"),
    ("$5 billion", "50 亿比索,另有 20 亿美元", "unit"),
    ("1.4 million customers", "140 万片芯片", "unit"),
    ("3.15 亿人", "315 million devices", "unit"),
    ("three charges", "两项费用", "value"),
    ("30%", "没有数字", "value"),
]


@pytest.mark.parametrize(("statement", "evidence"), HOLDS)
def test_holds(statement: str, evidence: str) -> None:
    assert check_numbers(statement, evidence) == []


@pytest.mark.parametrize(("statement", "evidence", "kind"), FAILS)
def test_fails(statement: str, evidence: str, kind: str) -> None:
    problems = check_numbers(statement, evidence)
    assert [p.kind for p in problems][:1] == [kind]
    for problem in problems:
        assert statement[problem.start : problem.end] == problem.text
        assert problem.reason.endswith(".")


@pytest.mark.parametrize(
    ("statement", "evidence", "holds"),
    [
        ("in the fourth quarter", "第四季度", True),
        ("in Q4 2025", "第四季度", True),
        ("in Q4 2025", "本季度", True),
        ("in Q4 2024", "第四季度", False),
        ("in Q4 2024", "去年同期", True),
        ("in Q1 2026", "第一季度", False),
        ("in Q1 2026", "下季度", True),
        ("in 2025", "2025 年第四季度", False),
        ("in 2025", "2025 年全年", True),
        ("full year", "2025 年", True),
        ("in 2025", "全年", True),
        ("by mid-2026", "今年年中", True),
        ("by the end of 2026", "今年年中", False),
        ("by 2026", "2026 年年中", True),
        ("in 2025", "去年", True),
        ("in 2024", "去年", False),
        ("this year", "今年", True),
        ("year over year", "较上年", True),
        ("year over year", "环比", False),
        ("in fiscal 2025", "calendar 2025", False),
        ("in the first half of 2026", "2026 年", False),
        ("on February 6", "2 月 6 日", True),
        ("on February 7", "2 月 6 日", False),
        ("in November 2025", "11 月", False),
        ("over the trailing twelve months", "全年", False),
        ("in Q4 2025", "营收同比增长", True),
        ("in the fourth quarter", "营收增长", True),
        ("in Q3 2025", "营收增长", False),
        ("in Q4 2025", "预计营收增长", False),
        ("in Q4 2025", "营收增长,去年也是", False),
        ("by end-2027", "2027 年底", True),
    ],
)
def test_periods(statement: str, evidence: str, holds: bool) -> None:
    problems = check_numbers(statement, evidence, **CALL)  # type: ignore[arg-type]
    assert (problems == []) is holds
    assert all(p.kind == "period" for p in problems)


def test_without_the_calls_period_nothing_is_guessed() -> None:
    assert check_numbers("in Q4 2025", "第四季度")[0].kind == "period"
    assert check_numbers("in 2025", "去年", context_period=(2025, 4))[0].kind == "period"


def test_every_problem_is_reported_in_order() -> None:
    problems = check_numbers("In 2024 it grew 30% to $5 billion.", "2025 年增长 20%,达 5 亿美元")
    assert [p.text for p in problems] == ["2024", "30%", "$5 billion"]


UNITS = st.sampled_from(
    [
        COUNT,
        PEOPLE,
        PERCENT,
        POINTS,
        BASIS_POINTS,
        TIMES,
        GROWTH,
        money("USD"),
        money("CNY"),
        *(PHYSICAL[c][0] for c in sorted(PHYSICAL)),
    ]
)
VALUES = st.builds(
    lambda digits, power: Fraction(digits) * Fraction(10) ** power,
    st.integers(2, 9_999),
    st.sampled_from([-2, -1, 0, 3, 6, 8, 9]),
)


def quantity(value: Fraction, unit: Unit, approx: Approx | None = None) -> Quantity:
    return Quantity(value, value, unit, approx)


@given(VALUES, UNITS, VALUES, UNITS)
def test_a_wrong_number_or_unit_never_passes(value: Fraction, unit: Unit, other: Fraction, other_unit: Unit) -> None:
    said, there = quantity(value, unit), quantity(other, other_unit)
    statement, evidence = f"It came to {render(said, 'en')} there.", f"合计为{render(there, 'zh')}。"
    (read,), (proof,) = find_quantities(statement) or [said], find_quantities(evidence) or [there]
    assume(not (read.unit.comparable(proof.unit) and read.base == proof.base))
    if find_quantities(statement):
        assert check_numbers(statement, evidence)


@given(
    VALUES, UNITS, st.sampled_from([Fraction(10), Fraction(100), Fraction(1000), Fraction(1, 10), Fraction(1, 10_000)])
)
def test_a_shifted_magnitude_never_passes(value: Fraction, unit: Unit, factor: Fraction) -> None:
    there = quantity(value, unit)
    for approx in [None, *Approx]:
        said = quantity(value * factor, unit, approx)
        statement = f"It came to {render(said, 'en')} there."
        evidence = f"合计为{render(there, 'zh')}。"
        if find_quantities(statement) and find_quantities(evidence):
            assert check_numbers(statement, evidence)


@given(
    VALUES,
    st.sampled_from([PERCENT, money("USD"), COUNT]),
    st.sampled_from(Approx),
    st.one_of(st.none(), st.sampled_from(Approx)),
)
def test_modifiers_are_not_turned_round(value: Fraction, unit: Unit, said: Approx, there: Approx | None) -> None:
    statement = f"It came to {render(quantity(value, unit, said), 'en')} there."
    evidence = f"合计为{render(quantity(value, unit, there), 'zh')}。"
    assume(find_quantities(statement) and find_quantities(evidence))
    opposed = {
        Approx.OVER: {Approx.ALMOST, Approx.UNDER, Approx.AT_MOST},
        Approx.AT_LEAST: {Approx.ALMOST, Approx.UNDER},
    }
    if there in opposed.get(said, set()) or (there in opposed and said in opposed[there]):
        assert check_numbers(statement, evidence)
    if said == there:
        assert check_numbers(statement, evidence) == []


@given(VALUES, VALUES, st.sampled_from([PERCENT, money("USD"), COUNT, POINTS]))
def test_ranges_keep_both_ends(low: Fraction, width: Fraction, unit: Unit) -> None:
    there = replace(quantity(low, unit), high=low + width)
    said = replace(there, high=low + 2 * width)
    statement, evidence = f"It came to {render(said, 'en')} there.", f"合计为{render(there, 'zh')}。"
    read = find_quantities(statement)
    assume(len(read) == 1 and same(replace(read[0], approx=None), said) and len(find_quantities(evidence)) == 1)
    assert check_numbers(statement, evidence)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_checked(statement: str, evidence: str) -> None:
    for problem in check_numbers(statement, evidence):
        assert statement[problem.start : problem.end] == problem.text


@given(st.text(alphabet="0123456789.%$ 亿万美元同比增长约至-到billion up to%Q,。", max_size=60))
def test_a_text_proves_itself(text: str) -> None:
    assert check_numbers(text, text) == []


def test_a_number_of_things_is_no_money() -> None:
    quote = "我们已将 10 美元以下商品扩充至 100 万件以上。"
    assert check_numbers("It grew to more than $1 million.", quote)
    assert not check_numbers("It grew to more than 1 million items under $10.", quote)


def test_a_basis_of_comparison_that_was_not_given_is_an_error() -> None:
    assert check_numbers("毛利率比上一年提高 120 个基点。", "Gross margin was up 120 basis points.")
    assert not check_numbers("毛利率比上一季度提高 3 个基点。", "Margin rose 3 basis points from last quarter.")
