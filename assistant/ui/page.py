"""The page: one custom component with its script, the events it can send, and the same functions as an API."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

import gradio as gr
from pydantic import BaseModel, ValidationError

from assistant.api import Assistant
from assistant.history import Chats
from assistant.records import passage_records, to_record
from assistant.ui.inputs import File, Order, Question
from assistant.ui.services import Services
from assistant.ui.streaming import Snapshot, Stream
from assistant.ui.turnstile import Full, Turnstile
from assistant.ui.words import translations, word
from index.errors import TurnCiteError
from index.models import Language

AT_ONCE = 2
"""Answers written at once; one more on two cores only makes all of them slower."""
MOST_WAITING = 30
SCRIPTS = (
    "core",
    "cards",
    "filters",
    "thread",
    "history",
    "reader",
    "document",
    "library",
    "across",
    "settings",
    "routes",
    "start",
)
"""Files of the page's script, in the order in which they are put together."""

Input = TypeVar("Input", bound=BaseModel)
Record = dict[str, Any]


def web(name: str) -> str:
    """A file of the page as text."""
    return (resources.files("assistant.ui") / "web" / name).read_text(encoding="utf-8")


def script() -> str:
    """The page's script: its files share one scope."""
    return "\n".join(web(f"{name}.js") for name in SCRIPTS)


def head() -> str:
    """Styles for the page's head; as Gradio's `css` they would be rewritten to a higher specificity."""
    return f"<style>{web('style.css')}{web('across.css')}</style>"


def i18n() -> gr.I18n:
    """The interface's words, by the browser's locale."""
    return gr.I18n(**translations())


def build(assistant: Assistant, upload_folder: Path) -> gr.Blocks:
    """The page over an open assistant; files may come from `upload_folder` only."""
    chats = Chats(assistant.settings.home / "chats.sqlite")
    turnstile = Turnstile(AT_ONCE, MOST_WAITING)
    stream = Stream(assistant, chats, turnstile, upload_folder)
    services = Services(assistant, chats, upload_folder)
    page: gr.Blocks = gr.Blocks(title="TurnCite", analytics_enabled=False, fill_height=True, fill_width=True)
    with page:
        shell = gr.HTML(
            value={},
            html_template=web("shell.html"),
            js_on_load=script(),
            apply_default_css=False,
            elem_id="turncite",
            label=i18n()("ask"),
            server_functions=services.exposed(),
        )
        # "multiple": else Gradio drops, without a word, what comes while it still winds up the event before.
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "trigger_mode": "multiple"}
        running = shell.ask(_event(stream.answer, Question), None, shell, concurrency_limit=None, **quiet)
        shell.stop(None, None, None, cancels=[running], api_visibility="private")
        shell.ingest(_event(stream.add, File), None, shell, concurrency_limit=1, **quiet)
        shell.reindex(_event(stream.reindex, Order), None, shell, concurrency_limit=1, **quiet)
        for function in _api(assistant, turnstile):
            gr.api(function, api_name=function.__name__)  # type: ignore[attr-defined]  # public, but not re-exported for type checkers
    return page


def _event(
    work: Callable[[Input], Iterator[Snapshot]], model: type[Input]
) -> Callable[[gr.EventData], Iterator[Snapshot]]:
    """An event handler that checks what the script sent."""

    def handle(event: gr.EventData) -> Iterator[Snapshot]:
        data = event._data if isinstance(event._data, dict) else {}
        try:
            checked = model.model_validate(data)
        except ValidationError:
            ui: Language = "zh" if data.get("ui") == "zh" else "en"
            yield {
                "kind": "refused",
                "run": str(data.get("run", "")),
                "state": "failed",
                "message": word("needs_input", ui),
            }
            return
        yield from work(checked)

    # Gradio reads the annotation to know that it has to pass the event.
    handle.__annotations__ = {"event": gr.EventData}
    return handle


def _reply(record: Record, http: gr.Request | None) -> Record | str:
    """The record; as JSON text for MCP, where Gradio would write a dict the Python way."""
    if http is not None and http.headers.get("x-gradio-user") == "mcp":
        return json.dumps(record, ensure_ascii=False)
    return record


def _api(assistant: Assistant, turnstile: Turnstile) -> list[Callable[..., Record | str]]:
    """The functions of the HTTP API and, with --mcp, the tools of the MCP server."""

    def ask(
        question: str,
        speaker: str = "",
        transcript: str = "",
        section: str = "",
        kind: str = "",
        period: str = "",
        language: str = "",
        http: gr.Request | None = None,
    ) -> Record | str:
        """Ask a question about the earnings calls of the library.

        Every statement of the answer cites verbatim words of a speaker turn; what the calls do not say is refused.

        Args:
            question: the question, in English or Chinese
            speaker: only this person: a name, alias or title such as "CFO"; empty for all
            transcript: only the call with this id, as given by `transcripts`; empty for all
            section: only "article", "prepared" or "qa"; empty for all
            kind: only speakers that are "executive", "analyst" or "operator"; empty for all
            period: only this period, such as "Q4 2025"; empty for all
            language: of the answer, "en" or "zh"; empty for the question's
        """
        scope = {"speaker": speaker, "transcript": transcript, "section": section, "kind": kind, "period": period}
        if language not in ("", "en", "zh"):
            return _reply({"error": f"The language {language!r} is unknown.", "hint": "Give en or zh."}, http)
        try:
            with turnstile.ticket() as ticket:
                while ticket.wait() > 0:
                    pass
                given = {name: value for name, value in scope.items() if value}
                answer = assistant.ask(question, language=language or None, **given)  # type: ignore[arg-type]  # checked above
                return _reply(to_record(answer), http)
        except Full:
            return _reply({"error": word("busy", "en"), "hint": ""}, http)
        except TurnCiteError as error:
            return _reply({"error": error.message, "hint": error.hint}, http)

    def search(
        query: str,
        k: int = 10,
        speaker: str = "",
        transcript: str = "",
        section: str = "",
        http: gr.Request | None = None,
    ) -> Record | str:
        """Find the passages of the earnings calls that are nearest to a query, without a language model.

        Args:
            query: what to look for, in English or Chinese
            k: how many passages, 1 to 100
            speaker: only this person; empty for all
            transcript: only the call with this id; empty for all
            section: only "article", "prepared" or "qa"; empty for all
        """
        given = {n: v for n, v in (("speaker", speaker), ("transcript", transcript), ("section", section)) if v}
        try:
            hits = assistant.search(query, max(1, min(int(k), 100)), **given)
            return _reply({"passages": passage_records(hits)}, http)
        except TurnCiteError as error:
            return _reply({"error": error.message, "hint": error.hint}, http)

    def transcripts(http: gr.Request | None = None) -> Record | str:
        """List the earnings calls of the library: id, title, company, period, date, language, number of turns."""
        try:
            # Where files lie on the server is nobody's business who asks over the network.
            infos = [info.as_record() for info in assistant.library.transcripts()]
            listed = [{k: v for k, v in info.items() if k != "path"} for info in infos]
            return _reply({"transcripts": listed}, http)
        except TurnCiteError as error:
            return _reply({"error": error.message, "hint": error.hint}, http)

    return [ask, search, transcripts]
