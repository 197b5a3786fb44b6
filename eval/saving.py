"""Saving a rated answer as a question, so that a complaint becomes a test."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.cases import Case, parse_case, read_cases
from index.errors import InputError

Expected = str | Sequence[str | Sequence[str]] | None


def save_case(
    path: Path,
    answer_record: Mapping[str, Any],
    expected: Expected,
    *,
    gold: Sequence[str] | None = None,
    kind: str = "saved",
) -> Case:
    """Append the question of an answer to a question set, and return it as a case.

    `answer_record` is the contract's record of the answer. `expected` says what a right answer holds: a text, or a
    list whose items must all occur, each a text or a list of alternatives; None where it should have been refused.
    `gold` are verbatim quotes that prove the right answer, by default those that the answer cites: give them where
    the answer cites the wrong place. The same case saved twice stands in the file once. InputError where the case
    would not be a valid one, or the file is no question set or cannot be written.
    """
    must = _must(expected)
    quotes = [] if expected is None else list(gold if gold is not None else _cited(answer_record))
    if expected is not None and not quotes:
        raise InputError(
            "The case has no gold quote: the answer cites nothing.",
            "Give gold=[...] with the words of the transcript that answer the question.",
        )
    question = str(answer_record["question"])
    data: dict[str, Any] = {
        "question": question,
        "answerable": expected is not None,
        "gold": list(dict.fromkeys(quotes)),
        "must": must,
        "kind": kind,
    }
    digest = hashlib.sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    line = json.dumps({"id": f"saved-{digest[:12]}", **data}, ensure_ascii=False)
    case = parse_case(line, origin="this case", set=path.name.removesuffix(".jsonl"))
    if path.exists() and path.read_bytes().strip() and any(case.id == known.id for known in read_cases([path])):
        return case
    _append(path, line)
    return case


def _must(expected: Expected) -> list[list[str]]:
    if expected is None:
        return []
    if isinstance(expected, str):
        return [[expected]]
    return [[item] if isinstance(item, str) else list(item) for item in expected]


def _cited(record: Mapping[str, Any]) -> list[str]:
    return [citation["quote"] for citation in record.get("citations", [])]


def _append(path: Path, line: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file:
            file.seek(0, 2)
            if file.tell():
                file.seek(-1, 2)
                if file.read(1) != b"\n":
                    file.write(b"\n")
            file.write(f"{line}\n".encode())
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}.", "Give another place.") from error
