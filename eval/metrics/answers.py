"""Whether the answer says what it must, in the right language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from eval.text import language_of, level

_MARKER = re.compile(r"\[\d+\]")
_SHORT = 3
"""Latin words of up to so many letters match whole ("AI" is not in "said", "low" not in "slow" or "lowland")."""


def missing(answer: str, must: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The inner lists of `must` of which no alternative occurs in the answer.

    Marks such as [1] are left out and both sides levelled (width, case, accents, dashes, spaces, thousands
    separators). A number occurs whole or not at all ("24%" is not in "124%" nor "2.4" in "12.4"); a Latin word occurs
    from its beginning ("gap" in "gaps", "Sandler" in "Sandler's", not "noon" in "afternoon").
    """
    levelled = level(_MARKER.sub(" ", answer))
    return [tuple(group) for group in must if not any(_pattern(a).search(levelled) for a in group)]


def correctness(answer: str, must: Sequence[Sequence[str]]) -> float | None:
    """1 if from each inner list of `must` one alternative occurs in the answer, else 0; None where `must` is empty."""
    return float(not missing(answer, must)) if must else None


@lru_cache(maxsize=4096)
def _pattern(alternative: str) -> re.Pattern[str]:
    wanted = level(alternative)
    before = after = ""
    if wanted[:1].isdigit():
        before = r"(?<!\d)(?<!\d\.)"
    elif "a" <= wanted[:1] <= "z":
        before = r"(?<![a-z])"
    if wanted[-1:].isdigit():
        after = r"(?!\d)(?!\.\d)"
    elif re.fullmatch(rf"(?:.*[^a-z])?[a-z]{{1,{_SHORT}}}", wanted):
        after = r"(?!(?!s(?![a-z]))[a-z])"
    return re.compile(before + re.escape(wanted) + after)


def right_language(answer: str, expected: str) -> float | None:
    """1 if the answer is in the expected language ("zh" or "en"), 0 if in the other, None for an empty answer.

    An answer is Chinese where its Chinese characters are at least as many as its Latin words.
    """
    found = language_of(answer)
    return None if found is None else float(found == expected)
