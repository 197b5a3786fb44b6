"""A writer that is killed at any moment leaves the old state or the new one, and the next one repairs the rest.

Real processes are killed with SIGKILL while they write to SQLite and Chroma on disk; only the embedding is a fake.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import chromadb
import pytest

from index.library import Library
from index.models import QueryVariant
from tests.fakes import QuickEmbedder, call_text

ROOT = Path(__file__).parents[2]
NAMES = ("norvane", "astelle", "firmament")
KILLS = 12

State = dict[str, str]
"""Name of a call -> the marker that stands in each of its passages."""


class Writers:
    """Forks writers and kills them."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("writer_to_kill.py")
        environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def run(self, home: Path, op: str, argument: list[str], delay: float | None = None) -> Mapping[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        command = {"home": str(home), "op": op, "argument": argument, "delay": delay}
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())  # type: ignore[no-any-return]

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(scope="module")
def writers() -> Iterator[Writers]:
    writers = Writers()
    yield writers
    writers.close()


def write(folder: Path, name: str, marker: str) -> Path:
    path = folder / f"{name}.txt"
    path.write_text(call_text(name.capitalize(), marker=marker, turns=6, sentences=4), encoding="utf-8")
    return path


def observed(home: Path, markers: set[str], searched: set[str] | None = None) -> State:
    """What a reader finds, having checked that its list, its texts, its passages and its searches agree.

    Every text holds one of the `markers`; those in `searched` (None: all) are searched for.
    """
    with Library.open(home, QuickEmbedder()) as library:
        state: State = {}
        passages: dict[str, str] = {}
        for info in library.transcripts():
            transcript = library.transcript(info.id)
            found = {marker for marker in markers if marker in transcript.source}
            assert len(found) == 1
            state[Path(info.path).stem] = found.pop()
            for passage in library.passages(info.id):
                assert transcript.source[passage.start : passage.end] == passage.text
                passages[passage.id] = state[Path(info.path).stem]
            assert info.passages == len(library.passages(info.id))
        for marker in markers if searched is None else searched:
            hits = library.search([QueryVariant(marker, "en")], k=1000, depth=1000)
            assert {hit.passage.id for hit in hits} == passages.keys()  # dense search has all there is, and no more
            holding = {hit.passage.id for hit in hits if marker in hit.passage.text}
            assert holding <= {id_ for id_, own in passages.items() if own == marker}
            assert bool(holding) == (marker in state.values())
        problems = [problem for problem in library.check().problems if "interrupted" not in problem]
        assert problems == []
        return state


def assert_repaired(home: Path) -> None:
    """Nothing is left over: one catalog, one epoch of Chroma, and in it exactly the passages of the library."""
    with Library.open(home, QuickEmbedder()) as library:
        expected = sum(info.passages for info in library.transcripts())
        assert library.check().problems == ()
    assert len(list(home.glob("*.db"))) == 1
    assert not list(home.glob("*.draft*"))
    epochs = list((home / "chroma").iterdir())
    assert len(epochs) == 1
    with chromadb.PersistentClient(epochs[0]) as client:
        collections = [client.get_collection(c.name, embedding_function=None) for c in client.list_collections()]
        assert sum(collection.count() for collection in collections) == expected


def test_killing_a_writer_leaves_the_old_state_or_the_new_one(home: Path, tmp_path: Path, writers: Writers) -> None:
    rng = random.Random()  # noqa: S311 - any moment will do; the seed would not fix the timing anyway
    version = 0
    state: State = {}
    paths = [str(tmp_path / f"{name}.txt") for name in NAMES]
    for name in NAMES:
        state[name] = f"marker{version}x"
        write(tmp_path, name, state[name])
    longest = float(writers.run(home, "ingest", paths)["seconds"])
    assert observed(home, set(state.values())) == state
    killed = 0
    for _ in range(4 * KILLS):
        if killed == KILLS:
            break
        version += 1
        before, after = dict(state), dict(state)
        op = rng.choices(("edit", "edit all", "remove", "rebuild"), (4, 3, 2, 1))[0]
        argument = paths
        if op == "remove":
            gone = rng.choice(NAMES)
            del after[gone]
            with Library.open(home, QuickEmbedder()) as library:
                argument = [info.id for info in library.transcripts() if Path(info.path).stem == gone]
        elif op != "rebuild":
            for name in NAMES if op == "edit all" else (rng.choice(NAMES),):
                after[name] = f"marker{version}x"
                write(tmp_path, name, after[name])
        command = op if op in ("remove", "rebuild") else "ingest"
        result = writers.run(home, command, argument, rng.uniform(0, longest))
        killed += bool(result["killed"])
        assert result["killed"] or result["status"] == 0

        changed = {before[name] for name in NAMES if before[name] != after.get(name)}
        seen = observed(home, {*before.values(), *after.values()}, changed | set(after.values()) - set(before.values()))
        for name in NAMES:
            assert seen.get(name) in {before.get(name), after.get(name)}
        if not result["killed"]:
            assert seen == after

        # The next writer, not killed, repairs; removed calls come back with it.
        for name in NAMES:
            after.setdefault(name, before[name])
        again = writers.run(home, command, argument) if command == "rebuild" else writers.run(home, "ingest", paths)
        assert again["status"] == 0
        state = after
        assert observed(home, set(state.values()), {state[NAMES[0]]}) == state
        assert_repaired(home)
    assert killed == KILLS


def test_killing_the_very_first_ingest(tmp_path: Path, writers: Writers) -> None:
    paths = [str(write(tmp_path, name, "markerx")) for name in NAMES]
    for i, delay in enumerate((0.0, 0.01, 0.03, 0.06, 0.1, 0.15)):
        home = tmp_path / f"home{i}"
        writers.run(home, "ingest", paths, delay)
        assert set(observed(home, {"markerx"})) <= set(NAMES)
        assert writers.run(home, "ingest", paths)["status"] == 0
        assert set(observed(home, {"markerx"})) == set(NAMES)
        assert_repaired(home)
