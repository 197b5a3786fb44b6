"""Where an endpoint is."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from assistant.llm._errors import URL_SETTING
from index.errors import SettingsError

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Address:
    """Where an endpoint is: `url` ends where the API begins (".../v1"); `model` None means the only one it has.

    `context` is the model's context in tokens, for LlamaIndex's packing of prompts; `embedded` marks our own server.
    """

    url: str = field(repr=False)  # may hold a password
    model: str | None
    api_key: str | None = field(default=None, repr=False)
    context: int = 8192
    embedded: bool = False

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise SettingsError(f"{URL_SETTING} is no http address.", "It looks like http://localhost:11434/v1.")

    @property
    def host(self) -> str:
        """Host and port, without user, password, path or query."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    @property
    def base_url(self) -> str:
        """The URL under which `chat/completions` stands, also where a user gave that path itself."""
        return self.url.strip().rstrip("/").removesuffix("/chat/completions").rstrip("/")

    @property
    def is_loopback(self) -> bool:
        """Whether it runs on this machine, where no proxy may stand between."""
        return urlsplit(self.url).hostname in _LOOPBACK
