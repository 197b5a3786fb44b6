"""A library whose vectors lie on a real Chroma server: everything it does, from several processes, over a restart."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.factory import open_library
from assistant.settings import load_settings
from eval.chroma_server import running_server, unused_port
from index.errors import StoreError
from index.library import Library
from index.models import Hit, Kind, QueryVariant, SearchFilter, Section
from tests.fakes import QuickEmbedder, call_text, write_call, zh_call_text

ROOT = Path(__file__).parents[2]
QUESTION = [QueryVariant("revenue margin growth", "en"), QueryVariant("营收利润增长", "zh")]
FILTERS = {
    "none": SearchFilter(),
    "section": SearchFilter(sections=(Section.PREPARED,)),
    "speaker": SearchFilter(speakers=("Mara Lindqvist",)),
    "kind": SearchFilter(kinds=(Kind.EXECUTIVE,)),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_server(tmp_path_factory.mktemp("server"), unused_port()) as server:
        yield server.url


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def calls(folder: Path) -> list[Path]:
    """Three English calls and a Chinese one."""
    chinese = folder / "beichen.txt"
    chinese.write_text(zh_call_text("北辰"), encoding="utf-8")
    return [*(write_call(folder, name) for name in ("Norvane", "Astelle", "Firmament")), chinese]


def found(library: Library, where: SearchFilter = FILTERS["none"]) -> list[tuple[str, float]]:
    """Passages and similarities; Chroma's arithmetic may differ in the last digits from one place to the other."""
    return [
        (hit.passage.id, pytest.approx(hit.similarity, abs=1e-5)) for hit in library.search(QUESTION, k=20, where=where)
    ]


def test_a_server_finds_what_the_own_folder_finds(server: str, home: Path, tmp_path: Path) -> None:
    paths = calls(tmp_path)
    with (
        Library.open(tmp_path / "embedded", QuickEmbedder()) as embedded,
        Library.open(home, QuickEmbedder(), chroma_url=server) as library,
    ):
        for one in (embedded, library):
            assert len(one.ingest(paths).added) == len(paths)
        for where in (*FILTERS.values(), SearchFilter(transcripts=(library.transcripts()[0].id,))):
            assert found(library, where) == found(embedded, where)
            assert found(library, where)
        assert not (home / "chroma").exists()
        assert library.check().in_chroma == sum(info.passages for info in library.transcripts())
        gone = library.transcripts()[1].id
        for one in (embedded, library):
            one.remove(gone)
        assert found(library) == found(embedded)
        assert gone not in {hit.passage.transcript_id for hit in library.search(QUESTION, k=200, depth=200)}
        before = found(library)
        library.rebuild()
        assert found(library) == before
        assert library.check().problems == ()
        assert library.check().in_chroma == sum(info.passages for info in library.transcripts())


def test_a_reader_and_a_writer_in_processes_of_their_own(server: str, home: Path, tmp_path: Path) -> None:
    changing, stop = tmp_path / "changing.txt", tmp_path / "stop"

    def write_version(number: int) -> None:
        changing.write_text(call_text("Changing", marker=f"changing{number}", seed=number), encoding="utf-8")

    write_version(0)
    with Library.open(home, QuickEmbedder(), chroma_url=server) as library:
        library.ingest([write_call(tmp_path, "Steady", marker="steady"), changing])
        size = library.transcripts()[0].passages
        script = Path(__file__).with_name("reader_process.py")
        readers = [
            subprocess.Popen(
                [sys.executable, script, home, stop, str(i), str(size), server],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
            )
            for i in range(2)
        ]
        try:
            for i, reader in enumerate(readers):
                while not (tmp_path / f"ready-{i}").exists():
                    assert reader.poll() is None, reader.communicate()[1]
                    time.sleep(0.02)
            for number in range(1, 8):
                write_version(number)
                library.ingest([changing])
                if number == 3:
                    library.remove(next(info.id for info in library.transcripts() if "changing" in info.path))
                    library.ingest([changing])
                if number == 5:
                    library.rebuild()
        finally:
            stop.touch()
        for reader in readers:
            output, errors = reader.communicate(timeout=60)
            assert reader.returncode == 0, errors
            report = json.loads(output)
            assert report["wrong"] == []
            assert report["searches"] > 0
            assert len(report["versions"]) > 1
        assert library.check().problems == ()


def test_a_restart_loses_nothing(home: Path, tmp_path: Path) -> None:
    port, folder = unused_port(), tmp_path / "server"
    url = f"http://127.0.0.1:{port}"
    writer = Library.open(home, QuickEmbedder(), chroma_url=url)
    reader = Library.open(home, QuickEmbedder(), chroma_url=url)
    with writer, reader:
        with running_server(folder, port):
            writer.ingest(calls(tmp_path))
            before = found(reader)
            assert before
        for attempt in (lambda: reader.search(QUESTION), lambda: writer.ingest([write_call(tmp_path, "Late")])):
            with pytest.raises(StoreError) as raised:
                attempt()
            assert raised.value.message == f"The Chroma server at {url} cannot be reached."
            assert "TURNCITE_CHROMA_URL" in raised.value.hint
        with running_server(folder, port):
            assert found(reader) == before
            assert found(writer) == before
            assert writer.ingest([write_call(tmp_path, "Late")]).added
            assert writer.check().problems == ()


def test_a_server_that_goes_away_while_a_call_is_removed_takes_it_out_later(home: Path, tmp_path: Path) -> None:
    port, folder = unused_port(), tmp_path / "server"
    with Library.open(home, QuickEmbedder(), chroma_url=f"http://127.0.0.1:{port}") as library:
        with running_server(folder, port):
            library.ingest(calls(tmp_path))
        gone = library.transcripts()[0].id
        with pytest.raises(StoreError, match="cannot be reached"):
            library.remove(gone)
        assert gone in {info.id for info in library.transcripts()}  # nothing half done
        with running_server(folder, port):
            library.remove(gone)
            hits: list[Hit] = library.search(QUESTION, k=200, depth=200)
            assert hits
            assert gone not in {hit.passage.transcript_id for hit in hits}
            assert library.check().problems == ()


def test_the_setting_is_all_it_takes(server: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TURNCITE_CHROMA_URL", server)
    monkeypatch.setenv("TURNCITE_HOME", str(home))
    with open_library(load_settings(), QuickEmbedder()) as library:
        library.ingest([write_call(tmp_path, "Norvane")])
        assert library.search(QUESTION)
        assert not (home / "chroma").exists()
