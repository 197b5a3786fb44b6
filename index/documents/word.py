"""Word documents (DOCX, ISO/IEC 29500) to text: one line a paragraph, rows of tables as in `index.formats.rows`.

The archive is looked at before it is opened: a transcript is small, and what unpacks to much more is refused.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from index.errors import UnreadableFile
from index.formats.rows import named_line, row_text

_DOCUMENT = "word/document.xml"
_MOST_PARTS = 4_000
_MOST_TEXT = 25_000_000
"""Bytes of the main part once unpacked."""
_MOST_BYTES = 120_000_000
"""Bytes of all parts once unpacked."""


def is_word(raw: bytes) -> bool:
    """Whether an archive is a Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _DOCUMENT in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        return False


def read_word(raw: bytes, name: str) -> str:
    """The text of a Word document; `name` is for messages. UnreadableFile where it is damaged, too large or empty."""
    _refuse_bombs(raw, name)
    from docx import Document  # noqa: PLC0415 - loaded for Word documents only
    from lxml import etree  # noqa: PLC0415 - loaded for Word documents only

    try:
        lines = list(_lines(Document(io.BytesIO(raw))))
    except (etree.LxmlError, zipfile.BadZipFile, zipfile.LargeZipFile) as error:
        raise _damaged(name) from error
    except (KeyError, ValueError, AttributeError, OSError, RuntimeError, EOFError, TypeError, IndexError) as error:
        raise _damaged(name) from error  # what python-docx lets through on parts that are missing or odd
    text = "\n".join(lines).strip()
    if not text:
        raise UnreadableFile(f"{name} is a Word document without text.", "Give a document that holds a transcript.")
    return text


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(f"{name} is a damaged Word document.", "Open it in Word and save it again, or copy its text.")


def _refuse_bombs(raw: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError) as error:
        raise _damaged(name) from error
    main = max((part.file_size for part in parts if part.filename == _DOCUMENT), default=0)
    if len(parts) > _MOST_PARTS or main > _MOST_TEXT or sum(part.file_size for part in parts) > _MOST_BYTES:
        raise UnreadableFile(
            f"{name} is a Word document that unpacks to far more than a transcript.", "Copy its text into a .txt file."
        )


def _lines(document: object) -> Iterator[str]:
    from docx.table import Table  # noqa: PLC0415 - loaded for Word documents only

    for item in document.iter_inner_content():  # type: ignore[attr-defined]
        if isinstance(item, Table):
            for row in item.rows:
                cells = dict.fromkeys(cell._tc for cell in row.cells)
                texts = {cell._tc: cell.text for cell in row.cells}
                yield row_text([" ".join(texts[cell].split()) for cell in cells])
        else:
            yield _paragraph(item)


def _paragraph(paragraph: object) -> str:
    """The text of a paragraph; a name in bold at its beginning stands on a line of its own."""
    text = str(paragraph.text)  # type: ignore[attr-defined]
    bold = ""
    for run in paragraph.runs:  # type: ignore[attr-defined]
        if not run.bold and run.text.strip():
            break
        bold += run.text
    return named_line(bold, text[len(bold) :]) if bold and text.startswith(bold) else text
