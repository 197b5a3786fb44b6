"""BM25 over postings that are stored with each transcript.

Postings of one transcript never change and hold only counts, no statistics of the library. Document frequencies and
average lengths come from the transcripts that are there when a search is made, so scores are exact at every
generation and nothing has to be rebuilt when a transcript comes or goes.

Formula (the variant of Lucene, as in Kamphuis et al., "Which BM25 Do You Mean?", ECIR 2020):

    score(q, d) = sum over t in q of  ln(1 + (N - n(t) + 0.5) / (n(t) + 0.5)) * f(t, d) / (f(t, d) + K(d))
    K(d)        = k1 * (1 - b + b * |d| / avgdl)

with N passages in the language, n(t) of them containing t, f(t, d) occurrences of t in d, |d| terms in d.
A term that occurs twice in the query counts twice.
"""

from __future__ import annotations

import hashlib
import math
import struct
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from index.errors import StoreCorrupt
from index.store.guards import REBUILD

K1 = 1.5
B = 0.75

Mask = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float64]

_HEADER = struct.Struct("<4sIII")
_MAGIC = b"TCP1"


@dataclass(frozen=True, slots=True)
class Postings:
    """Where terms stand in the passages of one transcript.

    `terms` are sorted 64-bit hashes, shape (T,); the passages with term i are `rows[starts[i]:starts[i + 1]]`, each
    with its count in `counts` at the same place; `lengths` are numbers of terms, one a passage.

    Where counts do not matter, `counts` is empty.

    Terms are hashed so that no vocabulary must be kept in step between transcripts: among a million terms two share a
    hash with probability 3e-8.
    """

    terms: npt.NDArray[np.uint64]
    starts: npt.NDArray[np.uint32]
    rows: npt.NDArray[np.uint32]
    counts: npt.NDArray[np.uint32]
    lengths: npt.NDArray[np.uint32]

    @classmethod
    def build(cls, passages: Sequence[Sequence[str]]) -> Postings:
        """From the terms of each passage of a transcript, in order."""
        found: list[tuple[int, int, int]] = []
        for row, tokens in enumerate(passages):
            found += [(term_hash(token), row, count) for token, count in Counter(tokens).items()]
        found.sort()
        table = np.array(found, dtype=np.uint64).reshape(-1, 3)
        terms, starts = np.unique(table[:, 0], return_index=True)
        return cls(
            terms=terms,
            starts=np.append(starts, len(table)).astype(np.uint32),
            rows=table[:, 1].astype(np.uint32),
            counts=table[:, 2].astype(np.uint32),
            lengths=np.array([len(tokens) for tokens in passages], dtype=np.uint32),
        )

    def without_counts(self) -> Postings:
        """The same, for what is only looked up."""
        return replace(self, counts=self.counts[:0])

    def to_bytes(self) -> bytes:
        """Little endian: magic `TCP1`, u32 passages, terms, postings; then the arrays in order of their definition."""
        header = _HEADER.pack(_MAGIC, len(self.lengths), len(self.terms), len(self.rows))
        arrays = (self.starts, self.rows, self.counts, self.lengths)
        return header + self.terms.astype("<u8").tobytes() + b"".join(a.astype("<u4").tobytes() for a in arrays)

    @classmethod
    def from_bytes(cls, data: bytes) -> Postings:
        """The inverse of `to_bytes`, without copying; StoreCorrupt where the data are not what they should be."""
        try:
            magic, passages, terms, postings = _HEADER.unpack_from(data)
        except struct.error:
            magic, passages, terms, postings = b"", 0, 0, 0
        sizes = (terms + 1, postings, postings, passages)
        if len(data) == _HEADER.size + 8 * terms + 4 * (sum(sizes) - postings):
            sizes = (terms + 1, postings, 0, passages)
        if magic != _MAGIC or len(data) != _HEADER.size + 8 * terms + 4 * sum(sizes):
            raise StoreCorrupt("The lexical index of the library is damaged.", REBUILD)
        offset = _HEADER.size
        hashes = np.frombuffer(data, "<u8", terms, offset)
        offset += 8 * terms
        arrays = []
        for size in sizes:
            arrays.append(np.frombuffer(data, "<u4", size, offset))
            offset += 4 * size
        return cls(hashes, *arrays)

    def find(self, term: int) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
        """The rows that contain a term, and how often."""
        place = int(np.searchsorted(self.terms, np.uint64(term)))
        if place == len(self.terms) or self.terms[place] != term:
            return self.rows[:0], self.counts[:0]
        span = slice(int(self.starts[place]), int(self.starts[place + 1]))
        return self.rows[span], self.counts[span]


@lru_cache(maxsize=200_000)
def term_hash(term: str) -> int:
    """The first 8 bytes of BLAKE2b as an unsigned integer."""
    return int.from_bytes(hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def merge(blocks: Sequence[Postings]) -> Postings:
    """One block with the postings of all; their rows must be disjoint. `lengths` are left out (empty)."""
    starts = np.concatenate([block.starts[:-1].astype(np.int64) for block in blocks])
    sizes = np.concatenate([np.diff(block.starts.astype(np.int64)) for block in blocks])
    begins = np.cumsum([0] + [len(block.rows) for block in blocks[:-1]])
    starts += np.repeat(begins, [len(block.terms) for block in blocks])
    terms = np.concatenate([block.terms for block in blocks])
    order = np.argsort(terms, kind="stable")
    terms, starts, sizes = terms[order], starts[order], sizes[order]
    ends = np.cumsum(sizes)
    take = np.arange(int(sizes.sum())) + np.repeat(starts - (ends - sizes), sizes)
    unique, first = np.unique(terms, return_index=True)
    counts = np.concatenate([block.counts for block in blocks])
    return Postings(
        terms=unique,
        starts=np.append((ends - sizes)[first], len(take)).astype(np.uint32),
        rows=np.concatenate([block.rows for block in blocks])[take],
        counts=counts[take] if len(counts) else counts,
        lengths=np.empty(0, np.uint32),
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """The postings of many transcripts, by row of the library.

    Each block is more than twice as large as the next, so there are only a few, and adding a transcript to a large
    library merges little (a log-structured merge).
    """

    blocks: tuple[Postings, ...] = ()

    def extended(self, added: Sequence[tuple[Postings, int]]) -> Terms:
        """With more transcripts, each with the row of its first passage."""
        moved = [replace(postings, rows=postings.rows + np.uint32(offset)) for postings, offset in added]
        blocks = [*self.blocks, *([merge(moved)] if moved else [])]
        while len(blocks) > 1 and 2 * len(blocks[-1].rows) > len(blocks[-2].rows):
            blocks[-2:] = [merge(blocks[-2:])]
        return Terms(tuple(blocks))

    def rows_of(self, term: int) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
        """The rows that contain a term, and how often."""
        found = [block.find(term) for block in self.blocks]
        if len(found) == 1:
            return found[0]
        empty = np.empty(0, np.uint32)
        return np.concatenate([empty, *(rows for rows, _ in found)]), np.concatenate([empty, *(n for _, n in found)])


@dataclass(frozen=True, slots=True)
class Collection:
    """The passages that make up one collection, with its statistics: number of passages, K(d) of each row."""

    mask: Mask
    size: int
    saturation: Scores

    @classmethod
    def of(cls, mask: Mask, lengths: npt.NDArray[np.uint32], k1: float = K1, b: float = B) -> Collection:
        """From a mask over all rows and the lengths of all rows, both of shape (rows,)."""
        size = int(mask.sum())
        average = (lengths[mask].sum() / size if size else 0.0) or 1.0
        return cls(mask, size, k1 * (1.0 - b + b * lengths / average))


def bm25(terms: Terms, collection: Collection, tokens: Sequence[str]) -> Scores:
    """The score of every row for a query, shape (rows,); 0 outside the collection and where no term occurs."""
    scores = np.zeros(len(collection.mask))
    for token, times in Counter(tokens).items():
        rows, counts = terms.rows_of(term_hash(token))
        inside = collection.mask[rows]
        rows, counts = rows[inside], counts[inside]
        idf = math.log(1.0 + (collection.size - len(rows) + 0.5) / (len(rows) + 0.5))
        scores[rows] += times * idf * counts / (counts + collection.saturation[rows])
    return scores
