"""Timed pieces of speech (captions, segments) to records: who says a piece, and in which languages it stands.

A speaker stands in a voice tag (`<v Ann Lee>`), before a colon, in brackets, or behind ">>"; a piece without one goes
on with the speaker before it. ">>" alone says that somebody else speaks, not who. Where the pieces of a file hold
lines in Chinese and lines in Latin letters, the second is kept as the translation of the first.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.formats.composed import Record, clean_line, flowing
from index.formats.evidence import shows_form, vouched_for
from index.formats.labels import read_label
from index.names import has_han, is_full, is_usual_name, same_person_key
from index.people import Label

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+(?P<name>[^>\n]{1,120})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,120}>|<\d[\d:.]{1,15}>|\{\\[^{}\n]{0,40}\}")
_CHANGE = re.compile(r"\s*(?:>>+|»|&gt;&gt;)\s*|\s*[-–—]\s+(?=\S)")
_PREFIX = re.compile(
    r"\s*(?:[\[【(（](?P<inside>[^\[\]【】()（）\n]{2,60})[\]】)）]\s*[:：]?|(?P<name>[^:：\n<>]{1,60}?)\s*[:：])\s*(?=\S)"
)
_UNKNOWN = Label("Unidentified Speaker")
_BILINGUAL = 0.5
"""Share of pieces with lines in both scripts from which a file counts as bilingual."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words between two times; `start` in seconds."""

    start: float
    text: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words of a cue: the name of its voice tag, or what is printed before them, or a sign that another speaks."""

    start: float
    text: str
    voice: str | None = None
    label: Label | None = None
    strong: bool = False
    begins: int = 0
    changes: bool = False


def records_of(cues: Sequence[Cue]) -> Iterator[Record]:
    """The records of all cues in order, not yet joined."""
    pieces = [piece for cue in cues for piece in _pieces(cue.start, cue.text)]
    both = sum(all(_by_script(piece.text)) for piece in pieces) >= _BILINGUAL * max(1, len(pieces))
    return _records(pieces, bilingual=both)


def _by_script(text: str) -> tuple[str, str]:
    """The lines of a piece in the script of its first line, and the others."""
    rows = [row for row in text.split("\n") if any(c.isalpha() for c in row)]
    first = has_han(rows[0]) if rows else False
    return "\n".join(r for r in rows if has_han(r) is first), "\n".join(r for r in rows if has_han(r) is not first)


def _pieces(start: float, text: str) -> Iterator[_Piece]:
    """A cue cut where a voice tag, a name or a sign says that somebody else speaks."""
    voices = list(_VOICE.finditer(text))
    begin = voices[0].start() if voices else len(text)
    rows: list[str] = []
    for row in text[:begin].split("\n"):
        if rows and (_CHANGE.match(row) or _PREFIX.match(row)):
            yield _untagged(start, "\n".join(rows))
            rows = []
        rows.append(row)
    if "".join(rows).strip():
        yield _untagged(start, "\n".join(rows))
    for number, voice in enumerate(voices, start=1):
        end = voices[number].start() if number < len(voices) else len(text)
        yield _Piece(start, text[voice.end() : end], voice=clean_line(html.unescape(voice["name"])))


def _untagged(start: float, text: str) -> _Piece:
    change = _CHANGE.match(text)
    begins = change.end() if change else 0
    match = _PREFIX.match(text, begins)
    name = clean_line(html.unescape(_TAG.sub("", match["inside"] or match["name"]))) if match else ""
    read = read_label(name) if name else None
    if match is None or read is None:
        return _Piece(start, text[begins:], changes=change is not None)
    return _Piece(start, text[begins:], None, *read, match.end() - begins, change is not None)


def _records(pieces: Sequence[_Piece], *, bilingual: bool) -> Iterator[Record]:
    people = _people(pieces)
    last: Label | None = None
    for piece in pieces:
        text = piece.text
        if piece.voice:
            read = read_label(piece.voice)
            last = read[0] if read is not None and read[1] else Label(piece.voice)
        elif piece.label and same_person_key(piece.label.name) in people:
            last, text = piece.label, text[piece.begins :]
        elif piece.changes and last is not None:
            last = _UNKNOWN
        text = html.unescape(_TAG.sub("", text))
        said, translation = _by_script(text) if bilingual else (text, "")
        yield Record(last, flowing([said]), start=piece.start, translation=flowing([translation]) or None)


def _people(pieces: Sequence[_Piece]) -> set[str]:
    """Keys of the printed names that are people, by what the whole file shows."""
    labels = [(piece.label, piece.strong) for piece in pieces if piece.label]
    voices = {same_person_key(piece.voice) for piece in pieces if piece.voice}
    strong = {same_person_key(label.name) for label, sure in labels if sure} | voices
    keys = [same_person_key(label.name) for label, _ in labels if is_usual_name(label.name)]
    printed = Counter(same_person_key(label.name) for label, _ in labels)
    if not shows_form(bool(strong), keys, ()):
        return set()
    doubtful = {key: label for label, _ in labels if (key := same_person_key(label.name)) not in strong}
    alone = sum(not label.role and is_full(label.name) for label, sure in labels if not sure)
    with_role = sum(label.role is not None for label, sure in labels if sure)
    text = " ".join(piece.text for piece in pieces)
    return strong | vouched_for(text, doubtful, printed, alone > with_role)
