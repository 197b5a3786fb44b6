"""The library: transcripts of calls kept in one folder, to add to, list, read and search."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from index.embedding.base import Embedder, Vectors
from index.errors import StoreCorrupt
from index.keys import Marker
from index.models import Hit, Language, Metadata, Passage, QueryVariant, SearchFilter, Speaker, Transcript
from index.naming import Naming
from index.pages import page_at
from index.passages import DEFAULT_SIZE, PassageSize
from index.store.catalog import Catalog
from index.store.chroma_embedded import EmbeddedChroma
from index.store.dense import VectorCache
from index.store.engines import ALONE, Split
from index.store.finding import Question, find
from index.store.guards import REBUILD
from index.store.lock import WriterLock
from index.store.manifest import Manifest
from index.store.records import FileOutcome, Health, IngestEvent, IngestReport, Occurrence, Original, TranscriptInfo
from index.store.snapshot import Snapshot
from index.store.turns import Lookup
from index.store.vectors import StaleEpoch, open_index
from index.store.view import View, refreshed
from index.unknown import ways_of_naming

if TYPE_CHECKING:
    from index.store.ingest import Ingestor

__all__ = [
    "FileOutcome", "Health", "IngestEvent", "IngestReport", "Library", "Occurrence", "Original", "Split", "TranscriptInfo",
]  # fmt: skip

EVERYTHING = SearchFilter()
"""The filter that admits every passage."""
DEPTH = 50
"""Passages that each ranking contributes to the fusion."""
_ATTEMPTS = 4


class Library:
    """The transcripts in one folder.

    Any number of threads and processes may read and search while one writes; each search sees one generation, in
    its dense and its lexical part alike. Nothing is opened, and no model loaded, before it is needed.

    Errors of every method: StoreMismatch where the library was built with another embedding model or passage size,
    StoreCorrupt where its files are damaged, StoreError where a Chroma server fails. Methods that write also raise
    StoreBusy while another process writes, and StoreNotWritable in a read-only folder or on a full disk.
    """

    def __init__(
        self,
        home: Path,
        embedder: Embedder,
        *,
        size: PassageSize = DEFAULT_SIZE,
        chroma_url: str | None = None,
        marker: Marker | None = None,
    ) -> None:
        self.home = home
        self.embedder = embedder
        self.size = size
        self.marker = marker
        self._catalog = Catalog(home)
        self._writer = WriterLock(home)
        self._lock = threading.RLock()
        self._view: View | None = None
        self._vectors = VectorCache()
        self._index = open_index(home, chroma_url)

    @classmethod
    def open(
        cls,
        home: Path,
        embedder: Embedder,
        *,
        size: PassageSize = DEFAULT_SIZE,
        chroma_url: str | None = None,
        marker: Marker | None = None,
    ) -> Self:
        """The library in `home`, which need not exist yet; vectors go to the Chroma server at `chroma_url`, if given.

        What `marker` notes of each turn can be looked up afterwards (`lookup`).
        """
        return cls(home, embedder, size=size, chroma_url=chroma_url, marker=marker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free what is open; the library can be used again afterwards."""
        with self._lock:
            self._view = None
            self._vectors = VectorCache()
        self._index.close()
        self._catalog.close()

    @property
    def generation(self) -> int:
        """Rises by one with each change; 0 where nothing was ever added."""
        with self._catalog.read() as snapshot:
            return snapshot.generation

    # Adding and removing

    def ingest(
        self,
        paths: Sequence[Path],
        overrides: Metadata | None = None,
        progress: Callable[[IngestEvent], None] | None = None,
        split: Split = ALONE,
    ) -> IngestReport:
        """Add files, and every readable file of folders, each in a transaction of its own.

        `split` says how reading and embedding are split over processes or a cluster; what comes out is the same.
        EngineError where these fail: what was committed until then stays, and the same call goes on from there.

        A file that the library holds changes nothing; an edited one takes the place of its earlier state, as does
        one that comes with other `overrides`. A file that cannot be read is reported and harms no other.
        """
        from index.store.batch import ingest_all  # noqa: PLC0415 - only writers need it

        with self._writing("adding transcripts"):
            report = ingest_all(self._ingestor(), paths, overrides, progress, split)
            self._publish()
        return report

    def remove(self, transcript_id: str) -> TranscriptInfo:
        """Remove a transcript by its id or a unique beginning of it; UnknownTranscript where there is none."""
        with self._writing("removing a transcript"):
            with self._catalog.write() as change:
                found = change.resolve(transcript_id)
                info = change.info(found)
                change.delete(change.stored_as(found).revision)
                change.advance()
            self._publish()
        return info

    def rebuild(self, progress: Callable[[IngestEvent], None] | None = None) -> IngestReport:
        """Build the whole library anew from the texts it keeps, with the settings in force; repairs damage.

        Readers keep the old state until the new one is complete. After an interruption it goes on where it stopped.
        """
        from index.store.rebuild import rebuild  # noqa: PLC0415 - only writers need it

        with self._writer.hold("rebuilding the library"):
            self._index.connect()
            report = rebuild(self._catalog, self._ingestor(), progress)
            self._publish()
        return report

    # Reading

    def preview(self, path: Path, overrides: Metadata | None = None) -> Transcript:
        """What a file would be read as; nothing is stored. UnreadableFile where it cannot be read."""
        from index.formats import parse  # noqa: PLC0415 - not every use of a library reads files
        from index.reading import read_source  # noqa: PLC0415 - not every use of a library reads files

        return parse(read_source(path).text, overrides)

    def transcripts(self) -> list[TranscriptInfo]:
        """Every transcript, by company and date."""
        with self._read() as snapshot:
            return snapshot.infos()

    def transcript(self, transcript_id: str) -> Transcript:
        """A transcript by its id or a unique beginning of it; UnknownTranscript where there is none."""
        with self._read() as snapshot:
            return snapshot.transcript(snapshot.resolve(transcript_id))

    def original(self, transcript_id: str) -> Original:
        """How a transcript came into the library; UnknownTranscript where there is none."""
        with self._read() as snapshot:
            stored = snapshot.stored_as(snapshot.resolve(transcript_id))
            return Original(stored.path, snapshot.input_text(stored.revision), stored.sha256, stored.overrides)

    def passages(self, transcript_id: str) -> list[Passage]:
        """The passages of a transcript in order; UnknownTranscript where there is none."""
        with self._read() as snapshot:
            return snapshot.passages(snapshot.stored_as(snapshot.resolve(transcript_id)).revision)

    def speakers(self) -> list[tuple[str, Speaker]]:
        """Everybody who speaks in any call, with the transcript's id."""
        with self._read() as snapshot:
            return snapshot.speakers()

    def metadata(self) -> list[tuple[str, Metadata]]:
        """What every call says of itself (company, ticker, period, date), with the transcript's id."""
        with self._read() as snapshot:
            return snapshot.metadata()

    def languages(self) -> list[tuple[str, Language]]:
        """The language of every call, with the transcript's id."""
        with self._read() as snapshot:
            return snapshot.languages()

    def namings(self, ids: Collection[str] | None = None) -> Iterator[tuple[str, Naming]]:
        """The names that every call prints (of those in `ids`, if given), with its id, one call at a time in memory."""
        with self._read() as snapshot:
            yield from snapshot.namings(ids)

    def page(self, transcript_id: str, offset: int) -> int | None:
        """The page of a document on which a character stands; None for sources without pages."""
        with self._read() as snapshot:
            return page_at(snapshot.source(snapshot.stored_as(transcript_id).revision), offset)

    def mentions(self, name: str, where: SearchFilter = EVERYTHING) -> bool:
        """Whether the text of any call under a filter speaks of a person, by full name or by surname."""
        with self.lookup(where) as lookup:
            return any(way.test(source) for way in ways_of_naming(name) for source in lookup.sources(list(way.keys)))

    @contextmanager
    def lookup(self, where: SearchFilter = EVERYTHING) -> Iterator[Lookup]:
        """The turns that may be cited under a filter, to look up what stands in them; at one generation."""
        with self._read() as snapshot:
            yield Lookup(snapshot, self._view_of(snapshot), where)

    def resolve(self, transcript_id: str) -> str:
        """The whole id for a unique beginning of it; UnknownTranscript where there is none."""
        with self._read() as snapshot:
            return snapshot.resolve(transcript_id)

    def scan(self, term: str) -> list[Occurrence]:
        """Every place where a term stands in any transcript, whatever its width, case or spelling of Chinese."""
        from index.store.scan import scan  # noqa: PLC0415 - not every use of a library scans

        with self._read() as snapshot:
            return scan(snapshot, self._view_of(snapshot), term)

    def search(
        self, variants: Sequence[QueryVariant], k: int = 10, where: SearchFilter = EVERYTHING, depth: int = DEPTH
    ) -> list[Hit]:
        """The best `k` passages for a question in one or several wordings, best first.

        Dense ranks of every wording and lexical ranks of every wording within its language, `depth` passages each,
        are fused by reciprocal rank. `where` restricts all of them.
        """
        wordings = [variant for variant in dict.fromkeys(variants) if variant.text.strip()]
        with self._read() as snapshot:
            manifest = snapshot.manifest
        if not wordings or k < 1 or manifest is None:
            return []
        vectors = self.embedder.embed_queries([wording.text for wording in wordings])
        manifest.require(self._wanted.with_dimensions(vectors.shape[1]))
        return self._find(Question(wordings, vectors, where, k, max(depth, k)))

    def sentence_vectors(self, passages: Sequence[Passage]) -> list[Vectors]:
        """The stored vectors of each passage's sentences (as `index.sentences.split` cuts its text), in order.

        Shapes (sentences, dimensions). KeyError for a passage that the library no longer holds.
        """
        with self._read() as snapshot:
            view = self._view_of(snapshot)
            places = {placed.transcript_id: placed for placed in view.placed.values()}
            found = []
            for passage in passages:
                vectors = self._vectors.sentences(snapshot, places[passage.transcript_id])
                found.append(vectors.of(snapshot.position(places[passage.transcript_id].revision, passage.id)))
        return found

    def check(self) -> Health:
        """How the library is; looks at all of it and changes nothing."""
        from index.store.health import examine  # noqa: PLC0415 - only doctor needs it

        return examine(self._catalog, self._index, self._wanted)

    def _find(self, question: Question) -> list[Hit]:
        """Search, again where a writer was faster than the search; in the last attempt without Chroma."""
        missing: str | None = None
        for attempt in range(_ATTEMPTS):
            index = self._index if attempt < _ATTEMPTS - 1 else None
            try:
                with self._read() as snapshot:
                    epoch, generation = snapshot.epoch, snapshot.generation
                    hits = find(snapshot, self._view_of(snapshot), self._vectors, index, question)
            except StaleEpoch as error:
                if missing == epoch:
                    place = self._index.place
                    raise StoreCorrupt(f"Chroma at {place} does not hold the library's vectors.", REBUILD) from error
                missing = epoch
                continue
            if index is None or not index.in_place or generation == self.generation:
                break
        return hits

    # Parts, made when first needed

    @cached_property
    def _wanted(self) -> Manifest:
        return Manifest.of(self.embedder, self.size)

    def _ingestor(self) -> Ingestor:
        from index.store.ingest import Ingestor  # noqa: PLC0415 - only writers need it

        return Ingestor(self._catalog, self.embedder, self.size, self.marker)

    @contextmanager
    def _read(self) -> Iterator[Snapshot]:
        with self._catalog.read() as snapshot:
            if snapshot.manifest is not None:
                snapshot.manifest.require(self._wanted)
            yield snapshot

    @contextmanager
    def _writing(self, purpose: str) -> Iterator[None]:
        """The right to write, to a library that is there, sound, and built with the settings in force."""
        with self._writer.hold(purpose):
            self._catalog.create()
            with self._read():
                pass
            self._catalog.sweep()
            self._index.connect()
            yield

    def _publish(self) -> None:
        from index.store.publish import publish  # noqa: PLC0415 - only writers need it

        publish(self._catalog, self._index)
        if self._index.in_place:  # what an embedded Chroma held before the server took over
            EmbeddedChroma(self.home / "chroma").discard("", None)

    def _view_of(self, snapshot: Snapshot) -> View:
        """The view of a snapshot: the one in memory, or a new one, kept unless there is a newer one."""
        with self._lock:
            view = self._view
            if view is not None and view.shows(snapshot):
                return view
            fresh = refreshed(view, snapshot)
            if view is None or view.path != fresh.path or view.generation <= fresh.generation:
                self._view = fresh
                self._vectors.keep(fresh)
            return fresh
