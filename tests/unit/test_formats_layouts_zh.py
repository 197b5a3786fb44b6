"""Layouts of Chinese media, brokers' notes, exchanges' records and meeting services, each with the same short call."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.formats import parse
from index.models import Kind
from index.titles import is_anybody
from tests.unit.test_formats_layouts import read

SAID = (
    ("op", "大家好,欢迎参加云岭智能2024年第三季度业绩电话会议。下面请投资者关系总监傅佳宁开始。"),
    ("ir", "谢谢。出席今天会议的有首席执行官陈嘉树先生,首席财务官罗敏女士。"),
    ("ceo", "三季度收入48.6亿元。\n工业自动化:增长15%。"),
    ("cfo", "毛利率为41.2%。下面进入问答环节。"),
    ("op", "第一个问题来自北岸证券的李志强,请提问。"),
    ("a1", "请问订单趋势如何?"),
    ("ceo", "订单增长比较全面。"),
    ("op", "下一个问题来自潮门资本的Sigrid Holm,请提问。"),
    ("a2", "请问四季度毛利率?"),
    ("cfo", "结构上略有不利。"),
    ("op", "问答环节到此结束。感谢各位的参与,再见。"),
)
NAMES = {"op": "主持人", "ir": "傅佳宁", "ceo": "陈嘉树", "cfo": "罗敏", "a1": "李志强", "a2": "Sigrid Holm"}
ROLES = {"op": "", "ir": "投资者关系总监", "ceo": "首席执行官", "cfo": "首席财务官", "a1": "北岸证券", "a2": "潮门资本"}
PARTS = ("P", "P", "P", "P", "N", "Q1", "A1", "N", "Q2", "A2", "N")
HEAD = "云岭智能2024年第三季度业绩电话会实录\n\n"

Printer = Callable[[str, str, str], str]


def printed(line: Printer, joint: str = "\n") -> str:
    return HEAD + joint.join(line(key, NAMES[key], said) for key, said in SAID) + "\n"


def expected(**changed: str) -> list[tuple[str, str]]:
    names = {**NAMES, **changed}
    return [(part, names[key]) for part, (key, _) in zip(PARTS, SAID, strict=True)]


LAYOUTS: dict[str, Printer] = {
    "names": lambda k, n, s: f"{n}:{s}",
    "firms joined to names": lambda k, n, s: f"{ROLES[k]}{n}:{s}",
    "firms behind names": lambda k, n, s: f"{n} {ROLES[k]}：{s}" if ROLES[k] else f"{n}：{s}",
    "bars": lambda k, n, s: f"{n}|{ROLES[k]}：{s}" if ROLES[k] else f"{n}：{s}",
    "brackets with titles": lambda k, n, s: f"【{ROLES[k]} {n}】：{s}" if ROLES[k] else f"【{n}】：{s}",
    "bold": lambda k, n, s: f"**{n}:**{s}",
    "bullets": lambda k, n, s: f"● {n}：{s}",
    "dashes": lambda k, n, s: f"{n}——{s}",
    "names on lines": lambda k, n, s: f"{n}\n{s}\n",
    "names with titles on lines": lambda k, n, s: f"{n} {ROLES[k]}\n{s}\n" if ROLES[k] else f"{n}\n{s}\n",
    "clocks": lambda k, n, s: f"{n}(00:01:{len(s) % 60:02d}): {s}",
    "clocks on lines": lambda k, n, s: f"{n} 01:{len(s) % 60:02d}\n{s}\n",
    "numbers": lambda k, n, s: f"{len(s)}、{n}：{s}",
    "prices of shares": lambda k, n, s: f"{ROLES[k]}(92.83, 0.27, 0.29%)分析师{n}：{s}" if k in ("a1", "a2") else f"{n}：{s}",
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts(name: str) -> None:
    transcript = parse(printed(LAYOUTS[name]))
    assert read(transcript) == expected()
    people = {s.name: s for s in transcript.speakers}
    assert people["主持人"].kind is Kind.OPERATOR
    assert people["李志强"].kind is people["Sigrid Holm"].kind is Kind.ANALYST
    assert (people["李志强"].affiliation or "").startswith("北岸证券")
    assert transcript.metadata.company == "云岭智能"
    assert transcript.metadata.period == "Q3 2024"


def test_voices_of_a_meeting_service() -> None:
    voices = {key: f"说话人 {number}" for number, key in enumerate(NAMES, start=1)}
    text = HEAD + "\n".join(f"{voices[key]} 00:01:{len(said) % 60:02d}\n{said}\n" for key, said in SAID)
    assert read(parse(text)) == expected(**voices)


def test_names_in_both_languages_and_of_minorities() -> None:
    both = {
        "op": "主持人 Operator",
        "ceo": "陈嘉树 Jiashu Chen",
        "cfo": "阿布都热依木·买买提(首席财务官)",
        "a1": "乌云其木格(北岸证券)",
    }
    text = HEAD + "\n".join(f"{both.get(key, NAMES[key])}:{said}" for key, said in SAID).replace("李志强", "乌云其木格")
    transcript = parse(text)
    assert read(transcript) == expected(op="主持人 Operator", cfo="阿布都热依木·买买提", a1="乌云其木格")
    assert "Jiashu Chen" in {s.name: s.aliases for s in transcript.speakers}["陈嘉树"]


@pytest.mark.parametrize(
    ("question", "answer", "asks", "answers"),
    [
        ("1、问:", "答:", "问", "答"),
        ("一、问：", "答：", "问", "答"),
        ("1、", "答：", "问", "答"),
        ("（1）", "回复：", "问", "回复"),
        ("投资者提问：", "董事长 陈嘉树：", "投资者提问", "陈嘉树"),
        ("投资者_1683123：", "陈嘉树（董事长）：", "投资者_1683123", "陈嘉树"),
        ("分析师A：", "财务长 羅敏：", "分析师A", "羅敏"),
        ("Q:北岸证券分析师:", "A:陈嘉树:", "北岸证券分析师", "陈嘉树"),
        ("北岸证券:", "管理层:", "北岸证券", "管理层"),
        ("提问人：北岸证券 李志强\n问题：", "回答人：董事长 陈嘉树\n回答：", "李志强", "陈嘉树"),
        ("Q1 北岸证券分析师李志强:", "CEO 陈嘉树:", "李志强", "陈嘉树"),
    ],
)
def test_questions_and_answers(question: str, answer: str, asks: str, answers: str) -> None:
    text = f"云岭股份投资者交流纪要\n\n{question}请问订单情况？\n{answer}增长12%。\n"
    text += f"\n{question}毛利率如何？\n{answer}保持稳定。\n第二段。\n\n{question}海外进展？\n{answer}明年投产。\n"
    found = read(parse(text))
    assert [name for _, name in found] == [asks, answers] * 3
    again = is_anybody(asks)
    assert [part for part, _ in found] == (["Q1", "A1", "Q2", "A2", "Q3", "A3"] if again else ["Q1", "A1"] * 3)
    assert parse(text).turns[-1].text == "明年投产。"


def test_executives_beside_marked_questions() -> None:
    text = "云岭股份:2025年第一季度业绩说明会\n会议时间:2025年4月28日15:00\n参会嘉宾:总裁钱维岳、财务负责人沈慕华\n\n问题1:入组节奏?\n钱维岳:三季度末完成。\n问题2:毛利率?\n沈慕华:88%。\n钱维岳:扩建按计划。\n"
    transcript = parse(text)
    assert read(transcript) == [("Q1", "问题"), ("A1", "钱维岳"), ("Q2", "问题"), ("A2", "沈慕华"), ("A2", "钱维岳")]
    assert transcript.metadata.company == "云岭股份"
    assert str(transcript.metadata.date) == "2025-04-28"


def test_who_answers_right_behind_a_question() -> None:
    text = "云岭智能第三季度电话会实录\n\n高桥证券分析师Keith Arnold：请问节奏？\n\n钱维岳：三季度末完成。\n\n北岸证券分析师Alex Moreau：毛利率？\n\n沈慕华：88%。（完）\n\n阅读前一篇\n某某新闻\n"
    transcript = parse(text)
    assert read(transcript) == [("Q1", "Keith Arnold"), ("A1", "钱维岳"), ("Q2", "Alex Moreau"), ("A2", "沈慕华")]
    assert transcript.turns[-1].text == "88%。（完）"


def test_words_with_a_surname_in_front_are_no_speakers() -> None:
    text = "云岭智能第三季度电话会实录\n\n高桥证券分析师Keith Arnold：请问节奏。\n高端:增长两成。\n\n首席执行官钱维岳：谢谢。\n高端:三成。\n"
    assert [name for _, name in read(parse(text))] == ["Keith Arnold", "钱维岳"]


@pytest.mark.parametrize(
    ("title", "company", "quarter"),
    [
        ("【北岸机械】云岭股份2024年三季报业绩交流会纪要", "云岭股份", 3),
        ("云岭股份:2024年第三季度业绩说明会", "云岭股份", 3),
        ("云岭股份三季度业绩会纪要", "云岭股份", 3),
        ("云岭股份前三季度业绩会纪要", None, None),
        ("云岭股份投资者交流会纪要", "云岭股份", None),
    ],
)
def test_titles_of_notes(title: str, company: str | None, quarter: int | None) -> None:
    metadata = parse(f"{title}\n\nQ：订单?\nA：增长。\n\nQ：毛利率?\nA：稳定。\n").metadata
    assert metadata.fiscal_quarter == quarter
    if company:
        assert metadata.company == company


def test_a_department_is_no_firm() -> None:
    text = "主持人：欢迎参加云岭智能2024年第三季度业绩电话会。\n傅佳宁(企业传播部总监)：谢谢。\n主持人：再见。\n"
    transcript = parse(text)
    assert transcript.turns[1].speaker is not None
    assert transcript.turns[1].speaker.affiliation is None
    assert transcript.metadata.company == "云岭智能"
