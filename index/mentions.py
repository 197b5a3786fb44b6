"""The people of a call whom a question speaks of, by any of their names, titles or firms.

Offsets are half-open and refer to the question as given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.asked import slots, spelled_out
from index.models import Kind, Speaker
from index.namelists import COMPANIES, GIVEN_NAMES, TRANSLITERATION, WORDS_AND_NAMES
from index.names import FoldedText, clean_name, fold_name, fold_with_offsets, has_han, is_full
from index.resolving import by_firm, by_name, firm_names, holding, may_be_firm_of, name_forms
from index.titles import is_operator, title_spans
from index.unknown import is_stranger

_ASKS_AFTER = re.compile(
    r"\s?(?:analysts?\b|'s (?:analyst|question)|(?:did |does )?(?:ask|want|rais|inquir)|的?(?:分析师|提问|问)|问)"
)
_ASKED_BEFORE = re.compile(
    r"(?:\b(?:analysts?|question|asked|one|guy|person)\s(?:from|at|of|by|for|with)|\bdid)\s(?:the\s)?$|来自$"
)
_ANALYST_AFTER = re.compile(r"(?:'s|的)?\s?(?:(?:equity|sell side|research|那位|这位)\s?)*(?:analysts?\b|分析师)")
_ANALYST_BEFORE = re.compile(r"\banalysts?\s(?:from|at|of|for|with)\s(?:the\s)?$")
_OF_FIRM = re.compile(r"\s(?:of|at|from|for)\s(?:the\s)?([a-z0-9&]+)")
_ENDS_SENTENCE = re.compile(r"[.?!;:,。？！；：，]\s*$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a question that speaks of somebody of the call; several speakers where they share the name."""

    start: int
    end: int
    text: str
    speakers: tuple[Speaker, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    speakers: tuple[Speaker, ...]
    kind: str  # "name", "part", "title" or "firm"


def mentions(question: str, speakers: Sequence[Speaker]) -> tuple[Mention, ...]:
    """Every name, title and firm in a question that stands for speakers, in order and without overlap.

    The longest reading wins: "CEO Ann Hart" is one mention. Part of a longer name that is somebody else's ("Ann" in
    "Ann Lee") is none, nor is the title of another company's officer, nor a word that only looks like a
    name ("will" in lower case).
    """
    folded = fold_with_offsets(question)
    if not folded.text:
        return ()
    found = [*_names(question, folded, speakers), *_titles(folded, speakers), *_firms(folded, speakers)]
    places = (*slots(question), *spelled_out(question))
    strangers = [(slot.start, slot.end) for slot in places if is_stranger(slot, speakers)]
    kept: list[_Found] = []
    for one in sorted(found, key=lambda f: (-(f.end - f.start), f.start)):
        start, end = folded.span(one.start, one.end)
        if one.kind == "part" and any(a <= start and end <= b and (a, b) != (start, end) for a, b in strangers):
            continue
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    result = []
    for one in _joined(folded, sorted(kept, key=lambda f: f.start)):
        start, end = folded.span(one.start, one.end)
        result.append(Mention(start, end, question[start:end], one.speakers))
    return tuple(result)


def _names(question: str, folded: FoldedText, speakers: Sequence[Speaker]) -> Iterator[_Found]:
    forms: dict[str, str] = {}
    for speaker in speakers:
        if is_operator(speaker.name):
            forms.setdefault(fold_name(speaker.name), "name")
            continue
        for form in (speaker.name, clean_name(speaker.name), *speaker.aliases, *name_forms(speaker)):
            forms[fold_name(form)] = "name" if is_full(form) or forms.get(fold_name(form)) == "name" else "part"
    for form in sorted(filter(None, forms), key=len, reverse=True):
        if len(form) < 2 or form not in folded.text:
            continue
        for match in _pattern(form).finditer(folded.text):
            start, end = folded.span(*match.span())
            kind = forms[form]
            if kind == "part" and not _stands_alone(question, folded.text, match, start, end):
                continue
            if who := by_name(form, speakers):
                yield _Found(match.start(), match.end(), who, kind)


@lru_cache(maxsize=2048)
def _pattern(form: str) -> re.Pattern[str]:
    before = "" if has_han(form[0]) else r"(?<![a-z0-9])"
    after = "" if has_han(form[-1]) else r"(?![a-z0-9])"
    return re.compile(before + re.escape(form) + after)


def _stands_alone(question: str, folded: str, match: re.Match[str], start: int, end: int) -> bool:
    """Whether part of a name is meant as a name: not a common word, not a piece of a longer transliteration."""
    form = match.group()
    if has_han(form):
        before = folded[match.start() - 1 : match.start()]
        after = folded[match.end() : match.end() + 1]
        return not (before in TRANSLITERATION and before) and not (
            after in TRANSLITERATION and after and after not in "加里提"
        )
    if form not in WORDS_AND_NAMES:
        return True
    first = not question[:start].strip() or _ENDS_SENTENCE.search(question[:start]) is not None
    return question[start:end][:1].isupper() and not (
        first and form in {"will", "may", "do", "mark", "grant", "grace", "rob"}
    )


def _titles(folded: FoldedText, speakers: Sequence[Speaker]) -> Iterator[_Found]:
    spans = title_spans(folded.text)
    for start, end, codes in _runs(folded.text, spans):
        holders = holding(codes, speakers)
        if "analyst" in codes and len(holders) > 1:
            continue  # "an analyst" says nothing about which one
        holders = tuple(s for s in holders if _of_own_firm(folded.text, start, end, s))
        if holders and not _names_somebody_else(folded, end, speakers):
            yield _Found(start, end, holders, "title")


def _runs(folded: str, spans: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, list[str]]]:
    """Titles that belong together ("president and CEO", "head of investor relations") as one."""
    run: tuple[int, int, list[str]] | None = None
    for start, end, code in spans:
        if run and re.fullmatch(r"\s?(?:(?:and|&|of|,|兼|/)\s?)*", folded[run[1] : start]):
            run = (run[0], end, [*run[2], code])
        else:
            if run:
                yield run
            run = (start, end, [code])
    if run:
        yield run


def _of_own_firm(folded: str, start: int, end: int, speaker: Speaker) -> bool:
    """Whether no other company stands beside a title ("Apple's CEO", "the CEO of Apple", "苹果的CEO")."""
    after = _OF_FIRM.match(folded, end)
    if after and any(after[1] in pair for pair in COMPANIES) and not may_be_firm_of(after[1], speaker):
        return False
    before = re.sub(r"(?:'s|的)?\s?$", "", folded[:start])
    for pair in COMPANIES:
        for name in pair:
            stands = before.endswith(name) and (has_han(name) or not before[: -len(name)][-1:].isalnum())
            if stands and not may_be_firm_of(name, speaker):
                return False
    return True


def _names_somebody_else(folded: FoldedText, end: int, speakers: Sequence[Speaker]) -> bool:
    """Whether the name behind a title is nobody's of the call ("CEO Tim Cook")."""
    match = re.match(r"\s([a-z'\-]+)(?:\s([a-z'\-]+))?", folded.text[end:])
    if not match:
        return False
    one, two = match[1], match[2]
    if by_name(one, speakers) or (two and by_name(f"{one} {two}", speakers)):
        return False
    return one in GIVEN_NAMES and one not in WORDS_AND_NAMES and two is not None


def _firms(folded: FoldedText, speakers: Sequence[Speaker]) -> Iterator[_Found]:
    """Firms of analysts, where the words around show that their analyst is meant."""
    firms = {fold_name(f) for s in speakers if s.kind is Kind.ANALYST for f in firm_names(s)}
    text = folded.text
    together = text.replace(" ", "")
    for firm in sorted(firms, key=len, reverse=True):
        letters = firm.replace(" ", "")
        if len(letters) < 2 or letters not in together:
            continue
        loose = r"\s?".join(map(re.escape, letters)) if not has_han(firm) else re.escape(firm)
        edge = ("" if has_han(firm[0]) else r"(?<![a-z0-9])", "" if has_han(firm[-1]) else r"(?![a-z0-9])")
        for match in re.finditer(edge[0] + loose + edge[1], text):
            start, end = match.span()
            after = _ANALYST_AFTER.match(text, end)
            before = _ANALYST_BEFORE.search(text[:start])
            if after:
                end = after.end()
            elif before:
                start = before.start()
            elif not (_ASKS_AFTER.match(text, end) or _ASKED_BEFORE.search(text[:start])):
                continue
            if who := by_firm(firm, speakers):
                yield _Found(start, end, who, "firm")


def _joined(folded: FoldedText, found: list[_Found]) -> list[_Found]:
    """A title or firm together with the name beside it as one mention of that person."""
    result: list[_Found] = []
    for one in found:
        last = result[-1] if result else None
        between = folded.text[last.end : one.start] if last else ""
        if last and {last.kind, one.kind} & {"title", "firm"} and {last.kind, one.kind} & {"name", "part"}:
            shared = tuple(s for s in last.speakers if s in one.speakers)
            if shared and re.fullmatch(r"\s?(?:[,(的]\s?|of\s|from\s)?", between):
                result[-1] = _Found(last.start, one.end, shared, "name")
                continue
        result.append(one)
    return result
