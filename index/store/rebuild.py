"""Building a library anew from the texts it keeps: after a change of settings, or to repair damage.

The new catalog grows under another name, a transcript a transaction, and replaces the old one by one rename; until
then readers keep the old one. A rebuild that was interrupted goes on where it stopped. From a damaged catalog what
can still be read is saved, and its file is kept aside.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from index.embedding.base import Vectors
from index.errors import InputError, StoreError
from index.models import Transcript
from index.store import codec
from index.store.batch import Listener, Meter
from index.store.catalog import BUILDING, Catalog, connect, remove_database
from index.store.guards import file_errors
from index.store.ingest import Ingestor, outcome_of, vectors_by_digest
from index.store.manifest import Manifest
from index.store.records import FileOutcome, IngestReport
from index.store.snapshot import Stored


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a transcript: its text as read, as it was parsed, and its vectors by digest."""

    text: str
    transcript: Transcript | None
    vectors: Mapping[bytes, Vectors]


class _Origin(Protocol):
    """A catalog to build anew from."""

    stored: list[Stored]
    library: str | None
    generation: int
    problem: str | None

    def load(self, stored: Stored) -> _Kept:
        """InputError where the transcript can no longer be read."""


def rebuild(catalog: Catalog, template: Ingestor, listener: Listener | None) -> IngestReport:
    """Replace the catalog by one built with the template's settings. The caller holds the writer's lock."""
    started = time.perf_counter()
    path = catalog.path
    if path is None:
        return IngestReport()
    origin = _origin(catalog, template)
    building = _building(catalog.home, origin, Manifest.of(template.embedder, template.size))
    ingestor = replace(template, catalog=building)
    meter = Meter(listener, len(origin.stored))
    outcomes: list[FileOutcome] = []
    for stored in origin.stored:
        meter.reading(Path(stored.path))
        outcomes.append(_bring_over(origin, ingestor, stored, meter))
        meter.finished(Path(stored.path), outcomes[-1])
    _finish(building, origin)
    catalog.close()
    if origin.problem is not None:
        _set_aside(path)
        outcomes.append(FileOutcome(str(path), "failed", reason=origin.problem))
    catalog.sweep()
    meter.indexing()
    return IngestReport(tuple(outcomes), time.perf_counter() - started)


def _bring_over(origin: _Origin, ingestor: Ingestor, stored: Stored, meter: Meter) -> FileOutcome:
    with ingestor.catalog.read() as snapshot:
        done = snapshot.with_id(stored.id)
        if done is not None and replace(done, revision=stored.revision) == stored:
            info = snapshot.info(stored.id)
            return FileOutcome(stored.path, "unchanged", info.id, info.title, info.turns, info.passages)
    try:
        kept = origin.load(stored)
        progress = meter.embedding(Path(stored.path))
        entry = ingestor.stored(stored, kept.text, kept.transcript, kept.vectors, progress)
    except InputError as error:
        return FileOutcome(stored.path, "failed", stored.id, reason=str(error))
    ingestor.commit(entry, () if done is None else (done.revision,))
    return outcome_of(entry, "replaced")


def _building(home: Path, origin: _Origin, wanted: Manifest) -> Catalog:
    """The catalog in the making: what an interrupted rebuild to the same settings left, or an empty one."""
    building = Catalog(home, BUILDING)
    if building.path is not None:
        try:
            with building.read() as snapshot:
                built = snapshot.manifest
                usable = snapshot.damage() is None and snapshot.library == origin.library
        except StoreError:
            built, usable = None, False
        if not usable or built is None or replace(built, dimensions=None) != wanted:
            building.close()
            with file_errors(home):
                remove_database(home / BUILDING)
    building.create(origin.library)
    return building


def _finish(building: Catalog, origin: _Origin) -> None:
    wanted = {stored.id for stored in origin.stored}
    with building.write() as change:
        for stored in change.stored():
            if stored.id not in wanted:
                change.delete(stored.revision)
        change.advance(origin.generation + 1)
    building.promote()


def _set_aside(path: Path) -> None:
    with file_errors(path.parent):
        for suffix in ("", "-wal", "-shm"):
            part = path.with_name(path.name + suffix)
            if part.exists():
                part.rename(part.with_name(f"damaged-{part.name}"))


def _origin(catalog: Catalog, template: Ingestor) -> _Origin:
    try:
        with catalog.read() as snapshot:
            if snapshot.damage() is None:
                return _SoundOrigin(catalog, template)
    except StoreError:
        pass
    return _DamagedOrigin(catalog)


class _SoundOrigin:
    problem: str | None = None

    def __init__(self, catalog: Catalog, template: Ingestor) -> None:
        self._catalog = catalog
        self._template = template
        with catalog.read() as snapshot:
            self.stored = snapshot.stored()
            self.library: str | None = snapshot.library
            self.generation = snapshot.generation

    def load(self, stored: Stored) -> _Kept:
        with self._catalog.read() as snapshot:
            same = self._template.same_vectors(snapshot.manifest)
            return _Kept(
                snapshot.input_text(stored.revision),
                snapshot.transcript(stored.id),
                vectors_by_digest(snapshot, stored) if same else {},
            )


class _DamagedOrigin:
    """What can still be read of a damaged catalog, row by row; its vectors are not trusted."""

    library: str | None = None

    def __init__(self, catalog: Catalog) -> None:
        self._path = catalog.path or catalog.home
        self.stored: list[Stored] = []
        self.generation = 0
        for revision in sorted(self._revisions()):
            with contextlib.suppress(sqlite3.Error, StoreError, TypeError, ValueError):
                columns = "revision, id, path, sha256, overrides"
                revision_, id_, path, sha256, overrides = self._row(columns, revision)
                self.stored.append(Stored(revision_, id_, path, sha256, codec.metadata_from_json(overrides)))
        self.problem: str | None = (
            f"The catalog was damaged; {len(self.stored)} transcripts could be read from it. "
            "Add the files of any that are missing again."
        )

    def load(self, stored: Stored) -> _Kept:
        try:
            (text,) = self._row("coalesce(input, source)", stored.revision)
        except (sqlite3.Error, TypeError, ValueError) as error:
            raise InputError(f"The stored text of {stored.id} is damaged.", "Add its file again.") from error
        return _Kept(str(text), None, {})

    def _revisions(self) -> set[int]:
        """Read from both ends, since a query breaks off at the first damaged page."""
        found: set[int] = set()
        for order in ("ASC", "DESC"):
            with contextlib.suppress(sqlite3.Error), self._opened() as connection:
                for (revision,) in connection.execute(f"SELECT revision FROM transcript ORDER BY revision {order}"):  # noqa: S608
                    found.add(int(revision))
        return found

    def _row(self, columns: str, revision: int) -> tuple[Any, ...]:
        with self._opened() as connection:
            sql = f"SELECT {columns} FROM transcript WHERE revision = ?"  # noqa: S608 - constant
            return tuple(connection.execute(sql, (revision,)).fetchone())

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(connect(self._path, "mode=rw")) as connection:
            yield connection
