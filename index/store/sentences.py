"""Vectors of sentences, and those of passages made of them.

A passage is embedded sentence by sentence: the nearest sentence tells better than the whole passage whether it answers a
question, and the passage's own vector, the normalised mean of its sentences', finds as well as one embedded from the
whole text (measured with `make eval`), so that nothing is embedded twice.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.embedding.base import Vectors
from index.errors import StoreCorrupt
from index.store.guards import REBUILD

Half = npt.NDArray[np.float16]
_HEADER = struct.Struct("<4sII")
_MAGIC = b"TCS1"


@dataclass(frozen=True, slots=True)
class SentenceVectors:
    """Of one transcript: passage i has the rows `[starts[i], starts[i + 1])` of `rows`, shape (sentences, dimensions)."""

    starts: npt.NDArray[np.uint32]
    rows: Half

    @classmethod
    def join(cls, passages: Sequence[Vectors | Half]) -> SentenceVectors:
        """From the sentence vectors of each passage, at least one a passage."""
        counts = [len(passage) for passage in passages]
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.uint32)
        return cls(starts, np.concatenate(passages).astype(np.float16))

    def of(self, passage: int) -> Vectors:
        """The vectors of one passage's sentences, shape (sentences, dimensions)."""
        return self.rows[self.starts[passage] : self.starts[passage + 1]].astype(np.float32)

    def means(self) -> Vectors:
        """The vector of each passage, shape (passages, dimensions): the mean of its sentences', of length 1."""
        sums = np.add.reduceat(self.rows.astype(np.float32), self.starts[:-1].astype(np.int64), axis=0)
        means: Vectors = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
        return means

    def to_bytes(self) -> bytes:
        """Little endian: magic `TCS1`, u32 passages, u32 dimensions; u32 starts; float16 rows (half the size of float32,
        and no two ranks of the shipped sets differ by it)."""
        passages, dimensions = len(self.starts) - 1, self.rows.shape[1]
        header = _HEADER.pack(_MAGIC, passages, dimensions)
        return header + self.starts.astype("<u4").tobytes() + self.rows.astype("<f2").tobytes()

    @classmethod
    def from_bytes(cls, data: bytes, passages: int) -> SentenceVectors:
        """The inverse; StoreCorrupt where the data are not the vectors of that many passages."""
        try:
            magic, stored, dimensions = _HEADER.unpack_from(data)
        except struct.error:
            magic, stored, dimensions = b"", 0, 0
        rows = _HEADER.size + 4 * (stored + 1)
        size = len(data) - rows
        if magic != _MAGIC or stored != passages or not dimensions or size < 0 or size % (2 * dimensions):
            raise StoreCorrupt("Vectors of the library are damaged.", REBUILD)
        starts = np.frombuffer(data, "<u4", stored + 1, _HEADER.size)
        matrix = np.frombuffer(data, "<f2", offset=rows).reshape(-1, dimensions)
        if len(starts) and starts[-1] != len(matrix):
            raise StoreCorrupt("Vectors of the library are damaged.", REBUILD)
        return cls(starts, matrix)
