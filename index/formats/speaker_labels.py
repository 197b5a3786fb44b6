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
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.formats.base import Draft, Line, lines, turn_confidence
from index.formats.blocks import Opening, blocks
from index.formats.evidence import shows_form, vouched_for
from index.formats.headings import PEOPLE, Mark, is_call_heading, kind_in_list, marked, participant
from index.formats.inline_lists import inline_people
from index.formats.labels import read_label
from index.formats.qa_marks import asks, bare_mark
from index.models import Kind
from index.names import clean_name, fold_name, has_han, is_full, is_name, is_usual_name, parts, same_person_key
from index.people import Label
from index.titles import has_firm_word, is_operator, kind_of, title_codes

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
_NUMBERED = re.compile(rf"(?P<lead>{_LEAD})(?P<label>(?:Q|A|问题?|答|問題?)\s?\d{{0,3}})[.、．]\s*(?P<rest>\S.*)", re.S)
_COVER = re.compile(r"\s*(?P<who>management|moderators?|speakers?|hosts?|hosted by|analysts?)\s*[:：]\s*(?=\S)", re.I)
_PERSON_ABOVE = re.compile(
    r"(?:(?P<asks>提问[人者方]|提問[人者]|Questioner|Asked by)|(?:回答|答复|回复|答覆|回覆)[人者方]|Respondent|Answered by)\s*[:：]\s*(?P<who>.{2,60})",
    re.I,
)
_NUMBERED_QUESTION = re.compile(r"\s*[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]?\s*[、.．:：)）]\s*(?=\S)")
_WITH_INITIALS = re.compile(r"(?<!\w)(?P<name>[A-Z][\w'’\-]{1,30}(?: [A-Z][\w'’\-.]{0,30}){1,3}) \([A-Z]{2,3}\)")
_MOST_INITIALS = 4
_NOBODY: Mapping[str, str] = {}
_QUESTION_LINES = 5
"""Lines above an answer in which the number of its question stands."""
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
        marks = marked(listed)
        cover = dict(_cover(listed))
        participants = (*_participants(listed, marks), *inline_people(listed), *cover.values())
        names = {same_person_key(person.name): person.name for person in participants}
        names |= _initials(text, participants)
        candidates = [
            c
            for n, line in enumerate(listed)
            if marks[n] is None and n not in cover and (c := _candidate(n, line, names))
        ]
        candidates = _with_numbered(listed, _with_persons(listed, candidates))
        accepted = _accepted(text, candidates, participants, names)
        accepted = _within_call(listed, accepted)
        return Draft(tuple(blocks(text, listed, marks, accepted)), participants)


def _initials(text: str, participants: Sequence[Label]) -> dict[str, str]:
    """The names of people by their initials, where these are one's alone: listed, or printed behind a name."""
    names = {same_person_key(person.name): person.name for person in participants}
    for match in _WITH_INITIALS.finditer(text):
        names.setdefault(same_person_key(match["name"]), match["name"])
    bearers: dict[str, list[str]] = {}
    for name in names.values():
        if not has_han(name) and is_full(name):
            bearers.setdefault("".join(word[0] for word in clean_name(name).split()), []).append(name)
    return {fold_name(short): found[0] for short, found in bearers.items() if len(found) == 1 and short.isupper()}


def _candidate(number: int, line: Line, listed: Mapping[str, str] = _NOBODY) -> _Candidate | None:
    """A line read as the beginning of a turn; `listed` are people known whatever the shape of their name, by its key
    or their initials."""
    head = line.text[: _LONGEST_LABEL + 60]
    bracketed = _BRACKETS.match(head)
    for match in (bracketed, _LABEL.match(head), _NUMBERED.match(head)):
        if match is None:
            continue
        start = line.start + match.start("rest")
        raw = match["label"].replace("**", "").strip(_OPENERS)
        if match["rest"].startswith("//") or not raw:
            continue
        if bare := bare_mark(raw):
            inner = _LABEL.match(match["rest"][:_LONGEST_LABEL])
            read = read_label(inner["label"].strip(_OPENERS)) if inner else None
            if inner and read and bare.kind and (read[1] or is_name(read[0].name) or read[0].role):
                return _Candidate(number, start + inner.start("rest"), asks(read[0], bare.kind), False, mark=True)
            return _Candidate(number, start, bare, False, mark=True)
        read = read_label(raw)
        if read is None and len(raw) < 60 and (known := listed.get(fold_name(raw)) or listed.get(same_person_key(raw))):
            read = Label(known if raw.isupper() and len(raw) <= _MOST_INITIALS else raw), False
        if read is not None:
            return _Candidate(number, start, read[0], read[1], match is bracketed)
    return None


def _cover(listed: Sequence[Line]) -> Iterator[tuple[int, Label]]:
    """The people named on the cover, by line: "MANAGEMENT: MR. CARL GOMEZ – MANAGING DIRECTOR – ACME LIMITED" and below."""
    kind: Kind | None = None
    in_list = False
    for number, line in enumerate(listed):
        head = _COVER.match(line.text) if len(line.text) <= 2 * _LONGEST_LABEL else None
        text = line.text[head.end() :] if head else line.text
        if not text.strip():
            continue
        person = participant(text) if (head or in_list) and text.rstrip()[-1] not in ".?!。？！" else None
        in_list = person is not None and person.role is not None and " " in text.strip()
        if in_list and person is not None and (title_codes(person.role or "") or has_firm_word(person.role or "")):
            if head:
                kind = Kind.EXECUTIVE if head["who"].lower() == "management" else None
            yield number, replace(person, kind=kind)
        else:
            in_list = False


def _with_persons(listed: Sequence[Line], candidates: list[_Candidate]) -> list[_Candidate]:
    """The candidates with marks that take the name of the line above them ("提问人:北岸证券 李强", then "问题:...")."""
    with_mark = {c.line: c for c in candidates if c.mark}
    taken: dict[int, _Candidate] = {}
    for number, line in enumerate(listed[:-1]):
        match = _PERSON_ABOVE.fullmatch(line.text.strip()) if len(line.text) <= _LONGEST_LABEL else None
        below = with_mark.get(number + 1)
        read = read_label(match["who"].strip()) if match else None
        if match and below and read and below.label.kind is (Kind.ANALYST if match["asks"] else Kind.EXECUTIVE):
            taken[number + 1] = replace(below, line=number, label=asks(read[0], below.label.kind))
    kept = [c for c in candidates if c.line not in taken and c.line + 1 not in taken]
    return sorted((*kept, *taken.values()), key=lambda c: c.line)


def _with_numbered(listed: Sequence[Line], candidates: list[_Candidate]) -> list[_Candidate]:
    """The candidates with numbered questions, where only answers are marked ("1、毛利率如何? / 答:四成。")."""
    answers = [c for c in candidates if c.mark and c.label.kind is Kind.EXECUTIVE and has_han(c.label.name)]
    if len(answers) < _LEAST_NAMED or any(c.label.kind is Kind.ANALYST for c in candidates):
        return candidates
    opened = {c.line for c in candidates}
    found: list[_Candidate] = []
    for answer in answers:
        for number in range(answer.line - 1, max(-1, answer.line - _QUESTION_LINES), -1):
            if number in opened:
                break
            match = _NUMBERED_QUESTION.match(listed[number].text)
            if match:
                start = listed[number].start + match.end()
                found.append(_Candidate(number, start, Label("问", kind=Kind.ANALYST), False, mark=True))
                break
    enough = len(found) > len(answers) / 2
    return sorted((*candidates, *found), key=lambda c: c.line) if enough else candidates


def _participants(listed: Sequence[Line], marks: Sequence[Mark | None]) -> tuple[Label, ...]:
    people: list[Label] = []
    in_list = False
    kind: Kind | None = None
    for line, found in zip(listed, marks, strict=True):
        if found is not None:
            in_list = found in PEOPLE
            kind = kind_in_list(found)
        elif in_list and line.text.strip():
            person = participant(line.text, kind)
            read = _candidate(0, line)
            if person is None or (read is not None and read.strong and is_operator(read.label.name)):
                in_list = False
            else:
                people.append(person)
    return tuple(people)


def _accepted(
    text: str, candidates: list[_Candidate], participants: Sequence[Label], known_names: Mapping[str, str]
) -> list[_Candidate]:
    """The candidates that open turns; none where no label shows the form beyond doubt."""
    listed = {(p.name, p.role) for p in participants}
    candidates = [c for c in candidates if (c.label.name, _after_colon(text, c)) not in listed]
    candidates = _shown(candidates, known_names)
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
    known |= _answering(text, candidates, known)
    return [c for c in candidates if c.strong or same_person_key(c.label.name) in known]


def _shown(candidates: list[_Candidate], known: Mapping[str, str]) -> list[_Candidate]:
    """The candidates with what the whole file proves: names in brackets over and over, and both Q and A.

    Marks of question and answer prove each other; where only one of them stands they are letters of something else,
    unless they are words and the others are printed with their roles or firms.
    """
    names = [same_person_key(c.label.name) for c in candidates if c.bracketed and is_name(c.label.name)]
    repeated = len(names) >= _BRACKETED and 1 < len(set(names)) < len(names)
    marks = Counter(c.label.kind for c in candidates if c.mark)
    firms = sum(c.label.kind is Kind.ANALYST and c.label.role is not None for c in candidates)
    named = sum(c.strong or same_person_key(c.label.name) in known for c in candidates) >= _LEAST_NAMED
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


def _answering(text: str, candidates: Sequence[_Candidate], known: Collection[str]) -> set[str]:
    """Keys of full names that stand right behind an analyst's question: who else would be named there."""
    found: set[str] = set()
    asked: _Candidate | None = None
    for candidate in candidates:
        key = same_person_key(candidate.label.name)
        if candidate.strong or key in known or key in found:
            asked = candidate
            continue
        role = candidate.label.role or candidate.label.alias
        if asked is not None and role is None and is_name(candidate.label.name) and _asks(asked.label):
            line_start = text.rfind("\n", 0, candidate.start) + 1
            if text[asked.start : line_start].rstrip().endswith(("?", "？")):
                found.add(key)
                asked = candidate
    return found


def _asks(label: Label) -> bool:
    return label.kind is Kind.ANALYST or (label.role is not None and kind_of(label.role) is Kind.ANALYST)


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
