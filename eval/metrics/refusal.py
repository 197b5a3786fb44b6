"""Whether the assistant refuses what the calls do not say, and nothing else.

Each function gives one question's contribution; the mean over the questions where it is not None is the rate.
"""

from __future__ import annotations


def refusal_precision(refused: bool, answerable: bool) -> float | None:
    """Of the refused questions, the share that cannot be answered: TP / (TP + FP), a refusal being positive."""
    return float(not answerable) if refused else None


def refusal_recall(refused: bool, answerable: bool) -> float | None:
    """Of the questions that cannot be answered, the share refused: TP / (TP + FN)."""
    return None if answerable else float(refused)


def false_refusal(refused: bool, answerable: bool) -> float | None:
    """Of the questions that can be answered, the share refused: FP / (FP + TN)."""
    return float(refused) if answerable else None
