"""Why a question scored as it did, in sentences for people."""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.answers import missing
from eval.metrics.citations import cites_gold
from eval.metrics.retrieval import first_rank
from eval.scoring import Row


def explain(row: Row) -> list[str]:
    """What went right and wrong with one question, in the order of the pipeline."""
    if row.record.status == "error":
        return [f"It crashed and scores zero: {problem}" for problem in row.record.problems] or ["It crashed."]
    reasons = _retrieval(row)
    if row.record.status == "retrieved":
        return reasons
    if row.record.status == "not_found":
        verdict = "It was refused although the gold quotes answer it." if row.case.answerable else "Rightly refused."
        return [*reasons, verdict]
    if not row.case.answerable:
        return [*reasons, "It was answered although the calls do not answer it.", *_numbers(row)]
    return [*reasons, *_answer(row), *_citations(row), *_numbers(row)]


def passed(row: Row) -> bool | None:
    """Whether the question came out well as a whole; None where nothing was asked of it.

    Searched only: a gold quote among the first five passages. Answerable: everything in `must` said, no number error.
    Not answerable: refused.
    """
    if row.record.status == "error":
        return False
    if row.record.status == "retrieved":
        value = row.scores.get("R@5")
    elif row.case.answerable:
        value = row.scores.get("right")
    else:
        value = row.scores.get("refusal_recall")
    return None if value is None else value == 1.0


def _retrieval(row: Row) -> list[str]:
    if not row.golds:
        return []
    rank = first_rank(row.covering)
    if rank is None:
        return [f"None of the {len(row.record.passages)} passages covers a gold quote."]
    return [f"The first passage with a gold quote has rank {rank}."]


def _answer(row: Row) -> list[str]:
    reasons = []
    lacking = missing(row.record.answer, row.case.must)
    if lacking:
        reasons += [f"The answer lacks {_alternatives(group)}." for group in lacking]
    elif row.case.must:
        reasons.append("The answer says everything that it must.")
    if row.scores.get("language") == 0.0:
        reasons.append(f"The answer is not in the language asked for ({row.case.language}).")
    return reasons


def _alternatives(group: Sequence[str], shown: int = 3) -> str:
    quoted = " / ".join(f"“{alternative}”" for alternative in group[:shown])
    return quoted if len(group) <= shown else f"{quoted} (or {len(group) - shown} other forms)"


def _citations(row: Row) -> list[str]:
    reasons = []
    beside = [c.n for c in row.record.citations if not cites_gold(c, row.golds)]
    if not row.record.citations:
        reasons.append("Nothing is cited.")
    elif beside:
        marks = "".join(f"[{n}]" for n in beside)
        reasons.append(f"{marks} {'covers' if len(beside) == 1 else 'cover'} no gold quote.")
    else:
        reasons.append("Every citation covers a gold quote.")
    uncited = sum(not row.record.cited(statement) for statement in row.record.statements)
    if uncited:
        reasons.append(f"{uncited} of {len(row.record.statements)} statements cite nothing.")
    speaker = row.scores.get("right_speaker")
    if speaker is not None and speaker < 1:
        reasons.append(f"Not every citation is from {row.case.speaker}.")
    verbatim = row.scores.get("verbatim")
    if verbatim is not None and verbatim < 1:
        reasons.append("Not every quote stands in the transcript word for word at its place.")
    return reasons


def _numbers(row: Row) -> list[str]:
    return [f"Number error: {number}" for number in row.numbers]
