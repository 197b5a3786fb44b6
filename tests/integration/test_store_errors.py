"""Damage, full disks, read-only folders, servers that are down: each a clear sentence, none a half-written library."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from eval.chroma_server import running_server, unused_port
from index.errors import StoreCorrupt, StoreError, StoreNotWritable
from index.library import Library
from index.models import Metadata, QueryVariant, SearchFilter, Section
from index.store import catalog as catalog_module
from index.store import chroma_embedded
from tests.fakes import QuickEmbedder, write_call

ROOT = Path(__file__).parents[2]
QUESTION = [QueryVariant("revenue", "en")]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def library(home: Path, tmp_path: Path) -> Iterator[Library]:
    """A library of three calls, one of them with a correction."""
    with Library.open(home, QuickEmbedder()) as library:
        library.ingest([write_call(tmp_path, "Norvane")], Metadata(company="Norvane Holdings"))
        library.ingest([write_call(tmp_path, "Astelle"), write_call(tmp_path, "Firmament")])
        yield library


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def overwrite(path: Path, offset: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(content)


# Damage


def test_a_catalog_that_is_garbage(library: Library, home: Path, tmp_path: Path) -> None:
    library.close()
    only(home, "*.db").write_bytes(b"garbage" * 5000)
    uses: list[Callable[[], object]] = [
        library.transcripts,
        lambda: library.search(QUESTION),
        lambda: library.ingest([tmp_path / "norvane.txt"]),
        lambda: library.scan("revenue"),
    ]
    for use in uses:
        with pytest.raises(StoreCorrupt, match="turncite ingest --rebuild"):
            use()
    assert any("--rebuild" in problem for problem in library.check().problems)
    (outcome,) = library.rebuild().files
    assert outcome.status == "failed"  # nothing could be saved, and that is said
    assert "again" in (outcome.reason or "")
    assert only(home, "damaged-*").read_bytes().startswith(b"garbage")
    assert library.ingest([tmp_path / "norvane.txt"]).added
    assert library.search(QUESTION)


def test_a_catalog_that_is_damaged_in_part_is_rebuilt_from_the_rest(library: Library, home: Path) -> None:
    before = library.transcripts()
    library.close()
    path = only(home, "*.db")
    connection = sqlite3.connect(path)
    (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'segment'").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    overwrite(path, (page - 1) * size, b"\xff" * size)
    with pytest.raises(StoreCorrupt, match="--rebuild"):
        library.search(QUESTION)
    report = library.rebuild()
    assert len(report.replaced) == 3
    after = library.transcripts()
    assert [(i.id, i.company, i.path) for i in after] == [(i.id, i.company, i.path) for i in before]
    assert library.search(QUESTION)
    assert library.check().problems == ()


def test_a_catalog_cut_short(library: Library, home: Path) -> None:
    library.close()
    path = only(home, "*.db")
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(StoreCorrupt, match="--rebuild"):
        library.search(QUESTION)
        library.transcripts()
        library.scan("revenue")
    library.rebuild()
    assert library.check().problems == ()


@pytest.mark.parametrize("table", ["transcript", "passage", "segment", "published"])
def test_a_catalog_without_one_of_its_tables(library: Library, home: Path, table: str) -> None:
    library.close()
    connection = sqlite3.connect(only(home, "*.db"))
    connection.execute(f"DROP TABLE {table}")
    connection.close()
    with pytest.raises(StoreCorrupt, match="--rebuild"):
        library.search(QUESTION)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "graph file overwritten": lambda epoch: overwrite(only(epoch, "*/data_level0.bin"), 0, b"\xff" * 100),
    "graph file missing": lambda epoch: only(epoch, "*/header.bin").unlink(),
    "graph folder missing": lambda epoch: shutil.rmtree(only(epoch, "*-*-*")),
    "database overwritten": lambda epoch: (epoch / "chroma.sqlite3").write_bytes(b"garbage" * 1000),
    "database missing": lambda epoch: (epoch / "chroma.sqlite3").unlink(),
    "seal missing": lambda epoch: (epoch / "seal.json").unlink(),
    "all of it missing": shutil.rmtree,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
@pytest.mark.parametrize("repair", ["ingest", "rebuild"])
def test_damage_to_chroma_is_named_and_repaired(
    library: Library, home: Path, tmp_path: Path, damage: Callable[[Path], object], repair: str
) -> None:
    before = library.search(QUESTION, k=50)
    library.close()
    damage(only(home, "chroma/*"))
    with pytest.raises(StoreCorrupt, match="turncite ingest --rebuild"):
        library.search(QUESTION)
    assert library.search(QUESTION, where=SearchFilter(sections=tuple(Section)))  # needs no Chroma
    assert any("--rebuild" in problem for problem in library.check().problems)
    if repair == "ingest":
        assert library.ingest([tmp_path / "norvane.txt"]).unchanged
    else:
        library.rebuild()
    assert [hit.passage for hit in library.search(QUESTION, k=50)] == [hit.passage for hit in before]
    assert library.check().problems == ()


# No room


class FullDisk:
    """Makes every write of some kind fail as on a full disk, until it is lifted."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    @contextmanager
    def sqlite(self) -> Iterator[None]:
        """SQLite may not make its file larger than it is."""
        connect = catalog_module.connect

        def limited(path: Path, access: str) -> sqlite3.Connection:
            connection = connect(path, access)
            connection.execute("PRAGMA max_page_count = 1")
            return connection

        with self._patch.context() as patch:
            patch.setattr(catalog_module, "connect", limited)
            yield

    @contextmanager
    def files(self) -> Iterator[None]:
        """No file of Chroma can be copied or sealed."""

        def fail(*arguments: object, **options: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with self._patch.context() as patch:
            patch.setattr(chroma_embedded.shutil, "copyfile", fail)
            patch.setattr(chroma_embedded, "_seal", fail)
            yield

    @contextmanager
    def chroma(self) -> Iterator[None]:
        """Chroma's own SQLite file cannot grow, and the disk says it is full."""
        from chromadb.errors import InternalError

        def fail(*arguments: object, **options: object) -> None:
            raise InternalError("error returned from database: (code: 13) database or disk is full")

        with self._patch.context() as patch:
            patch.setattr(chroma_embedded.chroma, "change", fail)
            patch.setattr(chroma_embedded.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 10, 0))
            yield


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> FullDisk:
    return FullDisk(monkeypatch)


@pytest.mark.parametrize("kind", ["sqlite", "files", "chroma"])
def test_a_full_disk_leaves_a_whole_library(
    library: Library, home: Path, tmp_path: Path, full_disk: FullDisk, kind: str
) -> None:
    before = {info.id for info in library.transcripts()}
    new = write_call(tmp_path, "Newcomer", turns=60, marker="zirconium")
    with getattr(full_disk, kind)():
        with pytest.raises(StoreNotWritable, match="full") as raised:
            library.ingest([new])
        assert "TURNCITE_HOME" in raised.value.hint
        assert library.search(QUESTION)
    after = {info.id for info in library.transcripts()}
    assert before <= after
    assert len(after - before) == (0 if kind == "sqlite" else 1)
    found = [hit for hit in library.search([QueryVariant("zirconium", "en")], k=5) if "zirconium" in hit.passage.text]
    assert bool(found) == bool(after - before)
    assert not list(home.glob("chroma/*.draft"))
    assert library.check().problems == ()
    library.ingest([new])
    assert len(library.transcripts()) == 4
    assert library.check().in_chroma == library.check().passages


def test_a_full_disk_during_a_rebuild_leaves_the_old_library(
    library: Library, full_disk: FullDisk, tmp_path: Path
) -> None:
    library.ingest([write_call(tmp_path, "Newcomer", turns=60)])
    before = library.search(QUESTION, k=50)
    with full_disk.sqlite(), pytest.raises(StoreNotWritable):
        library.rebuild()
    assert library.search(QUESTION, k=50) == before
    library.rebuild()
    assert [hit.passage for hit in library.search(QUESTION, k=50)] == [hit.passage for hit in before]
    assert library.check().problems == ()


# No right to write


@pytest.fixture
def readable_tmp() -> Iterator[Path]:
    """A folder that other users may enter; pytest's own may not be."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_home_can_be_read(readable_tmp: Path) -> None:
    home, warm = readable_tmp / "home", readable_tmp / "warm"
    for place in (home, warm):
        with Library.open(place, QuickEmbedder()) as library:
            library.ingest([write_call(readable_tmp, "Norvane"), write_call(readable_tmp, "Astelle")])
            passages = sum(info.passages for info in library.transcripts())
    for path in [home, *home.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("read_only_home.py"), home, warm, write_call(readable_tmp, "New")],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        cwd=readable_tmp,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["found"] == report["filtered"] == passages
    assert report["transcripts"] == 2
    assert report["mentions"] > 0
    assert len(report["errors"]) == 3
    assert all(error.startswith("StoreNotWritable") and str(home) in error for error in report["errors"])
    assert any("cannot be written" in problem for problem in report["problems"])


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a folder")
    with Library.open(tmp_path / "home", QuickEmbedder()) as library:
        assert library.transcripts() == []
        with pytest.raises(StoreError, match="home"):
            library.ingest([write_call(tmp_path, "Norvane")])


# A Chroma server


def test_a_server_that_is_down_is_named_before_anything_is_stored(home: Path, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{unused_port()}"
    with Library.open(home, QuickEmbedder(), chroma_url=url) as library:
        assert library.transcripts() == []
        assert library.search(QUESTION) == []
        with pytest.raises(StoreError, match="cannot be reached") as raised:
            library.ingest([write_call(tmp_path, "Norvane")])
        assert url in raised.value.message
        assert "TURNCITE_CHROMA_URL" in raised.value.hint
        assert library.transcripts() == []


def test_a_library_with_a_server_that_goes_away_and_comes_back_empty(home: Path, tmp_path: Path) -> None:
    port = unused_port()
    url = f"http://127.0.0.1:{port}"
    path = write_call(tmp_path, "Norvane")
    with Library.open(home, QuickEmbedder(), chroma_url=url) as library:
        with running_server(tmp_path / "server", port):
            library.ingest([path, write_call(tmp_path, "Astelle")])
            before = library.search(QUESTION, k=50)
            assert len(before) == sum(info.passages for info in library.transcripts())
            assert not (home / "chroma").exists()
            library.remove(library.transcripts()[0].id)
            assert len(library.search(QUESTION, k=50)) == library.transcripts()[0].passages
            assert library.check().problems == ()
        with pytest.raises(StoreError, match="cannot be reached"):
            library.search(QUESTION)
        assert library.search(QUESTION, where=SearchFilter(sections=tuple(Section)))  # needs no Chroma
        assert any("reached" in problem for problem in library.check().problems)
        library.close()
        with running_server(tmp_path / "another", port):
            with pytest.raises(StoreCorrupt, match="does not hold"):
                library.search(QUESTION)
            library.ingest([path])
            assert library.search(QUESTION)
            assert library.check().problems == ()
            library.remove(library.transcripts()[0].id)
            assert library.search(QUESTION) == []
            assert library.check().problems == ()


def test_moving_between_a_server_and_the_own_folder(home: Path, tmp_path: Path) -> None:
    port = unused_port()
    path = write_call(tmp_path, "Norvane")
    with running_server(tmp_path / "server", port):
        with Library.open(home, QuickEmbedder()) as library:
            library.ingest([path])
            before = [hit.passage for hit in library.search(QUESTION, k=50)]
        with Library.open(home, QuickEmbedder(), chroma_url=f"http://127.0.0.1:{port}") as library:
            assert [hit.passage for hit in library.search(QUESTION, k=50)] == before
            library.ingest([path])
            assert not list((home / "chroma").iterdir())
            assert library.check().in_chroma == len(library.passages(library.transcripts()[0].id))
            assert [hit.passage for hit in library.search(QUESTION, k=50)] == before
