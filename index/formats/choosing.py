"""Which format reads a text: the one that is surest of it."""

from __future__ import annotations

from collections.abc import Sequence

from index.formats.base import Format


def surest(text: str, formats: Sequence[Format]) -> Format:
    """The format that is surest of a text, the first of several that are equally sure."""
    return max(formats, key=lambda known: known.confidence(text))
