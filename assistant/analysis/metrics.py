"""What figures are about: the vocabulary of measures that companies report, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assistant.numbers import Quantity
from index.models import Language

_GENERAL = {"growth", "margin", "cost", "investment", "volume", "capacity", "currency effect", "tariff cost"}
"""Measures whose word also describes others: one that stands nearby and says more goes before them."""
_BESIDE = 15
"""Characters between a general measure and the one that says which it is ("gross margin expansion", 运营收入的增长)."""
_BEHIND = 24
_BASE = re.compile(r"\s*of\s+(?:total |net |our )?", re.I)
"""Between a share and what it is a share of: "3.8% of revenue" gives no revenue."""
_ATTACHED = re.compile(
    r"\s*(?:(?:of|in|on|for|worth of|the|annual|total|our|annualized|a|的|用于)\s*){0,3}(?:\w+\s+){0,1}$|的?[\u4e00-\u9fff]{0,8}$",
    re.I,
)
"""Between an amount and what it is of: "$2 billion of annual capex", 100 家全食超市门店."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One measure; `english` and `chinese` are its names as shown, `key` tells measures apart, `forms` are all its names."""

    key: str
    english: str
    chinese: str
    forms: tuple[str, ...] = ()

    def name(self, language: Language) -> str:
        """Its name in a language."""
        return self.english if language == "en" else self.chinese


@dataclass(frozen=True, slots=True)
class Found:
    """A measure named at `[start, end)` of a text."""

    start: int
    end: int
    metric: Metric


@cache
def _table() -> dict[str, Metric]:
    """Form in lower case -> measure."""
    table: dict[str, Metric] = {}
    text = (resources.files("assistant") / "data" / "metrics.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, english, chinese = line.split("\t")
            forms = (*english.split("|"), *chinese.split("|"))
            metric = Metric(name, name, chinese.split("|")[0], forms)
            for form in forms:
                table.setdefault(form.lower(), metric)
    return table


@cache
def _pattern() -> re.Pattern[str]:
    forms = sorted(_table(), key=len, reverse=True)
    latin = "|".join(re.escape(form).replace(r"\ ", r"[\s-]+") for form in forms if form.isascii())
    chinese = "|".join(re.escape(form) for form in forms if not form.isascii())
    return re.compile(rf"(?<![A-Za-z0-9])(?:{latin})(?![A-Za-z0-9])|(?:{chinese})", re.I)


def find_metrics(text: str) -> Iterator[Found]:
    """Every measure that a text names, left to right, the longest form at each place."""
    for match in _pattern().finditer(text):
        form = re.sub(r"[\s]+", " ", match[0].lower())
        metric = _table().get(form) or _table().get(form.replace("-", " "))
        if metric is not None:
            yield Found(match.start(), match.end(), metric)


def metric_of(
    text: str, quantity: Quantity, named: Sequence[Found], last_end: int, before: tuple[Metric | None, Quantity] | None
) -> Metric | None:
    """What an amount of a sentence is of: named since the amount before it, or directly behind it, or at its beginning.

    `named` are the measures of the sentence; the amount before ends at `last_end` (0 where there is none), and `before`
    is that amount and what it is of, where this one may go on with it ("$1 billion, up from $900 million").
    """
    between = [
        found
        for found in named
        if last_end <= found.start
        and found.end <= quantity.start
        and not (last_end and _BASE.fullmatch(text[last_end : found.start]))
    ]
    close = [
        found
        for found in named
        if quantity.end <= found.start <= quantity.end + _BEHIND and _ATTACHED.match(text[quantity.end : found.start])
    ]
    if between:
        last, *others = reversed(between)
        if last.metric.key in _GENERAL and others and last.start - others[0].end <= _BESIDE:
            last = others[0]
        if not (close and last.metric.key in _GENERAL):
            return last.metric
    if close:
        return close[0].metric
    if before is not None:
        return before[0] if before[1].unit.comparable(quantity.unit) else None
    earlier = [found for found in named if found.end <= quantity.start]
    telling = [found for found in earlier if found.metric.key not in _GENERAL] or earlier
    return telling[0].metric if telling else None
