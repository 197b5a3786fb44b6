"""What the library needs of an index over vectors, and which one it gets.

Chroma holds one collection a language, because filtering by metadata costs far more than it saves (3 ms become 93 ms
at 100,000 passages). Each entry is a vector under an id that is never used again (`vector_id`), with the passage's
and the transcript's id as metadata.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.embedding.base import Vectors
from index.models import Language

Neighbours = list[list[tuple[str, float]]]
"""For each query the ids nearest to it with their cosine similarity, best first."""

LANGUAGES: tuple[Language, ...] = ("zh", "en")


class StaleEpoch(Exception):
    """The epoch asked for has been replaced: look at the catalog again."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries of one language to add; `vectors` has the shape (len(ids), dimensions)."""

    language: Language
    ids: list[str]
    vectors: Vectors
    metadatas: list[dict[str, str]]


class VectorIndex(Protocol):
    """Approximate nearest neighbours over published vectors.

    Every implementation passes `tests/contract/test_vector_store_contract.py`.
    """

    @property
    def place(self) -> str:
        """Where it keeps its vectors, for people."""

    @property
    def in_place(self) -> bool:
        """Whether `publish` changes what a reader of the same epoch sees."""

    def connect(self) -> None:
        """StoreError where it cannot be reached; costs little."""

    def owns(self, epoch: str | None) -> bool:
        """Whether the epoch was made by an index in this place."""

    def query(self, epoch: str, language: Language, queries: Vectors, count: int) -> Neighbours:
        """The `count` nearest entries of a language for each row of `queries`.

        StaleEpoch where the epoch is gone, ChromaUnavailable where Chroma cannot run here, StoreCorrupt or StoreError
        where it fails.
        """

    def count(self, epoch: str) -> int:
        """Entries in an epoch, 0 for one that is gone from a server; errors as for `query`."""

    def publish(self, epoch: str | None, library: str, batches: Iterable[Batch], dead: Sequence[str]) -> str:
        """An epoch with what `epoch` holds (None: nothing) and the batches, but without the ids `dead`."""

    def discard(self, library: str, keep: str | None) -> None:
        """Delete what is left of other epochs of the library, as far as nobody uses it."""

    def close(self) -> None:
        """Free everything."""


def vector_id(revision: int, position: int) -> str:
    """The id of a passage's vector."""
    return f"{revision}-{position}"


def parse_vector_id(text: str) -> tuple[int, int]:
    """The inverse of `vector_id`."""
    revision, _, position = text.partition("-")
    return int(revision), int(position)


def open_index(home: Path, url: str | None) -> VectorIndex:
    """The index in a library's folder, or on a Chroma server."""
    if url:
        from index.store.chroma_server import ServerChroma  # noqa: PLC0415 - only where it is asked for

        return ServerChroma(url)
    from index.store.chroma_embedded import EmbeddedChroma  # noqa: PLC0415 - only where it is asked for

    return EmbeddedChroma(home / "chroma")
