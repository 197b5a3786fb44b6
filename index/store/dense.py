"""Dense search: Chroma where it pays, the exact product elsewhere.

Chroma answers a search without a filter over what has been published to it. Everything else is scored exactly from
the catalog's vectors: a filtered search, and transcripts that are newer than Chroma's epoch. One product with all of
100,000 vectors takes 13 ms, a tenth of them a tenth of that; Chroma's own filter takes 93 ms.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.embedding.base import Vectors
from index.models import Language
from index.store.guards import ChromaUnavailable
from index.store.lexical import Mask
from index.store.sentences import SentenceVectors
from index.store.snapshot import Snapshot
from index.store.vectors import LANGUAGES, VectorIndex, parse_vector_id
from index.store.view import Placed, View

Ranked = list[tuple[int, float]]
"""Rows with their cosine similarity, best first."""


_SENTENCES_KEPT = 64


class VectorCache:
    """Vectors that searches have needed.

    Those of passages, for exact scoring: 4 bytes a dimension, 150 MB for 100,000 of 384. Those of sentences of the 64
    transcripts last looked at, for refining: 2 bytes a dimension, about 0.6 MB a call.
    """

    def __init__(self) -> None:
        self._arrays: dict[int, Vectors] = {}
        self._sentences: dict[int, SentenceVectors] = {}
        self._path: object = None
        self._lock = threading.Lock()

    def get(self, snapshot: Snapshot, placed: Placed) -> Vectors:
        """The vectors of a revision, shape (passages, dimensions)."""
        with self._lock:
            if snapshot.path != self._path:
                self._arrays, self._sentences, self._path = {}, {}, snapshot.path
            found = self._arrays.get(placed.revision)
        if found is None:
            found = self.sentences(snapshot, placed).means()
            with self._lock:
                if snapshot.path == self._path:
                    self._arrays[placed.revision] = found
        return found

    def sentences(self, snapshot: Snapshot, placed: Placed) -> SentenceVectors:
        """The vectors of a revision's sentences."""
        with self._lock:
            if snapshot.path != self._path:
                self._arrays, self._sentences, self._path = {}, {}, snapshot.path
            found = self._sentences.pop(placed.revision, None)
            if found is not None:
                self._sentences[placed.revision] = found  # last looked at stands last
                return found
        found = SentenceVectors.from_bytes(snapshot.vectors(placed.revision), placed.passages)
        with self._lock:
            if snapshot.path == self._path:
                self._sentences[placed.revision] = found
                while len(self._sentences) > _SENTENCES_KEPT:
                    del self._sentences[next(iter(self._sentences))]
        return found

    def keep(self, view: View) -> None:
        """Forget revisions that are no longer part of the library."""
        with self._lock:
            self._arrays = {r: array for r, array in self._arrays.items() if r in view.placed}
            self._sentences = {r: found for r, found in self._sentences.items() if r in view.placed}


@dataclass(frozen=True, slots=True)
class DenseSearch:
    """Dense search over one view of the library."""

    snapshot: Snapshot
    view: View
    cache: VectorCache
    index: VectorIndex | None

    def nearest(self, queries: Vectors, mask: Mask | None, depth: int) -> dict[Language, list[Ranked]]:
        """For each language that has passages, the `depth` nearest rows to each row of `queries`.

        `mask` restricts the rows, shape (rows,); None leaves all that are alive. A tie goes to the earlier row.
        """
        found: dict[Language, list[Ranked]] = {}
        for language in LANGUAGES:
            rows = self.view.in_language(language)
            if mask is not None:
                rows = rows & mask
            if rows.any():
                found[language] = self._in_language(language, queries, rows, depth, filtered=mask is not None)
        return found

    def _in_language(
        self, language: Language, queries: Vectors, rows: Mask, depth: int, *, filtered: bool
    ) -> list[Ranked]:
        published = rows & self.view.in_chroma
        if not filtered and published.any():
            near = self._in_chroma(language, queries, published, depth)
            if near is not None:
                newer = self._exact(queries, rows & ~published, depth)
                return [_best([*a, *b], depth) for a, b in zip(near, newer, strict=True)]
        return self._exact(queries, rows, depth)

    def _in_chroma(self, language: Language, queries: Vectors, published: Mask, depth: int) -> list[Ranked] | None:
        """Chroma's neighbours, None where it cannot say or finds too few."""
        if self.index is None or self.view.epoch is None or not self.index.owns(self.view.epoch):
            return None
        spare = min(self.view.dead_in_chroma, depth)
        try:
            neighbours = self.index.query(self.view.epoch, language, queries, depth + spare)
        except ChromaUnavailable:
            return None
        found = [self._known(near, published)[:depth] for near in neighbours]
        expected = min(depth, int(published.sum()))
        return found if all(len(ranked) == expected for ranked in found) else None

    def _known(self, near: Sequence[tuple[str, float]], published: Mask) -> Ranked:
        rows = ((self.view.row(*parse_vector_id(id_)), similarity) for id_, similarity in near)
        return [(row, similarity) for row, similarity in rows if row is not None and published[row]]

    def _exact(self, queries: Vectors, rows: Mask, depth: int) -> list[Ranked]:
        chosen: list[npt.NDArray[np.int64]] = [np.empty(0, np.int64)]
        scores: list[Vectors] = [np.empty((0, len(queries)), np.float32)]
        for placed in self.view.placed.values() if rows.any() else ():
            inside = np.flatnonzero(rows[placed.offset : placed.offset + placed.passages])
            if not len(inside):
                continue
            vectors = self.cache.get(self.snapshot, placed)
            if len(inside) < placed.passages:
                vectors = vectors[inside]
            chosen.append(inside + placed.offset)
            scores.append(vectors @ queries.T)
        all_rows, all_scores = np.concatenate(chosen), np.concatenate(scores)
        return [_top(all_rows, all_scores[:, i], depth) for i in range(len(queries))]


def _best(ranked: Ranked, depth: int) -> Ranked:
    return sorted(ranked, key=lambda item: (-item[1], item[0]))[:depth]


def _top(rows: npt.NDArray[np.int64], scores: npt.NDArray[np.float32], depth: int) -> Ranked:
    if len(rows) > depth:
        lowest = np.partition(scores, len(scores) - depth)[len(scores) - depth]
        inside = scores >= lowest
        rows, scores = rows[inside], scores[inside]
    order = np.lexsort((rows, -scores))[:depth]
    return [(int(rows[i]), float(scores[i])) for i in order]
