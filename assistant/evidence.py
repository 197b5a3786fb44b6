"""Which sentences of the passages found bear on the question.

Each candidate sentence gets three scores between 0 and 1: how near its embedding is to the question's, how much of
the question's vocabulary it holds (weighted so that words found in few candidates count more), and the rank of its
passage. The best ones are kept, with the sentence before them where they begin by pointing back at it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.orders import speaks_to_models
from index.embedding.base import Vectors
from index.models import Hit, Passage, QueryVariant
from index.sentences import split
from index.tokens import tokenize

# Chosen on the development half of the shipped question sets: quotes that answer, at the same precision.
WEIGHTS = {"dense": 0.4, "lexical": 0.5, "rank": 0.1}

BEFORE, AFTER = 1, 2
"""How many sentences around one that answers may be quoted with it."""

_GAP = 3
"""Characters of white space between two sentences that follow each other, at most."""

_POINTS_BACK = re.compile(
    r"(?:this|these|that|those|it|they|he|she|such|the former|the latter)\b|[这该其它他她此]|同时|前者|后者",
    re.IGNORECASE,
)


_COUNTS = {
    **{word: n for n, word in enumerate("two three four five six".split(), 2)},
    **{word: n for n, word in enumerate("二三四五六", 2)},
    "两": 2, "兩": 2, "several": 3, "几": 3, "幾": 3,
}  # fmt: skip
_ANNOUNCES = re.compile(
    r"\b(two|three|four|five|six|several)\s+(?:\w+\s+){0,2}"
    r"(?:things|pieces|parts|reasons|factors|drivers|priorities|charges|items|points|components|areas|buckets|steps|questions|headwinds|tailwinds)\b"
    r"|([二两兩三四五六几幾])(?:大|个|個|项|項|点|點|方面|类|類|部分|件事|步)",
    re.IGNORECASE,
)
"""A sentence that announces a list, and how many items it will have."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence of a passage; `text == source[start:end]` of the passage's transcript.

    `score` is between 0 and 1; `similarity` the cosine of the sentence with the nearest variant; `coverage` the
    weighted share of the question's words (same language) that the sentence holds.
    """

    passage: Passage
    start: int
    end: int
    text: str
    score: float
    similarity: float
    coverage: float
    rank: int

    @property
    def position(self) -> tuple[str, int]:
        """Reading order."""
        return self.passage.transcript_id, self.start


def candidates(hits: Sequence[Hit]) -> list[Evidence]:
    """Every sentence of the passages, best passage first, unscored."""
    return [
        Evidence(p, p.start + start, p.start + end, p.text[start:end], 0.0, 0.0, 0.0, hit.rank)
        for hit in hits
        for p in (hit.passage,)
        for start, end in split(p.text) or [(0, len(p.text))]
    ]


def _coverages(sentences: Sequence[Evidence], variants: Sequence[QueryVariant]) -> list[float]:
    """Weighted share of a variant's tokens in each sentence, for the best variant in the sentence's language."""
    bags = [set(tokenize(e.text)) for e in sentences]
    frequency = Counter(token for bag in bags for token in bag)
    wordings = [
        (variant.language, {t: math.log(1 + len(bags) / (0.5 + frequency[t])) for t in set(tokenize(variant.text))})
        for variant in variants
    ]

    def coverage(evidence: Evidence, bag: set[str]) -> float:
        shares = [
            sum(weight for token, weight in weights.items() if token in bag) / sum(weights.values())
            for language, weights in wordings
            if weights and language == evidence.passage.language
        ]
        return max(shares, default=0.0)

    return [coverage(evidence, bag) for evidence, bag in zip(sentences, bags, strict=True)]


def score(
    hits: Sequence[Hit], variants: Sequence[QueryVariant], queries: Vectors, vectors: Sequence[Vectors]
) -> list[Evidence]:
    """All sentences of the hits with their scores, best first, without those that speak to language models.

    `queries` has one row a variant; `vectors[i]` one row for each sentence of hit i, in order.
    """
    sentences = candidates(hits)
    if not sentences:
        return []
    similarities = np.max(np.concatenate(vectors) @ queries.T, axis=1)
    low, high = float(similarities.min()), float(similarities.max())
    spread = (high - low) or 1.0
    scored = [
        replace(
            evidence,
            similarity=float(similarity),
            coverage=coverage,
            score=WEIGHTS["dense"] * (float(similarity) - low) / spread
            + WEIGHTS["lexical"] * coverage
            + WEIGHTS["rank"] / evidence.rank,
        )
        for evidence, similarity, coverage in zip(sentences, similarities, _coverages(sentences, variants), strict=True)
    ]
    return sorted((e for e in scored if not speaks_to_models(e.text)), key=lambda e: (-e.score, e.position))


def of_best_turn(scored: Sequence[Evidence]) -> list[Evidence]:
    """Only what stands in the turn of the best sentence: "who asked" has one answer, the others asked something else."""
    turns = {(e.passage.transcript_id, e.passage.turn) for e in scored[:1]}
    return [e for e in scored if (e.passage.transcript_id, e.passage.turn) in turns]


def select(scored: Sequence[Evidence], limit: int) -> list[Evidence]:
    """The best `limit` sentences in reading order, with the one before each that points back at it."""
    chosen = list(scored[:limit])
    places = Places(scored)
    for evidence in list(chosen):
        if _POINTS_BACK.match(evidence.text):
            before = places.before(evidence)
            if before is not None and before not in chosen and len(chosen) < limit + 2:
                chosen.append(before)
    return sorted(chosen, key=lambda e: e.position)


def with_lists(chosen: Sequence[Evidence], scored: Sequence[Evidence]) -> list[Evidence]:
    """The chosen sentences, and behind one that announces a list ("three charges") as many of those that follow it."""
    places = Places(scored)
    found = list(chosen)
    kept = {e.position for e in chosen}
    for evidence in chosen:
        announced = _ANNOUNCES.search(evidence.text)
        following: Evidence | None = evidence
        for _ in range(_COUNTS[(announced[1] or announced[2]).lower()] if announced else 0):
            following = following and places.after(following)
            if following is not None and following.position not in kept:
                kept.add(following.position)
                found.append(following)
    return sorted(found, key=lambda e: e.position)


def widened(chosen: Sequence[Evidence], scored: Sequence[Evidence], least: float) -> list[Evidence]:
    """The chosen sentences in reading order, each with its neighbours that may bear on the question, those that touch as one.

    A neighbour is one of up to `BEFORE` sentences before and `AFTER` behind in the same passage, each scoring at least
    `least`, up to the first that does not: an answer often runs over two sentences, or names its subject in the one before.
    """
    places = Places(list({e.position: e for e in scored}.values()))
    kept = {e.position: e for e in chosen}
    for evidence in chosen:
        for steps, step in ((BEFORE, places.before), (AFTER, places.after)):
            at: Evidence | None = evidence
            for _ in range(steps):
                at = step(at) if at is not None else None
                if at is None or at.score < least or at.passage.id != evidence.passage.id:
                    break
                kept.setdefault(at.position, at)
    return joined(sorted(kept.values(), key=lambda e: e.position))


def joined(sentences: Sequence[Evidence]) -> list[Evidence]:
    """Sentences in reading order, those that follow each other in one passage as one piece of evidence."""
    found: list[Evidence] = []
    for evidence in sentences:
        last = found[-1] if found else None
        if last is None or last.passage.id != evidence.passage.id or not 0 <= evidence.start - last.end <= _GAP:
            found.append(evidence)
            continue
        passage = evidence.passage
        text = passage.text[last.start - passage.start : evidence.end - passage.start]
        found[-1] = replace(last, end=evidence.end, text=text, score=max(last.score, evidence.score))
    return found


def sentences_of(evidence: Evidence) -> list[Evidence]:
    """The sentences of a piece of evidence, in order."""
    spans = split(evidence.text) or [(0, len(evidence.text))]
    return [
        replace(evidence, start=evidence.start + start, end=evidence.start + end, text=evidence.text[start:end])
        for start, end in spans
    ]


class Places:
    """Sentences by where they stand, to find the one before or behind another in the same turn."""

    def __init__(self, sentences: Sequence[Evidence]) -> None:
        self._starts = {(e.passage.transcript_id, e.passage.turn, e.start): e for e in sentences}
        self._ends = {(e.passage.transcript_id, e.passage.turn, e.end): e for e in sentences}

    def before(self, evidence: Evidence) -> Evidence | None:
        """The sentence that ends where this one begins."""
        passage = evidence.passage
        ends = ((passage.transcript_id, passage.turn, evidence.start - gap) for gap in range(_GAP + 1))
        return next((self._ends[place] for place in ends if place in self._ends), None)

    def after(self, evidence: Evidence) -> Evidence | None:
        """The sentence that begins where this one ends."""
        passage = evidence.passage
        starts = ((passage.transcript_id, passage.turn, evidence.end + gap) for gap in range(_GAP + 1))
        return next((self._starts[place] for place in starts if place in self._starts), None)
