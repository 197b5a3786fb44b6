"""From transcripts to searchable passages: formats, turns, passages, embeddings, Chroma, lexical index, search.

    from index import Library, load_embedder

Names load their module when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.embedding import load_embedder
    from index.formats import parse
    from index.library import Health, IngestEvent, IngestReport, Library, Occurrence, TranscriptInfo
    from index.passages import PassageSize
    from index.retriever import LibraryRetriever

_HOMES = {
    "Health": "index.library",
    "IngestEvent": "index.library",
    "IngestReport": "index.library",
    "Library": "index.library",
    "LibraryRetriever": "index.retriever",
    "Occurrence": "index.library",
    "PassageSize": "index.passages",
    "TranscriptInfo": "index.library",
    "load_embedder": "index.embedding",
    "parse": "index.formats",
}

__all__ = [
    "Health",
    "IngestEvent",
    "IngestReport",
    "Library",
    "LibraryRetriever",
    "Occurrence",
    "PassageSize",
    "TranscriptInfo",
    "load_embedder",
    "parse",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
