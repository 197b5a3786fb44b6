"""When a passage or a citation covers a gold quote."""

from __future__ import annotations

from collections.abc import Sequence

from eval.gold import Gold
from eval.text import squeeze


def overlaps(start: int, end: int, gold_start: int, gold_end: int) -> bool:
    """Whether two spans share at least half of the shorter one.

    |A ∩ G| >= min(|A|, |G|) / 2. A gold quote that runs over two passages so counts for the one that holds most of
    it (for both where it is cut in the middle), and a sentence from the middle of a long gold quote counts.
    """
    shared = min(end, gold_end) - max(start, gold_start)
    return shared > 0 and 2 * shared >= min(end - start, gold_end - gold_start)


def covered(
    golds: Sequence[Gold], text: str, transcript_id: str | None, start: int | None, end: int | None
) -> frozenset[int]:
    """Which gold quotes (by index) a text covers: by its offsets, or because it contains the quote.

    Containment leaves white space and width aside; it decides alone where the offsets are unknown.
    """
    found = set()
    squeezed = squeeze(text)
    for index, gold in enumerate(golds):
        by_place = (
            start is not None
            and end is not None
            and any(s.transcript_id == transcript_id and overlaps(start, end, s.start, s.end) for s in gold.spans)
        )
        if by_place or squeeze(gold.quote) in squeezed:
            found.add(index)
    return frozenset(found)
