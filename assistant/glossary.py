"""Bilingual vocabulary: of earnings calls, of well-known companies, and of the library's own name pairs.

It serves two purposes, and neither shows or quotes its words: searching in the other language where no language model
translates (`bag_in`), and telling what a question is about (`assistant.topics`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from index.models import Language


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning with its forms in both languages; a `weak` one is too general to be what a question is about."""

    english: tuple[str, ...]
    chinese: tuple[str, ...]
    weak: bool = False

    def forms(self, language: Language) -> tuple[str, ...]:
        """Its forms in one language."""
        return self.english if language == "en" else self.chinese


def _read(file: str) -> tuple[Entry, ...]:
    entries = []
    for line in (resources.files("assistant") / "data" / file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            english, chinese, *rest = line.split("\t")
            entries.append(Entry(tuple(english.split("|")), tuple(chinese.split("|")), "weak" in rest))
    return tuple(entries)


@cache
def terms() -> tuple[Entry, ...]:
    """The vocabulary of earnings calls."""
    return _read("glossary.tsv")


@cache
def places() -> tuple[Entry, ...]:
    """Countries and regions with their adjectives."""
    return _read("places.tsv")


@cache
def companies() -> tuple[Entry, ...]:
    """Large companies and their well-known services."""
    return _read("companies.tsv")


@cache
def _table(language: Language) -> Mapping[str, tuple[Entry, ...]]:
    """Form in lower case -> the entries that have it: those whose main word it is before those that may use it."""
    table: dict[str, dict[Entry, int]] = {}
    for entry in (*terms(), *places(), *companies()):
        for place, form in enumerate(entry.forms(language)):
            table.setdefault(form.lower(), {}).setdefault(entry, place)
    return {form: tuple(sorted(found, key=found.__getitem__)) for form, found in table.items()}


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    """Any form of the language, the longest first."""
    forms = sorted(_table(language), key=len, reverse=True)
    alternatives = "|".join(map(re.escape, forms))
    return re.compile(rf"(?<![a-z0-9])(?:{alternatives})(?![a-z0-9])" if language == "en" else alternatives)


@dataclass(frozen=True, slots=True)
class Match:
    """A form found in a text at `[start, end)`, and what it can mean."""

    start: int
    end: int
    text: str
    entries: tuple[Entry, ...]


def find(text: str, language: Language) -> Iterator[Match]:
    """Every form of the vocabulary in a text, left to right, the longest at each place."""
    lowered = text.lower()
    for match in _pattern(language).finditer(lowered):
        words = text[match.start() : match.end()]
        entries = _table(language)[match[0]]
        if language == "en" and words.islower():
            # "a target", "to zoom": a company's name has a capital letter.
            entries = tuple(entry for entry in entries if entry not in companies())
        if entries:
            yield Match(match.start(), match.end(), words, entries)


def other_forms(term: str, language: Language) -> tuple[str, ...]:
    """The forms of exactly this term in the other language."""
    other: Language = "zh" if language == "en" else "en"
    return tuple(form for entry in _table(language).get(term.lower(), ()) for form in entry.forms(other))


def is_company(term: str) -> bool:
    """Whether the vocabulary knows this Latin or Chinese name as a company's or its service's."""
    lowered = term.lower()
    return any(entry in companies() for table in ("en", "zh") for entry in _table(table).get(lowered, ()))


def synonyms(question: str, language: Language) -> str:
    """Other words of the same language for the question's known ones, joined by spaces ("营业利润" for "运营收入")."""
    lowered = question.lower()
    words = [form for match in find(question, language) for entry in match.entries for form in entry.forms(language)]
    return " ".join(word for word in dict.fromkeys(words) if word.lower() not in lowered)


def bag_in(target: Language, question: str, language: Language, pairs: Mapping[str, str]) -> str:
    """The question's known words in the target language, joined by spaces; Latin names and numbers are kept.

    `pairs` are the library's own (`index.naming`). Empty where nothing of the question is known. The result is a bag of
    words, not a translation: it serves retrieval only.
    """
    lowered = question.lower()
    words = [form for match in find(question, language) for entry in match.entries for form in entry.forms(target)]
    if target == "zh":
        words += [chinese for latin, chinese in pairs.items() if latin in lowered]
        # Words that stay Latin in Chinese text: acronyms, product names, numbers.
        words += re.findall(r"[A-Z][A-Za-z0-9+]*\d[A-Za-z0-9+]*|\b[A-Z]{2,}[A-Za-z0-9+]*\b|\b\d[\d.,%]*", question)
        words += re.findall(r"(?<=[a-z,] )[A-Z][A-Za-z0-9+]+(?: [A-Z][A-Za-z0-9+]+)*", question)
    else:
        words += [latin for latin, chinese in pairs.items() if chinese in lowered]
        words += re.findall(r"[A-Za-z0-9][A-Za-z0-9+.&-]+", question)
    return " ".join(dict.fromkeys(words))


def company_name(company: str | None, language: Language) -> str | None:
    """A company's name in the language, where the vocabulary knows it; else as the call prints it."""
    if company is None or company.isascii() == (language == "en"):
        return company
    other: Language = "en" if language == "zh" else "zh"
    return next(iter(other_forms(company, other)), company)
