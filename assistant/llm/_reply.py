"""Reads what an endpoint sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.llm._errors import BadReply
from assistant.llm._stream import Emit
from assistant.llm._thinking import ThinkingFilter
from assistant.llm.base import Completion

if TYPE_CHECKING:
    import httpx
    from llama_index.core.llms import ChatResponse


class Reply:
    """Gathers the pieces of one reply and passes its text on."""

    def __init__(self, emit: Emit) -> None:
        self.begun = False
        self._emit = emit
        self._text: list[str] = []
        self._filter = ThinkingFilter()
        self._finish_reason: str | None = None
        self._tokens: tuple[int | None, int | None] = (None, None)
        self._first: dict[str, float] = {}

    def add(self, piece: ChatResponse) -> None:
        """Take one piece; thoughts and empty pieces count as life, not as text."""
        self.begun = True
        chunk: Any = piece.raw
        if getattr(chunk, "choices", None):
            self._finish_reason = chunk.choices[0].finish_reason or self._finish_reason
            self._first = self._first or _alternatives(chunk.choices[0])
        if getattr(chunk, "usage", None):
            self._tokens = (chunk.usage.prompt_tokens, chunk.usage.completion_tokens)
        self._pass_on(self._filter.feed(piece.delta or ""))

    def end(self) -> None:
        """The stream has ended; BadReply where the reply has not."""
        if self._finish_reason is None:
            raise BadReply.cut() if self.begun else BadReply.unknown_shape()
        self._pass_on(self._filter.finish())

    def completion(self) -> Completion:
        """The whole reply, after `end`."""
        return Completion("".join(self._text), self._finish_reason or "", *self._tokens, self._first)

    def _pass_on(self, text: str) -> None:
        if text:
            self._text.append(text)
            self._emit(text)


def _alternatives(choice: Any) -> dict[str, float]:
    """The first token's alternatives and their log-probabilities; empty where the piece holds none."""
    content = getattr(getattr(choice, "logprobs", None), "content", None)
    if not content:
        return {}
    return {a.token: float(a.logprob) for a in content[0].top_logprobs or () if a.logprob is not None}


async def without_strangers(request: httpx.Request) -> None:
    """Take out what the OpenAI client makes of OPENAI_ORG_ID and OPENAI_PROJECT_ID: this may be another host."""
    for name in ("openai-organization", "openai-project"):
        request.headers.pop(name, None)


async def check_kind(response: httpx.Response) -> None:
    """Refuse replies that the OpenAI client takes for an empty stream: web pages, redirects, whole JSON replies."""
    if 300 <= response.status_code < 400:
        raise BadReply.redirected(response.status_code)
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    streamed = response.request.url.path.endswith("/chat/completions")
    if response.is_success and (kind == "text/html" or (streamed and kind == "application/json")):
        raise BadReply.wrong_kind(kind)
