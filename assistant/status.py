"""What the settings page says of the models and the index; holds no secret and no path."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.api import Assistant
from assistant.factory import llm_spec
from assistant.llm import describe
from index.embedding import EndpointEmbedder


@dataclass(frozen=True, slots=True)
class Status:
    """The model that writes answers (None: quotes only) and where it runs, the embedding model likewise, and the index.

    `where` and `embedding_where` are "embedded" or an endpoint's host and port.
    """

    model: str | None
    where: str
    model_detail: str
    embedding: str
    embedding_where: str
    transcripts: int
    passages: int
    bytes_on_disk: int
    problems: tuple[str, ...]


def status(assistant: Assistant) -> Status:
    """The state of an open assistant; StoreError where the library fails."""
    health = assistant.library.check()
    llm, embedder = assistant.llm, assistant.library.embedder
    detail = "" if llm is not None else describe(llm_spec(assistant.settings)).detail
    return Status(
        model=llm.name if llm is not None else None,
        where=llm.where if llm is not None else "",
        model_detail=detail,
        embedding=embedder.name,
        embedding_where=embedder.host if isinstance(embedder, EndpointEmbedder) else "embedded",
        transcripts=health.transcripts,
        passages=health.passages,
        bytes_on_disk=health.bytes_on_disk,
        problems=health.problems,
    )
