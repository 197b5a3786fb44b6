"""The catalog: one SQLite file that alone says what the library holds.

Many readers in many processes and one writer share it (write-ahead log). Every read happens in a snapshot of one
generation; every change is one transaction that raises the generation by one. Damage in the middle of a change,
`kill -9` included, leaves the state before it.

The file is `catalog-NNNNNN.db`, the highest number counts. A library that is built anew grows in a file of another
name and appears by one rename, so that readers of the old file are never disturbed.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StoreCorrupt
from index.store.guards import REBUILD, catalog_errors, file_errors
from index.store.snapshot import Snapshot, Transaction

BUILDING = "building.db"
"""Name of a catalog that is being built anew."""
_PATTERN = "catalog-[0-9][0-9][0-9][0-9][0-9][0-9].db"

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- One state of one transcript. A changed transcript is a new revision; numbers are never used again.
CREATE TABLE transcript (
    revision    INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT NOT NULL UNIQUE,
    path        TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    language    TEXT NOT NULL,
    format      TEXT NOT NULL,
    turn_count  INTEGER NOT NULL,
    passages    INTEGER NOT NULL,
    metadata    TEXT NOT NULL,
    overrides   TEXT NOT NULL,
    notes       TEXT NOT NULL,
    speakers    TEXT NOT NULL,
    turns       TEXT NOT NULL,
    source      TEXT NOT NULL,
    input       TEXT,            -- the text as read from the file, where it is not the source
    naming      TEXT NOT NULL    -- names in two languages and Latin names (`index.naming`)
);
CREATE INDEX transcript_path ON transcript (path);

CREATE TABLE passage (
    revision     INTEGER NOT NULL REFERENCES transcript ON DELETE CASCADE,
    position     INTEGER NOT NULL,
    id           TEXT NOT NULL,
    turn         INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset   INTEGER NOT NULL,
    text         TEXT NOT NULL,
    header       TEXT NOT NULL,
    language     TEXT NOT NULL,
    section      TEXT NOT NULL,
    speaker      TEXT,
    role         TEXT,
    kind         TEXT,
    period       TEXT,
    question_no  INTEGER,
    part         TEXT,
    PRIMARY KEY (revision, position)
) WITHOUT ROWID;

-- What searching needs of a revision: a digest of each embedded text, its vector (float32), and postings.
CREATE TABLE segment (
    revision INTEGER PRIMARY KEY REFERENCES transcript ON DELETE CASCADE,
    digests  BLOB NOT NULL,
    postings BLOB NOT NULL,
    vectors  BLOB NOT NULL
);

-- Keys of a revision's turns (`index.keys`), and the version of the marker whose notes are among them, if any.
CREATE TABLE turns (
    revision INTEGER PRIMARY KEY REFERENCES transcript ON DELETE CASCADE,
    marker   TEXT,
    keys     BLOB NOT NULL
);

-- What Chroma holds, or (settled = 0) may hold since a writer began to bring it there. No foreign key: a revision
-- that is gone from `transcript` but stands here is what is left to delete from Chroma.
CREATE TABLE published (
    revision INTEGER PRIMARY KEY,
    passages INTEGER NOT NULL,
    settled  INTEGER NOT NULL
);
"""


class _Connection(sqlite3.Connection):
    pooled = True


class Catalog:
    """The catalog of the library in `home`; safe to use from several threads and processes.

    With `name` it is that file of the folder, else the current one. Nothing is opened or made before it is needed;
    where there is no catalog yet, snapshots show an empty library of generation 0.
    """

    def __init__(self, home: Path, name: str | None = None) -> None:
        self.home = home
        self._name = name
        self._lock = threading.Lock()
        self._idle: list[_Connection] = []
        self._idle_path: Path | None = None

    @property
    def path(self) -> Path | None:
        """The file, None where there is none."""
        if self._name is not None:
            path = self.home / self._name
            return path if path.exists() else None
        return max(self.home.glob(_PATTERN), default=None)

    def next_path(self) -> Path:
        """The name under which the next catalog will appear."""
        path = max(self.home.glob(_PATTERN), default=None)
        number = 0 if path is None else int(path.stem[-6:])
        return self.home / f"catalog-{number + 1:06d}.db"

    @contextmanager
    def read(self) -> Iterator[Snapshot]:
        """A snapshot of the current generation. StoreCorrupt where the file is damaged."""
        connection, path = self._take()
        try:
            with catalog_errors(path):
                connection.execute("BEGIN")
            try:
                yield Snapshot(connection, path)
            finally:
                with contextlib.suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
        finally:
            self._give_back(connection, path)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A change; the caller holds the writer's lock. Nothing of it remains where the block raises."""
        path = self.path
        if path is None:
            raise StoreCorrupt("The library has no catalog.", REBUILD)
        with catalog_errors(path):
            connection = connect(path, "mode=rw")
        try:
            with catalog_errors(path):
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("BEGIN IMMEDIATE")
            try:
                yield Transaction(connection, path)
                with catalog_errors(path):
                    connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
        finally:
            connection.close()

    def create(self, library: str | None = None) -> None:
        """Make an empty catalog where there is none; it appears complete or not at all."""
        if self.path is not None:
            return
        target = self.home / self._name if self._name else self.next_path()
        draft = self.home / f"{target.name}.draft"
        with file_errors(self.home), catalog_errors(draft):
            remove_database(draft)
            connection = sqlite3.connect(draft, isolation_level=None)
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript(f"BEGIN; {_SCHEMA}")
                meta = {"generation": "0", "library": library or uuid.uuid4().hex[:12]}
                connection.executemany("INSERT INTO meta (key, value) VALUES (?, ?)", meta.items())
                connection.execute("COMMIT")
            finally:
                connection.close()
            draft.rename(target)
            _sync(self.home)

    def promote(self) -> None:
        """Give a catalog that was built under another name the name that counts."""
        path = self.path
        if path is None:
            raise StoreCorrupt("The library has no catalog.", REBUILD)
        self.close()
        with file_errors(self.home), catalog_errors(path):
            connection = connect(path, "mode=rw")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            connection.close()
            for suffix in ("-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            path.rename(self.next_path())
            _sync(self.home)

    def sweep(self) -> None:
        """Delete earlier catalogs and unfinished drafts; the caller holds the writer's lock."""
        current = max(self.home.glob(_PATTERN), default=None)
        for path in [*self.home.glob(_PATTERN), *self.home.glob("*.draft")]:
            if path != current:
                with file_errors(self.home):
                    remove_database(path)

    def close(self) -> None:
        """Close idle connections; others are closed when their block ends."""
        with self._lock:
            idle, self._idle, self._idle_path = self._idle, [], None
        for connection in idle:
            connection.close()

    def _take(self) -> tuple[_Connection, Path]:
        for _ in range(3):
            path = self.path
            if path is None:
                return _empty_library(), self.home / "catalog"
            with self._lock:
                stale = self._idle if path != self._idle_path else []
                if stale:
                    self._idle = []
                self._idle_path = path
                connection = self._idle.pop() if self._idle else None
            for old in stale:
                old.close()
            if connection is not None:
                return connection, path
            try:
                with catalog_errors(path):
                    return _open_for_reading(path), path
            except FileNotFoundError:
                continue  # a newer catalog has taken its place between the two looks
        raise StoreCorrupt(f"The library's catalog in {self.home} cannot be opened.", REBUILD)

    def _give_back(self, connection: _Connection, path: Path) -> None:
        with self._lock:
            if path == self._idle_path and len(self._idle) < 8 and connection.pooled:
                self._idle.append(connection)
                return
        connection.close()


def remove_database(path: Path) -> None:
    """Delete a SQLite file with what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Make a rename in the folder survive a power cut, where the system knows how."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def connect(path: Path, access: str) -> _Connection:
    """A connection in SQLite's URI form, for instance with access "mode=rw"."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{access}",
        uri=True,
        timeout=5.0,
        isolation_level=None,
        check_same_thread=False,
        factory=_Connection,
    )
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _open_for_reading(path: Path) -> _Connection:
    """A connection that can read in the place given.

    Reading a write-ahead log needs a shared-memory file beside it, which cannot be made in a read-only folder or on
    a full disk. Where the log is empty, the file alone is the whole truth and is read as it stands; such a
    connection would not see later changes and is not kept.
    """
    if not path.exists():
        raise FileNotFoundError(path)
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    try:
        connection = connect(path, "mode=rw" if writable else "mode=ro")
        try:
            connection.execute("SELECT value FROM meta LIMIT 1").fetchone()
        except sqlite3.Error:
            connection.close()
            raise
    except sqlite3.OperationalError:
        log = path.with_name(path.name + "-wal")
        if not path.exists():
            raise FileNotFoundError(path) from None
        if log.exists() and log.stat().st_size:
            raise
        connection = connect(path, "mode=ro&immutable=1")
        connection.pooled = False
    else:
        connection.execute("PRAGMA query_only = ON")
    return connection


def _empty_library() -> _Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False, factory=_Connection)
    connection.executescript(_SCHEMA)
    connection.executemany("INSERT INTO meta (key, value) VALUES (?, ?)", [("generation", "0"), ("library", "")])
    connection.pooled = False
    return connection
