"""The formats transcripts come in, and `parse`, which lets the one that is surest read a text."""

from __future__ import annotations

from index.documents import ENDINGS as DOCUMENTS
from index.formats.article import Article
from index.formats.assemble import assemble
from index.formats.base import Format
from index.formats.captions import Captions
from index.formats.choosing import surest
from index.formats.heading_lines import HeadingLines
from index.formats.html_pages import HtmlPages
from index.formats.json_calls import JsonCalls
from index.formats.printed_pages import PrintedPages
from index.formats.repeated import Repeated
from index.formats.segments import Segments
from index.formats.speaker_labels import SpeakerLabels
from index.formats.tables import Tables
from index.models import Metadata, Transcript

TEXTS: tuple[Format, ...] = (
    SpeakerLabels(),
    HeadingLines(),
    Segments(),
    Repeated(),
    Article(),
)
"""Formats that read running text, the one to prefer first where two are equally sure."""

FORMATS: tuple[Format, ...] = (
    JsonCalls((HtmlPages(TEXTS), *TEXTS)),
    Captions(),
    HtmlPages(TEXTS),
    Tables(),
    PrintedPages(TEXTS),
    *TEXTS,
)
"""Every format, containers (which hold running text or records) first. A new format is one more line here."""


def readable_extensions() -> frozenset[str]:
    """The file name endings (lower case, with the dot) under which files of any format come, documents included."""
    return frozenset((*DOCUMENTS, *(extension for known in FORMATS for extension in known.extensions)))


def parse(text: str, overrides: Metadata | None = None) -> Transcript:
    """The transcript in a text, read by the format that is surest of it.

    Fields of `overrides` that are set win over what the text says. A text without any speaker becomes one article
    (turn 0), and a note says so. InputError where the text is of a form that holds no call (JSON of something else).
    """
    chosen = surest(text, FORMATS)
    return assemble(text, chosen.name, chosen.read(text), overrides)
