"""A library of other settings is refused, and built anew, with Chroma and SQLite on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.embedding import HashEmbedder
from index.errors import StoreMismatch
from index.library import IngestEvent, Library
from index.models import Metadata
from index.passages import PassageSize
from index.store.work import sentences
from tests.fakes import CountingEmbedder, en, in_chroma, write_call


def test_other_settings_are_refused_with_both_values(home: Path, tmp_path: Path) -> None:
    path = write_call(tmp_path, "Norvane")
    with Library.open(home, HashEmbedder(32)) as library:
        library.ingest([path])
    other = HashEmbedder(32)
    other.revision = "2"
    cases = [
        (Library.open(home, other), "'1'", "'2'"),
        (Library.open(home, HashEmbedder(32), size=PassageSize(100, 60)), PassageSize().key, PassageSize(100, 60).key),
    ]
    for library, built, asked in cases:
        for use in (
            library.transcripts,
            lambda library=library: library.search(en("x")),
            lambda library=library: library.ingest([path]),
        ):
            with pytest.raises(StoreMismatch, match="turncite ingest --rebuild") as raised:
                use()
            assert built in str(raised.value)
            assert asked in str(raised.value)
        assert any("rebuild" in problem for problem in library.check().problems)
    with Library.open(home, HashEmbedder(16)) as library, pytest.raises(StoreMismatch, match="dimensions"):
        library.search(en("x"))


def test_a_rebuild_brings_everything_to_the_new_settings(home: Path, tmp_path: Path) -> None:
    paths = [write_call(tmp_path, "Norvane"), write_call(tmp_path, "Astelle")]
    with Library.open(home, HashEmbedder(32)) as library:
        library.ingest([paths[0]], Metadata(company="Norvane Holdings"))
        library.ingest([paths[1]])
        before = library.transcripts()
        generation = library.generation
    for path in paths:
        path.unlink()  # it works from the texts that are kept
    with Library.open(home, HashEmbedder(16), size=PassageSize(60, 40)) as library:
        report = library.rebuild()
        assert not report.failed
        after = library.transcripts()
        assert [(i.id, i.company, i.path) for i in after] == [(i.id, i.company, i.path) for i in before]
        assert sum(i.passages for i in after) > sum(i.passages for i in before)
        assert library.generation > generation
        assert library.search(en("revenue"))
        assert library.check().problems == ()
    assert [path.name for path in home.glob("*.db")] == ["catalog-000002.db"]
    assert sum(in_chroma(home).values()) == sum(i.passages for i in after)


def test_a_rebuild_to_the_same_model_embeds_nothing(
    library: Library, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    library.ingest([write_call(tmp_path, "Norvane")])
    embedded = embedder.embedded
    library.rebuild()
    assert embedder.embedded == embedded
    assert library.search(en("revenue"))


def test_an_interrupted_rebuild_goes_on_where_it_stopped(home: Path, tmp_path: Path) -> None:
    with Library.open(home, HashEmbedder(32)) as library:
        library.ingest([write_call(tmp_path, name) for name in ("Norvane", "Astelle", "Firmament")])
    other = CountingEmbedder()
    other.revision = "2"

    def stop(event: IngestEvent) -> None:
        if event.stage == "reading" and event.done == 2:
            raise KeyboardInterrupt

    with Library.open(home, other) as library, pytest.raises(KeyboardInterrupt):
        library.rebuild(progress=stop)
    assert other.embedded > 0
    with Library.open(home, HashEmbedder(32)) as library:
        assert len(library.transcripts()) == 3  # the old state is untouched
        assert any("interrupted" in problem for problem in library.check().problems)
    with Library.open(home, other) as library:
        library.rebuild()
        infos = library.transcripts()
        assert len(infos) == 3
        passages = [passage for info in infos for passage in library.passages(info.id)]
        assert other.embedded == sum(len(sentences(passage)) for passage in passages)  # none was embedded twice
        assert library.check().problems == ()


def test_rebuilding_an_empty_library_does_nothing(library: Library) -> None:
    assert library.rebuild().files == ()
