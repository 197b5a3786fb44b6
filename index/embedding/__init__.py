"""Embedding models behind one protocol; the default needs no model hub."""

from __future__ import annotations

from pathlib import Path

from index.embedding.base import Embedder, Vectors
from index.embedding.endpoint import Endpoint, EndpointEmbedder, open_endpoint
from index.embedding.hashing import HashEmbedder
from index.embedding.packaged import BACKENDS, DEFAULT_BACKEND, PackagedEmbedder, PackagedStatus, packaged_status
from index.embedding.transformer import TransformerEmbedder
from index.errors import SettingsError

__all__ = [
    "BACKENDS",
    "DEFAULT_BACKEND",
    "Embedder",
    "Endpoint",
    "EndpointEmbedder",
    "HashEmbedder",
    "PackagedEmbedder",
    "PackagedStatus",
    "TransformerEmbedder",
    "Vectors",
    "load_embedder",
    "packaged_status",
]


def load_embedder(
    model: str | None, *, cache: Path, backend: str | None = None, endpoint: Endpoint | None = None
) -> PackagedEmbedder | TransformerEmbedder | EndpointEmbedder:
    """The embedder for a setting; it loads its model at first use or at `warm_up`.

    `model` is None or "multilingual-e5-small" for the packaged model, else the folder or the hub name of any model
    that sentence-transformers reads; with an `endpoint`, the name of one of its models. `cache` is where the packaged
    model is converted to, `backend` one of `BACKENDS` and only for it. SettingsError for settings that do not fit.
    """
    if backend not in (None, "torch") and (endpoint is not None or (model and model != PackagedEmbedder.name)):
        raise SettingsError(
            f"The embedding backend {backend} is for the packaged model only.",
            f"Unset TURNCITE_EMBED_BACKEND, or {'TURNCITE_EMBED_URL' if endpoint else 'TURNCITE_EMBED_MODEL'}.",
        )
    if endpoint is not None:
        return open_endpoint(model, endpoint)
    if model and model != PackagedEmbedder.name:
        return TransformerEmbedder(model)
    for known in BACKENDS:
        if known == (backend or DEFAULT_BACKEND):
            return PackagedEmbedder(cache, known)
    raise SettingsError(f"There is no embedding backend {backend!r}.", f"Use one of: {', '.join(BACKENDS)}.")
