"""A language model's opinion on whether a sentence answers a question, as log-odds.

A small model that is asked to pick among numbered excerpts mostly picks by their place. Asked about one sentence at a
time it tells answers from others far better, and the probability of its "yes" says more than the word alone. All prompts
for one question share their beginning, so each costs the reading of its sentence only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from assistant.evidence import Evidence
from assistant.llm import ChatModel
from assistant.llm.base import Completion
from assistant.relevance import with_judgement
from prompts import Message, load

PROMPT = "relevant"

ALTERNATIVES = 10
"""Tokens whose probabilities are asked for; "yes" and "no" are among them with every model tried."""

UNLIKELY = -15.0
"""Log-probability of a word that is not among the alternatives."""

LIKELY = 0.5
"""A score from which on a sentence is taken for an answer, so that no further ones need be judged."""

CLEAR_YES = 1.3
"""Log-odds that one judgement in fifty exceeds (development half of the shipped sets)."""

CERTAIN = 2.0
"""Log-odds for the bare word of an endpoint that gives no probabilities."""


def judged(
    llm: ChatModel,
    question: str,
    sentences: Sequence[Evidence],
    most: int,
    further: int = 0,
    share: float = 0.0,
    enough: float = 1.0,
) -> list[Evidence]:
    """The first `most` sentences (best first) by what the model thinks of them, best first; LLMError where it fails.

    Where none of them is a likely answer, `further` sentences are judged as well. Left out unjudged are those that even a
    clear yes would not bring to `share` of the best one so far, and all after one that scores `enough`.
    """
    found: list[Evidence] = []
    best = 0.0
    for number, evidence in enumerate(sentences[: most + further]):
        if best >= (enough if number < most else LIKELY):
            break
        if with_judgement(evidence, CLEAR_YES).score < share * best:
            continue
        found.append(with_judgement(evidence, log_odds(llm, question, evidence)))
        best = max(best, found[-1].score)
    return sorted(found, key=lambda e: (-e.score, e.position))


def log_odds(llm: ChatModel, question: str, evidence: Evidence) -> float:
    """log(P(yes) / P(no)) to "does this sentence contain the answer to the question?"."""
    return read(llm.complete(messages_on(question, evidence), max_tokens=1, alternatives=ALTERNATIVES))


def messages_on(question: str, evidence: Evidence) -> list[Message]:
    """What the model is asked about one sentence."""
    speaker = evidence.passage.speaker
    sentence = f"{speaker}: {evidence.text}" if speaker else evidence.text
    return load(PROMPT).render(question=question, sentence=sentence)


def read(completion: Completion) -> float:
    """The log-odds of a reply: of its first token's alternatives, else by the word it is; 0 where it is neither."""
    if completion.first:
        return _best(completion.first, "yes") - _best(completion.first, "no")
    word = completion.text.strip().lower()
    return CERTAIN * (word.startswith("yes") - word.startswith("no"))


def _best(alternatives: Mapping[str, float], word: str) -> float:
    return max(
        (value for token, value in alternatives.items() if token.strip().lower() == word and math.isfinite(value)),
        default=UNLIKELY,
    )
