"""One question as it comes in, and how much is searched, read and shown for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.understand import Exchange
from index.models import Language, SearchFilter


@dataclass(frozen=True, slots=True)
class Options:
    """How much is searched, read and shown; all numbers were chosen on the development half of the shipped sets.

    `writes`: whether the model writes the answer in its own words from up to `excerpts` sentences; None: an endpoint's
    model writes, an embedded one, which is small, judges the best `judge_most` sentences (`judge_further` more where none is
    likely, and none after one that scores `enough` where one thing is asked for) and translates those that answer.

    At most `most_quotes` sentences are quoted, none that scores below `quote_share` of the best one; where several things
    are asked for, `most_of_several` and `several_share`, and of each of those who are compared `most_of_each`. Where no model
    has judged them, `most_unjudged` times `unjudged_share`. A sentence beside a quoted one is quoted with it if it scores
    `least_beside`. Below `least` (`least_judged` with a judgement, `least_unsure` where a name may have been translated) the
    best sentence is no answer.
    """

    hits: int = 10
    read_hits: int = 8
    excerpts: int = 8
    writes: bool | None = None
    judge_most: int = 5
    judge_further: int = 4
    enough: float = 0.6
    most_quotes: int = 2
    most_of_several: int = 4
    most_of_each: int = 2
    most_unjudged: int = 4
    quote_share: float = 0.7
    several_share: float = 0.25
    unjudged_share: float = 0.3
    least_beside: float = 0.1
    least: float = 0.03
    least_judged: float = 0.1
    least_unsure: float = 0.3


@dataclass(frozen=True, slots=True)
class Request:
    """One question as it comes in; `answer_language` None means the question's own."""

    question: str
    where: SearchFilter = field(default_factory=SearchFilter)
    speaker: str | None = None
    history: tuple[Exchange, ...] = ()
    answer_language: Language | None = None
