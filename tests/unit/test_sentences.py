import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import split


def pieces(text: str) -> list[str]:
    return [text[a:b] for a, b in split(text)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["AWS grew 20%.", "毛利率提升。", "谢谢!"],
        ["新增了 3.99 吉瓦。", "是去年的 1.2 倍。"],
        ["“太好了!”", "他说。"],
        ["他说：“我们会增长。”", "市场相信。"],
        ["如图（见附录。）", "下一句。"],
        ["J.P. Morgan's analyst asked.", "Mr. Smith of Acme Inc. said U.S. sales grew 3.99% at 5 p.m. Eastern."],
        ["We moved to the U.S.", "Our sales grew."],
        ["Andrew R. Smith and J. K. Jones spoke.", "We listened."],
        ["We are No. 1 in China.", "No.", "We are not second, e.g. in the U.K. market, vs. last year."],
        ['"Great!" she said.', '"Thanks."', "She left."],
        ["Is it?", "It is!", "Good..."],
        ["Visit example.com for more.", "营收增长.", "利润下降."],
        ["增长很快……", "第四季度更快。"],
        ["Revenue was $1,420.5 million.", "Margin was 9.5%.", "Thanks."],
    ],
)
def test_sentences(sentences: list[str]) -> None:
    assert pieces(" ".join(sentences)) == sentences


def test_chinese_sentences_need_no_space_between_them() -> None:
    assert pieces("第一句。第二句!第三句?第四句") == ["第一句。", "第二句!", "第三句?", "第四句"]


def test_lines_end_sentences_and_list_marks_stay() -> None:
    assert pieces("1. Revenue grew\n2. 利润增长\r\n\n  (3) Margin. x ") == [
        "1. Revenue grew",
        "2. 利润增长",
        "(3) Margin.",
        "x",
    ]


def test_semicolons_part_only_long_chinese_clauses() -> None:
    long = "第一项费用为十一亿美元,用于税务纠纷;第二项费用为七亿美元,为预估遣散费;其他;少"
    assert pieces(long) == ["第一项费用为十一亿美元,用于税务纠纷;", "第二项费用为七亿美元,为预估遣散费;其他;少"]
    assert pieces("增长;下降;持平") == ["增长;下降;持平"]
    assert pieces("Revenue grew in every segment; margins fell in two of them.") == [
        "Revenue grew in every segment; margins fell in two of them."
    ]


MIXED = st.text(alphabet="aZ.。!?！？;；…\"'”“）)（( \n\t\r1,9营收亿\u200b\ud83d", max_size=120)


@given(st.one_of(MIXED, st.text(max_size=80)))
def test_spans_cover_all_that_is_not_white(text: str) -> None:
    spans = split(text)
    position = 0
    for start, end in spans:
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


@given(
    st.integers(0, 10**6),
    st.integers(0, 999),
    st.sampled_from(["{}.{}", "{},{}", "${}.{}", "{}.{}%", "{}.{} 亿"]),
    st.sampled_from(
        ["Sales were {} in total. Next.", "营收{}。下一句。", "增长 {};利润下降了很多很多很多很多;好。", "{}"]
    ),
)
def test_numbers_are_never_parted(whole: int, part: int, form: str, frame: str) -> None:
    number = form.format(whole, part)
    assert any(number in piece for piece in pieces(frame.format(number)))


def test_long_lines_take_linear_time() -> None:
    assert len(split("a. " * 100_000)) >= 1
    assert len(split("毛利率提升。" * 100_000)) == 100_000
    assert split("x" * 1_000_000) == [(0, 1_000_000)]
