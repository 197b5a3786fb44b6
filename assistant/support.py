"""Whether the calls can answer a question at all, decided before anything is written.

Two signals, both without a model: a name asked about (a product, a company) that occurs nowhere in the calls in any
of its forms, and how well the best sentences match the question.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.evidence import Evidence
from assistant.glossary import vocabulary
from assistant.verify import Names, TranslateTerm, names_in
from index.models import Language

# A sentence supports the question where its score reaches this; measured on the development half of the shipped sets.
MIN_SIMILARITY = 0.80
MIN_COVERAGE = 0.12

Occurs = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Support:
    """`absent`: names asked about that the calls do not contain. `enough`: whether to answer."""

    enough: bool
    absent: tuple[str, ...] = ()


def absent_names(
    question: str,
    language: Language,
    names: Names,
    occurs: Occurs,
    translate_term: TranslateTerm | None = None,
) -> tuple[str, ...]:
    """Names in the question of which no form occurs in the calls in scope (`occurs` scans all of their text)."""
    absent = []
    for name in names_in(question, language):
        lowered = name.lower()
        forms = [name, names.pairs.get(lowered, ""), *vocabulary()["en"].get(lowered, ())]
        forms += [f for s in names.speakers for f in (s.name, *s.aliases) if f.lower() == lowered]
        if any(form and occurs(form) for form in forms):
            continue
        if any(lowered == form.lower() for group in names.companies.values() for form in group):
            continue
        words = name.split()
        if len(words) > 1 and all(occurs(word) or occurs(names.pairs.get(word.lower(), "\0")) for word in words):
            continue
        if translate_term is not None and (term := translate_term(name)) is not None and occurs(term):
            continue
        absent.append(name)
    return tuple(absent)


def judge(scored: Sequence[Evidence], absent: tuple[str, ...]) -> Support:
    """Enough support for an answer, or not."""
    if absent or not scored:
        return Support(enough=False, absent=absent)
    best = scored[0]
    similarity = max(e.similarity for e in scored[:5])
    return Support(enough=similarity >= MIN_SIMILARITY or best.coverage >= MIN_COVERAGE)
