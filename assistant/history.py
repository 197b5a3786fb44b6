"""Chats kept in SQLite under the home folder, so that they outlive a restart.

Every chat belongs to an owner (a browser's secret, of which only a digest is stored) and every method asks for it: what
belongs to another owner is treated as not there. Answers are stored whole, so that they can be shown, exported and
saved as tests later without asking again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from assistant.models import Answer
from index.errors import InputError, StoreError
from index.text import fold

State = Literal["working", "done", "stopped", "failed"]
Rating = Literal["up", "down"]
Scope = dict[str, str]
"""The restrictions a question was asked with: argument of `Assistant.ask` -> value."""

MAX_TITLE = 120
_SCHEMA = """
CREATE TABLE IF NOT EXISTS chat (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, updated TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS chat_by_owner ON chat (owner, updated);
CREATE TABLE IF NOT EXISTS exchange (
    id TEXT PRIMARY KEY,
    chat TEXT NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    question TEXT NOT NULL,
    scope TEXT NOT NULL,
    state TEXT NOT NULL,
    answer TEXT,
    problem TEXT NOT NULL DEFAULT '',
    rating TEXT,
    reason TEXT NOT NULL DEFAULT '',
    folded TEXT NOT NULL,
    asked TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS exchange_by_chat ON exchange (chat, position);
"""
_EXCHANGE = "SELECT e.id, e.chat, e.question, e.scope, e.state, e.answer, e.problem, e.rating, e.reason, e.asked"
_OF_OWNER = "FROM exchange e JOIN chat c ON c.id = e.chat WHERE c.owner = ?"


@dataclass(frozen=True, slots=True)
class ChatLine:
    """One line of the list of chats; `updated` is UTC."""

    id: str
    title: str
    updated: dt.datetime


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with what became of it.

    `answer` is None while it is being written, where it failed (`problem` says why), and where it was stopped before
    its first statement.
    """

    id: str
    chat: str
    question: str
    scope: Scope
    state: State
    answer: Answer | None
    problem: str
    rating: Rating | None
    reason: str
    asked: dt.datetime


@cache
def _answers() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)


@cache
def _scopes() -> TypeAdapter[Scope]:
    return TypeAdapter(Scope)


class Chats:
    """The chats of all owners in one file; safe for several threads and processes.

    InputError for a chat or question that the owner does not have, StoreError where the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ready = False

    def begin(self, owner: str, title: str) -> str:
        """A new chat; its id."""
        chat = secrets.token_hex(8)
        with self._connect() as db:
            row = (chat, _digest(owner), " ".join(title.split())[:MAX_TITLE], _now())
            db.execute("INSERT INTO chat (id, owner, title, updated) VALUES (?, ?, ?, ?)", row)
        return chat

    def ask(self, owner: str, chat: str, question: str, scope: Scope) -> str:
        """A new question at the end of a chat, still without an answer; its id."""
        exchange = secrets.token_hex(8)
        with self._connect() as db:
            self._require(db, owner, chat)
            (last,) = db.execute("SELECT coalesce(max(position), 0) FROM exchange WHERE chat = ?", (chat,)).fetchone()
            now = _now()
            db.execute(
                "INSERT INTO exchange (id, chat, position, question, scope, state, folded, asked) "
                "VALUES (?, ?, ?, ?, ?, 'working', ?, ?)",
                (exchange, chat, last + 1, question, _scopes().dump_json(scope).decode(), fold(question), now),
            )
            db.execute("UPDATE chat SET updated = ? WHERE id = ?", (now, chat))
        return exchange

    def finish(self, owner: str, exchange: str, state: State, answer: Answer | None = None, problem: str = "") -> None:
        """What became of a question."""
        found = self.exchange(owner, exchange)
        text = None if answer is None else _answers().dump_json(answer).decode()
        folded = fold(f"{found.question}\n{answer.text if answer else ''}")
        with self._connect() as db:
            db.execute(
                "UPDATE exchange SET state = ?, answer = ?, problem = ?, folded = ? WHERE id = ?",
                (state, text, problem, folded, exchange),
            )

    def rate(self, owner: str, exchange: str, rating: Rating | None, reason: str = "") -> None:
        """Keep what the reader thinks of an answer; None takes it back."""
        self.exchange(owner, exchange)
        with self._connect() as db:
            db.execute(
                "UPDATE exchange SET rating = ?, reason = ? WHERE id = ?", (rating, reason.strip()[:2000], exchange)
            )

    def lines(self, owner: str, search: str = "", limit: int = 200) -> list[ChatLine]:
        """The owner's chats, the latest first; with `search`, those in which all of its words occur."""
        conditions, values = ["owner = ?"], [_digest(owner)]
        for word in fold(search).split():
            conditions.append("EXISTS (SELECT 1 FROM exchange e WHERE e.chat = c.id AND instr(e.folded, ?))")
            values.append(word)
        sql = f"SELECT id, title, updated FROM chat c WHERE {' AND '.join(conditions)} ORDER BY updated DESC LIMIT ?"  # noqa: S608 - constants
        with self._connect() as db:
            return [ChatLine(i, t, dt.datetime.fromisoformat(u)) for i, t, u in db.execute(sql, (*values, limit))]

    def exchanges(self, owner: str, chat: str) -> list[Exchange]:
        """A chat from its first question on."""
        with self._connect() as db:
            self._require(db, owner, chat)
            sql = f"{_EXCHANGE} {_OF_OWNER} AND e.chat = ? ORDER BY e.position"
            return [_exchange(row) for row in db.execute(sql, (_digest(owner), chat))]

    def exchange(self, owner: str, exchange: str) -> Exchange:
        """One question."""
        with self._connect() as db:
            row = db.execute(f"{_EXCHANGE} {_OF_OWNER} AND e.id = ?", (_digest(owner), exchange)).fetchone()
        if row is None:
            raise InputError("This question is not kept here.", "It may have been removed: ask it again.")
        return _exchange(row)

    def rewind(self, owner: str, chat: str, exchange: str) -> None:
        """Forget a question and all that follow it in the chat: one of them is asked anew."""
        with self._connect() as db:
            self._require(db, owner, chat)
            db.execute(
                "DELETE FROM exchange WHERE chat = ? AND position >= "
                "(SELECT position FROM exchange WHERE chat = ? AND id = ?)",
                (chat, chat, exchange),
            )

    def remove(self, owner: str, chat: str) -> None:
        """Forget a chat."""
        with self._connect() as db:
            self._require(db, owner, chat)
            db.execute("DELETE FROM chat WHERE id = ?", (chat,))

    @staticmethod
    def _require(db: sqlite3.Connection, owner: str, chat: str) -> None:
        if db.execute("SELECT 1 FROM chat WHERE id = ? AND owner = ?", (chat, _digest(owner))).fetchone() is None:
            raise InputError("This chat is not kept here.", "It may have been removed, or belong to another browser.")

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        """A connection whose changes are kept together at the end of the block, or not at all."""
        try:
            if not self._ready:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
            with closing(sqlite3.connect(self._path, timeout=10)) as db:
                db.execute("PRAGMA foreign_keys = ON")
                if not self._ready:
                    db.execute("PRAGMA journal_mode = WAL")
                    db.executescript(_SCHEMA)
                    self._ready = True
                with db:
                    yield db
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"The chats in {self._path} cannot be used: {error}.", "Check the disk, or move the file away."
            ) from error


def _exchange(row: tuple[str, ...]) -> Exchange:
    id_, chat, question, scope, state, answer, problem, rating, reason, asked = row
    try:
        kept = _answers().validate_json(answer) if answer else None
    except ValidationError:
        # Written by a version whose answers looked different: the question remains, and can be asked again.
        kept = None
    return Exchange(
        id=id_,
        chat=chat,
        question=question,
        scope=_scopes().validate_json(scope),
        state=state,  # type: ignore[arg-type]  # written by `finish` only
        answer=kept,
        problem=problem,
        rating=rating,  # type: ignore[arg-type]  # written by `rate` only
        reason=reason,
        asked=dt.datetime.fromisoformat(asked),
    )


def _digest(owner: str) -> str:
    return hashlib.sha256(owner.encode()).hexdigest()


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat()
