"""TurnCite inside LlamaIndex: a query engine that routers, agents and evaluators can call.

Around each query it emits LlamaIndex's instrumentation events as LlamaIndex's own engines do: query start and end (by
BaseQueryEngine), retrieval start and end with the passages, synthesis start and end; the language model's events are
OpenAILike's. Tracing integrations that listen to them need nothing else.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.instrumentation.events.retrieval import RetrievalEndEvent, RetrievalStartEvent
from llama_index.core.instrumentation.events.synthesis import SynthesizeEndEvent, SynthesizeStartEvent
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index_instrumentation import get_dispatcher

from assistant.models import Answer, Done, Retrieved
from assistant.records import to_record
from index.errors import LLMError
from index.retriever import as_node

if TYPE_CHECKING:
    from assistant.api import Assistant

dispatcher = get_dispatcher(__name__)


class TurnCiteQueryEngine(BaseQueryEngine):
    """Answers through `Assistant.stream`.

    The response's text is the answer with `[n]` markers, its source nodes are the citations in that order, and its
    metadata is the answer's record.
    """

    def __init__(self, assistant: Assistant, callback_manager: CallbackManager | None = None) -> None:
        super().__init__(callback_manager)
        self._assistant = assistant

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        question = query_bundle.query_str
        dispatcher.event(RetrievalStartEvent(str_or_query_bundle=question))
        for event in self._assistant.stream(question):
            match event:
                case Retrieved(passages):
                    nodes = [as_node(hit) for hit in passages]
                    dispatcher.event(RetrievalEndEvent(str_or_query_bundle=question, nodes=nodes))
                    dispatcher.event(SynthesizeStartEvent(query=question))
                case Done(answer):
                    response = as_response(answer)
                    dispatcher.event(SynthesizeEndEvent(query=question, response=response))
                    return response
        raise LLMError("The answer broke off before its end.", "Ask again.")

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        # In a thread of its own, with the caller's context: events then belong to the caller's span.
        return await asyncio.to_thread(self._query, query_bundle)


def as_response(answer: Answer) -> Response:
    """An answer as LlamaIndex's response."""
    nodes = [
        NodeWithScore(
            node=TextNode(
                text=citation.quote,
                start_char_idx=citation.start,
                end_char_idx=citation.end,
                metadata={
                    "transcript_id": citation.transcript_id,
                    "turn": citation.turn,
                    "section": citation.section.value,
                    "speaker": citation.speaker,
                    "role": citation.role,
                },
            ),
            score=1.0,
        )
        for citation in answer.citations
    ]
    return Response(response=answer.text, source_nodes=nodes, metadata=to_record(answer))
