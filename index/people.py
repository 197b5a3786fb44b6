"""The people of a call: who they are, under which names a reader may ask for them, and whom a question means.

Speakers are recognised across languages by what the text itself says: "安・哈特(Ann Hart)" printed anywhere gives
the speaker 安・哈特 the alias Ann Hart, and "北岸证券(Northshore)的分析师" gives a firm its other name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.introductions import introduced_firm, introduced_role
from index.mentions import Mention, mentions
from index.models import Kind, Speaker
from index.names import (
    HAN,
    clean_name,
    fold_name,
    fold_text,
    has_han,
    is_full,
    is_name,
    parts,
    same_person_key,
    split_scripts,
)
from index.resolving import firm_names, name_forms, resolve
from index.titles import is_asker, is_numbered, is_operator, is_unnamed, kind_of, split_role, title_codes
from index.unknown import mentioned_in, unknown_people

__all__ = [
    "Label",
    "Mention",
    "build_speakers",
    "firm_names",
    "fold_name",
    "mentioned_in",
    "mentions",
    "resolve",
    "unknown_people",
]

_INSIDE = re.compile(r"[(（]\s*([^\n()（）]{2,60}?)\s*[)）]")
_CLAUSE_END = re.compile(r"[\n()（）,，。;；:：、!?！？\"“”]")
_LATIN = re.compile(r"[A-Za-zÀ-ž0-9&.,'’‘·\- ]+")
_HAN_NAME = re.compile(f"[{HAN}A-Z][{HAN}A-Za-z・·•‧∙⋅･．. ]*")
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Label:
    """What stands printed in front of a turn, or in a list of participants, about the person who speaks.

    `alias` is the same name in the other language where the label gives both; `kind` is set where the label itself
    decides ("Operator").
    """

    name: str
    role: str | None = None
    alias: str | None = None
    kind: Kind | None = None


@dataclass(slots=True)
class _Person:
    name: str
    role: str | None = None
    kind: Kind | None = None
    affiliation: str | None = None
    full: list[str] | None = None


def build_speakers(
    labels: Sequence[Label],
    participants: Sequence[Label] = (),
    source: str = "",
    introductions: Mapping[int, str] | None = None,
) -> list[tuple[Speaker, bool]]:
    """One speaker for each label, the same object for every label of one person, and whether its kind is certain.

    A label without a role takes it from another label of the same person or from the list of participants; a firm
    may come from the words that introduce a person (`introductions`: position of the label, text of the turn before
    it: "the line of Bob Ray with Acme Securities"). Where a kind is not certain the caller decides by the course
    of the call.
    """
    people: dict[str, _Person] = {}
    labels, participants = [_split(label) for label in labels], [_split(label) for label in participants]
    keys = _keys([*labels, *participants])
    for label, key in zip([*labels, *participants], keys, strict=True):
        person = people.setdefault(key, _Person(label.name.strip()))
        person.kind = person.kind or label.kind or (Kind.OPERATOR if is_operator(label.name) else None)
        if label.role and (person.role is None or (kind_of(person.role) is None and kind_of(label.role))):
            person.role = label.role.strip()
        if label.alias:
            person.full = [*(person.full or []), label.alias]
    heard = dict.fromkeys(keys[: len(labels)])
    people = {key: people[key] for key in heard}
    for position, key in enumerate(keys[: len(labels)]):
        person = people[key]
        if person.role:
            person.affiliation = person.affiliation or split_role(person.role)[0]
        asks = person.role is None or kind_of(person.role) is Kind.ANALYST
        if asks and person.affiliation is None and introductions and position in introductions:
            person.affiliation = introduced_firm(person.name, introductions[position])
    for person in people.values():
        if person.role is None and person.kind is not Kind.OPERATOR and is_name(person.name):
            person.role = introduced_role(person.name, source)
            if person.role:
                person.affiliation = person.affiliation or split_role(person.role)[0]
    pairs = _pairs(source, people.values())
    speakers = {key: _speaker(person, pairs) for key, person in people.items()}
    certain = {key: _is_certain(people[key]) for key in people}
    speakers = dict(zip(speakers, _with_aliases(list(speakers.values())), strict=True))
    return [(speakers[key], certain[key]) for key in keys[: len(labels)]]


def _split(label: Label) -> Label:
    name, alias = split_scripts(label.name)
    return label if alias is None else replace(label, name=name, alias=label.alias or alias)


def _keys(labels: Sequence[Label]) -> list[str]:
    """A key for each label, equal for labels of one person; part of a name joins the one person who bears it."""
    keys = [same_person_key(label.name) for label in labels]
    bearers: dict[str, set[str]] = defaultdict(set)
    for label, key in zip(labels, keys, strict=True):
        for name in (label.name, *([label.alias] if label.alias else [])):
            if is_full(name) and not is_unnamed(name) and not is_operator(name):
                for form in (*parts(name), *([name] if name != label.name else [])):
                    bearers[fold_name(form)].add(key)
    merged = []
    for label, key in zip(labels, keys, strict=True):
        others = bearers.get(key, set()) - {key}
        merged.append(others.pop() if label.role is None and len(others) == 1 else key)
    return merged


def _speaker(person: _Person, pairs: Mapping[str, str]) -> Speaker:
    name = person.name
    kind = person.kind or (kind_of(person.role) if person.role else None) or _kind_of_name(name)
    if kind is None and person.role and person.affiliation == split_role(person.role)[0]:
        kind = Kind.ANALYST  # nothing but a firm: who speaks for the company has a title
    full = [*(person.full or [])]
    other = pairs.get(fold_name(clean_name(name)))
    if other:
        full.append(other)
    affiliation = person.affiliation
    if affiliation and (firm := pairs.get(fold_name(affiliation))) and fold_name(firm) not in fold_name(affiliation):
        affiliation = f"{affiliation} ({firm})"
    titles = title_codes(person.role) if person.role else ()
    if kind is Kind.OPERATOR:
        titles = ("operator",)
    aliases = tuple(a for a in dict.fromkeys(full) if fold_name(a) != fold_name(name))
    return Speaker(name, kind or Kind.EXECUTIVE, person.role, affiliation, aliases, titles)


def _kind_of_name(name: str) -> Kind | None:
    if is_asker(name):
        return Kind.ANALYST
    return kind_of(name) if (is_unnamed(name) or not is_name(name)) and not is_numbered(name) else None


def _is_certain(person: _Person) -> bool:
    if person.kind is not None or _kind_of_name(person.name) is not None:
        return True
    codes = set(title_codes(person.role)) if person.role else set()
    return bool(codes - {"director", "head", "manager", "vp", "chief", "trustee", "gm", "president"}) or (
        bool(codes) and person.affiliation is None
    )


def _pairs(source: str, people: Iterable[_Person]) -> dict[str, str]:
    """For folded names and firms of these people: the other name that the text prints in parentheses after it.

    Both directions are read: "安・哈特(Ann Hart)" and "Ann Hart (安·哈特)". Where a text gives several, the
    most frequent holds.
    """
    wanted: set[str] = set()
    for person in people:
        wanted.add(fold_name(clean_name(person.name)))
        if person.affiliation:
            wanted.add(fold_name(person.affiliation))
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for match in _INSIDE.finditer(source):
        inside = match[1]
        before = _CLAUSE_END.split(source[max(0, match.start() - _LONGEST_NAME) : match.start()])[-1].rstrip()
        if not before or has_han(before[-1]) == has_han(inside[-1]):
            continue
        pattern = _HAN_NAME if has_han(inside) else _LATIN
        if not pattern.fullmatch(inside) or title_codes(inside):
            continue
        folded = fold_text(before)
        for start in range(len(folded)):
            if folded[start:] in wanted and (has_han(folded[start]) or start == 0 or not folded[start - 1].isalnum()):
                found[folded[start:]][inside.strip()] += 1
                break
    return {name: counts.most_common(1)[0][0] for name, counts in found.items()}


def _with_aliases(speakers: list[Speaker]) -> list[Speaker]:
    """The speakers with surname and given name as aliases, wherever these are nobody else's in the call."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for speaker in speakers:
        for form in name_forms(speaker):
            bearers[fold_name(form)].add(speaker.name)
    completed = []
    for speaker in speakers:
        own = {fold_name(speaker.name)}
        aliases: list[str] = []
        for form in (*speaker.aliases, *name_forms(speaker)):
            key = fold_name(form)
            unique = len(bearers[key]) == 1 and (len(key) > 1)
            if key not in own and (unique or form in speaker.aliases):
                own.add(key)
                aliases.append(form)
        completed.append(replace(speaker, aliases=tuple(aliases)))
    return completed
