"""The catalog: what goes in comes out, changes are whole or not at all, snapshots do not move."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import StoreCorrupt, StoreMismatch, StoreNotWritable, UnknownTranscript
from index.models import Kind, Metadata, Passage, SearchFilter, Section, Speaker, Transcript, Turn
from index.naming import Naming
from index.passages import build_passages
from index.store import codec
from index.store.catalog import BUILDING, Catalog
from index.store.lexical import Postings, bm25
from index.store.manifest import Manifest
from index.store.scan import scan
from index.store.sentences import SentenceVectors
from index.store.snapshot import Entry
from index.store.turns import turn_keys
from index.store.view import refreshed
from index.tokens import tokenize

LIN = Speaker("林梅", Kind.EXECUTIVE, "首席执行官", "星海", ("Mei Lin", "Lin"), ("ceo",))
CHEN = Speaker("陈安", Kind.ANALYST)


def a_transcript(id_: str = "00aa", text: str = "需求很旺盛。The backlog grew 12%.") -> Transcript:
    source = f"新闻\n林梅:{text}\n陈安:谢谢。"
    start, second = source.index(text), source.index("谢谢")
    turns = (
        Turn(0, Section.ARTICLE, None, 0, 2, "新闻"),
        Turn(1, Section.PREPARED, LIN, start, start + len(text), text),
        Turn(2, Section.QA, CHEN, second, second + 3, "谢谢。", 1, "question"),
    )
    metadata = Metadata("电话会", "星海", "STAR", 2026, 2, dt.date(2026, 5, 5), ("Starsea",))
    return Transcript(id_, source, "zh", "speaker-labels", turns, metadata, ("A note.",))


def an_entry(transcript: Transcript, path: str = "/calls/a.txt", **changes: object) -> Entry:
    passages = tuple(build_passages(transcript))
    entry = Entry(
        transcript=transcript,
        path=path,
        sha256="0" * 64,
        overrides=Metadata(),
        input=None,
        passages=passages,
        digests=b"d" * 16 * len(passages),
        postings=Postings.build([tokenize(passage.text) for passage in passages]).to_bytes(),
        keys=turn_keys(transcript.source, passages, None).to_bytes(),
        marker=None,
        naming=Naming.of(transcript.source),
        vectors=SentenceVectors.join([row[None] for row in np.eye(len(passages), 8, dtype=np.float32)]).to_bytes(),
        dimensions=8,
    )
    return replace(entry, **changes)  # type: ignore[arg-type]


def add(catalog: Catalog, *entries: Entry) -> None:
    for entry in entries:
        with catalog.write() as change:
            change.add(entry)
            change.advance()


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    catalog = Catalog(tmp_path)
    catalog.create()
    return catalog


def test_a_transcript_comes_back_as_it_was_parsed(catalog: Catalog) -> None:
    transcript = a_transcript()
    add(catalog, an_entry(transcript))
    with catalog.read() as snapshot:
        assert snapshot.transcript("00aa") == transcript
        assert snapshot.passages(1) == build_passages(transcript)
        assert snapshot.passage(1, 1) == build_passages(transcript)[1]
        assert snapshot.speakers() == [("00aa", LIN), ("00aa", CHEN)]
        info = snapshot.info("00aa")
    assert (info.title, info.period, info.date, info.turns) == ("电话会", "Q2 2026", dt.date(2026, 5, 5), 2)
    assert info.as_record()["date"] == "2026-05-05"


def test_the_text_as_read_is_kept_where_it_is_not_the_source(catalog: Catalog) -> None:
    add(
        catalog, an_entry(a_transcript("00aa")), an_entry(a_transcript("00bb"), "/calls/b.json", input='{"as": "read"}')
    )
    with catalog.read() as snapshot:
        assert snapshot.input_text(1) == a_transcript().source
        assert snapshot.input_text(2) == '{"as": "read"}'


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
OPTIONAL = st.none() | WORDS.filter(bool)


@settings(deadline=None)
@given(
    st.builds(
        Metadata,
        title=OPTIONAL,
        company=OPTIONAL,
        ticker=OPTIONAL,
        fiscal_year=st.none() | st.integers(1990, 2100),
        fiscal_quarter=st.none() | st.integers(1, 4),
        date=st.none() | st.dates(),
        company_aliases=st.lists(WORDS, max_size=3).map(tuple),
    )
)
def test_metadata_survive_storing(metadata: Metadata) -> None:
    assert codec.metadata_from_json(codec.metadata_to_json(metadata)) == metadata


@settings(deadline=None)
@given(st.builds(Metadata, title=OPTIONAL, company=OPTIONAL), st.builds(Metadata, title=OPTIONAL, ticker=OPTIONAL))
def test_an_overlay_changes_what_it_says_and_nothing_else(below: Metadata, above: Metadata) -> None:
    both = codec.overlay(below, above)
    assert both.title == (above.title or below.title)
    assert both.company == below.company
    assert both.ticker == above.ticker
    assert codec.overlay(both, above) == both


@settings(deadline=None)
@given(st.lists(st.builds(Speaker, WORDS, st.sampled_from(Kind), OPTIONAL, OPTIONAL, st.lists(WORDS).map(tuple))))
def test_speakers_survive_storing(speakers: list[Speaker]) -> None:
    assert codec.speakers_from_json(codec.speakers_to_json(speakers)) == tuple(speakers)


def test_passages_survive_storing() -> None:
    bare = Passage("i", "t", 0, 0, 0, 1, "x", "", "en", Section.ARTICLE)
    full = Passage("i", "t", 3, 1, 0, 1, "x", "h", "zh", Section.QA, "s", "r", Kind.ANALYST, "Q2 2026", 1, "question")
    for passage in (bare, full):
        assert codec.passage_from_row(codec.passage_to_row(passage), "t") == passage


def test_before_the_first_change_the_library_is_empty(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "nowhere")
    with catalog.read() as snapshot:
        assert snapshot.generation == 0
        assert snapshot.infos() == []
        assert snapshot.manifest is None
    assert not (tmp_path / "nowhere").exists()


def test_a_change_that_fails_leaves_nothing(catalog: Catalog) -> None:
    add(catalog, an_entry(a_transcript("00aa")))
    with pytest.raises(KeyboardInterrupt), catalog.write() as change:
        change.delete(1)
        change.add(an_entry(a_transcript("00bb"), "/calls/b.txt"))
        change.advance()
        raise KeyboardInterrupt
    with catalog.read() as snapshot:
        assert [info.id for info in snapshot.infos()] == ["00aa"]
        assert snapshot.generation == 1


def test_a_snapshot_does_not_move(catalog: Catalog) -> None:
    add(catalog, an_entry(a_transcript("00aa")))
    with catalog.read() as snapshot:
        with catalog.write() as change:
            change.delete(1)
            change.advance()
        assert [info.id for info in snapshot.infos()] == ["00aa"]
        assert snapshot.passages(1)
        assert snapshot.vectors(1)
    with catalog.read() as snapshot:
        assert snapshot.infos() == []
        assert snapshot.generation == 2


def test_deleting_a_transcript_deletes_all_of_it(catalog: Catalog) -> None:
    add(catalog, an_entry(a_transcript()))
    with catalog.write() as change:
        change.delete(1)
    connection = sqlite3.connect(catalog.path or "")
    for table in ("transcript", "passage", "segment"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608


def test_revisions_are_never_used_again(catalog: Catalog) -> None:
    add(catalog, an_entry(a_transcript()))
    with catalog.write() as change:
        change.delete(1)
        assert change.add(an_entry(a_transcript())) == 2


def test_ids_are_found_by_a_unique_beginning(catalog: Catalog) -> None:
    add(catalog, *(an_entry(a_transcript(id_), f"/{id_}") for id_ in ("abc1", "abd2", "abd22")))
    with catalog.read() as snapshot:
        assert snapshot.resolve("abc") == "abc1"
        assert snapshot.resolve(" ABD2 ") == "abd2"
        for wrong in ("ab", "abd", "x", ""):
            with pytest.raises(UnknownTranscript):
                snapshot.resolve(wrong)


def test_wildcards_in_an_id_find_nothing(catalog: Catalog) -> None:
    add(catalog, an_entry(a_transcript("abc1")))
    with catalog.read() as snapshot:
        for wrong in ("%", "_bc1", "*", "abc1' OR 1=1 --"):
            with pytest.raises(UnknownTranscript):
                snapshot.resolve(wrong)


def test_threads_share_a_catalog(catalog: Catalog) -> None:
    add(catalog, an_entry(a_transcript()))
    found: list[int] = []

    def look() -> None:
        for _ in range(30):
            with catalog.read() as snapshot:
                found.append(len(snapshot.passages(1)))

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [len(build_passages(a_transcript()))] * 180


def test_a_catalog_built_aside_takes_over_when_promoted(catalog: Catalog, tmp_path: Path) -> None:
    add(catalog, an_entry(a_transcript("00aa")))
    with catalog.read():
        pass  # leaves an open connection to the old file behind
    building = Catalog(tmp_path, BUILDING)
    building.create("same")
    add(building, an_entry(a_transcript("00bb")))
    with catalog.read() as snapshot:
        assert [info.id for info in snapshot.infos()] == ["00aa"]
    building.promote()
    with catalog.read() as snapshot:
        assert [info.id for info in snapshot.infos()] == ["00bb"]
        assert snapshot.library == "same"
    catalog.sweep()
    assert [path.name for path in sorted(tmp_path.glob("*.db"))] == ["catalog-000002.db"]


def test_creating_again_changes_nothing(catalog: Catalog) -> None:
    add(catalog, an_entry(a_transcript()))
    catalog.create()
    with catalog.read() as snapshot:
        assert snapshot.generation == 1


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_catalog_is_called_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "catalog-000001.db").write_bytes(content)
    with pytest.raises(StoreCorrupt, match="--rebuild"), Catalog(tmp_path).read() as snapshot:
        snapshot.infos()


def test_a_full_disk_leaves_the_old_state(catalog: Catalog) -> None:
    add(catalog, an_entry(a_transcript("00aa")))
    with pytest.raises(StoreNotWritable, match="full"), catalog.write() as change:
        change._db.execute("PRAGMA max_page_count = 1")  # SQLite takes the present size: the next page is one too many
        change.add(an_entry(a_transcript("00bb", "很长。" * 20_000), "/b"))
        change.advance()
    with catalog.read() as snapshot:
        assert [info.id for info in snapshot.infos()] == ["00aa"]
        assert snapshot.damage() is None


def test_a_manifest_names_both_values_that_differ() -> None:
    built = Manifest("e5", "1", "zh200-en120", 384)
    built.require(Manifest("e5", "1", "zh200-en120"))
    for field, value in {
        "model": "other",
        "revision": "2",
        "passages": "zh100-en60",
        "dimensions": 64,
        "format": 9,
    }.items():
        with pytest.raises(StoreMismatch, match="--rebuild") as raised:
            built.require(replace(built, **{field: value}))
        assert repr(value) in raised.value.message
        assert repr(getattr(built, field)) in raised.value.message
    assert Manifest.from_json(built.to_json()) == built


def test_a_view_grows_and_shrinks_with_the_library(catalog: Catalog) -> None:
    view = None
    texts = {f"id{i}": f"独特{i}号词语。Widget{i} sold well." for i in range(8)}
    for i, (id_, text) in enumerate(texts.items()):
        add(catalog, an_entry(a_transcript(id_, text), f"/{id_}"))
        if i % 3 == 2:
            with catalog.read() as snapshot:
                revision = snapshot.stored_as(f"id{i - 1}").revision
            with catalog.write() as change:
                change.delete(revision)
                change.advance()
        with catalog.read() as snapshot:
            view = refreshed(view, snapshot)
            fresh = refreshed(None, snapshot)
            for word in ("widget3", "sold", "独特"):
                grown = bm25(view.terms, view.collections["zh"], tokenize(word))
                anew = bm25(fresh.terms, fresh.collections["zh"], tokenize(word))
                assert sorted(grown[grown > 0]) == pytest.approx(sorted(anew[anew > 0]))
            assert int(view.alive.sum()) == int(fresh.alive.sum()) == sum(info.passages for info in snapshot.infos())


def test_a_view_filters_as_the_filter_itself_does(catalog: Catalog) -> None:
    add(catalog, an_entry(a_transcript("00aa")), an_entry(a_transcript("00bb"), "/b"))
    filters = [
        SearchFilter(),
        SearchFilter(speakers=("林梅",)),
        SearchFilter(speakers=("林梅", "陈安"), transcripts=("00bb",)),
        SearchFilter(kinds=(Kind.ANALYST,)),
        SearchFilter(sections=(Section.QA, Section.ARTICLE)),
        SearchFilter(periods=("Q2 2026",)),
        SearchFilter(periods=("Q1 1999",)),
        SearchFilter(speakers=("nobody",)),
    ]
    with catalog.read() as snapshot:
        view = refreshed(None, snapshot)
        for where in filters:
            mask = view.admitted(where)
            for row in range(view.rows):
                assert mask[row] == where.admits(snapshot.passage(*view.place(row)))


def test_a_scan_finds_every_place_in_the_source(catalog: Catalog) -> None:
    transcript = a_transcript(text="Backlog 很大。The BACK LOG, backlogs and Ｂacklog.")
    add(catalog, an_entry(transcript), an_entry(a_transcript("00bb"), "/b"))
    with catalog.read() as snapshot:
        view = refreshed(None, snapshot)
        found = [place for place in scan(snapshot, view, "backlog") if place.transcript_id == "00aa"]
        assert [transcript.source[place.start : place.end] for place in found] == ["Backlog", "Ｂacklog"]
        assert {place.turn for place in found} == {1}
        assert scan(snapshot, view, "nowhere said") == []
        assert scan(snapshot, view, "  ") == []
        assert scan(snapshot, view, "".join(chr(0x4E00 + i) for i in range(3000))) == []
        assert scan(snapshot, view, "陈安")[0].turn == 2  # a name printed before a turn belongs to that turn


def test_a_library_of_another_format_says_so_and_how_to_go_on() -> None:
    wanted = Manifest("e5", "1", "zh200", 384)
    with pytest.raises(StoreMismatch, match="another version of TurnCite") as caught:
        replace(wanted, format=wanted.format - 1).require(wanted)
    assert "--rebuild" in caught.value.hint
    assert "setting" not in str(caught.value)
