"""An ingest of many files: which ones, in which order, with what progress."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import InputError
from index.models import Metadata
from index.reading import find_files
from index.store.ingest import Ingestor, path_name
from index.store.records import FileOutcome, IngestEvent, IngestReport

Listener = Callable[[IngestEvent], None]


@dataclass(slots=True)
class Meter:
    """Turns what happens into events. Where nobody listens it does nothing."""

    listener: Listener | None
    total: int
    done: int = 0
    passages: int = 0
    _embedding: float = field(default=0.0)
    _mark: float = field(default_factory=time.perf_counter)

    def reading(self, path: Path) -> None:
        """A file is begun."""
        self._mark = time.perf_counter()
        self._tell(IngestEvent(path, "reading", self.done, self.total, self.passages, self._rate()))

    def embedding(self, path: Path) -> Callable[[int, int], None]:
        """A function to call with the passages embedded and all passages of the file."""
        seen = 0

        def progress(done: int, total: int) -> None:
            nonlocal seen
            now = time.perf_counter()
            self._embedding += now - self._mark
            self._mark = now
            self.passages += done - seen
            seen = done
            fraction = self.done + done / max(total, 1)
            self._tell(IngestEvent(path, "embedding", fraction, self.total, self.passages, self._rate()))

        return progress

    def finished(self, path: Path, outcome: FileOutcome) -> None:
        """A file is through."""
        self.done += 1
        self._tell(IngestEvent(path, "finished", self.done, self.total, self.passages, self._rate(), outcome))

    def indexing(self) -> None:
        """All files are through, and Chroma follows."""
        self._tell(IngestEvent(None, "indexing", self.done, self.total, self.passages, self._rate()))

    def _rate(self) -> float | None:
        return self.passages / self._embedding if self.passages and self._embedding else None

    def _tell(self, event: IngestEvent) -> None:
        if self.listener is not None:
            self.listener(event)


def ingest_all(
    ingestor: Ingestor, paths: Sequence[Path], overrides: Metadata | None, listener: Listener | None
) -> IngestReport:
    """Bring in files, and every readable file of folders; each is committed by itself, a failing one harms no other."""
    started = time.perf_counter()
    files, failed = _files(paths)
    meter = Meter(listener, len(files))
    outcomes = list(failed)
    for path in files:
        meter.reading(path)
        outcome = ingestor.file(path, overrides, meter.embedding(path))
        outcomes.append(outcome)
        meter.finished(path, outcome)
    meter.indexing()
    return IngestReport(tuple(outcomes), time.perf_counter() - started)


def _files(paths: Sequence[Path]) -> tuple[list[Path], list[FileOutcome]]:
    files: dict[Path, None] = {}
    failed: list[FileOutcome] = []
    for path in paths:
        try:
            files |= dict.fromkeys(find_files([path]))
        except InputError as error:
            failed.append(FileOutcome(path_name(path), "failed", reason=str(error)))
    return list(files), failed
