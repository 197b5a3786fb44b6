"""Small PDF and Word documents, made for tests."""

from __future__ import annotations

import io
import textwrap
import zipfile
from collections.abc import Sequence

from docx import Document

WIDTH = 80
"""Characters in a full line of a PDF page made here."""
_SIZE = 10
_STEP = 14


def pdf(pages: Sequence[Sequence[str]], *, head: str = "", foot: str = "") -> bytes:
    """A PDF in Courier: each page a list of paragraphs, wrapped as a word processor wraps them.

    `head` and `foot` are printed on every page, `{n}` in them is its number. Written by ISO 32000-1, 7.5: a header,
    numbered objects, a table of their offsets, a trailer.
    """
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
    ]
    kids: list[str] = []
    for number, paragraphs in enumerate(pages, start=1):
        rows = [row for p in paragraphs for row in (*textwrap.wrap(p, WIDTH, break_on_hyphens=True), None)]
        parts = [_row(72, 760, head.format(n=number))] if head else []
        y = 720.0
        for row in rows:
            y -= _STEP if row is not None else _STEP * 0.6
            if row is not None:
                parts.append(_row(72, y, row))
        parts += [_row(72, 40, foot.format(n=number))] if foot else []
        stream = "\n".join(parts).encode("latin-1")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 640 800] /Contents {len(objects) + 2} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def _row(x: float, y: float, text: str) -> str:
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F1 {_SIZE} Tf {x} {y} Td ({escaped}) Tj ET"


def docx(paragraphs: Sequence[tuple[str, str]], rows: Sequence[tuple[str, str]] = ()) -> bytes:
    """A Word document: paragraphs of a bold part and a plain part, then a table of two columns."""
    document = Document()
    for bold, plain in paragraphs:
        paragraph = document.add_paragraph()
        if bold:
            paragraph.add_run(bold).bold = True
        paragraph.add_run(plain)
    if rows:
        table = document.add_table(rows=0, cols=2)
        for left, right in rows:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = left, right
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def bomb(part: str, size: int) -> bytes:
    """A Word document whose named part unpacks to `size` bytes of zeros."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        if part != "word/document.xml":
            archive.writestr("word/document.xml", "<x/>")
        with archive.open(part, "w") as stream:
            for _ in range(size // 1_000_000):
                stream.write(bytes(1_000_000))
    return buffer.getvalue()
