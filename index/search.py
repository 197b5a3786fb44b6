"""How ranks from several searches become one list: pure functions, without a store."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from index.models import Language

Key = TypeVar("Key", bound=Hashable)

RRF_K = 60


def fuse(rankings: Sequence[Sequence[Key]], k: int = RRF_K) -> list[tuple[Key, float]]:
    """Reciprocal rank fusion: every key that occurs in a ranking, with its score, best first.

        score(d) = sum over the rankings r that hold d of  1 / (k + rank of d in r),  ranks counted from 1

    (Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion Outperforms Condorcet and Individual Rank Learning
    Methods", SIGIR 2009, where k = 60.) Of equal scores the one with the better best rank comes first, then the one
    met first. A key that occurs twice in one ranking counts at its first place.
    """
    scores: dict[Key, float] = {}
    best: dict[Key, int] = {}
    for ranking in rankings:
        for rank, key in enumerate(dict.fromkeys(ranking), 1):
            scores[key] = scores.get(key, 0.0) + 1.0 / (k + rank)
            best[key] = min(best.get(key, rank), rank)
    return sorted(scores.items(), key=lambda item: (-item[1], best[item[0]]))


@dataclass(frozen=True, slots=True)
class Ranks(Generic[Key]):
    """What one wording of a question found.

    `dense` has for each language of the library its passages with their cosine similarity, best first; `lexical` the
    passages in the language of the wording, best first. Lexical ranks across languages are noise.
    """

    language: Language
    dense: Mapping[Language, Sequence[tuple[Key, float]]]
    lexical: Sequence[Key]


def rankings(found: Sequence[Ranks[Key]]) -> list[list[Key]]:
    """The rankings to fuse: each wording ranks all passages by similarity, and those in its own language by BM25."""
    lists: list[list[Key]] = []
    for ranks in found:
        everything = [item for passages in ranks.dense.values() for item in passages]
        lists.append([key for key, _ in sorted(everything, key=lambda item: -item[1])])
        lists.append(list(ranks.lexical))
    return [ranking for ranking in lists if ranking]
