"""The public JSON forms of answers and passages (used by `--json`, the page's API and evaluation records)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.models import Answer, Citation, Statement
from index.models import Hit


def passage_records(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """`[{"rank", "text", "turn", "transcript_id", "start", "end", "score", ...}]`, best first."""
    return [
        {
            "rank": hit.rank,
            "text": hit.passage.text,
            "turn": hit.passage.turn,
            "transcript_id": hit.passage.transcript_id,
            "start": hit.passage.start,
            "end": hit.passage.end,
            "score": round(hit.score, 6),
            "speaker": hit.passage.speaker,
            "role": hit.passage.role,
            "section": hit.passage.section.value,
        }
        for hit in hits
    ]


def citation_record(citation: Citation) -> dict[str, Any]:
    """One entry of a record's `citations`."""
    record: dict[str, Any] = {
        "n": citation.n,
        "quote": citation.quote,
        "speaker": citation.speaker,
        "role": citation.role,
        "turn": citation.turn,
        "section": citation.section.value,
        "transcript_id": citation.transcript_id,
        "start": citation.start,
        "end": citation.end,
    }
    if citation.translation is not None:
        record["translation"] = citation.translation
    if citation.page is not None:
        record["page"] = citation.page
    if citation.call is not None:
        record["call"] = citation.call
    return record


def statement_record(statement: Statement) -> dict[str, Any]:
    """One entry of a record's `statements`; `proof` is `quote`, `translated` or `verified`."""
    return {
        "text": statement.text,
        "citations": [citation.n for citation in statement.citations],
        "verified": statement.verified,
        "proof": statement.proof.value,
    }


def to_record(answer: Answer, id: str | None = None) -> dict[str, Any]:
    """The contract's record of one answered question; `timings` are seconds."""
    return {
        "id": id,
        "question": answer.question,
        "status": answer.status,
        "language": answer.language,
        "answer": answer.text,
        "problems": list(answer.problems),
        "understood": list(answer.understood),
        "statements": [statement_record(statement) for statement in answer.statements],
        "citations": [citation_record(citation) for citation in answer.citations],
        "passages": passage_records(answer.passages),
        "timings": {
            "retrieve": round(answer.timings.retrieve, 4),
            "first_token": round(answer.timings.first_token, 4),
            "total": round(answer.timings.total, 4),
        },
        "models": list(answer.models),
    }
