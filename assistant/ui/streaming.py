"""Answers and long work as a stream of snapshots for the page's script.

Each snapshot is the whole state so far, so that one that gets lost does no harm: `kind`, `run` (given by the script),
`state`, and HTML for the places of `answers.shell`.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Generic, TypeVar

from assistant import suggest, uploads
from assistant.api import Assistant
from assistant.corrections import corrections
from assistant.history import Chats
from assistant.models import Answer, Done, Retrieved, Statement, Token
from assistant.ui import answers, panels
from assistant.ui.inputs import File, Order, Question
from assistant.ui.turnstile import Full, Ticket, Turnstile
from assistant.ui.words import word
from index.errors import TurnCiteError
from index.language import detect
from index.library import IngestEvent
from index.models import Language

Snapshot = dict[str, Any]
BETWEEN = 0.08
"""Seconds between two snapshots that differ only in words of a draft."""
T = TypeVar("T")


class Stream:
    """Turns what the script asks for into snapshots."""

    def __init__(self, assistant: Assistant, chats: Chats, turnstile: Turnstile, upload_folder: Path) -> None:
        self._assistant = assistant
        self._chats = chats
        self._turnstile = turnstile
        self._upload_folder = upload_folder

    def answer(self, asked: Question) -> Iterator[Snapshot]:
        """Wait for a place, then answer; what has come so far is kept when the reader stops."""
        try:
            ticket = self._turnstile.ticket()
        except Full:
            yield _failed(asked, word("busy", asked.ui))
            return
        with ticket:
            try:
                yield from _Running(self._assistant, self._chats, asked).snapshots(ticket)
            except TurnCiteError as error:
                yield _failed(asked, str(error))

    def add(self, file: File) -> Iterator[Snapshot]:
        """Add an uploaded file with its corrections."""
        ui, name = file.ui, file.name
        state: Snapshot = {"kind": "add", "run": file.run, "state": "working", "done": 0.0}
        try:
            path = uploads.check_path(file.token, self._upload_folder)
            overrides = corrections(**file.corrections.as_dict())
            yield state | {"message": word("adding", ui, name=name)}
            library = self._assistant.library
            work = _Work(lambda progress: uploads.add(library, path, overrides, progress))
            for event in work.progress():
                yield state | {"message": word("adding", ui, name=name), "done": event.done / max(event.total, 1)}
            outcome = work.result()
        except TurnCiteError as error:
            yield state | {"state": "failed", "message": str(error)}
            return
        if outcome.status == "failed":
            yield state | {"state": "failed", "message": word("failed", ui, name=name, reason=outcome.reason)}
            return
        key = "unchanged" if outcome.status == "unchanged" else "added"
        message = word(key, ui, name=name, turns=outcome.turns, passages=outcome.passages)
        yield state | {"state": "done", "done": 1.0, "message": message} | self._library(ui)

    def reindex(self, order: Order) -> Iterator[Snapshot]:
        """Build the index anew."""
        state: Snapshot = {"kind": "reindex", "run": order.run, "state": "working", "done": 0.0}
        try:
            work = _Work(self._assistant.library.rebuild)
            for event in work.progress():
                message = word("reindexing", order.ui, done=int(event.done), total=event.total)
                yield state | {"message": message, "done": event.done / max(event.total, 1)}
            report = work.result()
        except TurnCiteError as error:
            yield state | {"state": "failed", "message": str(error)}
            return
        message = word("reindexed", order.ui, count=len(report.files))
        yield state | {"state": "done", "done": 1.0, "message": message} | self._library(order.ui)

    def _library(self, ui: Language) -> Snapshot:
        return {"library": panels.library(self._assistant.library.transcripts(), ui)}


def _failed(asked: Question, message: str) -> Snapshot:
    end = answers.problem(message, asked.ui)
    opened = answers.shell("", asked.question, asked.ui)
    return {"kind": "answer", "run": asked.run, "state": "failed", "open": opened, "statements": [], "end": end}


class _Running:
    """One question on its way."""

    def __init__(self, assistant: Assistant, chats: Chats, asked: Question) -> None:
        self._assistant = assistant
        self._chats = chats
        self._asked = asked
        self._exchange = ""
        self._kept = False
        self._retrieved = Retrieved(())
        self._statements: list[Statement] = []
        self._snapshot: Snapshot = {"kind": "answer", "run": asked.run, "statements": []}

    def snapshots(self, ticket: Ticket) -> Iterator[Snapshot]:
        asked, ui = self._asked, self._asked.ui
        earlier = self._begin()
        self._snapshot["open"] = answers.shell(self._exchange, asked.question, ui)
        try:
            while (place := ticket.wait()) > 0:
                yield self._snapshot | {"state": "waiting", "message": word("waiting", ui, place=place)}
            yield self._snapshot | {"state": "working", "message": word("working", ui)}
            yield from self._events(earlier)
        except TurnCiteError as error:
            self._keep("failed", problem=str(error))
            yield self._snapshot | {"state": "failed", "end": answers.problem(str(error), ui)}
        finally:
            if not self._kept:  # stopped, or the browser has gone
                self._keep("stopped", self._partial())

    def _begin(self) -> list[str]:
        """Keep the question; the earlier ones of its chat, as they were understood."""
        asked, chats = self._asked, self._chats
        chat = asked.chat or chats.begin(asked.owner, asked.question)
        if asked.again:
            chats.rewind(asked.owner, chat, asked.again)
        kept = chats.exchanges(asked.owner, chat)
        self._exchange = chats.ask(asked.owner, chat, asked.question, asked.scope.given())
        self._snapshot |= {"chat": chat, "exchange": self._exchange}
        return [e.answer.question if e.answer else e.question for e in kept]

    def _events(self, earlier: list[str]) -> Iterator[Snapshot]:
        asked, ui = self._asked, self._asked.ui
        written, shown_at = "", 0.0
        speakers = [speaker for _, speaker in self._assistant.library.speakers()]
        stream = self._assistant.stream(asked.question, history=earlier, language=asked.language, **asked.scope.given())
        try:
            for event in stream:
                match event:
                    case Retrieved():
                        self._retrieved = event
                        found = answers.passages(event.passages, speakers, ui, nearest=False, open_=True)
                        self._snapshot |= {"found": str(found)}
                        yield self._snapshot | {"state": "writing", "message": word("writing", ui)}
                    case Token(words):
                        written += words
                        if time.monotonic() - shown_at < BETWEEN:
                            continue
                        shown_at = time.monotonic()
                        yield self._snapshot | {"state": "writing", "draft": answers.draft(written, ui)}
                    case Statement():
                        written = ""
                        self._statements.append(event)
                        self._snapshot |= {"statements": answers.statements(self._statements, self._exchange, ui)}
                        yield self._snapshot | {"state": "writing"}
                    case Done(answer):
                        self._keep("done", answer)
                        yield self._finished(answer)
        finally:
            stream.close()  # type: ignore[attr-defined]  # a generator: closing it stops the model

    def _finished(self, answer: Answer) -> Snapshot:
        exchange = self._chats.exchange(self._asked.owner, self._exchange)
        speakers = [speaker for _, speaker in self._assistant.library.speakers()]
        library = self._assistant.library
        ids = (
            list(dict.fromkeys(c.transcript_id for c in answer.citations)) or [i.id for i in library.transcripts()][:1]
        )
        follow = suggest.follow_ups(answer, [library.transcript(id_) for id_ in ids], answer.language)
        return self._snapshot | answers.parts(exchange, speakers, self._asked.ui) | {
            "state": "done",
            "message": word("done", self._asked.ui),
            "follow": answers.follow_up_list(follow, "go_on_with", self._asked.ui),
        }  # fmt: skip

    def _keep(self, state: Any, answer: Answer | None = None, problem: str = "") -> None:
        self._kept = True
        self._chats.finish(self._asked.owner, self._exchange, state, answer, problem)

    def _partial(self) -> Answer | None:
        """The statements that were proven before the reader stopped."""
        if not self._statements:
            return None
        citations = dict.fromkeys(c for s in self._statements for c in s.citations)
        language = detect(self._asked.question)
        return Answer(
            question=self._asked.question,
            status="answered",
            language=language,
            text="\n".join(s.line(language) for s in self._statements),
            statements=tuple(self._statements),
            citations=tuple(sorted(citations, key=lambda c: c.n)),
            passages=self._retrieved.passages,
        )


class _Work(Generic[T]):
    """Work that reports its progress, in a thread of its own, so that the progress can be passed on meanwhile.

    It is not broken off when the reader leaves: what was begun is brought to its end.
    """

    def __init__(self, work: Callable[[Callable[[IngestEvent], None]], T]) -> None:
        self._events: queue.SimpleQueue[IngestEvent | None] = queue.SimpleQueue()
        self._results: list[T] = []
        self._errors: list[TurnCiteError] = []

        def run() -> None:
            try:
                self._results.append(work(self._events.put))
            except TurnCiteError as error:
                self._errors.append(error)
            finally:
                self._events.put(None)

        self._thread = threading.Thread(target=run, name="turncite-library")
        self._thread.start()

    def progress(self) -> Iterator[IngestEvent]:
        """Events until the work has ended."""
        while (event := self._events.get()) is not None:
            yield event

    def result(self) -> T:
        """What came of it; raises what it raised."""
        self._thread.join()
        if self._errors:
            raise self._errors[0]
        return self._results[0]
