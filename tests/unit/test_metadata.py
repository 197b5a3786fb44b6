"""What a text says about its call, and what it does not."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fields import facts_of
from index.formats import parse
from index.metadata import company_aliases, read_company, read_ticker, read_title
from index.models import Kind, Metadata, Speaker
from index.periods import Period, read_date, read_period


@pytest.mark.parametrize(
    ("said", "year", "quarter"),
    [
        ("Welcome to the Acme fourth quarter 2025 earnings call.", 2025, 4),
        ("Welcome to the Acme fourth-quarter fiscal year 2025 earnings call.", 2025, 4),
        ("Welcome to Acme's fourth quarter and full year 2025 results call.", 2025, 4),
        ("Welcome to the Acme Q4 2025 Earnings Conference Call.", 2025, 4),
        ("Welcome to the Acme Q4 FY2025 earnings call.", 2025, 4),
        ("Welcome to the Acme Q4 FY25 earnings call.", 2025, 4),
        ("Welcome to the FY2024 Q3 earnings call of Acme.", 2024, 3),
        ("Welcome to Acme's fiscal 2024 third quarter earnings call.", 2024, 3),
        ("Welcome to Acme's fiscal year 2024 third-quarter earnings call.", 2024, 3),
        ("Welcome to Acme's third quarter of fiscal 2024 earnings call.", 2024, 3),
        ("Welcome to the Acme 3Q24 earnings call.", 2024, 3),
        ("Welcome to Acme's 2024 Third Quarter Earnings Conference Call.", 2024, 3),
        ("Welcome to the Acme quarter 1 2023 earnings call.", 2023, 1),
        ("Welcome to the Acme 1st quarter 2023 earnings call.", 2023, 1),
        ("Welcome to the Acme second quarter conference call for 2021.", 2021, 2),
        ("Welcome to Acme's fourth quarter earnings call for fiscal year 2021.", 2021, 4),
        ("Welcome to the Earnings Call for Acme for First Quarter 2021.", 2021, 1),
        ("Welcome to the Acme third quarter 2021 financial teleconference.", 2021, 3),
        ("Welcome to the Acme full year 2023 results call.", 2023, None),
        ("Welcome to the Acme earnings call.", None, None),
        ("Welcome to our third quarter earnings call.", None, 3),
        ("欢迎参加远山科技 2025 年第四季度财务业绩电话会议。", 2025, 4),
        ("欢迎参加远山科技2025年第四季度及全年业绩电话会。", 2025, 4),
        ("欢迎参加远山科技2025财年第四财季财报电话会议。", 2025, 4),
        ("欢迎参加远山科技 2024 财年第三季度业绩电话会。", 2024, 3),
        ("欢迎参加远山科技2024年Q3业绩电话会议。", 2024, 3),
        ("欢迎参加远山科技Q3 2024业绩电话会议。", 2024, 3),
        ("歡迎參加遠山科技 2024 年第三季業績電話會議。", 2024, 3),
        ("欢迎参加远山科技2024年度业绩电话会议。", 2024, None),
        ("欢迎参加远山科技业绩电话会议。", None, None),
    ],
)
def test_period_of_the_welcome(said: str, year: int | None, quarter: int | None) -> None:
    assert read_period(None, "", said) == Period(year, quarter)


def test_reported_quarter_goes_before_guided_and_compared_ones() -> None:
    opening = (
        "欢迎参加远山科技 2025 年第四季度业绩电话会议。\n"
        "我们预计 2026 年第一季度营收增长。2024 年第四季度营收为 10 亿元。"
    )
    assert read_period(None, "2026 年 Q1 指引:营收增长。\n2026年第一季度展望", opening) == Period(2025, 4)
    english = "Welcome to Acme's second quarter 2024 earnings call. In the third quarter 2024 we expect growth."
    assert read_period("Acme Q2 2024 Earnings Call", "", english) == Period(2024, 2)


def test_year_of_a_quarter_comes_from_the_title_but_never_from_another_quarter() -> None:
    opening = "Welcome to our third quarter earnings call."
    assert read_period("Acme Q3 2024 Earnings Call", "", opening) == Period(2024, 3)
    assert read_period("Acme Q2 2024 Earnings Call", "", opening) == Period(None, 3)


def test_an_article_gives_a_period_only_where_it_is_plain() -> None:
    assert read_period(None, "远山公布2025年第四季度财报。", "") == Period(2025, 4)
    assert read_period(None, "营收在2025年第四季度增长。\n营收在2025年第三季度下降。", "") == Period(None, None)
    assert read_period(None, "我们预计2026年第一季度增长。", "") == Period(None, None)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Acme Corp Q4 2025 Earnings Call\n2026-02-05\n", dt.date(2026, 2, 5)),
        ("Acme Corp Q4 2025 Earnings Call\nFebruary 5, 2026, 5:00 p.m. ET\n", dt.date(2026, 2, 5)),
        ("Acme Corp Q4 2025 Earnings Call\nFeb. 5, 2026\n", dt.date(2026, 2, 5)),
        ("Acme Corp Q4 2025 Earnings Call\nSept 5th, 2025\n", dt.date(2025, 9, 5)),
        ("Acme Corp\n5 February 2026\n", dt.date(2026, 2, 5)),
        ("Call Date: 2026/02/05\n", dt.date(2026, 2, 5)),
        ("会议时间:2026年2月6日\n", dt.date(2026, 2, 6)),
        ("远山财经 2026 年 2 月 6 日讯 远山公布财报。\n", dt.date(2026, 2, 6)),
        ("财联社2月6日讯 远山公布财报,股价上涨。\n", None),
        ("Results for the quarter ended December 31, 2025\n", None),
        ("截至2025年12月31日,营收增长。\n", None),
        ("Feb 5, 2026\nApril 1, 2026\n", None),
        ("Quarter ended December 31, 2025\nFeb 5, 2026\n", dt.date(2026, 2, 5)),
        ("2026-13-45\n", None),
        ("Version 2024.1.15.3\n", None),
        ("", None),
    ],
)
def test_date_only_where_it_is_certain(head: str, expected: dt.date | None) -> None:
    assert read_date(head, "") == expected


def test_date_as_the_operator_says_it() -> None:
    assert read_date("", "Good day. Today's conference call of March 3, 2025 is recorded.") == dt.date(2025, 3, 3)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("As a reminder, this conference is being recorded, Tuesday, January 25, 2022.", dt.date(2022, 1, 25)),
        ("These statements speak only as of the date of this call, February 13, 2020.", dt.date(2020, 2, 13)),
        ("Views are management's as of today, November 9, 2020, and may change.", dt.date(2020, 11, 9)),
        ("The quarter ended on June 30, 2021, and our 10-K is for the year ended December 31, 2020.", None),
        ("Please mark today your calendars for the meeting of our shareholders on May 5, 2025.", None),
        ("The plant was recorded as sold. It opens on January 5, 2025.", None),
    ],
)
def test_date_beside_words_for_the_call(said: str, expected: dt.date | None) -> None:
    assert read_date("", f"Welcome. {said}") == expected


@pytest.mark.parametrize(
    ("head", "ticker"),
    [
        ("Acme Widgets, Inc. (NYSE: ACW)", "ACW"),
        ("Acme Widgets (NASDAQ:ACWX) Q3", "ACWX"),
        ("Acme Widgets (NASDAQ:\nACWX)", "ACWX"),
        ("Ticker: ACW\nCompany: Acme", "ACW"),
        ("股票代码:600123", "600123"),
        ("股票代码：0981.HK", "0981.HK"),
        ("远山科技(0981.HK)公布业绩", "0981.HK"),
        ("远山(纳斯达克：FARH)公布业绩", "FARH"),
        ("Acme Widgets (ACW) Q3 2024 Earnings Call Transcript", "ACW"),
        ("Acme Widgets (ACW) is a company", None),
        ("no ticker here: EPS 1.95 (GAAP)", None),
        ("Acme reports earnings. (GAAP) (EPS)\nearnings call", None),
    ],
)
def test_ticker(head: str, ticker: str | None) -> None:
    assert read_ticker(head, "") == ticker


def test_ticker_of_one_among_several_companies() -> None:
    assert read_ticker("Rivals (NYSE: AAA) and (NYSE: BBB) and (NYSE: CCC)" + " " * 300, "") == "AAA"
    assert read_ticker(" " * 400 + "(NYSE: AAA) and (NYSE: BBB)", "") is None


def executive(name: str, affiliation: str | None) -> Speaker:
    return Speaker(name, Kind.EXECUTIVE, "CEO", affiliation)


@pytest.mark.parametrize(
    ("title", "opening", "company"),
    [
        (None, "Welcome to the Acme Widgets third quarter 2024 earnings call.", "Acme Widgets"),
        (None, "Good day, and welcome to Acme Widgets' Q3 2024 earnings call.", "Acme Widgets"),
        (None, "Thank you for joining us for Acme Widgets, Inc.'s third quarter results.", "Acme Widgets, Inc"),
        (None, "Welcome to the third quarter earnings call.", None),
        (None, "Welcome to the Q3 2021 Acme Corporation Earnings Conference Call.", "Acme Corporation"),
        (None, "Welcome everyone to the Fourth Quarter 2019 Acme Widgets Earnings Conference Call.", "Acme Widgets"),
        (None, "Welcome to the First Horizon second quarter 2024 earnings call.", "First Horizon"),
        (
            None,
            "Welcome to the 2020 Third Quarter Earnings Conference Call for Acme Holdings Inc.",
            "Acme Holdings Inc",
        ),
        (None, "Welcome to the fourth-quarter results teleconference for Acme. We begin.", "Acme"),
        (None, "Welcome to the Third Quarter 2021 Earnings Conference Call. Our call for 2022 is in May.", None),
        (None, "Welcome to Acme's discussion of our fourth-quarter 2019 results.", "Acme"),
        (None, "大家好,欢迎参加远山科技 2025 年第四季度财务业绩电话会议。", "远山科技"),
        (None, "大家好,欢迎参加我们 2025 年第四季度财务业绩电话会议。", None),
        ("远山科技2024年第三季度业绩电话会", "大家好。", "远山科技"),
        ("远山科技(0981.HK)2024Q3业绩交流会纪要", "2024年前三季度,营收增长。", "远山科技"),
        ("Acme Widgets Q3 2024 Earnings Call Transcript", "Good morning.", "Acme Widgets"),
    ],
)
def test_company(title: str | None, opening: str, company: str | None) -> None:
    assert read_company(title, "", opening, ()) == company


def test_company_of_the_executives_roles() -> None:
    speakers = (executive("A B", "Acme"), executive("C D", "Acme"), executive("E F", "Guest Ltd"))
    assert read_company(None, "", "Good morning.", speakers) == "Acme"


def test_other_names_of_the_company() -> None:
    assert company_aliases("Acme Widgets, Inc.", "ACW", "") == ("Acme Widgets", "ACW")
    assert company_aliases("远山", None, "远山(Farhill)今天宣布") == ("Farhill",)
    products = "远山 One 增长。Farhill One 与 Farhill Two、Farhill Three 表现良好。Other Thing。"
    assert company_aliases("远山", None, products) == ("Farhill",)
    assert company_aliases("远山", None, "远山 One 增长。Other One 表现良好。") == ()


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Acme Widgets Q3 2024 Earnings Call Transcript\nNov 5, 2024", "Acme Widgets Q3 2024 Earnings Call Transcript"),
        ("# Acme Q3 2024 Earnings Call\n\ntext", "Acme Q3 2024 Earnings Call"),
        ("远山财报出炉,股价大涨。\n远山业绩电话会实录(以下由AI辅助翻译,部分内容有删减)", "远山业绩电话会实录"),
        ("《远山2024年第三季度业绩电话会纪要》", "远山2024年第三季度业绩电话会纪要"),
        ("Shares rose after earnings beat expectations, the company said.", None),
        ("", None),
    ],
)
def test_title(head: str, title: str | None) -> None:
    assert read_title(head) == title


def test_a_text_that_says_nothing_leaves_everything_open() -> None:
    metadata = parse("主持人:大家好。\n王小明(首席执行官):谢谢。\n").metadata
    assert (metadata.title, metadata.company, metadata.ticker, metadata.period, metadata.date) == (None,) * 5


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"company": "Acme Ltd", "ticker": "acw", "quarter": "Q3", "year": "2024"}, Metadata(None, "Acme Ltd", "ACW", 2024, 3)),
        ({"Company Name": "Acme Ltd", "fiscal-year": 2024, "Fiscal Quarter": 3}, Metadata(None, "Acme Ltd", None, 2024, 3)),
        ({"symbol": "NYSE: ACW", "period": "Q4 FY2025"}, Metadata(None, None, "ACW", 2025, 4)),
        ({"q": "2020-Q2", "date": "Aug 27, 2020, 9:00 p.m. ET"}, Metadata(None, None, None, 2020, 2, dt.date(2020, 8, 27))),
        ({"period": "FY2024"}, Metadata(fiscal_year=2024)),
        ({"公司": "远山科技", "股票代码": "0981.HK", "报告期": "2024年第三季度"}, Metadata(None, "远山科技", "0981.HK", 2024, 3)),
        ({"财年": "2024", "季度": "第三季度", "会议日期": "2024年11月5日"}, Metadata(None, None, None, 2024, 3, dt.date(2024, 11, 5))),
        ({"title": "Acme Q3 Call", "date": "not a date", "ticker": "not a ticker!", "year": True}, Metadata("Acme Q3 Call")),
        ({"company": ["a"], "quarter": 7, "year": "20x4", "date": {"d": 1}, "other": "x"}, Metadata()),
        ({}, Metadata()),
    ],
)  # fmt: skip
def test_fields_of_a_file(values: dict[str, object], expected: Metadata) -> None:
    assert facts_of(values) == expected


def test_fields_in_lines_before_the_call() -> None:
    text = (
        "Company: Acme Widgets\n**Ticker:** ACW\nFiscal year: 2024\nQuarter: 3\nDate: November 5, 2024\n\n"
        "Operator: Welcome to the call.\nAnn Lee (CEO): Thanks.\n"
    )
    metadata = parse(text).metadata
    assert (metadata.company, metadata.ticker, metadata.period) == ("Acme Widgets", "ACW", "Q3 2024")
    assert metadata.date == dt.date(2024, 11, 5)
    assert metadata.company_aliases == ("ACW",)


def test_what_a_file_states_goes_before_what_its_words_suggest() -> None:
    head = "Company: Acme Widgets\nQuarter: Q2 2024\n\n"
    call = "Operator: Welcome to the Bolt third quarter 2024 earnings call.\nAnn Lee (CEO): Thanks.\n"
    metadata = parse(head + call).metadata
    assert (metadata.company, metadata.period) == ("Acme Widgets", "Q2 2024")
    assert parse(f"Fiscal year: 2024\n\n{call}").metadata.period == "Q3 2024"
    assert parse(f"Quarter: 3\n\n{call}").metadata.period == "Q3 2024"
    assert parse(f"Quarter: 2\n\n{call}").metadata.period is None


def test_an_abbreviated_company_is_no_ticker() -> None:
    assert read_ticker("F.N.B. Corporation Q3 2024 Earnings Call", "") is None
    assert read_ticker("远山(ACW.US)公布业绩", "") == "ACW.US"


@given(
    st.dictionaries(
        st.text(max_size=12) | st.sampled_from(("date", "year", "quarter", "ticker")), st.text() | st.integers()
    )
)
def test_any_fields_are_read_without_a_fault(values: dict[str, object]) -> None:
    facts = facts_of(values)
    assert facts.fiscal_quarter in (None, 1, 2, 3, 4)
