"""The sentences of a call on a topic: those that name it in either language, or failing that mean it unmistakably."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant import glossary
from assistant.analysis.metrics import find_metrics
from assistant.analysis.quotes import CallInfo, Quote
from index.embedding.base import Vectors
from index.language import detect
from index.library import Library
from index.models import Kind, QueryVariant, Transcript
from index.sentences import split
from index.text import find_all
from index.tokens import tokenize

STANDS_OUT = 3.2
"""Standard deviations above a call's mean similarity from which a sentence that does not name the topic means it."""
_WEAK = 0.5
"""What a general word of the topic ("guidance") counts beside a telling one ("capex")."""
_NAMED = 2.0
"""What naming the topic counts beside one standard deviation of similarity."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a topic with all its forms in both languages; a `weak` one is too general to be the topic."""

    forms: tuple[str, ...]
    weak: bool = False

    def stands_in(self, text: str) -> bool:
        """Whether any form does."""
        return any(find_all(form, text) for form in self.forms)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as asked: its words with their forms, and its wordings to search with."""

    text: str
    terms: tuple[Term, ...]
    wordings: tuple[str, ...]

    def share(self, sentence: str) -> float:
        """How much of the topic's words stand in a sentence: 0 none, 1 all; 0 where no telling one does."""
        if not self.terms:
            return 0.0
        telling = [term for term in self.terms if not term.weak] or list(self.terms)
        if not any(term.stands_in(sentence) for term in telling):
            return 0.0
        weights = [(_WEAK if term.weak else 1.0, term.stands_in(sentence)) for term in self.terms]
        return sum(weight for weight, there in weights if there) / sum(weight for weight, _ in weights)


@dataclass(frozen=True, slots=True)
class Relevant:
    """A sentence on the topic. `named` where it holds a telling word of it, else it was found by meaning alone."""

    quote: Quote
    score: float
    named: bool
    vector: Vectors = field(compare=False, repr=False)


def read_topic(text: str) -> Topic:
    """The topic's words: known ones with all forms, and the others as they stand."""
    language = detect(text)
    terms: list[Term] = []
    covered: list[tuple[int, int]] = []
    for found in find_metrics(text):
        terms.append(Term(found.metric.forms))
        covered.append((found.start, found.end))
    for match in glossary.find(text, language):
        if not any(match.start < end and start < match.end for start, end in covered):
            forms = tuple(dict.fromkeys(f for e in match.entries for f in (*e.english, *e.chinese)))
            terms.append(Term((match.text, *forms), all(entry.weak for entry in match.entries)))
            covered.append((match.start, match.end))
    rest = "".join(" " if any(a <= i < b for a, b in covered) else c for i, c in enumerate(text))
    words = rest.split() if language == "en" else [piece for piece in rest.split() if len(piece) > 1]
    terms += [Term((word.strip(".,?!\"'"),)) for word in words if tokenize(word)]
    other = glossary.bag_in("zh" if language == "en" else "en", text, language, {})
    return Topic(text, tuple(terms), tuple(filter(None, (text, other))))


def sentences_on(library: Library, transcript: Transcript, topic: Topic, most: int) -> list[Relevant]:
    """What executives say on a topic, best first, at most `most` sentences; none where the call has nothing on it."""
    turns = {
        turn.number: turn
        for turn in transcript.turns
        if turn.speaker is not None and turn.speaker.kind is Kind.EXECUTIVE
    }
    passages = [passage for passage in library.passages(transcript.id) if passage.turn in turns]
    if not passages:
        return []
    queries = library.embedder.embed_queries(list(topic.wordings))
    call = CallInfo.of(transcript)
    quotes: list[Quote] = []
    rows: list[Vectors] = []
    for passage, vectors in zip(passages, library.sentence_vectors(passages), strict=True):
        turn = turns[passage.turn]
        at = passage.start - turn.start
        for (start, end), vector in zip(split(passage.text) or [(0, len(passage.text))], vectors, strict=True):
            quotes.append(Quote.within(call, turn, at + start, at + end))
            rows.append(vector)
    near = np.max(np.array(rows) @ queries.T, axis=1)
    deviation = (near - near.mean()) / (float(near.std()) or 1.0)
    found = []
    for quote, vector, away in zip(quotes, rows, deviation, strict=True):
        share = topic.share(quote.text)
        if share or away >= STANDS_OUT:
            found.append(Relevant(quote, float(away) + _NAMED * share, share > 0, vector))
    if any(one.named for one in found):
        found = [one for one in found if one.named]
    return sorted(found, key=lambda one: (-one.score, one.quote.start))[:most]


def variants(topic: Topic) -> list[QueryVariant]:
    """The topic's wordings for a search of the library."""
    return [QueryVariant(wording, detect(wording)) for wording in topic.wordings]


def similar(one: Sequence[Relevant], other: Sequence[Relevant]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """How alike sentences of two calls are, between 0 and 1; shape (len(one), len(other)).

    Meaning (embeddings, which lie close together: .8 is unrelated) and, within a language, shared words without numbers,
    so that a sentence with a new figure stays the same sentence.
    """
    if not one or not other:
        return np.zeros((len(one), len(other)))
    cosine = np.array([r.vector for r in one]) @ np.array([r.vector for r in other]).T
    meaning = np.clip((cosine.astype(np.float64) - _UNRELATED) / (1 - _UNRELATED), 0.0, 1.0)
    words = [[_words(r.quote.text) for r in side] for side in (one, other)]
    alike = np.array(
        [
            [
                _dice(a, b) if r.quote.call.language == s.quote.call.language else meaning[i, j]
                for j, (s, b) in enumerate(zip(other, words[1], strict=True))
            ]
            for i, (r, a) in enumerate(zip(one, words[0], strict=True))
        ]
    )
    mean: np.ndarray[tuple[int, ...], np.dtype[np.float64]] = (meaning + alike) / 2
    return mean


_UNRELATED = 0.8


def _words(text: str) -> frozenset[str]:
    return frozenset(token for token in tokenize(text) if not any(c.isdigit() for c in token))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
