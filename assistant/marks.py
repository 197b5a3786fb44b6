"""What is noted of every passage when a call is added, so that premises of a question are looked up, not searched for.

- `m`, `s`, `p` with a number: an amount of money (or a bare number that may be one), a share, percentage points, each by
  its order, for figures that say they are rounded (to within 5%), and behind `=` by its exact value, for all others.
- `y`, `q`, `h`, `d`: a year, a quarter, a half and a month of a year; `r`: a period that is understood by the call's own.
- `e` with a number: a rare event (`assistant.premises`).

Notes are hints: what has the note is read, and the check of `assistant.numbers` decides.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from assistant.moments import Moment
from assistant.numbers import Dimension, Period, Quantity, find_figures
from assistant.numbers.quantity import FRACTION
from assistant.premises import EVENTS
from index.sentences import split

_READING = "2"
"""To be raised whenever `assistant.numbers` reads other figures or periods than before."""
_STEP = math.log(1.1)
_WIDEST = 400
"""Orders between two figures a factor of 1000 apart, and more: no vague amount ("billions") is wider."""
_MAY_HOLD = re.compile(
    r"[0-9０-９%¼½¾⅐-⅞百千万亿萬億兆成倍半翻腰年月季零〇一二两三四五六七八九十兩]"
    r"|percent|per cent|basis|point|dollar|buck|euro|pound|yen|yuan|renminbi|rupee|franc|krona|kron|cents?\b|half|halv|third|quarter|fourth|fifth|sixth"
    r"|seventh|eighth|ninth|tenth|hundred|thousand|million|billion|trillion|doubl|tripl|trebl|quadrupl|quintupl|twice|thrice|fold|times|digit"
    r"|teens|twenties|thirties|forties|fifties|year|month|week|\bone (?:in|out)|\bQ|\bFY|January|February|March|April|May|June|July|August|September|October"
    r"|November|December|\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)\b|summer|spring|autumn|winter|holiday",
    re.I,
)
_QUARTERS = {"this_quarter": 0, "last_quarter": -1, "next_quarter": 1, "same_period_last_year": -4}
_YEARS = {"this_year": 0, "last_year": -1, "next_year": 1}


class Marks:
    """The notes on a passage."""

    version = f"{_READING}-{hashlib.blake2b(repr([p.pattern for p in EVENTS]).encode(), digest_size=4).hexdigest()}"

    def __call__(self, text: str) -> set[str]:
        """Every note."""
        notes = {event_note(number) for number, event in enumerate(EVENTS) if event.search(text)}
        for start, end in split(text):
            sentence = text[start:end]
            quantities, periods = find_figures(sentence) if _MAY_HOLD.search(sentence) else ((), ())
            for quantity in quantities:
                notes.update(_of_quantity(quantity))
            for period in periods:
                notes.update(_of_period(period))
            if all(period.is_basis for period in periods):
                notes.add(TIMELESS)
        return notes


TIMELESS = "timeless"
"""A sentence that names no period: it may be on the quarter reported."""


def event_note(number: int) -> str:
    """The note of the event with this number among `premises.EVENTS`."""
    return f"e{number}"


def figure_notes(quantity: Quantity) -> tuple[str, ...]:
    """The notes of which a passage has one where it may state this amount, share or difference of shares."""
    letter = {Dimension.MONEY: "m", Dimension.SHARE: "s", Dimension.POINTS: "p"}[quantity.unit.dimension]
    if quantity.approx is None and not quantity.vague and quantity.unit != FRACTION:
        return (f"{letter}={abs(quantity.base[0])}",)  # nothing is rounded that does not say so
    low, high = sorted(abs(float(end)) for end in quantity.base)
    if not quantity.vague:
        low = high = abs(float(quantity.base[0]))
    least, most = min(low * 0.94, low - 0.006), max(high * 1.06, high + 0.006)
    first = _order(least) if least > 0 else _order(low * 0.5)
    return (
        f"{letter}={abs(quantity.base[0])}",
        *(f"{letter}{o}" for o in range(first, min(_order(most), first + _WIDEST) + 1)),
    )


def _of_quantity(quantity: Quantity) -> Iterator[str]:
    ends = {abs(end) for end in quantity.base}
    match quantity.unit.dimension:
        case Dimension.MONEY:
            letter = "m"
        case Dimension.COUNT if max(ends) >= 10**6:
            letter = "m"
        case Dimension.SHARE:
            letter = "s"
        case Dimension.POINTS:
            letter = "p"
        case Dimension.MULTIPLE:  # what has doubled has grown by 100%; what was halved is a half
            letter = "s"
            ends |= {abs(end - 1) for end in quantity.base}
        case _:
            return
    yield from (f"{letter}{_order(float(end))}" for end in ends)
    yield from (f"{letter}={end}" for end in ends)


def _order(value: float | Fraction) -> int:
    """Steps of a tenth from 1; nothing has an order of its own."""
    return math.floor(math.log(value) / _STEP) if value > 0 else -10_000


def _of_period(period: Period) -> Iterator[str]:
    if period.relative is not None:
        yield f"r{period.relative}{_detail(period)}"
    elif period.year is None:
        if period.quarter is not None:
            yield f"rq{period.quarter}"
    elif period.quarter is not None:
        yield f"q{period.year}.{period.quarter}"
    elif period.half is not None:
        yield f"h{period.year}.{period.half}"
    else:
        yield f"y{period.year}"
        if period.month is not None:
            yield f"d{period.year}.{period.month}"


def _detail(period: Period) -> str:
    parts = (("q", period.quarter), ("h", period.half), ("d", period.month))
    return "".join(f".{letter}{number}" for letter, number in parts if number is not None)


def period_notes(period: Period, moments: Sequence[Moment]) -> dict[str, list[int] | None]:
    """Note -> calls: a passage with the note may state this period of a year in any call, or in those with these numbers."""
    if period.year is None:
        return {}
    notes: dict[str, list[int] | None] = {list(_of_period(replace(period, relative=None)))[-1]: None}
    for number, moment in enumerate(moments):
        for note in _unnamed(period, period.year, moment):
            numbers = notes.setdefault(note, [])
            if numbers is not None:
                numbers.append(number)
    return notes


def _unnamed(period: Period, year: int, moment: Moment) -> Iterator[str]:
    """The notes of what a call may say of a period without naming its year."""
    fiscal, quarter = moment.period
    if moment.date is not None:
        for relation, years in _YEARS.items():
            if moment.date.year + years == year:
                yield f"r{relation}{_detail(period)}"
                if not _detail(period):
                    yield from (
                        f"r{relation}.d{month}" for month in range(1, 13)
                    )  # "March this year" says the year, too
    if fiscal is None or quarter is None:
        return
    if period.quarter is None:
        if quarter == 4 and fiscal == year:
            yield "rfull_year"
        return
    at = year * 4 + period.quarter - (fiscal * 4 + quarter)
    yield from (f"r{relation}" for relation, quarters in _QUARTERS.items() if quarters == at)
    if at == 0:
        yield f"rq{quarter}"
        yield TIMELESS
