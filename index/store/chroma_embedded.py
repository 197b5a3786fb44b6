"""Chroma embedded in this process, safe for one writer and many readers in processes of their own.

Embedded Chroma alone is not: a reader that has loaded a graph does not see what a writer adds or purges, can meet
files half written, and even its queries can write to them. So a folder that readers use is never changed. A writer
copies it, changes the copy, seals it and gives it a new name, the *epoch*, which the catalog then names. Copying
100,000 vectors takes 0.1 s. What is left of Chroma's writing is one row in its SQLite file each time it is opened.

A damaged graph file makes Chroma return wrong neighbours or end the process, so the seal holds a checksum of each,
looked at before Chroma opens them.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import threading
import uuid
import zlib
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from index.embedding.base import Vectors
from index.errors import StoreCorrupt, StoreError
from index.models import Language
from index.store import chroma
from index.store.guards import REBUILD, ChromaUnavailable, disk_full, embedded_errors, file_errors
from index.store.lock import GONE, Lease, LeaseRefused, retire
from index.store.vectors import Batch, Neighbours, StaleEpoch

if TYPE_CHECKING:
    from chromadb.api.client import Client

_DRAFT = ".draft"
_SEAL = "seal.json"
_SQLITE = "chroma.sqlite3"
_LITTLE = 16 << 20
"""Bytes free on a disk below which a failure to write is put down to it."""


class EmbeddedChroma:
    """Chroma in this process, one folder an epoch."""

    in_place = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.RLock()
        self._open: _OpenEpoch | None = None

    @property
    def place(self) -> str:
        """The folder."""
        return str(self._folder)

    def connect(self) -> None:
        """See `VectorIndex`."""

    def owns(self, epoch: str | None) -> bool:
        """See `VectorIndex`."""
        return epoch is not None and epoch.startswith("local-")

    def query(self, epoch: str, language: Language, queries: Vectors, count: int) -> Neighbours:
        """See `VectorIndex`."""
        with self._lock:
            opened = self._opened(epoch)
            with embedded_errors(opened.folder):
                return chroma.query(opened.collections.get(language), queries, count)

    def count(self, epoch: str) -> int:
        """See `VectorIndex`."""
        with self._lock:
            opened = self._opened(epoch)
            with embedded_errors(opened.folder):
                return sum(collection.count() for collection in opened.collections.values())

    def publish(self, epoch: str | None, library: str, batches: Iterable[Batch], dead: Sequence[str]) -> str:
        """See `VectorIndex`. StoreCorrupt where `epoch` is damaged: then publish everything to a new one."""
        del library  # the folder holds nothing else
        name = f"local-{uuid.uuid4().hex[:12]}"
        draft = self._folder / f"{name}{_DRAFT}"
        try:
            with file_errors(self._folder.parent):
                draft.mkdir(parents=True)
                if epoch is not None:
                    check_seal(self._folder / epoch)
                    _copy(self._folder / epoch, draft)
            try:
                with embedded_errors(draft), closing(_client(draft)) as client:
                    chroma.change(client, "passages", batches, dead, {"sync_threshold": 1, "batch_size": 1})
                # Whatever opening and counting still make Chroma write, it writes before the seal.
                with embedded_errors(draft), closing(_client(draft)) as client:
                    entries = _entries(chroma.collections(client, "passages"))
            except (ChromaUnavailable, StoreCorrupt) as error:
                raise self._cannot_write(error) from error
            with file_errors(self._folder.parent):
                (draft / Lease.FILE).touch()
                _seal(draft, entries)
                draft.rename(self._folder / name)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        return name

    def discard(self, library: str, keep: str | None) -> None:
        """See `VectorIndex`."""
        del library  # the folder holds nothing else
        with self._lock:
            if self._open is not None and self._open.name != keep:
                self._open.close()
                self._open = None
        for folder in self._leftovers(keep):
            if folder.suffix in {_DRAFT, GONE}:
                shutil.rmtree(folder, ignore_errors=True)
            else:
                retire(folder)

    def close(self) -> None:
        """See `VectorIndex`."""
        with self._lock:
            if self._open is not None:
                self._open.close()
                self._open = None

    def _cannot_write(self, error: Exception) -> StoreError:
        if shutil.disk_usage(self._folder).free < _LITTLE:
            return disk_full(self._folder.parent)
        return StoreError(f"The vector index in {self._folder} could not be written ({error}).")

    def _leftovers(self, keep: str | None) -> list[Path]:
        if not self._folder.is_dir():
            return []
        return [folder for folder in self._folder.iterdir() if folder.name != keep and folder.name.startswith("local-")]

    def _opened(self, epoch: str) -> _OpenEpoch:
        if self._open is None or self._open.name != epoch:
            fresh = _OpenEpoch(self._folder / epoch)
            if self._open is not None:
                self._open.close()
            self._open = fresh
        return self._open


class _OpenEpoch:
    """A sealed folder, leased and opened."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name
        try:
            self._lease = Lease(folder)
        except LeaseRefused as error:
            raise StaleEpoch(folder.name) from error
        try:
            if not os.access(folder, os.W_OK):
                raise ChromaUnavailable(f"{folder} is read-only")
            sealed = check_seal(folder)
            with embedded_errors(folder):
                self._client = _client(folder)
                try:
                    self.collections = chroma.collections(self._client, "passages")
                    if self.collections.keys() != sealed.keys():  # counting would cost 0.2 s of 100,000 entries
                        raise _damaged(folder)
                except BaseException:
                    self._client.close()
                    raise
        except BaseException:
            self._lease.close()
            raise

    def close(self) -> None:
        """Close the client and give up the lease."""
        with embedded_errors(self.folder):
            self._client.close()
        self._lease.close()


def _client(folder: Path) -> Client:
    import chromadb  # noqa: PLC0415 - heavy

    return cast("Client", chromadb.PersistentClient(folder, settings=chroma.settings()))


def _copy(source: Path, target: Path) -> None:
    """Copy an epoch. Opening one writes a row to its SQLite file, so that is copied in a transaction."""
    for path in _graph_files(source):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    with (
        embedded_errors(source),
        closing(sqlite3.connect(source / _SQLITE, timeout=10.0)) as old,
        closing(sqlite3.connect(target / _SQLITE)) as new,
    ):
        old.backup(new)


def _graph_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.parent != folder)


def _checksum(path: Path) -> list[int]:
    checksum = size = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            checksum = zlib.crc32(block, checksum)
            size += len(block)
    return [size, checksum]


def _entries(collections: dict[Language, Any]) -> dict[str, int]:
    return {language: collection.count() for language, collection in collections.items()}


def _seal(folder: Path, entries: dict[str, int]) -> None:
    files = {path.relative_to(folder).as_posix(): _checksum(path) for path in _graph_files(folder)}
    with (folder / _SEAL).open("w", encoding="utf-8") as file:
        json.dump({"entries": entries, "files": files}, file)
        file.flush()
        os.fsync(file.fileno())


def check_seal(folder: Path) -> dict[str, int]:
    """The number of entries of each language; StoreCorrupt unless the graph's files are as they were sealed."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        seal = json.loads((folder / _SEAL).read_text(encoding="utf-8"))
        files = {path.relative_to(folder).as_posix(): _checksum(path) for path in _graph_files(folder)}
        if (folder / _SQLITE).is_file() and files == seal["files"]:
            return dict(seal["entries"])
    raise _damaged(folder)


def _damaged(folder: Path) -> StoreCorrupt:
    return StoreCorrupt(f"The vector index in {folder} is damaged: its files are not as they were written.", REBUILD)
