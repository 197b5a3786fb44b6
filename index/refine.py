"""The last step of a search: candidates ordered by how near their best sentence is, and how much of the words they hold.

Reciprocal rank fusion finds the right passages but orders them roughly, since it sees ranks only. Here the scores
themselves are compared, each brought to [0, 1] among the candidates of one language, so that neither the scale of a
score nor the language of a passage decides:

    score(p) = w_passage * dense(p) + w_sentence * max over sentences s of p of dense(s) + w_words * mean over wordings of bm25(p)
               - QUESTION_PENALTY if p asks or announces rather than tells

`dense` is the best cosine similarity with any wording of the question; the mean is over the wordings in the passage's
language. An analyst's question, or the operator's announcement of it, is often nearest to a question on the same
matter without answering it. The weights were measured on the development half of the shipped question sets (`make eval`).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from index.models import Language

Key = TypeVar("Key", bound=Hashable)

PASSAGE_WEIGHT = 0.4
SENTENCE_WEIGHT = 0.6
WORDS_WEIGHT = 0.8
QUESTION_PENALTY = 0.5

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Key]):
    """What is known of one passage: similarities are cosines, `words` its BM25 score for each wording in its
    language; `asks` marks what an analyst or the operator said.
    """

    key: Key
    language: Language
    passage: float
    sentence: float
    words: tuple[float, ...]
    asks: bool = False


def refine(candidates: Sequence[Candidate[Key]]) -> list[tuple[Key, float]]:
    """The candidates with their scores, best first; of equal scores the one given first."""
    scores = np.zeros(len(candidates))
    for language in {candidate.language for candidate in candidates}:
        places = [i for i, candidate in enumerate(candidates) if candidate.language == language]
        group = [candidates[i] for i in places]
        score = PASSAGE_WEIGHT * levelled([c.passage for c in group])
        score += SENTENCE_WEIGHT * levelled([c.sentence for c in group])
        wordings = list(zip(*(c.words for c in group), strict=True))
        if wordings:
            score += WORDS_WEIGHT * np.mean([levelled(column) for column in wordings], axis=0)
        scores[places] = score - QUESTION_PENALTY * np.array([c.asks for c in group])
    order = np.argsort(-scores, kind="stable")
    return [(candidates[i].key, float(scores[i])) for i in order]


def levelled(values: Sequence[float]) -> Scores:
    """The values brought to [0, 1]: 0 for the least, 1 for the greatest; all 0 where they are equal."""
    array = np.asarray(values, dtype=np.float64)
    spread = float(array.max() - array.min())
    return (array - array.min()) / spread if spread > 0 else np.zeros(len(array))
