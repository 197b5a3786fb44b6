"""Which format reads a text: the one that is surest of it."""

from __future__ import annotations

from collections.abc import Sequence

from index.errors import InputError
from index.formats.base import Format

MOST_LINES = 300_000
"""Lines beyond which a text is not looked at: a long call has some thousand."""


def surest(text: str, formats: Sequence[Format]) -> Format:
    """The format that is surest of a text, the first of several that are equally sure.

    InputError for a text of far more lines than any call.
    """
    count = text.count("\n") + text.count("\r") + 1
    if count > MOST_LINES:
        raise InputError(
            f"The text has {count:,} lines, far more than any call.",
            "Check the file, or split it into one for each call.",
        )
    chosen, most = formats[0], -1.0
    for known in formats:
        if (sure := known.confidence(text)) > most:
            chosen, most = known, sure
        if most >= 1.0:
            break
    return chosen
