"""Which speakers a name, a title or a firm stands for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
from index.text import words
from index.titles import GENERIC_TITLES, is_operator, is_unnamed, title_codes, title_spans

_LEADING = re.compile(r"^(?:(?:the|a|an|that|this|our|their|its)\s+|(?:那位|这位|這位|该公司的?|公司的?)\s*)+", re.I)
_INITIAL = re.compile(r"([A-Za-z])\.?\s+([\w'’-]{2,})")
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


_COMMON_FIRST = words(
    "american atlantic british capital credit deutsche eastern european federal financial first global imperial "
    "international investment morgan national northern pacific private public robert russell southern standard "
    "union united western william"
)
"""First words of firms by which alone nobody calls them."""


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
        first = name.split(" ")[0]
        if len(first) > 5 and first.isalpha() and first.lower() not in _COMMON_FIRST:
            forms.append(first)
    return tuple(dict.fromkeys(forms))


@dataclass(frozen=True, slots=True)
class Directory:
    """The speakers of one or many calls by every key they may be asked for; keys are folded by `fold_name`."""

    speakers: tuple[Speaker, ...]
    by_full: dict[str, tuple[Speaker, ...]]
    by_part: dict[str, tuple[Speaker, ...]]
    by_surname: dict[str, tuple[tuple[str, Speaker], ...]]
    by_title: dict[str, tuple[Speaker, ...]]
    by_firm: dict[str, tuple[Speaker, ...]]

    def named(self, name: str) -> tuple[Speaker, ...]:
        """The speakers of this name or part of a name; full names first, then parts, then short forms of a given name."""
        keys = tuple(dict.fromkeys((fold_name(name), fold_name(clean_name(name)), same_person_key(name))))
        for table in (self.by_full, self.by_part):
            if found := _unique(s for key in keys if key for s in table.get(key, ())):
                return found
        clean = clean_name(name)
        if has_han(clean):  # a lone surname with an address: 王先生
            addressed = len(clean) == 1 and clean != name
            return _unique(s for _, s in self.by_surname.get(fold_name(clean), ())) if addressed else ()
        initial = _INITIAL.fullmatch(clean)
        if initial is None and not is_full(name):
            return ()
        given, surname = (initial[1], initial[2]) if initial else parts(name)
        return _unique(s for own, s in self.by_surname.get(fold_name(surname), ()) if same_given_name(own, given))

    def holding(self, codes: Iterable[str]) -> tuple[Speaker, ...]:
        """The speakers who hold all of these titles; failing that, all but the generic ones among them."""
        wanted = set(codes)
        specific = wanted - GENERIC_TITLES or wanted
        for needed in (wanted, specific):
            first, *others = sorted(needed)
            if found := tuple(s for s in self.by_title.get(first, ()) if all(code in s.titles for code in others)):
                return found
        return ()

    def titled(self, role: str) -> tuple[Speaker, ...]:
        """The speakers who hold the titles of a role: "CEO", "Acme's CFO", "CEO of Acme", "CEO Ann Hart".

        A firm beside the title must not be another one than theirs, as far as that can be told; a name must be theirs.
        """
        codes = title_codes(role)
        if not codes:
            return ()
        holders = self.holding(codes)
        before, after = around_titles(role)
        of_firm = _OF.match(after)
        firm, name = (after[of_firm.end() :], before) if of_firm else (before, after)
        if name:
            named = self.named(name)
            return tuple(s for s in named if s in holders) or named
        if not firm:
            return holders
        exact = tuple(s for s in holders if any(_letters(f) == _letters(firm) for f in firm_names(s)))
        named = self.named(firm)
        if exact or named or is_given_name(firm.split(" ")[0]):
            return exact or named
        return tuple(s for s in holders if may_be_firm_of(firm, s))

    def of_firm(self, firm: str) -> tuple[Speaker, ...]:
        """The analysts of a firm."""
        return self.by_firm.get(_letters(firm), ())


def directory(speakers: Sequence[Speaker]) -> Directory:
    """The directory of these speakers; built once for the same speakers."""
    return _directory(tuple(speakers))


@lru_cache(maxsize=8)
def _directory(speakers: tuple[Speaker, ...]) -> Directory:
    full, part, titles, firms = (defaultdict[str, list[Speaker]](list) for _ in range(4))
    surnames: dict[str, list[tuple[str, Speaker]]] = defaultdict(list)
    for speaker in dict.fromkeys(speakers):
        for name in (speaker.name, *speaker.aliases):
            if not is_full(name) and name != speaker.name:
                continue
            for key in {fold_name(name), fold_name(clean_name(name)), same_person_key(name)}:
                full[key].append(speaker)
            if is_full(name):
                given, surname = parts(name)
                if not has_han(name) or is_native_han(name):
                    surnames[fold_name(surname)].append((given, speaker))
        for form in name_forms(speaker):
            part[fold_name(form)].append(speaker)
        for code in speaker.titles:
            titles[code].append(speaker)
        if speaker.kind is Kind.ANALYST:
            for firm in firm_names(speaker):
                firms[_letters(firm)].append(speaker)
    tables = ({key: _unique(found) for key, found in table.items()} for table in (full, part, titles, firms))
    by_full, by_part, by_title, by_firm = tables
    by_surname = {key: tuple(found) for key, found in surnames.items()}
    return Directory(speakers, by_full, by_part, by_surname, by_title, by_firm)


def resolve(name: str, speakers: Sequence[Speaker]) -> tuple[Speaker, ...]:
    """The speakers meant by a name, title or firm, in either language; () where nobody is.

    Full names go before parts of names, names before titles, titles before firms: "安·哈特", "Hart", "哈特",
    "the CEO", "首席执行官", "Acme Securities analyst". A part that several bear resolves to all of them.
    """
    return look_up(name, directory(speakers))


def look_up(name: str, known: Directory) -> tuple[Speaker, ...]:
    """`resolve` within a directory."""
    asked = _POSSESSIVE.sub("", _LEADING.sub("", name.strip()).strip()).strip(" \"“”‘’'?？!！,，。")
    if not asked:
        return ()
    return known.named(asked) or known.titled(asked) or known.of_firm(asked)


def may_be_firm_of(firm: str, speaker: Speaker) -> bool:
    """Whether a firm named beside a title can be the speaker's own.

    An analyst's firm is printed, so it must be that one. An executive's company may be asked for in another language
    than printed; only what is known to be a different company is ruled out.
    """
    key = fold_name(firm)
    own = [fold_name(f) for f in firm_names(speaker)]
    if any(_letters(f) == _letters(key) for f in own):
        return True
    if speaker.kind is Kind.ANALYST and own:
        return False
    return not any(key in pair and not set(own) & set(pair) for pair in COMPANIES)


def around_titles(role: str) -> tuple[str, str]:
    """What stands before and after the titles of a role, folded: "Acme's CEO Ann Lee" has ("acme", "ann lee")."""
    folded = fold_name(role)
    spans = title_spans(folded)
    return _FILLER.sub("", folded[: spans[0][0]]), _AFTER.sub("", folded[spans[-1][1] :])


def _letters(firm: str) -> str:
    """A firm's folded name without spaces: "A.B. Smith" and "ABSmith" are one."""
    return fold_name(firm).replace(" ", "")


def _unique(speakers: Iterable[Speaker]) -> tuple[Speaker, ...]:
    return tuple(dict.fromkeys(speakers))
