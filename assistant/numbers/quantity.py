"""What a quantity is: an exact value or range, a unit, and how exactly it was said."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction


class Dimension(StrEnum):
    """What can be compared with what. Percentages, percentage points and multiples are three different things."""

    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    POINTS = "points"
    MULTIPLE = "multiple"
    MONTHS = "months"
    SECONDS = "seconds"
    POWER = "power"
    ENERGY = "energy"
    DATA_RATE = "data rate"
    DATA = "data"
    LENGTH = "length"
    MASS = "mass"
    VOLUME = "volume"
    AREA = "area"
    FREQUENCY = "frequency"
    ORDINAL = "ordinal"


class Approx(StrEnum):
    """How a value was qualified: "about", "nearly", "more than", "less than", "at least", "up to"."""

    ABOUT = "about"
    ALMOST = "almost"
    OVER = "over"
    UNDER = "under"
    AT_LEAST = "at least"
    AT_MOST = "at most"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a dimension; `factor` turns a value in it into the dimension's base unit.

    Money's code is the ISO 4217 code and its factor 1: currencies are never converted.
    """

    dimension: Dimension
    code: str
    factor: Fraction = Fraction(1)

    def comparable(self, other: Unit) -> bool:
        """Whether values of both units can be compared after conversion."""
        if self.dimension is not other.dimension:
            return False
        return self.dimension is not Dimension.MONEY or self.code == other.code


COUNT = Unit(Dimension.COUNT, "")
PEOPLE = Unit(Dimension.COUNT, "people")
PERCENT = Unit(Dimension.SHARE, "%", Fraction(1, 100))
FRACTION = Unit(Dimension.SHARE, "fraction")
POINTS = Unit(Dimension.POINTS, "pp")
BASIS_POINTS = Unit(Dimension.POINTS, "bp", Fraction(1, 100))
TIMES = Unit(Dimension.MULTIPLE, "x")
GROWTH = Unit(Dimension.MULTIPLE, "growth")
"""A multiple reached by growth: "doubled" is 2, as is "rose by 100%"; "halved" is 1/2."""
ORDINAL = Unit(Dimension.ORDINAL, "th")


def money(code: str) -> Unit:
    """The unit of an ISO 4217 currency code."""
    return Unit(Dimension.MONEY, code)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a text.

    `[start, end)` are offsets into the text given, modifiers included ("more than $10 billion"); `text` is those words.
    `low == high` for a single value, else a closed range. With `vague` only the order of magnitude was said ("billions"):
    the value lies in the half-open `[low, high)`. `step` is the value of the last digit stated, for rounding; it does
    not take part in comparison, nor do place and wording.
    """

    low: Fraction
    high: Fraction
    unit: Unit = COUNT
    approx: Approx | None = None
    vague: bool = False
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)
    text: str = field(default="", compare=False)
    step: Fraction = field(default=Fraction(1), compare=False)

    @property
    def is_range(self) -> bool:
        """Whether two ends were stated."""
        return not self.vague and self.low != self.high

    @property
    def value(self) -> Fraction:
        """The single value in the unit's own measure; ValueError for a range or a vague quantity."""
        if self.vague or self.low != self.high:
            raise ValueError("A range and a vague quantity have no single value.")
        return self.low

    @property
    def base(self) -> tuple[Fraction, Fraction]:
        """`(low, high)` in the dimension's base unit."""
        return self.low * self.unit.factor, self.high * self.unit.factor


def same(left: Quantity, right: Quantity) -> bool:
    """Whether two quantities say the same: values after conversion, dimension, modifier and vagueness."""
    return (
        left.unit.comparable(right.unit)
        and left.base == right.base
        and left.vague == right.vague
        and left.approx == right.approx
    )
