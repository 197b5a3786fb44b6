"""From the scores of questions to the figures of a run: every metric with its interval, whole and broken down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval.metrics.statistics import Estimate, estimate
from eval.scoring import METRICS, Metric, Row

DIMENSIONS: Mapping[str, Callable[[Row], str | None]] = {
    "lang": lambda row: row.case.language,
    "kind": lambda row: row.case.kind,
    "split": lambda row: row.case.split,
    "set": lambda row: row.case.set or None,
}

HEADLINE = ("R@5", "MRR@10", "correct", "right", "citation_precision", "citation_recall", "refusal_recall")
"""Metrics that are shown broken down in the terminal and plotted."""


@dataclass(frozen=True, slots=True)
class SystemRun:
    """One system's rows of a run: the assistant's or a baseline's. `settings` say what produced them."""

    name: str
    rows: tuple[Row, ...]
    settings: Mapping[str, str]

    @property
    def has_llm(self) -> bool:
        """Whether a language model took part."""
        return self.settings.get("llm", "none") != "none"


def figures(rows: Sequence[Row], metrics: Iterable[Metric] = METRICS) -> dict[str, Estimate]:
    """Every metric that applies to at least one row, by key."""
    found = {m.key: estimate([row.scores.get(m.source) for row in rows], m.aggregate) for m in metrics}
    return {key: value for key, value in found.items() if value.n}


def breakdown(rows: Sequence[Row], dimension: str) -> dict[str, list[Row]]:
    """Rows by language, kind, split or set, in alphabetical order; rows without a value are left out."""
    value_of = DIMENSIONS[dimension]
    values = sorted({value for row in rows if (value := value_of(row)) is not None})
    return {value: [row for row in rows if value_of(row) == value] for value in values}


def outcomes(rows: Sequence[Row]) -> dict[str, int]:
    """How many rows ended in which way."""
    found: dict[str, int] = {}
    for row in rows:
        found[row.outcome] = found.get(row.outcome, 0) + 1
    return found


def summarise(run: SystemRun) -> dict[str, Any]:
    """The run as JSON-ready figures: `overall` and `by` dimension and value, each metric -> value, low, high, n."""
    return {
        "settings": dict(run.settings),
        "questions": len(run.rows),
        "outcomes": outcomes(run.rows),
        "overall": _plain(figures(run.rows)),
        "by": {
            dimension: {value: _plain(figures(rows)) for value, rows in breakdown(run.rows, dimension).items()}
            for dimension in DIMENSIONS
        },
    }


def _plain(estimates: Mapping[str, Estimate]) -> dict[str, dict[str, float | int | None]]:
    return {
        key: {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(found).items()}
        for key, found in estimates.items()
    }


def show(metric: Metric, value: float | None) -> str:
    """A value as people read it: shares as .000, seconds with two decimals, "–" where there is none."""
    if value is None:
        return "–"
    match metric.unit:
        case "share":
            return f"{value:.3f}".removeprefix("0") if value < 1 else f"{value:.2f}"
        case "seconds":
            if value < 0.1:
                return f"{1000 * value:.0f} ms"
            return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"
        case "characters":
            return f"{value:.0f}"
        case "count":
            return f"{value:.2f}"


def show_interval(metric: Metric, found: Estimate) -> str:
    """`value [low, high]`."""
    if found.value is None:
        return "–"
    return f"{show(metric, found.value)} [{show(metric, found.low)}, {show(metric, found.high)}]"
