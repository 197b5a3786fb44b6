"""A text made from turns that come in records: JSON, captions, tables of segments.

What is read there stands escaped, in pieces or between time codes. The text made from it is what is kept, shown and
cited: a heading with the speaker (and the time, where the file gives one) above what they said, as people print
transcripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.formats.article import NO_SPEAKER
from index.formats.base import Block, Draft, trim
from index.models import Metadata, Section
from index.names import has_han
from index.people import Label

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SPACE = re.compile(r"\s+")
_ENDS = re.compile(r"[.!?。！？…][\"'”’」』)）]*$")
_PUNCTUATION = frozenset(".,?!;:%。，？！；：")
_LONGEST_NAME = 120
_PARAGRAPH = 700
"""Characters after which a paragraph of joined captions ends with its sentence."""


@dataclass(frozen=True, slots=True)
class Record:
    """A piece of speech as a file gives it: `label` None where it says no speaker, `start` in seconds.

    `translation` is the same in another language, where the file has both.
    """

    label: Label | None
    text: str
    section: Section | None = None
    start: float | None = None
    translation: str | None = None


def compose(
    records: Iterable[Record],
    *,
    head: str = "",
    participants: Sequence[Label] = (),
    facts: Metadata | None = None,
    notes: Sequence[str] = (),
) -> Draft:
    """The draft of these records, with a text of its own; without any speaker it is one article, and says so."""
    head = clean_text(head)
    parts: list[str] = [head] if head else []
    length = len(head)
    blocks = [Block(*trim(head, 0, length))] if head.strip() else []
    speakers = False
    for record in records:
        text = clean_text(record.text)
        if record.translation and (other := clean_text(record.translation)):
            text = f"{text}\n{other}" if text else other
        if not text:
            continue
        gap = "\n\n" if parts else ""
        heading = f"{_heading(record.label, record.start)}\n" if record.label else ""
        start = length + len(gap) + len(heading)
        parts += [gap, heading, text]
        length = start + len(text)
        if record.label:
            speakers = True
            blocks.append(Block(start, length, record.label, record.section))
        elif speakers or not blocks:
            blocks.append(Block(start, length, None, record.section))
        else:
            blocks[0] = replace(blocks[0], end=length)
    source = "".join(parts)
    if not speakers:
        start, length = trim(source, 0, len(source))
        blocks = [Block(start, length)] if length > start else []
        notes = (*notes, NO_SPEAKER)
    return Draft(tuple(blocks), tuple(participants), source, tuple(notes), facts or Metadata())


def join_runs(records: Iterable[Record]) -> Iterator[Record]:
    """The records with pieces of one speaker in a row joined, in paragraphs that end with a sentence."""
    run: list[Record] = []
    for record in records:
        if run and (record.label != run[-1].label or record.section != run[-1].section):
            yield _joined(run)
            run = []
        run.append(record)
    if run:
        yield _joined(run)


def _joined(run: Sequence[Record]) -> Record:
    if len(run) == 1:
        return run[0]
    translations = [record.translation for record in run if record.translation]
    return replace(
        run[0],
        text=flowing([record.text for record in run]),
        translation=flowing(translations) if translations else None,
    )


def flowing(pieces: Sequence[str]) -> str:
    """Captions as running text: joined by spaces (none between Chinese characters), in paragraphs of whole sentences."""
    paragraphs: list[str] = []
    current = ""
    for piece in pieces:
        text = _SPACE.sub(" ", piece).strip()
        if not text:
            continue
        if current and len(current) >= _PARAGRAPH and _ENDS.search(current):
            paragraphs.append(current)
            current = ""
        together = not current or (has_han(current[-1]) and has_han(text[0])) or current[-1] in "。，、！？"
        joint = "" if together or text in _PUNCTUATION else " "
        current = f"{current}{joint}{text}"
    return "\n".join([*paragraphs, current] if current else paragraphs)


def clean_text(text: str) -> str:
    """A text fit to be kept: line breaks as LF, no control characters, no halves of surrogate pairs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.strip()


def clean_line(text: str) -> str:
    """A name or role on one line, cut where it is far too long for one."""
    return _SPACE.sub(" ", clean_text(text)).strip()[:_LONGEST_NAME].strip()


def _heading(label: Label, start: float | None) -> str:
    named = f"{label.name} -- {label.role}" if label.role else label.name
    if start is None:
        return named
    seconds = int(start)
    return f"{named} [{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}]"
