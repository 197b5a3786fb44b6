"""Lists of participants on one line: "参会高管:首席执行官 王明、首席财务官 李芳", "Participants: Ann Lee (CEO); Bob Ray (Acme)"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.formats.base import Line
from index.formats.headings import PEOPLE, kind_in_list, mark
from index.formats.labels import read_label
from index.models import Kind
from index.people import Label
from index.titles import is_operator

_HEAD = re.compile(r"(?P<head>[^:：\n]{2,40})[:：]\s*(?P<rest>\S.{1,1500})")
_BETWEEN = re.compile(r"\s*[、;；]\s*|\s*[,，]\s*(?=[^,，()（）]*[(（])|(?<=[)）])\s*(?:[,，]|and|和|及|以及)\s*")
_LEAST = 2


def inline_people(listed: Iterable[Line]) -> Iterator[Label]:
    """The people of lists that stand on one line behind their heading; two at least, or it is no list."""
    for line in listed:
        match = _HEAD.fullmatch(line.text.strip()) if len(line.text) <= 1600 else None
        if match is None:
            continue
        marked = mark(Line(0, len(match["head"]), match["head"]))
        if marked not in PEOPLE:
            continue
        people = [
            read[0] for piece in _BETWEEN.split(match["rest"].strip(" 。.")) if (read := read_label(piece.strip()))
        ]
        if len(people) >= _LEAST:
            kind: Kind | None = kind_in_list(marked)
            yield from (replace(p, kind=p.kind or kind) for p in people if not is_operator(p.name))
