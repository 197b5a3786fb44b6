"""Folders that are built once, whole or not at all."""

from __future__ import annotations

import errno
import json
import multiprocessing
from collections.abc import Callable
from pathlib import Path

import pytest

from index.embedding import folders
from index.embedding.folders import MARKER, ensure_folder, is_whole
from index.errors import ModelError


def builder(calls: list[Path], content: bytes = b"weights") -> Callable[[Path], None]:
    def build(folder: Path) -> None:
        calls.append(folder)
        (folder / "model").write_bytes(content)
        (folder / "part").mkdir()
        (folder / "part" / "config").write_bytes(b"{}")

    return build


def test_built_once(tmp_path: Path) -> None:
    calls: list[Path] = []
    folder = tmp_path / "a" / "b" / "model-1"
    for _ in range(3):
        assert ensure_folder(folder, "1", builder(calls)) == folder
    assert len(calls) == 1
    assert calls[0] != folder
    assert calls[0].parent == folder.parent
    assert (folder / "part" / "config").read_bytes() == b"{}"
    assert sorted(path.name for path in folder.parent.iterdir()) == ["model-1", "model-1.lock"]


@pytest.mark.parametrize("file", ["model", "part/config", MARKER])
@pytest.mark.parametrize("damage", ["shorter", "changed", "gone"])
def test_damage_is_noticed_and_mended(tmp_path: Path, file: str, damage: str) -> None:
    folder = ensure_folder(tmp_path / "m", "1", builder([]))
    path = folder / file
    data = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(data[:-1] if damage == "shorter" else bytes([data[0] ^ 1]) + data[1:])
    assert not is_whole(folder, "1")
    calls: list[Path] = []
    ensure_folder(folder, "1", builder(calls))
    assert len(calls) == 1
    assert is_whole(folder, "1")
    assert (folder / "model").read_bytes() == b"weights"


@pytest.mark.parametrize("marker", ["", "[]", "null", '{"version": "1"}', '{"version": "1", "files": {"model": 3}}'])
def test_a_strange_marker_is_no_marker(tmp_path: Path, marker: str) -> None:
    folder = ensure_folder(tmp_path / "m", "1", builder([]))
    (folder / MARKER).write_text(marker)
    assert not is_whole(folder, "1")


def test_another_version_is_rebuilt(tmp_path: Path) -> None:
    folder = ensure_folder(tmp_path / "m", "1", builder([]))
    ensure_folder(folder, "2", builder([], b"newer"))
    assert (folder / "model").read_bytes() == b"newer"
    assert json.loads((folder / MARKER).read_text())["version"] == "2"


def test_interrupted_work_leaves_nothing_behind(tmp_path: Path) -> None:
    def interrupted(folder: Path) -> None:
        (folder / "model").write_bytes(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ensure_folder(tmp_path / "m", "1", interrupted)
    assert [path.name for path in tmp_path.iterdir()] == ["m.lock"]


def test_a_failed_rebuild_keeps_the_old_folder(tmp_path: Path) -> None:
    folder = ensure_folder(tmp_path / "m", "1", builder([]))

    def failing(fresh: Path) -> None:
        raise ModelError("no")

    with pytest.raises(ModelError, match="no"):
        ensure_folder(folder, "2", failing)
    assert is_whole(folder, "1")


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    left = tmp_path / ".m.abc123"
    left.mkdir()
    (left / "model").write_bytes(b"half")
    other = tmp_path / ".other.abc123"
    other.mkdir()
    ensure_folder(tmp_path / "m", "1", builder([]))
    assert not left.exists()
    assert other.exists()


def test_a_full_disk_is_a_clear_error(tmp_path: Path) -> None:
    def full(folder: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(ModelError, match="No space left on device") as error:
        ensure_folder(tmp_path / "m", "1", full)
    assert "TURNCITE_CACHE" in error.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["m.lock"]


def test_a_place_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="cannot be written"):
        ensure_folder(tmp_path / "file" / "m", "1", builder([]))


def test_waiting_for_another_process_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    monkeypatch.setattr(folders, "_WAIT", 0.05)
    with FileLock(tmp_path / "m.lock"), pytest.raises(ModelError, match="Another process"):
        ensure_folder(tmp_path / "m", "1", builder([]))


def _in_process(folder: Path, log: Path) -> None:
    def build(fresh: Path) -> None:
        with log.open("a") as file:
            file.write("built\n")
        (fresh / "model").write_bytes(b"weights" * 100_000)

    ensure_folder(folder, "1", build)
    assert is_whole(folder, "1")


def test_processes_build_it_once_between_them(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    log = tmp_path / "log"
    processes = [spawn.Process(target=_in_process, args=(tmp_path / "m", log)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert log.read_text() == "built\n"
