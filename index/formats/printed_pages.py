"""Text of printed pages, as `pdftotext` and copying from a viewer give it: read without running heads and feet.

    OCTOBER 29, 2024 / 9:00PM GMT, ACW.N - Q3 2024 Acme Widgets Inc Earnings Call       a head, on every page
    ...
    Page 3 of 14        www.example.com | (c) 2024 Example. All rights reserved.          a foot

They stand in the middle of what somebody says. What comes back at the edge of half of the pages, in the same words but
for numbers, is left out of the text that is kept; the heads stand once at its beginning, since they name the call.
Without form feeds only lines are left out that come back and are plainly of the layout.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from index.formats.base import Draft, Format, Line
from index.formats.choosing import surest
from index.formats.headings import Mark, mark
from index.formats.labels import read_label
from index.names import is_usual_name
from index.pages import PAGE_END
from index.periods import CALL_WORDS, dates, periods
from index.titles import is_operator, title_codes

_TOP, _BOTTOM = 5, 8
"""Lines with text at either edge of a page in which heads and feet are looked for."""
_LEAST_PAGES = 4
"""Pages from which a line in the shape of a name may be a head: fewer may each begin with one speaker."""
_LEAST_REPEATED = 3
_LONGEST = 400
_LONGEST_HEAD = 160
_NUMBER = re.compile(
    r"[-–—|\s]*(?:page\s*|第\s*)?\d{1,4}\s*(?:(?:of|/|页\s*[,，]?\s*共)\s*\d{1,4})?\s*页?[-–—|\s]*", re.I
)
_PAGE_OF = re.compile(
    r"[-–—|\s]*(?:page\s+\d{1,4}(?:\s+of\s+\d{1,4})?|\d{1,4}\s+of\s+\d{1,4}|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?)[-–—|\s]*",
    re.I,
)
_OF_LAYOUT = re.compile(r"www\.|https?://|©|\(c\) \d{4}|copyright|all rights reserved|版权所有", re.I)


class PrintedPages:
    """Reads texts with running heads and feet; see the module. What is left is read by one of `texts`."""

    name = "printed-pages"
    extensions = (".txt", ".text")

    def __init__(self, texts: Sequence[Format]) -> None:
        self._texts = texts

    def confidence(self, text: str) -> float:
        """1 where lines come back as heads and feet do, 0 otherwise."""
        return 1.0 if without_edges(text) is not None else 0.0

    def read(self, text: str) -> Draft:
        """The draft of the text without heads and feet, which becomes the source."""
        inner = without_edges(text) or text
        draft = surest(inner, self._texts).read(inner)
        return replace(draft, source=draft.source or inner)


def without_edges(text: str) -> str | None:
    """The text without running heads and feet, None where it has none."""
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    pages = [page.split("\n") for page in normal.removesuffix(PAGE_END).split(PAGE_END)]
    heads: dict[str, str] = {}
    gone = _at_edges(pages, heads) if len(pages) > 1 else _repeated(pages[0])
    if not gone:
        return None
    kept = [
        "\n".join(row for number, row in enumerate(rows) if (page, number) not in gone)
        for page, rows in enumerate(pages)
    ]
    body = re.sub(r"\n{4,}", "\n\n\n", PAGE_END.join(kept))
    return "\n".join([*heads.values(), "", body]) if heads else body


def _at_edges(pages: Sequence[Sequence[str]], heads: dict[str, str]) -> set[tuple[int, int]]:
    """(page, line) of the heads and feet of pages; `heads` takes the first printing of each head."""
    edges = [_edges(rows) for rows in pages]
    seen: Counter[str] = Counter()
    for page, (top, bottom) in enumerate(edges):
        seen.update({_key(pages[page][n]) for n in (*top, *bottom)})
    least = max(2, len(pages) / 2)
    often = {key for key, count in seen.items() if count >= least}
    gone: set[tuple[int, int]] = set()
    for page, (top, bottom) in enumerate(edges):
        for number in (*top, *bottom):
            row = pages[page][number]
            if _key(row) in often and not _names_somebody(row, len(pages)):
                gone.add((page, number))
                if number in top and not _NUMBER.fullmatch(row) and not _OF_LAYOUT.search(row):
                    heads.setdefault(_key(row), row.strip())
    if gone:
        for page, (top, bottom) in enumerate(edges):
            gone |= {(page, n) for n in (*top[:1], *bottom[-1:]) if _NUMBER.fullmatch(pages[page][n])}
            gone |= {(page, n) for n in (*top, *bottom) if _PAGE_OF.fullmatch(pages[page][n])}
    return gone


def _edges(rows: Sequence[str]) -> tuple[list[int], list[int]]:
    filled = [number for number, row in enumerate(rows) if len(row) <= _LONGEST and row.strip()]
    top = filled[:_TOP]
    return top, [number for number in filled[-_BOTTOM:] if number not in top]


def _repeated(rows: Sequence[str]) -> set[tuple[int, int]]:
    """(0, line) of lines that come back and are of the layout: page numbers, copyright, the heading of the call."""
    counts = Counter(_key(row) for row in rows if 0 < len(row) <= _LONGEST)
    gone = set()
    seen: dict[str, str | None] = {}
    for number, row in enumerate(rows):
        if len(row) > _LONGEST or not row.strip() or counts[key := _key(row)] < _LEAST_REPEATED:
            continue
        first = key not in seen
        if first:
            seen[key] = _part_of_layout(row)
        if seen[key] == "foot" or (seen[key] == "head" and not first):
            gone.add((0, number))
    return gone


def _part_of_layout(row: str) -> str | None:
    """ "foot" for a line of the publisher or a page's number, "head" for one that names the call, None for others."""
    if _names_somebody(row, 0):
        return None
    if mark(Line(0, len(row), row)) is Mark.FOOTER or _PAGE_OF.fullmatch(row) or _OF_LAYOUT.search(row):
        return "foot"
    of_call = CALL_WORDS.search(row) and not row.rstrip().endswith((".", "?", "!", "。")) and len(row) <= _LONGEST_HEAD
    return "head" if of_call and (next(periods(row), None) or next(dates(row), None)) else None


def _key(row: str) -> str:
    return re.sub(r"\d+", "#", " ".join(row.split()))


def _names_somebody(row: str, pages: int) -> bool:
    """Whether a line that comes back may name a speaker, or a speaker's title, and not the call."""
    text = row.strip()
    if len(text) > _LONGEST or is_operator(text.rstrip(":： ")):
        return True
    if CALL_WORDS.search(text) and (next(periods(text), None) or next(dates(text), None)):
        return False
    if text.endswith((":", "：")) or title_codes(text) or is_usual_name(text):
        return True
    read = read_label(text)
    return read is not None and (read[1] or pages < _LEAST_PAGES)
