"""Transcripts that print each speaker on a line of its own above what is said.

    Operator
    Good day, and welcome to ...

    Ann Lee -- Chief Executive Officer            also: -  –  —  ,  |  Name (Title), or the title on the next line
    Thank you, operator. ...

    Bob Ray - Acme Securities, Analyst
    ...

A line that gives a role, or names the operator, shows the form. A name alone on a line is a speaker only where the
text knows it otherwise: from a list of participants, from a line with its role, or from being called upon.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.formats.base import Block, Draft, spoken, trim, turn_confidence
from index.formats.evidence import shows_form, vouched_for
from index.formats.headings import PEOPLE, Mark, bare, kind_in_list, participant
from index.formats.inline_lists import inline_people
from index.formats.name_lines import Heading, Page, page_of
from index.formats.qa_marks import bare_mark
from index.models import Kind, Section
from index.names import (
    is_full,
    is_usual_name,
    same_person_key,
)
from index.people import Label

_FEW_MARKS = 3


class HeadingLines:
    """Reads names on lines of their own; see the module."""

    name = "heading-lines"
    extensions = (".txt", ".text", ".md", ".markdown")

    def confidence(self, text: str) -> float:
        """n / (n + 1) for n turns found, 0 for fewer than two."""
        return turn_confidence(self.read(text))

    def read(self, text: str) -> Draft:
        """Blocks from each accepted heading to the next one, section heading or footer."""
        page = page_of(text)
        participants, entries = _lists(page)
        participants = (*participants, *inline_people(page.lines))
        _add_listed(page, participants, entries)
        accepted = _accepted(text, page, participants, entries)
        return Draft(tuple(_blocks(text, page, accepted)) if accepted else (), participants)


def _lists(page: Page) -> tuple[tuple[Label, ...], set[int]]:
    """The people of participant lists and the numbers of the lines that are entries.

    A list stands under its heading and holds nothing but entries: it ends with the first heading that has text below
    it. After the call (turns before it) it never turns into speech again.
    """
    people: list[Label] = []
    entries: set[int] = set()
    in_list = called = False
    kind: Kind | None = None
    last = -1
    for number, line in enumerate(page.lines):
        marked = page.marks[number]
        if marked is not None:
            in_list = marked in PEOPLE or (in_list and called and marked is Mark.FOOTER)
            kind = kind_in_list(marked)
        elif line.text.strip() and number > last:
            heading = page.headings.get(number)
            if not in_list:
                named = heading is not None and (heading.strong or is_usual_name(heading.label.name))
                called = called or (named and page.has_text(number))
                continue
            if heading is not None and not called and page.has_text(number) and not _before_entry(page, heading.last):
                in_list, called = False, True
                continue
            entry = participant(line.text, kind)
            if heading is not None and heading.label.role:
                entry = replace(heading.label, kind=heading.label.kind or kind)
            if entry is not None:
                people.append(entry)
            if heading is not None:
                entries.add(number)
                last = heading.last
    return tuple(people), entries


def _add_listed(page: Page, participants: Sequence[Label], entries: set[int]) -> None:
    """Lines that hold nothing but the name of somebody listed are headings, whatever the shape of the name."""
    keys = {same_person_key(person.name) for person in participants}
    for number, line in enumerate(page.lines):
        short = 1 < len(line.text) <= 60 and page.marks[number] is None and number not in entries
        if short and number not in page.headings and same_person_key(bare(line.text)) in keys:
            page.headings[number] = Heading(Label(bare(line.text)), False, number)


def _before_entry(page: Page, number: int) -> bool:
    """Whether the next line with text is an entry of a list of participants too."""
    after = page.following(number)
    return after is not None and page.marks[after] is None and participant(page.lines[after].text) is not None


def _accepted(text: str, page: Page, participants: Sequence[Label], entries: set[int]) -> dict[int, Heading]:
    """The headings that open turns, by line number; none where no line shows the form beyond doubt."""
    candidates = {n: h for n, h in sorted(page.headings.items()) if n not in entries}
    candidates = _without_lone_marks(candidates)
    keys = {n: same_person_key(h.label.name) for n, h in candidates.items()}
    listed = {same_person_key(p.name) for p in participants}
    full = [keys[n] for n, h in candidates.items() if is_usual_name(h.label.name) or keys[n] in listed]
    if not shows_form(any(h.strong for h in candidates.values()), full, listed):
        return {}
    known = listed | {keys[n] for n, h in candidates.items() if h.strong}
    printed = Counter(keys.values())
    alone = sum(1 for h in candidates.values() if not h.strong and not h.label.role and is_full(h.label.name))
    names_alone = alone > sum(1 for h in candidates.values() if h.strong and h.label.role)
    doubtful = {keys[n]: h.label for n, h in candidates.items() if not h.strong and keys[n] not in known}
    known |= vouched_for(text, doubtful, printed, names_alone)
    return {n: h for n, h in candidates.items() if h.strong or keys[n] in known}


def _without_lone_marks(candidates: dict[int, Heading]) -> dict[int, Heading]:
    """Lines that hold Q or A alone open turns where both stand, again and again; elsewhere they are letters."""
    marks = {n: h for n, h in candidates.items() if bare_mark(h.label.name) is not None}
    proven = len({h.label.kind for h in marks.values()}) > 1 and len(marks) > _FEW_MARKS
    return {n: replace(h, strong=True) if n in marks else h for n, h in candidates.items() if n not in marks or proven}


def _blocks(text: str, page: Page, accepted: dict[int, Heading]) -> Iterator[Block]:
    first = min(accepted)
    opening = first
    section: Section | None = None
    for number in range(first):
        if page.marks[number] in (Mark.PREPARED, Mark.QA):
            section = Section.QA if page.marks[number] is Mark.QA else Section.PREPARED
            opening = number if page.following(number) == first else first
    start, end = trim(text, 0, page.lines[opening].start)
    if end > start:
        yield Block(start, end)
    label: Label | None = None
    begin = 0
    for number in range(first, len(page.lines)):
        if number not in accepted and page.marks[number] is None:
            continue
        if label is not None:
            start, end = spoken(text, begin, page.lines[number].start)
            if end > start:
                yield Block(start, end, label, section)
            label = None
        if number in accepted:
            heading = accepted[number]
            label, begin = heading.label, heading.begin or page.lines[heading.last].end
        elif page.marks[number] in (Mark.PREPARED, Mark.QA):
            section = Section.QA if page.marks[number] is Mark.QA else Section.PREPARED
    if label is not None:
        start, end = spoken(text, begin, len(text))
        if end > start:
            yield Block(start, end, label, section)
