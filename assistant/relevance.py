"""How likely it is that a sentence answers a question: a logistic model of what can be counted about the two.

Each sentence of the passages found is described by a few features (how near its embedding is to the question, how much
of the question's vocabulary it and its neighbours hold, whether it has the kind of figure asked for, ...); their weights
were fitted on the development half of the shipped question sets and lie in `data/relevance.toml`, which
`python -m eval.fit_relevance` writes. A language model's opinion (`assistant.judging`) is added to the result.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources

from assistant.evidence import Evidence, Places
from assistant.numbers import Dimension, find_periods, find_quantities
from assistant.support import occurrence
from assistant.topics import Topic
from assistant.understand import Reading
from index.models import Kind, Language

WEIGHTS_FILE = "relevance.toml"

_NUMBER = re.compile(
    r"\bhow (?:much|many|large|big|fast|high|long|often|far|quickly|soon)\b|\bwhat (?:percent\w*|share|portion|number|rate|range|level)\b"
    r"|\bnumber of\b|\bcount\b|\bfigures?\b|\bgrowth\b|多少|几|幾|多大|多快|增速|增幅|占比|数量|多长|多久|区间",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\bwhen\b|\bwhat (?:date|day|month|year|quarter)\b|\btiming\b|什么时候|何时|哪天|哪年|哪一年|多久|时间",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(?:revenue|sales|income|profit|cash|cost|spend\w*|capex|charge|price|eps)\b|\$"
    r"|多少钱|金额|营收|收入|利润|支出|费用|成本|亿",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\b(?:margin|percent\w*|rate|growth|grow\w*|grew|share|portion|up|faster|slow\w*|change\w*)\b"
    r"|%|利润率|毛利率|增长|增速|增幅|占比|比例|涨|提高|提升",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"[。.!?！？;；\"”)]\s*$")
_NO_NEIGHBOUR = -0.08
"""The similarity of a neighbour that is not there, against the best: that of a sentence on something else."""

Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for, as far as its form says so."""

    number: bool
    date: bool
    money: bool
    share: bool
    quarters: frozenset[int]
    years: frozenset[int]
    names: tuple[Topic, ...]
    subjects: tuple[Topic, ...]
    language: Language
    of_analysts: bool


def asked(reading: Reading, topics: Sequence[Topic]) -> Asked:
    """Read the form of a question; `topics` are what it is about."""
    question = reading.core
    periods = find_periods(question)
    number = bool(_NUMBER.search(question))
    return Asked(
        number=number,
        date=bool(_DATE.search(question)),
        money=number and bool(_MONEY.search(question)),
        share=bool(_SHARE.search(question)),
        quarters=frozenset(p.quarter for p in periods if p.quarter),
        years=frozenset(p.year for p in periods if p.year),
        names=tuple(t for t in topics if t.kind == "name"),
        subjects=tuple(t for t in topics if t.kind == "subject"),
        language=reading.language,
        of_analysts=reading.asks_who_asked or any(s.kind is Kind.ANALYST for s in reading.people),
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a sentence holds, whatever was asked."""

    dimensions: frozenset[Dimension]
    quarters: frozenset[int]
    years: frozenset[int]
    dated: bool


@lru_cache(maxsize=20_000)
def _facts(text: str) -> _Facts:
    periods = find_periods(text)
    return _Facts(
        frozenset(q.unit.dimension for q in find_quantities(text)),
        frozenset(p.quarter for p in periods if p.quarter),
        frozenset(p.year for p in periods if p.year),
        bool(periods),
    )


def _share(topics: Sequence[Topic], text: str) -> float:
    """The share of topics that occur in a text; 1 where there is no topic."""
    occurs = occurrence(text)
    return sum(topic.occurs(occurs) for topic in topics) / len(topics) if topics else 1.0


def features(asked: Asked, sentences: Sequence[Evidence]) -> list[Features]:
    """The features of each sentence; `sentences` are all of the passages found, scored by `assistant.evidence`."""
    if not sentences:
        return []
    nearest = max(e.similarity for e in sentences)
    widest = max(e.coverage for e in sentences)
    places = Places(sentences)
    passages: dict[str, tuple[float, float, float]] = {}
    for e in sentences:
        names, subjects, coverage = passages.get(e.passage.id) or (
            _share(asked.names, e.passage.text),
            _share(asked.subjects, e.passage.text),
            0.0,
        )
        passages[e.passage.id] = names, subjects, max(coverage, e.coverage)
    found: list[Features] = []
    for e in sentences:
        previous, following = places.before(e), places.after(e)
        facts = _facts(e.text)
        names, subjects, coverage = passages[e.passage.id]
        figures = bool(facts.dimensions - {Dimension.ORDINAL})
        percent = bool(facts.dimensions & {Dimension.SHARE, Dimension.POINTS, Dimension.MULTIPLE})
        length = len(e.text) if e.passage.language == "zh" else len(e.text) / 2.8
        found.append(
            {
                "similarity": e.similarity,
                "similarity_gap": e.similarity - nearest,
                "coverage": e.coverage,
                "coverage_gap": e.coverage - widest,
                "passage_rank": 1 / e.rank,
                "passage_coverage": coverage,
                "previous_coverage": previous.coverage if previous else 0.0,
                "next_similarity_gap": following.similarity - nearest if following else _NO_NEIGHBOUR,
                "number_found": float(asked.number and figures),
                "number_missing": float(asked.number and not figures),
                "date_found": float(asked.date and facts.dated),
                "date_missing": float(asked.date and not facts.dated),
                "money_missing": float(asked.money and Dimension.MONEY not in facts.dimensions),
                "share_missing": float(asked.share and not percent),
                "other_period": float(
                    bool(asked.quarters and facts.quarters and not asked.quarters & facts.quarters)
                    or bool(asked.years and facts.years and not asked.years & facts.years)
                ),
                "names": _share(asked.names, e.text),
                "names_in_passage": names,
                "subjects": _share(asked.subjects, e.text),
                "subjects_in_passage": subjects,
                "length": min(length, 120.0) / 60,
                "fragment": float(not _WHOLE.search(e.text)),
                "question": float(e.text.rstrip().endswith(("?", "？"))),
                "not_telling": float(e.passage.kind in (Kind.ANALYST, Kind.OPERATOR) and not asked.of_analysts),
                "translated": float(e.passage.language != asked.language),
            }
        )
    return found


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted model. `judged` and `judged_intercept` weigh a language model's log-odds with the logit of the rest."""

    intercept: float
    weights: Mapping[str, float]
    judged: float
    judged_logit: float
    judged_intercept: float


@cache
def shipped_weights() -> Weights:
    """The weights of `data/relevance.toml`."""
    data = tomllib.loads((resources.files("assistant") / "data" / WEIGHTS_FILE).read_text(encoding="utf-8"))
    second = data["judged"]
    return Weights(data["intercept"], data["weights"], second["log_odds"], second["logit"], second["intercept"])


def logit(features: Features, weights: Weights) -> float:
    """The log-odds that a sentence with these features answers the question."""
    return weights.intercept + sum(weights.weights.get(name, 0.0) * value for name, value in features.items())


def probability(log_odds: float) -> float:
    """The probability for log-odds."""
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, log_odds))))


def ordered(asked: Asked, sentences: Sequence[Evidence], weights: Weights | None = None) -> list[Evidence]:
    """The sentences by how likely they answer the question, best first; `score` is that probability."""
    weights = weights or shipped_weights()
    rated = [
        replace(e, score=probability(logit(f, weights)))
        for e, f in zip(sentences, features(asked, sentences), strict=True)
    ]
    return sorted(rated, key=lambda e: (-e.score, e.position))


def with_judgement(evidence: Evidence, log_odds: float, weights: Weights | None = None) -> Evidence:
    """A sentence with a language model's log-odds of "yes, it answers the question" added to its score."""
    weights = weights or shipped_weights()
    own = math.log(max(evidence.score, 1e-12) / max(1 - evidence.score, 1e-12))
    return replace(
        evidence,
        score=probability(weights.judged_logit * own + weights.judged * log_odds + weights.judged_intercept),
    )
