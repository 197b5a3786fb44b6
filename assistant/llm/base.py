"""What the answering engine needs of a language model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, Self, runtime_checkable

from prompts import Message

if TYPE_CHECKING:
    from types import TracebackType

    from llama_index.core.llms import LLM

JsonSchema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Completion:
    """A whole reply.

    `finish_reason` is the endpoint's: "stop" (the model ended, or a stop string came), "length" (`max_tokens` or the
    context is used up), or another word of the endpoint's. Token counts are None where the endpoint reports none.
    `first` holds what the reply could have begun with: token -> natural logarithm of its probability; empty unless
    asked for, and where the endpoint does not say.
    """

    text: str
    finish_reason: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    first: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait for an endpoint, in seconds, and how often to ask again.

    `first_token` runs from the request to the first piece of the reply, time in a queue included; `between_tokens`
    from one piece to the next; `total` bounds the whole call with all its retries. A retry happens only before the
    first piece, `retries` times at most, after an exponentially growing pause or the one the endpoint asks for; an
    endpoint that asks for more than `longest_pause` is not asked again.
    """

    connect: float = 5.0
    first_token: float = 120.0
    between_tokens: float = 30.0
    total: float = 600.0
    retries: int = 3
    first_pause: float = 0.5
    longest_pause: float = 20.0


class TokenStream(Iterator[str], Protocol):
    """The pieces of a reply as they come; pieces are never empty.

    `close` may be called at any moment and from any thread, also while another thread waits for the next piece (which
    then ends as at the end of the reply): it closes the connection, and the endpoint stops generating.
    """

    @property
    def completion(self) -> Completion | None:
        """The whole reply once the stream has come to its end, None before and after `close`."""

    def close(self) -> None:
        """Stop the reply; a second call does nothing."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...


@runtime_checkable
class ChatModel(Protocol):
    """A chat model, embedded or behind an endpoint; opened at first use or at `warm_up`; thread-safe."""

    @property
    def name(self) -> str:
        """The model's name, as a user knows it."""

    @property
    def where(self) -> str:
        """Where it runs: "embedded", or the host (and port) of its endpoint; holds no secret."""

    def warm_up(self) -> None:
        """Load or reach the model now; ModelError or LLMError where that fails."""

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
        """The whole reply; LLMError where there is none.

        `alternatives` asks for the probabilities of so many tokens (20 at most) that the reply could begin with.

        `json_schema` and `grammar` constrain the reply where the endpoint can do that and are left out where it
        refuses them: read the reply as if they had not been asked for. `grammar` is llama.cpp's GBNF, or, after a
        first line `%llguidance {}`, the Lark form of llguidance (which costs the embedded model no speed).
        """

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
        """The reply piece by piece, with the arguments of `complete`; LLMError is raised while it is read."""

    def as_llama_index(self, *, max_tokens: int = 512) -> LLM:
        """The same model as a LlamaIndex LLM, for its routers, agents and query engines."""

    def close(self) -> None:
        """Stop running streams and free what is held; a later call opens the model again."""
