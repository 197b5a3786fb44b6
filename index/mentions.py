"""The people of a call whom a question speaks of, by any of their names, titles or firms.

Offsets are half-open and refer to the question as given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.asked import slots, spelled_out
from index.models import Speaker
from index.namelists import COMPANIES, GIVEN_NAMES, TRANSLITERATION, WORDS_AND_NAMES
from index.names import FoldedText, fold_with_offsets, has_han
from index.resolving import Directory, directory, may_be_firm_of
from index.titles import title_spans
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


_ALSO_WORDS = frozenset("加里提")
"""Sounds of names that begin a word as often: "马克提到"."""
_OPENING_WORDS = frozenset({"will", "may", "do", "mark", "grant", "grace", "rob"})
"""Words that open a question in capitals without being a name."""
_LONGEST_NAME = 48


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
    kind: str  # "name", "part", "title", "firm", or "place": a firm that means nobody unless a name stands beside it


def mentions(question: str, speakers: Sequence[Speaker]) -> tuple[Mention, ...]:
    """Every name, title and firm in a question that stands for speakers, in order and without overlap.

    The longest reading wins: "CEO Ann Hart" is one mention. Part of a longer name that is somebody else's ("Ann" in
    "Ann Lee") is none, nor is the title of another company's officer, nor a word that only looks like a
    name ("will" in lower case).
    """
    folded = fold_with_offsets(question)
    if not folded.text:
        return ()
    known = directory(speakers)
    found = [*_names(question, folded, known), *_titles(folded, known), *_firms(folded, known)]
    places = (*slots(question), *spelled_out(question))
    strangers = [(slot.start, slot.end) for slot in places if is_stranger(slot, known)]
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


def _names(question: str, folded: FoldedText, known: Directory) -> Iterator[_Found]:
    for start, end, key in _pieces(folded.text):
        if who := known.by_full.get(key):
            yield _Found(start, end, who, "name")
        elif (who := known.by_part.get(key)) and _stands_alone(question, folded, start, end):
            yield _Found(start, end, who, "part")


def _pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """Every stretch of a folded text that may be a name: whole Latin words, any Chinese characters."""
    edges = [
        i == 0 or i == len(text) or not (_is_word(text[i - 1]) and _is_word(text[i])) for i in range(len(text) + 1)
    ]
    for start in range(len(text) - 1):
        if edges[start] and text[start] != " ":
            for end in range(min(len(text), start + _LONGEST_NAME), start + 1, -1):
                if edges[end] and text[end - 1] != " ":
                    yield start, end, text[start:end]


def _is_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _stands_alone(question: str, folded: FoldedText, start: int, end: int) -> bool:
    """Whether part of a name is meant as a name: not a common word, not a piece of a longer transliteration."""
    form = folded.text[start:end]
    if has_han(form):
        before, after = folded.text[start - 1 : start], folded.text[end : end + 1]
        return before not in TRANSLITERATION and (after not in TRANSLITERATION or after in _ALSO_WORDS)
    if form not in WORDS_AND_NAMES:
        return True
    at = folded.span(start, end)[0]
    first = not question[:at].strip() or _ENDS_SENTENCE.search(question[:at]) is not None
    return question[at].isupper() and not (first and form in _OPENING_WORDS)


def _titles(folded: FoldedText, known: Directory) -> Iterator[_Found]:
    spans = title_spans(folded.text)
    for start, end, codes in _runs(folded.text, spans):
        holders = known.holding(codes)
        if "analyst" in codes and len(holders) > 1:
            continue  # "an analyst" says nothing about which one
        holders = tuple(s for s in holders if _of_own_firm(folded.text, start, end, s))
        if holders and not _names_somebody_else(folded, end, known):
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


def _names_somebody_else(folded: FoldedText, end: int, known: Directory) -> bool:
    """Whether the name behind a title is nobody's of the call ("CEO Tim Cook")."""
    match = re.match(r"\s([a-z'\-]+)(?:\s([a-z'\-]+))?", folded.text[end:])
    if not match:
        return False
    one, two = match[1], match[2]
    if known.named(one) or (two and known.named(f"{one} {two}")):
        return False
    return one in GIVEN_NAMES and one not in WORDS_AND_NAMES and two is not None


def _firms(folded: FoldedText, known: Directory) -> Iterator[_Found]:
    """Firms of analysts, where the words around show that their analyst is meant."""
    text = folded.text
    for start, end, key in _pieces(text):
        who = known.by_firm.get(key.replace(" ", ""))
        if not who:
            continue
        after = _ANALYST_AFTER.match(text, end)
        before = _ANALYST_BEFORE.search(text[:start])
        if after:
            yield _Found(start, after.end(), who, "firm")
        elif before:
            yield _Found(before.start(), end, who, "firm")
        else:
            asks = _ASKS_AFTER.match(text, end) or _ASKED_BEFORE.search(text[:start])
            yield _Found(start, end, who, "firm" if asks else "place")


def _joined(folded: FoldedText, found: list[_Found]) -> list[_Found]:
    """A title or firm together with the name beside it as one mention of that person."""
    result: list[_Found] = []
    for one in found:
        last = result[-1] if result else None
        between = folded.text[last.end : one.start] if last else ""
        if last and {last.kind, one.kind} & {"title", "firm", "place"} and {last.kind, one.kind} & {"name", "part"}:
            shared = tuple(s for s in last.speakers if s in one.speakers)
            if shared and re.fullmatch(r"\s?(?:[,(的]\s?|'s?\s|(?:of|from|at|with)\s)?", between):
                result[-1] = _Found(last.start, one.end, shared, "name")
                continue
        result.append(one)
    return [one for one in result if one.kind != "place"]
