"""Segments with times in plain text, as speech recognition prints them, in one language or in two.

    [00:00:01.000 --> 00:00:04.000]  Good morning.          00:01 - 00:04
    [00:00:04.000 --> 00:00:09.500]  SPEAKER_01: Thanks.    Ann Lee: We grew 20 %.
                                                            我们增长了 20%。

Segments of one speaker in a row become one turn; lines in a second script are kept behind them as the translation.
"""

from __future__ import annotations

import re
from itertools import pairwise

from index.fields import read_fields
from index.formats.base import Draft
from index.formats.composed import Record, compose, join_runs
from index.formats.cues import Cue, records_of
from index.formats.json_records import seconds

_TIME = r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?"
_SEGMENT = re.compile(
    rf"[ \t\ufeff]*[\[(【（<]?[ \t]*(?P<start>{_TIME}|\d{{1,6}}\.\d{{1,3}}s?)[ \t]*"
    rf"(?P<range>(?:-->|->|→|--|-|–|—|~|～|至|to|,|\t)[ \t]*(?:{_TIME}|\d{{1,6}}\.\d{{1,3}}s?))?[ \t]*[\])】）>]?[ \t]*[:：|]?[ \t]*(?P<rest>.*)"
)
_LEAST = 3
_SHARE = 0.3
_SURE = 0.9999
_UNSURE = 0.02
_RUNS = 0.3


class Segments:
    """Reads timed segments; see the module."""

    name = "segments"
    extensions = (".txt",)

    def confidence(self, text: str) -> float:
        """Sure where ranges of time stand before most of the text, or times cut the speech of one speaker in pieces."""
        found = _cues(text)
        if found is None:
            return 0.0
        ranges, _, cues = found
        records = list(records_of(cues))
        if not any(record.label for record in records):
            return _UNSURE
        return _SURE if ranges or _cut(records) else 0.0

    def read(self, text: str) -> Draft:
        """Turns from the segments; an article where none names a speaker."""
        found = _cues(text)
        head, cues = (found[1], found[2]) if found else ("", [])
        return compose(join_runs(records_of(cues)), head=head, facts=read_fields(head))


def _cut(records: list[Record]) -> bool:
    """Whether pieces of one speaker follow each other so often that they are no turns."""
    same = sum(a.label == b.label for a, b in pairwise(records))
    return same >= _RUNS * len(records)


def _cues(text: str) -> tuple[bool, str, list[Cue]] | None:
    """Whether the times are ranges, what precedes them, and the segments; None for a text without segments."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    matches = [_SEGMENT.fullmatch(row) if row[:24].lstrip(" \t\ufeff[(【（<")[:1].isdigit() else None for row in rows]
    begins = [i for i, match in enumerate(matches) if match]
    filled = sum(bool(row.strip()) for row in rows)
    if len(begins) < _LEAST or len(begins) < _SHARE * filled:
        return None
    cues: list[Cue] = []
    for at, following in pairwise([*begins, len(rows)]):
        match = matches[at]
        start = seconds(match["start"].replace(",", ".").removesuffix("s")) if match else None
        if match is None or start is None or (cues and start + 1 < cues[-1].start):
            continue
        said = "\n".join(row.strip() for row in (match["rest"], *rows[at + 1 : following]) if row.strip())
        if said:
            cues.append(Cue(start, said))
    if len(cues) < _LEAST:
        return None
    ranges = sum(bool(match["range"]) for match in matches if match) > len(begins) / 2
    return ranges, "\n".join(rows[: begins[0]]).strip(), cues
