"""What a question is about: the names and the subjects that the words of an answer have to contain."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.glossary import Entry, companies, find
from assistant.verify import Names, TranslateTerm, names_in
from index.models import Language
from index.people import Mention
from index.text import find_all

Occurs = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing a question is about: its words there, and every form under which a call may speak of it.

    `company`: it is a well-known company or its service, so a sentence on another one cannot be the answer.
    """

    text: str
    forms: tuple[str, ...]
    kind: Literal["name", "subject"]
    company: bool = False

    def occurs(self, occurs: Occurs) -> bool:
        """Whether any form stands in a text, as `occurs` looks it up."""
        return any(form and occurs(form) for form in self.forms)


def topics(
    question: str,
    language: Language,
    names: Names,
    people: Sequence[Mention] = (),
    translate_term: TranslateTerm | None = None,
) -> tuple[Topic, ...]:
    """Names of companies, products and places, and subjects of the finance vocabulary, in order.

    People (`people`: their mentions in the question) and the calls' own companies are left out: they restrict the
    search elsewhere. `translate_term` supplies another form for a name that nothing else knows.
    """
    taken = [(mention.start, mention.end) for mention in people]
    own = {form.lower() for forms in names.companies.values() for form in forms}
    firms = "\n".join(dict.fromkeys(s.affiliation for s in names.speakers if s.affiliation))
    found: list[tuple[int, Topic]] = []
    general: set[tuple[int, int]] = set()
    for match in find(question, language):
        if _overlaps(match.start, match.end, taken):
            continue
        strong = [entry for entry in match.entries if not entry.weak]
        forms = tuple(dict.fromkeys(form for entry in strong for form in (*entry.english, *entry.chinese)))
        if not forms or own & {form.lower() for form in forms}:
            general.add((match.start, match.end))
            continue
        kind: Literal["name", "subject"] = "name" if _is_company(strong) else "subject"
        found.append((match.start, Topic(match.text, (match.text, *forms), kind, kind == "name")))
        taken.append((match.start, match.end))
    for name in names_in(question, language):
        start = question.find(name)
        if (start, start + len(name)) in general:
            continue  # "RMB", "H2": words of every call, though they look like names
        if _overlaps(start, start + len(name), taken) or _is_own(name, own) or find_all(name, firms):
            continue
        found.append((start, Topic(name, _forms_of(name, names, translate_term), "name")))
    for latin, chinese in names.pairs.items():
        # What the calls themselves call by two names; Chinese words that were taken along with a name are too long.
        start = question.find(chinese) if 3 <= len(chinese) <= len(latin) + 2 else -1
        if start >= 0 and not _overlaps(start, start + len(chinese), taken) and chinese not in firms:
            found.append((start, Topic(chinese, (chinese, latin), "name")))
            taken.append((start, start + len(chinese)))
    return tuple(topic for _, topic in sorted(found, key=lambda item: item[0]))


def _is_own(name: str, own: Collection[str]) -> bool:
    """Whether a name is the company's own (`own`: its forms in lower case), whole or by its first words ("Norvane")."""
    lowered = name.lower()
    return any(form == lowered or form.startswith((f"{lowered} ", f"{lowered},")) for form in own)


def _is_company(entries: Sequence[Entry]) -> bool:
    return any(entry in companies() for entry in entries)


def _overlaps(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in spans)


def _forms_of(name: str, names: Names, translate_term: TranslateTerm | None) -> tuple[str, ...]:
    lowered = name.lower()
    forms = [name]
    if lowered.endswith("s") and len(name) > 4:
        forms.append(name[:-1])
    forms += [chinese for latin, chinese in names.pairs.items() if latin == lowered]
    forms += [
        form for s in names.speakers for form in (s.name, *s.aliases) if lowered in map(str.lower, (s.name, *s.aliases))
    ]
    if translate_term is not None and (term := translate_term(name)) is not None:
        forms.append(term)
    return tuple(dict.fromkeys(forms))
