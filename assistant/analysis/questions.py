"""Questions and answers of a call: who asked, in which parts, who answered, and where each part was addressed.

A part counts as addressed where a sentence of the answers to it stands out among all that executives say in the call:
by the similarity of meaning (embeddings) and the rare words it shares with the part, both measured in standard
deviations from the call's mean. Where none stands out no passage was found; whether that is for want of an answer or
of common words, nobody can tell from it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.analysis.parts import question_parts
from assistant.analysis.quotes import CallInfo, Quote
from index.embedding.base import Vectors
from index.library import Library
from index.models import Kind, Transcript, Turn
from index.sentences import split
from index.tokens import tokenize

ADDRESSED = 3.5
"""Standard deviations (of meaning, plus `_WORDS` times those of words) from which a sentence addresses a part.

Chosen by reading the shipped call and the invented one of the evaluation."""
_WORDS = 0.7
_LEAST = 3
"""Words of a sentence that can answer; "Yes." by itself says too little to be told from another."""
_POINTS_BACK = re.compile(r"\b(?:this|these|that|those|it|they|there|one|such)\b|[这该其它此]|两方面|上述", re.I)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a question, and the sentence of the answers that addresses it, if one was found.

    `score` is how far the best sentence stands out (see `ADDRESSED`), None where there was no answer at all.
    """

    question: Quote
    answer: Quote | None
    score: float | None

    def as_record(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "part": self.question.as_record(),
            "addressed": self.answer is not None,
            "answer": self.answer.as_record() if self.answer else None,
            "note": None if self.answer else "no passage found",
            "score": round(self.score, 2) if self.score is not None else None,
        }


@dataclass(frozen=True, slots=True)
class Question:
    """One analyst's question: its turns, its parts, and everybody who answered."""

    number: int
    analyst: str | None
    firm: str | None
    question: tuple[Quote, ...]
    parts: tuple[Part, ...]
    answered_by: tuple[str, ...]

    def as_record(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "question_no": self.number,
            "analyst": self.analyst,
            "firm": self.firm,
            "question": [quote.as_record() for quote in self.question],
            "parts": [part.as_record() for part in self.parts],
            "answered_by": list(self.answered_by),
        }


HEAD = ("question", "analyst", "firm", "part", "addressed", "answer", "answered by", "question turn", "answer turn")


def rows(questions: Sequence[Question]) -> list[tuple[object, ...]]:
    """One row a part, for tables."""
    return [
        (
            e.number, e.analyst, e.firm, p.question.text, "yes" if p.answer else "no passage found",
            p.answer.text if p.answer else None, (p.answer.who if p.answer else None) or ", ".join(e.answered_by),
            p.question.turn, p.answer.turn if p.answer else None,
        )
        for e in questions
        for p in e.parts
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sentence:
    turn: Turn
    start: int
    end: int
    tokens: frozenset[str]

    @property
    def text(self) -> str:
        return self.turn.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Spoken:
    """All sentences of the executives with their vectors, shape (sentences, dimensions), and weights of words."""

    sentences: tuple[_Sentence, ...]
    vectors: Vectors
    weights: dict[str, float]

    def stand_out(self, part: str, vector: Vectors) -> Floats:
        """For each sentence how far it stands out for a part."""
        near = (self.vectors @ vector).astype(np.float64)
        wanted = {token: self._weight(token) for token in set(tokenize(part))}
        total = sum(wanted.values()) or 1.0
        shared = [sum(w for token, w in wanted.items() if token in s.tokens) / total for s in self.sentences]
        return _standard(near) + _WORDS * _standard(np.array(shared, np.float64))

    def _weight(self, token: str) -> float:
        return self.weights.get(token, math.log(1 + len(self.sentences) / 0.5))


def _standard(values: Floats) -> Floats:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread else np.zeros_like(values)


def question_analysis(library: Library, transcript_id: str) -> list[Question]:
    """Every question of a call in order; none where the call has no round of questions.

    UnknownTranscript where the library holds no such call.
    """
    transcript = library.transcript(transcript_id)
    asked: dict[int, list[Turn]] = {}
    for turn in transcript.turns:
        if turn.question_no is not None and turn.part is not None:
            asked.setdefault(turn.question_no, []).append(turn)
    spoken = _executives(library, transcript)
    parts = [
        (number, turn, start, end)
        for number, turns in asked.items()
        for turn in turns
        if turn.part == "question"
        for start, end in question_parts(turn.text)
    ]
    texts = [_in_context(turn, start, end) for _, turn, start, end in parts]
    vectors = library.embedder.embed_queries(texts) if texts else np.empty((0, 0), np.float32)
    call = CallInfo.of(transcript)
    found: dict[int, list[Part]] = {}
    for (number, turn, start, end), text, vector in zip(parts, texts, vectors, strict=True):
        found.setdefault(number, []).append(_part(call, spoken, number, turn, (start, end), text, vector))
    return [_question(call, number, turns, found.get(number, ())) for number, turns in asked.items()]


def _in_context(turn: Turn, start: int, end: int) -> str:
    """A part with what stands before it in its sentence, or the sentence before, where it points back at that."""
    text = turn.text[start:end]
    if not _POINTS_BACK.search(text):
        return text
    before = [turn.text[a : min(b, start)] for a, b in split(turn.text) if a < start]
    return f"{before[-1]} {text}" if before else text


def _executives(library: Library, transcript: Transcript) -> _Spoken:
    turns = {
        turn.number: turn
        for turn in transcript.turns
        if turn.speaker is not None and turn.speaker.kind is Kind.EXECUTIVE
    }
    passages = [passage for passage in library.passages(transcript.id) if passage.turn in turns]
    sentences, vectors = [], []
    for passage, rows_ in zip(passages, library.sentence_vectors(passages), strict=True):
        turn = turns[passage.turn]
        at = passage.start - turn.start
        for (start, end), row in zip(split(passage.text) or [(0, len(passage.text))], rows_, strict=True):
            tokens = frozenset(tokenize(passage.text[start:end]))
            if len(tokens) >= _LEAST:
                sentences.append(_Sentence(turn, at + start, at + end, tokens))
                vectors.append(row)
    frequency = Counter(token for sentence in sentences for token in sentence.tokens)
    weights = {token: math.log(1 + len(sentences) / (0.5 + count)) for token, count in frequency.items()}
    return _Spoken(tuple(sentences), np.array(vectors, np.float32), weights)


def _part(
    call: CallInfo, spoken: _Spoken, number: int, turn: Turn, span: tuple[int, int], text: str, vector: Vectors
) -> Part:
    question = Quote.within(call, turn, *span)
    own = [
        i
        for i, sentence in enumerate(spoken.sentences)
        if sentence.turn.question_no == number and sentence.turn.part == "answer" and sentence.turn.number > turn.number
    ]
    if not own:
        return Part(question, None, None)
    scores = spoken.stand_out(text, vector)
    best = max(own, key=lambda i: scores[i])
    score = float(scores[best])
    if score < ADDRESSED:
        return Part(question, None, score)
    sentence = spoken.sentences[best]
    return Part(question, Quote.within(call, sentence.turn, sentence.start, sentence.end), score)


def _question(call: CallInfo, number: int, turns: Sequence[Turn], parts: Sequence[Part]) -> Question:
    asking = [turn for turn in turns if turn.part == "question"]
    speaker = asking[0].speaker if asking else None
    answering = dict.fromkeys(t.speaker.name for t in turns if t.part == "answer" and t.speaker is not None)
    return Question(
        number,
        speaker.name if speaker else None,
        (speaker.affiliation or speaker.role) if speaker else None,
        tuple(Quote.within(call, turn, 0, len(turn.text)) for turn in asking),
        tuple(parts),
        tuple(answering),
    )
