"""Transcripts and passages as JSON and rows of the catalog, and back, exactly."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from typing import Any, cast

from index.errors import StoreCorrupt
from index.models import Kind, Language, Metadata, Part, Passage, Section, Speaker, Transcript, Turn
from index.naming import Naming
from index.store.guards import REBUILD

Row = tuple[Any, ...]

_PASSAGE_COLUMNS = (
    *("id", "turn", "number", "start_offset", "end_offset", "text", "header", "language", "section"),
    *("speaker", "role", "kind", "period", "question_no", "part"),
)
WIDTH = len(_PASSAGE_COLUMNS)
"""Columns of a passage."""


def columns(prefix: str = "") -> str:
    """The columns of a passage for a query, in the order of `passage_to_row`."""
    return ", ".join(f"{prefix}{name}" for name in _PASSAGE_COLUMNS)


def notes_to_json(notes: Iterable[str]) -> str:
    """A list of sentences."""
    return json.dumps(list(notes), ensure_ascii=False)


def naming_to_json(naming: Naming) -> str:
    """The pairs as an object and the words as one text."""
    return json.dumps([naming.pairs, " ".join(naming.latin)], ensure_ascii=False)


def naming_from_json(text: str) -> Naming:
    """The inverse; StoreCorrupt where the text is not such a record."""
    try:
        pairs, latin = _load(text)
        return Naming(dict(pairs), tuple(latin.split()))
    except (AttributeError, TypeError, ValueError) as error:
        raise StoreCorrupt("The library's catalog holds a record that cannot be read.", REBUILD) from error


def _load(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise StoreCorrupt("The library's catalog holds a record that cannot be read.", REBUILD) from error


def metadata_to_json(metadata: Metadata) -> str:
    """Fields that are set, by name."""
    values = {name: value for name, value in asdict(metadata).items() if value not in (None, ())}
    if metadata.date is not None:
        values["date"] = metadata.date.isoformat()
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def metadata_from_json(text: str) -> Metadata:
    """The inverse of `metadata_to_json`."""
    values = _load(text)
    if "date" in values:
        values["date"] = dt.date.fromisoformat(values["date"])
    if "company_aliases" in values:
        values["company_aliases"] = tuple(values["company_aliases"])
    return Metadata(**values)


def overlay(below: Metadata, above: Metadata) -> Metadata:
    """`above` where it says something, else `below`."""
    chosen = {}
    for field in fields(Metadata):
        value = getattr(above, field.name)
        chosen[field.name] = getattr(below, field.name) if value in (None, ()) else value
    return Metadata(**chosen)


def speakers_to_json(speakers: Iterable[Speaker]) -> str:
    """A list of objects in order."""
    return json.dumps([asdict(speaker) for speaker in speakers], ensure_ascii=False)


def speakers_from_json(text: str) -> tuple[Speaker, ...]:
    """The inverse of `speakers_to_json`."""
    return tuple(
        Speaker(
            name=item["name"],
            kind=Kind(item["kind"]),
            role=item["role"],
            affiliation=item["affiliation"],
            aliases=tuple(item["aliases"]),
            titles=tuple(item["titles"]),
        )
        for item in _load(text)
    )


def turns_to_json(turns: Iterable[Turn], speakers: Sequence[Speaker]) -> str:
    """Turns without their text: number, section, index of the speaker, start, end, question number, part."""
    place = {speaker: index for index, speaker in enumerate(speakers)}
    return json.dumps(
        [
            [
                turn.number,
                turn.section.value,
                None if turn.speaker is None else place[turn.speaker],
                turn.start,
                turn.end,
                turn.question_no,
                turn.part,
            ]
            for turn in turns
        ]
    )


def turns_from_json(text: str, speakers: Sequence[Speaker], source: str) -> tuple[Turn, ...]:
    """The inverse of `turns_to_json`."""
    return tuple(
        Turn(
            number=number,
            section=Section(section),
            speaker=None if speaker is None else speakers[speaker],
            start=start,
            end=end,
            text=source[start:end],
            question_no=question_no,
            part=part,
        )
        for number, section, speaker, start, end, question_no, part in _load(text)
    )


def transcript_from_row(row: Row) -> Transcript:
    """From id, source, language, format, speakers, turns, metadata, notes."""
    transcript_id, source, language, format_name, speakers_json, turns_json, metadata_json, notes_json = row
    speakers = speakers_from_json(speakers_json)
    return Transcript(
        id=transcript_id,
        source=source,
        language=cast(Language, language),
        format=format_name,
        turns=turns_from_json(turns_json, speakers, source),
        metadata=metadata_from_json(metadata_json),
        notes=tuple(_load(notes_json)),
    )


def passage_to_row(passage: Passage) -> Row:
    """In the order of `columns`."""
    return (
        passage.id,
        passage.turn,
        passage.index,
        passage.start,
        passage.end,
        passage.text,
        passage.header,
        passage.language,
        passage.section.value,
        passage.speaker,
        passage.role,
        passage.kind.value if passage.kind else None,
        passage.period,
        passage.question_no,
        passage.part,
    )


def passage_from_row(row: Row, transcript_id: str) -> Passage:
    """The inverse of `passage_to_row`."""
    (id_, turn, index, start, end, text, header, language, section, speaker, role, kind, period, question_no, part) = (
        row
    )
    return Passage(
        id=id_,
        transcript_id=transcript_id,
        turn=turn,
        index=index,
        start=start,
        end=end,
        text=text,
        header=header,
        language=cast(Language, language),
        section=Section(section),
        speaker=speaker,
        role=role,
        kind=Kind(kind) if kind else None,
        period=period,
        question_no=question_no,
        part=cast("Part | None", part),
    )
