"""A plainer copy of a text for parsing, with the offsets of the original.

Unlike `index.text.fold` this keeps case ("10M" is no "10m", "4K" no number) and most punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from index.text import simplify

NBSP = "\u00a0"
BLANK = "\x00"
_SAME = {
    **dict.fromkeys("‐‑‒–−－﹣", "-"),
    **dict.fromkeys("―─", "—"),
    **dict.fromkeys("〜～∼", "~"),
    **dict.fromkeys("％﹪", "%"),
    **dict.fromkeys("\u2007\u2009\u202f", NBSP),
    **dict.fromkeys("⁄∕", "/"),
    **dict.fromkeys("’‘", "'"),
    "￥": "¥",
    "，": "，",
    "\u3000": " ",
}
_FRACTIONS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_CHANGES_LENGTH = re.compile(f"[{_FRACTIONS}]")
_WIDE_SEPARATOR = re.compile("(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")


@dataclass(frozen=True, slots=True)
class Normal:
    """Normalised text and, for each of its characters, its place in the original (one more entry for the end)."""

    text: str
    places: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original's span for a non-empty span of the normalised text."""
        return self.places[start], self.places[end - 1] + 1


class _Table(dict[int, str]):
    def __missing__(self, code: int) -> str:
        plain = _plain(chr(code))
        self[code] = plain
        return plain


@cache
def _table() -> _Table:
    return _Table()


def _plain(character: str) -> str:
    if character in _SAME:
        return _SAME[character]
    if "！" <= character <= "～":
        return chr(ord(character) - 0xFEE0)
    if unicodedata.category(character) == "Cf":
        return ""
    if character in _FRACTIONS:
        return f" {unicodedata.normalize('NFKC', character)} ".replace("\u2044", "/")
    return simplify(character)


def normalise(text: str) -> Normal:
    """Half width, one kind of hyphen, Simplified characters; invisible characters left out."""
    widened = _WIDE_SEPARATOR.sub(",", text)
    plain = widened.translate(_table())
    if len(plain) == len(text) and not _CHANGES_LENGTH.search(text):
        return Normal(plain, range(len(text) + 1))
    places = [i for i, character in enumerate(widened) for _ in character.translate(_table())]
    return Normal(plain, [*places, len(text)])
