"""Processes of this machine, each with a model of its own.

They are plain child processes that read jobs from their standard input, not `multiprocessing`'s: those import the
program that started them, which fails in scripts without `if __name__ == "__main__"`, and outlive a parent that is
killed. These end when their input ends, and are killed when the ingest is broken off.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor

from index.errors import EngineError, TurnCiteError
from index.store.engines.base import Progress, in_order, received, shared
from index.store.work import Job, Ready, Work

_AHEAD = 3
"""Jobs a worker that are given out before the first of them is needed: a long call does not keep the others idle."""
_ONE = "Use one process: --workers 1."
WORKER = "index.store.engines.worker"


class Processes:
    """So many worker processes, each with so many threads."""

    def __init__(self, workers: int, threads: int = 1) -> None:
        self.workers = workers
        self.threads = threads

    def run(self, work: Work, jobs: Iterable[Job], progress: Progress) -> Generator[Ready]:
        """See `Engine`; progress is told file by file."""
        packed = _pack(shared(work))
        crew: list[_Worker] = []
        idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        pool = ThreadPoolExecutor(self.workers, thread_name_prefix="ingest")

        def do(job: Job) -> Ready | TurnCiteError:
            worker = idle.get()  # never waits: there are as many threads as workers
            try:
                return worker.do(job)
            finally:
                idle.put(worker)

        try:
            for _ in range(self.workers):
                crew.append(_Worker(packed, self.threads))
                idle.put(crew[-1])
            for job, future in in_order(jobs, lambda job: pool.submit(do, job), _AHEAD * self.workers):
                yield received(job, future.result(), progress)
        finally:
            for worker in crew:
                worker.end()
            pool.shutdown(cancel_futures=True)


class _Worker:
    """One process; see `index.store.engines.worker` for what it reads and writes."""

    def __init__(self, packed: bytes, threads: int) -> None:
        paths = os.pathsep.join(path or os.getcwd() for path in sys.path)  # noqa: PTH109 - a text is wanted
        environment = {**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": str(threads)}
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, a module of ours
                [sys.executable, "-m", WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
            )
        except OSError as error:
            raise EngineError(f"A worker process cannot be started ({error.strerror or error}).", _ONE) from error
        self._packed: bytes | None = packed

    def do(self, job: Job) -> Ready | TurnCiteError:
        """Have one job done."""
        to, back = self._process.stdin, self._process.stdout
        if to is None or back is None:  # cannot be: both are pipes
            raise EngineError("A worker process has no pipes.")
        try:
            if self._packed is not None:
                pickle.dump(self._packed, to, pickle.HIGHEST_PROTOCOL)
                self._packed = None
            pickle.dump(job, to, pickle.HIGHEST_PROTOCOL)
            to.flush()
            answer: Ready | TurnCiteError = pickle.load(back)  # noqa: S301 - written by our own child
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            status = self._process.wait()
            raise EngineError(
                f"A worker process ended before its work was done (exit status {status}).",
                f"What is finished is kept: run the same again. If memory was short: {_ONE[0].lower()}{_ONE[1:]}",
            ) from error
        return answer

    def end(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was still to be written to it
                    continue
        self._process.wait()


def _pack(work: Work) -> bytes:
    try:
        return pickle.dumps(work, pickle.HIGHEST_PROTOCOL)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise EngineError(
            f"The embedding model {work.embedder.name} cannot be used by several processes ({error}).", _ONE
        ) from error
