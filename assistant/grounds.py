"""Why the calls cannot answer a question, found out before anything is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant import premises, support
from assistant.calls import Calls
from assistant.evidence import Evidence
from assistant.phrases import phrase
from assistant.topics import Topic
from assistant.understand import Reading
from index.models import Language

PREMISE_SENTENCES = 3
"""How many of the best sentences may support what a question takes for granted, or be quoted as saying otherwise."""

_ACRONYM = re.compile(r"[A-Z][A-Z&]{1,4}s?")


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a question is refused, as a sentence for the user; `against` are the words of a call that say otherwise."""

    text: str
    against: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """`against`: why the calls cannot answer; empty where they may.

    `unsure`: names and subjects that occur in no known form, where the calls are in another language and may have other
    words for them, and short forms that the calls may write out ("NCO", net charge-offs). Only evidence that a language
    model is sure of answers such a question.
    """

    against: tuple[Ground, ...] = ()
    unsure: tuple[Ground, ...] = ()


def grounds(
    reading: Reading,
    language: Language,
    calls: Calls,
    scope: support.Scope,
    about: Sequence[Topic],
    scored: Sequence[Evidence],
    *,
    judges: bool,
) -> Findings:
    """Whether the calls can answer. `scored` is the evidence, best first; `judges`: a language model will judge it."""
    verdict = support.judge(reading.core, about, scope.occurs, names_only=reading.asks_who_asked)
    if verdict.order:
        return Findings((Ground(phrase("order", language)),))
    absent = [topic for topic in about if topic.text in verdict.absent]
    foreign = judges and reading.language not in calls.languages
    doubtful = [topic for topic in absent if not topic.company and (foreign or _ACRONYM.fullmatch(topic.text))]
    unsure = tuple(Ground(_absence(topic, reading, language, scope)) for topic in doubtful)
    if gone := [topic for topic in absent if topic not in doubtful]:
        return Findings(tuple(Ground(_absence(topic, reading, language, scope)) for topic in gone))
    if not scored:
        return Findings((Ground(phrase("no_support", language)),))
    reported = [moment.period for moment in calls.moments.values()] if len(calls.moments) > 1 else []
    texts = [e.text for e in scored[:PREMISE_SENTENCES]]
    taken = premises.missing_verbs(reading.core, texts, scope.happened)
    taken += premises.missing_figures(reading.core, scope.stated, texts, reported)
    return Findings(tuple(_premise(premise, language, scored) for premise in taken), unsure)


def about_them(scored: Sequence[Evidence], about: Sequence[Topic]) -> list[Evidence]:
    """The sentences that speak of every company the question is about, themselves or in the passage around them."""
    companies = [topic for topic in about if topic.company]
    return [e for e in scored if all(topic.occurs(support.occurrence(e.passage.text)) for topic in companies)]


def _premise(premise: premises.Premise, language: Language, scored: Sequence[Evidence]) -> Ground:
    if premise.against is not None:
        return Ground(phrase("otherwise", language, premise=premise.text), scored[premise.against])
    return Ground(phrase("no_premise", language, premise=premise.text))


def _absence(topic: Topic, reading: Reading, language: Language, scope: support.Scope) -> str:
    """One sentence on what does not occur, and who speaks of it where the people asked about do not."""
    others = scope.speaking_of(topic, 3) if reading.where.speakers else ()
    if not others:
        return phrase("term_absent", language, term=topic.text)
    name, other = ", ".join(reading.where.speakers), ", ".join(others)
    return phrase("said_elsewhere", language, name=name, term=topic.text, other=other)
