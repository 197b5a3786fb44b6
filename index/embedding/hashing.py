"""An embedder without a model, for tests and demonstrations."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from index.embedding.base import Vectors
from index.embedding.runtime import Progress

_WORD = re.compile(r"[A-Za-z0-9]+|[^\sA-Za-z0-9]")


class HashEmbedder:
    """Each word (or single other character) adds a direction drawn from its hash; texts that share words are near.

    The same on every machine and in every process. Queries and passages are treated alike.
    """

    name = "hash"
    revision = "1"

    def __init__(self, dimensions: int = 64) -> None:
        """ValueError for fewer than one dimension."""
        if dimensions < 1:
            raise ValueError("An embedder needs at least one dimension.")
        self.dimensions = dimensions

    def warm_up(self) -> None:
        """Nothing to load."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), float32, rows of length 1."""
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Shape (len(texts), dimensions), float32, rows of length 1."""
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            # The empty word keeps a text without words away from length 0.
            counts = Counter(["", *_WORD.findall(text.casefold())])
            total = sum(count * self._direction(word) for word, count in counts.items())
            vectors[row] = total / np.linalg.norm(total)
            if progress is not None:
                progress(row + 1, len(texts))
        return vectors

    def _direction(self, word: str) -> np.ndarray:
        seed = hashlib.sha256(word.encode("utf-8", "replace")).digest()
        return np.random.Generator(np.random.PCG64(int.from_bytes(seed))).standard_normal(self.dimensions)
