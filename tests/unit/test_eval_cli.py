from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import eval.evaluate
from eval.cases import Case
from eval.cli import eval_command
from eval.evaluate import scoped
from eval.fakes import ScriptedSource, citation_of, passage_of
from index.errors import InputError, StoreCorrupt

SOURCE = "Revenue was $1.2 billion. Margins rose to 41%."
GOLD = "Revenue was $1.2 billion."


class Assistant:
    llm = None


def answered(text: str = GOLD) -> dict[str, Any]:
    return {
        "status": "answered",
        "answer": f"{text} [1]",
        "statements": [{"text": text, "citations": [1], "verified": True}],
        "citations": [citation_of("t", SOURCE, GOLD)],
        "passages": [passage_of("t", SOURCE, GOLD)],
    }


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    cases = [
        {"id": f"q{i}", "question": "Revenue?", "answerable": True, "gold": [GOLD], "must": [["$1.2 billion"]]}
        for i in range(4)
    ]
    cases.append({"id": "u", "question": "Who won?", "answerable": False, "gold": [], "must": []})
    path = tmp_path / "set.jsonl"
    path.write_text("".join(json.dumps(case) + "\n" for case in cases), encoding="utf-8")
    return path


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> ScriptedSource:
    records: dict[str, Any] = {f"q{i}": answered() for i in range(4)} | {"u": {}}
    scripted = ScriptedSource({"t": SOURCE}, records)

    @contextmanager
    def opened(**_: Any) -> Iterator[tuple[ScriptedSource, Assistant]]:
        yield scripted, Assistant()

    monkeypatch.setattr(eval.evaluate, "open_source", opened)
    monkeypatch.setattr(eval.evaluate, "number_check", lambda _: lambda _s, _e, _t: [])
    return scripted


def call(*arguments: str | Path, **kwargs: Any) -> Result:
    return CliRunner().invoke(eval_command, [str(a) for a in arguments], **kwargs)


def test_json_prints_one_object_and_nothing_else(questions: Path, source: ScriptedSource, tmp_path: Path) -> None:
    out, report = tmp_path / "out.jsonl", tmp_path / "report"
    result = call(questions, "--records", out, "--report", report, "--json")
    assert result.exit_code == 0, result.output
    summary = json.loads(result.stdout)
    assert summary["questions"] == 5
    assert summary["systems"]["turncite"]["overall"]["correct"]["value"] == 1
    assert summary["systems"]["turncite"]["overall"]["refusal_recall"]["value"] == 1
    assert (summary["compare"], summary["gates"]) == (None, [])
    assert summary["records"] == str(out)
    assert len(out.read_text(encoding="utf-8").splitlines()) == 5
    assert Path(summary["report"]).is_file()


def test_tables_are_printed_for_people(questions: Path, source: ScriptedSource) -> None:
    result = call(questions)
    assert result.exit_code == 0, result.output
    for said in ("R@5", "answer correct", "refusal recall", "end of answer, p95", "1.00 [1.00, 1.00]", "by split"):
        assert said in result.stdout


def test_comparing_tells_what_got_worse_and_a_missed_gate_exits_with_1(
    questions: Path, source: ScriptedSource, tmp_path: Path
) -> None:
    old, gates = tmp_path / "old.jsonl", tmp_path / "gates.toml"
    assert call(questions, "--records", old).exit_code == 0
    gates.write_text('[[gate]]\nmetric = "correct"\nminimum = 0.9\n', encoding="utf-8")
    assert call(questions, "--compare", old, "--gates", gates).exit_code == 0
    source.records = dict(source.records) | {"q1": {}}
    result = call(questions, "--compare", old, "--gates", gates, "--json")
    assert result.exit_code == 1
    assert "A gate was missed." in result.stderr
    summary = json.loads(result.stdout)
    assert summary["compare"]["metrics"]["correct"]["worse"] == ["q1"]
    assert summary["gates"][0] == {"metric": "correct", "minimum": 0.9, "value": 0.75, "n": 4, "held": False}
    assert "Worse now (R@5 or correct): q1" in call(questions, "--compare", old, "--gates", gates).stdout


def test_comparing_alone_uses_the_shipped_gates(questions: Path, source: ScriptedSource, tmp_path: Path) -> None:
    old = tmp_path / "old.jsonl"
    call(questions, "--records", old)
    source.records = dict(source.records) | {"q1": ValueError("x")}
    result = call(questions, "--compare", old, "--json")
    missed = [gate for gate in json.loads(result.stdout)["gates"] if gate["held"] is False]
    assert [gate["metric"] for gate in missed] == ["error"]
    assert result.exit_code == 1


def test_a_full_run_compared_with_a_search_only_one_compares_the_search(
    questions: Path, source: ScriptedSource, tmp_path: Path
) -> None:
    old = tmp_path / "old.jsonl"
    assert call(questions, "--retrieval-only", "--records", old).exit_code == 0
    result = call(questions, "--compare", old, "--json")
    assert {"R@5", "MRR@10"} <= json.loads(result.stdout)["compare"]["metrics"].keys() <= {
        "R@1", "R@5", "MRR@10", "nDCG@10", "R@1500c", "error"
    }  # fmt: skip


def test_a_run_interrupted_in_the_baseline_does_not_ask_the_assistant_again(
    questions: Path, source: ScriptedSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records: dict[str, Any] = dict(source.records)
    baseline = ScriptedSource({"t": SOURCE}, records | {"q2": KeyboardInterrupt()}, name="llamaindex")
    baseline.settings = {"llm": "model"}
    monkeypatch.setattr(eval.evaluate, "_systems", lambda *_: [source, baseline])
    arguments = (questions, "--baseline", "llamaindex", "--records", tmp_path / "out.jsonl")
    assert call(*arguments).exit_code != 0
    assert len(source.asked) == 5
    baseline.records = records
    result = call(*arguments)
    assert result.exit_code == 0, result.output
    assert len(source.asked) == 5
    assert baseline.asked == ["q0", "q1", "q2", "q2", "q3", "u"]
    assert len((tmp_path / "out.llamaindex.jsonl").read_text(encoding="utf-8").splitlines()) == 5
    call(*arguments)
    assert len(source.asked) == 10


def test_split_and_limit_choose_the_questions(questions: Path, source: ScriptedSource) -> None:
    assert json.loads(call(questions, "--limit", "2", "--json").stdout)["questions"] == 2
    parts = [json.loads(call(questions, "--split", s, "--json").stdout)["questions"] for s in ("dev", "test")]
    assert sum(parts) == 5
    assert all(parts)


def test_every_question_is_checked_before_any_is_asked(questions: Path, source: ScriptedSource) -> None:
    with questions.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"id": "x", "question": "?", "answerable": True, "gold": ["Unsaid"], "must": []}) + "\n")
    result = call(questions, "--limit", "1")
    assert isinstance(result.exception, InputError)
    assert "line 6" in str(result.exception)
    assert source.asked == []


def test_files_that_are_read_are_not_overwritten(questions: Path, source: ScriptedSource, tmp_path: Path) -> None:
    before = questions.read_text(encoding="utf-8")
    for flag in ("--records", "--ragas"):
        assert isinstance(call(questions, flag, questions).exception, InputError)
    assert questions.read_text(encoding="utf-8") == before


def test_questions_can_be_asked_of_one_call(questions: Path, source: ScriptedSource) -> None:
    source.texts = {"t": SOURCE, "other": GOLD}
    assert call(questions, "--transcript", "t").exit_code == 0
    result = call(questions, "--transcript", "nowhere")
    assert "'nowhere' is no transcript of the library" in str(result.exception)


def test_a_set_is_asked_of_the_call_whose_name_it_bears() -> None:
    cases = [
        Case("a", "?", False, set="norvane-2026q2.en"),
        Case("b", "?", False, set="amazon.zh"),
        Case("c", "?", False, set="norvane-2026q2.en", transcript="own"),
    ]
    found = scoped(cases, {"": "seed", "norvane-2026q2": "norvane", "norvane": "wrong"})
    assert [case.transcript for case in found] == ["norvane", "seed", "own"]
    assert [case.transcript for case in scoped(cases, {"": None})] == [None, None, "own"]


def test_a_judge_needs_a_model(questions: Path, source: ScriptedSource) -> None:
    assert "no language model to judge" in str(call(questions, "--judge").exception)
    assert source.asked == []


def test_errors_of_the_store_reach_the_caller(questions: Path, source: ScriptedSource) -> None:
    source.records = dict(source.records) | {"q1": StoreCorrupt("The library is damaged.")}
    assert isinstance(call(questions).exception, StoreCorrupt)


def test_exports(questions: Path, source: ScriptedSource, tmp_path: Path) -> None:
    result = call(questions, "--trec", tmp_path / "trec", "--ragas", tmp_path / "ragas.jsonl")
    assert result.exit_code == 0, result.output
    assert {p.name for p in (tmp_path / "trec").iterdir()} == {"turncite.run", "turncite.qrels"}
    assert len((tmp_path / "ragas.jsonl").read_text(encoding="utf-8").splitlines()) == 5


def test_no_question_set_is_a_usage_error() -> None:
    assert call().exit_code == 2
    assert call("--split", "train", "x").exit_code == 2


def test_help_is_fast_to_load() -> None:
    heavy = ("numpy", "scipy", "rich", "jinja2", "pydantic", "assistant")
    code = f"import sys, eval.cli; print([m for m in {heavy} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
