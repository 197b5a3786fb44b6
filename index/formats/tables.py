"""Segments or turns as a table: comma, tab or bar between columns, a first row that names them.

    start	end	speaker	text	translation
    0.0	4.2	Ann Lee	Good morning.	早上好。

Whisper writes such tables (without a speaker), and so do annotation tools. Columns are known by the same names as the
keys of JSON.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Literal

from index.errors import InputError
from index.formats.base import Draft
from index.formats.composed import Record, compose, join_runs
from index.formats.json_records import in_seconds, is_footer, key_of, role_of_column, speech_of

_SEPARATORS = "\t,;|"
_LONGEST_HEADER = 400
_MOST_COLUMNS = 40


class Tables:
    """Reads tables of segments; see the module."""

    name = "table"
    extensions = (".tsv", ".csv")

    def confidence(self, text: str) -> float:
        """1 where the first line names a column of text and one of speakers or times, 0 otherwise."""
        return 1.0 if _separator(text) else 0.0

    def read(self, text: str) -> Draft:
        """The rows as turns; rows of one speaker in a row are joined where they have times."""
        records = in_seconds(list(_records(text, _separator(text) or ",")))
        timed = sum(record.start is not None for record in records) > len(records) / 2
        return compose(join_runs(records) if timed else records)


def _separator(text: str) -> str | None:
    header = text[:_LONGEST_HEADER].lstrip("\ufeff \r\n").split("\n", 1)[0].rstrip("\r")
    for separator in _SEPARATORS:
        names = [key_of(name.strip().strip('"')) for name in header.split(separator)]
        if 1 < len(names) <= _MOST_COLUMNS:
            roles = [role_of_column(name) for name in names]
            if "text" in roles and ({"speaker", "start"} & set(roles)) and all(len(name) < 30 for name in names):
                return separator
    return None


def _records(text: str, separator: str) -> Iterator[Record]:
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if '"' in text else csv.QUOTE_NONE
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator, quoting=quoting)
    try:
        for row in rows:
            record = speech_of({key: value for key, value in row.items() if isinstance(key, str) and value})
            if record is not None and not is_footer(record.label):
                yield record
    except csv.Error as error:
        raise InputError(
            f"The table cannot be read in row {rows.line_num:,} ({error}).", "Save it again as CSV or TSV in UTF-8."
        ) from error
