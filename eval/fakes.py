"""A source of answers for tests: it says what it is told to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eval.cases import Case


@dataclass(slots=True)
class ScriptedSource:
    """Answers each question by id from `records`; a value that is an exception is raised.

    `passages` (by id) answers searches, by default the record's own. `asked` lists the ids in the order asked.
    """

    texts: Mapping[str, str]
    records: Mapping[str, Mapping[str, Any] | BaseException]
    passages: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    name: str = "turncite"
    settings: Mapping[str, str] = field(default_factory=lambda: {"llm": "none"})
    asked: list[str] = field(default_factory=list)

    def ask(self, case: Case) -> dict[str, Any]:
        """The scripted record, completed to the contract's form."""
        self.asked.append(case.id)
        found = self.records[case.id]
        if isinstance(found, BaseException):
            raise found
        return blank_record(case.id, case.question) | dict(found)

    def search(self, case: Case, k: int) -> list[dict[str, Any]]:
        """The scripted passages."""
        self.asked.append(case.id)
        found = self.records.get(case.id, {})
        if isinstance(found, BaseException):
            raise found
        return [dict(p) for p in self.passages.get(case.id, found.get("passages", []))][:k]

    def sources(self) -> Mapping[str, str]:
        """The texts."""
        return self.texts

    def people(self) -> Mapping[str, frozenset[str]]:
        """The names."""
        return self.names


def blank_record(id: str, question: str) -> dict[str, Any]:
    """A refusal with nothing in it."""
    return {
        "id": id,
        "question": question,
        "status": "not_found",
        "answer": "",
        "problems": [],
        "statements": [],
        "citations": [],
        "passages": [],
        "timings": {"retrieve": 0.1, "first_token": None, "total": 0.2},
    }


def passage_of(transcript_id: str, source: str, text: str, rank: int = 1) -> dict[str, Any]:
    """A passage with the offsets of the first place of `text` in the source; ValueError where it is not there."""
    start = source.index(text)
    place = {"turn": 1, "transcript_id": transcript_id, "start": start, "end": start + len(text)}
    return {"rank": rank, "text": text, **place, "score": 1 / rank}


def citation_of(transcript_id: str, source: str, quote: str, n: int = 1, speaker: str | None = None) -> dict[str, Any]:
    """A citation of the first place of `quote` in the source; ValueError where it is not there."""
    start = source.index(quote)
    person = {"speaker": speaker, "role": None, "turn": 1, "section": "prepared"}
    return {"n": n, "quote": quote, **person, "transcript_id": transcript_id, "start": start, "end": start + len(quote)}
