"""The charts of a comparison: periods in order, lines that can be told apart, words that fit."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET

from assistant.analysis import plot
from assistant.analysis.compare import Comparison
from assistant.analysis.figures import Cell, Figure, Series
from assistant.analysis.metrics import find_metrics
from assistant.analysis.quotes import CallInfo
from assistant.numbers import find_quantities

SVG = "{http://www.w3.org/2000/svg}"
CAPEX = next(iter(find_metrics("capex"))).metric


def call(company: str, year: int, quarter: int, day: dt.date) -> CallInfo:
    return CallInfo(f"{company}{year}{quarter}", company, f"Q{quarter} {year}", day, "en", year, quarter)


def line(company: str, calls: list[CallInfo], amounts: list[str], first: int = 1) -> Series:
    cells = []
    for n, (one, amount) in enumerate(zip(calls, amounts, strict=True), first):
        cells.append(Cell(one, (Figure(n, one, find_quantities(amount)[0], CAPEX),)))
    return Series(company, CAPEX, "USD", None, False, tuple(cells))


def quarters(company: str, shift: int = 0, count: int = 4) -> list[CallInfo]:
    """Fiscal quarters from Q1 2024 on whose days lie `shift` months later than a calendar year's."""
    found = []
    for i in range(count):
        months = 3 * i + 4 + shift
        found.append(call(company, 2024 + i // 4, i % 4 + 1, dt.date(2024 + months // 12, months % 12 + 1, 5)))
    return found


def comparison(*series: Series) -> Comparison:
    return Comparison("capex", "en", (), series)


def words(drawn: str) -> list[str]:
    tree = ET.fromstring(drawn)  # noqa: S314 - our own text
    return [element.text or "" for element in tree.iter(f"{SVG}text")]


AMOUNTS = ["$10 million", "$12 million", "$11 million", "$19 million"]


def test_periods_of_companies_with_other_fiscal_years_stand_in_order() -> None:
    early, late = quarters("Aldona"), quarters("Berwick", shift=-9)
    drawn = plot.svg(comparison(line("Aldona", early, AMOUNTS), line("Berwick", late, AMOUNTS, 5)))
    periods = [word for word in words(drawn) if re.fullmatch(r"Q\d \d{4}", word)]
    assert periods == ["Q4 2024", "Q3 2024", "Q2 2024", "Q1 2024"]  # written from the newest back
    for path in re.findall(r'points="([^"]+)"', drawn):
        across = [float(point.split(",")[0]) for point in path.split()]
        assert across == sorted(across)


def test_lines_have_marks_and_names_of_their_own() -> None:
    names = [f"Company {letter}" for letter in "ABCDEFG"]
    drawn = plot.svg(comparison(*(line(name, quarters(name), AMOUNTS) for name in names)))
    assert [word for word in words(drawn) if word in names] == names
    groups = re.findall(r'<g class="(series-\d)"[^>]*><(circle|rect|path)[^>]*?(class="open" )?fill', drawn)
    assert len(set(groups)) == len(names)


def test_words_that_do_not_fit_are_left_out() -> None:
    few, many = quarters("Aldona"), quarters("Aldona", count=16)
    assert "$12 million [2]" in words(plot.svg(comparison(line("Aldona", few, AMOUNTS))))
    (narrow,) = plot.charts(comparison(line("Aldona", few, AMOUNTS)), plot.NARROW)
    assert "[2]" in words(narrow)
    (crowded,) = plot.charts(comparison(line("Aldona", many, AMOUNTS * 4)), plot.NARROW)
    periods = [word for word in words(crowded) if word.startswith("Q")]
    assert periods[0] == "Q4 2027"
    assert len(periods) < 8
    assert not any("[" in word for word in words(crowded))


def test_what_is_shown_is_escaped() -> None:
    drawn = plot.svg(
        Comparison("<b>&", "en", (), (line("<i>", quarters("<i>"), AMOUNTS), line("B", quarters("B"), AMOUNTS)))
    )
    assert "<i>" in words(drawn)
    assert "<i>" not in drawn
