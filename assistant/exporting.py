"""Answers and chats as Markdown, CSV and JSON, with what it takes to check them elsewhere.

Each quote stands with its speaker, turn and offsets, and with the sha256 of the transcript's source text in UTF-8:
whoever holds that text can cut out `source[start:end]` (characters) and compare.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from assistant.models import Answer, Citation, Proof
from assistant.records import to_record
from assistant.render import clean, label, markdown
from index.models import Language, Transcript

Format = Literal["md", "csv", "json"]
COLUMNS = (
    "question", "status", "statement", "proof", "n", "quote", "translation", "speaker", "role", "turn", "page", "section",
    "start", "end", "transcript", "transcript_id", "sha256",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Source:
    """The transcript a citation points into."""

    title: str
    sha256: str


def sources(transcripts: Sequence[Transcript]) -> dict[str, Source]:
    """By transcript id, what an export says of it."""
    return {
        t.id: Source(t.metadata.title or t.metadata.company or t.id, hashlib.sha256(t.source.encode()).hexdigest())
        for t in transcripts
    }


def export(answers: Sequence[Answer], known: Mapping[str, Source], form: Format, title: str = "TurnCite") -> str:
    """The answers in one text; a citation whose transcript is not in `known` (removed since) has no sha256."""
    if form == "json":
        return json.dumps(
            {"title": title, "answers": [_record(a, known) for a in answers]}, ensure_ascii=False, indent=2
        )
    if form == "csv":
        return _csv(answers, known)
    return "\n".join(_markdown(answers, known, title))


def _source(citation: Citation, known: Mapping[str, Source]) -> Source:
    return known.get(citation.transcript_id, Source(citation.transcript_id, ""))


def _record(answer: Answer, known: Mapping[str, Source]) -> dict[str, Any]:
    record = to_record(answer)
    for citation, entry in zip(answer.citations, record["citations"], strict=True):
        source = _source(citation, known)
        entry |= {"transcript": source.title, "transcript_sha256": source.sha256}
    return record


def _csv(answers: Sequence[Answer], known: Mapping[str, Source]) -> str:
    """One line a citation of a statement; a refusal is one line without a quote. Begins with a BOM, for Excel."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for answer in answers:
        rows = [(s.text, s.proof.value, c) for s in answer.statements for c in s.citations]
        for said, proof, c in rows:
            source = _source(c, known)
            place = (
                c.turn,
                c.page or "",
                c.section.value,
                c.start,
                c.end,
                source.title,
                c.transcript_id,
                source.sha256,
            )
            words = (c.quote, c.translation or "", c.speaker or "", c.role or "")
            writer.writerow(map(_cell, (answer.question, answer.status, said, proof, c.n, *words, *place)))
        if not rows:
            writer.writerow(map(_cell, (answer.question, answer.status, answer.text, *[""] * (len(COLUMNS) - 3))))
    return "\ufeff" + text.getvalue()


def _cell(value: object) -> object:
    """Transcripts are untrusted: a spreadsheet would run a text that begins like a formula."""
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.startswith(_FORMULA) else value


def _markdown(answers: Sequence[Answer], known: Mapping[str, Source], title: str) -> Iterator[str]:
    yield f"# {markdown(title)}"
    for answer in answers:
        yield f"\n## {markdown(answer.question)}\n"
        for note in answer.understood:
            yield f"*{markdown(note)}*\n"
        if not answer.statements:
            yield f"{markdown(answer.text)}\n"
        for statement in answer.statements:
            marks = markdown(statement.marks)
            text = markdown(statement.text)
            yield f"> {text} {marks}\n" if statement.proof is Proof.QUOTE else f"{text} {marks}\n"
        if answer.citations:
            yield f"### {label('sources', answer.language)}\n"
        for citation in answer.citations:
            source, who = _source(citation, known), markdown(citation.who(answer.language))
            where = markdown(_where(citation, answer.language))
            yield f"{citation.n}. {f'**{who}**, ' if who else ''}{where}, {markdown(source.title)}\n"
            yield f"   > {markdown(citation.quote)}\n"
            if citation.translation:
                yield f"   {label('translation', answer.language)}: {markdown(citation.translation)}\n"
            place = f"{citation.transcript_id} {citation.start}-{citation.end}"
            yield f"   `{clean(place)}` sha256 `{source.sha256 or '-'}`\n"


def _where(citation: Citation, language: Language) -> str:
    parts = [*([clean(citation.call)] if citation.call else []), label(citation.section.value, language)]
    parts += [label("turn", language, n=citation.turn)] if citation.turn else []
    parts += [label("page", language, n=citation.page)] if citation.page is not None else []
    return " · ".join(parts)
