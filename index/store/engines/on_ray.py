"""A Ray cluster, or Ray on this machine: `pip install 'turncite[ray]'`.

On other machines of a cluster the same version of TurnCite is needed; files and the library are not, since a job carries
its bytes and the results come back here.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from index.errors import EngineError, TurnCiteError
from index.store.engines.base import Progress, attempt, in_order, received, shared
from index.store.work import Job, Ready, Work

if TYPE_CHECKING:
    from types import ModuleType

_OBJECT_STORE = 100 << 20
"""Bytes of shared memory for what goes to and fro: a few calls and their vectors at a time."""
_AHEAD = 2
"""Jobs a processor that are given out before the first of them is needed."""
_INSTALL = "Run: pip install 'turncite[ray]'"
_kept: dict[str, Work] = {}
"""The work of the ingest in hand, in a Ray worker: a model is loaded once, not with every job."""


class OnRay:
    """Ray tasks, one a file, each on one processor. Joins the cluster at `address`, or at `RAY_ADDRESS`, or starts Ray here.

    `workers` limits the tasks that run at a time; None takes all processors that Ray has.
    """

    def __init__(self, workers: int | None = None, address: str | None = None) -> None:
        """EngineError where Ray is not installed."""
        self._address = address or os.environ.get("RAY_ADDRESS") or None
        self._ray = _import(alone=self._address is None)
        self._workers = workers

    def run(self, work: Work, jobs: Iterable[Job], progress: Progress) -> Generator[Ready]:
        """See `Engine`; progress is told file by file."""
        ray = self._ray
        with _errors(ray), self._connected():
            task = ray.remote(num_cpus=1)(_do)
            token, held = uuid.uuid4().hex, ray.put(shared(work))
            processors = self._workers or int(ray.cluster_resources().get("CPU", 1))
            window = self._workers if self._workers and self._address else _AHEAD * processors
            for job, result in in_order(jobs, lambda job: task.remote(held, token, job), window):
                answer: Ready | TurnCiteError = ray.get(result)
                yield received(job, answer, progress)

    @contextmanager
    def _connected(self) -> Iterator[None]:
        """Ray for as long as the block runs; one that the program uses already is left as it is."""
        ray = self._ray
        if ray.is_initialized():
            yield
            return
        try:
            self._start()
        except Exception as error:  # Ray raises what it likes where it cannot start or join
            raise _error(error) from error
        try:
            yield
        finally:
            ray.shutdown()

    def _start(self) -> None:
        quiet = {"log_to_driver": False, "logging_level": "error"}
        if self._address is not None:
            self._ray.init(address=self._address, **quiet)
            return
        self._ray.init(
            address="local",
            num_cpus=self._workers,
            include_dashboard=False,
            object_store_memory=_OBJECT_STORE,
            **quiet,
        )


def _do(work: Work, token: str, job: Job) -> Ready | TurnCiteError:
    """The task. Runs in a Ray worker."""
    if token not in _kept:
        _kept.clear()
        _kept[token] = work
    return attempt(_kept[token], job)


def _import(*, alone: bool) -> ModuleType:
    # Both are read when Ray is imported: no statistics leave the machine; and where no cluster is joined, Ray takes the
    # loopback address as the machine's, as it does on Windows and macOS. It replaces one that is given to `ray.init`.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    if alone:
        os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
    try:
        import ray  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise EngineError("Ray is not installed.", _INSTALL) from error
    module: ModuleType = ray
    return module


@contextmanager
def _errors(ray: Any) -> Iterator[None]:
    """What Ray raises while it works, as one sentence."""
    try:
        yield
    except ray.exceptions.RayError as error:
        raise _error(error) from error


def _error(error: Exception) -> EngineError:
    cause = getattr(error, "cause", None) or error  # of an error in a task, without the trace
    reason = (str(cause).strip().splitlines() or [type(cause).__name__])[0]
    return EngineError(
        f"Ray cannot do the work ({reason[:300]}).", "Check the address of the cluster, or use --engine processes."
    )
