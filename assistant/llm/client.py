"""The one client for every OpenAI-compatible endpoint, the embedded server included: LlamaIndex's OpenAILike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.llm._address import Address
from assistant.llm._dialect import Dialect, Request
from assistant.llm._errors import (
    MODEL_SETTING,
    BadReply,
    Peer,
    llm_errors,
    too_slow,
    unknown_model,
)
from assistant.llm._reply import Reply, check_kind, without_strangers
from assistant.llm._retry import pause
from assistant.llm._stream import Emit, LoopThread, ReplyStream
from assistant.llm.base import Completion, JsonSchema, Timeouts, TokenStream
from index.endpoints import NO_KEY, listing
from index.errors import LLMError, SettingsError
from prompts import Message

if TYPE_CHECKING:
    import openai
    from llama_index.core.llms import LLM, ChatResponse
    from llama_index.llms.openai_like import OpenAILike

_LISTING = 10.0
"""Seconds to wait for an endpoint's list of models."""


@dataclass(frozen=True, slots=True)
class _Session:
    """The open connections and what is known about the endpoint; lives and dies in the event loop's thread."""

    api: openai.AsyncOpenAI
    llm: OpenAILike
    dialect: Dialect


class OpenAIChat:
    """Replies of one endpoint as streams of text, with time-outs, retries and errors of our own.

    OpenAILike speaks the protocol and emits LlamaIndex's events. Its retries (which multiply with the OpenAI client's)
    and its one time-out for everything are turned off. Thread-safe; `close` frees everything until the next call.
    """

    def __init__(self, address: Address, timeouts: Timeouts) -> None:
        self._address = address
        self._timeouts = timeouts
        self._loop = LoopThread()
        self._session: _Session | None = None
        self._model = address.model

    @property
    def model(self) -> str | None:
        """The model's name; None until the endpoint has been asked for the only one it has."""
        return self._model

    @property
    def host(self) -> str:
        """Host and port of the endpoint."""
        return self._address.host

    def prepare(self) -> None:
        """Import and set up what the first request needs."""
        self._loop.submit(self._opened()).result()

    def models(self) -> list[str]:
        """The names of the models the endpoint lists; LLMError where it cannot be asked or lists in no known form."""

        async def ask() -> list[str]:
            async with self._connected() as api:
                return await self._listed(api)

        return self._loop.submit(ask()).result()

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
        """See `ChatModel.complete`. It streams inside, so that a stalled endpoint is found early."""
        request = Request(tuple(messages), max_tokens, temperature, tuple(stop), json_schema, grammar, alternatives)
        with self._stream(request) as stream:
            for _ in stream:
                pass
            if stream.completion is None:
                raise LLMError("The language model was closed while it was answering.", "Ask again.")
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
        """See `ChatModel.stream`."""
        return self._stream(Request(tuple(messages), max_tokens, temperature, tuple(stop), json_schema, grammar))

    def as_llama_index(self, *, max_tokens: int = 512) -> LLM:
        """A LlamaIndex LLM for the same endpoint, with LlamaIndex's own time-outs, retries and errors."""
        import httpx  # noqa: PLC0415 - loaded when needed

        if self._model is None:
            self._model = self._only_model(self.models())
        # No connection outlives its request: LlamaIndex keeps its client over event loops, which connections cannot.
        limits = httpx.Limits(max_keepalive_connections=0)
        return self._open_llm(
            self._model,
            max_tokens=max_tokens,
            timeout=self._timeouts.total,
            max_retries=min(2, self._timeouts.retries),  # LlamaIndex multiplies them with the OpenAI client's
            http_client=httpx.Client(**self._http(limits=limits, timeout=self._timeouts.total)),
            async_http_client=httpx.AsyncClient(**self._http(limits=limits, timeout=self._timeouts.total)),
        )

    def close(self) -> None:
        """Stop running replies and close the connections."""

        async def last() -> None:
            session, self._session = self._session, None
            if session is not None:
                await session.api.close()

        self._loop.close(last)

    @property
    def _peer(self) -> Peer:
        address = self._address
        label = "The embedded language model" if address.embedded else f"The LLM endpoint {address.host}"
        return Peer(label, self._model or "", address.api_key or "", address.embedded)

    def _stream(self, request: Request) -> ReplyStream:
        async def produce(emit: Emit) -> Completion:
            limit = self._timeouts.total
            try:
                async with asyncio.timeout(limit):
                    return await self._reply(request, emit)
            except TimeoutError:
                raise too_slow(self._peer, limit, "did not finish its reply") from None

        return ReplyStream(self._loop, produce)

    async def _reply(self, request: Request, emit: Emit) -> Completion:
        """One reply, asked for again while that makes sense and nothing of it has come yet."""
        session = await self._opened()
        attempt = 0
        while True:
            reply = Reply(emit)
            try:
                async with self._explained(session.api):
                    await self._attempt(session, request, reply)
                return reply.completion()
            except LLMError as error:
                if reply.begun or error.__cause__ is None:
                    raise
                if session.dialect.learn(error.__cause__, request):
                    continue
                seconds = pause(error.__cause__, attempt, self._timeouts)
                if seconds is None:
                    raise
            attempt += 1
            await asyncio.sleep(seconds)

    async def _attempt(self, session: _Session, request: Request, reply: Reply) -> None:
        from llama_index.core.base.llms.types import ChatMessage  # noqa: PLC0415 - loaded when needed

        messages = [ChatMessage(role=m.role, content=m.content) for m in session.dialect.messages(request)]
        # llama.cpp then sends a piece for each step of reading the prompt: a sign of life, and without it a closed
        # connection goes unnoticed for as long as another reply keeps the server's threads awake.
        extra = {"return_progress": True} if self._address.embedded else {}
        pieces = await session.llm.astream_chat(messages, **session.dialect.arguments(request, **extra))
        async with aclosing(pieces):
            while (piece := await self._next(pieces, begun=reply.begun)) is not None:
                reply.add(piece)
        reply.end()

    async def _next(self, pieces: Any, *, begun: bool) -> ChatResponse | None:
        """The next piece, None at the end."""
        limit, what = (
            (self._timeouts.between_tokens, "stopped in the middle of its reply")
            if begun
            else (self._timeouts.first_token, "did not begin to answer")
        )
        try:
            async with asyncio.timeout(limit) as clock:
                piece: ChatResponse | None = await anext(pieces, None)
                return piece
        except TimeoutError:
            if clock.expired():
                raise too_slow(self._peer, limit, what) from None
            raise
        except (AttributeError, KeyError, IndexError, TypeError) as error:
            # LlamaIndex and the OpenAI client read replies without looking at their shape.
            raise BadReply.unknown_shape() from error

    @asynccontextmanager
    async def _explained(self, api: openai.AsyncOpenAI) -> AsyncIterator[None]:
        """`llm_errors`, and for an unknown model the names of those that the endpoint has."""
        import openai  # noqa: PLC0415 - loaded when needed

        try:
            with llm_errors(self._peer):
                yield
        except LLMError as error:
            if not isinstance(error.__cause__, openai.NotFoundError):
                raise
            try:
                available = await self._listed(api)
            except LLMError:
                raise error from error.__cause__  # the first error says more than that the list failed too
            raise unknown_model(self._peer, available) from error.__cause__

    async def _opened(self) -> _Session:
        """The session, opened at first use; asks the endpoint for its only model where none is set."""
        if self._model is None:
            async with self._connected() as api:
                self._model = self._only_model(await self._listed(api))
        if self._session is None:
            api = self._connect()
            llm = self._open_llm(self._model, timeout=self._timeouts.total, max_retries=0, async_openai_client=api)
            self._session = _Session(api, llm, Dialect())
        return self._session

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[openai.AsyncOpenAI]:
        """The session's connections, or some for this once."""
        if self._session is not None:
            yield self._session.api
            return
        async with self._connect() as api:
            yield api

    def _connect(self) -> openai.AsyncOpenAI:
        import httpx  # noqa: PLC0415 - loaded when needed
        import openai  # noqa: PLC0415 - loaded when needed

        # Reads have no time-out here: they are timed by tokens, not by bytes, in `_next`.
        timeout = httpx.Timeout(None, connect=self._timeouts.connect, write=self._timeouts.between_tokens)
        http_client = httpx.AsyncClient(
            **self._http(timeout=timeout),
            event_hooks={"request": [without_strangers], "response": [check_kind]},
        )
        return openai.AsyncOpenAI(
            api_key=self._address.api_key or NO_KEY,
            base_url=self._address.base_url,
            max_retries=0,
            timeout=timeout,
            http_client=http_client,
        )

    def _http(self, **more: Any) -> dict[str, Any]:
        """Arguments for httpx's clients: no proxy between this machine and itself."""
        return {"trust_env": not self._address.is_loopback, **more}

    def _open_llm(self, model: str, **more: Any) -> OpenAILike:
        from llama_index.llms.openai_like import OpenAILike  # noqa: PLC0415 - loaded when needed

        try:
            return OpenAILike(
                model=model,
                api_base=self._address.base_url,
                api_key=self._address.api_key or NO_KEY,
                is_chat_model=True,
                is_function_calling_model=False,
                context_window=self._address.context,
                temperature=0.0,
                **more,
            )
        except ValueError as error:  # a model that OpenAI serves over another API only
            raise SettingsError(f"The model {model!r} cannot chat.", f"Set {MODEL_SETTING} to a chat model.") from error

    async def _listed(self, api: openai.AsyncOpenAI) -> list[str]:
        try:
            with llm_errors(self._peer):
                async with asyncio.timeout(_LISTING):
                    page = await api.models.list()
                return [str(model.id) for model in page.data]
        except (AttributeError, TypeError) as error:
            raise self._peer.error("lists its models in an unknown form.") from error

    def _only_model(self, listed: list[str]) -> str:
        if len(listed) == 1:
            return listed[0]
        if not listed:
            raise unknown_model(self._peer, [])
        hint = f"Set {MODEL_SETTING} to one of: {listing(listed)}."
        raise SettingsError(f"The LLM endpoint {self._address.host} has several models.", hint)
