"""The assistant as a source of answers, with a small stand-in for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.models import Answer, Citation, Proof, Statement, Timings
from assistant.settings import load_settings
from eval.cases import Case
from eval.records import parse_record
from eval.runner import run
from eval.sources import (
    SHIPPED_QUESTIONS,
    AssistantSource,
    llamaindex_models,
    number_check,
    shipped_questions,
    shipped_scopes,
    shipped_transcripts,
)
from index.errors import SettingsError
from index.models import Hit, Kind, Metadata, Passage, Section, Speaker, Transcript, Turn

SOURCE = "梅琳:本季度营收 12 亿美元。"
MEI = Speaker("梅琳", Kind.EXECUTIVE, "首席执行官", aliases=("Mei Lin", "Lin"))
CALL = Transcript(
    "t1",
    SOURCE,
    "zh",
    "plain",
    (Turn(1, Section.PREPARED, MEI, 3, len(SOURCE), SOURCE[3:]),),
    Metadata(fiscal_year=2026, fiscal_quarter=2, date=dt.date(2026, 7, 30)),
)
PASSAGE = Passage("p", "t1", 1, 0, 3, len(SOURCE), SOURCE[3:], "", "zh", Section.PREPARED, "梅琳")


class Library:
    def __init__(self, path: str = "call.txt") -> None:
        self.path = path
        self.embedder = SimpleNamespace(name="e5", revision="1")

    def transcripts(self) -> list[Any]:
        return [SimpleNamespace(id="t1", path=self.path)]

    def transcript(self, id: str) -> Transcript:
        assert id == "t1"
        return CALL


@dataclass
class FakeAssistant:
    library: Library = field(default_factory=Library)
    llm: Any = None
    settings: Any = field(default_factory=load_settings)
    calls: list[Any] = field(default_factory=list)

    def ask(self, question: str, **arguments: Any) -> Answer:
        self.calls.append((question, arguments))
        quote = Citation(1, SOURCE[3:], "t1", 1, Section.PREPARED, 3, len(SOURCE), "梅琳")
        statement = Statement(SOURCE[3:], (quote,), Proof.QUOTE)
        passages = (Hit(1, PASSAGE, 0.5),)
        return Answer(
            question, "answered", "zh", "…", (statement,), (quote,), passages=passages, timings=Timings(0.1, 0.2, 0.3)
        )

    def search(self, question: str, k: int, **arguments: Any) -> list[Hit]:
        self.calls.append((question, k, arguments))
        return [Hit(1, PASSAGE, 0.5)]


def source(assistant: FakeAssistant, **arguments: Any) -> AssistantSource:
    return AssistantSource(cast("Any", assistant), **arguments)


CASE = Case("a", "营收多少?", True, ("营收 12 亿美元",), speaker="Mei Lin", transcript="t1")


def test_answers_and_passages_become_records() -> None:
    assistant = FakeAssistant()
    (answered,) = run(source(assistant), [CASE])
    (found,) = run(source(assistant), [CASE], retrieval_only=True)
    assert answered.status == "answered"
    assert SOURCE[answered.citations[0].start : answered.citations[0].end] == answered.citations[0].quote
    assert found.status == "retrieved"
    assert found.passages == answered.passages == (parse_record(source(assistant).ask(CASE)).passages)


def test_the_call_is_given_and_the_speaker_is_not() -> None:
    assistant = FakeAssistant()
    source(assistant).ask(CASE)
    source(assistant).search(CASE, 7)
    assert assistant.calls == [("营收多少?", {"transcript": "t1"}), ("营收多少?", 7, {"transcript": "t1"})]


def test_everybody_is_known_by_all_names() -> None:
    names = frozenset({"梅琳", "Mei Lin", "Lin"})
    assert source(FakeAssistant()).people() == dict.fromkeys(names, names)


def test_a_baseline_needs_an_embedding_model_that_llamaindex_can_use() -> None:
    assistant = FakeAssistant()
    with pytest.raises(SettingsError, match="e5 cannot be used by LlamaIndex"):
        llamaindex_models(cast("Any", assistant))
    assistant.library.embedder.as_llama_index = lambda: "embedding"
    assert llamaindex_models(cast("Any", assistant)) == ("embedding", None)


def test_settings_name_the_model_that_takes_part() -> None:
    assistant = FakeAssistant(llm=SimpleNamespace(name="qwen"))
    assert source(assistant).settings["llm"] == "qwen"
    assert source(assistant, retrieval_only=True).settings["llm"] == "none"
    assert source(FakeAssistant()).settings["llm"] == "none"


def test_numbers_are_checked_with_the_period_of_the_call() -> None:
    check = number_check(cast("Any", FakeAssistant()))
    assert check("Revenue was $1.2 billion.", "营收 12 亿美元", "t1") == []
    assert check("Revenue was $12 billion.", "营收 12 亿美元", "t1")
    assert check("In Q2 2026 revenue was $1.2 billion.", "第二季度营收 12 亿美元", "t1") == []
    assert check("In Q2 2026 revenue was $1.2 billion.", "第二季度营收 12 亿美元", None)


def test_shipped_sets_belong_to_a_shipped_call() -> None:
    own = sorted(path.name for path in SHIPPED_QUESTIONS.glob("data/*.txt"))
    assert {path.name for path in shipped_transcripts()} > set(own)
    assert shipped_scopes(cast("Any", FakeAssistant(Library("/x/seed.txt")))) == {"": "t1"}
    (prefix,) = shipped_scopes(cast("Any", FakeAssistant(Library(f"/x/{own[0]}"))))
    assert any(path.name.startswith(prefix) for path in shipped_questions())
    assert prefix
