"""What every engine of an ingest promises: the same catalog, whoever does the work. Real processes, real Ray on loopback."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import psutil
import pytest

from assistant.marks import Marks
from index.embedding import HashEmbedder, PackagedEmbedder, TransformerEmbedder
from index.embedding.base import Embedder, Vectors
from index.embedding.transformer import Prompts
from index.errors import EngineError, ModelError
from index.library import IngestEvent, Library, Split
from index.models import Metadata
from index.passages import DEFAULT_SIZE
from index.store.engines import FEWEST, MOST
from index.store.engines.base import Engine, SingleProcess, in_order
from index.store.engines.processes import Processes
from index.store.sentences import SentenceVectors
from index.store.work import Job, Work
from tests.fakes import BrokenEmbedder, call_text, write_call, zh_call_text

SPLITS = {"single": Split("single"), "processes": Split("processes", 2), "ray": Split("ray", 2)}
ROOT = Path(__file__).parents[2]


class Deadly(HashEmbedder):
    """Takes its process down, as a lack of memory does; the process of the tests stays."""

    main = os.getpid()

    def __reduce__(self) -> tuple[Callable[[int], Embedder], tuple[int]]:
        return Deadly._in_worker, (self.main,)

    @staticmethod
    def _in_worker(main: int) -> Embedder:
        copy = Deadly()
        copy.main = main
        return copy

    def embed_passages(self, texts: Sequence[str], **options: object) -> Vectors:
        if os.getpid() != self.main:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().embed_passages(texts)


def require_ray() -> None:
    """Without importing it: Ray reads its switches then, and the engine sets them first."""
    if find_spec("ray") is None:
        pytest.skip("Ray is not installed")


@pytest.fixture(scope="module")
def running_ray() -> Iterator[None]:
    """Ray on loopback for all tests of this module: an engine uses one that runs, and leaves it running."""
    require_ray()
    from index.store.engines.on_ray import OnRay

    with OnRay(2)._connected():
        yield


@pytest.fixture(params=list(SPLITS))
def split(request: pytest.FixtureRequest) -> Split:
    if request.param == "ray":
        request.getfixturevalue("running_ray")
    return SPLITS[request.param]


def write_calls(folder: Path) -> list[Path]:
    """Calls in both languages, one twice, and two files that cannot be read."""
    folder.mkdir(exist_ok=True)
    paths = [write_call(folder, f"Firm{number}", turns=4 + number) for number in range(4)]
    for name, text in (("zh.txt", zh_call_text("星海")), ("copy.txt", call_text("Firm1", turns=5)), ("empty.txt", "")):
        paths.append(folder / name)
        paths[-1].write_text(text, encoding="utf-8")
    paths.append(folder / "image.txt")
    paths[-1].write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    return paths


def state(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the catalog but the name of the library and of its epoch, and without vectors."""
    (path,) = home.glob("catalog-*.db")
    with closing(sqlite3.connect(path)) as db:
        return {
            "transcript": db.execute("SELECT * FROM transcript").fetchall(),
            "passage": db.execute("SELECT * FROM passage").fetchall(),
            "segment": db.execute("SELECT revision, digests, postings FROM segment").fetchall(),
            "turns": db.execute("SELECT * FROM turns").fetchall(),
            "meta": db.execute("SELECT * FROM meta WHERE key NOT IN ('library', 'epoch')").fetchall(),
        }


def vectors(home: Path) -> list[SentenceVectors]:
    (path,) = home.glob("catalog-*.db")
    with closing(sqlite3.connect(path)) as db:
        sql = "SELECT vectors, passages FROM segment JOIN transcript USING (revision) ORDER BY revision"
        return [SentenceVectors.from_bytes(data, passages) for data, passages in db.execute(sql)]


def history(home: Path, folder: Path, split: Split) -> list[list[str]]:
    """An ingest, then one of edited, corrected and unchanged files; the outcomes of both."""
    paths = write_calls(folder)
    with Library.open(home, HashEmbedder(32), marker=Marks()) as library:
        first = library.ingest([folder], split=split)
        paths[0].write_text(call_text("Firm0", turns=4).replace("Good afternoon", "Good zirconium"), encoding="utf-8")
        library.ingest([paths[1]], Metadata(company="Firm Holdings"), split=split)
        paths[1].write_bytes(paths[1].read_bytes().replace(b"muted", b"silent"))
        second = library.ingest([folder], split=split)
        assert library.check().problems == ()
    return [[f"{file.status} {Path(file.path).name} {file.passages}" for file in r.files] for r in (first, second)]


def test_the_same_catalog_whatever_the_engine(tmp_path: Path, split: Split) -> None:
    folder = tmp_path / "calls"
    expected = history(tmp_path / "alone", folder, Split("single"))
    assert [" ".join(line.split()[:2]) for line in expected[0]] == [
        "added copy.txt", "failed empty.txt", "added firm0.txt", "unchanged firm1.txt", "added firm2.txt",
        "added firm3.txt", "failed image.txt", "added zh.txt",
    ]  # fmt: skip
    assert history(tmp_path / "split", folder, split) == expected
    assert state(tmp_path / "split") == state(tmp_path / "alone")
    for one, other in zip(vectors(tmp_path / "split"), vectors(tmp_path / "alone"), strict=True):
        np.testing.assert_array_equal(one.starts, other.starts)
        np.testing.assert_array_equal(one.rows, other.rows)


def test_every_file_is_told_once_and_all_passages_are_counted(tmp_path: Path, split: Split) -> None:
    events: list[IngestEvent] = []
    with Library.open(tmp_path / "home", HashEmbedder(32)) as library:
        paths = [path for path in write_calls(tmp_path / "calls") if path.name != "copy.txt"]
        report = library.ingest(paths, progress=events.append, split=split)
        held = sum(info.passages for info in library.transcripts())
    told = [event.outcome for event in events if event.outcome is not None]
    assert sorted(outcome.path for outcome in told) == sorted(file.path for file in report.files)
    assert [event.done for event in events if event.stage != "embedding"] == sorted(
        event.done for event in events if event.stage != "embedding"
    )
    assert events[-1].stage == "indexing"
    assert events[-1].passages == held
    assert events[-1].rate
    assert any(event.remaining for event in events)


def test_the_models_error_ends_the_ingest_with_its_own_words(tmp_path: Path, split: Split) -> None:
    path = write_call(tmp_path, "Norvane")
    with Library.open(tmp_path / "home", BrokenEmbedder(16)) as library:
        with pytest.raises(ModelError, match=r"The model is not there\. Bring it\."):
            library.ingest([path], split=split)
        assert library.transcripts() == []


def test_a_worker_that_dies_ends_the_ingest_and_what_was_committed_stays(tmp_path: Path) -> None:
    paths = write_calls(tmp_path / "calls")
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.ingest(paths[:1])
    with Library.open(tmp_path / "home", Deadly()) as library:
        with pytest.raises(EngineError, match=r"exit status -9.*run the same again"):
            library.ingest(paths, split=Split("processes", 2))
        assert len(library.transcripts()) == 1
    assert [p for p in psutil.Process().children() if "engines.worker" in " ".join(p.cmdline())] == []


def test_an_embedder_that_cannot_be_sent_is_refused(tmp_path: Path) -> None:
    class Local(HashEmbedder):
        pass

    with (
        Library.open(tmp_path / "home", Local()) as library,
        pytest.raises(EngineError, match=r"cannot be used by several processes.*--workers 1"),
    ):
        library.ingest([write_call(tmp_path, "Norvane")], split=Split("processes", 2))


def test_a_script_without_a_guard_may_use_processes(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfrom index.embedding import HashEmbedder\n"
        "from index.library import Library, Split\n"
        "library = Library.open(Path(sys.argv[1]), HashEmbedder(16))\n"
        "print(len(library.ingest([Path(sys.argv[2])], split=Split('processes', 2)).added))\n",
        encoding="utf-8",
    )
    write_calls(tmp_path / "calls")
    command = [sys.executable, script, tmp_path / "home", tmp_path / "calls"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["5"]


def test_closing_the_results_ends_the_processes(tmp_path: Path) -> None:
    jobs = (Job(path, path.read_bytes(), Metadata()) for path in write_calls(tmp_path / "calls"))
    results = Processes(2).run(Work(HashEmbedder(16), DEFAULT_SIZE, set()), jobs, lambda job, done, total: None)
    next(results)
    workers = [p for p in psutil.Process().children() if "engines.worker" in " ".join(p.cmdline())]
    assert len(workers) == 2
    results.close()
    assert not any(worker.is_running() for worker in workers)


@pytest.mark.parametrize("engine", [SingleProcess(), Processes(1)], ids=["single", "processes"])
def test_what_is_known_is_read_but_not_embedded(tmp_path: Path, engine: Engine) -> None:
    path = write_call(tmp_path, "Norvane")
    jobs = [Job(path, path.read_bytes(), Metadata())]
    work = Work(HashEmbedder(16), DEFAULT_SIZE, set())
    (first,) = engine.run(work, jobs, lambda job, done, total: None)
    assert first.prepared is not None
    assert first.vectors.keys() == set(first.prepared.digests)
    again = SingleProcess() if isinstance(engine, SingleProcess) else Processes(1)
    known = Work(work.embedder, work.size, {first.prepared.transcript.id})
    (second,) = again.run(known, jobs, lambda job, done, total: None)
    assert (second.prepared, second.vectors) == (first.prepared, {})


def test_no_more_jobs_are_taken_than_there_is_room_for() -> None:
    taken: list[int] = []
    jobs = (taken.append(number) or number for number in range(10))  # type: ignore[func-returns-value]
    results = in_order(jobs, lambda job: -job, window=3)  # type: ignore[arg-type,operator]
    assert next(results) == (0, 0)
    assert taken == [0, 1, 2]
    assert list(results) == [(number, -number) for number in range(1, 10)]


def test_without_ray_the_error_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with (
        Library.open(tmp_path / "home", HashEmbedder()) as library,
        pytest.raises(EngineError, match=r"Ray is not installed\. Run: pip install 'turncite\[ray\]'"),
    ):
        library.ingest([write_call(tmp_path, "Norvane")], split=Split("ray"))


def test_ray_is_started_on_loopback_and_ends_with_the_ingest(tmp_path: Path) -> None:
    require_ray()
    folder = tmp_path / "calls"
    folder.mkdir()
    write_call(folder, "Norvane")
    command = [sys.executable, "-c", "from assistant.cli import main; main()", "ingest", str(folder), "--json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TURNCITE_HOME": str(tmp_path / "home")}
    process = subprocess.Popen([*command, "--engine", "ray"], env=environment, stdout=subprocess.PIPE, text=True)
    listening: set[str] = set()
    family: dict[int, psutil.Process] = {}
    while process.poll() is None:
        for child in [*psutil.Process(process.pid).children(recursive=True)]:
            with suppress(psutil.Error):
                family[child.pid] = child
                listening |= {c.laddr.ip for c in child.net_connections("inet") if c.status == psutil.CONN_LISTEN}
        time.sleep(0.05)
    assert process.stdout is not None
    assert json.loads(process.stdout.read())["added"] == 1
    assert process.returncode == 0
    assert listening
    assert {address.removeprefix("::ffff:") for address in listening} <= {"127.0.0.1", "::1"}
    assert psutil.wait_procs(list(family.values()), timeout=60)[1] == []


def test_a_ray_that_cannot_be_joined_is_one_sentence(tmp_path: Path) -> None:
    require_ray()
    path = write_call(tmp_path, "Norvane")
    command = [sys.executable, "-c", "from assistant.cli import main; main()", "ingest", str(path)]
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "TURNCITE_HOME": str(tmp_path / "home"),
        "RAY_GCS_RPC_TIMEOUT_S": "1",
    }
    done = subprocess.run(
        [*command, "--ray-address", "not an address"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "turncite: Ray cannot do the work" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_automatic_choice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packaged, own = PackagedEmbedder(tmp_path), TransformerEmbedder("some/model")
    monkeypatch.setenv("OMP_NUM_THREADS", "8")

    def chosen(split: Split, files: int, embedder: Embedder = packaged) -> tuple[int, int] | None:
        engine = split.choose(files, embedder)
        return (engine.workers, engine.threads) if isinstance(engine, Processes) else None

    assert chosen(Split(), FEWEST - 1) is None
    assert chosen(Split(), FEWEST) == (MOST, 8 // MOST)
    assert chosen(Split(), 500) == (MOST, 8 // MOST)  # more would take more memory, so each uses two cores
    assert chosen(Split(), 500, own) is None  # torch uses all cores itself, and takes a gigabyte a process
    assert chosen(Split(workers=2), 500, own) == (2, 4)
    assert chosen(Split(workers=1), 500) is None
    assert chosen(Split(workers=16), 500) == (16, 1)
    assert chosen(Split(workers=16), 3) == (3, 2)
    assert chosen(Split("single", workers=4), 500) is None
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert chosen(Split(), 500) is None


def test_embedders_are_sent_by_their_settings(tmp_path: Path) -> None:
    import pickle

    packaged = pickle.loads(pickle.dumps(PackagedEmbedder(tmp_path, "onnx-q4", direct_limit=7)))  # noqa: S301
    assert (packaged.backend, packaged._cache, packaged._direct_limit) == ("onnx-q4", tmp_path, 7)
    assert packaged.for_workers()._direct_limit == sys.maxsize
    own = TransformerEmbedder("some/model", shown_as="shown", prompts=Prompts("q: ", "p: "), device="cpu")
    sent = pickle.loads(pickle.dumps(own))  # noqa: S301
    assert (sent.name, sent._model, sent._prompts, sent._device) == ("shown", "some/model", own._prompts, "cpu")
