from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from assistant.exporting import COLUMNS, Source, export, sources
from assistant.models import Answer, Citation, Proof, Statement
from index.formats import parse
from index.models import Section
from tests.fakes import call_text

CALL = parse(call_text("Orvane", turns=2))
TURN = CALL.turns[1]
QUOTE = TURN.text[:20]
CITATION = Citation(1, QUOTE, CALL.id, TURN.number, TURN.section, TURN.start, TURN.start + 20, "Mara Lindqvist", "CEO")


def answer(text: str = "Demand rose.", question: str = "What of demand?") -> Answer:
    statement = Statement(text, (CITATION,), Proof.VERIFIED)
    return Answer(question, "answered", "en", f"{text} [1]", (statement,), (CITATION,))


REFUSAL = Answer("What of Azure?", "not_found", "en", "Not said in these calls.")


def test_a_quote_can_be_checked_with_what_stands_beside_it() -> None:
    (record,) = json.loads(export([answer()], sources([CALL]), "json"))["answers"]
    (citation,) = record["citations"]
    assert CALL.source[citation["start"] : citation["end"]] == citation["quote"] == QUOTE
    assert citation["transcript_sha256"] == hashlib.sha256(CALL.source.encode()).hexdigest()


def test_a_page_is_named_where_the_source_has_pages() -> None:
    cited = replace(CITATION, page=7)
    paged = replace(answer(), statements=(Statement("Demand rose.", (cited,)),), citations=(cited,))
    assert "page 7" in export([paged], {}, "md")
    assert ",7,prepared," in export([paged], {}, "csv")


def test_csv_has_one_line_a_citation_and_one_a_refusal() -> None:
    text = export([answer(), REFUSAL], sources([CALL]), "csv")
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["question"], row["status"], row["quote"]) for row in rows] == [
        ("What of demand?", "answered", QUOTE),
        ("What of Azure?", "not_found", ""),
    ]


@pytest.mark.parametrize("text", ['=HYPERLINK("http://example.invalid")', "+1", "-2", "@SUM(A1)", "\t=1"])
def test_a_spreadsheet_runs_nothing(text: str) -> None:
    rows = list(csv.DictReader(io.StringIO(export([answer(text, text)], {}, "csv").removeprefix("\ufeff"), newline="")))
    assert rows[0]["question"] == rows[0]["statement"] == f"'{text}"


def test_markdown_holds_no_markup_of_others() -> None:
    hostile = "![x](http://example.invalid/a.png) <script>alert(1)</script> [l](javascript:1) # head"
    html = MarkdownIt().render(export([answer(hostile, hostile)], sources([CALL]), "md", hostile))
    assert "<script" not in html
    assert "<img" not in html
    assert "<a " not in html
    assert QUOTE.strip() in html


def test_a_transcript_removed_since_leaves_its_quote() -> None:
    (record,) = json.loads(export([answer()], {}, "json"))["answers"]
    assert (record["citations"][0]["quote"], record["citations"][0]["transcript_sha256"]) == (QUOTE, "")
    assert "sha256 `-`" in export([answer()], {}, "md")
    assert sources([CALL])[CALL.id] == Source(
        CALL.metadata.title or "", hashlib.sha256(CALL.source.encode()).hexdigest()
    )
    assert Section.PREPARED.value in export([answer()], {}, "csv")
