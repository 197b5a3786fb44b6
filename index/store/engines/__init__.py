"""How the work of an ingest is split: in this process, over processes of this machine, or over a Ray cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, get_args, runtime_checkable

if TYPE_CHECKING:  # the command line reads this module for its options
    from index.embedding.base import Embedder
    from index.store.engines.base import Engine

EngineName = Literal["auto", "single", "processes", "ray"]
ENGINES: tuple[EngineName, ...] = get_args(EngineName)

FEWEST = 4
"""Files from which processes of their own pay: each takes some seconds to load the model."""
MOST = 4
"""Processes that are started unasked. Each takes about 0.5 GB, so that all stay under 2.5 GB; where there are more
cores, each process uses several."""


@runtime_checkable
class Shareable(Protocol):
    """An embedder that says how it is best used by several processes at a time."""

    def for_workers(self) -> Embedder:
        """The same model, vectors and name, in a form that is small in each process."""


@dataclass(frozen=True, slots=True)
class Split:
    """How to split the work. `workers` None lets the cores and the number of files decide, with `auto` whether at all.

    `auto` stays in this process unless several workers are asked for, or there are enough files and the embedder is
    made to be loaded several times. `ray_address` is a cluster to join; without it `RAY_ADDRESS`, or Ray is started on
    this machine.
    """

    engine: EngineName = "auto"
    workers: int | None = None
    ray_address: str | None = None

    def choose(self, files: int, embedder: Embedder) -> Engine:
        """The engine for so many files that need work. EngineError where it is not installed."""
        from index.embedding.runtime import threads  # noqa: PLC0415 - only writers need it
        from index.store.engines.base import SingleProcess  # noqa: PLC0415 - only writers need it

        cores = threads()
        if self.engine == "ray" and files:
            from index.store.engines.on_ray import OnRay  # noqa: PLC0415 - an extra

            return OnRay(self.workers, self.ray_address)
        workers = self.workers or self._automatic(files, cores, embedder)
        if self.engine == "processes" or (self.engine == "auto" and workers > 1):
            from index.store.engines.processes import Processes  # noqa: PLC0415 - not every ingest needs it

            count = max(1, min(workers, files))
            return Processes(count, threads=max(1, cores // count))
        return SingleProcess()

    def _automatic(self, files: int, cores: int, embedder: Embedder) -> int:
        if self.engine == "auto" and not (isinstance(embedder, Shareable) and files >= FEWEST):
            return 1
        return min(cores, MOST)


ALONE = Split("single")
"""All work in this process."""

__all__ = ["ALONE", "ENGINES", "FEWEST", "MOST", "EngineName", "Shareable", "Split"]
