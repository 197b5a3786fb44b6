"""The records of the contract: what one question produced, as written to and read from JSONL.

    {"id", "question", "status", "answer", "problems": [],
     "statements": [{"text", "citations": [1], "verified": true}],
     "citations": [{"n", "quote", "speaker", "role", "turn", "section", "transcript_id", "start", "end"}],
     "passages": [{"rank", "text", "turn", "transcript_id", "start", "end", "score"}],
     "timings": {"retrieve", "first_token", "total"}}

`status` is `answered`, `not_found`, `error`, or `retrieved` where only the search was run. Offsets are null where a
baseline's text could not be found in its transcript again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from index.errors import InputError, UnreadableFile

Status = Literal["answered", "not_found", "error", "retrieved"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the answer; `citations` are the numbers `n` of the record's citations.

    `proof` tells words of the model from a quote shown in their place, where the record says so.
    """

    text: str
    citations: tuple[int, ...] = ()
    verified: bool = False
    proof: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Verbatim words with their place; `quote == source[start:end]` where it is what it claims to be."""

    n: int
    quote: str
    speaker: str | None = None
    role: str | None = None
    turn: int | None = None
    section: str | None = None
    transcript_id: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage found, best rank 1."""

    rank: int
    text: str
    turn: int | None = None
    transcript_id: str | None = None
    start: int | None = None
    end: int | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds from the question; None where the step did not happen."""

    retrieve: float | None = None
    first_token: float | None = None
    total: float | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What one question produced."""

    id: str
    question: str
    status: Status
    answer: str = ""
    problems: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    timings: Timings = field(default_factory=Timings)

    def cited(self, statement: Statement) -> tuple[Citation, ...]:
        """The citations of a statement, in its order; numbers that point nowhere are left out."""
        by_number = {citation.n: citation for citation in self.citations}
        return tuple(by_number[n] for n in statement.citations if n in by_number)


@cache
def _adapter() -> TypeAdapter[Record]:
    return TypeAdapter(Record)


def parse_record(data: Mapping[str, Any]) -> Record:
    """A record from its JSON form; InputError says what is wrong with it. Keys beyond the contract are left out."""
    try:
        return _adapter().validate_python(dict(data))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(f"The record {data.get('id')!r} is not as agreed: {place}: {first['msg']}.") from error


def error_record(id: str, question: str, problem: str, seconds: float) -> dict[str, Any]:
    """The record of a question that crashed: it scores zero."""
    return {
        "id": id,
        "question": question,
        "status": "error",
        "answer": "",
        "problems": [problem],
        "statements": [],
        "citations": [],
        "passages": [],
        "timings": {"retrieve": None, "first_token": None, "total": round(seconds, 4)},
    }


def retrieval_record(id: str, question: str, passages: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
    """The record of a question that was only searched for."""
    return {
        "id": id,
        "question": question,
        "status": "retrieved",
        "answer": "",
        "problems": [],
        "statements": [],
        "citations": [],
        "passages": passages,
        "timings": {"retrieve": round(seconds, 4), "first_token": None, "total": round(seconds, 4)},
    }


def read_records(path: Path) -> list[Record]:
    """All records of a JSONL file; InputError with the line of the first that is no record."""
    return [record for _, record in _numbered(path, read_lines(path))]


def read_lines(path: Path) -> list[str]:
    """The file's lines; UnreadableFile where it is missing or no UTF-8 text."""
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError as error:
        raise UnreadableFile(f"There is no file {path}.", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path} is not UTF-8 text.", "Save it as UTF-8.") from error
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror or error}.", "Check the path.") from error


def _numbered(path: Path, lines: Iterable[str]) -> Iterable[tuple[int, Record]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{path}, line {number}: no JSON: {error.msg}.", "Is this a records file?") from error
        if not isinstance(data, dict):
            raise InputError(f"{path}, line {number}: no JSON object.", "Is this a records file?")
        try:
            yield number, parse_record(data)
        except InputError as error:
            raise InputError(f"{path}, line {number}: {error.message}", "Is this a records file?") from error
