"""Every place where a term stands, in every transcript: what a search for the nearest passages cannot promise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.models import Transcript
from index.store.records import Occurrence
from index.store.snapshot import Snapshot
from index.text import CJK, find_all, fold

_PIECE = re.compile(f"[{CJK}]|[^\\W\\d_{CJK}]+|\\d+")

_LOOKED_FOR = 50
"""Pieces that SQLite is asked for; a query has a greatest depth, and so many tell texts apart."""


def scan(snapshot: Snapshot, term: str) -> list[Occurrence]:
    """All occurrences in order, compared as `index.text.find_all` compares.

    Folded texts are looked through first for the letters and digits of the term, which is fast; the places are then
    found in the turns that hold them.
    """
    pieces = list(dict.fromkeys(_PIECE.findall(fold(term))))
    if not pieces:
        return []
    found: list[Occurrence] = []
    for transcript in snapshot.containing(pieces[:_LOOKED_FOR]):
        for turn, start, end in _stretches(transcript):
            text = transcript.source[start:end]
            folded = fold(text)
            if all(piece in folded for piece in pieces):
                found += [Occurrence(transcript.id, turn, start + a, start + b) for a, b in find_all(term, text)]
    return found


def _stretches(transcript: Transcript) -> Iterator[tuple[int, int, int]]:
    """(turn, start, end) so that they cover the source: the name printed before a turn belongs to it."""
    start = number = 0
    turns = sorted(transcript.turns, key=lambda turn: turn.start)
    for turn in turns:
        number = turn.number
        yield number, start, turn.end
        start = turn.end
    if start < len(transcript.source):
        yield number, start, len(transcript.source)
