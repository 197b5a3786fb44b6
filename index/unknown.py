"""People a question asks about whom the calls do not know."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from index.asked import Slot, is_capitalised, is_code, slots, spelled_out
from index.keys import of_term
from index.models import Speaker
from index.namelists import COMPANIES, FIRMS_LIKE_PEOPLE, GIVEN_NAMES, NOT_NAMES, PLACES, SURNAMES_EN, WORDS_AND_NAMES
from index.names import NAME_DOTS, clean_name, fold_name, fold_text, has_han, is_full, is_han_name, parts
from index.resolving import Directory, directory, look_up

_SEPARATED = re.compile(f"[{NAME_DOTS}．.]")
_HONORIFICS = frozenset({"mr", "ms", "mrs", "dr"})


def unknown_people(
    question: str, speakers: Sequence[Speaker], mentioned: Callable[[str], bool] = lambda _: False
) -> tuple[str, ...]:
    """People asked about who neither speak nor are `mentioned` in the calls, as the question writes their names.

    A name is read where the grammar asks for a person ("what did X say", "according to X", "X's view", "X怎么说"),
    and elsewhere only where given name and surname show it. Companies, products, pronouns and common nouns are no
    people; somebody whom the text mentions without letting them speak is known.
    """
    known = directory(speakers)
    names: dict[str, str] = {}
    for slot in (*slots(question), *spelled_out(question)):
        text = slot.text.strip()
        if not _is_person(slot) or look_up(text, known) or _resolves_in_part(slot, known):
            continue
        if not mentioned(text):
            names.setdefault(fold_name(text), text)
    keys = list(names)
    return tuple(names[k] for k in keys if not any(k != other and f" {k} " in f" {other} " for other in keys))


def is_stranger(slot: Slot, known: Directory) -> bool:
    """Whether a slot holds a Latin full name that is no speaker's, so that no part of it is a speaker's either."""
    tokens = slot.text.split()
    return (
        len(tokens) in (2, 3)
        and not has_han(slot.text)
        and all(fold_name(t) not in NOT_NAMES for t in tokens)
        and (is_capitalised(slot.text) or fold_name(tokens[0]) in GIVEN_NAMES)
        and not look_up(slot.text, known)
    )


def _resolves_in_part(slot: Slot, known: Directory) -> bool:
    """Whether words of the slot name a speaker beside words that are no name ("Hart herself", "哈特女士自己")."""
    if has_han(slot.text):
        folded = fold_name(slot.text)
        pieces = (folded[i:j] for i in range(len(folded)) for j in range(i + 2, len(folded) + 1))
        return any(piece in known.by_full or piece in known.by_part for piece in pieces)
    tokens = [t for t in slot.text.split() if is_capitalised(t) or fold_name(t) not in GIVEN_NAMES | SURNAMES_EN]
    return len(tokens) != len(slot.text.split()) and bool(tokens) and bool(known.named(" ".join(tokens)))


def _is_person(slot: Slot) -> bool:
    """Whether what stands in a slot is a person's name, as far as its shape and the slot tell."""
    text = clean_name(slot.text)
    key = fold_name(text)
    if not key or key in PLACES or key.replace(" ", "_") in FIRMS_LIKE_PEOPLE or any(key in pair for pair in COMPANIES):
        return False
    if has_han(text):
        return _SEPARATED.search(slot.text) is not None or is_han_name(text)
    tokens = text.split()
    keys = [fold_name(t) for t in tokens]
    if any(k in NOT_NAMES or any(k in pair for pair in COMPANIES) or any(c.isdigit() for c in k) for k in keys):
        return False
    if any(is_code(t) for t in tokens):
        return False
    capitalised = is_capitalised(text)
    if len(tokens) == 1:
        if capitalised:
            return slot.certain
        return slot.certain and keys[0] in SURNAMES_EN and (len(keys[0]) > 3)
    if len(tokens) > 4:
        return False
    usual = keys[0] in GIVEN_NAMES and (capitalised or keys[0] not in WORDS_AND_NAMES or keys[-1] in SURNAMES_EN)
    return usual or (capitalised and slot.certain)


@dataclass(frozen=True, slots=True)
class Way:
    """How a text may speak of a person: it has to have all `keys` (`index.keys`), and pass the test."""

    keys: frozenset[str]
    test: Callable[[str], bool]


def ways_of_naming(name: str) -> tuple[Way, ...]:
    """How a text may speak of this person: by the full name, or by the surname alone.

    A lone Latin surname counts only where the text capitalises it, and not behind somebody else's given name.
    """
    key = fold_name(clean_name(name))
    if has_han(key):
        surname = fold_name(parts(name)[-1])
        ways = [key, *([surname] if _SEPARATED.search(name) is not None and len(surname) > 1 else [])]
        return tuple(Way(of_term(form), partial(_holds, form)) for form in ways)
    given, surname = parts(name) if is_full(name) else ("", clean_name(name))
    by_surname = Way(of_term(surname), partial(_has_surname, given, surname))
    if not given:
        return (by_surname,)
    initials = frozenset() if "." in name else of_term(given)
    pattern = re.compile(rf"(?<![a-z0-9]){re.escape(key)}(?![a-z0-9])")
    return by_surname, Way(of_term(surname) | initials, lambda text: pattern.search(fold_text(text)) is not None)


def mentioned_in(text: str) -> Callable[[str], bool]:
    """A function that says whether a text speaks of a person."""
    return lambda name: any(way.test(text) for way in ways_of_naming(name))


def _holds(key: str, text: str) -> bool:
    return key in fold_text(text)


def _has_surname(given: str, surname: str, text: str) -> bool:
    capitalised = " ".join(word[:1].upper() + word[1:] for word in surname.split())
    if capitalised not in text:
        return False
    for match in re.finditer(rf"(?<!\w){re.escape(capitalised)}(?!\w)", text):
        before = re.search(r"(\w+)[^\w,;:!?，；：！？]{1,2}$", text[max(0, match.start() - 40) : match.start()])
        first = before[1] if before else ""
        if not given or not first[:1].isupper() or first.lower() in _HONORIFICS:
            return True
        if fold_name(first) == fold_name(given) or fold_name(first) not in GIVEN_NAMES:
            return True
    return False
