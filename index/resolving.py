"""Which speakers a name, a title or a firm stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from index.models import Kind, Speaker
from index.namelists import COMPANIES
from index.names import (
    clean_name,
    fold_name,
    has_han,
    is_full,
    is_given_name,
    is_native_han,
    parts,
    same_given_name,
    same_person_key,
)
from index.titles import GENERIC_TITLES, is_operator, is_unnamed, title_codes, title_spans

_LEADING = re.compile(r"^(?:(?:the|a|an|that|this|our|their|its)\s+|(?:那位|这位|這位|该公司的?|公司的?)\s*)+", re.I)
_POSSESSIVE = re.compile(r"['’]s?$|的$")
_FILLER = re.compile(r"(?:'s\b|\b(?:of|from|at|the|and)\b|的|来自|现任|[,:&\s])+$|^(?:\b(?:the|of|from)\b|来自|\s)+")
_AFTER = re.compile(r"^(?:先生|女士|'s\b|兼|[,:&\s])+|\s+$")
_OF = re.compile(r"(?:of|at|from|for|with) (?:the )?")
_FIRM_SUFFIX = re.compile(
    r"[\s,]+(?:inc|incorporated|corp|corporation|ltd|limited|llc|llp|lp|plc|co|company|securities"
    r"|capital markets|capital"
    r"|research|group|partners|international|equities|markets|isi|& co|and company|and co|advisors|associates|holdings"
    r"|research division|division)\.?$",
    re.I,
)
_FIRM_SUFFIX_ZH = re.compile(
    r"(?:股份有限公司|有限公司|集团|證券|证券|银行|銀行|资本|資本|公司|研究部|研究|国际|國際)$"
)


@lru_cache(maxsize=16384)
def name_forms(speaker: Speaker) -> tuple[str, ...]:
    """Every form of a speaker's own name short of the printed one: other full names, surname, given name.

    Forms that others in the call share are among them; a lone Chinese surname is not, save with the address 总.
    """
    if speaker.kind is Kind.OPERATOR or is_operator(speaker.name) or is_unnamed(speaker.name):
        return ()
    full = [speaker.name, *(a for a in speaker.aliases if is_full(a))]
    forms: list[str] = []
    for name in full:
        clean = clean_name(name)
        forms.append(clean)
        if is_full(name):
            given, surname = parts(name)
            if is_native_han(name):
                forms += [f"{surname}总", *([given] if len(given) > 1 else [])]
            else:
                forms += [surname, given]
                if not has_han(name) and fold_name(f"{given} {surname}") != fold_name(clean):
                    forms.append(f"{given} {surname}")
    return tuple(dict.fromkeys(f for f in (*speaker.aliases, *forms) if f and f != speaker.name))


@lru_cache(maxsize=16384)
def firm_names(speaker: Speaker) -> tuple[str, ...]:
    """Every name of a speaker's firm: as printed, in the other language, and without its legal form."""
    if not speaker.affiliation:
        return ()
    match = re.fullmatch(r"(.+?)\s*[(（]([^()（）]+)[)）]\s*", speaker.affiliation)
    names = [match[1], match[2]] if match else [speaker.affiliation]
    forms: list[str] = []
    for name in names:
        forms.append(name)
        shorter = name
        while True:
            cut = (_FIRM_SUFFIX_ZH if has_han(shorter) else _FIRM_SUFFIX).sub("", shorter).rstrip(" ,&")
            if cut == shorter or len(cut) < (2 if has_han(cut) else 3):
                break
            shorter = cut
            forms.append(shorter)
    return tuple(dict.fromkeys(forms))


def same_firm(one: str, other: str) -> bool:
    """Whether two folded firm names are the same but for spaces ("A.B. Smith", "ABSmith")."""
    return one.replace(" ", "") == other.replace(" ", "")


def resolve(name: str, speakers: Sequence[Speaker]) -> tuple[Speaker, ...]:
    """The speakers meant by a name, title or firm, in either language; () where nobody is.

    Full names go before parts of names, names before titles, titles before firms: "安·哈特", "Hart", "哈特",
    "the CEO", "首席执行官", "Acme Securities analyst". A part that several bear resolves to all of them.
    """
    asked = _POSSESSIVE.sub("", _LEADING.sub("", name.strip()).strip()).strip(" \"“”‘’'?？!！,，。")
    if not asked:
        return ()
    return by_name(asked, speakers) or by_title(asked, speakers) or by_firm(asked, speakers)


def by_name(name: str, speakers: Sequence[Speaker]) -> tuple[Speaker, ...]:
    """The speakers of this name or part of a name; full names first."""
    keys = {fold_name(name), fold_name(clean_name(name)), same_person_key(name)} - {""}
    full = [s for s in speakers if not keys.isdisjoint(_full_keys(s))]
    if full:
        return _unique(full)
    part = [s for s in speakers if not keys.isdisjoint(_part_keys(s))]
    if part:
        return _unique(part)
    clean = clean_name(name)
    if has_han(clean) and len(clean) == 1 and clean != name:  # 王先生
        return _unique(
            s for s in speakers if any(is_native_han(n) and parts(n)[1] == clean for n in (s.name, *s.aliases))
        )
    if has_han(name) or not is_full(name):
        return ()
    given, surname = parts(name)
    return _unique(
        s
        for s in speakers
        for n in (s.name, *s.aliases)
        if not has_han(n) and is_full(n)
        if fold_name(parts(n)[1]) == fold_name(surname) and same_given_name(parts(n)[0], given)
    )


def by_title(role: str, speakers: Sequence[Speaker]) -> tuple[Speaker, ...]:
    """The speakers who hold the titles of a role: "CEO", "Acme's CFO", "CEO of Acme", "CEO Ann Hart".

    A firm beside the title must not be another one than theirs, as far as that can be told; a name must be theirs.
    """
    codes = title_codes(role)
    if not codes:
        return ()
    holders = holding(codes, speakers)
    before, after = around_titles(role)
    of_firm = _OF.match(after)
    firm, name = (after[of_firm.end() :], before) if of_firm else (before, after)
    if name:
        named = by_name(name, speakers)
        return tuple(s for s in named if s in holders) or named
    if not firm:
        return holders
    exact = tuple(s for s in holders if any(same_firm(fold_name(f), firm) for f in firm_names(s)))
    named = by_name(firm, speakers)
    if exact or named or is_given_name(firm.split(" ")[0]):
        return exact or named
    return tuple(s for s in holders if may_be_firm_of(firm, s))


def may_be_firm_of(firm: str, speaker: Speaker) -> bool:
    """Whether a firm named beside a title can be the speaker's own.

    An analyst's firm is printed, so it must be that one. An executive's company may be asked for in another language
    than printed; only what is known to be a different company is ruled out.
    """
    key = fold_name(firm)
    own = [fold_name(f) for f in firm_names(speaker)]
    if any(same_firm(f, key) for f in own):
        return True
    if speaker.kind is Kind.ANALYST and own:
        return False
    return not any(key in pair and not set(own) & set(pair) for pair in COMPANIES)


def by_firm(firm: str, speakers: Sequence[Speaker]) -> tuple[Speaker, ...]:
    """The analysts of a firm."""
    key = fold_name(firm)
    analysts = [s for s in speakers if s.kind is Kind.ANALYST]
    return _unique(s for s in analysts if any(same_firm(fold_name(f), key) for f in firm_names(s)))


def holding(codes: Sequence[str], speakers: Sequence[Speaker]) -> tuple[Speaker, ...]:
    """The speakers who hold all of these titles; failing that, all but the generic ones among them."""
    wanted = set(codes)
    specific = wanted - GENERIC_TITLES or wanted
    for needed in (wanted, specific):
        found = _unique(s for s in speakers if needed <= set(s.titles))
        if found:
            return found
    return ()


def around_titles(role: str) -> tuple[str, str]:
    """What stands before and after the titles of a role, folded: "Acme's CEO Ann Lee" has ("acme", "ann lee")."""
    folded = fold_name(role)
    spans = title_spans(folded)
    return _FILLER.sub("", folded[: spans[0][0]]), _AFTER.sub("", folded[spans[-1][1] :])


@lru_cache(maxsize=16384)
def _full_keys(speaker: Speaker) -> frozenset[str]:
    names = [n for n in (speaker.name, *speaker.aliases) if is_full(n) or n == speaker.name]
    return frozenset(k for n in names for k in (fold_name(n), fold_name(clean_name(n)), same_person_key(n)))


@lru_cache(maxsize=16384)
def _part_keys(speaker: Speaker) -> frozenset[str]:
    return frozenset(fold_name(form) for form in name_forms(speaker))


def _unique(speakers: Iterable[Speaker]) -> tuple[Speaker, ...]:
    return tuple(dict.fromkeys(speakers))
