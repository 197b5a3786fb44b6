"""The numbers of quotes side by side: one series a measure and company, one cell a call, each figure with its citation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.analysis.guidance import is_figure, statements_of
from assistant.analysis.metrics import Metric, find_metrics, metric_of
from assistant.analysis.quotes import CallInfo, Quote
from assistant.numbers import Dimension, Quantity, find_periods, find_quantities, render
from assistant.numbers.context import basis
from index.models import Language
from index.names import fold_name


@dataclass(frozen=True, slots=True)
class Figure:
    """One amount of a quote. `n` is the quote's number; `basis` "yoy" or "qoq" where it is a change on that basis.

    `expected` where it is guidance; `for_period` is then the fiscal period it is for ("FY2026"), as far as that is said.
    """

    n: int
    call: CallInfo
    quantity: Quantity
    metric: Metric | None = None
    basis: str | None = None
    expected: bool = False
    for_period: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """The figures of one call in a series, in the order of the quotes."""

    call: CallInfo
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One measure of one company in one unit over time."""

    company: str | None
    metric: Metric | None
    unit: str
    basis: str | None
    expected: bool
    cells: tuple[Cell, ...]

    def name(self, language: Language) -> str:
        """What the series shows, in a few words."""
        metric = self.metric.name(language) if self.metric else ("其他" if language == "zh" else "other")
        note = {"yoy": {"en": "year over year", "zh": "同比"}, "qoq": {"en": "quarter over quarter", "zh": "环比"}}
        notes = [note[self.basis][language]] if self.basis else []
        if self.expected:
            notes.append("预期" if language == "zh" else "expected")
        return f"{metric} ({', '.join(notes)})" if notes else metric

    def as_record(self, language: Language) -> dict[str, Any]:
        """A JSON object."""
        return {
            "company": self.company,
            "metric": self.name(language),
            "unit": self.unit,
            "expected": self.expected,
            "cells": [
                {
                    **cell.call.as_record(),
                    "figures": [
                        {
                            "n": figure.n,
                            "text": figure.quantity.text,
                            "value": render(figure.quantity, language),
                            "low": float(figure.quantity.low),
                            "high": float(figure.quantity.high),
                            "for_period": figure.for_period,
                        }
                        for figure in cell.figures
                    ],
                }
                for cell in self.cells
            ],
        }

    def cells_of(self, figure: Figure, language: Language) -> tuple[object, ...]:
        """A figure in a table: measure, value, low, high, unit, period."""
        quantity = figure.quantity
        value = render(quantity, language)
        return (self.name(language), value, float(quantity.low), float(quantity.high), self.unit, figure.for_period)


def figures_of(n: int, quote: Quote) -> list[Figure]:
    """Every amount of a quote that companies report, with what it is of; without what guidance is compared with."""
    text = quote.text
    statements = statements_of(quote)
    guided = {s.quantity.start: s for s in statements}
    earlier = [(s.earlier.start, s.earlier.end) for s in statements if s.earlier]
    named = list(find_metrics(text))
    periods = find_periods(text)
    quantities = find_quantities(text)
    found: list[Figure] = []
    last_end = 0
    before: tuple[Metric | None, Quantity] | None = None
    for quantity in quantities:
        if statement := guided.get(quantity.start):
            metric, key = statement.metric, statement.period_key
            found.append(Figure(n, quote.call, quantity, metric, expected=True, for_period=key))
            before = metric, quantity
        elif is_figure(quantity) and not any(start <= quantity.start < end for start, end in earlier):
            metric = metric_of(text, quantity, named, last_end, before)
            compared = basis(text, quantity, quantities, periods) if quantity.unit.dimension in _CHANGES else None
            if compared and before and (metric is None or metric.key == "growth"):
                metric = before[0]  # "a backlog of $2.9 billion, 18% more than a year ago"
            found.append(Figure(n, quote.call, quantity, metric, compared))
            before = metric, quantity
        last_end = quantity.end
    return found


_CHANGES = {Dimension.SHARE, Dimension.POINTS, Dimension.MULTIPLE, Dimension.MONEY}


def side_by_side(calls: Sequence[CallInfo], figures: Sequence[Figure]) -> tuple[Series, ...]:
    """The figures as series, those found in the most calls first; `calls` in time order."""
    groups: dict[tuple[str, str | None, str, str | None, bool], list[Figure]] = {}
    for figure in figures:
        unit = figure.quantity.unit
        company = fold_name(figure.call.company or figure.call.id)
        metric = figure.metric.key if figure.metric else None
        key = (company, metric, unit.code or unit.dimension.value, figure.basis, figure.expected)
        groups.setdefault(key, []).append(figure)
    series = [
        Series(
            group[0].call.company,
            group[0].metric,
            unit,
            compared,
            expected,
            tuple(Cell(call, mine) for call in calls if (mine := tuple(f for f in group if f.call.id == call.id))),
        )
        for (_, _, unit, compared, expected), group in groups.items()
    ]
    return tuple(sorted(series, key=lambda one: (-len(one.cells), one.metric is None)))
