"""Saved web pages: the text of the page as a reader sees it, then read like any other text.

Menus, scripts, forms, footers and hidden parts are left out; where one part of the page is marked as its article and
holds most of the text, only that is read. Paragraphs and line breaks become lines. A row of a table with a name and a
speech becomes a heading and a text; a name in bold at the beginning of a paragraph stands on a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lxml import etree

from index.errors import InputError
from index.fields import first_of
from index.formats.base import Draft, Format
from index.formats.choosing import surest
from index.formats.composed import clean_text
from index.formats.rows import is_person, row_text
from index.models import Metadata
from index.text import words

_DOCUMENT = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_BLOCK_TAG = re.compile(r"</(?:p|div|li|h[1-6]|td|article|section)\s*>|<br\s*/?>", re.I)
_LEAST_TAGS = 4
_SKIPPED = words(
    "script style noscript template head nav footer aside form button select option iframe svg object embed canvas audio "
    "video dialog menu input textarea"
)
_BLOCKS = words(
    "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd section article main header blockquote pre table tr thead tbody tfoot "
    "figure figcaption address details summary hr body html"
)
_INLINE = words("span b strong em i u a cite small")
_HEADINGS = words("h1 h2 h3 h4 h5 h6")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_MOST_SHARE = 0.6
_BREAK = "\n\n"


class HtmlPages:
    """Reads HTML; see the module. The text of the page is read by one of `texts`."""

    name = "html"
    extensions = (".html", ".htm", ".xhtml")

    def __init__(self, texts: Sequence[Format]) -> None:
        self._texts = texts

    def confidence(self, text: str) -> float:
        """1 for a page or a piece of one, 0 for anything else."""
        if _DOCUMENT.match(text, 0, 4000):
            return 1.0
        begins = text[:200].lstrip("\ufeff \t\r\n").startswith("<")
        return 1.0 if begins and len(_BLOCK_TAG.findall(text, 0, 200_000)) >= _LEAST_TAGS else 0.0

    def read(self, text: str) -> Draft:
        """The draft of the page's text; InputError for a page without any."""
        root = _tree(text)
        title = _title(root)
        inner = clean_text(page_text(_main_part(root)))
        if not inner:
            raise InputError("The HTML page holds no text.", "Save the page once it is fully loaded, or copy its text.")
        draft = surest(inner, self._texts).read(inner)
        return replace(draft, source=draft.source or inner, facts=first_of(draft.facts, Metadata(title=title)))


def _tree(text: str) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise InputError("The HTML page cannot be read.", "Copy its text into a .txt file.") from error
    if root is None:
        raise InputError("The HTML page holds no text.", "Copy its text into a .txt file.")
    return root


def _title(root: etree._Element) -> str | None:
    """The heading of the page, where there is exactly one; else the title of the window."""
    found = [" ".join("".join(node.itertext()).split()) for node in root.iter("h1")][:2]
    if len(found) != 1:
        found = [" ".join("".join(node.itertext()).split()) for node in root.iter("title")][:1]
    return found[0] if found and 3 < len(found[0]) <= 160 else None


def _main_part(root: etree._Element) -> etree._Element:
    """The smallest element marked as the article that holds most of the page's text; else the whole page."""
    whole = _length(root)
    best, least = root, whole
    for node in root.iter("article", "main", "div", "section"):
        marked = node.tag in ("article", "main") or node.get("itemprop") == "articleBody" or node.get("role") == "main"
        if marked and _MOST_SHARE * whole <= (length := _length(node)) < least:
            best, least = node, length
    return best


def _length(node: etree._Element) -> int:
    return sum(len(piece) for piece in node.itertext() if not piece.isspace())


def _is_skipped(node: etree._Element) -> bool:
    return (
        not isinstance(node.tag, str)
        or node.tag in _SKIPPED
        or node.get("hidden") is not None
        or node.get("aria-hidden") == "true"
        or (node.get("style") is not None and _HIDDEN.search(node.get("style") or "") is not None)
    )


def page_text(root: etree._Element) -> str:
    """The text of an element with its blocks on lines of their own."""
    out = _Lines()
    skipped: etree._Element | None = None
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            if skipped is None and node is not root and _is_skipped(node):
                skipped = node
            if skipped is None:
                if _follows_at_once(node):
                    out.open("br")
                out.open(node.tag)
                out.add(node.text)
        else:
            if skipped is None:
                out.close(node.tag)
            elif node is skipped:
                skipped = None
            if skipped is None and node is not root:
                out.add(node.tail)
    return out.text()


def _follows_at_once(node: etree._Element) -> bool:
    """Whether an inline element of one class follows one of another without a space: only the page's style then sets
    them apart, as a name and the title below it."""
    before = node.getprevious()
    if node.tag not in _INLINE or before is None or before.tag not in _INLINE or (before.tail or "").strip():
        return False
    one, other = set((before.get("class") or "").split()), set((node.get("class") or "").split())
    return bool(one) and bool(other) and not one & other


class _Lines:
    """Collects text; knows rows of tables and bold beginnings of paragraphs."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._line: list[str] = []
        self._bold: int | None = None
        self._cells: list[str] | None = None
        self._named = False

    def open(self, tag: str) -> None:
        if tag == "tr":
            self._end_line(_BREAK)
            self._cells = []
        elif tag in ("td", "th"):
            self._line = [] if self._cells is not None else self._line
        elif tag == "br":
            self._end_line("\n")
        elif tag in _BLOCKS:
            self._end_line(_BREAK)
        elif tag in ("b", "strong") and not "".join(self._line).strip():
            self._bold = len(self._line)

    def close(self, tag: str) -> None:
        if tag in ("td", "th") and self._cells is not None:
            rows = _SPACE.sub(" ", "".join(self._line)).split("\x00")
            self._cells.append("\n".join(row.strip() for row in rows if row.strip()))
            self._line = []
        elif tag == "tr" and self._cells is not None:
            cells, self._cells = [cell for cell in self._cells if cell], None
            self._parts += [row_text(cells), _BREAK] if cells else []
        elif tag in ("b", "strong"):
            self._named = self._bold is not None and is_person("".join(self._line))
            self._bold = None
        elif tag in _BLOCKS:
            self._end_line(_BREAK)

    def add(self, text: str | None) -> None:
        if not text:
            return
        if self._named and text.strip():
            if text.strip()[0].isalnum():
                self._end_line("\n")
            self._named = False
        self._line.append(text)

    def text(self) -> str:
        self._end_line("")
        return re.sub(r"\n{3,}", _BREAK, "".join(self._parts)).strip()

    def _end_line(self, end: str) -> None:
        if self._cells is not None:
            self._line.append("\x00" if end == "\n" else " ")
            return
        line = _SPACE.sub(" ", "".join(self._line)).strip()
        self._line, self._bold, self._named = [], None, False
        if line:
            self._parts += [line, end]
        elif end == _BREAK and self._parts and self._parts[-1] == "\n":
            self._parts[-1] = _BREAK
