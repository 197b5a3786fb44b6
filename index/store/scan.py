"""Every place where a term stands, in every transcript: what a search for the nearest passages cannot promise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.keys import character, of_term
from index.models import SearchFilter, Transcript
from index.store.records import Occurrence
from index.store.snapshot import Snapshot
from index.store.turns import Lookup
from index.store.view import View
from index.text import CJK, find_all, fold

_PIECE = re.compile(f"[{CJK}]|[^\\W\\d_{CJK}]+|\\d+")


def scan(snapshot: Snapshot, view: View, term: str) -> list[Occurrence]:
    """All occurrences in order, compared as `index.text.find_all` compares.

    Only the calls with every key of the term are looked through, and of them the turns with its letters and digits.
    """
    pieces = list(dict.fromkeys(_PIECE.findall(fold(term))))
    if not pieces:
        return []
    keys = list(of_term(term)) or [character(piece) for piece in pieces]
    found: list[Occurrence] = []
    for placed in Lookup(snapshot, view, SearchFilter()).calls(keys):
        transcript = snapshot.transcript(placed.transcript_id)
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
