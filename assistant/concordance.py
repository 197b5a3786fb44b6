"""Search in one call: every place of a term with the words around it, counted by speaker (keyword in context)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.library import Occurrence
from index.models import Section, Speaker, Transcript

AROUND = 48
"""Characters shown on each side of a hit."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One place: `source[start:end] == term`, with what stands before and behind it in the same turn."""

    turn: int
    section: Section
    speaker: Speaker | None
    start: int
    end: int
    before: str
    term: str
    after: str


@dataclass(frozen=True, slots=True)
class Concordance:
    """All hits in order, and how many each speaker has (None: outside the call), the most first."""

    hits: tuple[Hit, ...]
    by_speaker: tuple[tuple[Speaker | None, int], ...]


def concordance(transcript: Transcript, places: Sequence[Occurrence], around: int = AROUND) -> Concordance:
    """The hits at these places of the transcript's turns; places in a printed name between turns are left out."""
    hits = []
    for place in places:
        turn = next((t for t in transcript.turns if t.start <= place.start and place.end <= t.end), None)
        if place.transcript_id != transcript.id or turn is None:
            continue
        left, right = max(turn.start, place.start - around), min(turn.end, place.end + around)
        hits.append(
            Hit(
                turn=turn.number,
                section=turn.section,
                speaker=turn.speaker,
                start=place.start,
                end=place.end,
                before=("…" if left > turn.start else "") + transcript.source[left : place.start],
                term=transcript.source[place.start : place.end],
                after=transcript.source[place.end : right] + ("…" if right < turn.end else ""),
            )
        )
    return Concordance(tuple(hits), tuple(Counter(hit.speaker for hit in hits).most_common()))
