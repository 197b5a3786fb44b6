from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.baselines import is_refusal, split_statements


def test_sentences_and_their_marks() -> None:
    text = (
        "Sales rose 3.5% [1]. J.P. Morgan asked about U.S. growth.[2][3]\n"
        "1. 营收增长 24%。[1, 2]毛利率上升[Source 3]。\n"
        "- Nothing is cited here\n\n[4]\nSource 1:\nSource 2: It says so."
    )
    assert [(s["text"], s["citations"]) for s in split_statements(text)] == [
        ("Sales rose 3.5%.", [1]),
        ("J.P. Morgan asked about U.S. growth.", [2, 3]),
        ("营收增长 24%。", [1, 2]),
        ("毛利率上升。", [3]),
        ("Nothing is cited here", []),
        ("It says so.", [2]),
    ]
    assert not any(s["verified"] for s in split_statements(text))


@given(st.text(st.sampled_from("aB3.,。!? \n[]12-•Source"), max_size=80))
def test_no_word_is_lost(text: str) -> None:
    kept = "".join(s["text"] for s in split_statements(text))
    assert kept.count("a") == text.count("a")
    assert all(s["text"].strip() for s in split_statements(text))


@pytest.mark.parametrize(
    "text",
    [
        "The sources do not provide any information about Tim Cook.",
        "None of the provided sources mention dividends [1].",
        "There is no mention of layoffs in the sources.",
        "I cannot find this in the sources.",
        "The transcript doesn't mention it.",
        "文中没有提到蒂姆·库克。",
        "无法确定股息。",
        "财报电话会未提及裁员。",
        "",
    ],
)
def test_usual_phrases_of_refusal(text: str) -> None:
    assert is_refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "AWS grew 24% [1]. The sources do not mention Azure.",
        "They did not raise prices [1].",
        "未完成订单额达 2440 亿美元 [1]。",
        "The company notes no slowdown in demand [2].",
    ],
)
def test_answers_are_no_refusals(text: str) -> None:
    assert not is_refusal(text)
