"""Whom a question means: speakers by name, role and firm, people mentioned, and people unknown."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.models import Kind, Speaker
from index.people import (
    Mention,
    mentioned_in,
    mentions,
    resolve,
    unknown_people,
)
from tests.unit.speakers import CALL, PEOPLE, TEXT, names


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Annie Hart", ["安妮・哈特"]),
        ("hart", ["安妮・哈特"]),
        ("哈特女士", ["安妮・哈特"]),
        ("the CEO", ["安妮・哈特"]),
        ("远山的CEO", ["安妮・哈特"]),
        ("chief financial officer", ["布兰登・克劳"]),
        ("财务长", ["布兰登・克劳"]),
        ("head of investor relations", ["戴安娜・福克斯"]),
        ("布兰登", ["布兰登・克劳", "布兰登・雷"]),
        ("Brandon", ["布兰登・克劳", "布兰登・雷"]),
        ("Northshore Securities", ["布兰登・雷"]),
        ("the Northshore analyst", ["布兰登・雷"]),
        ("北岸证券的分析师", ["布兰登・雷"]),
        ("JD Tidegate analyst", ["马克・莫斯"]),
        ("analyst", ["布兰登・雷", "马克・莫斯"]),
        ("operator", ["主持人"]),
        ("Sarah Cole", []),
        ("Tim Cook", []),
        ("Brandon Cole", []),
        ("CEO Tim Cook", []),
        ("Microsoft CEO", []),
        ("微软的CEO", []),
        ("chief marketing officer", []),
        ("", []),
        ("远山", []),
    ],
)
def test_resolve(asked: str, expected: list[str]) -> None:
    assert names(resolve(asked, PEOPLE)) == expected


def test_short_forms_of_given_names() -> None:
    speakers = (Speaker("Andrew Moss", Kind.EXECUTIVE, "CEO", None, (), ("ceo",)),)
    assert names(resolve("Andy Moss", speakers)) == ["Andrew Moss"]
    assert names(resolve("A. Moss", speakers)) == ["Andrew Moss"]
    assert resolve("John Moss", speakers) == ()


def test_native_chinese_names() -> None:
    speakers = (
        Speaker("王小明", Kind.EXECUTIVE, "首席执行官", None, (), ("ceo",)),
        Speaker("王伟", Kind.ANALYST, "北岸证券分析师", "北岸证券", (), ("analyst",)),
        Speaker("李强", Kind.EXECUTIVE, "首席财务官", None, (), ("cfo",)),
    )
    assert names(resolve("小明", speakers)) == ["王小明"]
    assert names(resolve("李总", speakers)) == ["李强"]
    assert names(resolve("李先生", speakers)) == ["李强"]
    assert names(resolve("王总", speakers)) == ["王小明", "王伟"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Annie Hart say about margins?", [("Annie Hart", ["安妮・哈特"])]),
        ("what did hart say", [("hart", ["安妮・哈特"])]),
        ("What is Hart's view?", [("Hart", ["安妮・哈特"])]),
        ("What did the CFO say?", [("CFO", ["布兰登・克劳"])]),
        ("how does the chief executive officer see it", [("chief executive officer", ["安妮・哈特"])]),
        ("What did CEO Annie Hart say?", [("CEO Annie Hart", ["安妮・哈特"])]),
        ("哈特怎么看毛利率?", [("哈特", ["安妮・哈特"])]),
        ("安妮·哈特和布兰登·克劳分别说了什么", [("安妮·哈特", ["安妮・哈特"]), ("布兰登·克劳", ["布兰登・克劳"])]),
        ("首席财务官怎么解释?", [("首席财务官", ["布兰登・克劳"])]),
        ("財務長怎麼說", [("財務長", ["布兰登・克劳"])]),
        ("CEO怎么看", [("CEO", ["安妮・哈特"])]),
        ("What did Brandon ask?", [("Brandon", ["布兰登・克劳", "布兰登・雷"])]),
        ("What did the Northshore Securities analyst ask?", [("Northshore Securities analyst", ["布兰登・雷"])]),
        ("question from the analyst at Northshore", [("analyst at Northshore", ["布兰登・雷"])]),
        ("What did J.D. Tidegate ask?", [("J.D. Tidegate", ["马克・莫斯"])]),
        ("北岸证券的分析师问了什么", [("北岸证券的分析师", ["布兰登・雷"])]),
        ("What did Brandon of Northshore ask?", [("Brandon of Northshore", ["布兰登・雷"])]),
        ("北岸证券的布兰登问了什么", [("北岸证券的布兰登", ["布兰登・雷"])]),
        ("What's Hart's view?", [("Hart", ["安妮・哈特"])]),
        ("Is Northshore a customer?", []),
        ("What did the analysts ask?", []),
        ("mark the date of the replay", []),
        ("What did Mark ask?", [("Mark", ["马克・莫斯"])]),
        ("What did Brandon Cole say?", []),
        ("What did Microsoft's CEO say?", []),
        ("微软CEO怎么说", []),
        ("heart of the matter", []),
        ("马克龙说了什么", []),
        ("营收是多少?", []),
        ("", []),
    ],
)
def test_mentions(question: str, expected: list[tuple[str, list[str]]]) -> None:
    found = mentions(question, PEOPLE)
    assert [(m.text, names(m.speakers)) for m in found] == expected
    assert all(question[m.start : m.end] == m.text for m in found)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Tim Cook say about chips?", ("Tim Cook",)),
        ("what did tim cook say about chips?", ("tim cook",)),
        ("According to Lisa Su, how is demand?", ("Lisa Su",)),
        ("What is Elon Musk's view on satellites?", ("Elon Musk",)),
        ("Satya Nadella on demand?", ("Satya Nadella",)),
        ("Compare Hart with Satya Nadella", ("Satya Nadella",)),
        ("What did Musk say?", ("Musk",)),
        ("What did CEO Tim Cook explain?", ("Tim Cook",)),
        ("Who is Jensen Huang?", ("Jensen Huang",)),
        ("Did Jeff Bezos attend the call?", ("Jeff Bezos",)),
        ("蒂姆・库克怎么说", ("蒂姆・库克",)),
        ("蒂姆·库克提到了什么?", ("蒂姆·库克",)),
        ("马斯克说了什么", ("马斯克",)),
        ("馬斯克說了什麼", ("馬斯克",)),
        ("黄仁勋对芯片有什么看法?", ("黄仁勋",)),
        ("Satya Nadella说了什么?", ("Satya Nadella",)),
        ("刘强东有没有参加会议", ("刘强东",)),
        ("What's Hart's view?", ()),
        ("What did Hart say?", ()),
        ("What did Ms. Hart say?", ()),
        ("Does Hart herself think so?", ()),
        ("哈特怎么看", ()),
        ("What did Sarah Cole say?", ()),
        ("萨拉・科尔说了什么", ()),
        ("What did the CFO say?", ()),
        ("What did AWS say?", ()),
        ("What did OpenAI say about chips?", ()),
        ("What did Microsoft say?", ()),
        ("What did Morgan Stanley say?", ()),
        ("What is Project Falcon?", ()),
        ("Did Prime Video ads grow?", ()),
        ("What did management say about Free Cash Flow?", ()),
        ("What did they say?", ()),
        ("Which chip makers said that?", ()),
        ("Who said that margins rose?", ()),
        ("How much did Operating Income grow?", ()),
        ("管理层怎么看毛利率?", ()),
        ("特斯拉怎么看?", ()),
        ("公司怎么说", ()),
        ("AWS怎么说", ()),
        ("毛利率怎么看", ()),
        ("谁问了芯片的问题?", ()),
        ("俄罗斯的销售怎么说?", ()),
        ("", ()),
    ],
)
def test_unknown_people(question: str, expected: tuple[str, ...]) -> None:
    assert unknown_people(question, PEOPLE, mentioned_in(CALL.source)) == expected


def test_a_surname_alone_in_the_text_makes_a_person_known_but_a_namesake_does_not() -> None:
    assert unknown_people("What did Ann Moss say?", (), mentioned_in("We thank Ms. Moss for her work.")) == ()
    assert unknown_people("What did Ann Moss say?", (), mentioned_in("We thank Bob Moss for his work.")) == (
        "Ann Moss",
    )
    assert unknown_people("What did Cook say?", (), mentioned_in("They cook at home.")) == ("Cook",)


WORDS = ["Hart", "哈特", "CEO", " ", "'s", "的", "Northshore", "analyst", "did", "say", "?", "·", "布兰登", "Tim"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=12).map("".join))
def test_mentions_never_overlap_and_quote_the_question(question: str) -> None:
    found = mentions(question, PEOPLE)
    assert all(isinstance(m, Mention) and question[m.start : m.end] == m.text and m.speakers for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(name in question for name in unknown_people(question, PEOPLE, mentioned_in(TEXT)))
