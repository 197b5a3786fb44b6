"""Names on lines of their own, with lists of participants and footers around the call."""

from __future__ import annotations

import pytest

from index.formats import parse
from index.models import Kind, Section, Transcript

DASHES = """\
Acme Widgets, Inc. (NYSE: ACW)
Q3 2024 Earnings Call
Nov. 5, 2024, 8:00 a.m. ET

Contents:
Prepared Remarks
Questions and Answers
Call Participants

Prepared Remarks:

Operator

Good morning, and welcome to the Acme Widgets third quarter 2024 earnings call. [Operator Instructions]

Ann Lee -- Vice President, Investor Relations

Thank you, operator. With me today are Carl and Dana.

Carl R. Gomez -- President and Chief Executive Officer

It was a strong quarter.

Thanks Dana

Revenue -- up 20%

Dana Fox -- Chief Financial Officer

Margins were stable.

Questions and Answers:

Operator

Our first question comes from Bob Ray with Northshore Securities. Your line is open.

Bob Ray -- Northshore Securities -- Analyst

Thanks. How is demand?

Carl R. Gomez -- President and Chief Executive Officer

Strong.

Unidentified Speaker

One moment.

Bob Ray -- Northshore Securities -- Analyst

Thank you.

Operator

This concludes the question-and-answer session. I would like to turn the call back over to Carl Gomez for closing remarks.

Carl R. Gomez -- President and Chief Executive Officer

Thank you all for joining us today.

Operator

[Operator signoff]

Duration: 41 minutes

Call participants:

Ann Lee -- Vice President, Investor Relations

Carl R. Gomez -- President and Chief Executive Officer

Dana Fox -- Chief Financial Officer

Bob Ray -- Northshore Securities -- Analyst

More ACW analysis

All earnings call transcripts
"""

NAMES_ALONE = """\
Acme Widgets, Inc. (ACW) Q3 2024 Earnings Conference Call November 5, 2024 8:00 AM ET

Company Participants

Ann Lee - VP, Investor Relations
Carl Gomez - President and CEO
Dana Fox - CFO

Conference Call Participants

Bob Ray - Northshore Securities
Erin Moss - Tidegate

Operator

Good morning. Welcome to the Acme Widgets third quarter 2024 conference call.

Ann Lee

Thank you. Here is Carl.

Carl Gomez

It was a strong quarter.

Question-and-Answer Session

Operator

The first question is from Bob Ray.

Bob Ray

How is demand?

Carl Gomez

Strong.

Dana Fox

And profitable.

Operator

The next question is from Erin Moss.

Erin Moss

And margins?

Dana Fox

Up.
"""


def spoken(transcript: Transcript) -> list[tuple[str, str, int | None, str | None]]:
    return [(t.speaker.name, t.section.value, t.question_no, t.part) for t in transcript.turns if t.speaker is not None]


def test_name_and_title_on_one_line() -> None:
    transcript = parse(DASHES)
    assert transcript.format == "heading-lines"
    assert spoken(transcript) == [
        ("Operator", "prepared", None, None),
        ("Ann Lee", "prepared", None, None),
        ("Carl R. Gomez", "prepared", None, None),
        ("Dana Fox", "prepared", None, None),
        ("Operator", "qa", None, None),
        ("Bob Ray", "qa", 1, "question"),
        ("Carl R. Gomez", "qa", 1, "answer"),
        ("Unidentified Speaker", "qa", 1, "answer"),
        ("Bob Ray", "qa", 1, "question"),
        ("Operator", "qa", None, None),
        ("Carl R. Gomez", "qa", None, None),
        ("Operator", "qa", None, None),
    ]
    by_name = {s.name: s for s in transcript.speakers}
    assert by_name["Bob Ray"].affiliation == "Northshore Securities"
    assert by_name["Bob Ray"].role == "Northshore Securities -- Analyst"
    assert by_name["Carl R. Gomez"].titles == ("president", "ceo")
    assert transcript.turns[3].text == "It was a strong quarter.\n\nThanks Dana\n\nRevenue -- up 20%"
    assert transcript.turns[-1].text == "[Operator signoff]"
    assert transcript.metadata.ticker == "ACW"
    assert transcript.metadata.period == "Q3 2024"
    assert str(transcript.metadata.date) == "2024-11-05"
    assert transcript.metadata.company == "Acme Widgets"


def test_article_is_the_head_without_the_section_heading() -> None:
    article = parse(DASHES).turns[0]
    assert article.section is Section.ARTICLE
    assert article.text.startswith("Acme Widgets, Inc.")
    assert article.text.endswith("Call Participants")


def test_names_alone_take_role_and_firm_from_the_lists() -> None:
    transcript = parse(NAMES_ALONE)
    assert spoken(transcript) == [
        ("Operator", "prepared", None, None),
        ("Ann Lee", "prepared", None, None),
        ("Carl Gomez", "prepared", None, None),
        ("Operator", "qa", None, None),
        ("Bob Ray", "qa", 1, "question"),
        ("Carl Gomez", "qa", 1, "answer"),
        ("Dana Fox", "qa", 1, "answer"),
        ("Operator", "qa", None, None),
        ("Erin Moss", "qa", 2, "question"),
        ("Dana Fox", "qa", 2, "answer"),
    ]
    by_name = {s.name: s for s in transcript.speakers}
    assert (by_name["Erin Moss"].kind, by_name["Erin Moss"].affiliation) == (Kind.ANALYST, "Tidegate")
    assert by_name["Dana Fox"].titles == ("cfo",)
    assert "Company Participants" in transcript.turns[0].text


@pytest.mark.parametrize(
    ("heading", "name", "affiliation", "title"),
    [
        ("Ann Lee -- Chief Executive Officer", "Ann Lee", None, "ceo"),
        ("Ann Lee - Chief Executive Officer", "Ann Lee", None, "ceo"),
        ("Ann Lee – Chief Executive Officer", "Ann Lee", None, "ceo"),
        ("Ann Lee — Chief Executive Officer", "Ann Lee", None, "ceo"),
        ("Ann Lee - Acme Widgets, Inc. - Chairman & CEO", "Ann Lee", "Acme Widgets, Inc.", "ceo"),
        ("Ann Lee - Acme Widgets, Chief Executive Officer", "Ann Lee", "Acme Widgets", "ceo"),
        ("Ann Lee, Chief Executive Officer", "Ann Lee", None, "ceo"),
        ("Ann Lee (Chief Executive Officer)", "Ann Lee", None, "ceo"),
        ("**Ann Lee -- Chief Executive Officer**", "Ann Lee", None, "ceo"),
        ("### Ann Lee | Chief Executive Officer", "Ann Lee", None, "ceo"),
        ("Ann Lee\n--\nChief Executive Officer", "Ann Lee", None, "ceo"),
        ("Ann Lee\nAcme Widgets, Inc. - President & CEO", "Ann Lee", "Acme Widgets, Inc.", "ceo"),
        ('Ann ("Annie") Lee -- Chief Executive Officer', 'Ann ("Annie") Lee', None, "ceo"),
        ("Vincent van der Berg Jr. -- Chief Executive Officer", "Vincent van der Berg Jr.", None, "ceo"),
    ],
)
def test_shapes_of_a_heading(heading: str, name: str, affiliation: str | None, title: str) -> None:
    text = f"Operator\nWelcome to the call.\n\n{heading}\nThank you. We had a good year.\n\nOperator\nThank you.\n"
    transcript = parse(text)
    turn = transcript.turns[1]
    assert turn.speaker is not None
    assert (turn.speaker.name, turn.speaker.affiliation) == (name, affiliation)
    assert title in turn.speaker.titles
    assert turn.text == "Thank you. We had a good year."


@pytest.mark.parametrize(
    "line",
    [
        "Prime Video",
        "Gross Margin",
        "Thanks Bob",
        "Outlook",
        "AWS - 24% growth",
        "Revenue -- $2.1 billion",
        "Looking Ahead",
        "[Operator Instructions]",
        "Free Cash Flow -- Definition",
        "| Bob Ray | Middle Manager |",
    ],
)
def test_a_line_in_a_speech_is_not_a_speaker(line: str) -> None:
    text = f"Operator\nWelcome.\n\nAnn Lee -- CEO\nWe grew.\n{line}\nThat was it.\n{line}\nDone.\n\nOperator\nBye.\n"
    transcript = parse(text)
    assert [s.name for s in transcript.speakers] == ["Operator", "Ann Lee"]
    assert line in transcript.turns[1].text


def test_chinese_names_on_lines_of_their_own() -> None:
    text = (
        "Operator\n各位好,欢迎参加远山科技2024年第一季度财报电话会议。有请周明。\n\nMing Zhou -- 首席财务官\n"
        "谢谢。营收增长两成。\n\nOperator\n第一个问题来自北岸证券的 Bob Ray。\n\nBob Ray -- 北岸证券分析师\n请问毛利率?\n\n"
        "Ming Zhou -- 首席财务官\n四成。\n"
    )
    assert spoken(parse(text)) == [
        ("Operator", "prepared", None, None),
        ("Ming Zhou", "prepared", None, None),
        ("Operator", "qa", None, None),
        ("Bob Ray", "qa", 1, "question"),
        ("Ming Zhou", "qa", 1, "answer"),
    ]


@pytest.mark.parametrize(
    ("heading", "name", "role"),
    [
        ("Ann Lee, Northshore Securities -- Analyst", "Ann Lee", "Northshore Securities -- Analyst"),
        ("Ann Lee, Jr., Chief Executive Officer", "Ann Lee, Jr.", "Chief Executive Officer"),
        ("Ann Lee, CFA -- Chief Financial Officer", "Ann Lee, CFA", "Chief Financial Officer"),
        ("D. G. Farrell\nChief Executive Officer", "D. G. Farrell", "Chief Executive Officer"),
        ("Ann Lee\nChairman & CEO", "Ann Lee", "Chairman & CEO"),
        ("Ann Lee\nNorthshore Securities", "Ann Lee", "Northshore Securities"),
        ("Ann Lee\n--\nNorthshore -- Analyst.", "Ann Lee", "Northshore -- Analyst."),
        ("Unknown speaker -- Tidegate -- Analyst", "Unknown speaker", "Tidegate -- Analyst"),
        ("**Ann Lee**, *Northshore Securities -- Analyst*", "Ann Lee", "Northshore Securities -- Analyst"),
    ],
)
def test_firms_credentials_and_initials(heading: str, name: str, role: str) -> None:
    text = f"Operator\nWelcome to the call.\n\n{heading}\n\nThank you. We had a good year.\n\nOperator\nThank you.\n"
    turn = parse(text).turns[1]
    assert turn.speaker is not None
    assert (turn.speaker.name, turn.speaker.role) == (name, role)
    assert turn.text == "Thank you. We had a good year."
