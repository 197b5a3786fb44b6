"""Watching folders: new and changed files are brought in as they come, once they have stopped growing."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import InputError, StoreBusy
from index.library import IngestReport
from index.reading import find_files

SETTLE = 1.0
"""Seconds for which size and time of a file must stay the same before it is read: copies and downloads grow."""
_TICK = 250
"""Milliseconds between two looks at files that may still grow."""

_log = logging.getLogger(__name__)

Ingest = Callable[[list[Path]], IngestReport]
State = tuple[int, int]


@dataclass(slots=True)
class Settling:
    """Files that have changed, each with its state and since when it has had it. Pure bookkeeping: the clock is the caller's."""

    settle: float = SETTLE
    _seen: dict[Path, tuple[State, float]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self._seen)

    def note(self, path: Path, state: State | None, now: float) -> None:
        """A file has this state (size, time of change) now; None where it is gone."""
        if state is None:
            self._seen.pop(path, None)
        elif path not in self._seen or self._seen[path][0] != state:
            self._seen[path] = state, now

    def waiting(self) -> list[Path]:
        """The files that are not yet settled or not yet taken."""
        return sorted(self._seen)

    def settled(self, now: float) -> list[Path]:
        """The files that have stayed as they are for long enough; empty ones are waited for."""
        return sorted(p for p, ((size, _), since) in self._seen.items() if size and now - since >= self.settle)

    def done(self, paths: Sequence[Path]) -> None:
        """These files are through."""
        for path in paths:
            self._seen.pop(path, None)


def watch_folders(
    folders: Sequence[Path], ingest: Ingest, *, stop: threading.Event, settle: float = SETTLE
) -> Iterator[IngestReport]:
    """Bring in what lies in the folders, then every file that is added or changed, until `stop` is set.

    Yields a report for each batch. A file that cannot be read is in its report as failed, with the reason, and the
    watch goes on; files that go away stay in the library. While another process writes, files wait. InputError where
    a path is no folder.
    """
    from watchfiles import Change, watch  # noqa: PLC0415 - loaded when needed

    for folder in folders:
        if not folder.is_dir():
            raise InputError(f"{folder} is no folder.", "Give a folder to watch.")
    pending = Settling(settle)
    begun = False
    changes = watch(
        *folders, stop_event=stop, debounce=_TICK, step=50, rust_timeout=_TICK, yield_on_timeout=True, watch_filter=None
    )
    for changed in changes:
        now = time.monotonic()
        if not begun:  # after the watch has begun, so that nothing falls between the two
            begun = True
            for path in _readable(folders):
                pending.note(path, _state(path), now - settle)
        touched = {Path(path) for kind, path in changed if kind is not Change.deleted}
        wanted = touched & set(_readable(folders)) if touched else set()
        for path in (*wanted, *pending.waiting()):
            pending.note(path, _state(path), now)
        ready = pending.settled(now)
        if not ready:
            continue
        try:
            report = ingest(ready)
        except StoreBusy as error:
            _log.warning("%s The files wait.", error)
            continue
        pending.done(ready)
        yield report


def _readable(folders: Sequence[Path]) -> list[Path]:
    """The files of the folders that an ingest would read; none where a folder has none."""
    found: list[Path] = []
    for folder in folders:
        try:
            found += [path.absolute() for path in find_files([folder])]
        except InputError:
            continue
    return found


def _state(path: Path) -> State | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
