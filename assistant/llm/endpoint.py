"""Any OpenAI-compatible endpoint: Ollama, vLLM, llama.cpp, hosted APIs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.llm._address import Address
from assistant.llm.base import Completion, JsonSchema, Timeouts, TokenStream
from assistant.llm.client import OpenAIChat
from prompts import Message

if TYPE_CHECKING:
    from llama_index.core.llms import LLM


class EndpointModel:
    """A model behind a URL that ends where the API begins (`http://localhost:11434/v1`).

    Without a model name the endpoint's only model is taken. Opening does not use the network; SettingsError where the
    URL is none.
    """

    def __init__(
        self, url: str, model: str | None = None, api_key: str | None = None, timeouts: Timeouts | None = None
    ) -> None:
        self._chat = OpenAIChat(Address(url, model or None, api_key or None), timeouts or Timeouts())

    @property
    def name(self) -> str:
        """The model's name; "?" until an endpoint that was set up without one has been asked."""
        return self._chat.model or "?"

    @property
    def where(self) -> str:
        """Host and port of the endpoint."""
        return self._chat.host

    def warm_up(self) -> None:
        """Let the model say one token: many endpoints load a model at its first request."""
        self.complete([Message("user", "Hi")], max_tokens=1)

    def models(self) -> list[str]:
        """The names of the models that the endpoint lists."""
        return self._chat.models()

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
        """See `ChatModel.complete`."""
        return self._chat.complete(
            messages,
            max_tokens=max_tokens,
            temperature=temperature,
            stop=stop,
            json_schema=json_schema,
            grammar=grammar,
            alternatives=alternatives,
        )

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
        """See `ChatModel.stream`."""
        return self._chat.stream(
            messages,
            max_tokens=max_tokens,
            temperature=temperature,
            stop=stop,
            json_schema=json_schema,
            grammar=grammar,
        )

    def as_llama_index(self, *, max_tokens: int = 512) -> LLM:
        """See `ChatModel.as_llama_index`."""
        return self._chat.as_llama_index(max_tokens=max_tokens)

    def close(self) -> None:
        """Stop running replies and close the connections."""
        self._chat.close()
