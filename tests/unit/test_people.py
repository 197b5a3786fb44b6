"""Names, roles, speakers, and whom a question means."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.formats import parse
from index.introductions import introduced_role
from index.models import Kind, Speaker
from index.names import fold_with_offsets, is_name, parts, same_person_key
from index.people import (
    Label,
    Mention,
    build_speakers,
    firm_names,
    fold_name,
    mentioned_in,
    mentions,
    resolve,
    unknown_people,
)
from index.titles import is_operator, kind_of, looks_like_role, split_role, title_codes

TEXT = """\
主持人:欢迎参加远山 2025 年第四季度业绩电话会议。有请戴安娜・福克斯(Diana Fox)女士。
戴安娜・福克斯(远山投资者关系副总裁):今天参会的有首席执行官安妮・哈特(Annie Hart)和首席财务官布兰登・克劳(Brandon Crow)。
安妮・哈特(远山首席执行官):谢谢。我们与萨拉・科尔(Sarah Cole)领导的团队合作。
布兰登・克劳(远山首席财务官):营收增长。
主持人:现在开放问答环节。第一个问题来自北岸证券(Northshore Securities)的分析师布兰登・雷(Brandon Ray)。
布兰登・雷(北岸证券分析师):请问毛利率?
布兰登・克劳(远山首席财务官):四成。
主持人:下一个问题来自潮门资本(J.D. Tidegate)的分析师马克・莫斯(Mark Moss)。
马克・莫斯(潮门资本分析师):请问芯片?
安妮・哈特(远山首席执行官):很好。
"""
CALL = parse(TEXT)
PEOPLE = CALL.speakers


def names(speakers: tuple[Speaker, ...]) -> list[str]:
    return [s.name for s in speakers]


# Folding


@pytest.mark.parametrize("dot", ["・", "·", "•", "‧", "∙", "⋅", "･", "．", ".", " ", ""])
def test_every_dot_between_the_parts_of_a_name_is_one(dot: str) -> None:
    assert fold_name(f"安妮{dot}哈特") == fold_name("安妮・哈特")


def test_width_case_script_and_accents_are_folded() -> None:
    assert fold_name("ＣＥＯ") == fold_name("ceo")
    assert fold_name("賈西") == fold_name("贾西")
    assert fold_name("José  Pérez-Lopez") == "jose perez lopez"
    assert fold_name("J.D. Tidegate") == fold_name("JD Tidegate")
    assert fold_name("首席 CEO 哈特") == "首席ceo哈特"


@given(st.text(alphabet="安贾・·. -AbÉ１ \n賈’", max_size=40))
def test_folding_with_offsets_folds_alike_and_points_back(text: str) -> None:
    folded = fold_with_offsets(text)
    assert folded.text == fold_name(text)
    for i in range(len(folded.text)):
        start, end = folded.span(i, i + 1)
        assert 0 <= start < end <= len(text)
        assert folded.text[i] == " " or folded.text[i] in fold_name(text[start:end])


# Names


@pytest.mark.parametrize(
    "name",
    [
        "Ann Lee",
        "Albert H. Nahm",
        "C. Kelly Wall",
        "Vincent van der Berg",
        "Gerald W. Evans Jr.",
        "Mr. Marty McKenna",
        "A.J. Ray",
        "Jean-Paul Moss",
        "Sinéad O'Brien",
        "安妮・哈特",
        "王小明",
        "欧阳娜娜",
        "安·哈特",
        "William K. Sales",
        "Scott Group",
    ],
)
def test_shapes_of_names(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "text",
    [
        "Prime Video",
        "Gross Margin",
        "Thanks Bob",
        "AWS",
        "营收",
        "毛利率",
        "净利润",
        "零售业务",
        "Morgan Stanley",
        "No. No.",
        "Yeah. OK.",
        "Q4 2025",
        "ann lee",
        "资本支出",
        "Operating Income",
        "Safe Harbor Statement",
    ],
)
def test_shapes_that_are_no_names(text: str) -> None:
    assert not is_name(text)


def test_parts_of_a_name() -> None:
    assert parts("Albert H. Nahm") == ("Albert", "Nahm")
    assert parts("Vincent van der Berg") == ("Vincent", "van der Berg")
    assert parts("安妮・哈特") == ("安妮", "哈特")
    assert parts("王小明") == ("小明", "王")
    assert parts("欧阳娜娜") == ("娜娜", "欧阳")
    assert same_person_key("Dr. Albert H. Nahm, Ph.D.") == same_person_key("Albert Nahm")


# Titles and roles


@pytest.mark.parametrize(
    ("role", "firm", "codes", "kind"),
    [
        ("远山首席执行官", "远山", ("ceo",), Kind.EXECUTIVE),
        ("远山投资者关系副总裁", "远山", ("ir", "vp"), Kind.EXECUTIVE),
        ("远山集团董事会主席兼首席执行官", "远山集团", ("chair", "ceo"), Kind.EXECUTIVE),
        ("遠山財務長", "遠山", ("cfo",), Kind.EXECUTIVE),
        ("執行長", None, ("ceo",), Kind.EXECUTIVE),
        ("公司CFO", None, ("cfo",), Kind.EXECUTIVE),
        ("远山CEO兼创始人", "远山", ("ceo", "founder"), Kind.EXECUTIVE),
        ("联席首席执行官", None, ("ceo",), Kind.EXECUTIVE),
        ("Tidegate ISI 分析师", "Tidegate ISI", ("analyst",), Kind.ANALYST),
        ("北岸证券高级分析师", "北岸证券", ("analyst",), Kind.ANALYST),
        ("北岸證券分析師", "北岸證券", ("analyst",), Kind.ANALYST),
        ("分析师,北岸证券", "北岸证券", ("analyst",), Kind.ANALYST),
        ("Northshore Securities -- Analyst", "Northshore Securities", ("analyst",), Kind.ANALYST),
        ("Northshore, Research Division - Analyst", "Northshore, Research Division", ("analyst",), Kind.ANALYST),
        ("analyst at Northshore", "Northshore", ("analyst",), Kind.ANALYST),
        ("Northshore Securities analyst", "Northshore Securities", ("analyst",), Kind.ANALYST),
        ("Senior Analyst", None, ("analyst",), Kind.ANALYST),
        ("Acme, Inc. - Chairman & CEO", "Acme, Inc.", ("chair", "ceo"), Kind.EXECUTIVE),
        ("Acme Corp, Chief Executive Officer", "Acme Corp", ("ceo",), Kind.EXECUTIVE),
        ("Chief Executive Officer of Acme", "Acme", ("ceo",), Kind.EXECUTIVE),
        ("Vice President of Finance and Investor Relations", None, ("vp", "ir"), Kind.EXECUTIVE),
        ("Senior Vice President and Chief Financial Officer", None, ("vp", "cfo"), Kind.EXECUTIVE),
        ("Chairman, President & Chief Executive Officer", None, ("chair", "president", "ceo"), Kind.EXECUTIVE),
        ("Northshore Securities", "Northshore Securities", (), None),
    ],
)
def test_roles(role: str, firm: str | None, codes: tuple[str, ...], kind: Kind | None) -> None:
    assert split_role(role)[0] == firm
    assert title_codes(role) == codes
    assert kind_of(role) == kind


def test_a_sentence_with_a_title_is_no_role() -> None:
    assert looks_like_role("Senior Vice President of Investor Relations")
    assert not looks_like_role("said the chief executive officer after the call")
    assert not looks_like_role("首席执行官安妮表示")
    assert is_operator("Operator")
    assert is_operator("會議主持人")
    assert not is_operator("Tower Operator Group")


# Speakers


def test_names_of_both_languages_come_from_the_text() -> None:
    assert names(PEOPLE) == ["主持人", "戴安娜・福克斯", "安妮・哈特", "布兰登・克劳", "布兰登・雷", "马克・莫斯"]
    by_name = {s.name: s for s in PEOPLE}
    assert by_name["安妮・哈特"].aliases == ("Annie Hart", "哈特", "安妮", "Hart", "Annie")
    assert by_name["布兰登・克劳"].aliases == ("Brandon Crow", "克劳", "Crow")
    assert by_name["布兰登・雷"].affiliation == "北岸证券 (Northshore Securities)"
    assert {"北岸证券", "Northshore Securities", "Northshore", "北岸"} <= set(firm_names(by_name["布兰登・雷"]))


def test_the_other_direction_and_a_name_in_the_label() -> None:
    text = "Operator: Welcome Ann Hart (安·哈特).\nAnn Hart (CEO): Hello.\nBob Ray(鲍勃·雷,首席财务官): Hi.\n"
    by_name = {s.name: s for s in parse(text).speakers}
    assert by_name["Ann Hart"].aliases[0] == "安·哈特"
    assert by_name["Bob Ray"].aliases[0] == "鲍勃·雷"


def test_labels_of_one_person_become_one_speaker() -> None:
    labels = [
        Label("Carl R. Gomez", "President and CEO"),
        Label("Operator"),
        Label("Carl Gomez"),
        Label("Gomez"),
        Label("Bob Ray"),
    ]
    built = build_speakers(labels, [Label("Bob Ray", "Northshore Securities", kind=Kind.ANALYST)])
    speakers = [speaker for speaker, _ in built]
    assert speakers[0] is speakers[2] is speakers[3]
    assert (speakers[4].kind, speakers[4].affiliation) == (Kind.ANALYST, "Northshore Securities")
    assert speakers[1].kind is Kind.OPERATOR


def test_firm_from_the_words_that_call_upon_somebody() -> None:
    labels = [Label("Operator"), Label("Bob Ray")]
    said = "Our next question comes from the line of Bob Ray with Northshore Securities. Your line is open."
    speakers = [s for s, _ in build_speakers(labels, introductions={1: said})]
    assert speakers[1].affiliation == "Northshore Securities"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("With me are Carl Gomez, our Chief Executive Officer, and Dana Fox.", "Chief Executive Officer"),
        ("I turn the call over to our CEO, Carl Gomez.", "CEO"),
        ("Here is Acme's President and CEO Carl Gomez to begin.", "President and CEO"),
        (
            "Joining me are Carl Gomez, President and Chief Executive Officer; and Dana Fox, CFO.",
            "President and Chief Executive Officer",
        ),
        ("Joining me are Carl Gomez, Chairman, President and CEO and Dana Fox, CFO.", "Chairman, President and CEO"),
        ("Thank you, Carl Gomez, for the question about the CEO.", None),
        ("Dana Fox, CFO, and Carl Gomez will speak.", None),
        ("Carl Gomez said that the Chief Executive Officer resigned.", None),
    ],
)
def test_role_from_an_introduction(text: str, role: str | None) -> None:
    assert introduced_role("Carl Gomez", text) == role


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("今天出席的有首席执行官罗敏、总裁陈志远。", "首席执行官"),
        ("今天出席的有总裁陈志远、首席财务官罗敏女士。", "首席财务官"),
        ("有请远山董事会主席兼首席执行官罗敏。", "董事会主席兼首席执行官"),
        ("首席执行官陈志远和罗敏出席会议。", None),
        ("罗敏表示,首席执行官很满意。", None),
    ],
)
def test_role_from_an_introduction_in_chinese(text: str, role: str | None) -> None:
    assert introduced_role("罗敏", text) == role


def test_a_name_printed_in_both_languages() -> None:
    (speaker, _), *_ = build_speakers([Label("安妮·哈特 Annie Hart", "首席执行官")])
    assert (speaker.name, speaker.aliases[0]) == ("安妮·哈特", "Annie Hart")


# Who is meant


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
