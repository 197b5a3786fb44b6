"""The formats as one registry: which one reads, what every one of them keeps, and texts without speakers."""

from __future__ import annotations

import datetime as dt

import pytest

from index.formats import FORMATS, parse, readable_extensions
from index.formats.base import Format, lines, trim
from index.models import Metadata, Section
from index.reading import transcript_id

CALL = "Operator: Welcome to the Acme first quarter 2024 earnings call.\nAnn Lee (CEO): Thanks.\nOperator: Bye.\n"


def test_every_format_satisfies_the_protocol_and_names_its_extensions() -> None:
    assert all(isinstance(known, Format) for known in FORMATS)
    assert len({known.name for known in FORMATS}) == len(FORMATS)
    assert {".txt", ".md"} <= readable_extensions()
    assert all(e.startswith(".") and e == e.lower() for e in readable_extensions())


@pytest.mark.parametrize("text", ["", "   \n", "word", CALL, "第一段。\n第二段。"])
def test_confidence_is_a_share(text: str) -> None:
    assert all(0.0 <= known.confidence(text) <= 1.0 for known in FORMATS)


@pytest.mark.parametrize(
    "text",
    [
        "Acme's revenue grew 12% in the quarter, the company said on Tuesday.\n\nShares rose 3%.",
        "远山科技公布财报。\n营收:31.2 亿元,同比增长 18%。\n云服务:年化营收达 12 亿元。",
        "Welcome and thank you for standing by.\nI'm Ann Lee and I'm here with Carl Gomez, Chief Executive Officer.",
        "Ann Lee\nCarl Gomez\nDana Fox\n",
        "Contents:\n- Note: one\n- Note: two\nWarning: three",
    ],
)
def test_a_text_without_speakers_is_one_article_and_says_so(text: str) -> None:
    transcript = parse(text)
    assert transcript.format == "article"
    assert transcript.speakers == ()
    assert [(t.number, t.section) for t in transcript.turns] == [(0, Section.ARTICLE)]
    assert transcript.turns[0].text == text.strip()
    assert transcript.notes == ("No speaker was found: indexed as one article.",)


def test_an_empty_text_has_no_turns() -> None:
    assert parse(" \n ").turns == ()


def test_a_call_has_no_notes_and_its_id_is_that_of_its_text() -> None:
    transcript = parse(CALL)
    assert transcript.notes == ()
    assert transcript.source == CALL
    assert transcript.id == transcript_id(CALL)


def test_overrides_win_field_by_field() -> None:
    given = Metadata(company="Other Ltd", date=dt.date(2024, 5, 1))
    metadata = parse(CALL, given).metadata
    assert (metadata.company, metadata.date) == ("Other Ltd", dt.date(2024, 5, 1))
    assert metadata.company_aliases == ()
    assert metadata.period == "Q1 2024"
    assert parse(CALL, Metadata(fiscal_quarter=2)).metadata.period == "Q2 2024"


def test_lines_split_at_every_kind_of_break_and_keep_offsets() -> None:
    text = "a\r\nb\rc\nd\u2028e\x85f"
    found = list(lines(text))
    assert [line.text for line in found] == list("abcdef")
    assert all(text[line.start : line.end] == line.text for line in found)


def test_trim_leaves_out_white_space_and_zero_width_characters() -> None:
    text = "\ufeff \u200b\u3000ab c\u200b \n"
    assert text[slice(*trim(text, 0, len(text)))] == "ab c"
    assert trim("   ", 0, 3)[0] == trim("   ", 0, 3)[1]


def test_very_long_lines_are_read_in_bounded_time() -> None:
    text = f"Operator: Welcome.\nAnn Lee (CEO): {'word ' * 200_000}\nOperator: {'(' * 50_000}{':' * 50_000}\n"
    transcript = parse(text)
    assert [t.speaker.name for t in transcript.turns if t.speaker] == ["Operator", "Ann Lee", "Operator"]


@pytest.mark.parametrize(
    "run",
    [
        " ",
        ", ",
        " - ",
        "year ",
        "(",
        ": ",
        "welcome ",
        "Fourth Quarter ",
        "2021 and of ",
        "today is on ",
        "_",
        "*",
        "Ticker: ",
        "<p>",
        "Q:",
        "【",
        "00:01 ",
    ],
)
def test_runs_of_one_sign_do_not_make_a_pattern_run_wild(run: str) -> None:
    words = f"Welcome to the Acme first quarter {run * 3000} earnings call."
    assert parse(f"Operator: {words}\nAnn Lee (CEO): {words}\n").turns[0].speaker is not None
    assert parse(words).format == "article"
