"""Inside LlamaIndex: a router and an agent ask the engine, and tracing sees what happens."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from llama_index.core.agent.workflow import ReActAgent
from llama_index.core.instrumentation import get_dispatcher
from llama_index.core.instrumentation.event_handlers import BaseEventHandler
from llama_index.core.instrumentation.events import BaseEvent
from llama_index.core.instrumentation.span_handlers import SimpleSpanHandler
from llama_index.core.query_engine import RouterQueryEngine
from llama_index.core.selectors import LLMSingleSelector
from llama_index.core.tools import QueryEngineTool

from assistant import Assistant
from assistant.llm import ScriptedLLM
from index.embedding import HashEmbedder

CALL = """会议主持人:大家好,欢迎参加星海公司 2025 年第四季度财务业绩电话会议。
林梅(星海首席执行官):Nimbus 云业务营收为 12 亿美元,同比增长 18%。
保罗・罗斯(星海首席财务官):毛利率为 41%。
"""
QUESTION = "Nimbus 云业务营收是多少?"


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    file = tmp_path / "call.txt"
    file.write_text(CALL, encoding="utf-8")
    with Assistant.open(home=tmp_path / "home", llm="none", embedder=HashEmbedder()) as opened:
        opened.ingest([file])
        yield opened


def tool(assistant: Assistant, name: str = "calls") -> QueryEngineTool:
    return QueryEngineTool.from_defaults(
        assistant.as_query_engine(), name=name, description="Answers questions about earnings calls."
    )


def test_a_router_chooses_it_and_passes_its_answer_on(assistant: Assistant) -> None:
    choice = '[{"choice": 1, "reason": "It is about an earnings call."}]'
    router = RouterQueryEngine(
        selector=LLMSingleSelector.from_defaults(llm=ScriptedLLM([choice]).as_llama_index()),
        query_engine_tools=[tool(assistant)],
        llm=ScriptedLLM([]).as_llama_index(),
    )
    response = router.query(QUESTION)
    assert "12 亿美元" in str(response)
    assert response.source_nodes[0].node.get_content() in CALL


def test_an_agent_uses_it_as_a_tool(assistant: Assistant) -> None:
    model = ScriptedLLM(
        [
            f'Thought: I need the call.\nAction: calls\nAction Input: {{"input": "{QUESTION}"}}\n',
            "Thought: I can answer without using any more tools.\nAnswer: 12 亿美元",
        ]
    )
    agent = ReActAgent(tools=[tool(assistant)], llm=model.as_llama_index(), streaming=False)

    async def ask() -> str:
        return str(await agent.run(QUESTION))

    assert "12 亿美元" in asyncio.run(ask())
    seen = "\n".join(message.content for message in model.calls[-1].messages)
    assert "[1]" in seen, "the agent reads the engine's answer with its citation"


def test_tracing_sees_the_query_its_passages_and_its_answer(assistant: Assistant) -> None:
    events: list[BaseEvent] = []

    class Events(BaseEventHandler):
        @classmethod
        def class_name(cls) -> str:
            return "Events"

        def handle(self, event: BaseEvent, **_: Any) -> None:
            events.append(event)

    handler, spans, root = Events(), SimpleSpanHandler(), get_dispatcher()
    root.add_event_handler(handler)
    root.add_span_handler(spans)
    try:
        response = assistant.as_query_engine().query(QUESTION)
        asyncio.run(assistant.as_query_engine().aquery(QUESTION))
    finally:
        root.event_handlers.remove(handler)
        root.span_handlers.remove(spans)
    names = [event.class_name() for event in events]
    assert names[:6] == [
        "QueryStartEvent",
        "RetrievalStartEvent",
        "RetrievalEndEvent",
        "SynthesizeStartEvent",
        "SynthesizeEndEvent",
        "QueryEndEvent",
    ]
    assert names[6:] == names[:6], "asked asynchronously it emits the same"
    assert events[2].nodes[0].node.get_content() in CALL  # type: ignore[attr-defined]
    assert str(events[4].response) == str(response)  # type: ignore[attr-defined]
    assert {event.span_id for event in events[1:5]} <= {span.id_ for span in spans.completed_spans}
