"""What an ingest needs of whatever does its work, and the engine that does it on the spot."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from index.errors import EngineError, TurnCiteError

if TYPE_CHECKING:  # who only reads the library needs none of it
    from index.store.work import Job, Ready, Work

T = TypeVar("T")

Progress = Callable[["Job", int, int], None]
"""Called with a job, and the numbers of its passages that are embedded and that are to be embedded."""


class Engine(Protocol):
    """Does the work on jobs. One engine does one ingest."""

    def run(self, work: Work, jobs: Iterable[Job], progress: Progress) -> Generator[Ready]:
        """One result for each job, in the order of the jobs, which are taken as there is room for them.

        `work.known` may grow while it runs; engines that copy it need not notice. The embedder's errors are raised, and
        EngineError where the engine itself fails. Closing the iterator ends all work and frees what it held.
        """


class SingleProcess:
    """Works in this process, a job at a time; the embedder's own threads use the cores."""

    def run(self, work: Work, jobs: Iterable[Job], progress: Progress) -> Generator[Ready]:
        """See `Engine`; progress is told while a file is embedded."""
        for job in jobs:
            yield work(job, lambda done, total, job=job: progress(job, done, total))  # type: ignore[misc]


def in_order(jobs: Iterable[Job], submit: Callable[[Job], T], window: int) -> Iterator[tuple[Job, T]]:
    """Each job with what `submit` made of it, in order; at most `window` jobs are submitted and not yet yielded."""
    waiting: deque[tuple[Job, T]] = deque()
    for job in jobs:
        waiting.append((job, submit(job)))
        if len(waiting) >= window:
            yield waiting.popleft()
    yield from waiting


def attempt(work: Work, job: Job) -> Ready | TurnCiteError:
    """Work on a job; what ends the whole ingest comes back in a form that any process can read."""
    try:
        return work(job)
    except TurnCiteError as error:
        return error
    except Exception as error:  # noqa: BLE001 - it is raised again, by the process that asked for the work
        return EngineError(f"A worker failed on {job.path.name!r} ({type(error).__name__}: {error!s:.300}).")


def received(job: Job, answer: Ready | TurnCiteError, progress: Progress) -> Ready:
    """The result in an answer, with its progress told; raises where the answer is an error."""
    if isinstance(answer, TurnCiteError):
        raise answer
    if answer.prepared is not None and answer.vectors:
        embedded = sum(digest not in job.embedded for digest in answer.prepared.digests)  # one may occur twice
        progress(job, embedded, embedded)
    return answer


def shared(work: Work) -> Work:
    """The work as other processes do it best."""
    for_workers = getattr(work.embedder, "for_workers", None)
    return work if for_workers is None else replace(work, embedder=for_workers())
