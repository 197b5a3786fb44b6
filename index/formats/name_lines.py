"""Lines that may name the speaker of what stands below them: a name, perhaps with a role, a clock or a mark beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.formats.base import Line, lines
from index.formats.headings import Mark, bare, mark
from index.formats.labels import is_firm, read_label
from index.formats.qa_marks import asks, bare_mark, named_mark
from index.models import Kind
from index.names import (
    clean_name,
    has_han,
    is_full,
    is_given_name,
    is_name,
    is_single_name,
    is_whole,
)
from index.people import Label
from index.periods import CALL_WORDS
from index.titles import has_firm_word, is_operator, is_unnamed, looks_like_role, split_role, title_codes

_DASH = re.compile(r"\s+-\s+|\s*(?:-{2,3}|—{1,2}|–|―|\||｜)\s*")
_COMMA = re.compile(r"\s*[,\uff0c]\s*")
_PARENTHESIS = re.compile(
    r"(?P<name>[^()（）]{2,60}?)\s*[(（](?P<role>[^()（）]{2,100}(?:[(（][^()（）]*[)）][^()（）]*)?)[)）]"
)
_UNMARKED = re.compile(r"\*{1,3}|(?<![A-Za-z0-9])_{1,2}(?=\S)|(?<=\S)_{1,2}(?![A-Za-z0-9])")
_CLOCK = r"[\[(（<]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?(?:\s?[AaPp][Mm])?[\])）>]?"
_STAMPED = re.compile(
    rf"[ \t>#*_]*(?P<before>{_CLOCK}[ \t|\-–—]+)?(?P<name>[^\s\d:：][^:：\n]{{1,80}}?)(?P<after>[ \t|\-–—]+{_CLOCK})?[ \t*_]*"
)
_BOLD_NAME = re.compile(
    r"[ \t>#]*(?P<sign>\*\*|__)(?P<name>[^*_\n]{2,60})(?P=sign)[ \t,\uff0c:：|(（\-–—]+[*_]*(?P<role>[^*\n]{2,120}?)[*_)） \t]*"
)
_TICKER = re.compile(r"[A-Za-z ]{2,20}[:：]\s*[A-Z0-9.\-]{1,10}")
_LEGAL_FORM = re.compile(r"(?:Inc|Corp|Co|Ltd|Limited|LLC|L\.?P|plc|N\.V|S\.A|AG|SE)\b", re.I)
_RULE = re.compile(r"[-=_*~.·…—–]{4,}")
_PRINTED_WITH = re.compile(r"\s*(?:\{[^{}\n]{1,40}\}|\[\d{1,4}\])\s*$")
"""What databases print behind a name: a number of the turn ("[12]"), of the person ("{BIO 1234567 <GO>}")."""
_INLINE = re.compile(r"[ \t\ufeff*_]*(?P<label><?[^:：<>\n]{1,100}>?)[*_ \t]*[:：][*_ \t]*(?=\S)")
_MARKED_ROLE = re.compile(r"(?P<role>.+?)[ \t]+(?P<mark>[QA])")
_ONLY_DASHES = re.compile(r"[\s\-–—]+")
_TABLE_GAP = re.compile(r"\S(?:\t| {3,})\S")
_LONGEST = 160
_MOST_PIECES = 3
_LONGEST_FIRM = 60
_LONGEST_HAN = 40
_SMALL = frozenset({"and", "of", "the", "de", "für", "y"})


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that may name a speaker; `last` is the number of its last line (a title may stand below the name)."""

    label: Label
    strong: bool
    last: int
    begin: int | None = None
    """Where the speech begins, if on the line of the name itself ("Operator: Good day.")."""


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a text, what each is for the layout, and which may be headings."""

    lines: Sequence[Line]
    marks: Sequence[Mark | None]
    headings: dict[int, Heading]

    def following(self, number: int) -> int | None:
        """The number of the next line that holds anything but a rule."""
        return next(
            (
                n
                for n in range(number + 1, len(self.lines))
                if (t := self.lines[n].text.strip()) and not _RULE.fullmatch(t)
            ),
            None,
        )

    def has_text(self, number: int) -> bool:
        """Whether a heading has text below it, and not another heading."""
        if self.headings[number].begin is not None:
            return True
        after = self.following(self.headings[number].last)
        return after is not None and self.marks[after] is None and after not in self.headings


def page_of(text: str) -> Page:
    """The lines of a text, each read without regard to its surroundings."""
    listed = list(lines(text))
    marks = [mark(line) for line in listed]
    page = Page(listed, marks, {})
    skip = -1
    for number in range(len(listed)):
        if number > skip and marks[number] is None and (heading := _heading(page, number)):
            page.headings[number] = heading
            skip = heading.last
    return page


def _heading(page: Page, number: int) -> Heading | None:
    """A line read as a heading, without regard to its surroundings."""
    line = page.lines[number].text
    if (inline := _inline(page.lines[number], number)) is not None:
        return inline
    if len(line) > 2 * _LONGEST:
        return None
    line = _PRINTED_WITH.sub("", line)
    stamped = _STAMPED.fullmatch(line)
    if stamped and (stamped["before"] or stamped["after"]):
        inner = _heading_text(page, number, stamped["name"], stamped["name"].strip(" *_#-–—|"))
        if inner is not None and inner.last == number:
            return replace(inner, strong=inner.strong or is_full(inner.label.name))
    if line.count("|") > 1 or _TABLE_GAP.search(line.strip()):
        return None
    bold = _BOLD_NAME.fullmatch(line)
    if bold and (named := _titled(number, _UNMARKED.sub("", bold["name"]).strip(), bold["role"].strip(), least=1)):
        return named
    text = _UNMARKED.sub("", bare(line))
    if (alone := bare_mark(text)) is not None and not line.rstrip().endswith((":", "：")):
        return Heading(alone, False, number)
    if not 1 < len(text) <= _LONGEST or line.rstrip().endswith(("。", "?", "？", "!", "！")):
        return None
    if marked := named_mark(text):
        inner = _heading_text(page, number, line, marked[1])
        if inner is not None:
            return replace(inner, label=asks(inner.label, marked[0]), strong=True)
    return _heading_text(page, number, line, text)


def _inline(line: Line, number: int) -> Heading | None:
    """The operator, or a name with a mark, before a colon with the speech behind it, among names on lines of their own."""
    match = _INLINE.match(line.text, 0, 2 * _LONGEST)
    if match is None:
        return None
    text = match["label"].strip(" <>*_")
    marked = named_mark(text)
    if not is_operator(text) and marked is None:
        return None
    read = read_label(text)
    return Heading(read[0], True, number, line.start + match.end()) if read is not None and read[1] else None


def _heading_text(page: Page, number: int, line: str, text: str) -> Heading | None:
    """The heading in a line without its decoration."""
    if is_operator(text):
        return Heading(Label(text, kind=Kind.OPERATOR), True, number)
    if is_unnamed(text) and not _DASH.search(text):
        role, last = _role_below(page, number)
        return Heading(Label(text, role), True, last)
    match = _DASH.search(text)
    if match and match.start() > 0:
        name, role = text[: match.start()].strip(), text[match.end() :].strip()
        first = _before_comma(name)
        named = is_name(first) or (is_single_name(first) and title_codes(role))
        if len(first) < len(name) and named:  # Name, Firm -- Title
            name, role = first, text[len(first) :].lstrip(" ,\uff0c")
        return _titled(number, name, role, least=1)
    match = _PARENTHESIS.fullmatch(_UNMARKED.sub("", line).strip().strip("# "))
    if match:
        return _titled(number, match["name"].strip(), match["role"].strip())
    first = _before_comma(text)
    role = text[len(first) :].strip(" ,\uff0c")
    if role and looks_like_role(role) and not text.endswith("."):
        return _titled(number, first, role)
    if role and is_name(first) and is_whole(first):  # Name, Firm; not Firm, Inc.
        firm = (is_firm(role) or is_name(role)) and not _LEGAL_FORM.match(role)
        return _titled(number, first, role) if firm else None
    read = read_label(text) if has_han(text) and len(text) <= _LONGEST_HAN else None
    if read is not None and read[0].role and is_name(read[0].name):
        return Heading(read[0], read[1], number)
    single = is_single_name(text)
    if not single and not (is_name(text) and (is_whole(text) or has_han(text))):
        return None
    if title_codes(text) and not is_given_name(text.split(maxsplit=1)[0]):
        return None
    role, last = _role_below(page, number)
    marked = _MARKED_ROLE.fullmatch(role) if role else None
    if marked is not None:
        kind = Kind.ANALYST if marked["mark"] == "Q" else Kind.EXECUTIVE
        return Heading(Label(text, marked["role"], kind=kind), True, last)
    return Heading(Label(text, role), role is not None, last)


def _before_comma(text: str) -> str:
    """What stands before the first comma, or before the next one where a credential follows ("Ann Lee, Jr., CEO")."""
    end = 0
    while (comma := _COMMA.search(text, end)) is not None:
        following = _COMMA.split(text[comma.end() :], maxsplit=1)[0]
        if clean_name(f"{text[: comma.start()]}, {following}") != clean_name(text[: comma.start()]):
            return text[: comma.start()].strip()
        end = comma.end() + len(following)
    return text


def _role_below(page: Page, number: int) -> tuple[str | None, int]:
    """A title printed on the line below a name, perhaps after a line of dashes, and the last line it takes."""
    after = page.following(number)
    if after is not None and _ONLY_DASHES.fullmatch(page.lines[after].text):
        return _role_after_dashes(page, after, number)
    if after is None or page.marks[after] is not None:
        return None, number
    if page.lines[after].text.lstrip().startswith("--"):
        return _role_after_dashes(page, after, number)
    if len(page.lines[after].text) > 2 * _LONGEST:
        return None, number
    text = _UNMARKED.sub("", bare(_PRINTED_WITH.sub("", page.lines[after].text)))
    firm, title = split_role(text)
    if looks_like_role(text) and not is_operator(text) and (_DASH.search(text) is None or (firm and title)):
        name = _DASH.split(text)[0].strip()
        if not is_name(name) or has_firm_word(name) or title_codes(name):
            return text, after
    if (
        after == number + 1
        and _is_firm(text)
        and not "".join(row.text for row in page.lines[after + 1 : after + 2]).strip()
    ):
        return text, after
    return None, number


def _is_firm(text: str) -> bool:
    """Whether a line holds a firm's name and nothing else."""
    capitalised = all(word[:1].isupper() or not word[:1].isalpha() or word in _SMALL for word in text.split())
    firm = has_firm_word(text) or is_firm(text)
    return len(text) <= _LONGEST_FIRM and firm and capitalised and not _is_sentence(text)


def _role_after_dashes(page: Page, dashes: int, number: int) -> tuple[str | None, int]:
    """A role whose dashes stand on a line of their own, or at the beginning of its line; they are proof enough."""
    pieces: list[str] = []
    last = number
    at: int | None = dashes
    while at is not None and len(pieces) < _MOST_PIECES and page.marks[at] is None:
        text = page.lines[at].text.strip()
        role = text.lstrip("-–— ")
        if not text.startswith(("-", "–", "—")):
            break
        if not role:
            at = page.following(at)
            if at is None or page.marks[at] is not None:
                break
            role = page.lines[at].text.strip()
        if len(role) > _LONGEST or (_is_sentence(role) and not looks_like_role(role.rstrip("."))):
            break
        pieces.append(_UNMARKED.sub("", bare(role)))
        last = at
        at = page.following(at)
    return (" -- ".join(pieces), last) if pieces else (None, number)


def _titled(number: int, name: str, role: str, least: int = 2) -> Heading | None:
    """A name and what stands beside it; `least` is the number of words a name of unusual words must have."""
    if is_operator(name) and not title_codes(role) and not _is_sentence(role):
        return Heading(Label(name, role or None, kind=Kind.OPERATOR), True, number)
    if (
        not role
        or (_TICKER.fullmatch(role) and not title_codes(role))
        or title_codes(name)
        or (_LEGAL_FORM.match(role) and not title_codes(role))
        or (CALL_WORDS.search(role) and re.search(r"\b(?:19|20)\d{2}\b", role))
        or (has_firm_word(name) and not is_given_name(name.split(maxsplit=1)[0]))
    ):
        return None
    if is_unnamed(name):
        return Heading(Label(name, role), True, number)
    if looks_like_role(role) and (is_name(name) or _capitalised(name, least)):
        return Heading(Label(name, role), True, number)
    longest = 100 if has_firm_word(role) or title_codes(role) else 60
    if is_name(name) and len(role) <= longest and not _is_sentence(role):
        return Heading(Label(name, role), False, number)
    return None


def _is_sentence(role: str) -> bool:
    """Whether what stands beside a name goes on or ends like a sentence, not like a role or firm."""
    ends = role.endswith((".", ",", "。", "?", "？")) and not re.search(r"\b(?:Inc|Co|Corp|Ltd|L\.P|LLC)\.$", role)
    return ends or not (has_han(role) or not role[0].islower() or title_codes(role))


def _capitalised(name: str, least: int) -> bool:
    """Whether a name consists of capitalised words without digits."""
    tokens = name.split()
    return least <= len(tokens) <= 5 and all(t[0].isupper() and not any(c.isdigit() for c in t) for t in tokens)
