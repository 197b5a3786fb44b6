"""Rows of tables and bold beginnings of paragraphs as lines of text, as documents and web pages print speakers."""

from __future__ import annotations

from collections.abc import Sequence

from index.formats.labels import read_label

LONGEST_NAME = 80


def row_text(cells: Sequence[str]) -> str:
    """A row of a table: a name and a speech on two lines, anything else with bars between its cells."""
    filled = [cell for cell in cells if cell]
    speech = len(filled) == 2 and len(filled[0]) <= LONGEST_NAME < len(filled[1])
    return ("\n" if speech or (len(filled) == 2 and _is_label(filled[0])) else " | ").join(filled)


def named_line(bold: str, rest: str) -> str:
    """A paragraph that begins in bold: a name there goes on a line of its own, unless a sign sets it apart already."""
    following = rest.strip()
    if following and following[0].isalnum() and is_person(bold):
        return f"{bold.strip()}\n{following}"
    return bold + rest


def is_person(text: str) -> bool:
    """Whether a few words name somebody who may speak."""
    text = " ".join(text.split())
    return 1 < len(text) <= LONGEST_NAME and text[-1] not in ":：" and read_label(text) is not None


def _is_label(text: str) -> bool:
    read = read_label(text)
    return read is not None and read[1]
