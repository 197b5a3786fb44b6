"""Whatever stands in a text has its keys there: what is looked up by keys is never missed."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.marks import TIMELESS, Marks, figure_notes, period_notes
from assistant.moments import Moment
from assistant.numbers import Dimension, find_periods, find_quantities
from assistant.support import supports
from index.keys import of_term, of_turn, token_key
from index.text import contains, find_all, fold
from index.tokens import tokenize
from index.unknown import mentioned_in, ways_of_naming

PIECES = st.sampled_from(
    [
        *("AI", "ai", "Falcon", "falcon9", "9", "10.5", "1,200", "J.P.", "Morgan", "O'Neil", "AT&T", "Müller", "Ｍｅｉ", "i\u0307", "K"),
        *("安", "哈特", "安・哈特", "安·哈特", "電", "电", "網路", "网络", "云", "、", "(", ")", "%", "-", "–", " ", "  ", "\n", ".", ",", "'", "/"),
        *("said", "SAID", "Mexico", "margins", "margin", "ﬁne", "e\u0301", "\u200b", "β", "カ"),
    ]
)  # fmt: skip
TEXT = st.lists(PIECES, max_size=12).map("".join)


@settings(deadline=None)
@given(TEXT, TEXT, TEXT)
def test_a_turn_that_holds_a_term_has_its_keys(before: str, term: str, after: str) -> None:
    for text in (f"{before}{term}{after}", f"{before} {term} {after}", f"{before}{term.upper()}{after}"):
        if find_all(term, text):
            assert of_term(term) <= of_turn(text)


@settings(deadline=None)
@given(TEXT, st.data())
def test_what_stands_in_a_text_is_found_by_keys(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    term = text[start : data.draw(st.integers(start, len(text)))]
    if contains(term, fold(text)):
        assert of_term(term) <= of_turn(text)
    assert {token_key(t) for t in tokenize(text) if t.isascii()} <= of_turn(text)


@settings(deadline=None)
@given(TEXT, st.sampled_from(["Ann Hart", "安·哈特", "安哈特", "O'Neil", "J.P. Morgan", "Jo Müller", "Mei"]), TEXT)
def test_a_text_that_speaks_of_a_person_has_the_keys_of_a_way(before: str, name: str, after: str) -> None:
    text = f"{before} {name} {after}"
    found = any(way.test(text) for way in ways_of_naming(name))
    assert mentioned_in(text)(name) == found
    assert found == any(way.keys <= of_turn(text) and way.test(text) for way in ways_of_naming(name))


AMOUNTS = st.sampled_from(
    [
        *("5%", "5 percent", "five percent", "百分之五", "5 个百分点", "500 basis points", "half", "一半", "三分之一", "a third", "doubled", "翻倍", "100%"),
        *("$1.2 billion", "12 亿美元", "$1,200 million", "about $1.25 billion", "more than $1 billion", "十二亿美元", "billions of dollars", "数十亿美元"),
        *("1,200,000,000", "low double digits", "15%", "0%", "-5%", "下降 5%", "$3 to $4 billion", "30 亿至 40 亿美元", "八成", "80%", "more than 4.8%", "nearly 5.2%"),
    ]
)  # fmt: skip
FRAMES = st.sampled_from(
    ["Margin was {}.", "We saw {} and {}.", "毛利率为 {}。", "收入 {},同比增长 {}。", "Nothing here. It rose {}", "{}"]
)


@settings(deadline=None)
@given(FRAMES, AMOUNTS, AMOUNTS, AMOUNTS)
def test_a_passage_that_states_a_figure_has_its_note(frame: str, one: str, other: str, asked: str) -> None:
    text = frame.replace("{}", one, 1).replace("{}", other, 1)
    notes = Marks()(text)
    for quantity in find_quantities(asked):
        exact = quantity.unit.dimension in {Dimension.MONEY, Dimension.SHARE, Dimension.POINTS}
        if exact and supports(text, quantity, Moment()):
            assert notes & set(figure_notes(quantity))


TIMES = st.sampled_from(
    [
        *("in 2025", "in Q3 2025", "2025 年第三季度", "2025年", "第三季度", "the third quarter", "this year", "last year", "今年", "去年", "明年", "next quarter"),
        *("上季度", "the full year", "全年", "in March 2025", "2025 年 3 月", "March this year", "the first half of 2025", "2025 上半年", "year over year", "同比"),
        *("by the end of 2025", "FY2025", "Q4 2024", "in the prior year quarter", "去年同期", "2024 年底"),
    ]
)  # fmt: skip


@settings(deadline=None)
@given(st.sampled_from(["Revenue grew {}.", "{} 营收增长。", "It was {}, not {}."]), TIMES, TIMES, TIMES)
def test_a_passage_that_states_a_period_has_its_note(frame: str, one: str, other: str, asked: str) -> None:
    text = frame.replace("{}", one, 1).replace("{}", other, 1)
    moments = [Moment((2025, 3), dt.date(2025, 10, 30)), Moment((2024, 4), dt.date(2025, 2, 6)), Moment()]
    notes = Marks()(text)
    for period in find_periods(asked):
        for number, moment in enumerate(moments):
            if period.year is not None and supports(text, period, moment):
                wanted = period_notes(period, moments)
                assert any(note in notes and (calls is None or number in calls) for note, calls in wanted.items())


def test_a_sentence_without_a_period_is_noted() -> None:
    assert TIMELESS in Marks()("Revenue grew 5% year over year.")
    assert TIMELESS not in Marks()("Revenue grew 5% this year.")
