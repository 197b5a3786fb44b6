"""From lines that open turns to blocks: each turn ends where the next one, a heading or a footer begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.formats.base import Block, Line, spoken, trim
from index.formats.headings import Mark
from index.models import Section
from index.people import Label


@dataclass(frozen=True, slots=True)
class Opening:
    """A line, by its number, that opens a turn; the turn's text begins at `start`."""

    line: int
    start: int
    label: Label


def blocks(
    text: str, listed: Sequence[Line], marks: Sequence[Mark | None], accepted: Sequence[Opening]
) -> Iterator[Block]:
    """What precedes the call, then each turn up to the next one, a section heading or a footer."""
    if not accepted:
        return
    opens = {c.line: c for c in accepted}
    first = accepted[0].line
    section: Section | None = None
    opening = listed[first].start
    for number in range(first):
        if marks[number] in (Mark.PREPARED, Mark.QA):
            section = Section.QA if marks[number] is Mark.QA else Section.PREPARED
            opening = listed[number].start
        elif listed[number].text.strip():
            opening = listed[first].start
    start, end = trim(text, 0, opening)
    if end > start:
        yield Block(start, end)
    current: Opening | None = None
    for number in range(first, len(listed) + 1):
        stop = number == len(listed)
        if not stop and number not in opens and marks[number] is None:
            continue
        if current is not None:
            start, end = spoken(text, current.start, len(text) if stop else listed[number].start)
            if end > start:
                yield Block(start, end, replace(current.label), section)
            current = None
        if stop:
            return
        if number in opens:
            current = opens[number]
        elif marks[number] in (Mark.PREPARED, Mark.QA):
            section = Section.QA if marks[number] is Mark.QA else Section.PREPARED
