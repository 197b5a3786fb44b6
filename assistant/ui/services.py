"""What the page's script can call: each function takes the script's data and returns plain data, HTML included."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError, validate_call

from assistant import exporting, suggest, uploads
from assistant.api import Assistant
from assistant.concordance import concordance
from assistant.corrections import corrections as read_corrections
from assistant.document import display_name, window
from assistant.glossary import company_name
from assistant.history import Chats, Rating
from assistant.status import status
from assistant.ui import answers, panels, reading
from assistant.ui.across import Across
from assistant.ui.inputs import Corrections, Id, Owner, Short, Words
from assistant.ui.words import word
from index.errors import InputError, TurnCiteError
from index.library import Original
from index.models import Kind, Language, Section, Transcript

Data = dict[str, Any]
AROUND = 2
"""Turns shown before and after a cited one."""
MOST_AROUND = 200
_UNDOS = 50
_TYPES = {"md": "text/markdown", "csv": "text/csv", "json": "application/json"}


class Services:
    """The functions of the page over an open assistant."""

    def __init__(self, assistant: Assistant, chats: Chats, upload_folder: Path) -> None:
        self._assistant = assistant
        self._library = assistant.library
        self._chats = chats
        self._upload_folder = upload_folder
        self._across = Across(assistant)
        self._removed: OrderedDict[str, tuple[str, Original]] = OrderedDict()

    def exposed(self) -> list[Callable[[Any], Data]]:
        """The functions for `gr.HTML(server_functions=...)`."""
        methods = (
            self.boot, self.chats, self.chat, self.remove_chat, self.reader, self.read, self.more, self.rate,
            self.save_test, self.export, self.preview, self.library, self.remove, self.undo, self.settings,
            self._across.choices, self._across.study, self._across.study_export,
        )  # fmt: skip
        return [_exposed(method) for method in methods]

    # Asking

    def boot(self, ui: Language, owner: Owner) -> Data:
        """What the page needs to begin: what there is to ask about, filters to choose from, the list of chats."""
        infos = self._library.transcripts()
        transcripts = [self._library.transcript(info.id) for info in infos[:3]]
        first = suggest.first_questions(transcripts, ui)
        return {
            "holds": panels.holds(infos, ui),
            "first": answers.follow_up_list(first, "begin_with", ui),
            "filters": self._filters(ui),
            "limits": {"files": uploads.MAX_FILES, "bytes": uploads.MAX_BYTES},
        } | self.chats(ui, owner)

    def _filters(self, ui: Language) -> Data:
        infos = self._library.transcripts()
        speakers = {}
        for id_, speaker in self._library.speakers():
            if speaker.kind is not Kind.OPERATOR:
                speakers[speaker.name] = {"label": display_name(speaker, (speaker,), ui)[0], "in": id_}
        named = {
            i.id: " · ".join(p for p in (company_name(i.company, ui) or i.title, i.period) if p) or i.id for i in infos
        }
        return {
            "transcript": named,
            "speaker": {name: found["label"] for name, found in speakers.items()},
            "kind": {kind.value: word(kind.value, ui) for kind in Kind},
            "section": {section.value: word(section.value, ui) for section in Section},
            "period": {info.period: info.period for info in infos if info.period},
        }

    def chats(self, ui: Language, owner: Owner, search: Short = "") -> Data:
        """The list of chats."""
        lines = self._chats.lines(owner, search)
        return {"chats": panels.chats(lines, search, ui, dt.datetime.now(dt.UTC))}

    def chat(self, ui: Language, owner: Owner, chat: Id) -> Data:
        """A chat from its first question on."""
        speakers = [speaker for _, speaker in self._library.speakers()]
        exchanges = self._chats.exchanges(owner, chat)
        menu = answers.export_menu("chat", chat, "export_chat", ui) if exchanges else ""
        return {"exchanges": [answers.parts(e, speakers, ui) for e in exchanges], "menu": str(menu)}

    def remove_chat(self, ui: Language, owner: Owner, chat: Id) -> Data:
        """Forget a chat."""
        self._chats.remove(owner, chat)
        return self.chats(ui, owner)

    def rate(self, ui: Language, owner: Owner, exchange: Id, rating: Rating | None, reason: Words = "") -> Data:
        """Keep what the reader thinks of an answer."""
        self._chats.rate(owner, exchange, rating, reason)
        return {"message": word("thanks", ui)}

    def save_test(self, ui: Language, owner: Owner, exchange: Id, expected: Words, refused: bool) -> Data:
        """Write an answer as an evaluation case; where it should have been refused, nothing else is expected."""
        answer = self._chats.exchange(owner, exchange).answer
        if answer is None:
            raise InputError("There is no answer to save yet.", "Ask the question again.")
        if not refused and not expected.strip():
            raise InputError(
                "The case says nothing.", "Write what a right answer contains, or that it is to be refused."
            )
        path = self._assistant.save_case(answer, None if refused else expected.strip())
        return {"message": word("test_saved", ui, file=path.name)}

    def export(self, ui: Language, owner: Owner, what: Short, id: Id, form: exporting.Format) -> Data:  # noqa: ARG002 - the script always says `ui`
        """An answer or a whole chat to take along."""
        exchanges = [self._chats.exchange(owner, id)] if what == "exchange" else self._chats.exchanges(owner, id)
        found = [exchange.answer for exchange in exchanges if exchange.answer is not None]
        if not found:
            raise InputError("There is no answer to export yet.", "Ask a question first.")
        cited = {citation.transcript_id for answer in found for citation in answer.citations}
        held = [self._library.transcript(i.id) for i in self._library.transcripts() if i.id in cited]
        text = exporting.export(found, exporting.sources(held), form, found[0].question)
        return {"name": f"turncite-{id}.{form}", "type": _TYPES[form], "text": text}

    # Reading

    def reader(
        self,
        ui: Language,
        transcript: Short,
        turn: int,
        start: int = 0,
        end: int = 0,
        before: int = AROUND,
        after: int = AROUND,
    ) -> Data:
        """The turns around a place, with its words marked."""
        call = self._library.transcript(transcript)
        numbers = {found.number for found in call.turns}
        if turn not in numbers:
            raise InputError(f"There is no turn {turn} in this call.", f"It has turns up to {max(numbers, default=0)}.")
        spans = [(start, end)] if 0 <= start < end <= len(call.source) else []
        shown = window(call, turn, min(max(before, after), MOST_AROUND))
        shown = tuple(found for found in shown if turn - before <= found.number <= turn + after)
        here = call.turn(turn)
        name = display_name(here.speaker, call.speakers, ui)[0] if here.speaker else word("outside", ui)
        where = answers.place(here.section, here.number, ui, call.page(start) if spans else None)
        quote = call.source[start:end] if spans else ""
        cited = f"“{quote}”\n— {', '.join(filter(None, (name, reading.title(call), call.metadata.period, where)))}"
        return {
            "id": call.id,
            "title": reading.title(call),
            "facts": reading.facts(call, ui),
            "html": reading.window(call, shown, spans, ui),
            "quote": quote,
            "copy": cited if quote else "",
        }

    def read(self, ui: Language, transcript: Short, term: Short = "") -> Data:
        """The whole call as a document; with `term`, all its places."""
        call = self._library.transcript(transcript)
        spans, found, counts = self._places(call, term, ui)
        return {
            "id": call.id,
            "title": reading.title(call),
            "head": reading.head(call, ui),
            "speakers": reading.speaker_list(call, counts, ui),
            "contents": reading.contents(call, ui),
            "found": found,
            "html": reading.document(call, spans, ui),
        }

    def more(self, ui: Language, transcript: Short, after: int, term: Short = "") -> Data:
        """What follows a turn in a long call."""
        call = self._library.transcript(transcript)
        return {"html": reading.document(call, self._places(call, term, ui)[0], ui, after)}

    def _places(
        self, call: Transcript, term: str, ui: Language
    ) -> tuple[list[tuple[int, int]], str, dict[str | None, int] | None]:
        if not term.strip():
            return [], "", None
        result = concordance(call, self._library.scan(term))
        counts = {speaker.name if speaker else None: count for speaker, count in result.by_speaker}
        return [(hit.start, hit.end) for hit in result.hits], reading.found(result, term, call, ui), counts

    # Library

    def preview(self, ui: Language, token: Words, name: Short, corrections: Corrections | None = None) -> Data:
        """What an uploaded file would be read as."""
        path = uploads.check_path(token, self._upload_folder)
        overrides = read_corrections(**corrections.as_dict()) if corrections else None
        return {"html": panels.review(token, name, uploads.recognise(self._library, path, overrides), ui)}

    def library(self, ui: Language) -> Data:
        """The list of transcripts."""
        return {"library": panels.library(self._library.transcripts(), ui)}

    def remove(self, ui: Language, transcript: Short) -> Data:
        """Remove a transcript; `undo` brings it back as long as the page is served."""
        call = self._library.transcript(transcript)
        name = reading.title(call)
        self._removed[call.id] = (name, uploads.remove(self._library, call.id))
        while len(self._removed) > _UNDOS:
            self._removed.popitem(last=False)
        return {"message": word("removed", ui, name=name), "undo": call.id} | self.library(ui)

    def undo(self, ui: Language, transcript: Short) -> Data:
        """Bring a removed transcript back."""
        if transcript not in self._removed:
            raise InputError("This can no longer be undone.", "Upload the transcript again.")
        name, original = self._removed[transcript]
        outcome = uploads.restore(self._library, original)
        if outcome.status == "failed":
            raise InputError(word("failed", ui, name=name, reason=outcome.reason))
        del self._removed[transcript]
        return {"message": word("restored", ui, name=name)} | self.library(ui)

    # Settings

    def settings(self, ui: Language) -> Data:
        """The models in use and the state of the index."""
        return {"status": panels.status(status(self._assistant), ui)}


def _exposed(method: Callable[..., Data]) -> Callable[[Any], Data]:
    checked = validate_call(method)

    def call(data: Any) -> Data:
        given = {str(name): value for name, value in data.items()} if isinstance(data, dict) else {}
        ui: Language = "zh" if given.get("ui") == "zh" else "en"
        try:
            return checked(**given)
        except ValidationError:
            return {"error": word("needs_input", ui)}
        except TurnCiteError as error:
            return {"error": str(error)}

    # Gradio calls it by this name; `functools.wraps` would also show it the method's parameters.
    call.__name__ = method.__name__
    return call
