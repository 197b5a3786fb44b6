"""Asking a language model on a fake endpoint, as the tests of endpoints do."""

from __future__ import annotations

import pytest

from assistant.llm import EndpointModel, Message, Timeouts
from index.errors import LLMError
from tests.llm_server import Behaviour, Exchange, FakeEndpoint

ASK = [Message("system", "You are short."), Message("user", "How are you?")]
QUICK = Timeouts(
    connect=30, first_token=30, between_tokens=30, total=90, retries=2, first_pause=0.01, longest_pause=0.3
)
"""Quick to ask again; a loaded machine has time to answer."""


def ask(fake: FakeEndpoint, timeouts: Timeouts = QUICK, **arguments: object) -> str:
    model = EndpointModel(fake.url, "fake", "s3cret-key", timeouts)
    try:
        return model.complete(ASK, max_tokens=50, **arguments).text  # type: ignore[arg-type]
    finally:
        model.close()


def failure(fake: FakeEndpoint, timeouts: Timeouts = QUICK) -> LLMError:
    with pytest.raises(LLMError) as caught:
        ask(fake, timeouts)
    assert "s3cret-key" not in str(caught.value)
    assert "127.0.0.1" in caught.value.message
    return caught.value


def fails(status: int, message: str = "no", **headers: str) -> Behaviour:
    return lambda exchange: exchange.fail(status, message, **headers)


def stalls(exchange: Exchange) -> None:
    """Begins a reply and sends no more of it."""
    exchange.begin()
    exchange.piece("Hel")
    exchange.wait()
