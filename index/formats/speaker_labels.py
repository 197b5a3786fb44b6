"""Transcripts that print each speaker in front of what is said, set apart by a colon.

    会议主持人:感谢各位的等待。……
    安・哈特(远山首席执行官):谢谢主持人。……        also: 首席执行官安・哈特:  Ann Hart, CEO:  Name -- Title:
    第二段仍属于同一位发言人。
    Operator: Our next question comes from Ann Lee with Acme Securities.
    Ann Lee: Thank you. ...

Punctuation may be half or full width. A label that gives a role, or names the operator, shows the form. A name alone
("Ann Lee:") is a speaker only where the text knows it otherwise: from its label with a role, from a list of
participants, or from being called upon. Words before a colon that are no names ("营收:", "AWS:", "Note:") never are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.formats.base import Block, Draft, Line, lines, trim, turn_confidence
from index.formats.evidence import shows_form, vouched_for
from index.formats.headings import PEOPLE, Mark, is_call_heading, kind_in_list, mark, participant
from index.models import Kind, Section
from index.names import (
    HAN,
    fold_name,
    has_han,
    is_full,
    is_name,
    is_single_name,
    is_usual_name,
    parts,
    same_person_key,
    simplify,
)
from index.people import Label
from index.titles import (
    has_firm_word,
    is_operator,
    is_unnamed,
    looks_like_role,
    split_role,
    title_codes,
    title_end,
)

_LABEL = re.compile(
    r"(?P<lead>[\s\ufeff>*_#\-•]*(?:[\[(（【]?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?[\])）】]?\s*[*_]*)?)"
    r"(?P<label>[^:：\n]{1,120}?)(?P<tail>[\s*_】\]]*)[:：](?P<gap>[\s*_]*)(?P<rest>.*)",
    re.S,
)
_PARENTHESIS = re.compile(
    r"(?P<name>[^()（）]{1,60}?(?:[(（][^()（）]{2,40}[)）]\s?[^()（）]{0,40}?)?)\s*"
    r"[(（](?P<inside>(?:[^()（）]|[(（][^()（）]*[)）]){1,110})[)）]"
)
_TWO_NAMES = re.compile(r"(?P<name>[^()（）]+?)\s*[(（](?P<alias>[^()（）]+)[)）]")
_SEPARATOR = re.compile(r"\s+-\s+|\s*(?:-{2,3}|—{1,2}|–|―|\||｜)\s*|\s*[,\uff0c]\s*")
_INSIDE = re.compile(r"\s*[,\uff0c、;；/|｜]\s*|\s+[-–—]\s+")
_FIRM_AND_NAME = re.compile(rf"(?P<firm>[{HAN}]{{2,8}})\s*(?P<name>[A-Z][A-Za-zÀ-ž.'’ \-]+)")
_VERB = re.compile(r"\s*(?:提问|发问|问道|问|回答|答|发言)$")
_OPENERS = '*_【[<《「“" '
_BETWEEN = " ,\uff0c、;；/|｜-–—"
_LONGEST_LABEL = 120


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line that may open a turn; its text begins at `start`."""

    line: int
    start: int
    label: Label
    strong: bool


class SpeakerLabels:
    """Reads names set apart by a colon; see the module."""

    name = "speaker-labels"
    extensions = (".txt", ".text", ".md", ".markdown")

    def confidence(self, text: str) -> float:
        """n / (n + 1) for n turns found, 0 for fewer than two."""
        return turn_confidence(self.read(text))

    def read(self, text: str) -> Draft:
        """Blocks from each accepted label to the next one, section heading or footer."""
        listed = list(lines(text))
        marks = [mark(line) for line in listed]
        participants = _participants(listed, marks)
        names = {same_person_key(person.name) for person in participants}
        candidates = [c for n, line in enumerate(listed) if marks[n] is None and (c := _candidate(n, line, names))]
        accepted = _accepted(text, candidates, participants)
        accepted = _within_call(listed, accepted)
        return Draft(tuple(_blocks(text, listed, marks, accepted)), participants)


def _candidate(number: int, line: Line, listed: frozenset[str] | set[str] = frozenset()) -> _Candidate | None:
    """A line read as the beginning of a turn; `listed` are keys of people known whatever the shape of their name."""
    head = line.text[: _LONGEST_LABEL + 60]
    match = _LABEL.match(head)
    if match is None:
        return None
    start = line.start + match.start("rest")
    raw = match["label"].strip(_OPENERS)
    if match["rest"].startswith("//") or not raw:
        return None
    read = _read_label(raw) or ((Label(raw), False) if len(raw) < 60 and same_person_key(raw) in listed else None)
    return None if read is None else _Candidate(number, start, read[0], read[1])


def _read_label(raw: str) -> tuple[Label, bool] | None:
    """What stands before the colon as a label, and whether it alone is proof; None where it is no person."""
    if is_operator(raw):
        return Label(raw, kind=Kind.OPERATOR), True
    if is_unnamed(raw):
        return Label(raw), True
    match = _PARENTHESIS.fullmatch(raw)
    if match:
        return _parenthesised(match["name"].strip(), match["inside"].strip())
    separator = _SEPARATOR.search(raw)
    if separator and separator.start() > 0:
        name, role = raw[: separator.start()].strip(), _VERB.sub("", raw[separator.end() :].strip())
        if looks_like_role(role) and _may_be_name(name):
            return Label(name, role), True
        if is_name(name) and has_firm_word(role) and len(role) < 60:
            return Label(name, role), False
        swapped = _SEPARATOR.split(raw)[-1].strip()
        if is_name(swapped) and looks_like_role(raw[: -len(swapped)].strip(_BETWEEN)):
            return Label(swapped, raw[: -len(swapped)].strip(_BETWEEN)), True
        return (Label(raw), False) if is_name(raw) else None
    return _joined(_VERB.sub("", raw))


def _parenthesised(name: str, inside: str) -> tuple[Label, bool] | None:
    """`Name(role)`, `Name(other name, role)`, `Name(firm)`, `Title Name(firm)`."""
    if is_operator(name):
        return Label(name, kind=Kind.OPERATOR), True
    if is_unnamed(name):
        return Label(name, inside), True
    alias, role = None, inside
    both = _TWO_NAMES.fullmatch(name)
    if both and has_han(both["name"]) != has_han(both["alias"]):
        name, alias = both["name"], both["alias"].strip()
    pieces = _INSIDE.split(inside)
    if is_name(pieces[0]) and has_han(pieces[0]) != has_han(name) and not title_codes(pieces[0]):
        alias, role = pieces[0], inside[len(pieces[0]) :].strip(_BETWEEN)
    end = title_end(name)
    if 0 < end < len(name) and is_name(name[end:].strip()):
        title, name = name[:end].strip(), name[end:].strip()
        return Label(name, f"{role} {title}".strip() if not title_codes(role) else role, alias), True
    if title_codes(name) and not is_name(name):
        return None
    if looks_like_role(role) and (_may_be_name(name) or alias):
        return Label(name, role, alias), True
    if not is_name(name) and not alias:
        return None
    return Label(name, role or None, alias), False


def _joined(raw: str) -> tuple[Label, bool] | None:
    """A title and a name without a sign between them ("某某公司分析师张伟", "CEO Ann Lee"), or a name alone."""
    if (is_name(raw) or is_single_name(raw)) and not title_codes(raw):
        return Label(raw), False
    mixed = _FIRM_AND_NAME.fullmatch(raw)
    if mixed and is_name(mixed["name"]) and not title_codes(raw):
        return Label(mixed["name"], mixed["firm"]), False
    end = title_end(raw)
    if end <= 0 or len(raw) > 60:
        return None
    role, name = raw[:end].strip(), raw[end:].strip(" 的")
    if name and is_name(name) and looks_like_role(role):
        return Label(name, role), True
    if name:
        first = _name_before_title(raw)
        return (first, True) if first else None
    if has_han(raw):
        first = _name_before_title(raw)
        if first:
            return first, True
        return (Label(raw, raw), False) if looks_like_role(raw) and split_role(raw)[0] else None
    return None


def _name_before_title(raw: str) -> Label | None:
    """A name with its title behind it ("Ann Hart CEO", "张勇 首席执行官")."""
    name, _, role = raw.partition(" ")
    while role:
        if is_name(name) and is_full(name) and looks_like_role(role):
            return Label(name, role.strip())
        more, _, role = role.partition(" ")
        name = f"{name} {more}"
    return None


def _may_be_name(name: str) -> bool:
    """A name beside a printed title need not be a usual one, but it is short and no title or firm itself."""
    if is_name(name):
        return True
    if title_codes(name) or has_firm_word(name) or any(c.isdigit() for c in name):
        return False
    if has_han(name):
        return 2 <= len(name) <= 20 and not any(c in "的了是在为、,。;；和与" for c in simplify(name))
    tokens = name.split()
    return 1 <= len(tokens) <= 5 and all(t[0].isupper() for t in tokens)


def _participants(listed: Sequence[Line], marks: Sequence[Mark | None]) -> tuple[Label, ...]:
    people: list[Label] = []
    in_list = False
    kind: Kind | None = None
    for line, marked in zip(listed, marks, strict=True):
        if marked is not None:
            in_list = marked in PEOPLE
            kind = kind_in_list(marked)
        elif in_list and line.text.strip():
            person = participant(line.text, kind)
            read = _candidate(0, line)
            if person is None or (read is not None and read.strong and is_operator(read.label.name)):
                in_list = False
            else:
                people.append(person)
    return tuple(people)


def _accepted(text: str, candidates: list[_Candidate], participants: Sequence[Label]) -> list[_Candidate]:
    """The candidates that open turns; none where no label shows the form beyond doubt."""
    listed = {(p.name, p.role) for p in participants}
    candidates = [c for c in candidates if (c.label.name, _after_colon(text, c)) not in listed]
    strong = [c for c in candidates if c.strong]
    keys = [same_person_key(c.label.name) for c in candidates if is_usual_name(c.label.name)]
    if not shows_form(bool(strong), keys, {same_person_key(p.name) for p in participants}):
        return []
    names = [name for c in strong for name in (c.label.name, c.label.alias) if name]
    names += [p.name for p in participants]
    known = {same_person_key(name) for name in names}
    known |= {fold_name(part) for name in names if is_full(name) for part in parts(name) if len(part) > 1}
    printed = Counter(same_person_key(c.label.name) for c in candidates)
    doubtful = {same_person_key(c.label.name): c.label for c in candidates if not c.strong}
    doubtful = {key: label for key, label in doubtful.items() if key not in known}
    with_role = sum(1 for c in strong if c.label.role)
    names_alone = sum(1 for c in candidates if not c.strong and is_full(c.label.name)) > with_role
    known |= vouched_for(text, doubtful, printed, names_alone)
    return [c for c in candidates if c.strong or same_person_key(c.label.name) in known]


def _after_colon(text: str, candidate: _Candidate) -> str:
    end = text.find("\n", candidate.start)
    return text[candidate.start : end if end >= 0 else len(text)].strip()


def _within_call(listed: Sequence[Line], accepted: list[_Candidate]) -> list[_Candidate]:
    """Without labels in the article, where a heading says that the call's wording follows it."""
    for number, line in enumerate(listed):
        if is_call_heading(line):
            after = [c for c in accepted if c.line > number]
            if len(after) > 1 and len(after) < len(accepted):
                return after
    return accepted


def _blocks(
    text: str, listed: Sequence[Line], marks: Sequence[Mark | None], accepted: Sequence[_Candidate]
) -> Iterator[Block]:
    if not accepted:
        return
    opens = {c.line: c for c in accepted}
    first = accepted[0].line
    section: Section | None = None
    opening = listed[first].start
    for number in range(first):
        if marks[number] in (Mark.PREPARED, Mark.QA):
            section = Section.QA if marks[number] is Mark.QA else Section.PREPARED
            opening = listed[number].start
        elif listed[number].text.strip():
            opening = listed[first].start
    start, end = trim(text, 0, opening)
    if end > start:
        yield Block(start, end)
    current: _Candidate | None = None
    for number in range(first, len(listed) + 1):
        stop = number == len(listed)
        if not stop and number not in opens and marks[number] is None:
            continue
        if current is not None:
            start, end = trim(text, current.start, len(text) if stop else listed[number].start)
            if end > start:
                yield Block(start, end, replace(current.label), section)
            current = None
        if stop:
            return
        if number in opens:
            current = opens[number]
        elif marks[number] in (Mark.PREPARED, Mark.QA):
            section = Section.QA if marks[number] is Mark.QA else Section.PREPARED
