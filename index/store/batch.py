"""An ingest of many files: which ones, in which order, with what progress."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from index.errors import InputError
from index.models import Metadata
from index.reading import find_files
from index.store.engines import Split
from index.store.engines.base import Engine
from index.store.ingest import Ingestor, path_name
from index.store.records import FileOutcome, IngestEvent, IngestReport
from index.store.work import Job, Work

Listener = Callable[[IngestEvent], None]


@dataclass(slots=True)
class Meter:
    """Turns what happens into events. Where nobody listens it does nothing.

    Rate and remaining time count from the first file that there was work with.
    """

    listener: Listener | None
    total: int
    done: int = 0
    passages: int = 0
    _begun: float | None = field(default=None)
    _worked: int = field(default=0)

    def reading(self, path: Path) -> None:
        """A file is begun."""
        if self._begun is None:
            self._begun = time.perf_counter()
        self._tell(path, "reading", self.done)

    def embedding(self, path: Path) -> Callable[[int, int], None]:
        """A function to call with the passages embedded and all passages of the file."""
        seen = 0

        def progress(done: int, total: int) -> None:
            nonlocal seen
            self.passages += done - seen
            seen = done
            self._tell(path, "embedding", self.done + done / max(total, 1))

        return progress

    def finished(self, path: Path, outcome: FileOutcome) -> None:
        """A file is through."""
        self.done += 1
        self._worked += self._begun is not None
        self._tell(path, "finished", self.done, outcome)

    def indexing(self) -> None:
        """All files are through, and Chroma follows."""
        self._tell(None, "indexing", self.done)

    def _tell(
        self,
        path: Path | None,
        stage: Literal["reading", "embedding", "indexing", "finished"],
        done: float,
        outcome: FileOutcome | None = None,
    ) -> None:
        if self.listener is None:
            return
        elapsed = 0.0 if self._begun is None else time.perf_counter() - self._begun
        rate = self.passages / elapsed if self.passages and elapsed else None
        remaining = elapsed / self._worked * (self.total - self.done) if self._worked else None
        self.listener(IngestEvent(path, stage, done, self.total, self.passages, rate, outcome, remaining))


def ingest_all(
    ingestor: Ingestor, paths: Sequence[Path], overrides: Metadata | None, listener: Listener | None, split: Split
) -> IngestReport:
    """Bring in files, and every readable file of folders; each is committed by itself, a failing one harms no other.

    What is unchanged is told first, so that the engine and the estimates know how much work there is. The others are
    committed in their order, whatever the engine, so that the catalog is the same.
    """
    started = time.perf_counter()
    files, failed = _files(paths)
    batch = _Batch(ingestor, overrides, Meter(listener, len(files)))
    pending = [path for path in files if not batch.settled(path)]
    engine = split.choose(len(pending), ingestor.embedder)
    batch.run(engine, pending)
    batch.meter.indexing()
    return IngestReport((*failed, *(batch.outcomes[path] for path in files)), time.perf_counter() - started)


class _Batch:
    """The files of one ingest on their way through an engine."""

    def __init__(self, ingestor: Ingestor, overrides: Metadata | None, meter: Meter) -> None:
        self.meter = meter
        self.outcomes: dict[Path, FileOutcome] = {}
        self._ingestor = ingestor
        self._overrides = overrides
        self._telling: dict[Path, Callable[[int, int], None]] = {}

    def settled(self, path: Path) -> bool:
        """Whether there is nothing to do for a file; its outcome is then told."""
        found = self._ingestor.job(path, self._overrides)
        if isinstance(found, FileOutcome):
            self._finish(path, found)
        return isinstance(found, FileOutcome)

    def run(self, engine: Engine, pending: Sequence[Path]) -> None:
        """Have the engine work on files, and commit what it brings as it comes."""
        ingestor = self._ingestor
        work = Work(ingestor.embedder, ingestor.size, ingestor.known(), ingestor.marker)
        results = engine.run(work, self._jobs(pending), lambda job, done, total: self._telling[job.path](done, total))
        with closing(results):
            for ready in results:
                outcome = ingestor.store(ready, self._overrides, self._telling[ready.path])
                if outcome.transcript_id is not None:
                    work.known.add(outcome.transcript_id)
                self._finish(ready.path, outcome)

    def _jobs(self, pending: Sequence[Path]) -> Iterator[Job]:
        """Read one by one, as the engine has room: no more than a few files are in memory."""
        for path in pending:
            self.meter.reading(path)
            found = self._ingestor.job(path, self._overrides)
            if isinstance(found, FileOutcome):  # it went away, or another file of this batch brought it in
                self._finish(path, found)
            else:
                self._telling[path] = self.meter.embedding(path)
                yield found

    def _finish(self, path: Path, outcome: FileOutcome) -> None:
        self._telling.pop(path, None)
        self.outcomes[path] = outcome
        self.meter.finished(path, outcome)


def _files(paths: Sequence[Path]) -> tuple[list[Path], list[FileOutcome]]:
    files: dict[Path, None] = {}
    failed: list[FileOutcome] = []
    for path in paths:
        try:
            files |= dict.fromkeys(find_files([path]))
        except InputError as error:
            failed.append(FileOutcome(path_name(path), "failed", reason=str(error)))
    return list(files), failed
