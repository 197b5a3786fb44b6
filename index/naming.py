"""Names that a text itself prints: in two languages side by side, and Latin ones with their capitals."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# A name in Chinese with its Latin form in brackets behind it, or the other way round, as transcripts introduce them.
_ZH = r"[\u4e00-\u9fff·・•‧]{2,20}"
_LATIN = r"[A-Za-z][A-Za-z0-9&.'’+\- ]{1,40}[A-Za-z0-9+.]"
_PAIRS = (
    re.compile(rf"(?P<zh>{_ZH})\s*[(（]\s*(?P<en>{_LATIN})\s*[)）]"),
    re.compile(rf"(?P<en>{_LATIN})\s*[(（]\s*(?P<zh>{_ZH})\s*[)）]"),
)
_SEPARATORS = re.compile(r"[、,，。;；:：和与及的“”\"《》]")
_CAPITALISED = re.compile(r"(?<![.!?:;\"“] )(?<!^)(?<!\n)\b[A-Z][A-Za-z0-9+-]{2,}")


@dataclass(frozen=True, slots=True)
class Naming:
    """What `name_pairs` and `latin_words` find in a text."""

    pairs: dict[str, str] = field(default_factory=dict)
    latin: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> Naming:
        """From a whole text."""
        return cls(name_pairs(text), tuple(sorted(latin_words(text))))


def name_pairs(source: str) -> dict[str, str]:
    """Latin name (lower case) -> the Chinese words printed before or behind it in brackets.

    Chinese has no spaces, so a pair's Chinese side may begin with words that do not belong to the name; it is used
    for search only, where that does little harm.
    """
    pairs: dict[str, str] = {}
    for pattern in _PAIRS:
        for match in pattern.finditer(source):
            chinese = _SEPARATORS.split(match["zh"])[-1]
            if len(chinese) >= 2:
                pairs.setdefault(match["en"].strip().lower(), chinese)
    return pairs


def latin_words(text: str) -> frozenset[str]:
    """Capitalised Latin words of a text that do not merely open a sentence."""
    return frozenset(_CAPITALISED.findall(text))
