"""Replies of a language model on disk, so that nothing is asked twice."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from assistant.llm import ChatModel
from prompts import Message, Prompt


class ReplyCache:
    """What a model replied, by `reply_key`, in one SQLite file; a cache that cannot be written is done without."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, key: str) -> str | None:
        """The cached reply, or None."""
        try:
            with closing(self._connect()) as connection:
                row = connection.execute("SELECT text FROM reply WHERE key = ?", (key,)).fetchone()
        except (sqlite3.Error, OSError):
            return None
        return str(row[0]) if row else None

    def put(self, key: str, text: str) -> None:
        """Keep a reply."""
        try:
            with closing(self._connect()) as connection, connection:
                connection.execute("INSERT OR REPLACE INTO reply VALUES (?, ?)", (key, text))
        except (sqlite3.Error, OSError):
            return

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=2)
        connection.execute("CREATE TABLE IF NOT EXISTS reply (key TEXT PRIMARY KEY, text TEXT NOT NULL)")
        return connection


def reply_key(llm: ChatModel, prompt: Prompt, messages: Sequence[Message]) -> str:
    """What tells one request from another: model, prompt and every word of the messages."""
    digest = hashlib.sha256("\0".join(m.content for m in messages).encode()).hexdigest()
    return f"{prompt.id}:{llm.name}:{digest}"
