"""Runs a reply in an event loop of its own thread, so that waiting for it can end at any moment.

A blocking read on a socket cannot be given up from another thread, and an HTTP time-out sees bytes, not tokens; a task
of an event loop can be cancelled wherever it waits (for the connection, in the endpoint's queue, between two tokens),
and its connection is closed then.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import threading
from collections.abc import Callable, Coroutine
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Self, TypeVar

from assistant.llm.base import Completion
from index.errors import TurnCiteError

if TYPE_CHECKING:
    from types import TracebackType

T = TypeVar("T")
Emit = Callable[[str], None]
Produce = Callable[[Emit], Coroutine[Any, Any, Completion]]

_CLOSING = 5.0
"""Seconds to wait for a cancelled task to close its connection."""


class Job:
    """A task in an event loop of another thread."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, work: Callable[[], Coroutine[Any, Any, None]], at_end: Callable[[], None]
    ) -> None:
        self.done = threading.Event()
        self._loop = loop
        self._task: asyncio.Task[None] | None = None
        self._at_end = at_end
        loop.call_soon_threadsafe(self._start, work)

    def cancel(self) -> None:
        """Cancel the task; nothing happens where it has ended."""
        with contextlib.suppress(RuntimeError):  # the loop is closed, and the task with it
            self._loop.call_soon_threadsafe(self._cancel)

    def _start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._task = self._loop.create_task(work())
        self._task.add_done_callback(self._end)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _end(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            task.exception()  # it is raised where the stream is read; asyncio need not report it
        self._at_end()
        self.done.set()


class LoopThread:
    """An event loop in a daemon thread, started at first use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def submit(self, coroutine: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Start a coroutine, in the caller's context variables."""
        with self._lock:
            return asyncio.run_coroutine_threadsafe(coroutine, self._running())

    def spawn(self, work: Callable[[], Coroutine[Any, Any, None]], at_end: Callable[[], None]) -> Job:
        """Start a task that can be cancelled, in the caller's context variables.

        `at_end` runs in the loop's thread when the task is over, also where it never took its first step.
        """
        with self._lock:
            return Job(self._running(), work, at_end)

    def close(self, last: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Cancel what runs, run `last`, and end the thread; the next call starts a new one."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
            if loop is None or thread is None or not thread.is_alive():
                return
            # A server that does not even take the end of a connection must not hold up the end of the program.
            with contextlib.suppress(TimeoutError):
                asyncio.run_coroutine_threadsafe(_wind_up(last), loop).result(timeout=_CLOSING)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(timeout=_CLOSING)
            if not thread.is_alive():
                loop.close()

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, name="turncite-llm", daemon=True)
            self._thread.start()
        return self._loop


async def _wind_up(last: Callable[[], Coroutine[Any, Any, None]]) -> None:
    running = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    await last()
    await asyncio.get_running_loop().shutdown_asyncgens()


class ReplyStream:
    """The `TokenStream` over a coroutine that emits the pieces and returns the whole reply."""

    def __init__(self, loop: LoopThread, produce: Produce) -> None:
        pieces = _Pieces()
        self._pieces = pieces
        self._completion: Completion | None = None
        self._over = False
        # The task holds the queue and not the stream, so that a stream dropped half-read is collected, and stopped.
        self._job = loop.spawn(lambda: _fill(pieces, produce), lambda: pieces.put(None))

    @property
    def completion(self) -> Completion | None:
        """The whole reply once it has come to its end."""
        return self._completion

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        if self._over:
            raise StopIteration
        piece = self._pieces.get()
        if isinstance(piece, str):
            return piece
        self._over = True
        self._pieces.put(None)  # for another thread that may be waiting here too
        if isinstance(piece, Completion):
            self._completion = piece
        elif isinstance(piece, BaseException):
            raise piece
        raise StopIteration

    def close(self) -> None:
        """Stop the reply and wait until its connection is closed."""
        self._over = True
        self._pieces.put(None)
        self._job.cancel()
        self._job.done.wait(_CLOSING)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        job: Job | None = getattr(self, "_job", None)
        if job is not None:
            job.cancel()  # without waiting: a finaliser may run anywhere


_Pieces = SimpleQueue[str | Completion | BaseException | None]


async def _fill(pieces: _Pieces, produce: Produce) -> None:
    """Put the pieces into the queue, then the whole reply or the error; a cancelled task puts nothing more."""
    try:
        pieces.put(await produce(pieces.put))
    except asyncio.CancelledError:
        raise
    except TurnCiteError as error:
        pieces.put(error)
    except BaseException as error:  # a defect: raised where the stream is read, with its traceback
        pieces.put(error)
        raise
