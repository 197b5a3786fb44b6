"""Pages of a source: a form feed (U+000C) ends a page, as in the text of PDF documents and of `pdftotext`."""

from __future__ import annotations

PAGE_END = "\f"


def page_at(source: str, offset: int) -> int | None:
    """The page, counted from 1, on which the character at `offset` stands; None where the source has no pages."""
    return source.count(PAGE_END, 0, offset) + 1 if PAGE_END in source else None
