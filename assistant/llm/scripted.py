"""A language model that says what a test tells it to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from assistant.llm.base import Completion, JsonSchema, TokenStream
from index.errors import LLMError
from prompts import Message

if TYPE_CHECKING:
    from types import TracebackType

    from llama_index.core.llms import LLM

Answer = str | Completion | Exception
Script = Iterable[Answer] | Callable[[Sequence[Message]], Answer]


@dataclass(frozen=True, slots=True)
class Call:
    """What the model was asked."""

    messages: tuple[Message, ...]
    max_tokens: int
    temperature: float
    stop: tuple[str, ...]
    json_schema: JsonSchema | None
    grammar: str | None
    alternatives: int = 0


class ScriptedLLM:
    """A `ChatModel` without a model. A reply that is a `Completion` gives the alternatives of its first token as well.

    `script` is a list of replies, one a call, or a function of the messages; an exception among them is raised. A
    streamed reply comes in pieces of `piece` characters with `delay` seconds before each; `cut_after` breaks it off
    with LLMError after so many pieces. `calls` records the questions, `stopped` counts streams closed before their end.
    """

    def __init__(
        self,
        script: Script = (),
        *,
        name: str = "scripted",
        piece: int = 4,
        delay: float = 0.0,
        cut_after: int | None = None,
    ) -> None:
        self.calls: list[Call] = []
        self.stopped = 0
        self.closed = False
        self._script: Callable[[Sequence[Message]], Answer]
        if callable(script):
            self._script = script
        else:
            replies = iter(script)
            self._script = lambda _: next(replies, LLMError("The scripted model has no further reply."))
        self._name = name
        self._piece = max(1, piece)
        self._delay = delay
        self._cut_after = cut_after

    @property
    def name(self) -> str:
        """The name it was given."""
        return self._name

    @property
    def where(self) -> str:
        """Always "scripted"."""
        return "scripted"

    def warm_up(self) -> None:
        """Nothing to load."""

    def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        stop: Sequence[str] = (),
        json_schema: JsonSchema | None = None,
        grammar: str | None = None,
        alternatives: int = 0,
    ) -> Completion:
        """The next reply; a reply that would be cut raises LLMError."""
        call = Call(tuple(messages), max_tokens, temperature, tuple(stop), json_schema, grammar, alternatives)
        stream = self._answered(call)
        with stream:
            for _ in stream:
                pass
            if stream.completion is None:
                raise LLMError("The scripted model was closed while it was answering.")
            return stream.completion

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        stop: Sequence[str] = (),
        json_schema: JsonSchema | None = None,
        grammar: str | None = None,
    ) -> TokenStream:
        """The next reply in pieces; `stop` and `max_tokens` (counted in pieces) end it as a real model's."""
        return self._answered(Call(tuple(messages), max_tokens, temperature, tuple(stop), json_schema, grammar))

    def as_llama_index(self, *, max_tokens: int = 512) -> LLM:
        """The same script as a LlamaIndex LLM."""
        from assistant.llm._llama_index import adapt  # noqa: PLC0415 - loaded when needed

        return adapt(self, max_tokens)

    def close(self) -> None:
        """Records that it was closed."""
        self.closed = True

    def _answered(self, call: Call) -> _ScriptedStream:
        self.calls.append(call)
        return _ScriptedStream(self, self._script(call.messages), call.stop, call.max_tokens)

    def _pace(self) -> tuple[int, float, int | None]:
        return self._piece, self._delay, self._cut_after


class _ScriptedStream:
    def __init__(self, model: ScriptedLLM, answer: Answer, stop: tuple[str, ...], max_tokens: int) -> None:
        self._model = model
        self._size, self._delay, self._cut_after = model._pace()
        self._error = answer if isinstance(answer, Exception) else None
        text = answer.text if isinstance(answer, Completion) else answer if isinstance(answer, str) else ""
        self._first = answer.first if isinstance(answer, Completion) else {}
        ends = [at for mark in stop if (at := text.find(mark)) >= 0]
        text = text[: min(ends)] if ends else text
        pieces = [text[at : at + self._size] for at in range(0, len(text), self._size)]
        self._reason = "length" if len(pieces) > max_tokens else "stop"
        self._pieces = pieces[:max_tokens]
        self._given = 0
        self._over = False
        self._completion: Completion | None = None

    @property
    def completion(self) -> Completion | None:
        return self._completion

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        if self._over:
            raise StopIteration
        time.sleep(self._delay)
        if self._over:  # closed meanwhile
            raise StopIteration
        if self._error is not None:
            self._over = True
            raise self._error
        if self._given == self._cut_after:
            self._over = True
            raise LLMError("The scripted model broke off in the middle of its reply.", "Ask again.")
        if self._given == len(self._pieces):
            self._over = True
            self._completion = Completion("".join(self._pieces), self._reason, None, len(self._pieces), self._first)
            raise StopIteration
        self._given += 1
        return self._pieces[self._given - 1]

    def close(self) -> None:
        if not self._over:
            self._over = True
            self._model.stopped += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self, *_: Any) -> None:
        if hasattr(self, "_over"):
            self.close()
