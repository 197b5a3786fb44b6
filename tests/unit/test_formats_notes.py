"""Broker notes and media: names in brackets, marks of question and answer, names with titles on either side."""

from __future__ import annotations

import pytest

from index.formats import parse
from index.models import Kind, Transcript


def spoken(transcript: Transcript) -> list[tuple[str, str, int | None, str | None]]:
    return [(t.speaker.name, t.section.value, t.question_no, t.part) for t in transcript.turns if t.speaker is not None]


@pytest.mark.parametrize(
    ("ask", "answer"),
    [("Q:", "A:"), ("Q：", "A："), ("问:", "答:"), ("問：", "答："), ("Q1:", "A1:"), ("问题1:", "回答:"), ("【问】", "【答】"),
     ("提问:", "公司回答:"), ("投资者提问:", "管理层答复:"), ("Question:", "Answer:"), ("Q1.", "A1."), ("Q:", "管理层:")],
)  # fmt: skip
def test_marks_of_question_and_answer(ask: str, answer: str) -> None:
    text = f"{ask}请问毛利率?\n{answer}四成。\n第二段。\n\n{ask}请问资本开支?\n{answer}三十亿元。\n"
    transcript = parse(text)
    assert [(section, number, part) for _, section, number, part in spoken(transcript)] == [
        ("qa", 1, "question"),
        ("qa", 1, "answer"),
        ("qa", 2, "question"),
        ("qa", 2, "answer"),
    ]
    assert transcript.turns[1].text == "四成。\n第二段。"
    assert [s.kind for s in transcript.speakers] == [Kind.ANALYST, Kind.EXECUTIVE]


def test_marks_on_lines_of_their_own() -> None:
    text = "Q\nHow is demand?\n\nA\nStrong.\n\nQ\nAnd margins?\n\nA\nUp.\n"
    assert [number for _, _, number, _ in spoken(parse(text))] == [1, 1, 2, 2]


@pytest.mark.parametrize(
    "text", ["A: apples\nB: pears\nC: plums\n", "A: one\nA: two\n", "Q: what is this?\n", "A\nB\nA\nC\n"]
)
def test_letters_are_no_marks(text: str) -> None:
    assert parse(text).speakers == ()


@pytest.mark.parametrize(
    "text",
    [
        "<Q - Bob Ray - Acme Securities>: How is demand?\n<A - Ann Lee>: Strong.\n<Q - Bob Ray>: And?\n<A - Ann Lee>: Up.\n",
        "Q - Bob Ray\nHow is demand?\n\nA - Ann Lee\nStrong.\n\nQ - Bob Ray\nAnd?\n\nA - Ann Lee\nUp.\n",
        "Q (Bob Ray, Acme Securities): How is demand?\nA (Ann Lee): Strong.\nQ (Bob Ray): And?\nA (Ann Lee): Up.\n",
        "Q: Bob Ray - Acme Securities\nHow is demand?\n".replace("Q: ", "Q – ")
        + "A – Ann Lee\nStrong.\nQ – Bob Ray\nAnd?\nA – Ann Lee\nUp.\n",
    ],
)
def test_marks_with_names(text: str) -> None:
    transcript = parse(text)
    assert spoken(transcript) == [
        ("Bob Ray", "qa", 1, "question"),
        ("Ann Lee", "qa", 1, "answer"),
        ("Bob Ray", "qa", 1, "question"),
        ("Ann Lee", "qa", 1, "answer"),
    ]
    assert {s.name: s.kind for s in transcript.speakers} == {"Bob Ray": Kind.ANALYST, "Ann Lee": Kind.EXECUTIVE}


def test_a_mark_with_a_firm_and_people_addressed_by_title() -> None:
    text = "王总:大家好,业绩不错。\n提问(北岸证券 李强):请问毛利率?\n王总:四成。\n提问(潮门证券):请问资本开支?\n王总:三十亿。\n"
    transcript = parse(text)
    assert spoken(transcript) == [
        ("王总", "prepared", None, None),
        ("李强", "qa", 1, "question"),
        ("王总", "qa", 1, "answer"),
        ("潮门证券", "qa", 2, "question"),
        ("王总", "qa", 2, "answer"),
    ]
    assert {s.name: s.affiliation for s in transcript.speakers}["李强"] == "北岸证券"


BRACKETS = """\
【主持人】欢迎参加远山科技2024年第三季度业绩电话会。
【王明】大家好。
【李芳】谢谢。
第二段。
【王明】需求强劲。
【北岸证券 张伟】请问毛利率?
【李芳】四成。
【风险提示】市场有风险。
"""
TRADITIONAL = str.maketrans("欢参远业绩电话会芳谢强劲证张伟请问题险", "歡參遠業績電話會芳謝強勁證張偉請問題險")


@pytest.mark.parametrize("brackets", ["【】", "[]", "〔〕", "〖〗"])
@pytest.mark.parametrize("traditional", [False, True])
def test_names_in_brackets(brackets: str, traditional: bool) -> None:
    text = BRACKETS.translate(TRADITIONAL) if traditional else BRACKETS
    transcript = parse(text.translate(str.maketrans("【】", brackets)))
    names = [name for name, *_ in spoken(transcript)]
    assert len(names) == 6
    assert names[1] == names[3] == "王明"
    analyst = transcript.turns[4].speaker
    assert analyst is not None
    assert (analyst.kind, analyst.name in ("张伟", "張偉")) == (Kind.ANALYST, True)
    assert transcript.metadata.period == "Q3 2024"
    assert transcript.metadata.company in ("远山科技", "遠山科技")


@pytest.mark.parametrize(
    ("label", "name", "role"),
    [
        ("王明(首席执行官)", "王明", "首席执行官"),
        ("首席执行官王明", "王明", "首席执行官"),
        ("王明 首席执行官", "王明", "首席执行官"),
        ("王明首席执行官", "王明", "首席执行官"),
        ("首席执行官 王明", "王明", "首席执行官"),
        ("王明,首席执行官", "王明", "首席执行官"),
        ("王明/CEO", "王明", "CEO"),
        ("【王明 首席执行官】", "王明", "首席执行官"),
        ("【首席执行官王明】", "王明", "首席执行官"),
        ("王明（執行長）", "王明", "執行長"),
        ("王明 執行長", "王明", "執行長"),
    ],
)
def test_a_title_on_either_side(label: str, name: str, role: str) -> None:
    text = f"主持人:欢迎参加电话会。\n{label}:谢谢。\n主持人:再见。\n"
    speaker = parse(text).turns[1].speaker
    assert speaker is not None
    assert (speaker.name, speaker.role) == (name, role)
    assert "ceo" in speaker.titles


def test_what_stands_in_brackets_is_not_always_a_name() -> None:
    text = "主持人:欢迎。\n王明(CEO):谢谢。\n【图表】营收增长。\n[掌声]\n【注】未经审计。\n主持人:再见。\n"
    assert [s.name for s in parse(text).speakers] == ["主持人", "王明"]


@pytest.mark.parametrize(
    "line",
    [
        "参会高管:首席执行官 王明、首席财务官 李芳",
        "参会人员:王明(首席执行官)、李芳(首席财务官)",
        "公司参会人员:首席执行官王明,首席财务官李芳".replace(",", "、"),
        "参會人員：王明（首席執行官），李芳（首席財務官）".replace("参", "參"),
        "Participants: 王明 (CEO), 李芳 (CFO)",
    ],
)
@pytest.mark.parametrize("form", ["{}:{}", "{}\n{}\n"])
def test_a_list_of_participants_on_one_line(line: str, form: str) -> None:
    turns = [("主持人", "欢迎。"), ("王明", "大家好。"), ("李芳", "谢谢。"), ("主持人", "再见。")]
    text = f"{line}\n\n" + "\n".join(form.format(*turn) for turn in turns)
    transcript = parse(text)
    titles = {s.name: s.titles for s in transcript.speakers}
    assert list(titles) == ["主持人", "王明", "李芳"]
    assert (titles["王明"], titles["李芳"]) == (("ceo",), ("cfo",))


def test_a_firm_and_title_in_brackets_may_stand_for_a_name() -> None:
    text = "【北岸證券分析師】請問雲業務?\n【執行長 王明】很快。\n【財務長 李芳】四成。\n【北岸證券分析師】謝謝。\n【財務長 李芳】不客氣。\n"
    transcript = parse(text)
    assert [t.speaker.kind.value for t in transcript.turns if t.speaker] == [
        "analyst", "executive", "executive", "analyst", "executive",
    ]  # fmt: skip
    assert transcript.turns[0].text == "請問雲業務?"
