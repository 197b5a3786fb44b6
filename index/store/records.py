"""What the library tells its callers: what it holds, what became of files, how it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from index.models import Language, Metadata

Status = Literal["added", "replaced", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class TranscriptInfo:
    """One line of a list of transcripts. `turns` counts the turns of the call, without text outside of it."""

    id: str
    title: str | None
    company: str | None
    ticker: str | None
    period: str | None
    date: dt.date | None
    language: Language
    turns: int
    passages: int
    path: str

    @property
    def called(self) -> str:
        """Its title, else the company, else the file."""
        return self.title or self.company or self.path

    def as_record(self) -> dict[str, Any]:
        """The contract's JSON object."""
        return {
            "id": self.id,
            "title": self.title,
            "company": self.company,
            "ticker": self.ticker,
            "period": self.period,
            "date": self.date.isoformat() if self.date else None,
            "language": self.language,
            "turns": self.turns,
            "passages": self.passages,
            "path": self.path,
        }


@dataclass(frozen=True, slots=True)
class Original:
    """What it takes to add a transcript again: where it came from, the text as read, its sha256, the corrections.

    `sha256` is that of the file's bytes.
    """

    path: str
    text: str
    sha256: str
    overrides: Metadata


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file. `reason` says why it failed or what it is the same as; `notes` are the reader's."""

    path: str
    status: Status
    transcript_id: str | None = None
    title: str | None = None
    turns: int = 0
    passages: int = 0
    reason: str | None = None
    notes: tuple[str, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "path": self.path,
            "status": self.status,
            "id": self.transcript_id,
            "title": self.title,
            "turns": self.turns,
            "passages": self.passages,
            "reason": self.reason,
            "notes": list(self.notes),
        }

    def line(self) -> str:
        """One line for the terminal."""
        if self.status == "failed":
            return f"failed     {self.path}: {self.reason}"
        text = f"{self.status:<10} {self.path}  {self.transcript_id}  {self.turns} turns, {self.passages} passages"
        return f"{text}  ({self.reason})" if self.reason else text


@dataclass(frozen=True, slots=True)
class IngestEvent:
    """Progress of an ingest. `done` and `total` count files; `done` has the fraction of the file in work.

    `rate` is passages embedded per second so far, None before the first; `remaining` an estimate of the seconds that are
    left, None before the first file is through.
    """

    path: Path | None
    stage: Literal["reading", "embedding", "indexing", "finished"]
    done: float
    total: int
    passages: int = 0
    rate: float | None = None
    outcome: FileOutcome | None = None
    remaining: float | None = None

    @property
    def label(self) -> str:
        """A few words for a progress bar."""
        if self.stage == "indexing" or self.path is None:
            return "Indexing"
        speed = f" ({self.rate:.0f} passages/s)" if self.rate else ""
        return f"{self.stage.capitalize()} {self.path.name}{speed}"


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of every file, in order, and the time it took in seconds."""

    files: tuple[FileOutcome, ...] = ()
    seconds: float = 0.0

    def _with(self, status: Status) -> tuple[FileOutcome, ...]:
        return tuple(file for file in self.files if file.status == status)

    @property
    def added(self) -> tuple[FileOutcome, ...]:
        """Files that are new in the library."""
        return self._with("added")

    @property
    def replaced(self) -> tuple[FileOutcome, ...]:
        """Files whose transcript took the place of an earlier state."""
        return self._with("replaced")

    @property
    def unchanged(self) -> tuple[FileOutcome, ...]:
        """Files the library already held."""
        return self._with("unchanged")

    @property
    def failed(self) -> tuple[FileOutcome, ...]:
        """Files that could not be read, each with its reason."""
        return self._with("failed")

    def as_record(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "files": [file.as_record() for file in self.files],
            "added": len(self.added),
            "replaced": len(self.replaced),
            "unchanged": len(self.unchanged),
            "failed": len(self.failed),
            "seconds": round(self.seconds, 3),
        }

    def lines(self) -> list[str]:
        """Lines for the terminal."""
        lines: list[str] = []
        for file in self.files:
            lines += [file.line(), *(f"           {note}" for note in file.notes)]
        return lines


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place in a transcript's source, `[start, end)`, where a term stands. `turn` is 0 outside the call."""

    transcript_id: str
    turn: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Health:
    """How the library is. `problems` are sentences, each with what to do; empty where all is well."""

    home: Path
    exists: bool
    writable: bool
    generation: int = 0
    transcripts: int = 0
    passages: int = 0
    embedding: str | None = None
    chroma: str | None = None
    in_chroma: int = 0
    bytes_on_disk: int = 0
    problems: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems
