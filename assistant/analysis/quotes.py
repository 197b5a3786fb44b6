"""Exact words with where they stand: the call, the turn, the speaker, and the offsets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from index.models import Kind, Language, Section, Transcript, Turn

UNKNOWN = "—"
"""Stands where a call does not say its company or period."""


@dataclass(frozen=True, slots=True)
class CallInfo:
    """The call that words are taken from."""

    id: str
    company: str | None
    period: str | None
    date: dt.date | None
    language: Language
    fiscal_year: int | None = None
    fiscal_quarter: int | None = None

    @classmethod
    def of(cls, transcript: Transcript) -> CallInfo:
        """What a transcript says of its call."""
        meta = transcript.metadata
        return cls(
            transcript.id,
            meta.company,
            meta.period,
            meta.date,
            transcript.language,
            meta.fiscal_year,
            meta.fiscal_quarter,
        )

    @property
    def order(self) -> tuple[bool, dt.date | int, int, str]:
        """Sorts calls by time: by day where it is known, else by the fiscal quarter as if it were the calendar's."""
        if self.date is not None:
            return (False, self.date.toordinal(), 0, self.id)
        if self.fiscal_year is None:
            return (True, 0, 0, self.id)
        # A quarter is reported about 40 days after its end.
        month = 3 * (self.fiscal_quarter or 4)
        day = dt.date(self.fiscal_year + month // 12, month % 12 + 1, 1).toordinal() + 40
        return (False, day, self.fiscal_quarter or 4, self.id)

    @property
    def period_order(self) -> tuple[int, int, str]:
        """Sorts calls of several companies by the period they stand under, which need not be the order of their days."""
        if self.fiscal_year is not None:
            return self.fiscal_year, self.fiscal_quarter or 5, self.when
        return (self.date.year, (self.date.month + 2) // 3, self.when) if self.date else (0, 0, self.when)

    @property
    def when(self) -> str:
        """The period, failing that the day."""
        return self.period or (self.date.isoformat() if self.date else UNKNOWN)

    @property
    def label(self) -> str:
        """Company and period in a few words."""
        return f"{self.company or UNKNOWN} {self.when}"

    def as_record(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "transcript_id": self.id,
            "company": self.company,
            "period": self.period,
            "date": self.date.isoformat() if self.date else None,
            "language": self.language,
        }


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a call: `text == source[start:end]` of its transcript."""

    call: CallInfo
    turn: int
    section: Section
    start: int
    end: int
    text: str
    speaker: str | None = None
    role: str | None = None
    kind: Kind | None = None

    @classmethod
    def within(cls, call: CallInfo, turn: Turn, start: int, end: int) -> Quote:
        """The words at `[start, end)` of the text of a turn."""
        speaker = turn.speaker
        return cls(
            call,
            turn.number,
            turn.section,
            turn.start + start,
            turn.start + end,
            turn.text[start:end],
            speaker.name if speaker else None,
            speaker.role if speaker else None,
            speaker.kind if speaker else None,
        )

    @property
    def who(self) -> str:
        """Speaker and role as printed; empty for text outside the call."""
        return ", ".join(part for part in (self.speaker, self.role) if part)

    def as_record(self) -> dict[str, Any]:
        """A JSON object, with the fields of a citation."""
        return {
            **self.call.as_record(),
            "quote": self.text,
            "speaker": self.speaker,
            "role": self.role,
            "turn": self.turn,
            "section": self.section.value,
            "start": self.start,
            "end": self.end,
        }


def in_order(calls: Iterable[CallInfo]) -> list[CallInfo]:
    """Calls by time."""
    return sorted(calls, key=lambda call: call.order)
