"""Turns whatever goes wrong between here and an endpoint into one `LLMError` that says what to do."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from index.errors import LLMError

URL_SETTING = "TURNCITE_LLM_URL"
MODEL_SETTING = "TURNCITE_LLM_MODEL"
KEY_SETTING = "TURNCITE_LLM_API_KEY"

_QUOTED = 200
"""How many characters of an endpoint's own words are shown."""

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
        line = " ".join(str(text).split())
        if self.secret:
            line = line.replace(self.secret, "***")
        return line if len(line) <= _QUOTED else line[: _QUOTED - 1] + "…"


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
    import httpx  # noqa: PLC0415 - loaded when needed
    import openai  # noqa: PLC0415 - loaded when needed

    if isinstance(cause, BadReply):
        return peer.error(cause.what, cause.hint)
    if isinstance(cause, socket.gaierror):
        return peer.error("has an unknown host name.", f"Is {URL_SETTING} spelled right?")
    if isinstance(cause, ConnectionRefusedError):
        return peer.error("refuses connections.", f"Is the server running, and is {URL_SETTING} right?")
    if isinstance(cause, ssl.SSLError):
        hint = f"Does {URL_SETTING} rightly say https, and is the certificate valid?"
        return peer.error(f"could not be reached over TLS: {peer.words(cause.reason or cause)}.", hint)
    if isinstance(cause, (httpx.TimeoutException, TimeoutError, openai.APITimeoutError)):
        return peer.error("did not answer in time.", f"Is {URL_SETTING} right, and is the server up?")
    if isinstance(cause, (httpx.RemoteProtocolError, httpx.ReadError, ConnectionResetError)):
        return peer.error("broke off in the middle of its reply.", "Ask again.")
    if isinstance(cause, (httpx.InvalidURL, httpx.UnsupportedProtocol)):
        return peer.error("has no usable address.", f"{URL_SETTING} looks like http://localhost:11434/v1.")
    return None


def _status(error: object, peer: Peer) -> LLMError:
    """What an HTTP status means for the user."""
    status = int(getattr(error, "status_code", 0))
    said = _said(error)
    words = f": {peer.words(said)}" if said else "."
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
    if status == 413 or "context" in said.lower():
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


def listing(names: Sequence[str], most: int = 10) -> str:
    """The first names of a list, for a message."""
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")


def chain(error: BaseException) -> Iterator[BaseException]:
    """The error and everything it was raised from, groups opened, nearest first."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        current = waiting.pop(0)
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting.append(current.__cause__ or current.__context__)
        if isinstance(current, BaseExceptionGroup):
            waiting.extend(current.exceptions)


def _said(error: object) -> str:
    """The text of an error body: `{"error": {"message": ...}}`, `{"error": ...}`, `{"detail": ...}`, or plain text."""
    body = getattr(error, "body", None)
    if isinstance(body, dict):
        inner = body.get("error", body)
        if isinstance(inner, dict):
            inner = inner.get("message", inner.get("detail", ""))
        return str(inner)
    return body if isinstance(body, str) and "<" not in body else ""
