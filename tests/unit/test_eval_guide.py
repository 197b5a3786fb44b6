"""The guide's own examples are valid, and it explains every metric."""

from __future__ import annotations

import re
from pathlib import Path

from eval.cases import parse_case
from eval.scoring import METRICS

GUIDE = (Path(__file__).parents[2] / "eval" / "WRITING.md").read_text(encoding="utf-8")


def test_the_example_questions_are_valid() -> None:
    lines = re.findall(r'^\s*(\{"id".*\})$', GUIDE, re.MULTILINE)
    cases = [parse_case(line, "guide") for line in lines]
    assert len(cases) == 3
    assert {case.answerable for case in cases} == {True, False}


def test_every_metric_is_explained() -> None:
    rows = " ".join(line.split("|")[1] for line in GUIDE.splitlines() if line.startswith("|"))
    for metric in METRICS:
        if metric.group == "latency":
            assert metric.title.split(",")[0].removesuffix(" of answer") in rows
        elif metric.group != "judge":
            assert metric.title in rows, metric.title
