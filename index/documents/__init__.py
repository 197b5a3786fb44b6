"""Documents that are no plain text (PDF, DOCX) to text. Their own libraries are loaded when a file needs them."""

from __future__ import annotations

from collections.abc import Callable

PDF = b"%PDF-"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
ENDINGS = (".pdf", ".docx")
"""File name endings of the documents read here."""


def reader_of(raw: bytes) -> Callable[[bytes, str], str] | None:
    """What turns these bytes into text, None where they are neither a PDF nor a Word document.

    The reader takes the bytes and the file's name for messages; UnreadableFile where there is no text to be had.
    """
    if raw[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x00").startswith(PDF):
        from index.documents.pdf import read_pdf  # noqa: PLC0415 - loaded for PDF files only

        return read_pdf
    if raw.startswith(ZIP):
        from index.documents.word import is_word, read_word  # noqa: PLC0415 - loaded for archives only

        return read_word if is_word(raw) else None
    return None
