"""One search: dense and lexical ranks of one snapshot, fused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.embedding.base import Vectors
from index.models import Hit, QueryVariant, SearchFilter
from index.search import Ranks, fuse, rankings, similarities
from index.store.dense import DenseSearch, VectorCache
from index.store.lexical import Mask, Scores, bm25
from index.store.snapshot import Snapshot
from index.store.vectors import VectorIndex
from index.store.view import View
from index.tokens import tokenize


@dataclass(frozen=True, slots=True)
class Question:
    """What to search for: wordings, their vectors in the same order, and how much."""

    variants: Sequence[QueryVariant]
    vectors: Vectors
    where: SearchFilter
    k: int
    depth: int


def find(
    snapshot: Snapshot, view: View, cache: VectorCache, index: VectorIndex | None, question: Question
) -> list[Hit]:
    """The best passages; every part of the search sees the same generation, that of the snapshot."""
    mask = view.admitted(question.where) if question.where else None
    dense = DenseSearch(snapshot, view, cache, index).nearest(question.vectors, mask, question.depth)
    found: list[Ranks[int]] = [
        Ranks(
            variant.language,
            {language: ranked[i] for language, ranked in dense.items()},
            _lexical(view, variant, mask, question.depth),
        )
        for i, variant in enumerate(question.variants)
    ]
    similarity = similarities(found)
    return [
        Hit(rank, snapshot.passage(*view.place(row)), score, similarity.get(row))
        for rank, (row, score) in enumerate(fuse(rankings(found))[: question.k], 1)
    ]


def _lexical(view: View, variant: QueryVariant, mask: Mask | None, depth: int) -> list[int]:
    scores = bm25(view.terms, view.collections[variant.language], tokenize(variant.text))
    return best_rows(scores if mask is None else np.where(mask, scores, 0.0), depth)


def best_rows(scores: Scores, depth: int) -> list[int]:
    """The rows with the highest positive scores, at most `depth`; a tie goes to the earlier row."""
    rows = np.flatnonzero(scores)
    if len(rows) > depth:
        lowest = np.partition(scores[rows], len(rows) - depth)[len(rows) - depth]
        rows = rows[scores[rows] >= lowest]
    return [int(row) for row in rows[np.lexsort((rows, -scores[rows]))][:depth]]
