"""A text without any recognisable speaker: an article, a summary, a transcript of a single voice."""

from __future__ import annotations

from index.formats.base import Block, Draft, trim

NO_SPEAKER = "No speaker was found: indexed as one article."


class Article:
    """Takes any text as one article; every other format that recognises anything is surer."""

    name = "article"
    extensions = (".txt", ".text", ".md", ".markdown")

    def confidence(self, text: str) -> float:  # noqa: ARG002 - any text will do
        """The least confidence that still reads."""
        return 0.01

    def read(self, text: str) -> Draft:
        """The whole text as one block without a label."""
        start, end = trim(text, 0, len(text))
        return Draft((Block(start, end),) if end > start else (), notes=(NO_SPEAKER,))
