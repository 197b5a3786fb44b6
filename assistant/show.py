"""A transcript as recognised, for `turncite show`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.render import clean
from index.models import Speaker, Transcript, Turn


def _speaker_record(speaker: Speaker) -> dict[str, Any]:
    return {
        "name": speaker.name,
        "kind": speaker.kind.value,
        "role": speaker.role,
        "affiliation": speaker.affiliation,
        "aliases": list(speaker.aliases),
        "titles": list(speaker.titles),
    }


def _turn_record(turn: Turn) -> dict[str, Any]:
    return {
        "turn": turn.number,
        "section": turn.section.value,
        "speaker": turn.speaker.name if turn.speaker else None,
        "role": turn.speaker.role if turn.speaker else None,
        "question_no": turn.question_no,
        "part": turn.part,
        "start": turn.start,
        "end": turn.end,
        "text": turn.text,
    }


def _wanted(transcript: Transcript, number: int | None) -> list[Turn]:
    return [turn for turn in transcript.turns if number is None or turn.number == number]


def record(transcript: Transcript, number: int | None = None) -> dict[str, Any]:
    """The transcript (or one turn of it) as JSON: metadata, notes, speakers and turns with offsets."""
    meta = transcript.metadata
    return {
        "id": transcript.id,
        "title": meta.title,
        "company": meta.company,
        "ticker": meta.ticker,
        "period": meta.period,
        "date": meta.date.isoformat() if meta.date else None,
        "language": transcript.language,
        "format": transcript.format,
        "notes": list(transcript.notes),
        "speakers": [_speaker_record(speaker) for speaker in transcript.speakers],
        "turns": [_turn_record(turn) for turn in _wanted(transcript, number)],
    }


def lines(transcript: Transcript, number: int | None = None) -> Iterator[str]:
    """The same for people; single turns are printed whole, all turns by their beginning."""
    if number is None:
        meta = transcript.metadata
        facts = (meta.company, meta.ticker, meta.period, meta.date, transcript.language, transcript.format)
        yield clean(f"{transcript.id}  {meta.title or ''}")
        yield clean(" · ".join(str(fact) for fact in facts if fact))
        yield from (clean(note) for note in transcript.notes)
        yield ""
        for speaker in transcript.speakers:
            details = (speaker.role, speaker.kind.value, "/ ".join(speaker.aliases))
            yield clean(f"{speaker.name}: {' · '.join(detail for detail in details if detail)}")
        yield ""
    for turn in _wanted(transcript, number):
        who = turn.speaker.name if turn.speaker else "-"
        question = f" · question {turn.question_no} ({turn.part})" if turn.question_no else ""
        yield clean(f"{turn.number:>3}  {turn.section.value}{question}  {who}")
        text = clean(turn.text)
        yield f"     {text if number is not None or len(text) <= 90 else text[:90] + '…'}"
