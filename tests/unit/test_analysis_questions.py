"""The parts of analysts' questions, and which of them the answers address."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analysis.parts import question_parts


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in question_parts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Good morning. How fast will capacity grow?", ["How fast will capacity grow?"]),
        (
            "Thanks for taking my question. I have two. How fast will capacity grow, and what does it cost you per site?",
            ["How fast will capacity grow", "what does it cost you per site?"],
        ),
        (
            "Could you talk about churn in the service business, and about how much pricing power you have on renewals?",
            ["Could you talk about churn in the service business", "about how much pricing power you have on renewals?"],
        ),
        ("Is the weakness in Europe structural? Why?", ["Is the weakness in Europe structural? Why?"]),
        ("I wanted to dig into orders. Did customers pull them forward?", ["Did customers pull them forward?"]),
        ("I was wondering about your plans for the Lyon plant.", ["I was wondering about your plans for the Lyon plant."]),
        ("Congratulations on the quarter. Thank you.", []),
        ("Do you see demand and supply in balance?", ["Do you see demand and supply in balance?"]),
    ],
)  # fmt: skip
def test_english_parts(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("谢谢。请问下半年毛利率的趋势如何?", ["请问下半年毛利率的趋势如何?"]),
        (
            "我有两个问题。第一,产能利用率目前是多少?第二,明年的资本支出计划如何?",
            ["第一,产能利用率目前是多少?", "第二,明年的资本支出计划如何?"],
        ),
        (
            "能否介绍一下海外市场的进展,以及公司如何看待明年的竞争格局?",
            ["能否介绍一下海外市场的进展", "以及公司如何看待明年的竞争格局?"],
        ),
        ("能否进一步说明,投资者如何才能看到这一回报?", ["能否进一步说明,投资者如何才能看到这一回报?"]),
        ("恭喜公司取得好成绩,谢谢。", []),
    ],
)
def test_chinese_parts(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@given(st.text(alphabet="How will it grow, and what? 如何,以及是否? Thanks. I have two questions。", max_size=80))
def test_parts_are_in_order_and_apart(text: str) -> None:
    found = question_parts(text)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
