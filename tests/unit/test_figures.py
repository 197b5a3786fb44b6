"""The numbers of quotes: what each is of, what it is compared on, and what is guidance."""

from __future__ import annotations

import pytest

from assistant.analysis.figures import figures_of, side_by_side
from assistant.analysis.quotes import CallInfo, Quote
from tests.unit.spoken import CFO, spoken


def quoted(text: str, *, quarter: int = 1, id: str = "t") -> Quote:
    transcript = spoken([(CFO, text)], quarter=quarter, id=id)
    return Quote.within(CallInfo.of(transcript), transcript.turns[0], 0, len(text))


Brief = tuple[str | None, str, str | None, bool]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gross margin was 41%.", [("gross margin", "41%", None, False)]),
        (
            "Backlog was $2.9 billion, 18% more than a year ago.",
            [("backlog", "$2.9 billion", None, False), ("backlog", "18%", "yoy", False)],
        ),
        (
            "未完成订单额达 2440 亿美元,同比增长 40%,环比增长 22%。",
            [
                ("backlog", "2440 亿美元", None, False),
                ("backlog", "40%", "yoy", False),
                ("backlog", "22%", "qoq", False),
            ],
        ),
        (
            "We raise our capex guidance for fiscal 2025 to $277 million to $305 million, from $261 million to $287 million.",
            [("capital expenditure", "$277 million to $305 million", None, True)],
        ),
        ("We have three priorities.", []),
    ],
)
def test_what_the_numbers_of_a_quote_are(text: str, expected: list[Brief]) -> None:
    found = [
        (f.metric.key if f.metric else None, f.quantity.text, f.basis, f.expected) for f in figures_of(1, quoted(text))
    ]
    assert found == expected


def test_one_series_a_measure_and_one_cell_a_call() -> None:
    quotes = [quoted(f"Capital expenditure was ${n} million.", quarter=n, id=str(n)) for n in (1, 2, 3)]
    figures = [figure for n, quote in enumerate(quotes, 1) for figure in figures_of(n, quote)]
    (series,) = side_by_side([quote.call for quote in quotes], figures)
    assert [cell.figures[0].n for cell in series.cells] == [1, 2, 3]
    assert series.unit == "USD"
    assert series.as_record("en")["cells"][0]["figures"][0]["value"] == "$1 million"
