"""Checking the numbers and periods of a statement against the words it cites.

Each quantity and each period of the statement must follow from one quantity or period of the evidence. What counts:

- **Value.** Equal after exact conversion within a dimension (1,000 MW is 1 GW, 100 basis points are one percentage
  point). Never across currencies, nor between percent, percentage points and multiples, with one exception:
  growth by 100% is a doubling.
- **Rounding** only where the statement says so: "about" needs correct rounding to the digits stated, "more than" and
  "at least" rounding down, "nearly" and "less than" rounding up; never off by more than 5%.
- **Modifiers.** "More than", "nearly", "less than", "up to" may not be added. "More than", "at least" and "about" may be
  left out (the amount was reached), "nearly", "less than" and "up to" may not.
- **Ranges.** Both ends must be those of one range. One end alone is accepted as a bound ("at least", "up to"), or where
  the statement has the other end too.
- **Vague amounts.** "Billions" follows from "billions" and from any exact amount of that order; an exact amount never
  follows from a vague one.
- **Units.** A bare number is a count: it matches counts, never money, percent or a physical unit; people are no things. Money
  matches a bare amount only where the evidence states other amounts in that currency.
- **Direction and basis.** A rise does not support a fall, nor 环比 "year over year".
- **Periods.** Every part that is stated must be there. A quarter without a year in the evidence is taken in the call's
  own year where it is the call's own quarter. Evidence that names no period at all is about the quarter reported, unless
  it speaks of plans or annual figures. A year alone does not follow from one of its quarters or halves.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from assistant.numbers.context import (
    as_high_as,
    basis,
    counts_people,
    direction,
    nearly,
    per,
    says_per,
    speaks_of_another_time,
)
from assistant.numbers.parse import find_figures
from assistant.numbers.period_check import Resolver, supports
from assistant.numbers.periods import Period
from assistant.numbers.quantity import COUNT, FRACTION, TIMES, Approx, Dimension, Quantity

ProblemKind = Literal["value", "unit", "modifier", "range", "direction", "basis", "period"]
ContextPeriod = tuple[int | None, int | None]

_TOLERANCE = Fraction(1, 20)
_LOST = {Approx.ALMOST, Approx.UNDER, Approx.AT_MOST}
_UPWARD = {Approx.OVER, Approx.AT_LEAST}
_DOWNWARD = {Approx.ALMOST, Approx.UNDER}
_GRADED = {Dimension.SHARE, Dimension.POINTS, Dimension.MULTIPLE}
_SEVERITY: tuple[ProblemKind, ...] = ("modifier", "direction", "basis", "range", "unit", "value")


@dataclass(frozen=True, slots=True)
class NumberProblem:
    """A quantity or period of a statement that its evidence does not hold: where, of what kind, and why."""

    kind: ProblemKind
    text: str
    start: int
    end: int
    reason: str


def check_numbers(
    statement: str,
    evidence: str,
    names: Sequence[str] = (),
    *,
    context_period: ContextPeriod = (None, None),
    context_date: dt.date | None = None,
) -> list[NumberProblem]:
    """Problems of the statement's quantities and periods, in reading order; empty where the evidence holds them all.

    `names`: names with digits, as in `find_quantities`. `context_period`: fiscal year and quarter of the call;
    `context_date`: the day it was held, by which "this year" is understood.
    """
    claim = _read(statement, tuple(names))
    proof = _read(evidence, tuple(names))
    resolver = Resolver(*context_period, context_date)
    problems = [p for q in claim.quantities if (p := _quantity_problem(q, claim, proof))]
    problems += [p for period in claim.periods if (p := _period_problem(period, proof, resolver))]
    return sorted(problems, key=lambda p: p.start)


@dataclass(frozen=True, slots=True)
class _Side:
    text: str
    quantities: tuple[Quantity, ...]
    periods: tuple[Period, ...]


@lru_cache(maxsize=512)
def _read(text: str, names: tuple[str, ...]) -> _Side:
    """A statement is checked against several passages and a passage against several statements: read each once."""
    quantities, periods = find_figures(text, names)
    return _Side(text, tuple(quantities), tuple(periods))


def _period_problem(period: Period, proof: _Side, resolver: Resolver) -> NumberProblem | None:
    if any(supports(period, other, resolver) for other in proof.periods):
        return None
    if (
        all(p.is_basis for p in proof.periods)
        and resolver.is_reported(period)
        and not speaks_of_another_time(proof.text)
    ):
        return None
    there = _listed([p.text for p in proof.periods])
    reason = f"The cited words do not state the period “{period.text}”{there}."
    return NumberProblem("period", period.text, period.start, period.end, reason)


def _quantity_problem(quantity: Quantity, claim: _Side, proof: _Side) -> NumberProblem | None:
    found: dict[ProblemKind, str] = {}
    for other in proof.quantities:
        problem = _compare(quantity, other, claim, proof)
        if problem is None:
            return _per_problem(quantity, claim, proof)
        found.setdefault(*problem)
    if _supported_elsewhere(quantity, proof):
        return None
    for kind in _SEVERITY:
        if kind in found and kind != "value":
            return NumberProblem(kind, quantity.text, quantity.start, quantity.end, found[kind])
    there = _listed([q.text for q in proof.quantities])
    reason = f"The cited words do not state “{quantity.text}”{there}."
    return NumberProblem("value", quantity.text, quantity.start, quantity.end, reason)


def _listed(texts: list[str]) -> str:
    if not texts:
        return ""
    shown = "”, “".join(list(dict.fromkeys(texts))[:6])
    return f"; they state “{shown}”"


def _compare(quantity: Quantity, other: Quantity, claim: _Side, proof: _Side) -> tuple[ProblemKind, str] | None:
    """None where `other` supports `quantity`, else what is wrong."""
    problem = _same_amount(quantity, other, claim, proof)
    if problem and not (problem[0] == "modifier" and _shares_modifier(quantity, other, claim)):
        return problem
    if quantity.unit.dimension is other.unit.dimension is Dimension.COUNT:
        people, others = counts_people(claim.text, quantity), counts_people(proof.text, other)
        if people is not None and others is not None and people != others:
            return (
                "unit",
                f"“{quantity.text}” counts {_COUNTED[people]}, “{other.text}” in the cited words {_COUNTED[others]}.",
            )
    if quantity.unit.dimension in _GRADED:
        said, shown = direction(claim.text, quantity), direction(proof.text, other)
        if said and shown and said != shown:
            return (
                "direction",
                f"“{quantity.text}” is said to go {said}, but “{other.text}” in the cited words goes {shown}.",
            )
    said_basis = basis(claim.text, quantity, claim.quantities, claim.periods)
    shown_basis = basis(proof.text, other, proof.quantities, proof.periods)
    if said_basis and shown_basis and said_basis != shown_basis:
        return (
            "basis",
            f"“{quantity.text}” is compared on another basis ({_BASES[said_basis]}) than in the cited words ({_BASES[shown_basis]}).",
        )
    return None


_COUNTED = {True: "people", False: "things"}
_COORDINATE = re.compile(r"[^.;。；]{0,40}(?:\band\b|,|，|、|和|与|及)[^.;。；]{0,40}")


def _shares_modifier(quantity: Quantity, other: Quantity, claim: _Side) -> bool:
    """ "Up to 1 Gbps down and 400 Mbps up": the modifier of the amount before holds for this one too."""
    if quantity.approx is not None:
        return False
    before = [q for q in claim.quantities if q.end <= quantity.start]
    if not before or before[-1].approx is not other.approx or before[-1].unit.dimension is not quantity.unit.dimension:
        return False
    return bool(_COORDINATE.fullmatch(claim.text, before[-1].end, quantity.start))


_BASES = {"yoy": "year over year", "qoq": "quarter over quarter"}


def _per_problem(quantity: Quantity, claim: _Side, proof: _Side) -> NumberProblem | None:
    if quantity.unit.dimension is not Dimension.MONEY:
        return None
    name = per(claim.text, quantity)
    if name is None or says_per(proof.text, name):
        return None
    reason = f"“{quantity.text}” is given per {name}, which the cited words do not say."
    return NumberProblem("unit", quantity.text, quantity.start, quantity.end, reason)


def _same_amount(quantity: Quantity, other: Quantity, claim: _Side, proof: _Side) -> tuple[ProblemKind, str] | None:
    if not quantity.unit.comparable(other.unit):
        if _growth_equal(quantity, other, claim, proof) or _half(quantity, other):
            return _modifier(quantity, other, proof)
        if not _bridged(quantity, other, proof):
            if quantity.low == other.low and quantity.high == other.high:
                return "unit", f"“{quantity.text}” has another unit than “{other.text}” in the cited words."
            return "value", ""
    low, high = (other.low, other.high) if not quantity.unit.comparable(other.unit) else other.base
    mine = quantity.low, quantity.high
    if quantity.unit.comparable(other.unit):
        mine = quantity.base
    if quantity.vague:
        return _vague_holds(other, mine, (low, high))
    if other.vague:
        if low <= mine[0] < high:
            return "range", f"“{quantity.text}” is more exact than “{other.text}” in the cited words."
        return "value", ""
    if quantity.is_range or other.is_range:
        return _ranges(quantity, other, mine, (low, high), claim)
    if mine[0] == low or _unsigned_equal(quantity, other, claim, proof, mine[0], low):
        return _modifier(quantity, other, proof)
    return _rounded(quantity, other, abs(mine[0]), abs(low)) if mine[0] * low > 0 else ("value", "")


def _vague_holds(
    other: Quantity, mine: tuple[Fraction, Fraction], there: tuple[Fraction, Fraction]
) -> tuple[ProblemKind, str] | None:
    low, high = mine
    if other.vague:
        return None if there == mine else ("value", "")
    if low <= there[0] and there[1] < high and other.approx not in {Approx.UNDER, Approx.AT_MOST}:
        return None
    return "value", ""


def _ranges(
    quantity: Quantity,
    other: Quantity,
    mine: tuple[Fraction, Fraction],
    there: tuple[Fraction, Fraction],
    claim: _Side,
) -> tuple[ProblemKind, str] | None:
    if quantity.is_range and other.is_range:
        return None if mine == there else ("value", "")
    if quantity.is_range or mine[0] not in there:
        return "value", ""
    first = mine[0] == there[0]
    if quantity.approx in ({Approx.AT_LEAST, Approx.OVER} if first else {Approx.AT_MOST, Approx.UNDER}):
        return None
    rest = there[1] if first else there[0]
    for companion in claim.quantities:
        if companion.unit.comparable(quantity.unit) and companion.base == (rest, rest):
            return None
    return "range", f"“{quantity.text}” is only one end of “{other.text}” in the cited words."


def _modifier(quantity: Quantity, other: Quantity, proof: _Side) -> tuple[ProblemKind, str] | None:
    """Whether the modifier of an equal amount may be said."""
    said, shown = quantity.approx, other.approx
    if said == shown or (said is Approx.ABOUT and shown not in {Approx.UNDER, Approx.AT_MOST}):
        return None
    if said is None:
        if shown in _LOST:
            return "modifier", f"“{quantity.text}” leaves out that the cited words say “{other.text}”."
        return None
    if said is Approx.AT_LEAST and shown is Approx.OVER:
        return None
    if said in _DOWNWARD and shown in _DOWNWARD:
        return None
    if said is Approx.ALMOST and shown is None and nearly(proof.text, other):
        return None
    if said is Approx.AT_MOST and (shown is Approx.UNDER or (shown is None and as_high_as(proof.text, other))):
        return None
    return "modifier", f"“{quantity.text}” says “{said}”, but the cited words say “{other.text}”."


def _rounded(quantity: Quantity, other: Quantity, said: Fraction, shown: Fraction) -> tuple[ProblemKind, str] | None:
    """Whether an amount that differs is a fair rounding, and says that it is rounded."""
    step = quantity.step * quantity.unit.factor
    if step <= 0 or shown == 0 or abs(said - shown) > _TOLERANCE * shown:
        return "value", ""
    if quantity.unit == FRACTION:
        fair = abs(said - shown) < Fraction(1, 200) and quantity.approx in {None, Approx.ABOUT}
        return None if fair else ("value", "")
    ratio = shown / step
    if quantity.approx is Approx.ABOUT and math.floor(ratio + Fraction(1, 2)) * step == said:
        return None
    if quantity.approx in _UPWARD and other.approx not in _LOST and math.floor(ratio) * step == said:
        return None
    if quantity.approx in _DOWNWARD and other.approx not in _UPWARD and math.ceil(ratio) * step == said:
        return None
    return "value", ""


def _unsigned_equal(
    quantity: Quantity, other: Quantity, claim: _Side, proof: _Side, said: Fraction, shown: Fraction
) -> bool:
    """ "A decline of 5%" is "-5%": the sign may be in the words."""
    if said != -shown or said == 0:
        return False
    text, positive = (claim.text, quantity) if said > 0 else (proof.text, other)
    return direction(text, positive) == "down"


def _growth_equal(quantity: Quantity, other: Quantity, claim: _Side, proof: _Side) -> bool:
    """A growth of 100% is a doubling, in either direction of reading."""
    if quantity.vague or other.vague or quantity.is_range or other.is_range:
        return False
    sides = {quantity.unit.dimension: (quantity, claim), other.unit.dimension: (other, proof)}
    if set(sides) != {Dimension.MULTIPLE, Dimension.SHARE}:
        return False
    multiple = sides[Dimension.MULTIPLE][0]
    share, side = sides[Dimension.SHARE]
    change = share.low * share.unit.factor
    match direction(side.text, share):
        case "up":
            return multiple.low == 1 + change
        case "down":
            return multiple.low == 1 - change
    return False


def _half(quantity: Quantity, other: Quantity) -> bool:
    """ "Cut in half" is 减半."""
    half = Fraction(1, 2)
    dimensions = {quantity.unit.code, other.unit.code}
    return dimensions == {"fraction", "growth"} and quantity.low == quantity.high == other.low == other.high == half


def _bridged(quantity: Quantity, other: Quantity, proof: _Side) -> bool:
    """Whether quantities of different units may be compared by their bare values."""
    if quantity.vague and quantity.unit == COUNT and other.unit.dimension is Dimension.MONEY:
        return True  # "billions in revenue"
    if "times" in quantity.text and other.unit == COUNT and "次" in other.text:
        return True  # occurrences, not multiples
    if "次" in quantity.text and other.unit is TIMES and "times" in other.text:
        return True
    return (
        quantity.unit.dimension is Dimension.MONEY
        and other.unit == COUNT
        and other.low >= 10**6
        and not _COUNTER.search(other.text)
        and bool(_NO_NOUN.match(proof.text, other.end))
        and any(q.unit == quantity.unit for q in proof.quantities)
    )


_YEAR = Fraction(12)
_COUNTER = re.compile(r"[^\W\d_a-zA-Z万亿兆千百十](?:以上|以下|以内|左右|上下|多|余)?$")
"""A Chinese amount that ends in a measure word ("100 万件以上") counts things."""
_NO_NOUN = re.compile(
    r"\s*(?:$|[.,;:，。；：、）)!?！？—-]|(?:in|of|to|from|for|up|down|on|and|or|versus|vs|compared)\b|[或至到和与的])"
)


def _supported_elsewhere(quantity: Quantity, proof: _Side) -> bool:
    """Support from two neighbouring amounts ("from 8 to 10") or from "trailing twelve months"."""
    if quantity.unit.dimension is Dimension.MONTHS and quantity.base == (_YEAR, _YEAR):
        return any(p.relative == "ttm" for p in proof.periods)
    if not quantity.is_range:
        return False
    low, high = quantity.base
    for first, second in zip(proof.quantities, proof.quantities[1:], strict=False):
        between = proof.text[first.end : second.start]
        if (
            first.unit.comparable(quantity.unit)
            and second.unit.comparable(quantity.unit)
            and (first.base, second.base) == ((low, low), (high, high))
            and len(between) <= 12
            and any(word in between for word in ("至", "到", "to ", "-"))
        ):
            return True
    return False
