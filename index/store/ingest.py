"""From one file to one committed transcript."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.embedding.base import Embedder, Vectors
from index.errors import InputError, UnreadableFile
from index.keys import Marker
from index.models import Metadata, Passage, Transcript
from index.naming import Naming
from index.passages import PassageSize, build_passages
from index.reading import SourceFile, printable, read_source
from index.sentences import split
from index.store import codec
from index.store.catalog import Catalog
from index.store.lexical import Postings
from index.store.manifest import Manifest
from index.store.records import FileOutcome, Status
from index.store.sentences import SentenceVectors
from index.store.snapshot import Entry, Snapshot, Stored
from index.store.turns import turn_keys

Progress = Callable[[int, int], None]
"""Called with the number of passages embedded and of all passages of the file."""

_DIGEST = 16
_SLICE = 64
"""Passages embedded between two reports of progress; large enough for the embedder to sort by length."""
_AN_EDIT = 0.5
_READER_FAULTS = (ArithmeticError, LookupError, RecursionError, ValueError)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A transcript cut into passages, with everything but its vectors. Needs neither a store nor a model to make."""

    transcript: Transcript
    passages: tuple[Passage, ...]
    digests: tuple[bytes, ...]
    postings: bytes
    keys: bytes
    marker: str | None


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


@dataclass(frozen=True, slots=True)
class Ingestor:
    """Brings files into a catalog, each in one transaction. The caller holds the writer's lock."""

    catalog: Catalog
    embedder: Embedder
    size: PassageSize
    marker: Marker | None = None

    def file(self, path: Path, overrides: Metadata | None, progress: Progress) -> FileOutcome:
        """Bring one file in; a file that cannot be read comes back as failed, with the reason.

        StoreError or ModelError where the fault is not the file's.
        """
        name = path_name(path)
        try:
            source = read_source(path)
            with self.catalog.read() as snapshot:
                before = snapshot.at_path(name)
                if before is not None and before.sha256 == source.sha256 and _same(before, overrides):
                    return _outcome(snapshot, before.id, name, "unchanged")
            prepared, wanted = self._read(source, before, overrides)
        except InputError as error:
            return FileOutcome(name, "failed", reason=str(error))
        except _READER_FAULTS as error:
            _log.warning("The reader failed on %s", printable(name), exc_info=error)
            return FileOutcome(
                name, "failed", reason=f"{printable(path.name)} could not be understood ({error!r:.200})."
            )
        return self._commit(prepared, source, name, wanted, before, overrides, progress)

    def stored(
        self,
        stored: Stored,
        text: str,
        before: Transcript | None,
        reusable: Mapping[bytes, Vectors],
        progress: Progress,
    ) -> Entry:
        """The entry for a transcript that is kept in a catalog, made anew from its stored text.

        Where the text can no longer be parsed, the transcript as parsed before is kept; without one, InputError.
        """
        from index.formats import parse  # noqa: PLC0415 - only writers need it

        note = ""
        try:
            transcript = parse(text, stored.overrides)
        except (InputError, *_READER_FAULTS) as error:
            _log.warning("The reader failed on the stored text of %s", stored.id, exc_info=error)
            if before is None:
                raise InputError(f"The stored text of {stored.id} could not be understood.") from error
            transcript, note = before, "It could not be read anew; its turns are those found before."
        transcript = replace(transcript, id=stored.id, notes=(*transcript.notes, *([note] if note else [])))
        prepared = prepare(transcript, self.size, self.marker)
        return self._entry(prepared, stored.path, stored.sha256, stored.overrides, text, reusable, progress)

    def _read(self, source: SourceFile, before: Stored | None, overrides: Metadata | None) -> tuple[Prepared, Metadata]:
        """What is in a file, and the corrections that apply to it.

        Corrections given for an earlier state of the file stay in force while it is the same call, not when another
        call has been saved under its name.
        """
        from index.formats import parse  # noqa: PLC0415 - only writers need it

        given = overrides or Metadata()
        transcript = parse(source.text, given)
        if not transcript.source.strip():
            raise UnreadableFile(
                f"{printable(source.path.name)} holds no text.", "Give a file that holds a transcript."
            )
        with self.catalog.read() as snapshot:
            known = snapshot.with_id(transcript.id)
            if known is None and before is not None and before.overrides != Metadata():
                old = {passage.text for passage in snapshot.passages(before.revision)}
                new = [passage.text for passage in build_passages(transcript, self.size)]
                known = before if sum(text in old for text in new) >= _AN_EDIT * len(new) else None
        wanted = codec.overlay(known.overrides, given) if known is not None else given
        if wanted != given:
            transcript = parse(source.text, wanted)
        prepared = prepare(transcript, self.size, self.marker)
        if not prepared.passages:
            raise UnreadableFile(f"{printable(source.path.name)} holds nothing to search.", "Give a transcript.")
        return prepared, wanted

    def _commit(
        self,
        prepared: Prepared,
        source: SourceFile,
        name: str,
        wanted: Metadata,
        before: Stored | None,
        overrides: Metadata | None,
        progress: Progress,
    ) -> FileOutcome:
        with self.catalog.read() as snapshot:
            twin = snapshot.with_id(prepared.transcript.id)
            elsewhere = twin is not None and twin.path != name
            if twin is not None and elsewhere and _same(twin, overrides):
                outcome = _outcome(snapshot, twin.id, name, "unchanged", f"the same call as {printable(twin.path)}")
                return self._settle_twin(twin, name, before, outcome)
            old = twin or before
            reusable = vectors_by_digest(snapshot, old) if old and self.same_vectors(snapshot.manifest) else {}
        path = twin.path if twin is not None and elsewhere and Path(twin.path).exists() else name
        entry = self._entry(prepared, path, source.sha256, wanted, source.text, reusable, progress)
        replaced = {stored.revision for stored in (before, twin) if stored is not None}
        self.commit(entry, replaced)
        return outcome_of(entry, "replaced" if replaced else "added")

    def _settle_twin(self, twin: Stored, name: str, before: Stored | None, outcome: FileOutcome) -> FileOutcome:
        """The content is in the library under another path: follow it if it was moved, drop what stood here before."""
        moved = not Path(twin.path).exists()
        if not moved and before is None:
            return outcome
        with self.catalog.write() as change:
            if before is not None:
                change.delete(before.revision)
            if moved:
                change.move(twin.revision, name)
            change.advance()
        if before is not None:
            return replace(outcome, status="replaced")
        return replace(outcome, reason=f"moved from {printable(twin.path)}")

    def _entry(
        self,
        prepared: Prepared,
        path: str,
        sha256: str,
        overrides: Metadata,
        text: str,
        reusable: Mapping[bytes, Vectors],
        progress: Progress,
    ) -> Entry:
        transcript = prepared.transcript
        vectors = self._embed(prepared, reusable, progress)
        return Entry(
            transcript=transcript,
            path=path,
            sha256=sha256,
            overrides=overrides,
            input=None if text == transcript.source else text,
            passages=prepared.passages,
            digests=b"".join(prepared.digests),
            postings=prepared.postings,
            keys=prepared.keys,
            marker=prepared.marker,
            naming=Naming.of(transcript.source),
            vectors=vectors.to_bytes(),
            dimensions=vectors.rows.shape[1],
        )

    def _embed(self, prepared: Prepared, reusable: Mapping[bytes, Vectors], progress: Progress) -> SentenceVectors:
        """The vectors of all sentences; those of passages that were embedded before are taken from there."""
        found = dict(reusable)
        missing = [i for i, digest in enumerate(prepared.digests) if digest not in found]
        for start in range(0, len(missing), _SLICE):
            part = missing[start : start + _SLICE]
            texts = [sentences(prepared.passages[i]) for i in part]
            vectors = self.embedder.embed_passages([text for group in texts for text in group])
            ends = np.cumsum([len(group) for group in texts])
            for i, rows in zip(part, np.split(vectors, ends[:-1]), strict=True):
                found[prepared.digests[i]] = rows
            progress(min(start + _SLICE, len(missing)), len(missing))
        return SentenceVectors.join([found[digest] for digest in prepared.digests])

    def commit(self, entry: Entry, replaced: Collection[int]) -> None:
        """Store an entry in the place of the replaced revisions, and begin the next generation."""
        manifest = Manifest.of(self.embedder, self.size).with_dimensions(entry.dimensions)
        with self.catalog.write() as change:
            built = change.manifest
            if built is None:
                change.put("manifest", manifest.to_json())
            else:
                built.require(manifest)
            for revision in replaced:
                change.delete(revision)
            change.add(entry)
            change.advance()

    def same_vectors(self, built: Manifest | None) -> bool:
        """Whether vectors of a library built like that can be used again."""
        wanted = Manifest.of(self.embedder, self.size)
        return built is not None and built.same_vectors(wanted.with_dimensions(self.embedder.dimensions))


def path_name(path: Path) -> str:
    """A path as the catalog keeps it: absolute, with undecodable bytes of the name written out."""
    absolute = os.path.abspath(path)  # noqa: PTH100 - a link is a name of its own, so it is not resolved
    return absolute.encode("utf-8", "backslashreplace").decode()


def _same(stored: Stored, overrides: Metadata | None) -> bool:
    return overrides is None or codec.overlay(stored.overrides, overrides) == stored.overrides


def vectors_by_digest(snapshot: Snapshot, stored: Stored) -> dict[bytes, Vectors]:
    """The sentence vectors of a revision's passages by the digest of the passage's text."""
    digests = snapshot.digests(stored.revision)
    keys = [digests[i : i + _DIGEST] for i in range(0, len(digests), _DIGEST)]
    vectors = SentenceVectors.from_bytes(snapshot.vectors(stored.revision), len(keys))
    return {key: vectors.of(i) for i, key in enumerate(keys)}


def _outcome(
    snapshot: Snapshot, transcript_id: str, path: str, status: Status, reason: str | None = None
) -> FileOutcome:
    info = snapshot.info(transcript_id)
    return FileOutcome(path, status, info.id, info.title, info.turns, info.passages, reason)


def outcome_of(entry: Entry, status: Status) -> FileOutcome:
    """What to report of an entry that was committed."""
    transcript = entry.transcript
    return FileOutcome(
        path=entry.path,
        status=status,
        transcript_id=transcript.id,
        title=transcript.metadata.title,
        turns=sum(turn.number > 0 for turn in transcript.turns),
        passages=len(entry.passages),
        notes=transcript.notes,
    )
