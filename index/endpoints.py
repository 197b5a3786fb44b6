"""What every client of an OpenAI-compatible endpoint shares: its address, and what went wrong in words for the user."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from index.errors import SettingsError

NO_KEY = "none"
"""Sent where no key is set: without it the OpenAI client sends OPENAI_API_KEY, which is meant for somebody else."""

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_QUOTED = 200
"""How many characters of an endpoint's own words are shown."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an endpoint is: `url` ends where the API begins (".../v1"), as the setting `setting` says.

    SettingsError for a URL that is none.
    """

    url: str = field(repr=False)  # may hold a password
    setting: str

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise SettingsError(f"{self.setting} is no http address.", "It looks like http://localhost:11434/v1.")

    @property
    def host(self) -> str:
        """Host and port, without user, password, path or query."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    def base(self, path: str) -> str:
        """The URL under which `path` ("/embeddings") stands, also where a user gave that path itself."""
        return self.url.strip().rstrip("/").removesuffix(path).rstrip("/")

    @property
    def is_loopback(self) -> bool:
        """Whether it runs on this machine, where no proxy may stand between."""
        return urlsplit(self.url).hostname in _LOOPBACK


class Fault(NamedTuple):
    """What is wrong with an endpoint: `what` follows its name and ends the sentence, `hint` says what to do."""

    what: str
    hint: str


def network_fault(cause: BaseException, setting: str, again: str, secret: str) -> Fault | None:
    """What one link of the chain of causes says of the way to the endpoint, None where it says nothing.

    `setting` holds the URL, `again` is the hint where a second try may help, `secret` is the key, which is not shown.
    """
    import httpx  # noqa: PLC0415 - loaded when needed
    import openai  # noqa: PLC0415 - loaded when needed

    if isinstance(cause, socket.gaierror):
        return Fault("has an unknown host name.", f"Is {setting} spelled right?")
    if isinstance(cause, ConnectionRefusedError):
        return Fault("refuses connections.", f"Is the server running, and is {setting} right?")
    if isinstance(cause, ssl.SSLError):
        hint = f"Does {setting} rightly say https, and is the certificate valid?"
        return Fault(f"could not be reached over TLS: {shown(cause.reason or cause, secret)}.", hint)
    if isinstance(cause, (httpx.TimeoutException, TimeoutError, openai.APITimeoutError)):
        return Fault("did not answer in time.", f"Is {setting} right, and is the server up?")
    if isinstance(cause, (httpx.RemoteProtocolError, httpx.ReadError, ConnectionResetError)):
        return Fault("broke off in the middle of its reply.", again)
    if isinstance(cause, (httpx.InvalidURL, httpx.UnsupportedProtocol)):
        return Fault("has no usable address.", f"{setting} looks like http://localhost:11434/v1.")
    return None


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


def said(error: object) -> str:
    """The text of an error body: `{"error": {"message": ...}}`, `{"error": ...}`, `{"detail": ...}`, or plain text."""
    body = getattr(error, "body", None)
    if isinstance(body, dict):
        inner = body.get("error", body)
        if isinstance(inner, dict):
            inner = inner.get("message", inner.get("detail", ""))
        return str(inner)
    return body if isinstance(body, str) and "<" not in body else ""


def shown(text: object, secret: str) -> str:
    """An endpoint's own words, on one line, shortened, without the key."""
    line = " ".join(str(text).split())
    if secret:
        line = line.replace(secret, "***")
    return line if len(line) <= _QUOTED else line[: _QUOTED - 1] + "…"


def listing(names: Sequence[str], most: int = 10) -> str:
    """The first names of a list, for a message."""
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")
