"""What changed between two wordings of the same statement."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import groupby

from index.text import CJK

_TOKEN = re.compile(rf"[{CJK}]|\d[\d.,]*\d|[^\W\d_{CJK}]+|\s+|.", re.S)

Piece = tuple[str, bool]
"""A piece of a text, and whether it is not in the other one."""


def changed(before: str, now: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces: words, Chinese characters and numbers are compared; the pieces join to the texts again."""
    one, other = _TOKEN.findall(before), _TOKEN.findall(now)
    left, right = [True] * len(one), [True] * len(other)
    for match in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        left[match.a : match.a + match.size] = [False] * match.size
        right[match.b : match.b + match.size] = [False] * match.size
    return _pieces(one, left), _pieces(other, right)


def _pieces(tokens: list[str], differ: list[bool]) -> list[Piece]:
    """Neighbours of a kind together; a space between two words that differ differs with them."""
    for i in range(1, len(tokens) - 1):
        if tokens[i].isspace() and differ[i - 1] and differ[i + 1]:
            differ[i] = True
    pairs = zip(tokens, differ, strict=True)
    return [("".join(token for token, _ in run), flag) for flag, run in groupby(pairs, key=lambda pair: pair[1])]
