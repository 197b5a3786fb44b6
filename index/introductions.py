"""What a text says about somebody when it introduces them: the title beside a name, the firm behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.names import HAN, clean_name, has_han, is_full, is_name, parts, simplify
from index.titles import looks_like_role, split_role, title_codes, title_end

_MOST_PLACES = 6
"""Places of a name looked at: people are introduced early."""
_BEFORE = 48
_AFTER = 160
_CLAUSE_HAN = re.compile(r"[,，。;；:：!！?？、\n()（）\"“”]|以及|(?<!共)和(?!谐)|是|有请|交给|请")
_CLAUSE = re.compile(
    r"[.;:!?\n()]|\b(?:with me|joining me|joined by|here with|over to|turn (?:it|the call)|welcome|from)\b", re.I
)
_ARTICLES = re.compile(r"^(?:(?:our|the|your|a|its|his|her|company'?s?|[A-Z][\w&]*['’]s)\s+)+", re.I)
_FIRM_AFTER_NAME = re.compile(
    r"\s*,?\s*(?:with|from|of|at|representing)\s+((?:(?:the|and|of|&)\s+)?[A-Z0-9][\w.&'’\-]*"
    r"(?:,?\s+(?:(?:of|and|&|the)\s+)?[A-Z0-9&][\w.&'’\-]*){0,5})"
)
_FIRM_BEFORE_NAME = re.compile(
    rf"(?:来自|來自|有请|有請|是|由)\s*(?P<firm>[{HAN}A-Za-z&.][{HAN}A-Za-z&.\- ]{{1,30}}?)(?:的)?\s*(?:分析[师師员員])?的?\s*$"
)
_FIRM_END = re.compile(
    r"[.,\s]+(?:Your|Please|You|Go|The|Good|Hi|Hello|Thank|Thanks|And|Sir|One|We|Our|My|This|Again|Now)\b.*$|[.,]+$"
)


def introduced_firm(name: str, introduction: str) -> str | None:
    """The firm that a moderator names with a person: "our next question comes from Ann Lee with Acme Securities"."""
    if has_han(introduction) and (firm := _firm_before(name, introduction)):
        return firm
    for form in _forms(name):
        at = introduction.rfind(form)
        match = _FIRM_AFTER_NAME.match(introduction, at + len(form)) if at >= 0 else None
        if match:
            firm = _FIRM_END.sub("", re.split(r"\.\s", match[1] + " ")[0].strip()).strip(" .,")
            return firm or None
    return None


def _firm_before(name: str, introduction: str) -> str | None:
    """The firm printed before a name in Chinese: "第一个问题来自北岸证券的李强"."""
    for form in _forms(name):
        at = introduction.rfind(form)
        match = _FIRM_BEFORE_NAME.search(introduction[max(0, at - _BEFORE) : at]) if at > 0 else None
        if match:
            return match["firm"].strip() or None
    return None


def introduced_role(name: str, source: str) -> str | None:
    """The title that a text gives a person where it speaks of them: "Carl Gomez, our Chief Executive Officer",
    "our CEO, Carl Gomez", "首席财务官罗敏"."""
    for form in _forms(name):
        for start, end in _places(form, source):
            after = None if has_han(form) else _title_after(source[end : end + _AFTER])
            role = after or _title_before(source[max(0, start - _BEFORE) : start])
            if role is not None:
                return role
    return None


def _forms(name: str) -> tuple[str, ...]:
    """A name as printed, without titles and credentials, and without middle initials."""
    plain = " ".join(parts(name)) if is_full(name) and not has_han(name) else name
    return tuple(dict.fromkeys((name, clean_name(name), plain)))


def _places(name: str, source: str) -> Iterator[tuple[int, int]]:
    at = -1
    for _ in range(_MOST_PLACES):
        at = source.find(name, at + 1)
        if at < 0:
            return
        yield at, at + len(name)


def _title_before(text: str) -> str | None:
    """A title that ends right before a name."""
    if has_han(text[-2:]):
        clause = _CLAUSE_HAN.split(text)[-1].strip()
        if clause and title_end(clause) == len(clause):
            title = split_role(clause)[1]
            return title if title and looks_like_role(title) and len(simplify(title)) <= 30 else None
        return None
    clause = _CLAUSE.split(text)[-1].strip().rstrip(",").rstrip()
    name, _, title = clause.partition(",")
    if title and is_name(" ".join(name.split()[-2:])):
        return None  # the title of the person before
    words = clause.split(" ")
    for first in range(len(words)):
        role = _ARTICLES.sub("", " ".join(words[first:]))
        if role and looks_like_role(role) and title_end(role) == len(role):
            return role
    return None


def _title_after(text: str) -> str | None:
    """A title set apart by a comma after a name, as far as it goes on: "President and Chief Executive Officer"."""
    if not re.match(r"\s*,\s", text):
        return None
    pieces = re.split(r"[.;:!?\n()]|\s[-–—]", text)[0].split(",")[1:]
    role: list[str] = []
    for piece in pieces:
        bare = _ARTICLES.sub("", re.sub(r"^\s*(?:and\s+)?", "", piece).strip())
        before, joined, following = bare.rpartition(" and ")
        ends = before if joined and not title_codes(following) else bare
        if not ends or not looks_like_role(ends):
            break
        role.append(ends)
        if ends != bare:
            break
    return ", ".join(role) or None
