"""The default embedding model: multilingual-e5-small from two wheels, on onnxruntime or on torch."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.base import Vectors
from index.embedding.convert import (
    BACKENDS,
    DIMENSIONS,
    NAME,
    PASSAGE_PREFIX,
    QUERY_PREFIX,
    Backend,
    ensure_model,
    is_converted,
    model_folder,
    revision,
)
from index.embedding.runtime import Encoder, Progress, shared_encoder
from index.embedding.wheels import TOKENIZER, WEIGHTS, DataFile

if TYPE_CHECKING:
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    from index.embedding.transformer import TransformerEmbedder

DEFAULT_BACKEND: Backend = "onnx-int8"
DIRECT_LIMIT = 64
"""Passages up to which a call runs without sentence-transformers, whose import takes longer than embedding them."""


class PackagedEmbedder:
    """One model, two ways to it that give the same vectors.

    Questions, and up to `direct_limit` passages a call, go straight to onnxruntime, which loads in a second: nobody
    who asks waits for more. Larger calls, that is indexing, the LlamaIndex adapter and the `torch` backend run
    through LlamaIndex's HuggingFaceEmbedding and sentence-transformers, five seconds to import, loaded when one of
    them is needed. The model is converted into the cache when first used.
    """

    name = NAME
    dimensions = DIMENSIONS

    def __init__(self, cache: Path, backend: Backend = DEFAULT_BACKEND, *, direct_limit: int = DIRECT_LIMIT) -> None:
        self.backend = backend
        self._cache = cache
        self._direct_limit = direct_limit
        self._loading = threading.Lock()
        self._encoder: Encoder | None = None
        self._transformer: TransformerEmbedder | None = None

    @property
    def revision(self) -> str:
        """The same for every backend."""
        return revision()

    def warm_up(self) -> None:
        """Convert the model if need be and load it; ModelError where that fails."""
        if self.backend == "torch":
            self._through_transformers().warm_up()
        else:
            self._direct()

    def __reduce__(self) -> tuple[Callable[..., PackagedEmbedder], tuple[Path, Backend]]:
        """Pickled, it is its settings: another process loads the model itself."""
        return partial(PackagedEmbedder, direct_limit=self._direct_limit), (self._cache, self.backend)

    def for_workers(self) -> PackagedEmbedder:
        """For processes that share the work of an ingest: straight to onnxruntime, which takes half the memory."""
        return PackagedEmbedder(self._cache, self.backend, direct_limit=sys.maxsize)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), 384), float32, rows of length 1; texts beyond 512 tokens are cut."""
        if not texts:
            return np.empty((0, DIMENSIONS), np.float32)
        if self.backend == "torch":
            return self._through_transformers().embed_queries(texts)
        return self._direct().encode([QUERY_PREFIX + text for text in texts])

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Shape (len(texts), 384), float32, rows of length 1; texts beyond 512 tokens are cut."""
        if not texts:
            return np.empty((0, DIMENSIONS), np.float32)
        if self.backend == "torch" or len(texts) > self._direct_limit:
            return self._through_transformers().embed_passages(texts, progress=progress)
        return self._direct().encode([PASSAGE_PREFIX + text for text in texts], progress)

    def as_llama_index(self) -> HuggingFaceEmbedding:
        """The model as LlamaIndex's own embedding class, with the prefixes set."""
        return self._through_transformers().as_llama_index()

    def _direct(self) -> Encoder:
        with self._loading:
            if self._encoder is None:
                self._encoder = shared_encoder(ensure_model(self._cache, self.backend))
            return self._encoder

    def _through_transformers(self) -> TransformerEmbedder:
        from index.embedding.transformer import Prompts, TransformerEmbedder  # noqa: PLC0415 - loaded when needed

        with self._loading:
            if self._transformer is None:
                self._transformer = TransformerEmbedder(
                    str(ensure_model(self._cache, self.backend)),
                    shown_as=NAME,
                    prompts=Prompts(QUERY_PREFIX, PASSAGE_PREFIX),
                    own_code=self.backend != "torch",
                    device="cpu" if self.backend != "torch" else None,
                )
            return self._transformer


@dataclass(frozen=True, slots=True)
class PackagedStatus:
    """What is there of the packaged model: the wheels that are missing, and whether it is converted."""

    name: str
    backend: str
    folder: Path
    converted: bool
    missing: tuple[DataFile, ...]

    @property
    def usable(self) -> bool:
        """Whether it can be loaded, converting it first where need be."""
        return self.converted or not self.missing

    @property
    def hint(self) -> str:
        """The pip lines that bring what is missing, one a line."""
        return "\n".join(f"pip install {file.install}" for file in self.missing)


def packaged_status(cache: Path, backend: Backend = DEFAULT_BACKEND) -> PackagedStatus:
    """Looks without loading anything (a tenth of a second: the converted files are hashed)."""
    return PackagedStatus(
        name=NAME,
        backend=backend,
        folder=model_folder(cache, backend),
        converted=is_converted(cache, backend),
        missing=tuple(file for file in (WEIGHTS, TOKENIZER) if file.locate() is None),
    )


__all__ = ["BACKENDS", "DEFAULT_BACKEND", "PackagedEmbedder", "PackagedStatus", "packaged_status"]
