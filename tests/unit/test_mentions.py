"""Every mention of a term: forms in both languages, exact offsets, counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.analysis.mentions import find_mentions, forms_of
from index.library import Library
from tests.fakes import QuickEmbedder

ENGLISH = """Farhill Corporation (NYSE: FARH)
Q2 2026 Earnings Call
May 5, 2026

Operator: Good afternoon, and welcome to the Farhill Corporation second quarter 2026 earnings call.

Mara Lindqvist -- Chief Executive Officer: Capital expenditures rose. Our capex plan stands, and CAPEX discipline matters. The Skylark drone ships.

Tobias Okafor -- Chief Financial Officer: Capital spending was $40 million. Lindqvist spoke of Skylark; skylarks are birds.
"""
CHINESE = """云山公司2026年第二季度业绩电话会实录
主持人:大家好,欢迎参加云山2026年第二季度业绩电话会议。
林梅(首席执行官):本季度资本支出为十亿元,资本開支计划不变。我们的云雀(Skylark)无人机开始交付。
罗安(首席财务官):云雀的毛利率提升。
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("calls")
    (folder / "en.txt").write_text(ENGLISH, encoding="utf-8")
    (folder / "zh.txt").write_text(CHINESE, encoding="utf-8")
    library = Library.open(tmp_path_factory.mktemp("home"), QuickEmbedder())
    assert not library.ingest([folder]).failed
    return library


def test_a_term_is_found_in_both_languages_with_exact_offsets(library: Library) -> None:
    found = find_mentions(library, "capex")
    assert [m.quote.text for m in found.mentions if m.quote.call.language == "en"] == [
        "Capital expenditures", "capex", "CAPEX", "Capital spending",
    ]  # fmt: skip
    assert [m.quote.text for m in found.mentions if m.quote.call.language == "zh"] == ["资本支出", "资本開支"]
    for mention in found.mentions:
        source = library.transcript(mention.quote.call.id).source
        assert source[mention.quote.start : mention.quote.end] == mention.quote.text
        assert (mention.left + mention.quote.text + mention.right) in " ".join(source.split("\n"))


def test_counts_by_company_quarter_and_speaker(library: Library) -> None:
    found = find_mentions(library, "capex")
    assert dict(found.by_company) == {"Farhill Corporation": 4, "云山": 2}
    assert dict(found.by_quarter) == {"Q2 2026": 6}
    assert {speaker: count for speaker, _, count in found.by_speaker} == {
        "Mara Lindqvist": 3, "Tobias Okafor": 1, "林梅": 2,
    }  # fmt: skip
    record = found.as_record()
    assert record["total"] == len(record["mentions"]) == sum(row["count"] for row in record["by_speaker"]) == 6
    assert len(found.rows()[0]) == len(found.HEAD)


def test_a_name_printed_in_both_languages_is_looked_for_in_both(library: Library) -> None:
    found = find_mentions(library, "Skylark")
    texts = [m.quote.text for m in found.mentions]
    assert texts == ["Skylark", "Skylark", "skylarks", "云雀", "Skylark", "云雀"]


def test_exact_looks_for_the_term_alone(library: Library) -> None:
    assert [m.quote.text for m in find_mentions(library, "capex", exact=True).mentions] == ["capex", "CAPEX"]
    assert find_mentions(library, "Skylark", exact=True).forms == ("Skylark",)


def test_names_before_turns_are_no_mentions(library: Library) -> None:
    assert [m.quote.turn for m in find_mentions(library, "Lindqvist").mentions] == [3]


def test_only_in_some_calls(library: Library) -> None:
    (english,) = [info.id for info in library.transcripts() if info.language == "en"]
    found = find_mentions(library, "资本支出", transcripts=(english,))
    assert {m.quote.call.id for m in found.mentions} == {english}
    assert len(found.mentions) == 4
    assert found.calls == 1


def test_a_term_that_nobody_says(library: Library) -> None:
    found = find_mentions(library, "dividend")
    assert found.mentions == ()
    assert "股息" in found.forms


def test_forms_name_each_form_once(library: Library) -> None:
    forms = forms_of(library, "capex")
    assert len({form.lower() for form in forms}) == len(forms)
    assert forms[0] == "capex"


def test_no_files_are_left_open(library: Library, tmp_path: Path) -> None:
    assert find_mentions(Library.open(tmp_path, QuickEmbedder()), "capex").mentions == ()
