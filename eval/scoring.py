"""Every metric by name, and the scores of one question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from eval.cases import Case
from eval.gold import Gold
from eval.metrics import answers, citations, refusal, retrieval
from eval.metrics.citations import NumberCheck
from eval.metrics.statistics import Aggregate
from eval.records import Record
from eval.text import level

Group = Literal["retrieval", "answer", "citations", "refusal", "reliability", "latency", "judge"]
Outcome = Literal["verified", "quote", "unverified", "refused", "error", "retrieved"]


@dataclass(frozen=True, slots=True)
class Metric:
    """How a metric is called, read and summed up. `source` is the name of the per-question score it sums up."""

    key: str
    title: str
    group: Group
    explain: str
    higher_is_better: bool = True
    unit: Literal["share", "count", "seconds", "characters"] = "share"
    aggregate: Aggregate = "mean"
    score: str = ""

    @property
    def source(self) -> str:
        """Name of the per-question score."""
        return self.score or self.key


def _retrieval() -> list[Metric]:
    found = "a passage with a gold quote is among the first"
    return [
        *(Metric(f"R@{k}", f"R@{k}", "retrieval", f"share of questions where {found} {k}") for k in retrieval.CUTOFFS),
        Metric("MRR@10", "MRR@10", "retrieval", "mean of 1 / rank of the first right passage"),
        Metric("nDCG@10", "nDCG@10", "retrieval", "how near the order is to all right passages first"),
        Metric("gold_recall@10", "gold found @10", "retrieval", "share of all gold quotes among the first 10"),
        Metric(
            "R@1500c", "R in 1,500 chars", "retrieval", "a gold quote within the first 1,500 characters of the passages"
        ),
    ]


def _latency() -> list[Metric]:
    steps = (("retrieve", "first passage"), ("first_token", "first token"), ("total", "end of answer"))
    return [
        Metric(
            f"{step}_{a}",
            f"{title}, {a}",
            "latency",
            f"seconds from the question to the {title}, {'median' if a == 'p50' else '95th percentile'}",
            higher_is_better=False,
            unit="seconds",
            aggregate=a,
            score=step,
        )
        for step, title in steps
        for a in ("p50", "p95")
    ]


METRICS: tuple[Metric, ...] = (
    *_retrieval(),
    Metric("correct", "answer correct", "answer", "the answer says everything that it must"),
    Metric("right", "correct, no number error", "answer", "correct, and every number stands in its citation"),
    Metric("language", "answer language", "answer", "the answer is in the language asked for"),
    Metric(
        "number_errors",
        "number errors per answer",
        "answer",
        "numbers, units or periods in the answer that its citations do not hold",
        higher_is_better=False,
        unit="count",
    ),
    Metric("citation_precision", "citation precision", "citations", "share of citations that cover a gold quote"),
    Metric("citation_recall", "citation recall", "citations", "share of statements with a citation on a gold quote"),
    Metric("gold_cited", "gold quote cited", "citations", "a citation covers one of the gold quotes"),
    Metric("cited", "statements cited", "citations", "share of statements with any citation"),
    Metric("verbatim", "quotes verbatim", "citations", "share of quotes that stand in the transcript word for word"),
    Metric("right_speaker", "right speaker", "citations", "share of citations from the person asked about"),
    Metric(
        "citation_length",
        "citation length",
        "citations",
        "characters to read to check one citation",
        higher_is_better=False,
        unit="characters",
    ),
    Metric("refusal_precision", "refusal precision", "refusal", "of the refused questions, share without an answer"),
    Metric("refusal_recall", "refusal recall", "refusal", "of the questions without an answer, share refused"),
    Metric(
        "false_refusal",
        "false refusals",
        "refusal",
        "of the questions with an answer, share refused",
        higher_is_better=False,
    ),
    Metric("verified", "statements verified", "reliability", "share of statements that the assistant calls verified"),
    Metric("error", "crashed", "reliability", "share of questions that crashed", higher_is_better=False),
    *_latency(),
    Metric("faithfulness", "faithfulness (judge)", "judge", "a model's opinion, 0 to 1; never a gate"),
    Metric("relevance", "relevance (judge)", "judge", "a model's opinion, 0 to 1; never a gate"),
)

BY_KEY: Mapping[str, Metric] = {metric.key: metric for metric in METRICS}

Scores = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Context:
    """What scoring needs beside case and record.

    `people` maps each name of a speaker to all names of that person. `retrieval_only` leaves everything but retrieval
    and its latency out.
    """

    sources: Mapping[str, str]
    check_numbers: NumberCheck
    people: Mapping[str, frozenset[str]] = field(default_factory=dict)
    retrieval_only: bool = False

    def names_of(self, speaker: str) -> frozenset[str]:
        """All names of the person that `speaker` names (case and dots aside), at least the one given."""
        wanted = level(speaker)
        found = (names for name, names in self.people.items() if level(name) == wanted)
        return frozenset({speaker}).union(*found)


@dataclass(frozen=True, slots=True)
class Row:
    """One question, what came of it, and how it scored.

    `numbers` are the number errors as sentences; `covering` says for each passage in rank order which gold quotes it
    covers.
    """

    case: Case
    record: Record
    golds: tuple[Gold, ...]
    scores: Scores
    outcome: Outcome
    covering: tuple[frozenset[int], ...] = ()
    numbers: tuple[str, ...] = ()


def score(case: Case, record: Record, golds: Sequence[Gold], context: Context) -> Row:
    """All scores of one question; None where a metric does not apply. A crashed question scores zero."""
    scores: dict[str, float | None] = {metric.source: None for metric in METRICS}
    found = retrieval.coverage(record.passages, golds)
    if golds:
        scores |= retrieval.ranking(found, len(golds))
        scores["gold_recall@10"] = retrieval.gold_recall(found, len(golds))
        scores["R@1500c"] = retrieval.recall_within(record.passages, golds)
    errors: list[tuple[str, str]] = []
    if not context.retrieval_only:
        if record.status == "answered":
            errors = citations.number_errors(record, context.check_numbers)
        scores |= _answer_scores(case, record, golds, context, len(errors))
    crashed = record.status == "error"
    scores["error"] = float(crashed)
    if not crashed:
        scores["retrieve"] = record.timings.retrieve
        if not context.retrieval_only:
            scores |= {"first_token": record.timings.first_token, "total": record.timings.total}
    return Row(
        case, record, tuple(golds), scores, outcome(record), tuple(found), tuple(f"“{s}”: {p}" for s, p in errors)
    )


def _answer_scores(
    case: Case, record: Record, golds: Sequence[Gold], context: Context, errors: int
) -> dict[str, float | None]:
    refused, answered = record.status == "not_found", record.status == "answered"
    scores: dict[str, float | None] = {
        "refusal_precision": refusal.refusal_precision(refused, case.answerable),
        "refusal_recall": refusal.refusal_recall(refused, case.answerable),
        "false_refusal": refusal.false_refusal(refused, case.answerable),
    }
    if record.status == "error":
        scores["language"] = 0.0
        if case.answerable:
            scores |= dict.fromkeys(("citation_precision", "citation_recall", "gold_cited"), 0.0)
            scores |= dict.fromkeys(("correct", "right"), 0.0 if case.must else None)
            scores["right_speaker"] = 0.0 if case.speaker else None
        return scores
    scores["language"] = answers.right_language(record.answer, case.language)
    if case.answerable and case.must:
        correct = answers.correctness(record.answer, case.must) if answered else 0.0
        scores |= {"correct": correct, "right": float(bool(correct) and not errors)}
    if answered:
        verified = [statement.verified for statement in record.statements]
        scores |= {
            "number_errors": float(errors),
            "cited": citations.cited_share(record),
            "verbatim": citations.verbatim_rate(record, context.sources),
            "citation_length": citations.citation_length(record),
            "verified": sum(verified) / len(verified) if verified else None,
        }
    if answered and case.answerable:
        scores |= {
            "citation_precision": citations.citation_precision(record, golds),
            "citation_recall": citations.citation_recall(record, golds),
            "gold_cited": citations.gold_cited(record, golds),
        }
        if case.speaker:
            scores["right_speaker"] = citations.right_speaker(record, context.names_of(case.speaker))
    return scores


def outcome(record: Record) -> Outcome:
    """What a user saw: a verified answer, quotes only, something unverified, a refusal, or an error."""
    match record.status:
        case "error" | "retrieved":
            return record.status
        case "not_found":
            return "refused"
    if not record.statements or not all(statement.verified for statement in record.statements):
        return "unverified"
    if all(_is_quote(record, i) for i in range(len(record.statements))):
        return "quote"
    return "verified"


def _is_quote(record: Record, index: int) -> bool:
    statement = record.statements[index]
    if statement.proof is not None:
        return statement.proof == "quote"
    return any(statement.text.strip() in citation.quote for citation in record.cited(statement))
