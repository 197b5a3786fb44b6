"""One question as it comes in, and how much is searched, read and shown for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.understand import Exchange
from index.models import Language, SearchFilter


@dataclass(frozen=True, slots=True)
class Options:
    """How much is searched, read and shown; the numbers of quotes were chosen on the development half of the shipped sets.

    `writes`: whether the model writes the answer in its own words from up to `excerpts` sentences; otherwise it judges
    the best `judge_most` sentences, and `judge_further` more where none is likely, and translates those that answer. None: an endpoint's model writes, an embedded one,
    which is small, judges. At most `most_quotes` sentences are quoted (`most_unjudged` where no model has judged them,
    `most_of_each` of people who are compared), none that scores below `quote_share` of the best one (times
    `unjudged_share` without a judgement). Below `least` (`least_judged` with a judgement, `least_unsure` where a name may
    have been translated) the best sentence is no answer.
    """

    hits: int = 10
    read_hits: int = 8
    excerpts: int = 8
    writes: bool | None = None
    judge_most: int = 5
    judge_further: int = 4
    most_quotes: int = 3
    most_unjudged: int = 4
    most_of_each: int = 2
    quote_share: float = 0.4
    unjudged_share: float = 0.75
    least: float = 0.03
    least_judged: float = 0.1
    least_unsure: float = 0.5


@dataclass(frozen=True, slots=True)
class Request:
    """One question as it comes in; `answer_language` None means the question's own."""

    question: str
    where: SearchFilter = field(default_factory=SearchFilter)
    speaker: str | None = None
    history: tuple[Exchange, ...] = ()
    answer_language: Language | None = None
