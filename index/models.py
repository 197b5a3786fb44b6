"""The words of the domain as frozen data: transcripts, turns, speakers, passages, hits.

All offsets are half-open `[start, end)` character (code point) offsets into `Transcript.source`, the decoded text of
the file exactly as it stands there.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from index.pages import page_at

Language = Literal["zh", "en"]
Part = Literal["question", "answer"]


class Section(StrEnum):
    """Where in a call a turn stands; `article` is what is not part of the call itself (news lead, summary)."""

    ARTICLE = "article"
    PREPARED = "prepared"
    QA = "qa"


class Kind(StrEnum):
    """What a speaker is in the call."""

    EXECUTIVE = "executive"
    ANALYST = "analyst"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Speaker:
    """One person (or the operator) of one call.

    `name` is as printed in front of the turns. `aliases` are the other forms under which a reader may ask, in both
    languages and without `name`: full names, surnames, given names where they are unambiguous in the call.
    `titles` are canonical title codes ("ceo", "cfo", "ir", "analyst", ...; see `index.people`).
    """

    name: str
    kind: Kind
    role: str | None = None
    affiliation: str | None = None
    aliases: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker said without interruption.

    `number` counts the turns of the call from 1; text outside the call (`section == article`) is turn 0 and has no
    speaker. `text == source[start:end]` and leaves out the printed name. In Q&A, `question_no` counts the analysts'
    questions from 1 and `part` tells the question from everybody's answers to it; operator turns have neither.
    """

    number: int
    section: Section
    speaker: Speaker | None
    start: int
    end: int
    text: str
    question_no: int | None = None
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the text says about the call (`None` where it does not say); every field can be overridden at ingest.

    `company` is as printed; `company_aliases` are its other names in the text (the other language, the ticker's).
    """

    title: str | None = None
    company: str | None = None
    ticker: str | None = None
    fiscal_year: int | None = None
    fiscal_quarter: int | None = None
    date: dt.date | None = None
    company_aliases: tuple[str, ...] = ()

    @property
    def period(self) -> str | None:
        """`"Q4 2025"`, or `"FY2025"` for a whole year, or None."""
        if self.fiscal_year is None:
            return None
        if self.fiscal_quarter is None:
            return f"FY{self.fiscal_year}"
        return f"Q{self.fiscal_quarter} {self.fiscal_year}"


@dataclass(frozen=True, slots=True)
class Transcript:
    """One call: its source text, unchanged, and what was recognised in it.

    `id` is the first 16 hex digits of the sha256 of the normalised source (see `index.reading`). `notes` are
    sentences for the user on what could not be recognised ("No speaker was found: indexed as one article.").
    """

    id: str
    source: str
    language: Language
    format: str
    turns: tuple[Turn, ...]
    metadata: Metadata = field(default_factory=Metadata)
    notes: tuple[str, ...] = ()

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """Every distinct speaker in order of first appearance."""
        return tuple(dict.fromkeys(t.speaker for t in self.turns if t.speaker is not None))

    def page(self, offset: int) -> int | None:
        """The page, counted from 1, on which the character at `offset` stands; None for a source without pages."""
        return page_at(self.source, offset)

    def turn(self, number: int) -> Turn:
        """The turn with this number; KeyError where there is none."""
        for turn in self.turns:
            if turn.number == number:
                return turn
        raise KeyError(number)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one turn: the unit that is embedded, searched and shown.

    `text == source[start:end]`. `header` (speaker, role, company, period, section) is put before the text for
    embedding and lexical search only; it is never cited. The fields after it repeat the turn's, for filters.
    """

    id: str
    transcript_id: str
    turn: int
    index: int
    start: int
    end: int
    text: str
    header: str
    language: Language
    section: Section
    speaker: str | None = None
    role: str | None = None
    kind: Kind | None = None
    period: str | None = None
    question_no: int | None = None
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class QueryVariant:
    """One wording of the question in one language; `search` fuses the ranks of all variants."""

    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """Restricts a search; an empty tuple leaves a field open, several values of a field are alternatives.

    `speakers` are names as printed (`Speaker.name`); `periods` are as `Metadata.period` gives them.
    """

    speakers: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    sections: tuple[Section, ...] = ()
    transcripts: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.speakers, self.kinds, self.sections, self.transcripts, self.periods))

    def admits(self, passage: Passage) -> bool:
        """Whether a passage meets every restriction."""
        return (
            (not self.speakers or passage.speaker in self.speakers)
            and (not self.kinds or passage.kind in self.kinds)
            and (not self.sections or passage.section in self.sections)
            and (not self.transcripts or passage.transcript_id in self.transcripts)
            and (not self.periods or passage.period in self.periods)
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, best rank 1. `score` is the reciprocal rank fusion score (higher is better, no unit).

    `similarity` is the best cosine similarity of any variant with the passage, where dense search saw it.
    """

    rank: int
    passage: Passage
    score: float
    similarity: float | None = None
