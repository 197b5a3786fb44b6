"""The question in the languages of the library: by a language model, cached on disk, or by vocabulary."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from assistant.glossary import bag_in, synonyms
from assistant.llm import ChatModel
from index.errors import LLMError
from index.language import detect
from index.models import Language, QueryVariant
from prompts import load

LANGUAGE_NAMES: Mapping[Language, str] = {"en": "English", "zh": "Simplified Chinese"}


class TranslationCache:
    """Translations by text, target and model in one SQLite file; a cache that cannot be written is done without."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, key: str) -> str | None:
        """The cached translation, or None."""
        try:
            with closing(self._connect()) as connection:
                row = connection.execute("SELECT text FROM translation WHERE key = ?", (key,)).fetchone()
        except (sqlite3.Error, OSError):
            return None
        return str(row[0]) if row else None

    def put(self, key: str, text: str) -> None:
        """Keep a translation."""
        try:
            with closing(self._connect()) as connection, connection:
                connection.execute("INSERT OR REPLACE INTO translation VALUES (?, ?)", (key, text))
        except (sqlite3.Error, OSError):
            return

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=2)
        connection.execute("CREATE TABLE IF NOT EXISTS translation (key TEXT PRIMARY KEY, text TEXT NOT NULL)")
        return connection


@dataclass(frozen=True, slots=True)
class Expansion:
    """All wordings to search with, the question itself first; `problem` says why a translation is missing."""

    variants: tuple[QueryVariant, ...]
    problem: str | None = None

    def in_language(self, language: Language) -> str | None:
        """The first wording in this language."""
        return next((v.text for v in self.variants if v.language == language), None)


class Expander:
    """Adds to a question its wording in each other language of the library."""

    def __init__(self, llm: ChatModel | None, cache: TranslationCache) -> None:
        self._llm = llm
        self._cache = cache

    def without_model(self) -> Expander:
        """One that knows vocabulary only."""
        return self if self._llm is None else Expander(None, self._cache)

    def expand(
        self, question: str, language: Language, library_languages: Sequence[Language], pairs: Mapping[str, str]
    ) -> Expansion:
        """`pairs` are the library's own names, Latin in lower case -> Chinese."""
        variants = [QueryVariant(question, language)]
        if language in library_languages and (others := synonyms(question, language)):
            variants.append(QueryVariant(f"{question} {others}", language))
        problem = None
        for target in library_languages:
            if target == language:
                continue
            translation = None
            if self._llm is not None:
                try:
                    translation = self.translate(question, target, pairs)
                except LLMError as error:
                    problem = f"The question could not be translated: {error}"
            if translation:
                variants.append(QueryVariant(translation, target))
            if bag := bag_in(target, question, language, pairs):
                variants.append(QueryVariant(bag, target))
        return Expansion(tuple(variants), problem)

    def translate(self, question: str, target: Language, pairs: Mapping[str, str]) -> str | None:
        """The question in the target language, or None where the model gave no translation; LLMError passes."""
        if self._llm is None:
            return None
        prompt = load("translate")
        names = _names(question, target, pairs)
        digest = hashlib.sha256("\0".join([question, target, names]).encode()).hexdigest()
        key = f"{prompt.id}:{self._llm.name}:{digest}"
        if (known := self._cache.get(key)) is not None:
            return known
        messages = prompt.render(language=LANGUAGE_NAMES[target], names=names or "-", question=question)
        text = self._llm.complete(messages, max_tokens=120).text.strip()
        text = re.sub(r"\s+", " ", text.splitlines()[0] if text else "").strip("\"'“” ")
        if not text or (target == "zh" and detect(text) != "zh"):
            return None
        self._cache.put(key, text)
        return text


def _names(question: str, target: Language, pairs: Mapping[str, str]) -> str:
    """The name pairs that occur in the question, `Latin = 中文`, separated by `; `."""
    lowered = question.lower()
    found = []
    for latin, chinese in pairs.items():
        here, there = (latin, chinese) if target == "zh" else (chinese, latin)
        if len(here) > 1 and here in lowered:
            found.append(f"{here} = {there}")
    return "; ".join(found[:8])
