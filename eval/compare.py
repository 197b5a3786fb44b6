"""What got better and what got worse against an earlier run, question by question, with a paired test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eval.scoring import BY_KEY, Metric, Row

COMPARED = (
    "R@1",
    "R@5",
    "MRR@10",
    "nDCG@10",
    "R@1500c",
    "correct",
    "right",
    "language",
    "number_errors",
    "citation_precision",
    "citation_recall",
    "gold_cited",
    "right_speaker",
    "refusal_recall",
    "false_refusal",
    "error",
)
"""Metrics that are compared; the tests are corrected for their number."""


@dataclass(frozen=True, slots=True)
class Change:
    """One metric on the questions that both runs have.

    `better` and `worse` are ids of questions. `p` is the two-sided p-value of the paired test, `p_adjusted` Holm's,
    corrected for all metrics compared.
    """

    metric: Metric
    old: float
    new: float
    n: int
    better: tuple[str, ...]
    worse: tuple[str, ...]
    p: float
    p_adjusted: float
    test: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All metrics, and how the question sets overlap."""

    changes: tuple[Change, ...]
    common: int
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]


def compare(old: Sequence[Row], new: Sequence[Row]) -> Comparison:
    """Compare two runs on their common questions."""
    before, after = {row.case.id: row for row in old}, {row.case.id: row for row in new}
    common = [id for id in after if id in before]
    pairs = {id: (before[id], after[id]) for id in common}
    raw = [change for key in COMPARED if (change := _change(BY_KEY[key], pairs)) is not None]
    adjusted = holm([change.p for change in raw])
    return Comparison(
        tuple(replace(change, p_adjusted=p) for change, p in zip(raw, adjusted, strict=True)),
        len(common),
        tuple(id for id in before if id not in after),
        tuple(id for id in after if id not in before),
    )


def _change(metric: Metric, pairs: Mapping[str, tuple[Row, Row]]) -> Change | None:
    values = {
        id: (a, b)
        for id, (x, y) in pairs.items()
        if (a := x.scores.get(metric.source)) is not None and (b := y.scores.get(metric.source)) is not None
    }
    if not values:
        return None
    sign = 1 if metric.higher_is_better else -1
    better = tuple(id for id, (a, b) in values.items() if sign * (b - a) > 0)
    worse = tuple(id for id, (a, b) in values.items() if sign * (b - a) < 0)
    n = len(values)
    if all(v in (0.0, 1.0) for pair in values.values() for v in pair):
        p, test = mcnemar(len(better), len(worse)), "McNemar, exact"
    else:
        p, test = wilcoxon([b - a for a, b in values.values()]), "Wilcoxon signed-rank"
    old, new = (sum(pair[i] for pair in values.values()) / n for i in (0, 1))
    return Change(metric, old, new, n, better, worse, p, p, test)


def mcnemar(better: int, worse: int) -> float:
    """Exact McNemar test (McNemar 1947): two-sided binomial p of the questions that changed, each with chance 1/2."""
    if better + worse == 0:
        return 1.0
    from scipy.stats import binomtest  # noqa: PLC0415 - start-up time of the command line

    return float(binomtest(better, better + worse, 0.5).pvalue)


def wilcoxon(differences: Sequence[float]) -> float:
    """Wilcoxon's signed-rank test (Wilcoxon 1945), two-sided; questions without a difference are left out."""
    changed = [d for d in differences if d]
    if not changed:
        return 1.0
    from scipy.stats import wilcoxon as test  # noqa: PLC0415 - start-up time of the command line

    return float(test(changed).pvalue)


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down correction (Holm 1979): the i-th smallest of m is multiplied by m - i + 1, kept monotone."""
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = highest
    return adjusted


def summarise_comparison(comparison: Comparison) -> dict[str, Any]:
    """The comparison as JSON-ready data."""
    return {
        "questions": comparison.common,
        "only_old": list(comparison.only_old),
        "only_new": list(comparison.only_new),
        "metrics": {
            c.metric.key: {
                "old": round(c.old, 4),
                "new": round(c.new, 4),
                "n": c.n,
                "better": list(c.better),
                "worse": list(c.worse),
                "p": round(c.p, 4),
                "p_adjusted": round(c.p_adjusted, 4),
                "test": c.test,
            }
            for c in comparison.changes
        },
    }
