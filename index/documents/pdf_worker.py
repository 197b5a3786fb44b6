"""Runs as a process of its own: a PDF from standard input to its lines, as JSON on standard output.

A hostile file can make any PDF library use up memory or time, or crash; here it takes down nothing but this process,
which the system stops at the limits below. Nothing of this project is imported.

Output: {"pages": [[[left, right, bottom, height, text], ...], ...]} in points from the lower left corner, or
{"error": "password" | "damaged" | "pages" | "text"}.
"""

from __future__ import annotations

import json
import re
import sys

MEMORY = 2 * 1024**3
SECONDS = 60
MOST_PAGES = 1_000
MOST_CHARACTERS = 3_000_000

HYPHEN = "\x02"
ROW = re.compile(r"[^\r\n\x02\ufffe]*[\x02\ufffe]|[^\r\n\x02\ufffe]+")
"""A line of PDFium's text: it ends with a line break, or with the sign that PDFium puts for a hyphen there."""

Line = tuple[float, float, float, float, str]


def limit() -> None:
    """Limits on memory and processor time, where the system has them."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def main() -> None:
    """Read, extract, write."""
    raw = sys.stdin.buffer.read()
    limit()
    try:
        result = extract(raw)
    except MemoryError:
        result = {"error": "damaged"}
    json.dump(result, sys.stdout)


def extract(raw: bytes) -> dict[str, object]:
    """The lines of all pages, or what is wrong."""
    import pypdfium2  # noqa: PLC0415 - under the limits

    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        return {"error": "password" if "password" in str(error).lower() else "damaged"}
    if len(document) > MOST_PAGES:
        return {"error": "pages"}
    pages: list[list[Line]] = []
    characters = 0
    for number in range(len(document)):
        try:
            found = lines_of(document[number].get_textpage())
        except pypdfium2.PdfiumError:
            found = []
        characters += sum(len(line[4]) for line in found)
        if characters > MOST_CHARACTERS:
            return {"error": "text"}
        pages.append(found)
    return {"pages": pages}


def lines_of(page: object) -> list[Line]:
    """The lines of a page as PDFium finds them, with the box from their first to their last character."""
    text: str = page.get_text_range()  # type: ignore[attr-defined]
    count: int = page.count_chars()  # type: ignore[attr-defined]
    found: list[Line] = []
    for row in ROW.finditer(text):
        first = row.start() + len(row[0]) - len(row[0].lstrip())
        last = row.start() + len(row[0].rstrip()) - 1
        if first <= last < count:
            left, bottom, _, top = page.get_charbox(first, loose=True)  # type: ignore[attr-defined]
            right = page.get_charbox(last, loose=True)[2]  # type: ignore[attr-defined]
            line = row[0].strip().replace("\ufffe", HYPHEN)
            found.append((round(left, 1), round(right, 1), round(bottom, 1), round(top - bottom, 1), line))
    return found


if __name__ == "__main__":
    main()
