"""One search: dense and lexical ranks of one snapshot, fused, and the best of them refined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.embedding.base import Vectors
from index.models import Hit, QueryVariant, SearchFilter
from index.refine import Candidate, refine
from index.search import Ranks, fuse, rankings
from index.store.dense import DenseSearch, VectorCache
from index.store.lexical import Mask, Scores, bm25
from index.store.snapshot import Snapshot
from index.store.vectors import VectorIndex
from index.store.view import View
from index.tokens import tokenize

REFINED = 30
"""Passages of the fused ranking that are looked at sentence by sentence."""


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
    words = [_lexical(view, variant, mask) for variant in question.variants]
    found: list[Ranks[int]] = [
        Ranks(
            variant.language,
            {language: ranked[i] for language, ranked in dense.items()},
            best_rows(words[i], question.depth),
        )
        for i, variant in enumerate(question.variants)
    ]
    fused = [row for row, _ in fuse(rankings(found))[: max(REFINED, question.k)]]
    candidates = [_candidate(snapshot, view, cache, question, words, row) for row in fused]
    similarity = {candidate.key: max(candidate.passage, candidate.sentence) for candidate in candidates}
    return [
        Hit(rank, snapshot.passage(*view.place(row)), score, similarity[row])
        for rank, (row, score) in enumerate(refine(candidates)[: question.k], 1)
    ]


def _candidate(
    snapshot: Snapshot, view: View, cache: VectorCache, question: Question, words: Sequence[Scores], row: int
) -> Candidate[int]:
    revision, position = view.place(row)
    sentences = cache.sentences(snapshot, view.placed[revision]).of(position)
    mean = sentences.mean(axis=0)
    mean /= max(float(np.linalg.norm(mean)), 1e-12)
    language = view.language(row)
    return Candidate(
        key=row,
        language=language,
        passage=float(np.max(question.vectors @ mean)),
        sentence=float(np.max(sentences @ question.vectors.T)),
        words=tuple(
            float(scores[row])
            for variant, scores in zip(question.variants, words, strict=True)
            if variant.language == language
        ),
        asks=view.asks(row),
    )


def _lexical(view: View, variant: QueryVariant, mask: Mask | None) -> Scores:
    scores = bm25(view.terms, view.collections[variant.language], tokenize(variant.text))
    return scores if mask is None else np.where(mask, scores, 0.0)


def best_rows(scores: Scores, depth: int) -> list[int]:
    """The rows with the highest positive scores, at most `depth`; a tie goes to the earlier row."""
    rows = np.flatnonzero(scores)
    if len(rows) > depth:
        lowest = np.partition(scores[rows], len(rows) - depth)[len(rows) - depth]
        rows = rows[scores[rows] >= lowest]
    return [int(row) for row in rows[np.lexsort((rows, -scores[rows]))][:depth]]
