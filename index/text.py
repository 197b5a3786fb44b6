"""Folding of text for matching, with a way back to the offsets of the original.

Folded text is never shown or cited: it only decides whether two spellings are the same word.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

_DASHES = "‐‑‒–—―⁃−─━﹘﹣－⸺⸻"
_DOTS = "・·•‧∙⋅･ꞏᐧ"
_DOUBLE_QUOTES = "“”„‟«»「」『』〝〞〟″＂﹁﹂﹃﹄"
_SINGLE_QUOTES = "‘’‚‛′´`＇ʼ‵"
_TILDES = "〜～∼˜"
_SLASHES = "⁄∕"
_SAME = {
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_DOTS, "·"),
    **dict.fromkeys(_DOUBLE_QUOTES, '"'),
    **dict.fromkeys(_SINGLE_QUOTES, "'"),
    **dict.fromkeys(_TILDES, "~"),
    **dict.fromkeys(_SLASHES, "/"),
}

CJK = "\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af"
"""Body of a character class: Han, kana and Hangul letters."""

LATIN = "a-z\u00df-\u024f\u0370-\u052f\u1e00-\u1fff"
"""Body of a character class: letters of European alphabets, folded."""
_WORD_PIECE = re.compile(f"[{CJK}]|[{LATIN}]+|[0-9]+(?:[.,][0-9]+)*|[ -]+|[^ ]")


def words(listed: str) -> frozenset[str]:
    """The words of a list written with spaces between them."""
    return frozenset(listed.split())


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; character `i` of it stands for `[starts[i], ends[i])` of the original. Both never decrease."""

    text: str
    starts: array[int]
    ends: array[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's half-open span for the folded, non-empty span `[start, end)`."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"[{start}, {end}) is no span of a folded text of {len(self.text)} characters")
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> str:
    """`text` with everything levelled that does not tell words apart.

    Width (NFKC), case, Traditional to Simplified characters (one to one), accents of Latin letters, dashes, name
    dots, quotation marks; zero-width, bidi and control characters go, runs of white space become one space, and
    white space at the ends goes.
    """
    if not unicodedata.is_normalized("NFC", text):
        return fold_with_offsets(text).text
    return " ".join(text.translate(_table()).split())


def fold_with_offsets(text: str) -> Folded:
    """The same text as `fold`, with the original's offsets for each of its characters."""
    table = _table()
    pieces: list[str] = []
    starts, ends = array("q"), array("q")
    gap: tuple[int, int] | None = None
    for start, end, cluster in _clusters(text):
        folded = cluster.translate(table)
        for character in folded:
            if character == " ":
                gap = (gap[0] if gap else start, end)
                continue
            if gap and pieces:
                pieces.append(" ")
                starts.append(gap[0])
                ends.append(gap[1])
            gap = None
            pieces.append(character)
            starts.append(start)
            ends.append(end)
    return Folded("".join(pieces), starts, ends)


def find_all(needle: str, haystack: str) -> list[tuple[int, int]]:
    """Every place where `needle` stands in `haystack`, as half-open spans of `haystack` as given.

    Compared folded. Latin words and numbers match whole only ("AI" is not in "said", "20" not in "120" or "3.20");
    spaces between letters and digits and around Chinese characters do not count ("Falcon 9" is "Falcon9"), nor
    does the difference between space and hyphen.
    """
    pattern = _needle(fold(needle))
    if pattern is None:
        return []
    folded = fold_with_offsets(haystack)
    return [folded.span(*match.span()) for match in pattern.finditer(folded.text)]


def contains(needle: str, folded: str) -> bool:
    """Whether `needle` stands in a text that was folded before, as `find_all` compares; for many needles in one text."""
    pattern = _needle(fold(needle))
    return pattern is not None and pattern.search(folded) is not None


def simplify(character: str) -> str:
    """The Simplified form of one Traditional character; any other character as it is."""
    if character < "\u3400":
        return character
    simple = _converter("t2s")(character)
    return simple if len(simple) == 1 else character


def traditionalise(character: str) -> str:
    """The Traditional form of one Simplified character; any other character as it is."""
    if character < "\u3400":
        return character
    traditional = _converter("s2t")(character)
    return traditional if len(traditional) == 1 else character


@cache
def _converter(direction: str) -> Callable[[str], str]:
    from opencc import OpenCC  # noqa: PLC0415 - reads its dictionaries when first used

    converter = OpenCC(direction)
    return lambda character: str(converter.convert(character))


class _Table(dict[int, str]):
    """A translation table that works out each character when it first meets it."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        return folded


@cache
def _table() -> _Table:
    return _Table()


def _fold_character(character: str) -> str:
    if character.isspace():
        return " "
    if character in _SAME:
        return _SAME[character]
    wide = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
    return "".join(_fold_plain(c) for c in wide)


def _fold_plain(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace():
        return " "
    if category in {"Cf", "Cc"} or "\ufe00" <= character <= "\ufe0f":
        return ""
    if character in _SAME:
        return _SAME[character]
    base = unicodedata.normalize("NFKD", character)
    if base[0].isascii():
        return "".join(c for c in base if not unicodedata.combining(c))
    return simplify(character)


def _clusters(text: str) -> Iterator[tuple[int, int, str]]:
    """Characters with their spans; a letter is composed with the combining marks that follow it."""
    if unicodedata.is_normalized("NFC", text):
        yield from ((i, i + 1, c) for i, c in enumerate(text))
        return
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or not unicodedata.combining(text[i]):
            yield start, i, unicodedata.normalize("NFC", text[start:i])
            start = i


def _needle(folded: str) -> re.Pattern[str] | None:
    """A pattern for a folded needle, None where nothing of it is left."""
    pieces = _WORD_PIECE.findall(folded.strip(" -"))
    if not pieces:
        return None
    parts = [re.escape(pieces[0])]
    left, gap = pieces[0], ""
    for piece in pieces[1:]:
        if not piece.strip(" -"):
            gap = piece
            continue
        parts += [_joint(left, gap, piece), re.escape(piece)]
        left, gap = piece, ""
    return re.compile(_boundary_before(pieces[0]) + "".join(parts) + _boundary_after(left))


def _joint(left: str, gap: str, right: str) -> str:
    """What may stand between two pieces of a needle."""
    kinds = {_kind(left), _kind(right)}
    if kinds in ({"latin"}, {"digit"}):
        return "[ -]+" if gap else ""
    if kinds <= {"latin", "digit"}:
        return "[ -]*"
    return " ?" + re.escape(gap.strip()) + (" ?" if gap.strip() else "")


def _kind(piece: str) -> str:
    if re.fullmatch(f"[{LATIN}]+", piece):
        return "latin"
    return "digit" if piece[0].isdigit() and piece.isascii() else "other"


def _boundary_before(piece: str) -> str:
    return {"latin": f"(?<![{LATIN}])", "digit": "(?<![0-9])(?<![0-9][.,])"}.get(_kind(piece), "")


def _boundary_after(piece: str) -> str:
    return {"latin": f"(?![{LATIN}])", "digit": "(?![0-9])(?![.,][0-9])"}.get(_kind(piece), "")
