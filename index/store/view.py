"""The part of one generation of the catalog that searching keeps in memory: a few numbers a passage, no texts.

Rows are passages in order of arrival. A row keeps its number while the library changes: new transcripts append rows,
removed ones leave dead rows, and when there are too many of those the view is made anew.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.models import Kind, Language, SearchFilter
from index.store.lexical import Collection, Mask, Postings, Terms
from index.store.snapshot import Segment, Snapshot
from index.store.vectors import LANGUAGES

_MOST_DEAD = 0.25
_FIELDS = ("language", "section", "speaker", "kind", "period", "part")
_NUMBERS = ("turn", "question", "start", "end")
"""Columns that are numbers as they are."""

Codes = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the passages of one revision stand: rows `[offset, offset + passages)`; with whose notes on its turns."""

    revision: int
    transcript_id: str
    offset: int
    passages: int
    marker: str | None = None


@dataclass(slots=True)
class Interner:
    """Numbers for words; the same word always gets the same number. Shared by all views of one library."""

    numbers: dict[tuple[str, str | None], int] = field(default_factory=dict)

    def number(self, kind: str, word: str | None) -> int:
        """The number of a word of a kind, a new one where it has none."""
        return self.numbers.setdefault((kind, word), len(self.numbers))

    def known(self, kind: str, words: Iterable[str]) -> list[int]:
        """The numbers of those words that have one."""
        return [self.numbers[kind, word] for word in words if (kind, word) in self.numbers]


@dataclass(frozen=True, slots=True)
class View:
    """One generation. Arrays have one entry a row; `columns` hold interned words for filters, and numbers.

    `ordered` are the values of `placed` by offset. `terms` are those of passages. `keys` are those of turns (`index.keys`), each at the first row of its turn; `opens`
    are these rows.
    """

    path: Path
    generation: int
    publication: int
    epoch: str | None
    placed: dict[int, Placed]
    ordered: tuple[Placed, ...]
    alive: Mask
    columns: dict[str, Codes]
    lengths: npt.NDArray[np.uint32]
    terms: Terms
    keys: Terms
    opens: Mask
    in_chroma: Mask
    dead_in_chroma: int
    collections: dict[Language, Collection]
    interner: Interner

    @property
    def rows(self) -> int:
        """Number of rows, dead ones included."""
        return len(self.alive)

    def shows(self, snapshot: Snapshot) -> bool:
        """Whether this is the view of a snapshot."""
        return (self.path, self.generation, self.publication) == (
            snapshot.path,
            snapshot.generation,
            snapshot.publication,
        )

    def row(self, revision: int, position: int) -> int | None:
        """The row of a passage, None where its revision is not part of this generation."""
        placed = self.placed.get(revision)
        return placed.offset + position if placed is not None and position < placed.passages else None

    def place(self, row: int) -> tuple[int, int]:
        """Revision and position of a row that is alive."""
        at = bisect_right(self.ordered, row, key=lambda placed: placed.offset) - 1
        placed = self.ordered[at] if at >= 0 else None
        if placed is None or row >= placed.offset + placed.passages:
            raise KeyError(row)
        return placed.revision, row - placed.offset

    def admitted(self, where: SearchFilter) -> Mask:
        """The rows that are alive and meet every restriction of a filter."""
        mask = self.alive
        wanted: tuple[tuple[str, Sequence[str]], ...] = (
            ("speaker", where.speakers),
            ("kind", where.kinds),
            ("section", where.sections),
            ("transcript", where.transcripts),
            ("period", where.periods),
        )
        for name, words in wanted:
            if words:
                mask = mask & np.isin(self.columns[name], self.interner.known(name, [str(word) for word in words]))
        return mask

    def citable(self, where: SearchFilter) -> Mask:
        """The rows that a filter admits, and those of the questions that admitted turns answer."""
        mask = self.admitted(where)
        if not (where.speakers or where.kinds or where.sections):
            return mask
        asked = (
            self.columns["transcript"].astype(np.int64) << 32 | self.columns["question"].astype(np.int64) & 0xFFFFFFFF
        )
        parts = {part: self.columns["part"] == self.interner.number("part", part) for part in ("question", "answer")}
        among = (
            self.alive
            if not (where.transcripts or where.periods)
            else self.admitted(SearchFilter(transcripts=where.transcripts, periods=where.periods))
        )
        answered = np.isin(asked, np.unique(asked[mask & parts["answer"]]))
        citable: Mask = mask | (among & parts["question"] & answered)
        return citable

    def asks(self, row: int) -> bool:
        """Whether a row is an analyst's or the operator's."""
        asking = self.interner.known("kind", (Kind.ANALYST, Kind.OPERATOR))
        return int(self.columns["kind"][row]) in asking

    def language(self, row: int) -> Language:
        """The language of a row that is alive."""
        return next(language for language in LANGUAGES if self.collections[language].mask[row])

    def in_language(self, language: Language) -> Mask:
        """The rows that are alive and in a language."""
        return self.collections[language].mask


def refreshed(old: View | None, snapshot: Snapshot) -> View:
    """The view of a snapshot, made from an earlier view of the same catalog where that saves work."""
    segments = snapshot.segments()
    reusable = old if old is not None and old.path == snapshot.path else None
    if reusable is not None and reusable.generation <= snapshot.generation:
        now = {segment.revision for segment in segments}
        gone = reusable.rows - sum(p.passages for p in reusable.placed.values() if p.revision in now)
        if gone <= _MOST_DEAD * reusable.rows:
            return _grown(reusable, segments, snapshot)
    empty = np.empty(0, np.int32)
    nothing = View(
        path=snapshot.path,
        generation=0,
        publication=0,
        epoch=None,
        placed={},
        ordered=(),
        alive=np.empty(0, np.bool_),
        columns=dict.fromkeys((*_FIELDS, *_NUMBERS, "transcript"), empty),
        lengths=np.empty(0, np.uint32),
        terms=Terms(),
        keys=Terms(),
        opens=np.empty(0, np.bool_),
        in_chroma=np.empty(0, np.bool_),
        dead_in_chroma=0,
        collections={},
        interner=old.interner if old is not None else Interner(),
    )
    return _grown(nothing, segments, snapshot)


def _grown(old: View, segments: Sequence[Segment], snapshot: Snapshot) -> View:
    placed: dict[int, Placed] = {}
    added: list[tuple[Postings, int]] = []
    keys: list[tuple[Postings, int]] = []
    columns: dict[str, list[Codes]] = {name: [codes] for name, codes in old.columns.items()}
    rows = old.rows
    for segment in segments:
        if segment.revision in old.placed:
            placed[segment.revision] = old.placed[segment.revision]
            continue
        marker, turns = snapshot.keys(segment.revision)
        placed[segment.revision] = Placed(segment.revision, segment.transcript_id, rows, segment.passages, marker)
        added.append((Postings.from_bytes(snapshot.postings(segment.revision)), rows))
        keys.append((Postings.from_bytes(turns), rows))
        for name, codes in _codes(snapshot, segment, old.interner).items():
            columns[name].append(codes)
        rows += segment.passages
    alive = _rows_of(placed.values(), rows)
    lengths = np.concatenate([old.lengths, *(postings.lengths for postings, _ in added)])
    joined = {name: np.concatenate(parts) for name, parts in columns.items()}
    published = {item.revision: item for item in snapshot.published()}
    settled = [placed[r] for r, item in published.items() if r in placed and item.settled]
    return View(
        path=snapshot.path,
        generation=snapshot.generation,
        publication=snapshot.publication,
        epoch=snapshot.epoch,
        placed=placed,
        ordered=tuple(sorted(placed.values(), key=lambda one: one.offset)),
        alive=alive,
        columns=joined,
        lengths=lengths,
        terms=old.terms.extended(added),
        keys=old.keys.extended(keys),
        opens=_opening(joined["transcript"], joined["turn"]),
        in_chroma=_rows_of(settled, rows),
        dead_in_chroma=sum(item.passages for r, item in published.items() if r not in placed),
        collections={
            language: Collection.of(alive & (joined["language"] == old.interner.number("language", language)), lengths)
            for language in LANGUAGES
        },
        interner=old.interner,
    )


def _opening(transcripts: Codes, turns: Codes) -> Mask:
    """The first row of each turn."""
    opens = np.ones(len(turns), np.bool_)
    opens[1:] = (transcripts[1:] != transcripts[:-1]) | (turns[1:] != turns[:-1])
    return opens


def _rows_of(placed: Iterable[Placed], rows: int) -> Mask:
    mask = np.zeros(rows, np.bool_)
    for one in placed:
        mask[one.offset : one.offset + one.passages] = True
    return mask


def _codes(snapshot: Snapshot, segment: Segment, interner: Interner) -> dict[str, Codes]:
    words = snapshot.filter_columns(segment.revision)
    codes = {
        name: np.array([interner.number(name, row[i]) for row in words], np.int32) for i, name in enumerate(_FIELDS)
    }
    codes |= {name: np.array([row[i] for row in words], np.int32) for i, name in enumerate(_NUMBERS, len(_FIELDS))}
    transcript = interner.number("transcript", segment.transcript_id)
    return codes | {"transcript": np.full(len(words), transcript, np.int32)}
