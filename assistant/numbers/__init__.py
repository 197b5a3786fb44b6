"""Quantities and periods of financial text in English and Chinese: finding, rendering, rewriting, checking."""

from assistant.numbers.check import NumberProblem, check_numbers
from assistant.numbers.parse import find_figures, find_quantities
from assistant.numbers.periods import Period, find_periods
from assistant.numbers.quantity import Approx, Dimension, Quantity, Unit, same
from assistant.numbers.render import figures_in, render, render_period, rewrite

__all__ = [
    "Approx",
    "Dimension",
    "NumberProblem",
    "Period",
    "Quantity",
    "Unit",
    "check_numbers",
    "figures_in",
    "find_figures",
    "find_periods",
    "find_quantities",
    "render",
    "render_period",
    "rewrite",
    "same",
]
