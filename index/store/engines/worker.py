"""A worker process: pickles on standard input, first the pickled `Work` as bytes, then jobs; an answer for each job on
standard output, a `Ready` or an error.

Ends when its input ends. Not for use by hand.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from typing import TYPE_CHECKING, BinaryIO

from index.errors import EngineError, TurnCiteError

if TYPE_CHECKING:
    from index.store.work import Ready, Work


def main() -> None:
    """Work until there is no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    source = sys.stdin.buffer
    with os.fdopen(os.dup(1), "wb") as target:
        os.dup2(2, 1)  # what any library prints must not come between the answers
        try:
            serve(source, target)
        except BrokenPipeError:  # the parent is gone
            os._exit(1)


def serve(source: BinaryIO, target: BinaryIO) -> None:
    """Answer every job of `source`."""
    from index.store.engines.base import attempt  # noqa: PLC0415 - after the pipes are in order

    work: Work | TurnCiteError
    try:
        packed: bytes = pickle.load(source)  # noqa: S301 - written by our own parent
    except EOFError:
        return
    try:
        work = pickle.loads(packed)  # noqa: S301 - written by our own parent
    except Exception as error:  # noqa: BLE001 - a class that this process cannot import, whatever that raises
        work = EngineError(
            f"The embedding model cannot be used by other processes ({type(error).__name__}: {error!s:.300}).",
            "Define its class in a module that can be imported, or use one process: --workers 1.",
        )
    while True:
        try:
            job = pickle.load(source)  # noqa: S301 - written by our own parent
        except EOFError:
            return
        answer: Ready | TurnCiteError = work if isinstance(work, TurnCiteError) else attempt(work, job)
        pickle.dump(answer, target, pickle.HIGHEST_PROTOCOL)
        target.flush()


if __name__ == "__main__":
    main()
