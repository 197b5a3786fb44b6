"""Strict reading of question sets (JSONL, one question a line).

Fields: `id`, `question`, `answerable`, `gold` (verbatim quotes, any of which a citation may cover), `must` (from each
inner list one alternative must occur in the answer); optional `lang`, `speaker` (who is expected to be cited),
`transcript` (id, or its beginning: the question is asked of this call alone), `kind`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from eval.records import read_lines
from eval.text import language_of
from index.errors import InputError

Split = Literal["dev", "test"]

_Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
_FIELDS = "id, question, answerable, gold, must, and optionally lang, speaker, transcript, kind"


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what a right answer must hold; `origin` is "file, line n" for messages."""

    id: str
    question: str
    answerable: bool
    gold: tuple[str, ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    lang: str | None = None
    speaker: str | None = None
    transcript: str | None = None
    kind: str | None = None
    origin: str = field(default="", compare=False)
    set: str = field(default="", compare=False)

    @property
    def split(self) -> Split:
        """`dev` or `test`, fixed by the id alone."""
        return split_of(self.id)

    @property
    def language(self) -> str:
        """The language the answer is expected in: `lang`, else the question's."""
        return (self.lang or language_of(self.question) or "en")[:2].lower()


class CaseLine(BaseModel):
    """The JSON form of a case."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: Annotated[_Text, StringConstraints(max_length=200)]
    question: _Text
    answerable: bool
    gold: tuple[_Text, ...]
    must: tuple[Annotated[tuple[_Text, ...], Field(min_length=1)], ...]
    lang: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2}(-[A-Za-z]+)?$")] | None = None
    speaker: _Text | None = None
    transcript: _Text | None = None
    kind: _Text | None = None

    @model_validator(mode="after")
    def _gold_agrees(self) -> Self:
        if self.answerable and not self.gold:
            raise ValueError("it is answerable but has no gold quote")
        if not self.answerable and self.gold:
            raise ValueError("it is not answerable but has gold quotes")
        return self


def split_of(id: str) -> Split:
    """`dev` where the first byte of sha256(id) is below 128, else `test`."""
    return "dev" if hashlib.sha256(id.encode()).digest()[0] < 128 else "test"


def read_cases(paths: Sequence[Path]) -> list[Case]:
    """All questions of the files, in order; InputError names file, line and mend of the first fault."""
    cases: list[Case] = []
    seen: dict[str, str] = {}
    for path in paths:
        found = list(_read_file(path))
        if not found:
            raise InputError(f"{path} holds no question.", f"Write one JSON object a line with {_FIELDS}.")
        for case in found:
            if case.id in seen:
                raise InputError(
                    f"{case.origin}: the id {case.id!r} is already used in {seen[case.id]}.",
                    "Give each question its own id.",
                )
            seen[case.id] = case.origin
        cases += found
    return cases


def choose(cases: Iterable[Case], split: str = "all", limit: int | None = None) -> list[Case]:
    """The cases of a split (`dev`, `test`, `all`); of more than `limit` so many, spread evenly over all sets."""
    chosen = [case for case in cases if split in ("all", case.split)]
    if limit is None or limit >= len(chosen):
        return chosen
    return [chosen[number * len(chosen) // limit] for number in range(limit)]


def _read_file(path: Path) -> Iterable[Case]:
    for number, line in enumerate(read_lines(path), 1):
        if line.strip():
            yield parse_case(line, origin=f"{path}, line {number}", set=path.name.removesuffix(".jsonl"))


def parse_case(line: str, origin: str, set: str = "") -> Case:
    """One line of a question set; InputError with its origin and how to mend it."""
    try:
        data = CaseLine.model_validate_json(line)
    except ValidationError as error:
        what, mend = _explain(error)
        raise InputError(f"{origin}: {what}", mend) from error
    return Case(**data.model_dump(), origin=origin, set=set)


def _explain(error: ValidationError) -> tuple[str, str]:
    """What is wrong with a line and how to mend it."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    match first["type"]:
        case "json_invalid":
            reason = first.get("ctx", {}).get("error", first["msg"])
            return f"this is no JSON: {reason}.", "Write one JSON object a line, strings in double quotes."
        case "missing":
            return f"the field {place!r} is missing.", f"A question has the fields {_FIELDS}."
        case "extra_forbidden":
            return f"the field {place!r} is unknown.", f"Remove or rename it; a question has the fields {_FIELDS}."
        case "value_error":
            return f"{first['ctx']['error']}.", (
                "An answerable question needs at least one verbatim quote in gold; one that the calls do not answer "
                'has "answerable": false and "gold": [].'
            )
        case "model_type":
            return "this is no JSON object.", f"Write an object with the fields {_FIELDS}."
        case _:
            return f"the field {place!r} has no usable value: {first['msg']}.", (
                'gold is a list of strings, must a list of non-empty lists of strings, lang a code such as "en".'
            )
