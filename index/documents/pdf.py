"""PDF documents to text: lines to paragraphs, without running heads, pages kept as form feeds.

A page ends with a form feed (U+000C), as `pdftotext` writes it; `index.pages` tells the page of an offset by it.
Scanned documents hold pictures of words and no text: they are refused.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import cast

from index.errors import UnreadableFile
from index.names import has_han
from index.pages import PAGE_END
from index.sentences import split

_WORKER = Path(__file__).with_name("pdf_worker.py")
_PATIENCE = 90
"""Seconds a document may take."""
_LEAST_PER_PAGE = 20
"""Characters a page holds on average in a document that is text."""
_EDGE_LINES = 2
_RETURNS = 2
_NUMBER = re.compile(r"(?:page\s*|第\s*)?[-–—|\s]*\d{1,4}(?:\s*(?:of|/|页共|页，共)\s*\d{1,4})?[-–—|\s]*页?", re.I)
_SENTENCE_END = re.compile(r"[.!?。！？:：;；…][\"'”’」』)）]*$")
_CONTROL = re.compile(r"[\x00-\x01\x03-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_HYPHEN = "\x02"
"""What PDFium puts for a hyphen at the end of a line, be it the word's own or put there to divide it."""
_DIVIDED = re.compile(rf"([^\W\d_]+){_HYPHEN}([^\W\d_]+)")
_ENDS_IN_HYPHEN = re.compile(rf"\w[-{_HYPHEN}]$")
_LARGEST_STEP = 60
_ERRORS = {
    "password": ("is a PDF document that is protected by a password.", "Save it without one."),
    "damaged": ("is a damaged PDF document.", "Open it in a PDF viewer and save it again, or copy its text."),
    "pages": ("is a PDF document of more than 1,000 pages.", "Split it: a call has some twenty."),
    "text": ("is a PDF document with far more text than a call.", "Split it into one file for each call."),
}
_SLOW = (
    "is a PDF document that cannot be read within the limits of memory and time.",
    "Copy its text into a .txt file.",
)


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of a page; lengths in points, `bottom` from the lower edge of the page."""

    left: float
    right: float
    bottom: float
    height: float
    text: str


def read_pdf(raw: bytes, name: str) -> str:
    """The text of a PDF document, each page ended by a form feed; `name` is for messages.

    UnreadableFile where it is protected, damaged, too large, or holds no text.
    """
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter and a file of this package
            [sys.executable, "-P", str(_WORKER)], input=raw, capture_output=True, timeout=_PATIENCE, check=False
        )
        result = json.loads(done.stdout) if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError, OSError):
        result = None
    if result is None:
        raise UnreadableFile(f"{name} {_SLOW[0]}", _SLOW[1])
    if "error" in result:
        message, hint = _ERRORS[result["error"]]
        raise UnreadableFile(f"{name} {message}", hint)
    pages = [
        [PdfLine(*line) for line in page]
        for page in cast("list[list[tuple[float, float, float, float, str]]]", result["pages"])
    ]
    characters = sum(len(line.text) for page in pages for line in page)
    if characters < _LEAST_PER_PAGE * max(1, len(pages)):
        raise UnreadableFile(
            f"{name} is a PDF document without text: its pages are pictures.", "Run text recognition (OCR) on it first."
        )
    return reflow(pages)


def reflow(pages: Sequence[Sequence[PdfLine]]) -> str:
    """The pages as paragraphs on lines of their own, each page ended by a form feed.

    A sentence that goes on over the page's end stays whole; the form feed follows it.
    """
    text = ""
    last: PdfLine | None = None
    kept_lines = _without_edges(pages)
    measure = _measure(kept_lines)
    for number, page in enumerate(kept_lines):
        paragraphs = _paragraphs(page, measure)
        goes_on = last is not None and paragraphs and _is_full(last, paragraphs[0].split(" ")[0], measure.right)
        if goes_on and not _SENTENCE_END.search(text):
            first = paragraphs.pop(0)
            whole = _join(text[text.rfind("\n") + 1 :], first)
            kept = text[: text.rfind("\n") + 1]
            cut = len(whole) - len(first)
            end = next((e for _, e in split(whole) if e > cut), len(whole))
            rest = whole[end:].strip()
            text = f"{kept}{whole[:end]}{PAGE_END}{rest}" if rest else f"{kept}{whole[:end]}\n{PAGE_END}"
            if paragraphs and rest:
                text += "\n"
        elif number:
            text += f"\n{PAGE_END}"
        text += "\n".join(paragraphs)
        last = page[-1] if page else None
    return f"{_with_hyphens(text)}\n{PAGE_END}"


def _with_hyphens(text: str) -> str:
    """The text with each hyphen at a line's end kept, unless the text has the word without it elsewhere."""
    if _HYPHEN not in text:
        return text
    known = set(re.findall(r"\w+", text))
    return _DIVIDED.sub(lambda m: m[1] + m[2] if m[1] + m[2] in known else f"{m[1]}-{m[2]}", text).replace(_HYPHEN, "-")


@dataclass(frozen=True, slots=True)
class _Measure:
    """Of the whole document: the right margin, and the step from line to line within a paragraph."""

    right: float
    step: float


def _measure(pages: Sequence[Sequence[PdfLine]]) -> _Measure:
    rights = sorted(line.right for page in pages for line in page)
    steps = sorted(
        a.bottom - b.bottom
        for page in pages
        for a, b in pairwise(page)
        if 0.7 * b.height < a.bottom - b.bottom < _LARGEST_STEP
    )
    return _Measure(rights[int(0.9 * (len(rights) - 1))] if rights else 0.0, steps[len(steps) // 4] if steps else 0.0)


def _without_edges(pages: Sequence[Sequence[PdfLine]]) -> list[list[PdfLine]]:
    """The lines of each page without page numbers, and without heads and feet: what stands at the same height of the
    edge on half of the pages or more, in the same words but for numbers."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({_place(line) for line in _edges(page)})
    often = {place for place, count in seen.items() if count >= _RETURNS and count >= len(pages) / 2}
    kept = []
    for page in pages:
        edges = {id(line) for line in _edges(page) if _place(line) in often or _NUMBER.fullmatch(line.text)}
        kept.append([line for line in page if id(line) not in edges and line.text.strip()])
    return kept


def _edges(page: Sequence[PdfLine]) -> list[PdfLine]:
    ordered = sorted(page, key=lambda line: line.bottom)
    return [*ordered[:_EDGE_LINES], *ordered[-_EDGE_LINES:]]


def _place(line: PdfLine) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text).strip(), round(line.bottom / 3)


def _paragraphs(page: Sequence[PdfLine], measure: _Measure) -> list[str]:
    """The paragraphs of a page."""
    if not page:
        return []
    own = sorted(line.right for line in page)[int(0.9 * (len(page) - 1))]
    right = max(own, measure.right) if own > 0.5 * measure.right else own
    left = min(line.left for line in page)
    paragraphs = [_clean(page[0].text)]
    for before, line in pairwise(page):
        if _goes_on(before, line, left, right, measure.step):
            paragraphs[-1] = _join(paragraphs[-1], _clean(line.text))
        else:
            paragraphs.append(_clean(line.text))
    return [p for p in paragraphs if p]


def _goes_on(before: PdfLine, line: PdfLine, left: float, right: float, step: float) -> bool:
    """Whether a line goes on with the paragraph of the one before it: no gap, no indent, no room left for its word."""
    if abs(before.height - line.height) > 0.2 * max(before.height, line.height):
        return False
    gap = before.bottom - line.bottom
    if step and not -0.3 * step <= gap <= 1.35 * step:
        return False
    width = _width(line)
    if line.left - left > 1.5 * width and line.left - before.left > 1.5 * width:
        return False
    return _is_full(before, re.split(r"\s", line.text, maxsplit=1)[0], right)


def _is_full(line: PdfLine, following: str, right: float) -> bool:
    """Whether the next word would not have fitted on the line."""
    needed = 1 if has_han(following[:1]) else max(4, len(following)) + 1
    return line.right + needed * _width(line) > right


def _width(line: PdfLine) -> float:
    """The mean width of a character."""
    return max(0.5, (line.right - line.left) / max(1, len(line.text)))


def _join(before: str, line: str) -> str:
    """Two lines of a paragraph: nothing between Chinese characters, behind a hyphen, or within a divided dash."""
    together = (
        _ENDS_IN_HYPHEN.search(before)
        or (has_han(before[-1:]) and has_han(line[:1]))
        or before[-1:] in "，。、；："
        or (before[-1:] in f"-{_HYPHEN}" and line[:1] == "-")
    )
    return f"{before}{line}" if together else f"{before} {line}"


def _clean(text: str) -> str:
    return _CONTROL.sub("", text).strip()
