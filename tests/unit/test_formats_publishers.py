"""The layouts of publishers: The Motley Fool's pages as text, Seeking Alpha's two forms, S&P's transcripts."""

from __future__ import annotations

import pytest

from index.formats import parse
from index.models import Kind, Transcript

FOOL = """\
Acme Widgets (ACW) Q3 2024 Earnings Call Transcript
By Example Transcribing -- Nov 5, 2024 at 6:30PM

Image source: The Motley Fool.

Acme Widgets, Inc.  (
NYSE:
ACW
)
Q3 2024 Earnings Call
Nov 05, 2024, 4:30 p.m. ET

Contents:

Prepared Remarks
Questions and Answers
Call Participants

Prepared Remarks:

Operator

Good day, and welcome. [Operator instructions]

Ann Lee
--
Vice President, Investor Relations

Thanks -- and good afternoon.

Carl R. Gomez
-- Chief Executive Officer

It was a strong quarter.

Should you invest $1,000 in Acme Widgets right now?

10 stocks we like better than Acme Widgets

Questions & Answers:

Operator

[Operator instructions] The first question is from Bob Ray with Northshore.

Bob Ray
--
Northshore Securities
--
Analyst

Why?

Stewart
--
Tidegate -- Analyst

Hi, this is Stewart on for Bob.

Carl R. Gomez
--
Chief Executive Officer

-- demand, mostly.

Unknown speaker

Thanks.

Duration: 61 minutes

Call participants:

Ann Lee -- Vice President, Investor Relations

Carl R. Gomez -- Chief Executive Officer

Dana Fox -- Chief Financial Officer

Bob Ray -- Northshore Securities -- Analyst

More ACW analysis

All earnings call transcripts
"""

ALPHA = """\
Acme Widgets, Inc. (NYSE:ACW) Q3 2024 Earnings Conference Call November 5, 2024 4:30 PM ET

Executives

Ann Lee - VP, Investor Relations
Ulrich (Bob) Trog - CEO

Analysts

Bob Ray - Northshore Securities
Erin Moss - Tidegate

Operator

Good day, and welcome to the Acme Widgets third quarter 2024 call.

Ann Lee

Thank you.

Question-and-Answer Session

Operator

Our first question is from Bob Ray.

Q - Bob Ray

Why?

A - Ulrich (Bob) Trog

Demand.

Q - Erin Moss

And?

A - Ann Lee

Nothing more.
"""

SP = """\
Acme Widgets, Inc. NYSE:ACW
FQ3 2024 Earnings Call Transcripts

Presentation

Operator

Good day, and welcome to the Acme Widgets Third Quarter 2024 Earnings Call.

Ann Lee
VP of Investor Relations

Thank you.

Carl R. Gomez
Chairman, President & Chief Executive Officer

It was a strong quarter.

Question and Answer

Operator

The first question comes from Bob Ray with Northshore.

Bob Ray
Northshore Securities LLC, Research Division - Senior Analyst

Why?

Carl R. Gomez
Chairman, President & Chief Executive Officer

Demand.

Unknown Analyst
Tidegate Capital - Analyst

And?
"""


def spoken(transcript: Transcript) -> list[tuple[str, str, str]]:
    return [(t.speaker.name, t.section.value, t.text) for t in transcript.turns if t.speaker is not None]


def test_the_motley_fool_as_copied_from_a_page() -> None:
    transcript = parse(FOOL)
    assert spoken(transcript) == [
        ("Operator", "prepared", "Good day, and welcome. [Operator instructions]"),
        ("Ann Lee", "prepared", "Thanks -- and good afternoon."),
        ("Carl R. Gomez", "prepared", "It was a strong quarter."),
        ("Operator", "qa", "[Operator instructions] The first question is from Bob Ray with Northshore."),
        ("Bob Ray", "qa", "Why?"),
        ("Stewart", "qa", "Hi, this is Stewart on for Bob."),
        ("Carl R. Gomez", "qa", "-- demand, mostly."),
        ("Unknown speaker", "qa", "Thanks."),
    ]
    metadata = transcript.metadata
    assert metadata.company is not None
    assert metadata.company.startswith("Acme Widgets")
    assert (metadata.ticker, metadata.period, str(metadata.date)) == ("ACW", "Q3 2024", "2024-11-05")
    by_name = {s.name: s for s in transcript.speakers}
    assert (by_name["Bob Ray"].kind, by_name["Bob Ray"].affiliation) == (Kind.ANALYST, "Northshore Securities")
    assert by_name["Stewart"].affiliation == "Tidegate"
    assert by_name["Carl R. Gomez"].titles == ("ceo",)


def test_seeking_alpha_with_q_and_a_before_the_names() -> None:
    transcript = parse(ALPHA)
    assert [(name, section) for name, section, _ in spoken(transcript)] == [
        ("Operator", "prepared"), ("Ann Lee", "prepared"), ("Operator", "qa"), ("Bob Ray", "qa"),
        ("Ulrich (Bob) Trog", "qa"), ("Erin Moss", "qa"), ("Ann Lee", "qa"),
    ]  # fmt: skip
    by_name = {s.name: s for s in transcript.speakers}
    assert (by_name["Erin Moss"].kind, by_name["Erin Moss"].affiliation) == (Kind.ANALYST, "Tidegate")
    assert by_name["Ulrich (Bob) Trog"].titles == ("ceo",)
    assert [t.question_no for t in transcript.turns if t.part] == [1, 1, 2, 2]
    assert (transcript.metadata.ticker, str(transcript.metadata.date)) == ("ACW", "2024-11-05")


def test_name_above_title_and_company() -> None:
    transcript = parse(SP)
    assert [(name, section) for name, section, _ in spoken(transcript)] == [
        ("Operator", "prepared"), ("Ann Lee", "prepared"), ("Carl R. Gomez", "prepared"), ("Operator", "qa"),
        ("Bob Ray", "qa"), ("Carl R. Gomez", "qa"), ("Unknown Analyst", "qa"),
    ]  # fmt: skip
    by_name = {s.name: s for s in transcript.speakers}
    assert by_name["Bob Ray"].affiliation == "Northshore Securities LLC, Research Division"
    assert by_name["Carl R. Gomez"].titles == ("chair", "president", "ceo")
    assert transcript.turns[-1].text == "And?"
    assert (transcript.metadata.ticker, transcript.metadata.period) == ("ACW", "Q3 2024")


@pytest.mark.parametrize("text", [FOOL, ALPHA, SP])
def test_line_breaks_of_other_systems_change_nothing(text: str) -> None:
    one, other = parse(text), parse(text.replace("\n", "\r\n"))
    assert [(n, s) for n, s, _ in spoken(one)] == [(n, s) for n, s, _ in spoken(other)]
    assert one.id == other.id
    assert one.metadata == other.metadata
