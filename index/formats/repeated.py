"""Any other layout: finds by repetition how a file sets its speakers apart.

    [Ann Lee] Good morning.        @BOB RAY >> How is demand?        Ann / Strong.        == 王明 == 大家好。

The beginnings of the lines are sorted by the signs around their first words. A form is that of speakers where most of
what stands in it has the shape of a person's name, few names come back again and again, and they take turns. How sure
that is becomes the format's confidence and is told in a note. Only what has a name's shape becomes a speaker.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.formats.base import Draft, Line, lines
from index.formats.blocks import Opening, blocks
from index.formats.evidence import introduced
from index.formats.headings import Mark, mark
from index.formats.labels import read_label
from index.names import (
    clean_name,
    fold_text,
    has_han,
    is_given_name,
    is_han_name,
    is_single_name,
    is_whole,
    same_person_key,
)
from index.people import Label
from index.titles import is_operator, is_unnamed

_SIGNS = r"\]>}）)】|/\\=~:：#*»›→@^;；◆◇■□●○★☆▶►▪※†‡"
_OPEN = r"(?P<open>(?:[^\w\s\"'“‘「『(（]{1,4}|[(（])?)[ \t]*"
_CLOSE = r"[ \t]*(?P<close>[" + _SIGNS + r"]{1,4}|[ \t](?:-{1,3}|–|—)(?=[ \t])|——|\t|[ ]{3,}|$)"
_NAME = rf"[^\W_](?:[^\n\t(（{_SIGNS}]|[(（][^()（）\n]{{1,40}}[)）]){{0,59}}?"
_FORM = re.compile(rf"[ \t\ufeff]*{_OPEN}(?P<name>{_NAME}){_CLOSE}")
_INITIAL = re.compile(r"[A-Z]\.")
_SENTENCE_ENDS = ".!?。！？,，"
_COMMON_SIGNS = frozenset(
    ("", "   ", ":", "：", "\t", "-", "--", "–", "—", "——", "*", "•", "|", "/", "#", "##", "###", "**")
)
"""Signs that set apart much else than speakers: lists, tables, headings."""
_LONGEST = 80
_MOST_NAMES = 500
"""Names looked up in a text at most, as in `index.formats.evidence`."""
_GAP = " " * 3
"""Blanks that set apart two columns."""
_LEAST_LINES = 4
_LEAST_RETURNING = 2
_LEAST_NAMES = 0.6
_LEAST_TURNS = 0.5
_LEAST_USUAL = {True: 0.5, False: 0.25}
"""Share of usual names among all, where the signs are common ones and where they are not."""
_MOST_SURE = 0.9
"""A known layout with ten turns is surer than this."""


@dataclass(frozen=True, slots=True)
class _Form:
    """The signs before and behind a name, the lines in it that name somebody, and how sure that is, 0 to 1."""

    open: str
    close: str
    openings: tuple[Opening, ...]
    sure: float

    @property
    def shown(self) -> str:
        close = self.close if self.close != _GAP else " … "
        return f"{self.open}name{close}" if self.open or close else "name on a line of its own"


class Repeated:
    """Reads layouts that no other format knows; see the module."""

    name = "repeated-form"
    extensions = (".txt", ".text", ".md", ".markdown")

    def confidence(self, text: str) -> float:
        """How sure the form of the speakers is, at most 0.9; 0 where there is none."""
        form = _best(list(lines(text)))
        return form.sure if form else 0.0

    def read(self, text: str) -> Draft:
        """Blocks by the form found, and a note that says which form it is."""
        listed = list(lines(text))
        form = _best(listed)
        if form is None:
            return Draft(())
        names = len({same_person_key(o.label.name) for o in form.openings})
        note = (
            f"The layout is not one of the known ones: speakers were told by the form “{form.shown}”, which comes back "
            f"on {len(form.openings)} lines with {names} names (confidence {form.sure:.2f})."
        )
        return Draft(tuple(blocks(text, listed, _marks(listed), form.openings)), notes=(note,))


def _marks(listed: Sequence[Line]) -> list[Mark | None]:
    return [mark(line) for line in listed]


def _best(listed: Sequence[Line]) -> _Form | None:
    seen: dict[tuple[str, str], int] = Counter()
    named: dict[tuple[str, str], list[Opening]] = defaultdict(list)
    for number, line in enumerate(listed):
        match = _FORM.match(line.text[:_LONGEST])
        if match is None or (match.end() == _LONGEST < len(line.text)):
            continue
        if not match["close"] and match["name"].rstrip()[-1] in _SENTENCE_ENDS:
            continue
        blank = not match["close"].strip() and match["close"]
        if blank and line.text.startswith(_GAP):
            continue
        key = (match["open"].strip(), ("\t" if "\t" in match["close"] else _GAP) if blank else match["close"].strip())
        seen[key] += 1
        if label := _person(match["name"].strip()):
            named[key].append(Opening(number, line.start + match.end(), label))
    folded = (
        fold_text("\n".join(line.text for line in listed))
        if any(len(o) >= _LEAST_LINES for o in named.values())
        else ""
    )
    forms = [form for key, found in named.items() if (form := _form(key, found, seen[key], folded))]
    return max(forms, key=lambda form: (form.sure, len(form.openings)), default=None)


def _form(key: tuple[str, str], found: list[Opening], seen: int, folded: str) -> _Form | None:
    """The form of these lines, None where it is not shown to be that of speakers; `folded` is the whole text.

    `sure` is the share of names among what stands in the form, times n / (n + 1) for n turns, times the share of
    lines that change the speaker, brought to at most 0.9.
    """
    counts = Counter(same_person_key(opening.label.name) for opening in found)
    common = set(key) <= _COMMON_SIGNS
    told = {o.label.name for o in found if is_whole(o.label.name)} if len(counts) <= _MOST_NAMES else set()
    told = {name for name in told if introduced(folded, name)}
    found = [
        o
        for o in found
        if o.label.name in told or _may_speak(o.label, counts[same_person_key(o.label.name)], common=common)
    ]
    keys = [same_person_key(opening.label.name) for opening in found]
    counts = Counter(keys)
    returning = [k for k, count in counts.items() if count > 1]
    labels = {same_person_key(opening.label.name): opening.label for opening in found}
    usual = sum(_is_usual(label) or label.name in told for label in labels.values())
    turns = sum(a != b for a, b in pairwise(keys)) / max(1, len(keys) - 1)
    share = len(found) / seen
    shown = (
        len(found) >= _LEAST_LINES
        and len(returning) >= _LEAST_RETURNING
        and share >= _LEAST_NAMES
        and turns >= _LEAST_TURNS
        and usual >= _LEAST_USUAL[common] * len(labels)
    )
    if not shown:
        return None
    return _Form(*key, tuple(found), _MOST_SURE * share * turns * len(found) / (len(found) + 1))


def _person(text: str) -> Label | None:
    """A few words as a person, None where they have no name's shape."""
    if not text or (text[-1] in _SENTENCE_ENDS and clean_name(text) == text) or len(text.split()) > 8:
        return None
    read = read_label(text)
    if read is not None:
        return read[0]
    return Label(text) if is_single_name(text.capitalize()) and is_given_name(text) else None


def _may_speak(label: Label, printed: int, *, common: bool) -> bool:
    """Whether a name of this form is taken for a speaker: by its own shape, or, where the signs are not common ones or
    it comes back, by having two parts."""
    return _is_usual(label) or (is_whole(label.name) and (printed > 1 or not common))


def _is_usual(label: Label) -> bool:
    name = label.name
    if is_operator(name) or is_unnamed(name) or label.role:
        return True
    if has_han(name):
        return is_han_name(name)
    tokens = name.split()
    return is_given_name(tokens[0]) or (is_whole(name) and any(_INITIAL.fullmatch(token) for token in tokens))
