"""From one file to one committed transcript."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from index.embedding.base import Embedder, Vectors
from index.errors import InputError
from index.keys import Marker
from index.models import Metadata, Transcript
from index.naming import Naming
from index.passages import PassageSize
from index.reading import printable, read_bytes
from index.store import codec
from index.store.catalog import Catalog
from index.store.manifest import Manifest
from index.store.records import FileOutcome, Status
from index.store.sentences import SentenceVectors
from index.store.snapshot import Entry, Snapshot, Stored
from index.store.work import READER_FAULTS, Job, Prepared, Progress, Ready, digests_of, embed_missing, prepare

_AN_EDIT = 0.5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ingestor:
    """Brings files into a catalog, each in one transaction. The caller holds the writer's lock."""

    catalog: Catalog
    embedder: Embedder
    size: PassageSize
    marker: Marker | None = None

    def job(self, path: Path, overrides: Metadata | None) -> Job | FileOutcome:
        """What there is to do for a file; its outcome where it is unchanged or cannot be read."""
        name = path_name(path)
        try:
            raw = read_bytes(path)
        except InputError as error:
            return FileOutcome(name, "failed", reason=str(error))
        with self.catalog.read() as snapshot:
            before = snapshot.at_path(name)
            if before is None:
                return Job(path, raw, overrides or Metadata())
            if before.sha256 == hashlib.sha256(raw).hexdigest() and _same(before, overrides):
                return _outcome(snapshot, before.id, name, "unchanged")
            embedded = frozenset(digests_of(snapshot.digests(before.revision)))
            return Job(path, raw, overrides or Metadata(), embedded)

    def store(self, ready: Ready, overrides: Metadata | None, progress: Progress) -> FileOutcome:
        """Commit what is in a file; one that cannot be read comes back as failed, with the reason.

        Passages that neither the library nor `ready` has vectors of are embedded here.
        StoreError or ModelError where the fault is not the file's.
        """
        from index.formats import parse  # noqa: PLC0415 - only writers need it

        name = path_name(ready.path)
        if ready.prepared is None:
            if ready.fault is not None:
                _log.warning("The reader failed on %s\n%s", printable(name), ready.fault)
            return FileOutcome(name, "failed", reason=ready.failure)
        with self.catalog.read() as snapshot:
            before = snapshot.at_path(name)
            if before is not None and before.sha256 == ready.sha256 and _same(before, overrides):
                return _outcome(snapshot, before.id, name, "unchanged")
            wanted = self._corrections(snapshot, ready.prepared, before, overrides or Metadata())
        prepared = ready.prepared
        if wanted != (overrides or Metadata()):
            try:
                prepared = prepare(parse(ready.text, wanted), self.size, self.marker)
            except (InputError, *READER_FAULTS) as error:
                _log.warning("The reader failed on %s", printable(name), exc_info=error)
                return FileOutcome(name, "failed", reason=f"{printable(name)} could not be read ({error!r:.200}).")
        return self._commit(prepared, ready, name, wanted, before, overrides, progress)

    def known(self) -> set[str]:
        """The ids of all transcripts."""
        with self.catalog.read() as snapshot:
            return {stored.id for stored in snapshot.stored()}

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
        except (InputError, *READER_FAULTS) as error:
            _log.warning("The reader failed on the stored text of %s", stored.id, exc_info=error)
            if before is None:
                raise InputError(f"The stored text of {stored.id} could not be understood.") from error
            transcript, note = before, "It could not be read anew; its turns are those found before."
        transcript = replace(transcript, id=stored.id, notes=(*transcript.notes, *([note] if note else [])))
        prepared = prepare(transcript, self.size, self.marker)
        return self._entry(prepared, stored.path, stored.sha256, stored.overrides, text, reusable, progress)

    def _corrections(self, snapshot: Snapshot, prepared: Prepared, before: Stored | None, given: Metadata) -> Metadata:
        """The corrections that apply to a file.

        Those given for an earlier state of the file stay in force while it is the same call, not when another call has
        been saved under its name.
        """
        known = snapshot.with_id(prepared.transcript.id)
        if known is None and before is not None and before.overrides != Metadata():
            old = {passage.text for passage in snapshot.passages(before.revision)}
            new = [passage.text for passage in prepared.passages]
            known = before if sum(text in old for text in new) >= _AN_EDIT * len(new) else None
        return codec.overlay(known.overrides, given) if known is not None else given

    def _commit(
        self,
        prepared: Prepared,
        ready: Ready,
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
        reusable |= ready.vectors
        path = twin.path if twin is not None and elsewhere and Path(twin.path).exists() else name
        entry = self._entry(prepared, path, ready.sha256, wanted, ready.text, reusable, progress)
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
        found = {**reusable, **embed_missing(self.embedder, prepared, reusable, progress)}
        vectors = SentenceVectors.join([found[digest] for digest in prepared.digests])
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
    keys = digests_of(snapshot.digests(stored.revision))
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
