import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language import detect


@pytest.mark.parametrize(
    "text",
    [
        "GPU 毛利率?",
        "AWS Q4 营收",
        "revenue guidance 是多少",
        "andy smith 说了什么",
        "那第一季度呢?",
        "資本支出是多少",
        "我们与 OpenAI、Visa、NBA、Perplexity、Lyft、United Airlines、DoorDash、Salesforce 等达成新协议",
        "营收",
    ],
)
def test_chinese(text: str) -> None:
    assert detect(text) == "zh"


@pytest.mark.parametrize(
    "text",
    [
        "What did 王伟 say?",
        "Who is 王伟?",
        "What about 资本支出 in 2026?",
        "and the CFO?",
        "NVIDIA H100 FY2025",
        "The term 资本支出 means capital expenditure and is used in every call",
        "123.4 %",
        "",
    ],
)
def test_english(text: str) -> None:
    assert detect(text) == "en"


@given(st.text(alphabet="abcdefg XYZ.,12?", max_size=80))
def test_without_chinese_characters_a_text_is_english(text: str) -> None:
    assert detect(text) == "en"
