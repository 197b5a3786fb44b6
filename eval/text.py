"""Levelling of text for the metrics.

The instrument shares no code with what it measures: a fault in the assistant's own normalisation must not hide here.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass

_SAME = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−－", "-"),
        **dict.fromkeys("・·•‧∙⋅･", "·"),
        **dict.fromkeys("“”„«»「」『』", '"'),
        **dict.fromkeys("‘’‛′`", "'"),
    }
)
_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’][A-Za-z]+)?")
_GROUPED = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)")
_SPACE_BETWEEN = re.compile(r"(?<=[a-z])\s+(?=[a-z])|(?<=\d)\s+(?=\d)")


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A text without white space and differences of width; character `i` came from `offsets[i]` of the original."""

    text: str
    offsets: array[int]

    def find(self, needle: str) -> list[tuple[int, int]]:
        """Every place of a text (as given, not yet squeezed), as half-open spans of the original."""
        wanted = squeeze(needle)
        spans = []
        at = self.text.find(wanted) if wanted else -1
        while at >= 0:
            spans.append((self.offsets[at], self.offsets[at + len(wanted) - 1] + 1))
            at = self.text.find(wanted, at + 1)
        return spans


def squeeze(text: str) -> str:
    """`text` with width levelled (NFKC), all white space removed, and dashes, name dots and quotation marks alike."""
    return squeeze_with_offsets(text).text


def squeeze_with_offsets(text: str) -> Squeezed:
    """The same text as `squeeze`, with the way back to the original's offsets."""
    characters: list[str] = []
    offsets = array("q")
    for position, character in enumerate(text):
        for part in unicodedata.normalize("NFKC", character).translate(_SAME):
            if not part.isspace():
                characters.append(part)
                offsets.append(position)
    return Squeezed("".join(characters), offsets)


def level(text: str) -> str:
    """`text` as answers are matched: width, case, accents, dashes, quotation marks, thousands separators, spaces.

    Spaces stay only where they keep two words or two numbers apart ("Q4 2025" but "Trainium3" for "Trainium 3").
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).translate(_SAME)).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = _GROUPED.sub(lambda m: m.group().replace(",", ""), plain)
    kept = _SPACE_BETWEEN.sub("\0", plain)
    return re.sub(r"\s+", "", kept).replace("\0", " ")


def language_of(text: str) -> str | None:
    """ "zh" where Chinese characters are at least as many as Latin words, "en" where fewer, None without either."""
    chinese, latin = len(_CJK.findall(text)), len(_LATIN_WORD.findall(text))
    if not chinese and not latin:
        return None
    return "zh" if chinese >= latin else "en"
