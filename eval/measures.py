"""What measurements of a store have in common: what is measured, how, and the lines of the table."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

_SEARCHES = 60

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
class Measured:
    """Searching a library: seconds to the first result, (p50, p95) by kind of search, seconds to add a call and search,
    and to remove one; peak memory in bytes."""

    cold: float
    searches: dict[str, tuple[float, float]]
    add: float
    remove: float
    memory: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a value (or a pair) for each size."""

    name: str
    values: Sequence[tuple[float, ...]]
    digits: int = 0

    @property
    def cells(self) -> list[str]:
        """The values and, where there are several, the last as a multiple of the first."""
        shown = [" / ".join(f"{value:.{self.digits}f}" for value in values) for values in self.values]
        first, last = self.values[0][-1], self.values[-1][-1]
        return shown if len(shown) < 2 else [*shown, f"{last / first:.1f}" if first else "-"]


def percentiles(ask: Callable[[], object]) -> tuple[float, float]:
    """p50 and p95 after one that is not counted."""
    ask()
    p50, p95 = np.percentile([seconds(ask) for _ in range(_SEARCHES)], [50, 95])
    return float(p50), float(p95)


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def size(folder: Path, pattern: str) -> int:
    """Bytes of the files that match."""
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())


def apart(work: Callable[[Path, int], T], home: Path, passages: int) -> T:
    """Run in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, home, passages).result()
