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

import re

from index.fields import read_fields
from index.formats.base import Draft
from index.formats.composed import compose, join_runs
from index.formats.cues import Cue, records_of

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_TIMING = re.compile(rf"[ \t]*(?P<start>{_TIME})[ \t]*-->[ \t]*{_TIME}[^\n]*")
_FIRST_CUE = re.compile(rf"(?:[^\n]{{0,80}}\n)?{_TIMING.pattern}")
_WEBVTT = re.compile(r"WEBVTT(?:[ \t\n]|$)")
_BLANK = re.compile(r"\n(?:[ \t]*\n)+")


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
        return compose(join_runs(records_of(cues)), facts=read_fields(notes))


def _cues(text: str) -> tuple[str, list[Cue]]:
    """The notes of the file, and its cues."""
    notes: list[str] = []
    cues: list[Cue] = []
    for block in _BLANK.split(text.replace("\r\n", "\n").replace("\r", "\n")):
        rows = block.strip("\ufeff\n").split("\n")
        at, timing = next(((i, m) for i, row in enumerate(rows[:3]) if (m := _TIMING.fullmatch(row))), (0, None))
        if timing is not None:
            cues.append(Cue(_seconds(timing["start"]), "\n".join(rows[at + 1 :])))
        elif rows[0].startswith(("WEBVTT", "NOTE")):
            notes.append(block.replace("NOTE ", "", 1))
    return "\n".join(notes), cues


def _seconds(time: str) -> float:
    *hours, minutes, rest = re.split("[:]", time.replace(",", "."))
    return 3600.0 * int(hours[0] if hours else 0) + 60 * int(minutes) + float(rest)
