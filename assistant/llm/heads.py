"""What prompts begin with, read once and kept on disk.

A prompt is instructions and examples, its head, and one message that changes. llama.cpp keeps what a slot has read, so a
head is read once a process; on two cores that takes some ten seconds a prompt. The state of a slot that has read a head is
some megabytes, and a process that finds it on disk begins where the last one was. Heads are constant texts of ours: nothing
of a question or a call is in these files.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from prompts import Message

if TYPE_CHECKING:
    import httpx

LENGTHS = range(400, 8001)
"""Characters of a head that is worth keeping, and no conversation."""
MOST = 16
"""Heads kept on disk; the ones used longest ago go first."""

_SUFFIX = ".slot"


class Heads:
    """Sees to it that a llama.cpp server knows the head of a prompt before the prompt comes; thread-safe.

    `folder` is the server's `slot_save_path`, `model` tells one model and version of llama.cpp from another, `slots` are
    the server's. A head that cannot be kept or restored is read as part of its prompt, as without this: nothing here fails.
    """

    def __init__(self, server: httpx.Client, folder: Path, model: str, slots: int) -> None:
        self._server = server
        self._folder = folder
        self._model = model
        self._slots = slots
        self._known: set[str] = set()
        self._lock = threading.Lock()

    def prepare(self, messages: Sequence[Message]) -> None:
        """Have the head of these messages in a slot, from disk or read and kept now; at once where it is there already."""
        head = messages[:-1]
        if sum(len(message.content) for message in head) not in LENGTHS:
            return
        name = self._name(head)
        if name in self._known:
            return
        with self._lock:
            if name in self._known:
                return
            slot = len(self._known) % self._slots
            if not self._restore(slot, name) and self._read(slot, head):
                self._save(slot, name)
            self._known.add(name)

    def _name(self, head: Sequence[Message]) -> str:
        said = json.dumps([self._model, [[m.role, m.content] for m in head]])
        return hashlib.sha256(said.encode()).hexdigest()[:32] + _SUFFIX

    def _restore(self, slot: int, name: str) -> bool:
        file = self._folder / name
        if not file.is_file():
            return False
        if self._did(f"/slots/{slot}?action=restore", {"filename": name}):
            with contextlib.suppress(OSError):
                os.utime(file)
            return True
        with contextlib.suppress(OSError):
            file.unlink()  # damaged
        return False

    def _read(self, slot: int, head: Sequence[Message]) -> bool:
        messages = [{"role": m.role, "content": m.content} for m in (*head, Message("user", ""))]
        return self._did("/v1/chat/completions", {"messages": messages, "max_tokens": 1, "id_slot": slot})

    def _save(self, slot: int, name: str) -> None:
        draft = f"{secrets.token_hex(8)}.draft"  # other processes may be keeping the same head
        try:
            if self._did(f"/slots/{slot}?action=save", {"filename": draft}):
                (self._folder / draft).replace(self._folder / name)
                self._forget()
        except OSError:
            return
        finally:
            with contextlib.suppress(OSError):
                (self._folder / draft).unlink(missing_ok=True)

    def _forget(self) -> None:
        """Remove what was used longest ago."""
        kept = sorted(self._folder.glob(f"*{_SUFFIX}"), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in kept[MOST:]:
            file.unlink(missing_ok=True)

    def _did(self, path: str, body: dict[str, object]) -> bool:
        import httpx  # noqa: PLC0415 - loaded when needed

        try:
            return self._server.post(path, json=body).is_success
        except (httpx.HTTPError, RuntimeError):  # RuntimeError: the client has been closed meanwhile
            return False
