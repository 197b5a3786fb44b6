"""What the index needs of an embedding model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


@runtime_checkable
class Embedder(Protocol):
    """Maps texts to unit vectors; loads its model at first use or at `warm_up`.

    `name` and `revision` go into the store's manifest: vectors of two models never meet in one index.
    """

    @property
    def name(self) -> str:
        """The model's name or path, as the user gave it."""

    @property
    def revision(self) -> str:
        """What tells two states of the same name apart (a hash or a version)."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def warm_up(self) -> None:
        """Load the model now; ModelError where that fails."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), float32, rows of Euclidean length 1."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), float32, rows of Euclidean length 1."""
