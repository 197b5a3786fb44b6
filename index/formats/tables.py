"""Segments or turns as a table: comma, tab or bar between columns, a first row that names them.

    start	end	speaker	text	translation
    0.0	4.2	Ann Lee	Good morning.	早上好。

Whisper writes such tables (without a speaker), and so do annotation tools. Columns are known by the same names as the
keys of JSON.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Literal

from index.errors import InputError
from index.fields import read_fields
from index.formats.base import Draft
from index.formats.composed import Record, compose, join_runs
from index.formats.json_records import in_seconds, is_footer, key_of, role_of_column, speech_of

_SEPARATORS = "\t,;|"
_TABLE_RULE = re.compile(r"^[ \t]*\|(?:[ \t]*:?-{2,}:?[ \t]*\|){2,}[ \t]*\r?$", re.M)
_LONGEST_HEAD = 4000
_WORDS = 0.9
"""Share of single words among the texts of a table from which its rows are words, not turns."""
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
        head, rows = _marked_table(text) or ("", text)
        records = in_seconds(list(_records(rows, _separator(rows) or ",")))
        timed = sum(record.start is not None for record in records) > len(records) / 2
        words = sum(" " not in record.text for record in records) > len(records) * _WORDS
        return compose(join_runs(records) if timed or words else records, head=head, facts=read_fields(head))


def _marked_table(text: str) -> tuple[str, str] | None:
    """What precedes a table in Markdown, and its rows without the bars at both ends; None where there is none."""
    start = _TABLE_RULE.search(text, 0, _LONGEST_HEAD)
    if start is None:
        return None
    before = text[: start.start()].rstrip("\r\n").rpartition("\n")
    rows = [before[2], *text[start.end() :].splitlines()]
    return before[0], "\n".join(row.strip().strip("|") for row in rows if row.strip().startswith("|"))


def _separator(text: str) -> str | None:
    if (table := _marked_table(text)) is not None:
        text = table[1]
    header = text[:_LONGEST_HEADER].lstrip("\ufeff \r\n").split("\n", 1)[0].rstrip("\r")
    for separator in _SEPARATORS:
        names = [key_of(name.strip().strip('"')) for name in header.split(separator)]
        if 1 < len(names) <= _MOST_COLUMNS:
            roles = [role_of_column(name) for name in names]
            if (
                ("text" in roles or {"token", "word"} & set(names))
                and ({"speaker", "start"} & set(roles))
                and all(len(name) < 30 for name in names)
            ):
                return separator
    return None


def _records(text: str, separator: str) -> Iterator[Record]:
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if '"' in text else csv.QUOTE_NONE
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator, quoting=quoting)
    try:
        for row in rows:
            filled = {key.strip(): value.strip() for key, value in row.items() if isinstance(key, str) and value}
            record = speech_of(_punctuated(filled))
            if record is not None and not is_footer(record.label):
                yield record
    except csv.Error as error:
        raise InputError(
            f"The table cannot be read in row {rows.line_num:,} ({error}).", "Save it again as CSV or TSV in UTF-8."
        ) from error


def _punctuated(row: dict[str, str]) -> dict[str, str]:
    """A row of one word with what its column of punctuation puts behind it."""
    by_key = {key_of(key): key for key in row}
    word = next((by_key[key] for key in ("token", "word") if key in by_key), None)
    if word is None:
        return row
    mark = row.get(by_key.get("punctuation", ""), "")
    return {**{k: v for k, v in row.items() if k != word}, "text": f"{row[word]}{mark}"}
