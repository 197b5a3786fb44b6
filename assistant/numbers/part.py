"""A number with its unit, before ranges and modifiers; and positions ("ninth", 第九)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.numbers.numerals import read_number
from assistant.numbers.quantity import ORDINAL, Approx, Unit


@dataclass(frozen=True, slots=True)
class Part:
    """A number with its unit at `[start, end)` of the normalised text, before ranges and modifiers."""

    start: int
    end: int
    low: Fraction
    high: Fraction
    unit: Unit
    step: Fraction
    has_unit: bool = False
    scale: Fraction = Fraction(1)
    prefixed: bool = False
    vague: bool = False
    approx: Approx | None = None


_ORDINAL_EN = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,6})(?:st|nd|rd|th)(?![A-Za-z])", re.IGNORECASE)
_ORDINAL_WORDS = {
    w: i
    for i, w in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        1,
    )
}
_ORDINAL_WORD = re.compile(r"[A-Za-z]+(?![A-Za-z-])(?P<row>[ -](?:consecutive|straight|successive)\b)?")


def english_ordinal(text: str, at: int) -> Part | None:
    """Positions: "9th", "ninth", 第九. The first three in words are mostly figures of speech: only with 连续/"straight"."""
    match = _ORDINAL_EN.match(text, at)
    if match:
        return ranked(at, match.end(), int(match[1].replace(",", "")))
    if text[at].isascii():
        word = _ORDINAL_WORD.match(text, at)
        rank = _ORDINAL_WORDS.get(re.split("[ -]", word[0])[0].lower()) if word else None
        if word is None or rank is None or (rank < 4 and not word["row"]):
            return None
        return ranked(at, word.start("row") if word["row"] else word.end(), rank)
    return None


def chinese_ordinal(text: str, part: Part) -> Part | None:
    """ "第九年" as the position 9; None where 第 stands before a figure of speech."""
    before = text[max(0, part.start - 5) : part.start].rstrip()
    if not before.endswith("第"):
        return part
    number = read_number(text, part.start)
    if number is None or number.scaled or number.low != number.high:
        return None
    if number.words and number.low < 4 and "连续" not in text[max(0, part.start - 6) : part.start]:
        return None
    start = text.rindex("第", 0, part.start)
    return replace(ranked(start, number.end, 0), low=number.low, high=number.high)


def ranked(start: int, end: int, rank: int) -> Part:
    """The position `rank` at `[start, end)`."""
    return Part(start, end, Fraction(rank), Fraction(rank), ORDINAL, Fraction(1), has_unit=True)
