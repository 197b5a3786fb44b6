"""How well the right passages are found.

Gold quotes of a question are alternatives: what one turn says the news article and a second turn often say as well.
So R@k asks whether any of them is among the first k passages. Ranking metrics are computed by ir-measures
(trec_eval's implementations).
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.gold import Gold
from eval.metrics.overlap import covered
from eval.records import Passage

CUTOFFS = (1, 3, 5, 10)
CONTEXT_BUDGET = 1500

Coverage = Sequence[frozenset[int]]
"""For each passage, best first, the indices of the gold quotes that it covers."""


def coverage(passages: Sequence[Passage], golds: Sequence[Gold]) -> list[frozenset[int]]:
    """Which gold quotes each passage covers, best rank first."""
    ranked = sorted(passages, key=lambda passage: passage.rank)
    return [covered(golds, p.text, p.transcript_id, p.start, p.end) for p in ranked]


def first_rank(found: Coverage) -> int | None:
    """Rank (from 1) of the first passage that covers a gold quote."""
    return next((rank for rank, quotes in enumerate(found, 1) if quotes), None)


def ranking(found: Coverage, golds: int) -> dict[str, float]:
    """R@1, R@3, R@5, R@10, MRR@10 and nDCG@10 of one question with `golds` gold quotes.

    R@k = 1 if one of the first k passages covers a gold quote, else 0 (Success@k in trec_eval's terms, which is
    recall where one relevant passage is enough). MRR@10 = mean of 1 / rank of the first such passage, 0 beyond rank 10
    (Voorhees 1999). nDCG@10 = DCG / ideal DCG, DCG = sum of gain / log2(rank + 1) (Järvelin & Kekäläinen 2002), where
    a passage has gain 1 if it covers a gold quote that no better-ranked passage covers, so that overlapping chunks
    earn nothing by repetition; gold quotes that were not found at all count in the ideal ranking.
    """
    import ir_measures  # noqa: PLC0415 - needed only when something is scored

    qrels, run, seen = [], [], set[int]()
    for rank, quotes in enumerate(found, 1):
        document = f"passage-{rank}"
        run.append(ir_measures.ScoredDoc("q", document, float(-rank)))
        if quotes - seen:
            qrels.append(ir_measures.Qrel("q", document, 1))
            seen |= quotes
    qrels += [ir_measures.Qrel("q", f"gold-{i}", 1) for i in range(golds) if i not in seen]
    # The first passage with a gold quote is always one with a new quote, so Success and RR need no second judgement.
    names = {ir_measures.Success @ k: f"R@{k}" for k in CUTOFFS}
    names |= {ir_measures.RR @ 10: "MRR@10", ir_measures.nDCG @ 10: "nDCG@10"}
    scores = dict.fromkeys(names.values(), 0.0)
    if run:
        scores |= {names[m.measure]: float(m.value) for m in ir_measures.iter_calc(list(names), qrels, run)}
    return scores


def gold_recall(found: Coverage, golds: int, k: int = 10) -> float:
    """Share of all gold quotes that the first k passages cover together: |union of covered| / |gold|."""
    return len(frozenset().union(*found[:k])) / golds


def recall_within(passages: Sequence[Passage], golds: Sequence[Gold], budget: int = CONTEXT_BUDGET) -> float:
    """1 if a gold quote is covered by the first `budget` characters of the passages in rank order, else 0.

    Long passages find more at any k; a language model reads characters, so equal budgets compare fairly. The passage
    that crosses the budget counts with the part that still fits.
    """
    left = budget
    for passage in sorted(passages, key=lambda p: p.rank):
        if left <= 0:
            break
        end = None if passage.start is None else min(passage.start + left, passage.end or 0)
        if covered(golds, passage.text[:left], passage.transcript_id, passage.start, end):
            return 1.0
        left -= len(passage.text)
    return 0.0
