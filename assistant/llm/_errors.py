"""Turns whatever goes wrong between here and an endpoint into one `LLMError` that says what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from index.endpoints import chain, listing, network_fault, said, shown
from index.errors import LLMError

URL_SETTING = "TURNCITE_LLM_URL"
MODEL_SETTING = "TURNCITE_LLM_MODEL"
KEY_SETTING = "TURNCITE_LLM_API_KEY"

_NOT_OPENAI = f"Does {URL_SETTING} name an OpenAI-compatible API (most end in /v1)?"


@dataclass(frozen=True, slots=True)
class Peer:
    """The endpoint as its errors name it. `secret` is cut out of everything that is shown.

    Of the embedded model's server a user has set nothing, so hints on the endpoint's settings are left out there.
    """

    label: str
    model: str
    secret: str = field(default="", repr=False)
    embedded: bool = False

    def error(self, what: str, hint: str = "") -> LLMError:
        """An error whose message begins with the endpoint's name; `what` ends the sentence."""
        return LLMError(f"{self.label} {what}", "" if self.embedded and "TURNCITE_" in hint else hint)

    def words(self, text: object) -> str:
        """The endpoint's own words, on one line, shortened, without the key."""
        return shown(text, self.secret)


class BadReply(Exception):
    """A reply that is none; `what` and `hint` are as in `Peer.error`."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint

    @classmethod
    def unknown_shape(cls) -> BadReply:
        """Something was sent, but no reply of a chat model."""
        return cls("sent no reply that can be read.", _NOT_OPENAI)

    @classmethod
    def wrong_kind(cls, kind: str) -> BadReply:
        """A reply of another content type than asked for."""
        return cls(f"sent {kind} instead of a reply.", _NOT_OPENAI)

    @classmethod
    def redirected(cls, status: int) -> BadReply:
        """A redirect; following it would send the key to an address that nobody has set."""
        return cls(f"redirects elsewhere (HTTP {status}).", f"Set {URL_SETTING} to the final address.")

    @classmethod
    def cut(cls) -> BadReply:
        """The reply ended without its end."""
        return cls("broke off in the middle of its reply.", "Ask again.")


@contextmanager
def llm_errors(peer: Peer) -> Iterator[None]:
    """Map every error of the OpenAI client, of httpx and of reading the reply to LLMError; others pass."""
    import httpx  # noqa: PLC0415 - loaded when needed
    import openai  # noqa: PLC0415 - loaded when needed

    vendor = (openai.OpenAIError, httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, json.JSONDecodeError)
    try:
        yield
    except (*vendor, BadReply, OSError) as error:
        raise explain(error, peer) from error


def explain(error: BaseException, peer: Peer) -> LLMError:
    """The LLMError that tells a user about `error`."""
    import openai  # noqa: PLC0415 - loaded when needed

    if isinstance(error, openai.APIStatusError):
        return _status(error, peer)
    for cause in chain(error):
        found = _network(cause, peer)
        if found is not None:
            return found
    if isinstance(error, openai.APIConnectionError):
        return peer.error("could not be reached.", f"Is {URL_SETTING} right?")
    if isinstance(error, json.JSONDecodeError):
        return peer.error("sent something that is not JSON.", _NOT_OPENAI)
    if isinstance(error, openai.APIError):
        return peer.error(f"broke off its reply: {peer.words(error.message)}", "Ask again.")
    return peer.error(f"failed: {peer.words(error)}", f"Is {URL_SETTING} right?")


def _network(cause: BaseException, peer: Peer) -> LLMError | None:
    """What one link of the chain of causes says; None where the links behind it say more."""
    if isinstance(cause, BadReply):
        return peer.error(cause.what, cause.hint)
    fault = network_fault(cause, URL_SETTING, "Ask again.", peer.secret)
    return None if fault is None else peer.error(*fault)


def _status(error: object, peer: Peer) -> LLMError:
    """What an HTTP status means for the user."""
    status = int(getattr(error, "status_code", 0))
    own = said(error)
    words = f": {peer.words(own)}" if own else "."
    if status in {401, 403}:
        # The endpoint's own words are left out: some repeat a part of the key.
        return peer.error(f"refuses the API key (HTTP {status}).", f"Set {KEY_SETTING} to a valid key.")
    if status == 402:
        return peer.error(f"wants payment (HTTP 402){words}", "Look at the balance of the account.")
    if status == 404:
        return unknown_model(peer, None)
    if status == 429:
        return peer.error(f"takes no more requests (HTTP 429){words}", "Wait a moment and ask again.")
    if status >= 500:
        return peer.error(f"has an error of its own (HTTP {status}){words}", "Ask again later.")
    if status == 413 or "context" in own.lower():
        return peer.error(f"finds the prompt too long{words}", "Use a model with a larger context.")
    return peer.error(f"rejects the request (HTTP {status}){words}", f"Does {MODEL_SETTING} name a chat model?")


def unknown_model(peer: Peer, available: Sequence[str] | None) -> LLMError:
    """The endpoint does not know the model; `available` is what it lists, None where it lists nothing."""
    if available is None:
        hint = f"Check {MODEL_SETTING}, and that {URL_SETTING} ends where the API begins (most end in /v1)."
        return peer.error(f"knows no model {peer.model!r} at this address (HTTP 404).", hint)
    if not available:
        return peer.error("has no model.", "Load one there first.")
    return peer.error(f"has no model {peer.model!r}.", f"Set {MODEL_SETTING} to one of: {listing(available)}.")


def too_slow(peer: Peer, seconds: float, what: str) -> LLMError:
    """Nothing came within `seconds`; `what` says of what."""
    return peer.error(f"{what} ({seconds:g} s).", "Is it overloaded, or the model too large for it?")
