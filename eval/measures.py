"""What measurements of a store have in common: what is measured, how, and the lines of the table."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

import numpy as np

_SEARCHES = 60

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Built:
    """Building a library: seconds to commit a call and to build Chroma's graph, bytes on disk, peak memory in bytes."""

    commit: float
    chroma: float
    catalog_bytes: int
    chroma_bytes: int
    memory: int


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds that one kind of search takes: p50 and p95, and the mean of this process's processor time, which depends
    little on what else the machine does (where there is a server, its share is not in it)."""

    p50: float
    p95: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds that something took, and of this process's processor time."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Searching a library: seconds to the first result, latency by kind of search, adding a call and searching, removing
    one, and peak memory in bytes."""

    cold: float
    searches: dict[str, Latency]
    add: Took
    remove: Took
    memory: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: one or more values for each size."""

    name: str
    values: Sequence[tuple[float, ...]]
    digits: int = 0

    @property
    def cells(self) -> list[str]:
        """The values and, for several sizes, the growth: the last size's first value as a multiple of the first size's."""
        shown = [" / ".join(f"{value:.{self.digits}f}" for value in values) for values in self.values]
        first, last = self.values[0][0], self.values[-1][0]
        return shown if len(shown) < 2 else [*shown, f"{last / first:.1f}" if first else "-"]


def latency(ask: Callable[[], object]) -> Latency:
    """Of many, after one that is not counted."""
    ask()
    taken = [took(ask) for _ in range(_SEARCHES)]
    p50, p95 = np.percentile([one.wall for one in taken], [50, 95])
    return Latency(float(p50), float(p95), sum(one.cpu for one in taken) / len(taken))


def took(work: Callable[[], object]) -> Took:
    """How long it takes."""
    started, used = time.perf_counter(), time.process_time()
    work()
    return Took(time.perf_counter() - started, time.process_time() - used)


def seconds(work: Callable[[], object]) -> float:
    """How long it takes, by the clock."""
    return took(work).wall


def size(folder: Path, pattern: str) -> int:
    """Bytes of the files that match."""
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())


def apart(work: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
    """Run in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments, **options).result()
