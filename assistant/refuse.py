"""Saying that the calls do not answer a question, with the reasons and what was searched."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.calls import label
from assistant.choosing import Call, Choice
from assistant.compose import Citations, quote
from assistant.grounds import Ground
from assistant.models import Answer, Timings
from assistant.phrases import phrase
from assistant.understand import Reading
from index.models import Hit, Language


def answer(
    reading: Reading,
    language: Language,
    reasons: Sequence[Ground],
    citations: Citations,
    nearest: tuple[Hit, ...],
    calls: Sequence[Call],
    timings: Timings,
    problems: Sequence[str] = (),
) -> Answer:
    """An answer with status `not_found`; its text gives the reasons, its passages are the nearest ones.

    Its statements are the words of the calls that say otherwise, where a reason has such.
    """
    statements = tuple(quote(reason.against, language, citations) for reason in reasons if reason.against is not None)
    statements = tuple({s.citations[0].n: s for s in statements}.values())
    texts = [reason.text for reason in reasons]
    text = " ".join([phrase("not_found", language), *texts, searched(reading, language, calls)])
    return Answer(
        question=reading.question,
        status="not_found",
        language=language,
        text=text,
        statements=statements,
        citations=tuple(citations.listed),
        problems=(*problems, *texts),
        understood=reading.notes,
        passages=nearest,
        timings=timings,
    )


def unsettled(question: str, language: Language, choice: Choice, timings: Timings) -> Answer:
    """The answer where it is not clear which calls are meant, or none of them is in the library."""
    reason = choice.refusal or choice.ask_back or ""
    return Answer(
        question=question,
        status="not_found",
        language=language,
        text="\n".join([reason, *(f"- {option}" for option in choice.options)]),
        problems=(reason,),
        understood=choice.understood,
        timings=timings,
    )


def searched(reading: Reading, language: Language, calls: Sequence[Call]) -> str:
    """What was searched, as a sentence: the calls, and the people and sections it was restricted to."""
    names = [label(call, language) for call in calls]
    parts = names if len(names) <= 3 else [phrase("call", language, count=len(names)), *reading.where.periods]
    parts = [*parts, *reading.where.speakers, *reading.where.kinds, *reading.where.sections]
    return phrase("searched", language, where=", ".join(str(part) for part in parts))
