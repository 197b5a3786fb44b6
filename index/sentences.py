"""Sentences of Chinese, English and mixed text, as offsets.

A sentence ends at a line's end, at 。！？ and their half-width forms, and at a period that ends an English sentence:
not one inside a number or a name, nor one after an abbreviation or an initial. Closing quotation marks and brackets
stay with the sentence they close. Chinese clauses between semicolons or after …… are sentences of their own where
both sides are long enough to be understood alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.text import CJK, words

MIN_CLAUSE = 12
"""Characters that a Chinese clause beside a semicolon needs to stand as a sentence of its own."""

_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_END = re.compile(r"(?:[。｡！？!?]|\.(?![.\d])|\.{3,}|…)[。｡！？!?.…]*")
_SOFT = re.compile(r"[;；]|…+|\.{3,}")
_CJK = re.compile(f"[{CJK}]")
_CJK_SIDE = re.compile(f"[{CJK}，。；：、！？（）《》【】「」『』“”]")
_CLOSING = "”’」』）)】]》〉〕｝}»"
_OPENING = "“‘「『（(【[《〈〔｛{«\"'"
_TOKEN_BEFORE = re.compile(r"[A-Za-z](?:[A-Za-z.’'&-]*[A-Za-z])?$")
_MARKER = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})$")
_REACH = 40
"""Characters looked back for the word before a period: keeps the time linear."""

# A period after these never ends a sentence.
_NEVER_LAST = words(
    "mr mrs ms mx dr prof messrs hon rev gen col lt sgt capt cmdr adm gov sen rep pres vs v e.g i.e cf viz approx ca "
    "est incl excl dept fig figs eq sec art vol ed eds pp mt ft"
)
# These end a sentence only before a word that usually begins one.
_SELDOM_LAST = words(
    "inc corp co cos ltd llc plc l.p s.a n.v bros jr sr st ave blvd u.s u.k e.u u.n u.a.e d.c a.m p.m etc al ph.d "
    "m.b.a b.a m.a assn mfg intl natl tech univ"
)
# These go with a number: "No. 3", "Jan. 5", "p. 12".
_BEFORE_NUMBER = words("no nos p jan feb mar apr jun jul aug sep sept oct nov dec q")
_BEGINNERS = words(
    "the a an and but so or yes no we our i it its they their he she his her you your this that these those there here "
    "in on at as for with from to by of if when while what why how who where although since because after before "
    "during overall additionally also finally first second third next now then today turning moving looking let please "
    "thank thanks good great okay ok well with within excluding including compared despite however meanwhile moreover "
    "revenue net operating gross sales"
)


def split(text: str) -> list[tuple[int, int]]:
    """Half-open spans of the sentences of `text`, in order, without surrounding white space.

    They do not overlap and leave out nothing but white space. Takes time linear in the length of the text.
    """
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        for start, end in _hard(text, line.start(), line.end()):
            spans.extend(_clauses(text, start, end))
    return spans


def _hard(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences of one line by its full stops, question and exclamation marks."""
    position = start
    quotes_seen_to, quotes = start, 0
    for match in _END.finditer(text, start, end):
        if match.start() < position:
            continue
        quotes += text.count('"', quotes_seen_to, match.end())
        quotes_seen_to = match.end()
        cut = match.end()
        while cut < end and (text[cut] in _CLOSING or (text[cut] == '"' and quotes % 2)):
            if text[cut] == '"':
                quotes += 1
            cut += 1
        quotes_seen_to = cut
        if _ends_sentence(text, position, match, cut, end):
            yield from _trimmed(text, position, cut)
            position = cut
    yield from _trimmed(text, position, end)


def _ends_sentence(text: str, start: int, match: re.Match[str], cut: int, end: int) -> bool:
    mark = match[0]
    following = text[cut : cut + _REACH] if cut < end else ""
    following = following[: max(0, end - cut)]
    if any(c in "。｡！？" for c in mark):
        return True
    if not following.strip():
        return True
    spaced = following[0].isspace()
    after = following.lstrip().lstrip(_OPENING).lstrip()
    before_is_cjk = match.start() > start and bool(_CJK_SIDE.match(text[match.start() - 1]))
    after_is_cjk = bool(_CJK.match(after))
    if mark[0] == "…" or mark.startswith("..."):
        return spaced and not after[:1].islower()
    if mark[0] in "!?":
        if spaced:
            return not after[:1].islower() or before_is_cjk
        return before_is_cjk or after_is_cjk
    if before_is_cjk:
        return spaced or after_is_cjk or following[0] in _OPENING
    if not (spaced or after_is_cjk):
        return False
    return _period_ends(text[max(start, match.start() - _REACH) : match.start()], text, start, match.start(), after)


def _period_ends(before: str, text: str, start: int, position: int, after: str) -> bool:
    """Whether a period between `before` and `after` ends a sentence, and no list number, abbreviation or initial."""
    if position - start <= 6 and _MARKER.match(text[start:position].lstrip()):
        return False
    token = _TOKEN_BEFORE.search(before)
    if token is None:
        return True
    word = token[0].lower()
    next_word = re.match(r"[A-Za-z]+", after)
    begins = bool(next_word) and after[0].isupper() and next_word is not None and next_word[0].lower() in _BEGINNERS
    if word in _NEVER_LAST:
        return False
    if word in _BEFORE_NUMBER:
        return not after[:1].isdigit()
    if word in _SELDOM_LAST:
        return begins
    if _initials(token[0]):
        return begins and (len(token[0]) == 1 or next_word is None or len(next_word[0]) > 1)
    return not (after[:1].islower() and len(word) <= 3)


def _initials(token: str) -> bool:
    """ "J", "J.P", "U.S.A": single capitals between periods."""
    return all(len(part) == 1 and part.isupper() for part in token.split("."))


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """One sentence, or its Chinese clauses where all of them are long enough."""
    position = start
    depth_at, depth = start, 0
    for match in _SOFT.finditer(text, start, end):
        cut = match.end()
        while cut < end and text[cut] in _CLOSING:
            cut += 1
        depth += _depth(text, depth_at, cut)
        depth_at = cut
        if depth > 0 or cut - position < MIN_CLAUSE or end - cut < MIN_CLAUSE:
            continue
        if _CJK_SIDE.match(text[match.start() - 1]) or _CJK_SIDE.match(text[cut]):
            yield from _trimmed(text, position, cut)
            position, depth = cut, 0
    yield from _trimmed(text, position, end)


def _depth(text: str, start: int, end: int) -> int:
    piece = text[start:end]
    return sum(piece.count(c) for c in "（([【") - sum(piece.count(c) for c in "）)]】")


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
