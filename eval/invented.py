"""Invented passages in any number, with words and vectors that cost nothing to make: for measurements of the store.

Nothing is embedded: vectors are random points near 32 random directions (real embeddings lie in few dimensions, too),
words are drawn by Zipf's law. Half of the calls are Chinese, half English.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import numpy as np

from index.embedding.base import Vectors
from index.models import Kind, Language, Metadata, Passage, Section, Speaker, Transcript, Turn
from index.naming import Naming
from index.store.lexical import Postings
from index.store.sentences import SentenceVectors
from index.store.snapshot import Entry
from index.store.turns import turn_keys

DIMENSIONS = 384
CALL = 200
"""Passages in a call."""
WORDS = 60
SENTENCES = 4
_TOPICS = 32
_VOCABULARY = 50_000


class RandomEmbedder:
    """Draws vectors like those of the invented passages."""

    name = "random"
    revision = "1"
    dimensions = DIMENSIONS

    def __init__(self, seed: int = 0) -> None:
        self._random = np.random.default_rng(seed)
        self._topics = np.random.default_rng(99).standard_normal((_TOPICS, DIMENSIONS)).astype(np.float32)

    def warm_up(self) -> None:
        """Nothing to load."""

    def draw(self, count: int, spread: float = 0.3) -> Vectors:
        """Shape (count, DIMENSIONS), rows of length 1."""
        weights = self._random.standard_normal((count, _TOPICS), np.float32)
        noise = self._random.standard_normal((count, DIMENSIONS), np.float32)
        vectors = weights @ self._topics + spread * np.float32(np.sqrt(_TOPICS)) * noise
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), DIMENSIONS), whatever the texts."""
        return self.draw(len(texts))

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), DIMENSIONS), whatever the texts."""
        return self.draw(len(texts))


def words(random: np.random.Generator, count: int, language: Language) -> list[str]:
    """Words by Zipf's law; the most frequent ones are stop words in real texts and are left out."""
    numbers = (random.zipf(1.15, count) + 20) % _VOCABULARY
    return [f"{'词' if language == 'zh' else 'w'}{number}" for number in numbers]


def entries(calls: int, first: int = 0) -> Iterator[Entry]:
    """Invented calls, ready to be committed."""
    random, embedder = np.random.default_rng(first), RandomEmbedder(first)
    for number in range(first, first + calls):
        language: Language = "zh" if number % 2 else "en"
        yield _entry(number, language, random, embedder)


def _entry(number: int, language: Language, random: np.random.Generator, embedder: RandomEmbedder) -> Entry:
    speakers = [Speaker(f"Speaker {i} of {number % 40}", list(Kind)[i % 3], "role") for i in range(6)]
    id_ = f"{number:016x}"
    tokens = [words(random, WORDS, language) for _ in range(CALL)]
    texts = [" ".join(said) for said in tokens]
    source = "\n".join(texts)
    turns, passages, start = [], [], 0
    for i, text in enumerate(texts):
        speaker, section, end = speakers[i % 6], Section.QA if i > CALL / 2 else Section.PREPARED, start + len(text)
        turns.append(Turn(i + 1, section, speaker, start, end, text))
        passage = Passage(f"{id_}:{i + 1:04d}:0000", id_, i + 1, 0, start, end, text, "", language, section)
        passages.append((passage, speaker))
        start = end + 1
    metadata = Metadata(f"Call {number}", f"Company {number % 40}", None, 2010 + number % 13, 1 + number % 4)
    placed = tuple(
        Passage(
            *(p.id, p.transcript_id, p.turn, p.index, p.start, p.end, p.text, p.header, p.language, p.section),
            speaker=speaker.name,
            role=speaker.role,
            kind=speaker.kind,
            period=metadata.period,
        )
        for p, speaker in passages
    )
    centres = embedder.draw(CALL)
    spoken = centres[:, None, :] + 0.02 * random.standard_normal((CALL, SENTENCES, DIMENSIONS), np.float32)
    return Entry(
        transcript=Transcript(id_, source, language, "invented", tuple(turns), metadata),
        path=f"/invented/{number}",
        sha256=f"{number:064x}",
        overrides=Metadata(),
        input=None,
        passages=placed,
        digests=os.urandom(16 * CALL),
        postings=Postings.build(tokens).to_bytes(),
        keys=turn_keys(source, placed, None).to_bytes(),
        marker=None,
        naming=Naming(),
        vectors=SentenceVectors.join(list(spoken)).to_bytes(),
        dimensions=DIMENSIONS,
    )
