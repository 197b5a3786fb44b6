"""The question in the languages of the library: by a language model, cached on disk, or by vocabulary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.glossary import bag_in, synonyms
from assistant.translation import Translator
from index.errors import LLMError
from index.models import Language, QueryVariant


@dataclass(frozen=True, slots=True)
class Expansion:
    """All wordings to search with, the question itself first; `problem` says why a translation is missing."""

    variants: tuple[QueryVariant, ...]
    problem: str | None = None


class Expander:
    """Adds to a question its wording in each other language of the library."""

    def __init__(self, translator: Translator | None) -> None:
        self._translator = translator

    def without_model(self) -> Expander:
        """One that knows vocabulary only."""
        return self if self._translator is None else Expander(None)

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
        """The question in the target language, or None where there is no usable translation; LLMError passes."""
        return None if self._translator is None else self._translator.question(question, target, pairs)
