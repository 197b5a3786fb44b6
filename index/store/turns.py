"""Looking turns up by their keys: which turns may hold something, and their texts to make sure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np
import numpy.typing as npt

from index.keys import Marker, character, characters_of, mark, of_term, of_turn, outside
from index.models import Passage, SearchFilter
from index.store.lexical import Mask, Postings, term_hash
from index.store.snapshot import Snapshot
from index.store.view import Placed, View

Rows = npt.NDArray[np.int64]


def turn_keys(source: str, passages: Sequence[Passage], marker: Marker | None) -> Postings:
    """The keys of every turn at the first of its passages, and those of the text between turns at the first of all.

    A marker's notes stand at the passage that they are on.
    """
    keys: list[set[str]] = [set() for _ in passages]
    position = first = 0
    between = []
    for _, group in groupby(range(len(passages)), lambda i: passages[i].turn):
        rows = list(group)
        start, end = passages[rows[0]].start, passages[rows[-1]].end
        keys[rows[0]] |= of_turn(source[start:end])
        between.append(source[position:start])
        position = end
    between.append(source[position:])
    if marker is not None:
        for of, passage in zip(keys, passages, strict=True):
            of.update(mark(note) for note in marker(passage.text))
    if passages:
        keys[first].update(outside(key) for text in between for key in of_term(text))
        keys[first].update(character(one) for one in characters_of(source))
    return Postings.build([list(of) for of in keys]).without_counts()


@dataclass(frozen=True)
class Lookup:
    """The turns that may be cited under a filter, at one generation."""

    snapshot: Snapshot
    view: View
    where: SearchFilter

    def turns(self, keys: Sequence[str]) -> Iterator[str]:
        """The texts of the turns that have every key, in order of arrival."""
        yield from self._texts(self._with(keys))

    def noted(self, notes: Mapping[str, Sequence[str] | None], marker: str) -> Iterator[Passage]:
        """The passages with any of the notes, each where it counts: in the calls with these ids, or (None) in any.

        Passages that were stored with another marker than the one of this version, or with none, may have any note.
        """
        found = [np.arange(p.offset, p.offset + p.passages) for p in self.view.ordered if p.marker != marker]
        for note, ids in notes.items():
            rows = self._rows(mark(note))
            if ids is not None:
                calls = self.view.interner.known("transcript", ids)
                rows = rows[np.isin(self.view.columns["transcript"][rows], calls)]
            found.append(rows)
        rows = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
        for row in rows[self._citable[rows]].tolist():
            yield self.snapshot.passage(*self.view.place(row))

    def has_turns(self, key: str) -> bool:
        """Whether any turn has the key."""
        return bool(len(self._with([key])))

    def sources(self, keys: Sequence[str]) -> Iterator[str]:
        """The texts of whole calls that have every key, in a turn or between turns, in order of arrival."""
        for placed in self.calls(keys):
            yield self.snapshot.source(placed.revision)

    def calls_with_any(self, alternatives: Iterable[Sequence[str]]) -> list[Placed]:
        """Where the calls stand that have every key of any alternative, in order of arrival."""
        found = {placed.revision: placed for keys in alternatives for placed in self.calls(keys)}
        return [found[revision] for revision in sorted(found)]

    def calls(self, keys: Sequence[str]) -> list[Placed]:
        """Where the calls stand that have every key in any of their turns or between them."""
        mask = self.view.admitted(SearchFilter(transcripts=self.where.transcripts, periods=self.where.periods))
        transcripts = np.unique(self.view.columns["transcript"][mask]).astype(np.int64)
        for key in keys:
            rows = np.concatenate([self._rows(key), self._rows(outside(key))])
            transcripts = _among(transcripts, np.unique(self.view.columns["transcript"][rows]))
        found = set(transcripts.tolist())
        code = self.view.columns["transcript"]
        return [placed for placed in self.view.placed.values() if placed.passages and int(code[placed.offset]) in found]

    @cached_property
    def _citable(self) -> Mask:
        return self.view.citable(self.where)

    def _with(self, keys: Sequence[str]) -> Rows:
        """The first rows of the turns in scope that have every key."""
        mask = self._citable & self.view.opens
        if not keys:
            return np.flatnonzero(mask)
        found = sorted((self._rows(key) for key in keys), key=len)
        rows = np.unique(found[0][mask[found[0]]])
        for other in found[1:]:
            rows = _among(rows, other)
        return rows

    def _rows(self, key: str) -> Rows:
        return self.view.keys.rows_of(term_hash(key))[0].astype(np.int64)

    def _texts(self, rows: Rows) -> Iterator[str]:
        columns, last = self.view.columns, self.view.rows
        for revision, group in groupby(rows.tolist(), lambda row: self.view.place(row)[0]):
            source = self.snapshot.source(revision)
            for row in group:
                after = row + 1
                while after < last and not self.view.opens[after]:
                    after += 1
                yield source[int(columns["start"][row]) : int(columns["end"][after - 1])]


def _among(rows: npt.NDArray[np.generic], others: npt.NDArray[np.generic]) -> Rows:
    kept: Rows = rows[np.isin(rows, others)]  # type: ignore[assignment]
    return kept
