"""One writer and many readers, in threads and in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import StoreBusy
from index.library import EVERYTHING, IngestEvent, Library
from index.models import Hit, QueryVariant, SearchFilter, Section
from index.store.lock import PATIENCE, Lease, LeaseRefused, WriterLock, retire
from tests.fakes import QuickEmbedder, call_text, write_call

ROOT = Path(__file__).parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    with Library.open(home, QuickEmbedder()) as library:
        yield library


def search(library: Library, where: SearchFilter = EVERYTHING) -> list[Hit]:
    return library.search([QueryVariant("revenue", "en")], k=500, where=where, depth=500)


def wait_for(path: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < end, f"{path} did not appear"
        time.sleep(0.02)


def test_readers_in_other_processes_see_whole_states_only(library: Library, home: Path, tmp_path: Path) -> None:
    changing = tmp_path / "changing.txt"

    def write_version(number: int) -> None:
        changing.write_text(call_text("Changing", marker=f"changing{number}", seed=number), encoding="utf-8")

    steady = write_call(tmp_path, "Steady", marker="steady")
    write_version(0)
    library.ingest([steady, changing])
    size, other = (info.passages for info in library.transcripts())
    assert size == other  # so that a reader can tell a call that is found in part
    stop = tmp_path / "stop"
    script = Path(__file__).with_name("reader_process.py")
    readers = [
        subprocess.Popen(
            [sys.executable, script, home, stop, str(i), str(size)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=ENVIRONMENT,
        )
        for i in range(2)
    ]
    for i in range(len(readers)):
        wait_for(tmp_path / f"ready-{i}")
    for number in range(1, 9):
        write_version(number)
        library.ingest([changing])
        if number % 4 == 0:
            library.remove(next(info.id for info in library.transcripts() if "changing" in info.path))
            library.ingest([changing])
        if number % 7 == 0:
            library.rebuild()
    stop.touch()
    for reader in readers:
        output, errors = reader.communicate(timeout=60)
        assert reader.returncode == 0, errors
        report = json.loads(output)
        assert report["wrong"] == []
        assert report["searches"] > 0
        assert len(report["versions"]) > 1
    library.ingest([changing])  # with nobody looking, what they held open is cleared away
    assert len(list((home / "chroma").iterdir())) == 1


def test_a_second_process_that_wants_to_write_is_told_who_writes(library: Library, home: Path, tmp_path: Path) -> None:
    code = """
import sys, time
from pathlib import Path
from index.library import Library
from tests.fakes import QuickEmbedder
class Slow(QuickEmbedder):
    def embed_passages(self, texts):
        Path(sys.argv[3]).touch()
        time.sleep(60)
Library.open(Path(sys.argv[1]), Slow()).ingest([Path(sys.argv[2])])
"""
    first, second = write_call(tmp_path, "Norvane"), write_call(tmp_path, "Astelle")
    library.ingest([second])
    writer = subprocess.Popen(
        [sys.executable, "-c", code, home, first, tmp_path / "writing"], env=ENVIRONMENT, cwd=ROOT
    )
    try:
        wait_for(tmp_path / "writing")
        for write in (lambda: library.ingest([first]), lambda: library.remove(library.transcripts()[0].id)):
            with pytest.raises(StoreBusy) as raised:
                write()
            assert f"Process {writer.pid} (adding transcripts since " in raised.value.message
            assert raised.value.hint
        assert PATIENCE < 4  # an answer within five seconds is promised
        assert search(library)  # readers go on
    finally:
        writer.kill()
        writer.wait()
    assert library.ingest([first]).added  # the lock of a dead process is no lock


def test_threads_may_search_while_one_writes(library: Library, tmp_path: Path) -> None:
    path = write_call(tmp_path, "Norvane", marker="state0")
    library.ingest([path])
    passages = library.transcripts()[0].passages
    done = threading.Event()
    wrong: list[str] = []

    def look(filtered: bool) -> int:
        where = SearchFilter(sections=tuple(Section)) if filtered else SearchFilter()
        seen = 0
        while not done.is_set():
            hits = search(library, where)
            states = {word for hit in hits for word in hit.passage.text.split() if word.startswith("state")}
            if len(hits) != passages or len({state.rstrip(".") for state in states}) != 1:
                wrong.append(f"{len(hits)} passages of {states}")
            library.speakers()
            library.scan("state1")
            seen += 1
        return seen

    with ThreadPoolExecutor(6) as pool:
        looks = [pool.submit(look, i % 2 == 0) for i in range(6)]
        for number in range(1, 10):
            path.write_text(call_text("Norvane", marker=f"state{number}"), encoding="utf-8")
            library.ingest([path])
        done.set()
        assert all(future.result() > 0 for future in looks)
    assert wrong == []


def test_threads_that_write_wait_for_each_other(library: Library, tmp_path: Path) -> None:
    paths = [write_call(tmp_path, f"Firm{i}", turns=2) for i in range(4)]
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda path: library.ingest([path]), paths))
    assert all(report.added for report in reports)
    assert len(library.transcripts()) == 4


def test_a_thread_does_not_wait_for_ever(library: Library, tmp_path: Path) -> None:
    library._writer = WriterLock(library.home, patience=0.2)
    path = write_call(tmp_path, "Norvane")
    told: list[Exception] = []

    def meanwhile(event: IngestEvent) -> None:
        if event.stage == "reading" and not told:
            with ThreadPoolExecutor(1) as pool:
                error = pool.submit(lambda: library.ingest([path])).exception()
            assert isinstance(error, StoreBusy)
            told.append(error)

    library.ingest([path], progress=meanwhile)
    assert told


def test_a_lock_is_given_back_when_the_work_fails(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path, patience=0.1)
    with pytest.raises(KeyboardInterrupt), lock.hold("failing"):
        raise KeyboardInterrupt
    with (
        lock.hold("working"),
        pytest.raises(StoreBusy, match=f"Process {os.getpid()}"),
        WriterLock(tmp_path, patience=0.1).hold("second"),
    ):
        pass
    assert not (tmp_path / "writer.json").exists()


def test_a_folder_that_is_leased_is_not_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "epoch"
    folder.mkdir()
    (folder / Lease.FILE).touch()
    first, second = Lease(folder), Lease(folder)
    assert not retire(folder)
    first.close()
    assert not retire(folder)
    second.close()
    assert retire(folder)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(LeaseRefused):
        Lease(folder)
