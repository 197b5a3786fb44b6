"""The library as a LlamaIndex retriever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.language import detect
from index.models import Hit, QueryVariant, SearchFilter

if TYPE_CHECKING:
    from llama_index.core.callbacks import CallbackManager

    from index.library import Library

Expand = Callable[[str], Sequence[QueryVariant]]


def as_asked(question: str) -> Sequence[QueryVariant]:
    """The question alone, in its own language."""
    return [QueryVariant(question, detect(question))]


class LibraryRetriever(BaseRetriever):
    """Returns the best `k` passages of a library as text nodes.

    A node's text is the passage, verbatim; its metadata say where it stands: `transcript_id`, `turn`, `start`, `end`
    (offsets into the transcript's source), `section`, `speaker`, `role`, `kind`, `period`, `language`,
    `question_no`, `part`. Its score is that of reciprocal rank fusion. `expand` gives the wordings of a question to
    search for, `where` restricts every search.
    """

    def __init__(
        self,
        library: Library,
        k: int = 10,
        *,
        where: SearchFilter | None = None,
        expand: Expand = as_asked,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        super().__init__(callback_manager=callback_manager)
        self._library = library
        self._k = k
        self._where = where or SearchFilter()
        self._expand = expand

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._library.search(self._expand(query_bundle.query_str), k=self._k, where=self._where)
        return [as_node(hit) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


def as_node(hit: Hit) -> NodeWithScore:
    """A hit as LlamaIndex's node; its metadata are for programs and are kept out of what models read."""
    passage = hit.passage
    metadata: dict[str, Any] = {
        "transcript_id": passage.transcript_id,
        "turn": passage.turn,
        "start": passage.start,
        "end": passage.end,
        "section": passage.section.value,
        "speaker": passage.speaker,
        "role": passage.role,
        "kind": passage.kind.value if passage.kind else None,
        "period": passage.period,
        "language": passage.language,
        "question_no": passage.question_no,
        "part": passage.part,
        "similarity": hit.similarity,
    }
    node = TextNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata=metadata,
        excluded_embed_metadata_keys=list(metadata),
        excluded_llm_metadata_keys=[key for key in metadata if key not in {"speaker", "role", "period"}],
    )
    return NodeWithScore(node=node, score=hit.score)
