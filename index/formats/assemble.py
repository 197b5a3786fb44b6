"""From the blocks a format found to a transcript: people, sections, questions and answers, metadata."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

from index.errors import InputError
from index.formats.base import Block, Draft
from index.language import detect
from index.metadata import read_metadata
from index.models import Kind, Metadata, Section, Speaker, Transcript, Turn
from index.pairing import Said, pair, sections, settle_kinds, with_moderator
from index.people import build_speakers
from index.reading import transcript_id

_MOST_TURNS = 20_000
"""Turns beyond which a text is refused: a long call has some hundred."""
_OPENING_TURNS = 3
_OPENING_LENGTH = 6000


def assemble(text: str, format_name: str, draft: Draft, overrides: Metadata | None = None) -> Transcript:
    """The transcript of a draft; fields of `overrides` that are set win over what the text says."""
    source = draft.source if draft.source is not None else text
    spoken = [block for block in draft.blocks if block.label is not None]
    if len(spoken) > _MOST_TURNS:
        raise InputError(
            f"The file has {len(spoken):,} turns, far more than any call.",
            "Check the file, or split it into one for each call.",
        )
    turns = [*_article(source, draft, spoken), *_call(source, draft, spoken)]
    called = [turn for turn in turns if turn.speaker is not None]
    head = source[: called[0].start] if called else source
    opening = "\n".join(turn.text for turn in called[:_OPENING_TURNS])[:_OPENING_LENGTH]
    speakers = tuple(dict.fromkeys(turn.speaker for turn in called if turn.speaker))
    metadata = read_metadata(head, opening, speakers, source, draft.facts)
    return Transcript(
        id=transcript_id(source),
        source=source,
        language=detect("\n".join(turn.text for turn in turns)),
        format=format_name,
        turns=tuple(turns),
        metadata=override(metadata, overrides),
        notes=draft.notes,
    )


def override(metadata: Metadata, overrides: Metadata | None) -> Metadata:
    """`metadata` with every field of `overrides` that is set; a new company drops the aliases of the old one."""
    if overrides is None:
        return metadata
    given = {f.name: value for f in fields(overrides) if (value := getattr(overrides, f.name)) not in (None, ())}
    if given.get("company", metadata.company) != metadata.company:
        given.setdefault("company_aliases", ())
    return replace(metadata, **given)


def _article(source: str, draft: Draft, spoken: list[Block]) -> Iterator[Turn]:
    """What stands before the call, or the whole of a text without one, as turn 0."""
    first = next((block for block in draft.blocks if block.label is None), None)
    if first is not None and (not spoken or first.start < spoken[0].start):
        yield Turn(0, Section.ARTICLE, None, first.start, first.end, source[first.start : first.end])


def _call(source: str, draft: Draft, spoken: list[Block]) -> Iterator[Turn]:
    labels = [block.label for block in spoken if block.label is not None]
    texts = [source[block.start : block.end] for block in spoken]
    before = {i: texts[i - 1] for i in range(1, len(texts))}
    built = build_speakers(labels, draft.participants, source, before)
    said = [
        Said(speaker.name, speaker.kind, certain, text, block.section)
        for (speaker, certain), text, block in zip(built, texts, spoken, strict=True)
    ]
    said = with_moderator(said)
    found = sections(said)
    kinds = settle_kinds(said, found)
    final: dict[Speaker, Speaker] = {}
    for (speaker, _), kind in zip(built, kinds, strict=True):
        if speaker not in final:
            titles = speaker.titles
            if kind is Kind.ANALYST and "analyst" not in titles:
                titles = (*titles, "analyst")
            final[speaker] = replace(speaker, kind=kind, titles=titles)
    paired = pair(said, kinds, found)
    for number, (block, (speaker, _), section, (question, part)) in enumerate(
        zip(spoken, built, found, paired, strict=True), start=1
    ):
        text = source[block.start : block.end]
        yield Turn(number, section, final[speaker], block.start, block.end, text, question, part)
