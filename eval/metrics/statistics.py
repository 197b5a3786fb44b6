"""Means, percentiles and bootstrap intervals over questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Aggregate = Literal["mean", "p50", "p95"]

RESAMPLES = 2000
SEED = 20240229


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value over `n` questions with its 95 % interval; all None where n is 0."""

    value: float | None
    low: float | None
    high: float | None
    n: int


def estimate(values: Sequence[float | None], aggregate: Aggregate = "mean", resamples: int = RESAMPLES) -> Estimate:
    """Mean or percentile over the values that are not None, with a 95 % percentile bootstrap interval.

    The interval is the 2.5th to 97.5th percentile of the statistic over `resamples` samples of n drawn with
    replacement (Efron & Tibshirani 1993, chapter 13), from a fixed seed. Percentiles interpolate linearly. Where all
    values are equal the interval is a point: that says nothing about the next question, mind n.
    """
    import numpy as np  # noqa: PLC0415 - start-up time of the command line

    known = np.array([v for v in values if v is not None], dtype=np.float64)
    if not known.size:
        return Estimate(None, None, None, 0)

    def statistic(sample: np.typing.NDArray[np.float64]) -> np.typing.NDArray[np.float64]:
        """Over the last axis."""
        if aggregate == "mean":
            return np.asarray(sample.mean(axis=-1))
        return np.asarray(np.percentile(sample, float(aggregate[1:]), axis=-1))

    draws = np.random.default_rng(SEED).integers(0, known.size, size=(resamples, known.size))
    low, high = np.percentile(statistic(known[draws]), [2.5, 97.5])
    return Estimate(float(statistic(known)), float(low), float(high), int(known.size))
