"""An optional second opinion: a language model grades faithfulness and relevance.

Off by default, never a gate: models disagree with each other and with themselves, and one that wrote the answers
grades its own work kindly. The prompt is `prompts/judge.toml`; its version goes into the results.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from eval.records import Record
from eval.runner import NoProgress, Progress
from eval.scoring import Row
from index.errors import InputError, LLMError
from prompts import load

MAX_TOKENS = 40
_GRADE = re.compile(r'"?(faithfulness|relevance)"?\s*[:：=]\s*"?([1-5](?:\.\d+)?)', re.IGNORECASE)


class Completion(Protocol):
    """What a model wrote."""

    @property
    def text(self) -> str:
        """The text."""


class ChatModel(Protocol):
    """The part of a language model that the judge needs."""

    @property
    def name(self) -> str:
        """The model's name."""

    def complete(self, messages: Any, *, max_tokens: int) -> Completion:
        """The reply to a list of `prompts.Message`; LLMError where the model fails."""


def judge(rows: Sequence[Row], model: ChatModel, progress: Progress | None = None) -> tuple[list[Row], list[str]]:
    """The rows with the scores `faithfulness` and `relevance` (0 to 1) added for answered questions, and problems.

    A reply without readable grades leaves the scores None; a model that fails ends the judging, not the run.
    """
    graded: list[Row] = []
    problems: list[str] = []
    with progress or NoProgress() as bar:
        for done, row in enumerate(rows):
            bar.advance(done, len(rows))
            grades: Mapping[str, float] = {}
            if row.record.status == "answered" and not problems:
                try:
                    grades = grade(row.record, model)
                except LLMError as error:
                    problems.append(f"Judging stopped at {row.case.id}: {error}")
            graded.append(replace(row, scores={**row.scores, **grades}))
        bar.advance(len(rows), len(rows))
    return graded, problems


def grade(record: Record, model: ChatModel) -> dict[str, float]:
    """Grades of one answer, from 1..5 mapped to 0..1; empty where the reply holds none. LLMError passes."""
    quotes = "\n".join(f"[{c.n}] {c.quote}" for c in record.citations) or "(none)"
    messages = load("judge").render(question=record.question, answer=record.answer, quotes=quotes)
    return read_grades(model.complete(messages, max_tokens=MAX_TOKENS).text)


def read_grades(reply: str) -> dict[str, float]:
    """The first grade of each name in a reply, (grade - 1) / 4; small models wrap the JSON in words."""
    grades: dict[str, float] = {}
    for name, value in _GRADE.findall(reply):
        if 1 <= float(value) <= 5:
            grades.setdefault(name.lower(), (float(value) - 1) / 4)
    return grades


def write_grades(rows: Sequence[Row], model: ChatModel, path: Path) -> None:
    """Write the grades as JSONL beside the records, whose form is fixed: id, faithfulness, relevance, judge, prompt."""
    by = {"judge": model.name, "prompt": load("judge").id}
    lines = [
        json.dumps(
            {"id": r.case.id, **{name: r.scores.get(name) for name in ("faithfulness", "relevance")}, **by},
            ensure_ascii=False,
        )
        for r in rows
    ]
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}.", "Give another place.") from error
