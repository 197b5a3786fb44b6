"""Periods and dates: quarters, halves, years, months, days, points of a year, and relative ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.numbers.names import masked
from assistant.numbers.normal import BLANK, normalise

Point = Literal["start", "early", "mid", "late", "end"]
Relative = Literal[
    "this_year",
    "last_year",
    "next_year",
    "this_quarter",
    "last_quarter",
    "next_quarter",
    "same_period_last_year",
    "this_month",
    "last_month",
    "next_month",
    "ttm",
    "full_year",
    "yoy",
    "qoq",
]


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a text; what was not said is None. Offsets and wording take no part in comparison.

    `point` is a part of the year ("mid-2026"). `fiscal` is True where the words say fiscal, False where they say
    calendar, else None. `relative` names what depends on when the call was held; "yoy" and "qoq" are bases of
    comparison (同比, 环比), "ttm" the trailing twelve months.
    """

    year: int | None = None
    quarter: int | None = None
    half: int | None = None
    month: int | None = None
    day: int | None = None
    point: Point | None = None
    relative: Relative | None = None
    fiscal: bool | None = None
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)
    text: str = field(default="", compare=False)

    @property
    def is_basis(self) -> bool:
        """Whether this is a basis of comparison rather than a time."""
        return self.relative in {"yoy", "qoq"}


def find_periods(text: str, names: Sequence[str] = ()) -> list[Period]:
    """Every period, date and basis of comparison (同比, "year over year") of `text`, in order, offsets into `text`.

    `names` as in `find_quantities`. Years are 1980 to 2069; two digits mean 2000 to 2049 ("FY25", "1H26").
    """
    normal = normalise(text)
    found = []
    for period in scan_periods(masked(normal.text, names)):
        start, end = normal.original(period.start, period.end)
        found.append(replace(period, start=start, end=end, text=text[start:end]))
    return found


def scan_periods(text: str) -> list[Period]:
    """The periods of a text that was normalised and masked, with offsets into it."""
    from assistant.numbers.period_rules import rules  # noqa: PLC0415 - the rules build Periods; compiled at first use

    taken: list[Period] = []
    for pattern, build in rules():
        found = []
        for match in pattern.finditer(text):
            period = build(match)
            if period is not None:
                found.append(replace(period, start=match.start(), end=match.end()))
        if found:
            taken += found
            text = blanked(text, [(p.start, p.end) for p in found])
    return sorted(taken, key=lambda p: p.start)


def blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """`text` with the spans (in order, not overlapping) blanked out, length unchanged."""
    pieces, position = [], 0
    for start, end in spans:
        pieces += [text[position:start], BLANK * (end - start)]
        position = end
    return "".join([*pieces, text[position:]])
