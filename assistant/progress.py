"""Progress of long work on stderr: a bar on a terminal, elsewhere a plain line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.library import IngestEvent

SILENCE = 30.0
"""Seconds between two plain lines, and before the first: short work prints none."""


@contextmanager
def ingest_progress() -> Iterator[Callable[[IngestEvent], None]]:
    """A callback for `Library.ingest`."""
    if not sys.stderr.isatty():
        yield PlainLines(lambda text: print(text, file=sys.stderr, flush=True))  # noqa: T201 - it is what is wanted
        return
    from rich.console import Console  # noqa: PLC0415 - only terminals need it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415 - loaded when needed

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[left]}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", left="")

        def show(event: IngestEvent) -> None:
            bar.update(task, description=event.label, completed=event.done, total=event.total, left=time_left(event))

        yield show


@dataclass(slots=True)
class PlainLines:
    """Tells how far an ingest is, at most once in `SILENCE` seconds, and that Chroma follows if anything was told before.

    `clock` gives seconds.
    """

    write: Callable[[str], object]
    clock: Callable[[], float] = time.monotonic
    _last: float | None = field(default=None)
    _told: bool = field(default=False)

    def __call__(self, event: IngestEvent) -> None:
        """Take note of an event."""
        now = self.clock()
        if self._last is None:
            self._last = now
        if now - self._last >= SILENCE or (event.stage == "indexing" and self._told):
            self._last, self._told = now, True
            self.write(plain(event))


def plain(event: IngestEvent) -> str:
    """One line: files done and in all, passages embedded, their rate, and the time that is left."""
    parts = [f"{int(event.done):,} of {event.total:,} files"]
    if event.passages:
        parts.append(f"{event.passages:,} passages" + (f", {event.rate:.0f} a second" if event.rate else ""))
    parts.append("indexing" if event.stage == "indexing" else time_left(event))
    return "; ".join(part for part in parts if part)


def time_left(event: IngestEvent) -> str:
    """The estimate in words ("about 12 min left"), empty where there is none or nothing is left."""
    if event.stage == "indexing" or not event.remaining:
        return ""
    minutes = event.remaining / 60
    if minutes < 1:
        return "less than a minute left"
    return f"about {minutes:.0f} min left" if minutes < 90 else f"about {minutes / 60:.1f} h left"
