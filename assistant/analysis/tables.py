"""Tables for spreadsheets and for Markdown. What a call says is data: it can neither start a formula nor break a cell."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

_FORMULA = re.compile(r"^(?:[=@\t\r+]|-(?![\d.]))")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~])")

Row = Sequence[object]


def csv_text(head: Sequence[str], rows: Sequence[Row]) -> str:
    """Comma-separated values (RFC 4180), one line a row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return out.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def markdown_text(head: Sequence[str], rows: Sequence[Row]) -> str:
    """A Markdown table (GitHub's form)."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_plain(v, i) for v in row) + " |" for i, row in enumerate(lines)) + "\n"


def _plain(value: object, line: int) -> str:
    text = "" if value is None else str(value)
    return text if line == 1 else escaped(text)


def escaped(text: str) -> str:
    """Text on one line in which nothing is Markdown or HTML."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
