"""Gates: figures that a run must reach."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from eval.scoring import BY_KEY, Row
from eval.summary import SystemRun, figures
from index.errors import InputError, UnreadableFile

SHIPPED = Path(__file__).with_name("gates.toml")


class Gate(BaseModel):
    """One gate; see the head of gates.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    metric: str
    minimum: float | None = None
    maximum: float | None = None
    split: Literal["all", "dev", "test"] = "all"
    lang: str | None = None
    kind: str | None = None
    sets: tuple[str, ...] = ()
    llm: Literal["any", "none"] = "any"

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if self.metric not in BY_KEY:
            raise ValueError(f"there is no metric {self.metric!r}")
        if BY_KEY[self.metric].group == "judge":
            raise ValueError("a model's opinion is never a gate")
        if self.minimum is None and self.maximum is None:
            raise ValueError("a gate needs a minimum or a maximum")
        return self

    def admits(self, row: Row) -> bool:
        """Whether the gate is about this question."""
        return (
            self.split in ("all", row.case.split)
            and self.lang in (None, row.case.language)
            and self.kind in (None, row.case.kind)
            and (not self.sets or any(fnmatchcase(row.case.set, pattern) for pattern in self.sets))
        )

    @property
    def title(self) -> str:
        """The gate in words: `R@5 ≥ 0.98, zh, without a language model`."""
        metric = BY_KEY[self.metric]
        figure = metric.title
        if self.minimum is not None:
            figure += f" ≥ {self.minimum:g}"
        if self.maximum is not None:
            figure += f" ≤ {self.maximum:g}"
        split = None if self.split == "all" else f"{self.split} split"
        llm = "without a language model" if self.llm == "none" else None
        parts = [part for part in (figure, self.lang, self.kind, split, llm) if part]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A gate's outcome; `held` is None where it did not apply to the run."""

    gate: Gate
    value: float | None
    n: int
    held: bool | None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    gate: list[Gate]


def read_gates(path: Path = SHIPPED) -> list[Gate]:
    """The gates of a TOML file; InputError says what is wrong with it."""
    try:
        return _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).gate
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror or error}.", "Check the path.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is no TOML file: {error}.", "See eval/gates.toml for the form.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{path}: {place}: {first['msg']}.", "See eval/gates.toml for the form.") from error


def judge_gates(gates: Sequence[Gate], run: SystemRun) -> list[Verdict]:
    """Every gate against the assistant's run."""
    return [_verdict(gate, run) for gate in gates]


def _verdict(gate: Gate, run: SystemRun) -> Verdict:
    rows = [row for row in run.rows if gate.admits(row)]
    if gate.llm == "none" and run.has_llm:
        rows = []
    found = figures(rows, [BY_KEY[gate.metric]]).get(gate.metric)
    if found is None or found.value is None:
        return Verdict(gate, None, 0, None)
    low = gate.minimum is None or found.value >= gate.minimum
    high = gate.maximum is None or found.value <= gate.maximum
    return Verdict(gate, found.value, found.n, low and high)


def summarise_gates(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """The verdicts as JSON-ready data."""
    return [
        {
            **v.gate.model_dump(exclude_none=True, exclude_defaults=True),
            "value": v.value if v.value is None else round(v.value, 4),
            "n": v.n,
            "held": v.held,
        }
        for v in verdicts
    ]
