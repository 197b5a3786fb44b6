"""The Python interface, with the packaged embedding model and a scripted language model."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, Done, Proof, Retrieved, Statement, Token
from assistant.llm import ScriptedLLM
from index.errors import InputError, LLMError

QUESTION = "AWS 的未完成订单是多少?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, seed_path: Path) -> Path:
    home = tmp_path_factory.mktemp("library")
    with Assistant.open(home=home, llm="none") as assistant:
        assistant.ingest([seed_path])
    return home


@pytest.fixture
def assistant(home: Path) -> Iterator[Assistant]:
    with Assistant.open(home=home, llm="none") as assistant:
        yield assistant


def scripted(home: Path, *replies: object) -> Assistant:
    return Assistant.open(home=home, model=ScriptedLLM(list(replies)))  # type: ignore[arg-type]


def test_events_come_in_order(assistant: Assistant) -> None:
    events = list(assistant.stream(QUESTION))
    assert isinstance(events[0], Retrieved)
    assert isinstance(events[-1], Done)
    assert all(isinstance(event, Statement) for event in events[1:-1])
    assert events[0].passages


def test_quotes_are_the_source(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION)
    source = assistant.library.transcript(answer.citations[0].transcript_id).source
    assert answer.status == "answered"
    assert all(source[c.start : c.end] == c.quote for c in answer.citations)
    assert any("2440 亿美元" in c.quote for c in answer.citations)


def test_a_model_answers_and_is_checked(home: Path) -> None:
    with scripted(home, "AWS 未完成订单达 2440 亿美元。[1][2][3]\n订单同比增长 41%。[1]") as assistant:
        answer = assistant.ask(QUESTION)
    assert answer.statements[0].proof is Proof.VERIFIED
    assert "41%" not in answer.text


def test_tokens_are_streamed_before_their_statement(home: Path) -> None:
    with scripted(home, "AWS 未完成订单达 2440 亿美元。[1]") as assistant:
        kinds = [type(event) for event in assistant.stream(QUESTION)]
    assert kinds.index(Retrieved) < kinds.index(Token) < kinds.index(Statement) < kinds.index(Done)


def test_a_failing_model_leaves_quotes_and_a_note(home: Path) -> None:
    with scripted(home, LLMError("The endpoint is down.")) as assistant:
        answer = assistant.ask(QUESTION)
    assert answer.status == "answered"
    assert all(statement.proof is Proof.QUOTE for statement in answer.statements)
    assert any("The endpoint is down." in problem for problem in answer.problems)


def test_a_model_that_finds_nothing_is_a_refusal(home: Path) -> None:
    with scripted(home, "NOT_FOUND") as assistant:
        answer = assistant.ask(QUESTION)
    assert answer.status == "not_found"
    assert answer.passages


def test_history_completes_a_follow_up(assistant: Assistant) -> None:
    answer = assistant.ask("那首席财务官呢?", history=["贾西怎么看投资回报率?"])
    assert answer.understood
    assert {citation.speaker for citation in answer.citations} == {"布莱恩・奥尔萨夫斯基"}


def test_restrictions(assistant: Assistant) -> None:
    hits = assistant.search("投资回报率", k=20, kind="analyst")
    assert hits
    assert {hit.passage.kind for hit in hits} == {"analyst"}
    with pytest.raises(InputError):
        assistant.ask(QUESTION, speaker="Tim Cook")


def test_a_rated_answer_becomes_a_question(assistant: Assistant, tmp_path: Path) -> None:
    path = assistant.save_case(assistant.ask(QUESTION), "2440 亿美元", path=tmp_path / "cases.jsonl")
    refused = assistant.ask("How fast did Azure grow?")
    assistant.save_case(refused, None, path=path)
    first, second = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert (first["question"], first["answerable"], second["answerable"]) == (QUESTION, True, False)
    with pytest.raises(InputError, match="no gold quote"):
        assistant.save_case(refused, "24%", path=path)


def test_another_period_is_never_answered_from(assistant: Assistant, tmp_path: Path) -> None:
    assert assistant.ask(QUESTION, period="Q4 2025").status == "answered"
    with pytest.raises(InputError, match="No call of Q3 2025"):
        assistant.ask(QUESTION, period="Q3 2025")
    with Assistant.open(home=tmp_path, llm="none") as empty, pytest.raises(InputError, match="The library is empty"):
        empty.ask(QUESTION)


def test_async(assistant: Assistant) -> None:
    assert asyncio.run(assistant.aask(QUESTION)).status == "answered"


def test_llama_index_query_engine(assistant: Assistant) -> None:
    response = assistant.as_query_engine().query(QUESTION)
    assert "2440 亿美元" in str(response)
    assert 23 in [node.node.metadata["turn"] for node in response.source_nodes]
    assert response.metadata is not None
    assert response.metadata["status"] == "answered"


def test_llama_index_retriever(assistant: Assistant) -> None:
    nodes = assistant.as_retriever(k=4).retrieve("Trainium3")
    assert len(nodes) == 4
    assert nodes[0].score is not None
    assert {"speaker", "turn", "section"} <= set(nodes[0].node.metadata)
