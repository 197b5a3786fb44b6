"""A real Chroma server in a process of its own on loopback, for measurements and tests."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_SECONDS = 120.0
"""Until it answers, and until it has ended: much, for a machine that does other things as well."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens, and its process."""

    url: str
    process: int


def unused_port() -> int:
    """A port of the loopback address that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running_server(folder: Path, port: int) -> Iterator[Server]:
    """A server that keeps its data in `folder`, while the block runs; RuntimeError where it does not come up."""
    url = f"http://127.0.0.1:{port}"
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(folder)]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
    try:
        _wait(url, process)
        yield Server(url, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        try:
            httpx.get(f"{url}/api/v2/heartbeat", timeout=1)
        except httpx.HTTPError:
            if process.poll() is not None:
                raise RuntimeError("the Chroma server ended") from None
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the Chroma server did not answer within {_SECONDS:.0f} s")
