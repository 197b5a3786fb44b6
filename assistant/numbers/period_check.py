"""When one period follows from another, with what is known about the call."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from assistant.numbers.periods import Period


@dataclass(frozen=True, slots=True)
class Resolver:
    """Makes relative periods absolute by the call's fiscal year and quarter and the day it was held."""

    year: int | None = None
    quarter: int | None = None
    date: dt.date | None = None

    def __call__(self, period: Period) -> Period:
        """The period with year and quarter filled in where the call decides them; else as it is."""
        if period.relative in _QUARTERS and self.year is not None and self.quarter is not None:
            years, quarters = _QUARTERS[period.relative]
            index = self.year * 4 + self.quarter - 1 + 4 * years + quarters
            return replace(period, year=index // 4, quarter=index % 4 + 1, relative=None)
        if period.relative in _YEARS and self.date is not None:
            return replace(period, year=self.date.year + _YEARS[period.relative], relative=None)
        if period.relative == "full_year" and self.quarter == 4 and self.year is not None:
            return replace(period, year=self.year, relative=None)
        if (
            period.quarter is not None
            and period.year is None
            and not period.relative
            and period.quarter == self.quarter
        ):
            return replace(period, year=self.year)
        return period

    def is_reported(self, period: Period) -> bool:
        """Whether a period is the very quarter the call reports."""
        if self.quarter is None or self.year is None:
            return False
        period = self(period)
        return replace(period, fiscal=None) == Period(year=self.year, quarter=self.quarter)


_QUARTERS = {"this_quarter": (0, 0), "last_quarter": (0, -1), "next_quarter": (0, 1), "same_period_last_year": (-1, 0)}
_YEARS = {"this_year": 0, "last_year": -1, "next_year": 1}
_POINTS = {
    "start": {"start", "early"},
    "early": {"start", "early"},
    "mid": {"mid"},
    "late": {"late", "end"},
    "end": {"end"},
}
_SAME_BASIS = {"yoy", "same_period_last_year"}


def supports(claim: Period, proof: Period, resolver: Resolver) -> bool:
    """Whether `proof` states all that `claim` says."""
    if claim.relative and claim.relative in _SAME_BASIS and proof.relative in _SAME_BASIS:
        return True
    if claim.is_basis or proof.is_basis:
        return claim.relative == proof.relative
    if replace(claim, fiscal=None) == replace(proof, fiscal=None) and claim.fiscal in {None, proof.fiscal}:
        return True
    claim, proof = resolver(claim), resolver(proof)
    if claim.relative == "full_year":
        return proof.relative == "full_year" or (proof.year is not None and _whole_year(proof))
    if claim.relative != proof.relative or (None not in {claim.fiscal, proof.fiscal} and claim.fiscal != proof.fiscal):
        return False
    if claim.point and proof.point not in _POINTS[claim.point]:
        return False
    stated = ("year", "quarter", "half", "month", "day")
    if any(getattr(claim, f) is not None and getattr(claim, f) != getattr(proof, f) for f in stated):
        return False
    if claim.half is None and claim.quarter is None and claim.month is None and claim.day is None:
        return proof.quarter is None and proof.half is None  # a year does not follow from its quarter
    return True


def _whole_year(period: Period) -> bool:
    parts = (period.quarter, period.half, period.month, period.day, period.point)
    return all(part is None for part in parts)
