"""Searching in the other language without a language model: finance vocabulary and the library's own name pairs.

The result is a bag of words, not a translation: it serves retrieval only and is never shown or quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

from index.models import Language

# A name in Chinese with its Latin form in brackets behind it, or the other way round, as transcripts introduce them.
_ZH = r"[\u4e00-\u9fff·・•‧]{2,20}"
_LATIN = r"[A-Za-z][A-Za-z0-9&.'’+\- ]{1,40}[A-Za-z0-9+.]"
_PAIRS = (
    re.compile(rf"(?P<zh>{_ZH})\s*[(（]\s*(?P<en>{_LATIN})\s*[)）]"),
    re.compile(rf"(?P<en>{_LATIN})\s*[(（]\s*(?P<zh>{_ZH})\s*[)）]"),
)
_SEPARATORS = re.compile(r"[、,，。;；:：和与及的“”\"《》]")


@cache
def vocabulary() -> Mapping[Language, Mapping[str, tuple[str, ...]]]:
    """`{"en": {english form: chinese forms}, "zh": {chinese form: english forms}}`, forms in lower case."""
    tables: dict[Language, dict[str, tuple[str, ...]]] = {"en": {}, "zh": {}}
    text = (resources.files("assistant") / "data" / "glossary.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        english, chinese = (tuple(part.split("|")) for part in line.split("\t"))
        for form in english:
            tables["en"][form] = tables["en"].get(form, ()) + chinese
        for form in chinese:
            tables["zh"][form.lower()] = tables["zh"].get(form.lower(), ()) + english
    return tables


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


def _longest_matches(text: str, table: Mapping[str, tuple[str, ...]], language: Language) -> Iterable[str]:
    """Forms of the table that occur in the text, longest first, no two on the same characters."""
    taken = [False] * len(text)
    for form in sorted(table, key=len, reverse=True):
        pattern = rf"(?<![a-z0-9]){re.escape(form)}(?![a-z0-9])" if language == "en" else re.escape(form)
        for match in re.finditer(pattern, text):
            if not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = [True] * (match.end() - match.start())
                yield form


def bag_in(target: Language, question: str, language: Language, pairs: Mapping[str, str]) -> str:
    """The question's known words in the target language, joined by spaces; Latin names and numbers are kept.

    `pairs` are the library's own (`name_pairs`). Empty where nothing of the question is known.
    """
    text = question.lower()
    table = vocabulary()[language]
    words = [other for form in _longest_matches(text, table, language) for other in table[form]]
    if target == "zh":
        words += [chinese for latin, chinese in pairs.items() if latin in text]
        # Words that stay Latin in Chinese text: acronyms, product names, numbers.
        words += re.findall(r"[A-Z][A-Za-z0-9+]*\d[A-Za-z0-9+]*|\b[A-Z]{2,}[A-Za-z0-9+]*\b|\b\d[\d.,%]*", question)
        words += re.findall(r"(?<=[a-z,] )[A-Z][A-Za-z0-9+]+(?: [A-Z][A-Za-z0-9+]+)*", question)
    else:
        words += [latin for latin, chinese in pairs.items() if chinese in text]
        words += re.findall(r"[A-Za-z0-9][A-Za-z0-9+.&-]+", question)
    return " ".join(dict.fromkeys(words))
