"""What the parser reads, written as `value unit [modifier]` per quantity."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.numbers import Quantity, find_quantities

NAMES = {"": "", "people": " people", "fraction": "", "growth": " growth"}


def written(value: Fraction) -> str:
    return (
        f"{value}" if value.denominator not in {1, 2, 4, 5, 8, 10, 20, 25, 100, 200, 1000} else f"{float(value):.15g}"
    )


def shown(quantity: Quantity) -> str:
    value = written(quantity.low)
    if quantity.low != quantity.high:
        value += ".." + written(quantity.high)
    unit = quantity.unit.code
    parts = [value, NAMES.get(unit, " " + unit)]
    if quantity.approx:
        parts.append(f" [{quantity.approx}]")
    if quantity.vague:
        parts.append(" vague")
    return "".join(parts)


def read(text: str) -> list[str]:
    return [shown(q) for q in find_quantities(text)]


MONEY = [
    ("2440 亿美元", ["244000000000 USD"]),
    ("２４４０　亿美元", ["244000000000 USD"]),
    ("2440 億美元", ["244000000000 USD"]),
    ("$244 billion", ["244000000000 USD"]),
    ("US$244bn", ["244000000000 USD"]),
    ("$244B", ["244000000000 USD"]),
    ("USD 5 million and 5 million USD", ["5000000 USD", "5000000 USD"]),
    ("RMB5.2 billion, ¥500, 8 元, 3 亿元人民币", ["5200000000 CNY", "500 CNY", "8 CNY", "300000000 CNY"]),
    ("15 港元, HK$3.2bn", ["15 HKD", "3200000000 HKD"]),
    ("€5m, 30 亿欧元, £3bn", ["5000000 EUR", "3000000000 EUR", "3000000000 GBP"]),
    ("1.2 万亿美元, 1.2 兆元, $1.2tn", ["1200000000000 USD", "1200000000000 CNY", "1200000000000 USD"]),
    ("50 cents, 50 美分", ["0.5 USD", "0.5 USD"]),
    ("5 billion pesos", ["5000000000 MXN"]),
    ("1 亿 5000 万美元", ["150000000 USD"]),
    ("三点五亿美元", ["350000000 USD"]),
    ("twenty-four billion dollars", ["24000000000 USD"]),
    ("2.93 元 (US$0.40), a record ($1.2 billion)", ["2.93 CNY", "0.4 USD", "1200000000 USD"]),
    ("新台幣 8,684.6 億元, 港币 5 亿", ["868460000000 TWD", "500000000 HKD"]),
    (
        "-$5 million, $(1.2) billion, EPS of ($0.35), -50 亿美元",
        ["-5000000 USD", "-1200000000 USD", "-0.35 USD", "-5000000000 USD"],
    ),
]
COUNTS = [
    ("3.15 亿人", ["315000000 people"]),
    ("140 万片, 10 万家, 180 颗", ["1400000", "100000", "180"]),
    ("1.4 million, half a million, 1.2k, 1,420", ["1400000", "500000", "1200", "1420"]),
    ("二十亿, 两千, 两万五千亿, 三万五", ["2000000000", "2000", "2500000000000", "35000"]),
    ("two hundred fifty thousand; two and a half billion", ["250000", "2500000000"]),
    ("三个业务板块的九种商品", ["3", "9"]),
    ("排名前十的商品", ["10"]),
    (
        "400 多万人, 2300 多个城镇, 十余家, 十几亿",
        ["4000000 people [over]", "2300 [over]", "10 [over]", "1000000000 [over]"],
    ),
    ("25+ regions, 10,000-plus stores", ["25 [over]", "10000 [over]"]),
    ("两三百家", ["200..300"]),
    ("half-billion, two-billion, a couple of million", ["500000000", "2000000000", "1000000..10000000 vague"]),
    ("二十分钟, 十分钟, 三万一千家, 三百年", ["20 minute", "10 minute", "31000", "300 year"]),
    ("百分百, 百分之百", ["100 %"] * 2),
    ("½ of it, 0¼", ["0.5", "0", "0.25"]),
    ("5 lakh crore", ["5000000000000"]),
    ("一个问题, one of them, 第三方", []),
]
SHARES = [
    ("24%, 24 percent, 24 per cent, 百分之二十四, 24％", ["24 %"] * 5),
    ("twenty-four percent", ["24 %"]),
    ("三分之一, 1/3, one-third, a third of it, one in three", ["1/3"] * 5),
    ("一半, half of it, 过半", ["0.5", "0.5", "0.5 [over]"]),
    ("三成, 三成五, 七八成", ["30 %", "35 %", "70..80 %"]),
    ("150 个基点, 150 bps, 150 basis points", ["150 bp"] * 3),
    ("1.5 个百分点, 1.5 percentage points, 4.5 points better", ["1.5 pp", "1.5 pp", "4.5 pp"]),
    ("-5%, (1.2)%, minus 3%, +24%, 同比 - 5%", ["-5 %", "-1.2 %", "-3 %", "24 %", "-5 %"]),
    ("a third party, the third quarter, in the first half", []),
]
MULTIPLES = [
    ("两倍, 2x, twice, two times as many", ["2 x"] * 4),
    ("翻倍, 翻一番, doubled, 增长一倍, 增至两倍", ["2 growth"] * 5),
    ("增加了两倍, 增长 2 倍, tripled", ["3 growth"] * 3),
    ("近一倍", ["2 growth [almost]"]),
    ("翻两番, quadrupled", ["4 growth"] * 2),
    ("减半, halved", ["0.5 growth"] * 2),
    ("tenfold, 10-fold, by a factor of 10", ["10 growth", "10 growth", "10 x"]),
    ("double down on it, double-click", []),
]
VAGUE = [
    ("数十亿, 几十亿, billions of it, several billion", ["1000000000..10000000000 vague"] * 4),
    ("数百万人", ["1000000..10000000 people vague"]),
    ("tens of billions of dollars, 数百亿美元", ["10000000000..100000000000 USD vague"] * 2),
    ("数十份", ["10..100 vague"]),
    ("double-digit, 两位数的增长, triple-digit percent", ["10..100 % vague", "10..100 % vague", "100..1000 % vague"]),
    ("mid-single-digit, 低个位数增长", ["4..7 % vague", "1..4 % vague"]),
    ("low-to-mid single digits, 低至中个位数", ["1..7 % vague"] * 2),
    ("high-teens margins, mid-20s percent, 20% 区间中段", ["17..20 % vague", "24..27 % vague", "24..27 % vague"]),
    ("multi-billion-dollar", ["1000000000..10000000000 USD vague"]),
]
MEASURES = [
    ("3.99 吉瓦, 3.99 GW, 3.99 gigawatts", ["3.99 GW"] * 3),
    ("1Gbps, 400 Mbps, 5 nm, 7 纳米", ["1 Gbps", "400 Mbps", "5 nm", "7 nm"]),
    ("13 个季度, 13 quarters, 六个月, 30 分钟, 30-minute", ["13 quarter"] * 2 + ["6 month", "30 minute", "30 minute"]),
    ("两年半, 一个半小时, half a year", ["2.5 year", "1.5 hour", "0.5 year"]),
    ("第九年, the ninth consecutive year, 9th, the 40,000th", ["9 th"] * 3 + ["40000 th"]),
]
RANGES = [
    ("1735 亿至 1785 亿美元", ["173500000000..178500000000 USD"]),
    ("1735-1785 亿美元, $173.5-178.5B", ["173500000000..178500000000 USD"] * 2),
    ("165-215 亿", ["16500000000..21500000000"]),
    ("$173.5 billion to $178.5 billion", ["173500000000..178500000000 USD"]),
    ("between $16.5 and $21.5 billion", ["16500000000..21500000000 USD"]),
    ("30%-40%, 30-40%, 30% 至 40%, 30 to 40 percent", ["30..40 %"] * 4),
    ("二十至三十亿", ["2000000000..3000000000"]),
    ("3-5 years, 三到五年", ["3..5 year"] * 2),
    ("from 8 to 10 regions, from 25 to 28 percent", ["8", "10", "25 %", "28 %"]),
    ("从 8 个扩展至 10 个", ["8", "10"]),
    ("ranging from 5% to 7%", ["5..7 %"]),
    ("$165- $21.5 billion", ["165 USD", "21500000000 USD"]),
]
MODIFIERS = [
    ("约 2000 亿美元, about $200 billion, ~$200 billion", ["200000000000 USD [about]"] * 3),
    ("近 70 亿, nearly 7 billion", ["7000000000 [almost]"] * 2),
    ("超过 100 万台, more than 1 million, 100 万件以上", ["1000000 [over]"] * 3),
    ("不到 10 美元, under $10, 10 美元以下", ["10 USD [under]"] * 3),
    ("至少三个月, at least three months", ["3 month [at least]"] * 2),
    ("最高可达 1Gbps, up to 1 Gbps", ["1 Gbps [at most]"] * 2),
    ("no more than 5%, not more than 5%", ["5 % [at most]"] * 2),
    ("最近 5 家, 签约 20 家", ["5", "20"]),
    ("超 2112.7 亿美元的市场预期", ["211270000000 USD"]),
    ("over 3 years", ["3 year"]),
]
NAMES_AND_YEARS = [
    "H100, H200, GB200, GPT-4, EC2, x86, Q4, S&P 500, 4K, 5G, Llama 3, iPhone 17, COVID-19",
    "标普 500, 财富 500 强, 双十一, 十分, 万一",
    "10-K, 24/7, 7-Eleven, Section 16, No. 1, #1",
    "2025 年第四季度, in 2025, FY2025, Q1 2026, 1H26, 二〇二五年",
    "On February 6, 2026 at 5:00 p.m.; 2026-02-06; 2月6日",
    "1. First\n2. Second\n[1] [2, 3]",
    "the 1990s, version 2.0.1, www.example.com/24",
]


@pytest.mark.parametrize(
    ("text", "expected"), [*MONEY, *COUNTS, *SHARES, *MULTIPLES, *VAGUE, *MEASURES, *RANGES, *MODIFIERS]
)
def test_reads(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize("text", NAMES_AND_YEARS)
def test_names_years_and_marks_are_no_quantities(text: str) -> None:
    assert read(text) == []


def test_given_names_are_no_quantities() -> None:
    assert read("Studio 54 units sold 54 units") == ["54", "54"]
    assert read("Acme 9 lives sold 54 units in 三一重工") == ["54"]
    assert find_quantities("the 3M deal", names=("3M",)) == []


def test_bare_numbers_after_names_with_a_unit_are_quantities() -> None:
    assert read("Backlog 244 billion; Growth 24%; Power 3 GW") == ["244000000000", "24 %", "3 GW"]
    assert read("Amazon Inc. 500 billion; level 3.5 million; about24%; [24]%; (24) million") == [
        "500000000000",
        "3500000",
        "24 % [about]",
        "24",
        "-24000000",
    ]


def test_offsets_cover_the_words_of_the_text_given() -> None:
    text = "Total：約 ２，４４０ 億美元\u200b，及 “超过\u200b 100 万” 台"
    assert [q.text for q in find_quantities(text)] == ["約 ２，４４０ 億美元", "超过\u200b 100 万"]
    for quantity in find_quantities(text):
        assert text[quantity.start : quantity.end] == quantity.text


def test_exactness() -> None:
    (quantity,) = find_quantities("0.1 亿美元")
    assert quantity.value == Fraction(10_000_000)
    (third,) = find_quantities("三分之一")
    assert third.value == Fraction(1, 3)
    (range_,) = find_quantities("1-2%")
    with pytest.raises(ValueError, match="no single value"):
        _ = range_.value


ALPHABET = "0123456789.,%$-—~+()亿万千百十一两三成倍半年月个家第近约超至到 billion and a half twice数几GWx/\n\u200b"


@given(st.one_of(st.text(alphabet=ALPHABET, max_size=60), st.text(max_size=60)))
def test_any_text_gives_ordered_disjoint_spans(text: str) -> None:
    position = 0
    for quantity in find_quantities(text):
        assert position <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.low <= quantity.high
        position = quantity.end


@given(st.text(alphabet=ALPHABET, max_size=40))
def test_width_and_script_do_not_matter(text: str) -> None:
    wide = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789%$"})
    traditional = text.translate(str.maketrans("亿万个两", "億萬個兩"))
    assert read(wide) == read(text) == read(traditional)


def test_long_lines_take_linear_time() -> None:
    for piece in ("二", "1", "$", "近", "a@", "第", "百分之", "1,"):
        find_quantities(piece * 20_000)


@pytest.mark.parametrize("text", ["We grew them by $290 million to $28.1 billion", "存款增加 2.9 亿至 281 亿美元"])
def test_a_rise_by_one_amount_to_another_is_no_range(text: str) -> None:
    assert [quantity.value for quantity in find_quantities(text)] == [290_000_000, 28_100_000_000]
