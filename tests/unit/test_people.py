"""Names, roles and speakers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats import parse
from index.introductions import introduced_role
from index.models import Kind
from index.names import fold_with_offsets, is_name, parts, same_person_key
from index.people import (
    Label,
    build_speakers,
    firm_names,
    fold_name,
)
from index.titles import is_operator, kind_of, looks_like_role, split_role, title_codes
from tests.unit.speakers import PEOPLE, names

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
