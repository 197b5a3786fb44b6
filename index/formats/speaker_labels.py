"""Transcripts that print each speaker in front of what is said, set apart by a colon.

    会议主持人:感谢各位的等待。……
    安・哈特(远山首席执行官):谢谢主持人。……        also: 首席执行官安・哈特:  Ann Hart, CEO:  Name -- Title:
    第二段仍属于同一位发言人。
    Operator: Our next question comes from Ann Lee with Acme Securities.
    Ann Lee: Thank you. ...
    【王明】谢谢。                                  also: [Ann Lee]  <Q - Ann Lee - Acme Securities>:  Q:  A:  问:  答:

Punctuation may be half or full width. A label that gives a role, or names the operator, shows the form. A name alone
("Ann Lee:") is a speaker only where the text knows it otherwise: from its label with a role, from a list of
participants, or from being called upon. Words before a colon that are no names ("营收:", "AWS:", "Note:") never are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.formats.base import Draft, Line, lines, turn_confidence
from index.formats.blocks import Opening, blocks
from index.formats.evidence import shows_form, vouched_for
from index.formats.headings import PEOPLE, Mark, is_call_heading, kind_in_list, mark, participant
from index.formats.inline_lists import inline_people
from index.formats.labels import read_label
from index.formats.qa_marks import bare_mark
from index.models import Kind
from index.names import fold_name, has_han, is_full, is_name, is_usual_name, parts, same_person_key
from index.people import Label
from index.titles import is_operator

_LEAD = r"[\s\ufeff>*_#\-•]*"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?"
_NUMBER = r"(?:(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.．、)）][ \t]*)?"
_LABEL = re.compile(
    rf"(?P<lead>{_LEAD}(?:[\[(（【]?{_CLOCK}[\])）】]?\s*[*_]*)?{_NUMBER})"
    rf"(?P<label>[^:：\n]{{1,120}}?)(?P<tail>(?:\s*[\[(（]{_CLOCK}[\])）]|[ \t]+{_CLOCK}(?=[:：]))?[\s*_】\]>》]*)[:：](?P<gap>[\s*_]*)(?P<rest>.*)",
    re.S,
)
_BRACKETS = re.compile(
    rf"(?P<lead>{_LEAD})(?P<open>[【\[〔〖])(?P<label>[^【】\[\]〔〕〖〗:：\n]{{1,110}})[】\]〕〗][*_]*\s*[:：]?\s*(?P<rest>.*)",
    re.S,
)
_NUMBERED = re.compile(
    rf"(?P<lead>{_LEAD})(?P<label>(?:Q|A|问题?|答|問題?)\s?\d{{0,3}})[.、．]\s*(?P<rest>\S.*)", re.S
)
_OPENERS = '*_【[<《「“" '
_LONGEST_LABEL = 120
_LEAST_NAMED = 2
"""Labels with a role that prove marks of one kind ("投资者提问:" beside "董事长 王明:")."""
_BRACKETED = 3
"""Lines with a name in brackets that show the form, where names return."""


@dataclass(frozen=True, slots=True)
class _Candidate(Opening):
    """A line that may open a turn; `strong` where it alone is proof."""

    strong: bool
    bracketed: bool = False
    mark: bool = False


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
        participants = (*_participants(listed, marks), *inline_people(listed))
        names = {same_person_key(person.name) for person in participants}
        candidates = [c for n, line in enumerate(listed) if marks[n] is None and (c := _candidate(n, line, names))]
        accepted = _accepted(text, candidates, participants)
        accepted = _within_call(listed, accepted)
        return Draft(tuple(blocks(text, listed, marks, accepted)), participants)


def _candidate(number: int, line: Line, listed: frozenset[str] | set[str] = frozenset()) -> _Candidate | None:
    """A line read as the beginning of a turn; `listed` are keys of people known whatever the shape of their name."""
    head = line.text[: _LONGEST_LABEL + 60]
    bracketed = _BRACKETS.match(head)
    for match in (bracketed, _LABEL.match(head), _NUMBERED.match(head)):
        if match is None:
            continue
        start = line.start + match.start("rest")
        raw = match["label"].replace("**", "").strip(_OPENERS)
        if match["rest"].startswith("//") or not raw:
            continue
        if marked := bare_mark(raw):
            return _Candidate(number, start, marked, False, mark=True)
        read = read_label(raw) or ((Label(raw), False) if len(raw) < 60 and same_person_key(raw) in listed else None)
        if read is not None:
            return _Candidate(number, start, read[0], read[1], match is bracketed)
    return None


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
    candidates = _shown(candidates)
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


def _shown(candidates: list[_Candidate]) -> list[_Candidate]:
    """The candidates with what the whole file proves: names in brackets over and over, and both Q and A.

    Marks of question and answer prove each other; where only one of them stands they are letters of something else,
    unless they are words and the others are printed with their roles or firms.
    """
    names = [same_person_key(c.label.name) for c in candidates if c.bracketed and is_name(c.label.name)]
    repeated = len(names) >= _BRACKETED and 1 < len(set(names)) < len(names)
    marks = Counter(c.label.kind for c in candidates if c.mark)
    firms = sum(c.label.kind is Kind.ANALYST and c.label.role is not None for c in candidates)
    named = sum(c.strong for c in candidates) >= _LEAST_NAMED
    proven = []
    for candidate in candidates:
        if candidate.mark:
            words = has_han(candidate.label.name) or len(candidate.label.name) > 1
            others = named or (firms > 1 and candidate.label.kind is Kind.EXECUTIVE)
            if len(marks) > 1 or (words and others and marks[candidate.label.kind] > 1):
                proven.append(replace(candidate, strong=True))
        elif candidate.bracketed and repeated and (candidate.label.role or is_name(candidate.label.name)):
            proven.append(replace(candidate, strong=True))
        else:
            proven.append(candidate)
    return proven


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
