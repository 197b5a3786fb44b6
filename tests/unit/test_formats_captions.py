"""Captions, timed segments and tables of segments."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import InputError
from index.formats import parse
from index.models import Transcript

VTT = """\
WEBVTT - Acme call

NOTE
Company: Acme Widgets
Date: 2024-11-05

STYLE
::cue { color: red }

1
00:00:01.000 --> 00:00:04.000 align:start
<v Operator>Good morning, and welcome to the Acme</v>

00:00:04.000 --> 00:00:06.000
<v Operator>third quarter <i>2024</i> earnings call.</v>

00:01:06.000 --> 00:01:09.000
<v.loud Ann Lee>Thanks. R&amp;D is &lt;up&gt;.
<v Bob Ray>How?
"""

SRT = """\
1
00:00:01,000 --> 00:00:04,000
>> Operator: Good morning, and welcome to

2
00:00:04,000 --> 00:00:06,000
the Acme third quarter 2024 earnings call.
>> ANN LEE: Thank you. Revenue

3
00:00:06,000 --> 00:00:08,000
rose: by 20%.

4
00:00:08,000 --> 00:00:09,000
>> I have a question: why?

5
00:00:09,000 --> 00:00:10,000
>> ANN LEE: {\\an8}Demand.
"""


def spoken(transcript: Transcript) -> list[tuple[str, str]]:
    return [(t.speaker.name, t.text) for t in transcript.turns if t.speaker is not None]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_voice_tags(line_break: str) -> None:
    transcript = parse(VTT.replace("\n", line_break))
    assert transcript.format == "captions"
    assert spoken(transcript) == [
        ("Operator", "Good morning, and welcome to the Acme third quarter 2024 earnings call."),
        ("Ann Lee", "Thanks. R&D is <up>."),
        ("Bob Ray", "How?"),
    ]
    assert "Ann Lee [00:01:06]\n" in transcript.source
    assert (transcript.metadata.company, transcript.metadata.period) == ("Acme Widgets", "Q3 2024")
    assert str(transcript.metadata.date) == "2024-11-05"


def test_names_before_a_colon_and_changes_without_a_name() -> None:
    assert spoken(parse(SRT)) == [
        ("Operator", "Good morning, and welcome to the Acme third quarter 2024 earnings call."),
        ("ANN LEE", "Thank you. Revenue rose: by 20%."),
        ("Unidentified Speaker", "I have a question: why?"),
        ("ANN LEE", "Demand."),
    ]


def test_captions_without_speakers_are_one_article() -> None:
    text = "1\n00:00:01,000 --> 00:00:04,000\nwe grew by\n\n2\n00:00:04,000 --> 00:00:06,000\ntwenty: percent\n"
    transcript = parse(text)
    assert transcript.turns[0].text == "we grew by twenty: percent"
    assert transcript.speakers == ()


def test_captions_in_two_languages_keep_them_apart() -> None:
    cues = [
        ("Operator: Welcome to the", "主持人:欢迎参加"),
        ("Acme call.", "Acme 电话会。"),
        ("Ann Lee: We grew.", "我们增长了。"),
    ]
    text = "WEBVTT\n\n" + "\n\n".join(
        f"00:00:0{n}.000 --> 00:00:0{n + 1}.000\n{one}\n{other}" for n, (one, other) in enumerate(cues)
    )
    assert spoken(parse(text))[-1] == ("Ann Lee", "We grew.\n我们增长了。")


def test_segments_with_ranges_of_time() -> None:
    text = (
        "Company: Acme Widgets\n"
        "[00:00:01.000 --> 00:00:04.000]  SPEAKER_00: Good morning, and welcome\n"
        "[00:00:04.000 --> 00:00:06.000]  to the Acme Q3 2024 earnings call.\n"
        "[00:00:06.000 --> 00:00:09.000]  SPEAKER_01: Thank you.\n"
    )
    transcript = parse(text)
    assert transcript.format == "segments"
    assert spoken(transcript) == [
        ("SPEAKER_00", "Good morning, and welcome to the Acme Q3 2024 earnings call."),
        ("SPEAKER_01", "Thank you."),
    ]
    assert transcript.metadata.company == "Acme Widgets"


def test_segments_in_two_languages() -> None:
    text = (
        "00:01 - 00:04\nOperator: Welcome to the Acme\n欢迎参加 Acme 的\n\n"
        "00:04 - 00:06\nfirst quarter call.\n第一季度电话会。\n\n"
        "00:06 - 00:09\nAnn Lee: We grew 20%.\n我们增长了20%。\n"
    )
    assert spoken(parse(text)) == [
        ("Operator", "Welcome to the Acme first quarter call.\n欢迎参加 Acme 的第一季度电话会。"),
        ("Ann Lee", "We grew 20%.\n我们增长了20%。"),
    ]


def test_turns_with_one_time_each_are_read_where_they_stand() -> None:
    text = "[00:01:23] Operator: Welcome.\n[00:02:23] Ann Lee (CEO): Thanks.\n[00:03:23] Operator: Goodbye.\n"
    transcript = parse(text)
    assert transcript.source == text
    assert [name for name, _ in spoken(transcript)] == ["Operator", "Ann Lee", "Operator"]


def test_names_with_times_on_lines_of_their_own() -> None:
    text = "Ann Lee  0:12\nGood morning.\n\n发言人 2   01:02\n谢谢。\n\n[1:15] Ann Lee\nNext question.\n"
    assert spoken(parse(text)) == [("Ann Lee", "Good morning."), ("发言人 2", "谢谢。"), ("Ann Lee", "Next question.")]


@pytest.mark.parametrize("separator", ["\t", ",", ";"])
def test_tables_of_segments(separator: str) -> None:
    rows = [
        ["start", "end", "speaker", "text", "translation"],
        ["0.0", "4.2", "Ann Lee", "Good morning.", "早上好。"],
        ["4.2", "6.0", "Ann Lee", "We grew.", "我们增长了。"],
        ["6.0", "7.0", "Bob Ray", '"Why, though?"', "为什么?"],
    ]
    transcript = parse("\n".join(separator.join(row) for row in rows))
    assert transcript.format == "table"
    assert spoken(transcript) == [
        ("Ann Lee", "Good morning. We grew.\n早上好。我们增长了。"),
        ("Bob Ray", "Why, though?\n为什么?"),
    ]


def test_a_table_of_figures_is_no_table_of_segments() -> None:
    assert parse("quarter,revenue\nQ1,20\nQ2,30\n").format == "article"


def test_a_table_with_a_field_without_end_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be read in row"):
        parse('speaker,text\nAnn Lee,"' + "word " * 40_000)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["1", "00:00:01,000 --> 00:00:02,000", "<v Ann>hi", ">> ", "Ann Lee: a", "b", "", "WEBVTT", "我"]
        ),
        max_size=20,
    )
)
def test_any_captions_keep_the_offsets(rows: list[str]) -> None:
    transcript = parse("WEBVTT\n\n" + "\n".join(rows))
    for turn in transcript.turns:
        assert transcript.source[turn.start : turn.end] == turn.text != ""
