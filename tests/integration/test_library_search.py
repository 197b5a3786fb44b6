"""Searching a library from the outside, with Chroma and SQLite on disk: filters, wordings, languages, and LlamaIndex's retriever."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.embedding import HashEmbedder
from index.library import Library
from index.models import Kind, QueryVariant, SearchFilter, Section
from tests.fakes import en, write_call, zh_call_text

FILTERS = [
    SearchFilter(speakers=("Mara Lindqvist",)),
    SearchFilter(kinds=(Kind.OPERATOR,)),
    SearchFilter(sections=(Section.ARTICLE, Section.QA)),
    SearchFilter(periods=("Q2 2026",), speakers=("Tobias Okafor", "林梅")),
    SearchFilter(speakers=("Nobody",)),
    SearchFilter(transcripts=("0" * 16,)),
]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", HashEmbedder(128)) as library:
        yield library


@pytest.mark.parametrize(
    "where", FILTERS, ids=lambda where: "-".join(map(str, where.speakers or where.kinds or where.sections))
)
def test_a_filter_admits_all_it_should_and_nothing_else(library: Library, tmp_path: Path, where: SearchFilter) -> None:
    (tmp_path / "zh.txt").write_text(zh_call_text("星海"), encoding="utf-8")
    library.ingest([write_call(tmp_path, "Norvane"), tmp_path / "zh.txt"])
    everything = [p for info in library.transcripts() for p in library.passages(info.id)]
    question = [QueryVariant("revenue and margin", "en"), QueryVariant("营收和利润", "zh")]
    hits = library.search(question, k=1000, where=where)
    assert {hit.passage.id for hit in hits} == {passage.id for passage in everything if where.admits(passage)}
    all_hits = library.search(question, k=1000)
    best = {hit.passage.id: hit.similarity for hit in all_hits}
    assert all(hit.similarity == pytest.approx(best[hit.passage.id], abs=1e-5) for hit in hits)


def test_what_else_the_library_holds_does_not_change_a_search_of_one_call(library: Library, tmp_path: Path) -> None:
    library.ingest([write_call(tmp_path, "Norvane")])
    where = SearchFilter(transcripts=(library.transcripts()[0].id,))
    alone = library.search(en("pricing and currency"), k=30, where=where)
    library.ingest([write_call(tmp_path, f"Firm{i}") for i in range(6)])
    among_others = library.search(en("pricing and currency"), k=30, where=where)
    assert [hit.passage.id for hit in among_others] == [hit.passage.id for hit in alone]
    assert [hit.score for hit in among_others] == pytest.approx([hit.score for hit in alone], abs=1e-6)


def test_exact_and_approximate_search_agree(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library.ingest([write_call(tmp_path, f"Firm{i}") for i in range(6)])
    with_chroma = library.search(en("pricing and currency"), k=30)
    monkeypatch.setattr(type(library._index), "owns", lambda self, epoch: False)
    without = library.search(en("pricing and currency"), k=30)
    assert [hit.passage.id for hit in with_chroma] == [hit.passage.id for hit in without]
    assert [hit.score for hit in with_chroma] == pytest.approx([hit.score for hit in without])


def test_wordings_are_fused_and_blank_ones_left_out(library: Library, tmp_path: Path) -> None:
    library.ingest([write_call(tmp_path, "Norvane")])
    one = library.search(en("pricing"))
    assert library.search([*en("pricing"), *en("pricing"), *en("  ")]) == one
    assert library.search(en("")) == []
    assert library.search(en("pricing"), k=0) == []
    two, both = library.search(en("margin")), library.search([*en("pricing"), *en("margin")])
    assert {one[0].passage.id, two[0].passage.id} <= {hit.passage.id for hit in both}


def test_languages_take_turns_in_a_mixed_library(library: Library, tmp_path: Path) -> None:
    (tmp_path / "zh.txt").write_text(zh_call_text("星海", turns=10), encoding="utf-8")
    library.ingest([write_call(tmp_path, "Norvane", turns=10), tmp_path / "zh.txt"])
    for question in (en("revenue and margin"), [QueryVariant("营收和利润", "zh")]):
        languages = [hit.passage.language for hit in library.search(question, k=8)]
        assert [languages[i] != languages[i + 1] for i in range(7)] == [True] * 7


def test_a_passage_in_another_language_has_no_turn_of_its_own(library: Library, tmp_path: Path) -> None:
    text = zh_call_text("星海", turns=40) + "林梅(首席执行官):This forward looking statement is in English only.\n"
    (tmp_path / "zh.txt").write_text(text, encoding="utf-8")
    library.ingest([tmp_path / "zh.txt"])
    passages = library.passages(library.transcripts()[0].id)
    assert sum(passage.language == "en" for passage in passages) == 1
    chinese = next(passage.text for passage in passages if passage.language == "zh")
    hits = library.search([QueryVariant(chinese, "zh"), *en("shipping weather")], k=1000)
    assert [hit.passage.language for hit in hits[:-1]] == ["zh"] * (len(hits) - 1)
    assert hits[-1].passage.language == "en"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert library.search(en("This forward looking statement is in English only."), k=1)[0].passage.language == "en"


def test_the_retriever_returns_nodes_of_llama_index(library: Library, tmp_path: Path) -> None:
    from llama_index.core.schema import TextNode

    from index.retriever import LibraryRetriever

    library.ingest([write_call(tmp_path, "Norvane", marker="zirconium")])
    retriever = LibraryRetriever(library, k=3, where=SearchFilter(speakers=("Mara Lindqvist",)))
    nodes = retriever.retrieve("What about zirconium?")
    hits = library.search(en("What about zirconium?"), k=3, where=SearchFilter(speakers=("Mara Lindqvist",)))
    assert [node.node.text for node in nodes if isinstance(node.node, TextNode)] == [hit.passage.text for hit in hits]
    assert [node.score for node in nodes] == [hit.score for hit in hits]
    metadata = nodes[0].node.metadata
    source = library.transcript(metadata["transcript_id"]).source
    assert source[metadata["start"] : metadata["end"]] == hits[0].passage.text
    assert metadata["speaker"] == "Mara Lindqvist"
    assert {"role", "kind", "section", "turn", "period", "language"} <= metadata.keys()


def test_the_retriever_works_in_an_event_loop(library: Library, tmp_path: Path) -> None:
    from index.retriever import LibraryRetriever

    library.ingest([write_call(tmp_path, "Norvane")])
    nodes = asyncio.run(LibraryRetriever(library, k=2).aretrieve("revenue"))
    assert len(nodes) == 2
