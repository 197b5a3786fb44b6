"""Turns whatever goes wrong between here and an embedding endpoint into one `ModelError` that says what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from index.endpoints import Fault, chain, listing, network_fault, said, shown
from index.errors import ModelError

_URL = "TURNCITE_EMBED_URL"
_MODEL = "TURNCITE_EMBED_MODEL"
_KEY = "TURNCITE_EMBED_API_KEY"

_NOT_OPENAI = f"Does {_URL} name an OpenAI-compatible API (most end in /v1), and {_MODEL} an embedding model?"

_TOO_MUCH = re.compile(
    r"too (?:long|large|many|big)|larger than|greater than|exceed|maximum|\bmax_|context|batch size|at most",
    re.IGNORECASE,
)
"""How endpoints say that a request holds too many texts, or a text too many tokens."""


@dataclass(frozen=True, slots=True)
class Peer:
    """The endpoint as its errors name it. `secret` is cut out of everything that is shown."""

    label: str
    model: str
    secret: str = field(default="", repr=False)


class Unusable(Exception):
    """A reply that is none; `fault` is what is wrong with it."""

    def __init__(self, what: str, hint: str = _NOT_OPENAI) -> None:
        super().__init__(what)
        self.fault = Fault(what, hint)

    @classmethod
    def unknown_form(cls) -> Unusable:
        """Something was sent, but no vectors."""
        return cls("sent no vectors that can be read.")


@contextmanager
def embedding_errors(peer: Peer, models: Callable[[], list[str]]) -> Iterator[None]:
    """Map every error of the OpenAI client, of httpx and of reading the reply to ModelError; others pass.

    `models` asks the endpoint for the names of its models, for the case that it does not know ours.
    """
    import httpx  # noqa: PLC0415 - loaded when needed
    import openai  # noqa: PLC0415 - loaded when needed

    try:
        yield
    except openai.NotFoundError as error:
        try:
            available = models()
        except (openai.OpenAIError, httpx.HTTPError, AttributeError, TypeError, ValueError):
            available = []
        raise _error(peer, _unknown_model(peer, available)) from error
    except (openai.OpenAIError, httpx.HTTPError, httpx.InvalidURL, ValueError, Unusable, OSError) as error:
        raise _error(peer, _fault(error, peer)) from error


def is_too_much(error: BaseException | None) -> bool:
    """Whether the endpoint refused a request for its size: too many texts, or one of too many tokens."""
    status = getattr(error, "status_code", None)
    if status == 413:
        return True
    # 500 is what llama.cpp sends.
    return status in {400, 422, 500} and _TOO_MUCH.search(said(error)) is not None


def _error(peer: Peer, fault: Fault) -> ModelError:
    return ModelError(f"{peer.label} {fault.what}", fault.hint)


def _fault(error: BaseException, peer: Peer) -> Fault:
    import openai  # noqa: PLC0415 - loaded when needed

    if isinstance(error, Unusable):
        return error.fault
    if isinstance(error, openai.APIStatusError):
        return _status(error, peer)
    for cause in chain(error):
        found = network_fault(cause, _URL, "Try again.", peer.secret)
        if found is not None:
            return found
    if isinstance(error, json.JSONDecodeError):
        return Fault("sent something that is not JSON.", _NOT_OPENAI)
    return Fault(f"could not be reached: {shown(error, peer.secret)}", f"Is {_URL} right?")


def _status(error: object, peer: Peer) -> Fault:
    """What an HTTP status means for the user."""
    status = int(getattr(error, "status_code", 0))
    own = said(error)
    words = f": {shown(own, peer.secret)}" if own else "."
    if 300 <= status < 400:
        return Fault(f"redirects elsewhere (HTTP {status}).", f"Set {_URL} to the final address.")
    if status in {401, 403}:
        # The endpoint's own words are left out: some repeat a part of the key.
        return Fault(f"refuses the API key (HTTP {status}).", f"Set {_KEY} to a valid key.")
    if status == 402:
        return Fault(f"wants payment (HTTP 402){words}", "Look at the balance of the account.")
    if status == 429:
        return Fault(f"takes no more requests (HTTP 429){words}", "Wait a moment and try again.")
    if status >= 500:
        return Fault(f"has an error of its own (HTTP {status}){words}", "Try again later.")
    return Fault(f"rejects the request (HTTP {status}){words}", f"Does {_MODEL} name an embedding model?")


def _unknown_model(peer: Peer, available: Sequence[str]) -> Fault:
    if not available:
        hint = f"Check {_MODEL}, and that {_URL} ends where the API begins (most end in /v1)."
        return Fault(f"knows no model {peer.model!r} at this address (HTTP 404).", hint)
    if peer.model in available:
        return Fault(f"makes no embeddings with {peer.model!r} (HTTP 404).", f"Does {_MODEL} name an embedding model?")
    return Fault(f"has no model {peer.model!r}.", f"Set {_MODEL} to one of: {listing(available)}.")
