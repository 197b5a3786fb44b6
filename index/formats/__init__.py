"""The formats transcripts come in, and `parse`, which lets the one that is surest read a text."""

from __future__ import annotations

from index.formats.article import Article
from index.formats.assemble import assemble
from index.formats.base import Format
from index.formats.heading_lines import HeadingLines
from index.formats.speaker_labels import SpeakerLabels
from index.models import Metadata, Transcript

FORMATS: tuple[Format, ...] = (
    SpeakerLabels(),
    HeadingLines(),
    Article(),
)
"""Every format, the one to prefer first where two are equally sure. A new format is one more line here."""


def readable_extensions() -> frozenset[str]:
    """The file name endings (lower case, with the dot) under which files of any format come."""
    return frozenset(extension for known in FORMATS for extension in known.extensions)


def parse(text: str, overrides: Metadata | None = None) -> Transcript:
    """The transcript in a text, read by the format that is surest of it.

    Fields of `overrides` that are set win over what the text says. A text without any speaker becomes one article
    (turn 0), and a note says so.
    """
    surest = max(FORMATS, key=lambda known: known.confidence(text))
    return assemble(text, surest.name, surest.read(text), overrides)
