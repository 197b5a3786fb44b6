"""Where an endpoint is."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.llm._errors import URL_SETTING
from index.endpoints import Place


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
        Place(self.url, URL_SETTING)

    @property
    def host(self) -> str:
        """Host and port, without user, password, path or query."""
        return Place(self.url, URL_SETTING).host

    @property
    def base_url(self) -> str:
        """The URL under which `chat/completions` stands, also where a user gave that path itself."""
        return Place(self.url, URL_SETTING).base("/chat/completions")

    @property
    def is_loopback(self) -> bool:
        """Whether it runs on this machine, where no proxy may stand between."""
        return Place(self.url, URL_SETTING).is_loopback
