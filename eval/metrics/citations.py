"""Whether citations are real and prove what they stand behind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from eval.gold import Gold
from eval.metrics.overlap import covered
from eval.records import Citation, Record
from eval.text import level

NumberCheck = Callable[[str, str, str | None], Sequence[str]]
"""`check(statement, evidence, transcript_id)` -> a sentence for each number, unit or period that the evidence does not
hold; the transcript, where there is one, says what "this year" means."""


def cites_gold(citation: Citation, golds: Sequence[Gold]) -> bool:
    """Whether a citation covers a gold quote: its quote contains it, or both overlap in the transcript."""
    return bool(covered(golds, citation.quote, citation.transcript_id, citation.start, citation.end))


def verbatim_rate(record: Record, sources: Mapping[str, str]) -> float | None:
    """Share of citations whose quote stands at its offsets, character by character: source[start:end] == quote."""
    if not record.citations:
        return None
    return sum(_is_verbatim(c, sources) for c in record.citations) / len(record.citations)


def _is_verbatim(citation: Citation, sources: Mapping[str, str]) -> bool:
    source = sources.get(citation.transcript_id or "")
    return (
        source is not None
        and citation.start is not None
        and citation.end is not None
        and bool(citation.quote)
        and source[citation.start : citation.end] == citation.quote
    )


def citation_precision(record: Record, golds: Sequence[Gold]) -> float | None:
    """Share of citations that prove something.

    ALCE (Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations", section 4): a citation is
    precise if its statement is supported by its citations together and it is not irrelevant, that is, it supports the
    statement alone or the others do not without it. With "covers a gold quote" in place of the NLI model's "entails",
    where citations together cover what one of them covers, this is the share of citations that cover a gold quote.
    Counted once per statement that carries the citation; None where nothing is cited.
    """
    judged = [cites_gold(c, golds) for statement in record.statements for c in record.cited(statement)]
    return sum(judged) / len(judged) if judged else None


def citation_recall(record: Record, golds: Sequence[Gold]) -> float | None:
    """Share of statements that are proven: at least one of their citations covers a gold quote.

    ALCE's citation recall (see `citation_precision`) with span overlap in place of the NLI model. None without
    statements.
    """
    if not record.statements:
        return None
    proven = [any(cites_gold(c, golds) for c in record.cited(statement)) for statement in record.statements]
    return sum(proven) / len(proven)


def gold_cited(record: Record, golds: Sequence[Gold]) -> float:
    """1 if any citation of the answer covers a gold quote, else 0."""
    return float(any(cites_gold(c, golds) for c in record.citations))


def cited_share(record: Record) -> float | None:
    """Share of statements with at least one citation that exists; None without statements."""
    if not record.statements:
        return None
    return sum(bool(record.cited(statement)) for statement in record.statements) / len(record.statements)


def citation_length(record: Record) -> float | None:
    """Mean length of a cited quote in characters: what a reader has to read to check the answer."""
    if not record.citations:
        return None
    return sum(len(c.quote) for c in record.citations) / len(record.citations)


def number_errors(record: Record, check: NumberCheck) -> list[tuple[str, str]]:
    """Each number, unit or period of a statement that its cited quotes do not hold, as (statement, problem).

    A statement without citations is checked against nothing, so every number in it is an error.
    """
    errors = []
    for statement in record.statements:
        cited = record.cited(statement)
        transcripts = {citation.transcript_id for citation in cited}
        transcript = transcripts.pop() if len(transcripts) == 1 else None
        evidence = "\n".join(citation.quote for citation in cited)
        errors += [(statement.text, problem) for problem in check(statement.text, evidence, transcript)]
    return errors


def right_speaker(record: Record, names: Collection[str]) -> float | None:
    """Share of citations that come from the expected person, known under any of `names` (case and dots aside).

    None where no citation names a speaker.
    """
    if not any(c.speaker for c in record.citations):
        return None
    known = {level(name) for name in names}
    return sum(level(c.speaker or "") in known for c in record.citations) / len(record.citations)
