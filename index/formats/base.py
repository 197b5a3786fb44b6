"""What a transcript format is: something that finds the turns printed in a text.

A format decides by content whether it can read a text and cuts it into blocks. What follows (people, sections, pairing
of questions and answers, metadata) is the same for every format and happens in `index.formats.assemble`. To add one:
write a module with a class that satisfies `Format`, and register it in `index.formats`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from index.models import Metadata, Section
from index.people import Label

_LINE = re.compile(r"[^\n\r\u2028\u2029\x85\x0b\x0c]*")
_BREAK = re.compile(r"\r\n|[\n\r\u2028\u2029\x85\x0b\x0c]")
_BLANK = " \t\r\n\x0b\x0c\x85\xa0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
_RULE_BEFORE = re.compile(r"(?:[-=_*~.·…—–][ \t]*){3,}(?=[\n\r])")
_RULE_AFTER = re.compile(r"(?<=[\n\r])[ \t]*(?:[-=_*~.·…—–][ \t]*){3,}\Z")
_LONGEST_RULE = 400
_LEADING = re.compile(f"[{_BLANK}]*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text without its line break: `text == source[start:end]`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text that belongs together: what one speaker says, or, without a label, text outside the call.

    `[start, end)` leaves out the printed name. `section` is what the file's own headings say, None where they do not.
    """

    start: int
    end: int
    label: Label | None = None
    section: Section | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a format found, in the order of the text.

    `participants` are people of lists at the head or the end. `source` is set only by a format whose turns do not
    stand in the text as read (escaped or binary ones): it is then the text that offsets refer to. `facts` are what
    the file states in fields of its own; they go before what the words of the call suggest.
    """

    blocks: tuple[Block, ...]
    participants: tuple[Label, ...] = ()
    source: str | None = None
    notes: tuple[str, ...] = field(default=())
    facts: Metadata = field(default=Metadata())


@runtime_checkable
class Format(Protocol):
    """One form in which transcripts are printed."""

    @property
    def name(self) -> str:
        """A short name, kept with the transcript ("speaker-labels")."""

    @property
    def extensions(self) -> tuple[str, ...]:
        """File name endings, lower case with the dot, under which files of this form come."""

    def confidence(self, text: str) -> float:
        """How sure this format is that it can read the text, from 0 (cannot) to 1; the surest format reads it."""

    def read(self, text: str) -> Draft:
        """The blocks of the text; called only where `confidence` is above 0."""


def lines(text: str) -> Iterator[Line]:
    """The lines of a text with their offsets; every kind of line break ends one."""
    start = 0
    while start <= len(text):
        match = _LINE.match(text, start)
        end = match.end() if match else start
        yield Line(start, end, text[start:end])
        following = _BREAK.match(text, end)
        if following is None:
            return
        start = following.end()


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """`[start, end)` without the white space (and zero-width characters) at both of its ends."""
    left = _LEADING.match(text, start, end)
    start = left.end() if left else start
    while end > start and _LEADING.fullmatch(text[end - 1]):
        end -= 1
    return start, end


def spoken(text: str, start: int, end: int) -> tuple[int, int]:
    """`[start, end)` trimmed, and without lines at both of its ends that only divide the page ("-----", "......")."""
    start, end = trim(text, start, end)
    while (rule := _RULE_BEFORE.match(text, start, end)) is not None:
        start, end = trim(text, rule.end(), end)
    while (rule := _RULE_AFTER.search(text, max(start, end - _LONGEST_RULE), end)) is not None:
        start, end = trim(text, start, rule.start())
    return start, end


def turn_confidence(draft: Draft) -> float:
    """n / (n + 1) for n turns found, 0 for fewer than two."""
    found = sum(block.label is not None for block in draft.blocks)
    return found / (found + 1) if found > 1 else 0.0
