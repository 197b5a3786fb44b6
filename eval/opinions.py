"""What a language model said of sentences, kept in a file: an hour's work that need not be done twice."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from assistant.evidence import Evidence
from assistant.judging import log_odds, messages_on
from assistant.llm import ChatModel


class Opinions:
    """Asks one model, each question and sentence once; `path` None keeps nothing."""

    def __init__(self, llm: ChatModel, path: Path | None) -> None:
        self._llm = llm
        self._path = path
        if path is not None:
            with closing(sqlite3.connect(path)) as connection, connection:
                connection.execute("CREATE TABLE IF NOT EXISTS opinion (key TEXT PRIMARY KEY, log_odds REAL NOT NULL)")

    def of(self, question: str, evidence: Evidence) -> float:
        """The model's log-odds for this sentence; LLMError where it fails."""
        if self._path is None:
            return log_odds(self._llm, question, evidence)
        said = [message.content for message in messages_on(question, evidence)]
        key = hashlib.sha256("\0".join([self._llm.name, *said]).encode()).hexdigest()
        with closing(sqlite3.connect(self._path)) as connection, connection:
            row = connection.execute("SELECT log_odds FROM opinion WHERE key = ?", (key,)).fetchone()
            if row is not None:
                return float(row[0])
            found = log_odds(self._llm, question, evidence)
            connection.execute("INSERT OR REPLACE INTO opinion VALUES (?, ?)", (key, found))
            return found
