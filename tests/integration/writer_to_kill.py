"""Writes to a library in child processes that are killed on command. Run by test_crash_safety.py, not by itself.

Reads commands, one JSON object a line: `home`, `op` (ingest, remove, rebuild), `argument`, and `delay` in seconds after which
the child gets SIGKILL, null to let it finish. Answers {"killed", "seconds", "status"}. Children are forked, so that
what is heavy is imported once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

import filelock  # noqa: F401 - imported before forking

from index import formats, reading, tokens  # noqa: F401 - imported before forking
from index.library import Library
from index.store import batch, ingest, publish, rebuild  # noqa: F401 - imported before forking
from tests.fakes import QuickEmbedder


def work(home: Path, op: str, argument: list[str]) -> None:
    with Library.open(home, QuickEmbedder()) as library:
        if op == "ingest":
            library.ingest([Path(path) for path in argument])
        elif op == "remove":
            library.remove(argument[0])
        else:
            library.rebuild()


def run(home: Path, op: str, argument: list[str], delay: float | None) -> dict[str, object]:
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work(home, op, argument)
            status = 0
        finally:
            os._exit(status)
    if delay is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return {
        "killed": os.WIFSIGNALED(status),
        "status": os.waitstatus_to_exitcode(status),
        "seconds": time.perf_counter() - started,
    }


def main() -> None:
    tokens.tokenize("What is loaded when first used")
    formats.parse("Operator: 大家好。\n")
    for line in sys.stdin:
        command = json.loads(line)
        answer = run(Path(command["home"]), command["op"], command["argument"], command["delay"])
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
