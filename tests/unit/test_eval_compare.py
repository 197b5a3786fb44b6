from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import Case
from eval.compare import Comparison, compare, holm, mcnemar, summarise_comparison, wilcoxon
from eval.gates import SHIPPED, Gate, judge_gates, read_gates, summarise_gates
from eval.records import Record
from eval.scoring import METRICS, Row
from eval.summary import SystemRun
from index.errors import InputError, UnreadableFile


def row(id: str, lang: str = "zh", set: str = "s", kind: str | None = None, **scores: float | None) -> Row:
    blank: dict[str, float | None] = {metric.source: None for metric in METRICS}
    case = Case(id, "?", True, ("g",), lang=lang, kind=kind, set=set)
    return Row(
        case, Record(id, "?", "answered"), (), blank | {k.replace("_at_", "@"): v for k, v in scores.items()}, "quote"
    )


def change(comparison: Comparison, key: str) -> tuple[float, float, tuple[str, ...], tuple[str, ...]]:
    (found,) = (c for c in comparison.changes if c.metric.key == key)
    return found.old, found.new, found.better, found.worse


def test_mcnemar_by_hand() -> None:
    assert mcnemar(0, 0) == 1
    assert mcnemar(5, 0) == pytest.approx(2 * 0.5**5)
    # 8 of 10 changed for the better: 2 * (1 + 10 + 45) / 1024
    assert mcnemar(8, 2) == mcnemar(2, 8) == pytest.approx(2 * 56 / 1024)
    assert mcnemar(4, 4) == 1


def test_wilcoxon_by_hand() -> None:
    assert wilcoxon([0, 0]) == 1
    # Five differences, all up: 2 * 1 / 2^5, zeros left out.
    assert wilcoxon([0.1, 0.2, 0.3, 0.4, 0.5, 0.0]) == pytest.approx(2 / 32)
    assert wilcoxon([-0.1, -0.2, -0.3, -0.4, -0.5]) == pytest.approx(2 / 32)


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.9, 0.5]) == pytest.approx([1.0, 1.0])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_never_lowers_and_keeps_the_order(p: list[float]) -> None:
    adjusted = holm(p)
    assert all(a >= b - 1e-12 and a <= 1 for a, b in zip(adjusted, p, strict=True))
    assert sorted(range(len(p)), key=lambda i: (p[i], i)) == sorted(range(len(p)), key=lambda i: (adjusted[i], p[i], i))


def test_questions_are_compared_one_by_one() -> None:
    old = [row("a", correct=0, number_errors=2), row("b", correct=1), row("c", correct=1), row("gone", correct=1)]
    new = [row("a", correct=1, number_errors=0), row("b", correct=0), row("c", correct=1), row("new", correct=0)]
    comparison = compare(old, new)
    assert comparison.common == 3
    assert (comparison.only_old, comparison.only_new) == (("gone",), ("new",))
    assert change(comparison, "correct") == (pytest.approx(2 / 3), pytest.approx(2 / 3), ("a",), ("b",))
    assert change(comparison, "number_errors") == (2, 0, ("a",), ())
    assert {c.metric.key for c in comparison.changes} == {"correct", "number_errors"}
    assert summarise_comparison(comparison)["metrics"]["correct"]["better"] == ["a"]


def test_questions_where_a_metric_does_not_apply_in_both_runs_are_left_out() -> None:
    comparison = compare([row("a", citation_precision=None)], [row("a", citation_precision=0.5)])
    assert comparison.changes == ()


# Gates ---------------------------------------------------------------------------------------------------------------


def run(*rows: Row, llm: str = "none") -> SystemRun:
    return SystemRun("turncite", rows, {"llm": llm})


ROWS = (row("a", R_at_5=1), row("b", R_at_5=1), row("c", R_at_5=0), row("d", lang="en", R_at_5=0, set="other"))


@pytest.mark.parametrize(
    ("gate", "value", "held"),
    [
        (Gate(metric="R@5", minimum=0.5), 0.5, True),
        (Gate(metric="R@5", minimum=0.6, lang="zh"), 2 / 3, True),
        (Gate(metric="R@5", minimum=0.7, lang="zh"), 2 / 3, False),
        (Gate(metric="R@5", maximum=0.6, lang="zh"), 2 / 3, False),
        (Gate(metric="R@5", minimum=0.1, sets=("oth*",)), 0.0, False),
        (Gate(metric="R@5", minimum=0.1, kind="list"), None, None),
        (Gate(metric="correct", minimum=0.1), None, None),
    ],
)
def test_a_gate_looks_at_its_own_questions(gate: Gate, value: float | None, held: bool | None) -> None:
    (verdict,) = judge_gates([gate], run(*ROWS))
    assert verdict.held is held
    assert verdict.value == (None if value is None else pytest.approx(value))


def test_a_gate_without_a_language_model_does_not_apply_to_runs_with_one() -> None:
    gate = Gate(metric="R@5", minimum=0.9, llm="none")
    assert judge_gates([gate], run(*ROWS))[0].held is False
    assert judge_gates([gate], run(*ROWS, llm="qwen"))[0].held is None
    assert summarise_gates(judge_gates([gate], run(*ROWS)))[0]["held"] is False


def test_the_shipped_gates_are_read() -> None:
    gates = read_gates(SHIPPED)
    assert {gate.metric for gate in gates} >= {"R@5", "MRR@10"}
    assert "R@5 ≥ 0.98, zh" in [gate.title for gate in gates]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[gate]\n", "no TOML"),
        ('[[gate]]\nmetric = "R@5"\n', "minimum or a maximum"),
        ('[[gate]]\nmetric = "luck"\nminimum = 1\n', "no metric 'luck'"),
        ('[[gate]]\nmetric = "faithfulness"\nminimum = 1\n', "never a gate"),
        ('[[gate]]\nmetric = "R@5"\nmin = 1\n', "min"),
        ("", "gate"),
    ],
)
def test_faulty_gates_are_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "gates.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_gates(path)
    with pytest.raises(UnreadableFile):
        read_gates(tmp_path / "absent.toml")
