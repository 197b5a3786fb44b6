import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import SettingsError
from index.models import Kind, Metadata, Section, Speaker, Transcript, Turn
from index.passages import PassageSize, build_passages, pack

SPEAKER = Speaker(
    name="李・雷", kind=Kind.EXECUTIVE, role="首席执行官", affiliation="示例公司", aliases=("雷", "Ray", "Ray Li")
)
SMALL = PassageSize(20, 12)


def transcript(*texts: str, **metadata: object) -> Transcript:
    turns, source = [], ""
    for number, text in enumerate(texts):
        start = len(source) + 2
        source += "X:" + text + "\n"
        speaker = SPEAKER if number else None
        section = Section.QA if number else Section.ARTICLE
        turns.append(Turn(number, section, speaker, start, start + len(text), text))
    return Transcript("0123456789abcdef", source, "zh", "test", tuple(turns), Metadata(**metadata))  # type: ignore[arg-type]


TEXTS = st.text(alphabet="abc word. 营收增长。，, \n1234567890.%亿é\u0301👩\u200d💻🇨🇳;…", max_size=400)


@settings(max_examples=60)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_passages_are_the_source(texts: list[str]) -> None:
    call = transcript(*texts)
    passages = build_passages(call, SMALL)
    assert len({p.id for p in passages}) == len(passages)
    for p in passages:
        assert call.source[p.start : p.end] == p.text == p.text.strip()
        turn = call.turns[p.turn]
        assert turn.start <= p.start < p.end <= turn.end
        assert SMALL.cost(p.text) <= 1.3 * SMALL.limit
    for turn in call.turns:
        kept = "".join(p.text for p in passages if p.turn == turn.number)
        assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", turn.text)


@given(
    st.lists(
        st.sampled_from(["1,420.75", "$3.99", "24%", "1735 亿", "营收增长", "word ", "，", " ", "😀", "é\u0301"]),
        max_size=80,
    )
)
def test_an_oversize_sentence_is_cut_outside_numbers_and_characters(parts: list[str]) -> None:
    text = "营" + " 在".join(parts)
    cuts = {start for start, _ in pack(text, 0, len(text), SMALL)} - {0}
    inside = {
        i for m in re.finditer(r"[$]?\d[\d,.]*\s?[%亿]?|[a-z]+|é\u0301", text) for i in range(m.start() + 1, m.end())
    }
    assert not cuts & inside


def test_no_tiny_tail_remains() -> None:
    sentence = "营收同比增长了百分之十二。"
    for count in range(2, 40):
        text = sentence * count + "谢谢。"
        spans = pack(text, 0, len(text), PassageSize(60, 40))
        assert len(text[slice(*spans[-1])]) >= 15
        assert all(text[a:b].endswith("。") for a, b in spans)


def test_one_measure_for_mixtures() -> None:
    size = PassageSize(200, 120)
    assert size.cost("营" * 200) == size.limit == size.cost("word " * 120)
    assert size.cost("营" * 100 + " word" * 60) == size.limit
    assert size.cost("x" * 5000) > size.limit


def test_identifiers_and_header() -> None:
    call = transcript("新闻。", "营收增长。谢谢大家。", company="示例", fiscal_year=2025, fiscal_quarter=4)
    article, answer = build_passages(call)
    assert article.id == "0123456789abcdef:0000:0000"
    assert article.header == "示例 2025年第四季度 (Q4 2025) | 新闻稿"
    assert answer.header == "李・雷 (Ray Li)，首席执行官，示例公司 | 示例 2025年第四季度 (Q4 2025) | 问答环节"
    assert (answer.language, answer.period, answer.speaker, answer.kind) == ("zh", "Q4 2025", "李・雷", Kind.EXECUTIVE)
    (english,) = build_passages(transcript("Revenue grew in the quarter.", fiscal_year=2025))
    assert (english.language, english.header) == ("en", "FY2025 | Article")


def test_header_can_be_replaced() -> None:
    (passage,) = build_passages(
        transcript("营收增长。"), header=lambda call, turn, language: f"{turn.number}-{language}"
    )
    assert passage.header == "0-zh"


def test_turns_outside_the_call_share_number_zero_and_keep_distinct_ids() -> None:
    call = transcript("第一段。", "第二段。")
    twice = Transcript(call.id, call.source, "zh", "test", (call.turns[0], call.turns[0]))
    assert [p.index for p in build_passages(twice)] == [0, 1]


@pytest.mark.parametrize(
    "text", ["字" * 200_000, "word " * 40_000, "1" * 200_000, "营收为 3.99 吉瓦，" * 20_000, " " * 200_000 + "a"]
)
def test_one_huge_line(text: str) -> None:
    size = PassageSize()
    spans = pack(text, 0, len(text), size)
    assert spans
    assert all(size.cost(text[a:b]) <= 1.3 * size.limit for a, b in spans)


def test_key_tells_sizes_apart_and_nonsense_is_refused() -> None:
    assert PassageSize().key != PassageSize(zh_chars=300).key
    assert PassageSize().key == PassageSize(200, 120).key
    with pytest.raises(SettingsError):
        PassageSize(zh_chars=0)
