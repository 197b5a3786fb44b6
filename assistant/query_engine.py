"""TurnCite inside LlamaIndex: a query engine that routers, agents and evaluators can call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from assistant.models import Answer
from assistant.records import to_record

if TYPE_CHECKING:
    from assistant.api import Assistant


class TurnCiteQueryEngine(BaseQueryEngine):
    """Answers through `Assistant.ask`; BaseQueryEngine emits LlamaIndex's instrumentation events around it.

    The response's text is the answer with `[n]` markers, its source nodes are the citations in that order, and its
    metadata is the answer's record.
    """

    def __init__(self, assistant: Assistant, callback_manager: CallbackManager | None = None) -> None:
        super().__init__(callback_manager)
        self._assistant = assistant

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return as_response(self._assistant.ask(query_bundle.query_str))

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return as_response(await self._assistant.aask(query_bundle.query_str))


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
