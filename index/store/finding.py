"""One search: dense and lexical ranks of one snapshot, fused, and the best of them refined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.embedding.base import Vectors
from index.models import Hit, Language, QueryVariant, SearchFilter
from index.refine import Candidate, refine
from index.search import RRF_K, Ranks, fuse, rankings
from index.store.dense import DenseSearch, VectorCache
from index.store.lexical import Collection, Mask, Scores, bm25
from index.store.snapshot import Snapshot
from index.store.vectors import VectorIndex
from index.store.view import View
from index.tokens import tokenize

REFINED = 30
"""Passages of each fused ranking that are looked at sentence by sentence."""
_A_LANGUAGE = 0.1
"""Share of the passages searched below which a language has turns only with the most similar sentence."""


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
    """The best passages; every part of the search sees the same generation, that of the snapshot.

    In a mixed library each language is ranked by itself, and the rankings are fused by reciprocal rank, so that they
    take turns: similarities and BM25 scores cannot be compared between languages. The language with the most similar
    sentence has the first turn; one that makes up little of what is searched (a quotation in a call) has turns only
    then, and comes last otherwise.
    """
    mask = view.admitted(question.where) if question.where else None
    dense = DenseSearch(snapshot, view, cache, index).nearest(question.vectors, mask, question.depth)
    collections = _collections(view, question)
    words = [_lexical(view, collections[variant.language], variant, mask) for variant in question.variants]
    groups: list[_Group] = []
    for language, near in dense.items():
        found: list[Ranks[int]] = [
            Ranks(
                variant.language,
                {language: near[i]},
                best_rows(words[i], question.depth) if variant.language == language else (),
            )
            for i, variant in enumerate(question.variants)
        ]
        fused = fuse(rankings(found))[: max(REFINED, question.k)]
        candidates = [_candidate(snapshot, view, cache, question, words, row) for row, _ in fused]
        groups.append(_Group(language, refine(candidates), {each.key: _similarity(each) for each in candidates}))
    similarity = {row: cosine for group in groups for row, cosine in group.similarity.items()}
    return [
        Hit(rank, snapshot.passage(*view.place(row)), score, similarity[row])
        for rank, (row, score) in enumerate(_together(groups, view, mask)[: question.k], 1)
    ]


@dataclass(frozen=True, slots=True)
class _Group:
    """The passages of one language: their order with scores, and their similarities."""

    language: Language
    refined: list[tuple[int, float]]
    similarity: dict[int, float]


def _together(groups: list[_Group], view: View, mask: Mask | None) -> list[tuple[int, float]]:
    """The passages of all languages in one order."""
    if len(groups) < 2:
        return groups[0].refined if groups else []
    groups = sorted(groups, key=lambda group: -max(group.similarity.values()))
    sizes = [_size(view.in_language(group.language), mask) for group in groups]
    turns: list[list[int]] = []
    last: list[int] = []
    for i, group in enumerate(groups):
        rows = [row for row, _ in group.refined]
        if i == 0 or sizes[i] >= _A_LANGUAGE * sum(sizes):
            turns.append(rows)
        else:
            last += rows
    fused = fuse(turns)
    return fused + [(row, 1.0 / (RRF_K + rank)) for rank, row in enumerate(last, len(fused) + 1)]


def _size(rows: Mask, mask: Mask | None) -> int:
    return int((rows if mask is None else rows & mask).sum())


def _similarity(candidate: Candidate[int]) -> float:
    return max(candidate.passage, candidate.sentence)


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


def _collections(view: View, question: Question) -> Mapping[Language, Collection]:
    """What words are counted in: the calls searched, so that what else the library holds does not change their order."""
    calls = SearchFilter(transcripts=question.where.transcripts, periods=question.where.periods)
    if not calls:
        return view.collections
    mask = view.admitted(calls)
    languages = {variant.language for variant in question.variants}
    return {language: Collection.of(view.in_language(language) & mask, view.lengths) for language in languages}


def _lexical(view: View, collection: Collection, variant: QueryVariant, mask: Mask | None) -> Scores:
    scores = bm25(view.terms, collection, tokenize(variant.text))
    return scores if mask is None else np.where(mask, scores, 0.0)


def best_rows(scores: Scores, depth: int) -> list[int]:
    """The rows with the highest positive scores, at most `depth`; a tie goes to the earlier row."""
    rows = np.flatnonzero(scores)
    if len(rows) > depth:
        lowest = np.partition(scores[rows], len(rows) - depth)[len(rows) - depth]
        rows = rows[scores[rows] >= lowest]
    return [int(row) for row in rows[np.lexsort((rows, -scores[rows]))][:depth]]
