"""Which sentences an answer is made of: what a model reads or judges, and what is quoted."""

from __future__ import annotations

from collections.abc import Sequence

from assistant import compose, evidence, judging
from assistant.evidence import Evidence
from assistant.llm import ChatModel
from assistant.request import Options
from assistant.understand import Reading


def sides(reading: Reading, scored: Sequence[Evidence]) -> list[list[Evidence]]:
    """The evidence of each of those who are compared, in the question's order; one list where nobody is."""
    if not reading.compares:
        return [list(scored)]
    found = [[e for e in scored if e.passage.speaker in group.speakers] for group in reading.groups]
    return [side for side in found if side] or [list(scored)]


def judged(llm: ChatModel, reading: Reading, scored: Sequence[Evidence], options: Options) -> list[list[Evidence]]:
    """The best sentences of each side with the model's judgement, best first."""
    people = sides(reading, scored)
    most = max(2, options.judge_most // len(people))
    further = options.judge_further // len(people)
    _, share = _limits(reading, len(people) > 1, options)
    enough = 1.0 if reading.several else options.enough
    return [judging.judged(llm, reading.core, side, most, further, share, enough) for side in people]


def excerpts(reading: Reading, scored: Sequence[Evidence], options: Options) -> list[Evidence]:
    """What a writing model reads: the best sentences, as many of each of those who are compared."""
    if reading.asks_who_asked:
        scored = evidence.of_best_turn(scored)
    people = sides(reading, scored)
    each = max(2, options.excerpts // len(people))
    return list(dict.fromkeys(e for side in people for e in evidence.select(side, each)))


def _limits(reading: Reading, several: bool, options: Options) -> tuple[int, float]:
    """How many sentences of each side may be quoted, and the share of the best one's score that each needs."""
    if several:
        return options.most_of_each, options.several_share
    if reading.several:
        return options.most_of_several, options.several_share
    return options.most_quotes, options.quote_share


def chosen(
    reading: Reading,
    sides: Sequence[Sequence[Evidence]],
    scored: Sequence[Evidence],
    options: Options,
    least: float,
    *,
    judged: bool,
) -> list[Evidence]:
    """What to quote of each side, side after side; nothing where the best sentence is no answer."""
    if max((e.score for side in sides for e in side), default=0.0) < least:
        return []
    most, share = _limits(reading, len(sides) > 1, options)
    if not judged:
        share = options.unjudged_share
        most = options.most_unjudged if len(sides) == 1 else most
    sides = [evidence.of_best_turn(side) if reading.asks_who_asked else side for side in sides]
    chosen = [compose.choose(side, most, share) for side in sides]
    if reading.several:
        chosen = [evidence.with_lists(side, scored) for side in chosen]
    known = [*scored, *(e for side in sides for e in side)]  # the judged ones last: their scores count
    return list(dict.fromkeys(e for side in chosen for e in evidence.widened(side, known, options.least_beside)))
