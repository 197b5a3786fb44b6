"""Rows of tables and bold beginnings of paragraphs as lines of text, as documents and web pages print speakers."""

from __future__ import annotations

from collections.abc import Sequence

from index.formats.labels import read_label

LONGEST_NAME = 80
_SENTENCE_ENDS = '.?!。？！…"”'


def row_text(cells: Sequence[str]) -> str:
    """A row of a table: a name and a speech on two lines, anything else with bars between its cells."""
    filled = [cell for cell in cells if cell]
    if len(filled) != 2:
        return " | ".join(filled)
    name, said = filled
    first = name.split("\n", 1)[0]
    speech = len(name) <= LONGEST_NAME < len(said) or (is_person(first) and said.rstrip()[-1] in _SENTENCE_ENDS)
    return ("\n" if speech or _is_label(first) else " | ").join(filled)


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
