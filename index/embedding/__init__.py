"""Embedding models behind one protocol; the default needs no model hub."""

from __future__ import annotations

from pathlib import Path

from index.embedding.base import Embedder, Vectors
from index.embedding.hashing import HashEmbedder
from index.embedding.packaged import BACKENDS, DEFAULT_BACKEND, PackagedEmbedder, PackagedStatus, packaged_status
from index.embedding.transformer import TransformerEmbedder
from index.errors import SettingsError

__all__ = [
    "BACKENDS",
    "DEFAULT_BACKEND",
    "Embedder",
    "HashEmbedder",
    "PackagedEmbedder",
    "PackagedStatus",
    "TransformerEmbedder",
    "Vectors",
    "load_embedder",
    "packaged_status",
]


def load_embedder(
    model: str | None, *, cache: Path, backend: str | None = None
) -> PackagedEmbedder | TransformerEmbedder:
    """The embedder for a setting; it loads its model at first use or at `warm_up`.

    `model` is None or "multilingual-e5-small" for the packaged model, else the folder or the hub name of any model
    that sentence-transformers reads. `cache` is where the packaged model is converted to, `backend` one of
    `BACKENDS` and only for it. SettingsError for another backend.
    """
    if model and model != PackagedEmbedder.name:
        if backend not in (None, "torch"):
            raise SettingsError(
                f"The embedding backend {backend} is for the packaged model only.",
                "Unset TURNCITE_EMBED_BACKEND, or TURNCITE_EMBED_MODEL.",
            )
        return TransformerEmbedder(model)
    for known in BACKENDS:
        if known == (backend or DEFAULT_BACKEND):
            return PackagedEmbedder(cache, known)
    raise SettingsError(f"There is no embedding backend {backend!r}.", f"Use one of: {', '.join(BACKENDS)}.")
