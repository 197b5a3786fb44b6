from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Case
from eval.fakes import ScriptedSource, passage_of
from eval.records import parse_record, read_records
from eval.runner import run
from index.errors import InputError, StoreCorrupt

SOURCE = "Revenue was $1.2 billion. Margins rose."
CASES = [Case(id, f"Question {id}?", True, ("Revenue",), (("1.2",),)) for id in "abcd"]


def source(**records: Any) -> ScriptedSource:
    scripted: dict[str, Any] = {id: {"status": "answered", "answer": f"Answer {id}"} for id in "abcd"}
    return ScriptedSource({"t": SOURCE}, scripted | records)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_question_has_one_record_in_order(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "out.jsonl"
    records = run(source(), CASES, records=path)
    assert [r.id for r in records] == list("abcd")
    assert [r["id"] for r in lines(path)] == list("abcd")
    assert read_records(path) == records
    keys = ["id", "question", "status", "answer", "problems", "statements", "citations", "passages", "timings"]
    assert all(set(keys) <= r.keys() for r in lines(path))


def test_a_crashed_question_is_a_record_and_the_run_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    broken = source(b=ZeroDivisionError("by zero"), c={"status": "unheard of"}, d={"answer": object()})
    records = run(broken, CASES, records=path)
    assert [r.status for r in records] == ["answered", "error", "error", "error"]
    assert records[1].problems == ("ZeroDivisionError: by zero",)
    assert read_records(path) == records


def test_an_error_that_every_question_would_meet_ends_the_run(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with pytest.raises(StoreCorrupt):
        run(source(b=StoreCorrupt("The library is damaged.")), CASES, records=path)
    assert [r["id"] for r in lines(path)] == ["a"]


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with pytest.raises(KeyboardInterrupt):
        run(source(c=KeyboardInterrupt()), CASES, records=path)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"id": "c", "stat')
    second, said = source(), list[str]()
    records = run(second, CASES, records=path, note=said.append)
    assert second.asked == ["c", "d"]
    assert [r.id for r in records] == [r["id"] for r in lines(path)] == list("abcd")
    assert "2 of 4" in said[0]


def test_a_finished_run_is_run_anew(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    run(source(), CASES, records=path)
    second = source(a={"status": "not_found"})
    assert run(second, CASES, records=path)[0].status == "not_found"
    assert second.asked == list("abcd")


@pytest.mark.parametrize(
    "change",
    [
        {"settings": {"llm": "another"}},
        {"cases": [*CASES[:3], Case("d", "Reworded?", True, ("Revenue",))]},
        {"retrieval_only": True},
        {"fresh": True},
    ],
)
def test_an_interrupted_run_of_something_else_is_not_continued(tmp_path: Path, change: Mapping[str, Any]) -> None:
    path = tmp_path / "out.jsonl"
    with pytest.raises(KeyboardInterrupt):
        run(source(c=KeyboardInterrupt()), CASES, records=path)
    second = source()
    second.settings = change.get("settings", second.settings)
    arguments = {k: v for k, v in change.items() if k in ("retrieval_only", "fresh")}
    run(second, change.get("cases", CASES), records=path, **arguments)
    assert second.asked == list("abcd")
    assert [r["id"] for r in lines(path)] == list("abcd")


@pytest.mark.parametrize("content", ["my notes\n", '{"id": "a", "question": "?", "answerable": true}\n', "[1]\n"])
def test_a_file_that_holds_no_records_is_never_overwritten(tmp_path: Path, content: str) -> None:
    path = tmp_path / "precious.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="no records file"):
        run(source(), CASES, records=path)
    assert path.read_text(encoding="utf-8") == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    asked = source()
    with pytest.raises(InputError, match="cannot be written"):
        run(asked, CASES, records=tmp_path / "file" / "out.jsonl")
    assert asked.asked == []


def test_retrieval_only_searches(tmp_path: Path) -> None:
    searched = source(a={"passages": [passage_of("t", SOURCE, "Margins rose.")]})
    records = run(searched, CASES, retrieval_only=True, records=tmp_path / "out.jsonl")
    assert {r.status for r in records} == {"retrieved"}
    assert records[0].passages[0].text == "Margins rose."
    assert records[0].timings.retrieve is not None and records[0].timings.first_token is None


def test_records_are_read_strictly(tmp_path: Path) -> None:
    path = tmp_path / "old.jsonl"
    path.write_text('{"id": "a", "question": "?", "status": "answered"}\n\n{"id": "b"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"old\.jsonl, line 3"):
        read_records(path)
    with pytest.raises(InputError, match=r"statements\.0\.text"):
        parse_record({"id": "a", "question": "?", "status": "answered", "statements": [{"citations": [1]}]})
