"""Calls in JSON: by section, as turns or segments of several services, as one text; and JSON that is none of these."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import InputError
from index.formats import parse
from index.formats.json_calls import is_json
from index.models import Kind, Transcript

SECTIONS = {
    "header_texts": ["Contents:", "Prepared Remarks:", "Questions and Answers:", "Call participants:"],
    "prepared_remarks": [
        {"speaker": "Operator", "speech": "Good day, and welcome to the Acme Widgets third quarter 2024 earnings call."},
        {"speaker": "Ann Lee", "speech": "Thank you.\nWe grew 20% to \"record\" levels."},
        {"speaker": "Carl R. Gomez", "speech": "Margins: up."},
    ],
    "q_and_a": [
        {"speaker": "Operator", "speech": "Our first question comes from Bob Ray. Please go ahead."},
        {"speaker": "Bob Ray", "speech": "How is demand?"},
        {"speaker": "Carl R. Gomez", "speech": "Strong."},
        {"speaker": "Duration: 41 minutes", "speech": ""},
        {"speaker": "Erin Moss", "speech": "  "},
    ],
    "participants": ["Ann Lee--Vice President, Investor Relations", "Carl R. Gomez--Chief Executive Officer",
                     "Bob Ray--Northshore Securities -- Analyst"],
}  # fmt: skip


def spoken(transcript: Transcript) -> list[tuple[str, str, str]]:
    return [(t.speaker.name, t.section.value, t.text) for t in transcript.turns if t.speaker is not None]


def test_sections_and_participants() -> None:
    transcript = parse(json.dumps(SECTIONS))
    assert transcript.format == "json"
    assert spoken(transcript) == [
        ("Operator", "prepared", SECTIONS["prepared_remarks"][0]["speech"]),  # type: ignore[index]
        ("Ann Lee", "prepared", 'Thank you.\nWe grew 20% to "record" levels.'),
        ("Carl R. Gomez", "prepared", "Margins: up."),
        ("Operator", "qa", "Our first question comes from Bob Ray. Please go ahead."),
        ("Bob Ray", "qa", "How is demand?"),
        ("Carl R. Gomez", "qa", "Strong."),
    ]
    by_name = {s.name: s for s in transcript.speakers}
    assert by_name["Carl R. Gomez"].titles == ("ceo",)
    assert (by_name["Bob Ray"].kind, by_name["Bob Ray"].affiliation) == (Kind.ANALYST, "Northshore Securities")
    assert transcript.metadata.company == "Acme Widgets"
    assert transcript.metadata.period == "Q3 2024"
    assert all(transcript.source[t.start : t.end] == t.text for t in transcript.turns)


def test_the_file_written_otherwise_is_the_same_call() -> None:
    assert parse(json.dumps(SECTIONS, indent=4)).id == parse(json.dumps(SECTIONS)).id


@pytest.mark.parametrize(
    "data",
    [
        {"segments": [{"start": 0, "end": 2, "speaker": "SPEAKER_00", "text": " Good"},
                      {"start": 2, "end": 4, "speaker": "SPEAKER_00", "text": " morning."},
                      {"start": 62.5, "end": 70, "speaker": "SPEAKER_01", "text": " Thanks."}], "language": "en"},
        {"utterances": [{"speaker": "A", "start": 800, "text": "Good morning.", "words": [{"text": "Good", "speaker": "A"}]},
                        {"speaker": "B", "start": 162500, "text": "Thanks."}]},
        {"results": {"utterances": [{"speaker": 0, "start": 0.1, "transcript": "Good morning.", "words": [{"word": "good"}]},
                                    {"speaker": 1, "start": 62.5, "transcript": "Thanks."}]}},
        {"results": {"audio_segments": [{"speaker_label": "spk_0", "start_time": "0.1", "transcript": "Good morning."},
                                        {"speaker_label": "spk_1", "start_time": "62.5", "transcript": "Thanks."}]}},
        [{"speaker": "Speaker 1", "sentence": "Good morning."}, {"speaker": "Speaker 2", "sentence": "Thanks."}],
    ],
)  # fmt: skip
def test_speech_of_services_for_recognition(data: Any) -> None:
    transcript = parse(json.dumps(data))
    assert [text for _, _, text in spoken(transcript)] == ["Good morning.", "Thanks."]
    assert len(transcript.speakers) == 2
    assert all(s.kind is Kind.EXECUTIVE and not s.titles for s in transcript.speakers)


def test_times_stand_with_the_speakers() -> None:
    data = [
        {"speaker": "Ann Lee", "text": "Good morning.", "start": 3723.4},
        {"speaker": "Bob Ray", "text": "Hi.", "start": 3730},
    ]
    assert "Ann Lee [01:02:03]\nGood morning." in parse(json.dumps(data)).source


def test_fields_of_turns_and_of_the_file() -> None:
    data = {
        "company": "Acme Widgets, Inc.", "symbol": "acw", "fiscal_year": 2024, "quarter": 3, "date": "2024-11-05T21:00:00Z",
        "transcript": [
            {"name": "Ann Lee", "title": "CEO", "content": ["We grew.", "Again."], "session": "Presentation"},
            {"name": "Bob Ray", "company": "Northshore Securities", "type": "analyst", "content": "Why?", "session": "Q&A"},
        ],
    }  # fmt: skip
    transcript = parse(json.dumps(data))
    assert spoken(transcript) == [("Ann Lee", "prepared", "We grew.\nAgain."), ("Bob Ray", "qa", "Why?")]
    metadata = transcript.metadata
    assert (metadata.company, metadata.ticker, metadata.period) == ("Acme Widgets, Inc.", "ACW", "Q3 2024")
    assert str(metadata.date) == "2024-11-05"
    assert transcript.turns[0].text == "Acme Widgets, Inc. (ACW) Q3 2024 Earnings Call"


def test_segments_in_two_languages() -> None:
    data = [
        {"speaker": "Ann Lee", "en": "We grew 20%.", "zh": "我们增长了20%。", "start": 0},
        {"speaker": "Ann Lee", "en": "Thank you.", "zh": "谢谢。", "start": 4},
        {"speaker": "Bob Ray", "en": "Why?", "zh": "为什么?", "start": 8},
    ]
    assert parse(json.dumps(data)).turns[0].text == "We grew 20%. Thank you.\n我们增长了20%。谢谢。"


def test_a_text_in_a_field_is_read_like_any_text() -> None:
    text = "Prepared Remarks:\n\nOperator\n\nWelcome.\n\nAnn Lee -- Chief Executive Officer\n\nThanks.\n"
    transcript = parse(
        json.dumps({"ticker": "ACW", "q": "2024-Q3", "date": "Nov 5, 2024, 8:00 a.m. ET", "transcript": text})
    )
    assert spoken(transcript) == [("Operator", "prepared", "Welcome."), ("Ann Lee", "prepared", "Thanks.")]
    assert (transcript.metadata.period, str(transcript.metadata.date)) == ("Q3 2024", "2024-11-05")
    assert transcript.source == text.strip()


def test_json_lines() -> None:
    rows = [{"speaker": "Ann Lee", "text": "Hello."}, {"speaker": "Bob Ray", "text": "Hi."}]
    assert len(spoken(parse("\n".join(json.dumps(row) for row in rows)))) == 2


def test_speech_without_speakers_is_an_article() -> None:
    data = {"segments": [{"start": n, "text": f"part {n}"} for n in range(5)]}
    transcript = parse(json.dumps(data))
    assert transcript.turns[0].text == "part 0 part 1 part 2 part 3 part 4"
    assert transcript.notes == ("No speaker was found: indexed as one article.",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"name": "package", "version": "1.0.0"}', "holds no list of turns"),
        ("[[1, 2], [3, 4]]", "holds no list of turns"),
        ('{"prepared_remarks": [{"speaker": "Ann', "is damaged at line 1"),
        ('{"a":' * 50_000 + "1" + "}" * 50_000, "nested too deeply"),
        ("[" * 100_000 + "]" * 100_000, "nested too deeply"),
        ('{"a": ' + "9" * 6_000 + "}", "damaged"),
    ],
)
def test_json_that_is_no_call_is_refused(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        parse(text)
    assert refused.value.hint


def test_odd_characters_do_no_harm() -> None:
    text = '[{"speaker": "Ann\\u0000 Lee\\n", "text": "a\\ud800b\\u0007"}, {"speaker": "Bob Ray", "text": "x\\r\\ny"}]'
    transcript = parse(text)
    transcript.source.encode()
    assert [(name, said) for name, _, said in spoken(transcript)] == [("Ann Lee", "a\ufffdb"), ("Bob Ray", "x\ny")]


@pytest.mark.parametrize(
    "text", ["[Operator Instructions]\nOperator: Welcome.", "[Music]", "{curly} words", "[1] a note"]
)
def test_brackets_alone_are_no_json(text: str) -> None:
    assert not is_json(text)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(("speaker", "text", "segments", "q_and_a", "participants", "start", "title", "x")), inner
        )
    ),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(values)
def test_any_json_is_read_or_refused(value: Any) -> None:
    try:
        transcript = parse(json.dumps(value))
    except InputError:
        return
    for turn in transcript.turns:
        assert transcript.source[turn.start : turn.end] == turn.text != ""
