"""One generation of the catalog, to read (`Snapshot`) or to change (`Transaction`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import StoreCorrupt, UnknownTranscript
from index.models import Language, Metadata, Passage, Speaker, Transcript
from index.naming import Naming
from index.store import codec
from index.store.guards import REBUILD, catalog_errors
from index.store.manifest import Manifest
from index.store.records import TranscriptInfo

_INFO = "SELECT id, metadata, language, turn_count, passages, path FROM transcript"
_STORED = "SELECT revision, id, path, sha256, overrides FROM transcript"
_TRANSCRIPT = "SELECT id, source, language, format, speakers, turns, metadata, notes FROM transcript"
_PASSAGE = f"SELECT t.id, {codec.columns('p.')} FROM passage p JOIN transcript t USING (revision)"  # noqa: S608
_ADD_TRANSCRIPT = (
    "INSERT INTO transcript (id, path, sha256, language, format, turn_count, passages, metadata, overrides, notes, "
    "speakers, turns, source, input, naming) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD_PASSAGE = (
    f"INSERT INTO passage (revision, position, {codec.columns()}) "  # noqa: S608 - constant
    f"VALUES (?, ?, {', '.join('?' * codec.WIDTH)})"
)


@dataclass(frozen=True, slots=True)
class Stored:
    """How a transcript came into the library."""

    revision: int
    id: str
    path: str
    sha256: str
    overrides: Metadata


@dataclass(frozen=True, slots=True)
class Entry:
    """A transcript with everything that is stored with it, ready to be committed."""

    transcript: Transcript
    path: str
    sha256: str
    overrides: Metadata
    input: str | None
    passages: tuple[Passage, ...]
    digests: bytes
    postings: bytes
    keys: bytes
    marker: str | None
    vectors: bytes
    naming: Naming
    dimensions: int


@dataclass(frozen=True, slots=True)
class Published:
    """One revision in Chroma."""

    revision: int
    passages: int
    settled: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """What searching needs of one revision, as stored."""

    revision: int
    transcript_id: str
    passages: int


class Snapshot:
    """The library at one generation, as long as the block that opened it runs."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self.path = path
        self._meta: dict[str, str] = dict(self._each("SELECT key, value FROM meta"))
        if not {"generation", "library"} <= self._meta.keys():
            raise self._damaged("no generation")

    @property
    def generation(self) -> int:
        """Rises by one with each change; 0 where nothing was ever added."""
        return int(self._meta["generation"])

    @property
    def library(self) -> str:
        """A name of this library, for collections on a shared Chroma server."""
        return self._meta["library"]

    @property
    def manifest(self) -> Manifest | None:
        """What the library was built with; None before the first transcript."""
        text = self._meta.get("manifest")
        return None if text is None else Manifest.from_json(text)

    @property
    def epoch(self) -> str | None:
        """The name of the state of Chroma that belongs to `published`; None before the first."""
        return self._meta.get("epoch")

    @property
    def withdrawn(self) -> int:
        """Passages deleted from this epoch of Chroma: its graph keeps their traces."""
        return int(self._meta.get("withdrawn", "0"))

    @property
    def publication(self) -> int:
        """Rises by one whenever Chroma has caught up with the catalog."""
        return int(self._meta.get("publication", "0"))

    def infos(self) -> list[TranscriptInfo]:
        """Every transcript, by company, then by date, then in order of arrival."""
        infos = [_info(row) for row in self._each(f"{_INFO} ORDER BY revision")]
        return sorted(infos, key=lambda info: ((info.company or "").casefold(), str(info.date or "")))

    def info(self, transcript_id: str) -> TranscriptInfo:
        """One transcript; UnknownTranscript where there is none."""
        return _info(self._known(f"{_INFO} WHERE id = ?", transcript_id))

    def resolve(self, prefix: str) -> str:
        """The one id that begins with `prefix`; UnknownTranscript where there is none or more than one."""
        prefix = prefix.strip().lower()
        found = [
            id_ for (id_,) in self._each("SELECT id FROM transcript ORDER BY id") if prefix and id_.startswith(prefix)
        ]
        if not found:
            raise _unknown(prefix)
        if len(found) > 1 and found[0] != prefix:
            raise UnknownTranscript(f"{prefix!r} is the beginning of {len(found)} ids.", "Give more of it.")
        return str(found[0])

    def transcript(self, transcript_id: str) -> Transcript:
        """One transcript as it was parsed; UnknownTranscript where there is none."""
        row = self._known(f"{_TRANSCRIPT} WHERE id = ?", transcript_id)
        with catalog_errors(self.path):
            return codec.transcript_from_row(row)

    def transcripts(self) -> Iterator[Transcript]:
        """Every transcript, one at a time in memory."""
        for (transcript_id,) in list(self._each("SELECT id FROM transcript ORDER BY revision")):
            yield self.transcript(transcript_id)

    def source(self, revision: int) -> str:
        """The text of a transcript."""
        return str(self._one("SELECT source FROM transcript WHERE revision = ?", revision)[0])

    def namings(self, ids: Collection[str] | None = None) -> Iterator[tuple[str, Naming]]:
        """The names that each call prints, with the transcript's id; only of the calls in `ids`, if given."""
        for id_, text in self._each("SELECT id, naming FROM transcript ORDER BY revision"):
            if ids is None or id_ in ids:
                yield id_, codec.naming_from_json(text)

    def languages(self) -> list[tuple[str, Language]]:
        """The language of every call, with the transcript's id."""
        return list(self._each("SELECT id, language FROM transcript ORDER BY revision"))

    def input_text(self, revision: int) -> str:
        """The text as it was read from the file."""
        return str(self._one("SELECT coalesce(input, source) FROM transcript WHERE revision = ?", revision)[0])

    def speakers(self) -> list[tuple[str, Speaker]]:
        """Everybody of every call, with the transcript's id."""
        rows = self._each("SELECT id, speakers FROM transcript ORDER BY revision")
        return [(id_, speaker) for id_, text in rows for speaker in codec.speakers_from_json(text)]

    def metadata(self) -> list[tuple[str, Metadata]]:
        """What every call says of itself, with the transcript's id."""
        return [
            (id_, codec.metadata_from_json(text))
            for id_, text in self._each("SELECT id, metadata FROM transcript ORDER BY revision")
        ]

    def stored(self) -> list[Stored]:
        """How every transcript came into the library, in order of arrival."""
        return [_stored(row) for row in self._each(f"{_STORED} ORDER BY revision")]

    def at_path(self, path: str) -> Stored | None:
        """The transcript that came from this path."""
        return next(map(_stored, self._each(f"{_STORED} WHERE path = ?", path)), None)

    def with_id(self, transcript_id: str) -> Stored | None:
        """The transcript with this id."""
        return next(map(_stored, self._each(f"{_STORED} WHERE id = ?", transcript_id)), None)

    def stored_as(self, transcript_id: str) -> Stored:
        """How a transcript came into the library; UnknownTranscript where there is none."""
        return _stored(self._known(f"{_STORED} WHERE id = ?", transcript_id))

    def segments(self) -> list[Segment]:
        """Every revision that is searched, in order of arrival."""
        return [Segment(*row) for row in self._each("SELECT revision, id, passages FROM transcript ORDER BY revision")]

    def filter_columns(self, revision: int) -> list[tuple[Any, ...]]:
        """Language, section, speaker, kind, period, part, turn, question, start and end of each passage, in order."""
        sql = (
            "SELECT language, section, speaker, kind, period, part, turn, coalesce(question_no, -1), start_offset, end_offset "
            "FROM passage WHERE revision = ? ORDER BY position"
        )
        return list(self._each(sql, revision))

    def keys(self, revision: int) -> tuple[str | None, bytes]:
        """The version of a revision's marker, and the keys of its turns (see `index.keys`) as postings without counts."""
        marker, keys = self._one("SELECT marker, keys FROM turns WHERE revision = ?", revision)
        return marker, bytes(keys)

    def postings(self, revision: int) -> bytes:
        """The postings of one revision (see `index.store.lexical`)."""
        return bytes(self._one("SELECT postings FROM segment WHERE revision = ?", revision)[0])

    def vectors(self, revision: int) -> bytes:
        """The vectors of one revision: float32, little endian, one row a passage."""
        return bytes(self._one("SELECT vectors FROM segment WHERE revision = ?", revision)[0])

    def digests(self, revision: int) -> bytes:
        """The digests of the embedded texts of one revision."""
        return bytes(self._one("SELECT digests FROM segment WHERE revision = ?", revision)[0])

    def passages(self, revision: int) -> list[Passage]:
        """The passages of one revision in order."""
        rows = self._each(f"{_PASSAGE} WHERE revision = ? ORDER BY position", revision)
        return [codec.passage_from_row(row[1:], row[0]) for row in rows]

    def passage(self, revision: int, position: int) -> Passage:
        """One passage by its place."""
        row = self._one(f"{_PASSAGE} WHERE revision = ? AND position = ?", revision, position)
        return codec.passage_from_row(row[1:], row[0])

    def position(self, revision: int, passage_id: str) -> int:
        """The place of a passage in its revision; KeyError where it has none."""
        row = next(self._each("SELECT position FROM passage WHERE revision = ? AND id = ?", revision, passage_id), None)
        if row is None:
            raise KeyError(passage_id)
        return int(row[0])

    def published(self) -> list[Published]:
        """What Chroma holds or may hold."""
        rows = self._each("SELECT revision, passages, settled FROM published ORDER BY revision")
        return [Published(revision, passages, bool(settled)) for revision, passages, settled in rows]

    def damage(self) -> str | None:
        """What SQLite's own check finds; None where all is well. Reads the whole file."""
        (found,) = self._one("PRAGMA quick_check(1)")
        return None if found == "ok" else str(found)

    def _each(self, sql: str, *parameters: object) -> Iterator[tuple[Any, ...]]:
        with catalog_errors(self.path):
            yield from self._db.execute(sql, parameters)

    def _one(self, sql: str, *parameters: object) -> tuple[Any, ...]:
        row = next(self._each(sql, *parameters), None)
        if row is None:
            raise self._damaged("a row is missing")
        return row

    def _known(self, sql: str, transcript_id: str) -> tuple[Any, ...]:
        row = next(self._each(sql, transcript_id), None)
        if row is None:
            raise _unknown(transcript_id)
        return row

    def _damaged(self, what: str) -> StoreCorrupt:
        return StoreCorrupt(f"The library's catalog {self.path} is damaged ({what}).", REBUILD)


class Transaction(Snapshot):
    """A change of the library: visible to everybody or to nobody, at the end of the block."""

    def add(self, entry: Entry) -> int:
        """Store a transcript under a new revision and return it."""
        transcript = entry.transcript
        speakers = transcript.speakers
        with catalog_errors(self.path):
            cursor = self._db.execute(
                _ADD_TRANSCRIPT,
                (
                    transcript.id,
                    entry.path,
                    entry.sha256,
                    transcript.language,
                    transcript.format,
                    sum(turn.number > 0 for turn in transcript.turns),
                    len(entry.passages),
                    codec.metadata_to_json(transcript.metadata),
                    codec.metadata_to_json(entry.overrides),
                    codec.notes_to_json(transcript.notes),
                    codec.speakers_to_json(speakers),
                    codec.turns_to_json(transcript.turns, speakers),
                    transcript.source,
                    entry.input,
                    codec.naming_to_json(entry.naming),
                ),
            )
            revision = int(cursor.lastrowid or 0)
            rows = ((revision, i, *codec.passage_to_row(passage)) for i, passage in enumerate(entry.passages))
            self._db.executemany(_ADD_PASSAGE, rows)
        self._run(
            "INSERT INTO segment (revision, digests, postings, vectors) VALUES (?, ?, ?, ?)",
            revision,
            entry.digests,
            entry.postings,
            entry.vectors,
        )
        self._run("INSERT INTO turns (revision, marker, keys) VALUES (?, ?, ?)", revision, entry.marker, entry.keys)
        return revision

    def delete(self, revision: int) -> None:
        """Forget a revision with everything that is stored with it."""
        self._run("DELETE FROM transcript WHERE revision = ?", revision)

    def move(self, revision: int, path: str) -> None:
        """Record another path for a transcript."""
        self._run("UPDATE transcript SET path = ? WHERE revision = ?", path, revision)

    def advance(self, generation: int | None = None) -> None:
        """Begin the next generation, or the given one."""
        self.put("generation", str(self.generation + 1 if generation is None else generation))

    def put(self, key: str, value: str) -> None:
        """Set a value of `meta`."""
        self._run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", key, value)
        self._meta[key] = value

    def publishing(self, items: Iterable[tuple[int, int]]) -> None:
        """Note revisions (with their number of passages) that are about to be brought into Chroma."""
        for revision, passages in items:
            self._run("INSERT OR IGNORE INTO published VALUES (?, ?, 0)", revision, passages)

    def settle(self, epoch: str, added: Iterable[int], gone: Iterable[int], withdrawn: int) -> None:
        """Note that Chroma's `epoch` holds `added` and no longer holds `gone`."""
        for revision in added:
            self._run("UPDATE published SET settled = 1 WHERE revision = ?", revision)
        for revision in gone:
            self._run("DELETE FROM published WHERE revision = ?", revision)
        self.put("epoch", epoch)
        self.put("withdrawn", str(withdrawn))
        self.put("publication", str(self.publication + 1))

    def _run(self, sql: str, *parameters: object) -> None:
        with catalog_errors(self.path):
            self._db.execute(sql, parameters)


def _unknown(transcript_id: str) -> UnknownTranscript:
    return UnknownTranscript(
        f"The library holds no transcript {transcript_id!r}.", "`turncite list` shows what it holds."
    )


def _stored(row: tuple[Any, ...]) -> Stored:
    revision, id_, path, sha256, overrides = row
    return Stored(revision, id_, path, sha256, codec.metadata_from_json(overrides))


def _info(row: tuple[Any, ...]) -> TranscriptInfo:
    id_, metadata_json, language, turns, passages, path = row
    metadata = codec.metadata_from_json(metadata_json)
    return TranscriptInfo(
        id=id_,
        title=metadata.title,
        company=metadata.company,
        ticker=metadata.ticker,
        period=metadata.period,
        date=metadata.date,
        language=language,
        turns=turns,
        passages=passages,
        path=path,
    )
