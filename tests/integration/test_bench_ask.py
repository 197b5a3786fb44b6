"""The benchmark of answering runs, and prints a row for each kind of question."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from eval.bench_ask import KINDS, main, questions
from eval.many.library import calls


@pytest.mark.slow
def test_the_benchmark_prints_a_table(tmp_path: Path) -> None:
    arguments = ["--calls", "2", "--home", str(tmp_path), "--kind", "one call", "--kind", "false figure"]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert "cores" in lines[0]
    assert lines[1].split() == ["calls", "2"]
    for name in ("one call: p50 / p95 ms", "false figure: p50 / p95 ms", "peak memory, asking", "catalog, MB"):
        assert any(line.startswith(name) and line.split()[-1][-1].isdigit() for line in lines)


def test_calls_and_questions_are_the_same_every_time() -> None:
    made = calls(9)
    assert [call.script.text() for call in made] == [call.script.text() for call in calls(9)]
    assert {call.quarter.company.language for call in made} == {"en", "zh"}
    for kind in KINDS:
        one, other = (questions(kind, [call.quarter for call in made], 1) for _ in range(2))
        assert [next(one) for _ in range(5)] == [next(other) for _ in range(5)]
