"""The library from the outside: adding, changing and removing, with Chroma and SQLite on disk."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from index.embedding import HashEmbedder
from index.errors import UnknownTranscript
from index.formats import parse
from index.library import IngestEvent, Library
from index.models import Metadata, QueryVariant
from index.passages import build_passages
from index.reading import read_source
from index.store.work import sentences
from tests.fakes import CountingEmbedder, call_text, en, in_chroma, write_call, zh_call_text


def test_what_was_added_is_listed_shown_and_found(library: Library, tmp_path: Path, seed_path: Path) -> None:
    report = library.ingest([seed_path, write_call(tmp_path, "Norvane", marker="zirconium")])
    assert [file.status for file in report.files] == ["added", "added"]
    assert library.generation == 2
    infos = {info.path: info for info in library.transcripts()}
    assert set(infos) == {str(seed_path), str(tmp_path / "norvane.txt")}
    seed = infos[str(seed_path)]
    parsed = parse(read_source(seed_path).text)
    assert library.transcript(seed.id[:6]) == parsed
    assert library.passages(seed.id) == build_passages(parsed)
    assert (seed.passages, seed.language) == (len(build_passages(parsed)), "zh")
    assert {speaker for id_, speaker in library.speakers() if id_ == seed.id} == set(parsed.speakers)
    hits = library.search(en("zirconium"), k=5)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4, 5]
    assert "zirconium" in hits[0].passage.text
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_the_passage_of_a_sentence_is_nearest_to_it(library: Library, seed_path: Path) -> None:
    library.ingest([seed_path])
    for passage in library.passages(library.transcripts()[0].id)[::9]:
        sentence = max(sentences(passage), key=len)
        hit = library.search([QueryVariant(sentence, passage.language)], k=1)[0]
        assert sentence in hit.passage.text
        assert hit.similarity == pytest.approx(1.0, abs=1e-3)  # stored in half precision


def test_chroma_holds_every_passage_in_the_collection_of_its_language(
    library: Library, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "zh.txt").write_text(zh_call_text("星海"), encoding="utf-8")
    library.ingest([write_call(tmp_path, "Norvane"), tmp_path / "zh.txt"])
    languages = [p.language for info in library.transcripts() for p in library.passages(info.id)]
    library.close()
    assert in_chroma(home) == {"passages-en": languages.count("en"), "passages-zh": languages.count("zh")}
    assert min(languages.count("en"), languages.count("zh")) > 0


def test_the_same_file_twice_changes_nothing(
    library: Library, home: Path, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    path = write_call(tmp_path, "Norvane")
    library.ingest([path])
    before, embedded = _files(home), embedder.embedded
    report = library.ingest([path])
    assert [file.status for file in report.files] == ["unchanged"]
    assert library.generation == 1
    assert embedder.embedded == embedded
    assert {name: content for name, content in _files(home).items() if "db" not in name} == {
        name: content for name, content in before.items() if "db" not in name
    }


def _files(folder: Path) -> dict[str, bytes]:
    ours = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".sqlite3")
    return {str(path.relative_to(folder)): path.read_bytes() for path in ours}


def test_an_edited_file_takes_the_place_of_its_earlier_state(
    library: Library, home: Path, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    path = write_call(tmp_path, "Norvane", turns=20)
    library.ingest([path])
    embedded = embedder.embedded
    path.write_text(call_text("Norvane", turns=20).replace("Good afternoon", "Good zirconium"), encoding="utf-8")
    report = library.ingest([path])
    assert [file.status for file in report.files] == ["replaced"]
    assert library.generation == 2
    (info,) = library.transcripts()
    assert info.passages == len(library.passages(info.id))
    assert 0 < embedder.embedded - embedded < embedded / 10  # only the passage that was edited
    assert "zirconium" in library.search(en("zirconium"), k=1)[0].passage.text
    assert all(hit.passage.transcript_id == info.id for hit in library.search(en("revenue margin"), k=100))
    library.close()
    assert sum(in_chroma(home).values()) == info.passages


def test_another_line_ending_is_the_same_call_with_other_offsets(library: Library, tmp_path: Path) -> None:
    path = write_call(tmp_path, "Norvane")
    library.ingest([path])
    (before,) = library.transcripts()
    path.write_bytes(call_text("Norvane").replace("\n", "\r\n").encode())
    assert [file.status for file in library.ingest([path]).files] == ["replaced"]
    (after,) = library.transcripts()
    assert after.id == before.id
    transcript = library.transcript(after.id)
    assert "\r\n" in transcript.source
    assert all(transcript.source[p.start : p.end] == p.text for p in library.passages(after.id))


def test_the_same_call_under_another_name_is_recognised(library: Library, tmp_path: Path) -> None:
    path = write_call(tmp_path, "Norvane")
    library.ingest([path])
    copy = tmp_path / "copy.txt"
    copy.write_bytes(path.read_bytes())
    (outcome,) = library.ingest([copy]).files
    assert (outcome.status, library.generation) == ("unchanged", 1)
    assert str(path) in (outcome.reason or "")


def test_a_file_that_was_moved_is_followed(library: Library, tmp_path: Path) -> None:
    path = write_call(tmp_path, "Norvane")
    library.ingest([path])
    moved = path.rename(tmp_path / "moved.txt")
    assert [file.status for file in library.ingest([moved]).files] == ["unchanged"]
    assert [info.path for info in library.transcripts()] == [str(moved)]


def test_another_call_saved_under_the_name_of_one_that_is_known_twice(library: Library, tmp_path: Path) -> None:
    first, second = write_call(tmp_path, "Norvane"), write_call(tmp_path, "Astelle")
    library.ingest([first, second])
    second.write_bytes(first.read_bytes())
    assert [file.status for file in library.ingest([second]).files] == ["replaced"]
    assert [info.path for info in library.transcripts()] == [str(first)]


def test_corrections_are_kept_until_they_change(library: Library, tmp_path: Path) -> None:
    path = write_call(tmp_path, "Norvane", turns=12)
    library.ingest([path], Metadata(company="Norvane Holdings"))
    assert [file.status for file in library.ingest([path]).files] == ["unchanged"]
    assert [file.status for file in library.ingest([path], Metadata()).files] == ["unchanged"]
    assert [file.status for file in library.ingest([path], Metadata(fiscal_year=2031, fiscal_quarter=3)).files] == [
        "replaced"
    ]
    (info,) = library.transcripts()
    assert (info.company, info.period) == ("Norvane Holdings", "Q3 2031")
    assert {passage.period for passage in library.passages(info.id)} == {"Q3 2031"}
    path.write_text(call_text("Norvane", turns=12).replace("Good afternoon", "Good day"), encoding="utf-8")
    library.ingest([path])
    (info,) = library.transcripts()
    assert (info.company, info.period) == ("Norvane Holdings", "Q3 2031")


def test_corrections_do_not_pass_to_another_call_saved_under_the_name(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "latest.txt"
    path.write_text(call_text("Norvane"), encoding="utf-8")
    library.ingest([path], Metadata(fiscal_year=2031, fiscal_quarter=3))
    path.write_text(call_text("Astelle"), encoding="utf-8")
    library.ingest([path])
    (info,) = library.transcripts()
    assert info.period == "Q2 2026"


def test_a_failing_file_harms_no_other(library: Library, tmp_path: Path) -> None:
    empty, binary = tmp_path / "empty.txt", tmp_path / "binary.txt"
    empty.touch()
    binary.write_bytes(bytes(range(256)) * 50)
    good = [write_call(tmp_path, "Norvane"), write_call(tmp_path, "Astelle")]
    report = library.ingest([good[0], empty, tmp_path / "missing.txt", binary, good[1]])
    assert len(report.failed) == 3
    assert all(file.reason for file in report.failed)
    assert {Path(info.path) for info in library.transcripts()} == set(good)
    assert report.as_record()["failed"] == 3
    assert sum(line.startswith("failed") for line in report.lines()) == 3


def test_a_fault_of_a_reader_is_a_failure_of_that_file(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(text: str, overrides: object = None) -> None:
        raise IndexError("list index out of range")

    bad, good = write_call(tmp_path, "Norvane"), write_call(tmp_path, "Astelle")
    with monkeypatch.context() as patch:
        patch.setattr("index.formats.parse", fail)
        assert [file.status for file in library.ingest([bad]).files] == ["failed"]
    assert [file.status for file in library.ingest([good]).files] == ["added"]


def test_a_folder_without_anything_to_read_is_reported(library: Library, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    (outcome,) = library.ingest([tmp_path / "nothing"]).files
    assert outcome.status == "failed"
    assert library.generation == 0


def test_progress_is_told(library: Library, tmp_path: Path) -> None:
    events: list[IngestEvent] = []
    library.ingest([write_call(tmp_path, "Norvane"), write_call(tmp_path, "Astelle")], progress=events.append)
    assert [event.outcome.status for event in events if event.outcome] == ["added", "added"]
    assert [event.done for event in events] == sorted(event.done for event in events)
    assert {event.total for event in events} == {2}
    assert events[-1].stage == "indexing"
    assert events[-1].passages == sum(info.passages for info in library.transcripts())
    assert any("passages/s" in event.label for event in events)


def test_removing_takes_everything_away(library: Library, home: Path, tmp_path: Path) -> None:
    library.ingest([write_call(tmp_path, "Norvane", marker="zirconium"), write_call(tmp_path, "Astelle")])
    target = next(info for info in library.transcripts() if "norvane" in info.path)
    assert library.remove(target.id[:8]) == target
    assert library.generation == 3
    assert [info.path for info in library.transcripts()] == [str(tmp_path / "astelle.txt")]
    assert library.scan("zirconium") == []
    assert all(hit.passage.transcript_id != target.id for hit in library.search(en("zirconium"), k=100))
    with pytest.raises(UnknownTranscript):
        library.transcript(target.id)
    with pytest.raises(UnknownTranscript):
        library.remove(target.id)
    library.close()
    assert sum(in_chroma(home).values()) == library.transcripts()[0].passages


def test_an_empty_library_answers_and_makes_no_files(library: Library, home: Path) -> None:
    assert library.transcripts() == []
    assert library.search(en("revenue")) == []
    assert library.scan("revenue") == []
    assert library.generation == 0
    assert library.check().problems == ()
    assert not home.exists()


def test_the_last_transcript_can_be_removed(library: Library, tmp_path: Path) -> None:
    path = write_call(tmp_path, "Norvane")
    library.ingest([path])
    library.remove(library.transcripts()[0].id)
    assert library.search(en("revenue")) == []
    assert library.generation == 2
    assert library.check().problems == ()
    library.ingest([path])
    assert library.search(en("revenue"))


def test_a_preview_stores_nothing(library: Library, home: Path, seed_path: Path) -> None:
    transcript = library.preview(seed_path, Metadata(company="Somebody"))
    assert transcript.metadata.company == "Somebody"
    assert transcript.turns
    assert not home.exists()


def test_a_library_can_be_used_again_after_closing(library: Library, tmp_path: Path) -> None:
    library.ingest([write_call(tmp_path, "Norvane")])
    hits = library.search(en("revenue"))
    library.close()
    assert library.search(en("revenue")) == hits


def test_odd_file_names_are_kept_and_shown(library: Library, tmp_path: Path) -> None:
    names = ["with space.txt", "引号'\"%_.txt", "emoji 📈.txt", "-dash.txt"]
    for i, name in enumerate(names):
        (tmp_path / name).write_text(call_text(f"Firm{i}"), encoding="utf-8")
    bad = bytes(tmp_path) + b"/\xff\xfe.txt"
    Path(bad.decode(sys.getfilesystemencoding(), "surrogateescape")).write_text(call_text("Odd"), encoding="utf-8")
    report = library.ingest([tmp_path])
    assert len(report.added) == 5
    assert not library.ingest([tmp_path]).added
    for info in library.transcripts():
        info.path.encode("utf-8")


@pytest.mark.parametrize("kept", [0, 1])
def test_a_removal_leaves_an_index_that_readers_can_open_again_and_again(home: Path, tmp_path: Path, kept: int) -> None:
    """Emptying a language, or deleting from it, leaves nothing for Chroma to write when it is opened next."""
    (tmp_path / "zh.txt").write_text(zh_call_text("星海"), encoding="utf-8")
    others = [write_call(tmp_path, name) for name in ("Norvane", "Astelle")[: 1 + kept]]
    with Library.open(home, HashEmbedder(32)) as library:
        library.ingest([tmp_path / "zh.txt", *others])
        gone = next(info.id for info in library.transcripts() if info.path == str(others[0]))
        library.remove(gone)
    for _ in range(3):
        with Library.open(home, HashEmbedder(32)) as library:
            assert library.check().problems == ()
            assert library.search([QueryVariant("收入", "zh"), *en("revenue")])
