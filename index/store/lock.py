"""One writer at a time, and leases that keep a folder alive while a reader uses it."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StoreBusy
from index.store.guards import file_errors

PATIENCE = 3.0
"""Seconds a writer waits for another one before it gives up."""
GONE = ".gone"
"""Ending of a folder that is being deleted."""


class WriterLock:
    """The right to write to the library in `home`, held by one thread of one process at a time.

    The operating system releases it when its process dies, however that happens. Who holds it stands beside it in a
    note, for the message that others get.
    """

    def __init__(self, home: Path, patience: float = PATIENCE) -> None:
        self._home = home
        self._patience = patience
        self._thread = threading.Lock()
        self._note = home / "writer.json"

    @contextmanager
    def hold(self, purpose: str) -> Iterator[None]:
        """Hold the lock while the block runs; StoreBusy after `patience` seconds, StoreNotWritable if read-only."""
        from filelock import FileLock, Timeout  # noqa: PLC0415 - only writers need it

        if not self._thread.acquire(timeout=self._patience):
            raise StoreBusy("This process is already writing to the library.", "Wait until it has finished.")
        try:
            with file_errors(self._home):
                self._home.mkdir(parents=True, exist_ok=True)
                lock = FileLock(self._home / "write.lock", thread_local=False)
                try:
                    lock.acquire(timeout=self._patience, poll_interval=0.05)
                except Timeout:
                    raise StoreBusy(
                        f"{self._holder()} is writing to the library in {self._home}.",
                        "Searching goes on meanwhile; try again when it has finished.",
                    ) from None
            try:
                with file_errors(self._home):
                    self._leave_note(purpose)
                yield
            finally:
                self._note.unlink(missing_ok=True)
                lock.release()
        finally:
            self._thread.release()

    def _leave_note(self, purpose: str) -> None:
        now = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        self._note.write_text(json.dumps({"pid": os.getpid(), "purpose": purpose, "since": now}), encoding="utf-8")

    def _holder(self) -> str:
        """The holder in words; the note can be missing for a moment, or be cut short."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            return f"Process {note['pid']} ({note['purpose']} since {note['since'][11:16]})"
        except (OSError, ValueError, KeyError, TypeError):
            return "Another process"


class LeaseRefused(Exception):
    """The folder is gone, or is being deleted."""


class Lease:
    """Keeps a folder from being deleted by `retire` while it is open; readers of any process may hold one.

    A shared `flock(2)` on a file in it. Where there is none (Windows), the open file itself keeps the folder.
    """

    FILE = "lease"

    def __init__(self, folder: Path) -> None:
        """LeaseRefused where the folder is gone."""
        try:
            self._descriptor = os.open(folder / self.FILE, os.O_RDONLY)
        except FileNotFoundError:
            raise LeaseRefused(str(folder)) from None
        if not _try_lock(self._descriptor, exclusive=False) or not (folder / self.FILE).exists():
            os.close(self._descriptor)
            raise LeaseRefused(str(folder))

    def close(self) -> None:
        """Give the folder up."""
        os.close(self._descriptor)


def retire(folder: Path) -> bool:
    """Delete a folder that nobody holds a lease on; whether it is gone.

    It is renamed first, so that a process killed in the middle never leaves half a folder under the old name.
    """
    try:
        descriptor = os.open(folder / Lease.FILE, os.O_RDONLY)
    except FileNotFoundError:
        shutil.rmtree(folder, ignore_errors=True)
        return not folder.exists()
    try:
        if not _try_lock(descriptor, exclusive=True):
            return False
        if os.name == "nt":
            os.close(descriptor)
            descriptor = -1
        gone = folder.with_name(f"{folder.name}{GONE}")
        try:
            folder.rename(gone)
        except OSError:
            return False
        shutil.rmtree(gone, ignore_errors=True)
        return True
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def _try_lock(descriptor: int, *, exclusive: bool) -> bool:
    """Lock an open file without waiting; True where the system has no such locks."""
    try:
        import fcntl  # noqa: PLC0415 - not on every system
    except ImportError:
        return True
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
