"""Folders that are built once and are either whole or rebuilt.

A folder is built under another name beside its place, flushed to disk, given a marker with the sha256 of every file,
and renamed into place. Interrupted work leaves no marker; a damaged file no longer has its hash. Two processes that
want the same folder wait for one another.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import ModelError

MARKER = "complete.json"
_WAIT = 600.0
"""Seconds to wait for another process that is building."""


def ensure_folder(folder: Path, version: str, build: Callable[[Path], None]) -> Path:
    """`folder`, built by `build(empty folder)` unless it is whole and of this version.

    ModelError where it cannot be written, or another process builds it for longer than ten minutes.
    """
    if is_whole(folder, version):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{folder}.lock", timeout=_WAIT):
            if not is_whole(folder, version):
                _remove_leftovers(folder)
                _build(folder, version, build)
    except Timeout as error:
        raise ModelError(
            f"Another process has been building {folder} for ten minutes.", "Stop it, or wait for it."
        ) from error
    except OSError as error:
        raise ModelError(
            f"The model folder {folder} cannot be written: {error.strerror or error}.",
            "Free some space, or set TURNCITE_CACHE to another folder.",
        ) from error
    return folder


def is_whole(folder: Path, version: str) -> bool:
    """Whether the folder has its marker, of this version, and every file has the hash given there."""
    try:
        marker = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        files: dict[str, str] = marker["files"]
        return bool(marker["version"] == version and all(_digest(folder / name) == files[name] for name in files))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _build(folder: Path, version: str, build: Callable[[Path], None]) -> None:
    fresh = Path(tempfile.mkdtemp(prefix=_prefix(folder), dir=folder.parent))
    try:
        build(fresh)
        files = sorted(path for path in fresh.rglob("*") if path.is_file())
        for path in files:
            _flush(path)
        hashes = {path.relative_to(fresh).as_posix(): _digest(path) for path in files}
        marker = fresh / MARKER
        marker.write_text(json.dumps({"version": version, "files": hashes}, indent=1), encoding="utf-8")
        _flush(marker)
        _flush(fresh)
        fresh.chmod(0o755)
        if folder.exists():
            # A full folder cannot be replaced in one step; whoever has its files open keeps them.
            folder.rename(tempfile.mkdtemp(prefix=_prefix(folder), dir=folder.parent))
        fresh.rename(folder)
        _flush(folder.parent)
    finally:
        _remove_leftovers(folder)


def _prefix(folder: Path) -> str:
    return f".{folder.name}."


def _remove_leftovers(folder: Path) -> None:
    """Unfinished and replaced folders; only under the lock, so nobody is working in them."""
    for path in folder.parent.glob(f"{_prefix(folder)}*"):
        shutil.rmtree(path, ignore_errors=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows has no way to flush a folder
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
