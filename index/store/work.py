"""The part of an ingest that needs no catalog: from the bytes of a file to its passages and their vectors.

It runs in this process or in any other that has TurnCite installed; what goes in and out can be pickled.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.embedding.base import Embedder, Vectors
from index.errors import InputError, UnreadableFile
from index.keys import Marker
from index.models import Metadata, Passage, Transcript
from index.passages import PassageSize, build_passages
from index.reading import decode_source, printable
from index.sentences import split
from index.store.lexical import Postings
from index.store.turns import turn_keys

Progress = Callable[[int, int], None]
"""Called with the number of passages embedded and of all passages of the file that are to be embedded."""
READER_FAULTS = (ArithmeticError, LookupError, RecursionError, ValueError)

_DIGEST = 16
_SLICE = 64
"""Passages embedded between two reports of progress; large enough for the embedder to sort by length."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A transcript cut into passages, with everything but its vectors. Needs neither a store nor a model to make."""

    transcript: Transcript
    passages: tuple[Passage, ...]
    digests: tuple[bytes, ...]
    postings: bytes
    keys: bytes
    marker: str | None


@dataclass(frozen=True, slots=True)
class Job:
    """One file: its bytes as read, the corrections given with it, and the digests of passages embedded before."""

    path: Path
    raw: bytes
    overrides: Metadata
    embedded: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class Ready:
    """What came of a job: what is in the file, and vectors by digest of a passage; or why it cannot be read.

    `fault` is the trace of a fault in the reader, for the log.
    """

    path: Path
    sha256: str
    text: str = ""
    prepared: Prepared | None = None
    vectors: Mapping[bytes, Vectors] = field(default_factory=dict)
    failure: str | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What is done with every job. Transcripts whose id is `known` are in the library, so they are not embedded."""

    embedder: Embedder
    size: PassageSize
    known: set[str]
    marker: Marker | None = None

    def __call__(self, job: Job, progress: Progress | None = None) -> Ready:
        """Read a file, cut it into passages and embed them. ModelError where the fault is not the file's."""
        from index.formats import parse  # noqa: PLC0415 - only writers need it

        name = printable(job.path.name)
        sha256 = hashlib.sha256(job.raw).hexdigest()
        try:
            source = decode_source(job.path, job.raw)
            transcript = parse(source.text, job.overrides)
            if not transcript.source.strip():
                raise UnreadableFile(f"{name} holds no text.", "Give a file that holds a transcript.")
            prepared = prepare(transcript, self.size, self.marker)
            if not prepared.passages:
                raise UnreadableFile(f"{name} holds nothing to search.", "Give a transcript.")
        except InputError as error:
            return Ready(job.path, sha256, failure=str(error))
        except READER_FAULTS as error:
            reason = f"{name} could not be understood ({error!r:.200})."
            return Ready(job.path, sha256, failure=reason, fault=traceback.format_exc())
        known = transcript.id in self.known
        vectors = {} if known else embed_missing(self.embedder, prepared, job.embedded, progress)
        return Ready(job.path, sha256, source.text, prepared, vectors)


def indexed_text(passage: Passage) -> str:
    """What the lexical index holds of a passage; only its text is ever cited.

    The header is left out of what is embedded: it makes passages of one speaker alike, which costs recall.
    """
    return f"{passage.header}\n{passage.text}" if passage.header else passage.text


def sentences(passage: Passage) -> list[str]:
    """What is embedded of a passage: its sentences, the whole where nothing can be split."""
    return [passage.text[start:end] for start, end in split(passage.text)] or [passage.text]


def prepare(transcript: Transcript, size: PassageSize, marker: Marker | None = None) -> Prepared:
    """Passages, digests of what is embedded, postings and keys of turns of a transcript."""
    from index.tokens import tokenize  # noqa: PLC0415 - readers of the library do not need it

    passages = tuple(build_passages(transcript, size))
    texts = [indexed_text(passage) for passage in passages]
    return Prepared(
        transcript=transcript,
        passages=passages,
        digests=tuple(hashlib.blake2b(p.text.encode(), digest_size=_DIGEST).digest() for p in passages),
        postings=Postings.build([tokenize(text) for text in texts]).to_bytes(),
        keys=turn_keys(transcript.source, passages, marker).to_bytes(),
        marker=None if marker is None else marker.version,
    )


def digests_of(stored: bytes) -> list[bytes]:
    """The digests of a revision's passages, in order, from how they are stored."""
    return [stored[i : i + _DIGEST] for i in range(0, len(stored), _DIGEST)]


def embed_missing(
    embedder: Embedder, prepared: Prepared, known: Container[bytes], progress: Progress | None = None
) -> dict[bytes, Vectors]:
    """The vectors of the sentences of every passage whose digest is not `known`, each shape (sentences, dimensions)."""
    found: dict[bytes, Vectors] = {}
    missing = [i for i, digest in enumerate(prepared.digests) if digest not in known]
    for start in range(0, len(missing), _SLICE):
        part = missing[start : start + _SLICE]
        texts = [sentences(prepared.passages[i]) for i in part]
        vectors = embedder.embed_passages([text for group in texts for text in group])
        ends = np.cumsum([len(group) for group in texts])
        for i, rows in zip(part, np.split(vectors, ends[:-1]), strict=True):
            found[prepared.digests[i]] = rows
        if progress is not None:
            progress(min(start + _SLICE, len(missing)), len(missing))
    return found
