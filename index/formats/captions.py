"""Captions: WebVTT (W3C candidate recommendation of 2019) and SubRip (SRT), with or without speakers.

    WEBVTT                                   1
                                             00:00:01,000 --> 00:00:04,000
    00:00:01.000 --> 00:00:04.000            Ann Lee: Good morning.
    <v Ann Lee>Good morning.</v>

A speaker stands in a voice tag, before a colon, in brackets, or behind ">>"; a cue without one goes on with the speaker
before it. ">>" alone says that somebody else speaks, not who. Notes, styles and markup are left out, captions of one
speaker in a row are joined, and the time of the first is kept with the speaker.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.fields import read_fields
from index.formats.base import Draft
from index.formats.composed import Record, clean_line, compose, join_runs
from index.formats.evidence import shows_form, vouched_for
from index.formats.labels import read_label
from index.names import is_full, is_usual_name, same_person_key
from index.people import Label

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_TIMING = re.compile(rf"[ \t]*(?P<start>{_TIME})[ \t]*-->[ \t]*{_TIME}[^\n]*")
_FIRST_CUE = re.compile(rf"(?:[^\n]{{0,80}}\n)?{_TIMING.pattern}")
_WEBVTT = re.compile(r"WEBVTT(?:[ \t\n]|$)")
_BLANK = re.compile(r"\n(?:[ \t]*\n)+")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+(?P<name>[^>\n]{1,120})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,120}>|<\d[\d:.]{1,15}>|\{\\[^{}\n]{0,40}\}")
_CHANGE = re.compile(r"\s*(?:>>+|»|&gt;&gt;)\s*|\s*[-–—]\s+(?=\S)")
_PREFIX = re.compile(
    r"\s*(?:[\[【(（](?P<inside>[^\[\]【】()（）\n]{2,60})[\]】)）]\s*[:：]?|(?P<name>[^:：\n<>]{1,60}?)\s*[:：])\s*(?=\S)"
)
_UNKNOWN = Label("Unidentified Speaker")


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


class Captions:
    """Reads WebVTT and SRT; see the module."""

    name = "captions"
    extensions = (".vtt", ".srt")

    def confidence(self, text: str) -> float:
        """1 where the text begins as WebVTT or with a cue, 0 otherwise."""
        head = text[:400].lstrip("\ufeff \t\r\n").replace("\r\n", "\n").replace("\r", "\n")
        return 1.0 if _WEBVTT.match(head) or _FIRST_CUE.match(head) else 0.0

    def read(self, text: str) -> Draft:
        """Turns from the cues; an article where no cue names a speaker."""
        notes, cues = _cues(text)
        pieces = [piece for start, said in cues for piece in _pieces(start, said)]
        return compose(join_runs(_records(pieces)), facts=read_fields(notes))


def _cues(text: str) -> tuple[str, list[tuple[float, str]]]:
    """The notes of the file, and start and text of each cue."""
    notes: list[str] = []
    cues: list[tuple[float, str]] = []
    for block in _BLANK.split(text.replace("\r\n", "\n").replace("\r", "\n")):
        rows = block.strip("\ufeff\n").split("\n")
        at, timing = next(((i, m) for i, row in enumerate(rows[:3]) if (m := _TIMING.fullmatch(row))), (0, None))
        if timing is not None:
            cues.append((_seconds(timing["start"]), "\n".join(rows[at + 1 :])))
        elif rows[0].startswith(("WEBVTT", "NOTE")):
            notes.append(block.replace("NOTE ", "", 1))
    return "\n".join(notes), cues


def _seconds(time: str) -> float:
    *hours, minutes, rest = re.split("[:]", time.replace(",", "."))
    return 3600.0 * int(hours[0] if hours else 0) + 60 * int(minutes) + float(rest)


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


def _records(pieces: Sequence[_Piece]) -> Iterator[Record]:
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
        yield Record(last, html.unescape(_TAG.sub("", text)), start=piece.start)


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
    text = " ".join(piece.text for piece in pieces)
    return strong | vouched_for(text, doubtful, printed, alone > len(strong))
