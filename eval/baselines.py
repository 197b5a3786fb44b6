"""What a user would otherwise have: LlamaIndex as it comes, on the same transcripts with the same models.

SentenceSplitter, VectorStoreIndex over a Chroma collection in memory, and CitationQueryEngine, each with its default
settings. Its answers become the same records: a source that the answer cites by number is a citation, each sentence a
statement. It checks nothing, so no statement is "verified"; and since it has no way to say "not found", an answer
that begins by saying so in one of the usual phrases counts as a refusal.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from eval.cases import Case
from eval.gold import Sources
from index.errors import SettingsError

if TYPE_CHECKING:
    from llama_index.core import VectorStoreIndex
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.base.response.schema import RESPONSE_TYPE
    from llama_index.core.llms import LLM
    from llama_index.core.schema import NodeWithScore

NAMES = ("llamaindex",)

_DEPTH = 10
_MARKER = re.compile(
    r"\s*\[\s*(?:Source\s*)?\d+(?:\s*[,，、]\s*(?:Source\s*)?\d+)*\s*\]|^\s*Source\s+\d+\s*[:：]",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r".+?(?:[。！？!?]|(?<!\b[A-Z])\.(?=\s|\[|$))[\"”’)）」]*(?:\s*\[[^\]]{1,30}\][.。]?)*|.+$", re.DOTALL
)
_LIST_MARK = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)、])\s+")
_SOURCE_HEAD = re.compile(r"^Source \d+:\n")
_REFUSAL = re.compile(
    r"\b(?:do(?:es)?|did|is|are|was|were|has|have) ?n[o’']t (?:\w+ ){0,4}"
    r"(?:mention|contain|provide|include|specif|state|discuss|address|say|give|indicate|find|found|available)"
    r"|\bno (?:\w+ ){0,3}(?:information|mention|reference|data|details?|sources?)\b"
    r"|\bnone of the (?:\w+ )?sources?\b|\bnot (?:mentioned|provided|specified|stated|available|found|discussed)\b"
    r"|\b(?:cannot|can[’']t|could not|unable to) (?:\w+ )?(?:be )?(?:find|found|answer|determine|provide)"
    r"|没有(?:\S{0,6})?(?:提到|提及|提供|说明|包含|找到|涉及|信息|相关)|未(?:能|曾|明确)?(?:提到|提及|提供|说明|包含|找到|涉及|披露)"
    r"|无法(?:\S{0,6})?(?:回答|确定|找到|得知|提供)|并无|不包含|沒有(?:\S{0,6})?(?:提到|提及|提供|找到)",
    re.IGNORECASE,
)


class LlamaIndexBaseline:
    """Stock LlamaIndex over the given sources.

    `embed_model` and `llm` are LlamaIndex's own types; without an LLM it can only search.
    """

    name = "llamaindex"

    def __init__(self, sources: Mapping[str, str], embed_model: BaseEmbedding, llm: LLM | None) -> None:
        self._sources = Sources(sources)
        self._embed_model = embed_model
        self._llm = llm
        self._built: VectorStoreIndex | None = None

    @property
    def settings(self) -> Mapping[str, str]:
        """Versions, models, and that all else is default."""
        from importlib.metadata import version  # noqa: PLC0415 - loaded when needed

        return {
            "version": f"llama-index-core {version('llama-index-core')}",
            "llm": self._llm.metadata.model_name if self._llm is not None else "none",
            "embedding": self._embed_model.model_name,
            "options": "SentenceSplitter, VectorStoreIndex on Chroma, CitationQueryEngine, all defaults",
            "transcripts": ", ".join(sorted(self._sources.texts)),
        }

    def ask(self, case: Case) -> dict[str, Any]:
        """The stock engine's answer as a record; `passages` are the ten nearest chunks, of which it reads its few."""
        from llama_index.core.constants import DEFAULT_SIMILARITY_TOP_K  # noqa: PLC0415 - loaded when needed
        from llama_index.core.query_engine import CitationQueryEngine  # noqa: PLC0415 - loaded when needed
        from llama_index.core.schema import QueryBundle  # noqa: PLC0415 - loaded when needed

        if self._llm is None:
            raise SettingsError("The baseline has no language model to answer with.", "Add --retrieval-only or an LLM.")
        index = self._index()
        engine = CitationQueryEngine.from_args(index, llm=self._llm, streaming=True)
        started = time.perf_counter()
        nodes = self._retrieve(case, _DEPTH)
        retrieved = time.perf_counter() - started
        response = engine.synthesize(QueryBundle(case.question), nodes[:DEFAULT_SIMILARITY_TOP_K])
        text, first = _drain(response, started)
        total = time.perf_counter() - started
        chunks = [self._citation(n, node) for n, node in enumerate(response.source_nodes, 1)]
        statements = split_statements(text)
        named = {n for statement in statements for n in statement["citations"]}
        return {
            "id": case.id,
            "question": case.question,
            "status": "not_found" if is_refusal(text) else "answered",
            "answer": text,
            "problems": [],
            "statements": statements,
            "citations": [chunk for chunk in chunks if chunk["n"] in named],
            "passages": self._passages(nodes),
            "timings": {"retrieve": round(retrieved, 4), "first_token": round(first, 4), "total": round(total, 4)},
        }

    def search(self, case: Case, k: int) -> list[dict[str, Any]]:
        """The nearest `k` chunks."""
        return self._passages(self._retrieve(case, k))

    def sources(self) -> Mapping[str, str]:
        """The source texts as given."""
        return self._sources.texts

    def people(self) -> Mapping[str, frozenset[str]]:
        """Nobody: chunks know no speakers."""
        return {}

    def _index(self) -> VectorStoreIndex:
        """The index, built at first use."""
        if self._built is None:
            import chromadb  # noqa: PLC0415 - heavy
            from chromadb.config import Settings as ChromaSettings  # noqa: PLC0415 - loaded when needed
            from llama_index.core import Document, StorageContext, VectorStoreIndex  # noqa: PLC0415 - loaded when needed
            from llama_index.core.node_parser import SentenceSplitter  # noqa: PLC0415 - loaded when needed
            from llama_index.vector_stores.chroma import ChromaVectorStore  # noqa: PLC0415 - loaded when needed

            client = chromadb.EphemeralClient(ChromaSettings(anonymized_telemetry=False))
            store = ChromaVectorStore(chroma_collection=client.create_collection(f"baseline-{uuid.uuid4().hex}"))
            hidden = ["transcript_id"]
            documents = [
                Document(
                    text=text,
                    id_=id,
                    metadata={"transcript_id": id},
                    excluded_embed_metadata_keys=hidden,
                    excluded_llm_metadata_keys=hidden,
                )
                for id, text in self._sources.texts.items()
            ]
            self._built = VectorStoreIndex.from_documents(
                documents,
                storage_context=StorageContext.from_defaults(vector_store=store),
                embed_model=self._embed_model,
                transformations=[SentenceSplitter()],
            )
        return self._built

    def _retrieve(self, case: Case, k: int) -> list[NodeWithScore]:
        from llama_index.core.vector_stores import ExactMatchFilter, MetadataFilters  # noqa: PLC0415 - loaded when needed

        filters = None
        if case.transcript is not None:
            filters = MetadataFilters(filters=[ExactMatchFilter(key="transcript_id", value=case.transcript)])
        return self._index().as_retriever(similarity_top_k=k, filters=filters).retrieve(case.question)

    def _passages(self, nodes: Sequence[NodeWithScore]) -> list[dict[str, Any]]:
        passages = []
        for rank, node in enumerate(nodes, 1):
            text, id = node.node.get_content(), node.node.metadata.get("transcript_id")
            start, end = self._offsets(text, id)
            score = None if node.score is None else round(node.score, 6)
            place = {"turn": None, "transcript_id": id, "start": start, "end": end}
            passages.append({"rank": rank, "text": text, **place, "score": score})
        return passages

    def _citation(self, n: int, node: NodeWithScore) -> dict[str, Any]:
        text, id = (
            _SOURCE_HEAD.sub("", node.node.get_content()).removesuffix("\n"),
            node.node.metadata.get("transcript_id"),
        )
        start, end = self._offsets(text, id)
        nobody = {"speaker": None, "role": None, "turn": None, "section": None}
        return {"n": n, "quote": text, **nobody, "transcript_id": id, "start": start, "end": end}

    def _offsets(self, text: str, transcript_id: str | None) -> tuple[int | None, int | None]:
        """Where a chunk stands in its source; None where the splitter changed it."""
        found = self._sources.find(text, transcript_id) if transcript_id in self._sources.texts else ()
        return (found[0].start, found[0].end) if found else (None, None)


def split_statements(text: str) -> list[dict[str, Any]]:
    """The sentences of an answer with the numbers in their `[n]` marks, as the contract's statements."""
    return [
        {"text": plain, "citations": numbers, "verified": False}
        for line in text.splitlines()
        for sentence in _SENTENCE.findall(_LIST_MARK.sub("", line))
        for plain, numbers in _without_marks(sentence)
    ]


def _without_marks(sentence: str) -> Iterator[tuple[str, list[int]]]:
    numbers = [int(n) for mark in _MARKER.finditer(sentence) for n in re.findall(r"\d+", mark.group())]
    plain = _MARKER.sub("", sentence).strip()
    if re.search(r"\w", plain):
        yield plain, list(dict.fromkeys(numbers))


def is_refusal(text: str) -> bool:
    """Whether an answer begins by saying that the sources do not hold it, in one of the usual phrases."""
    statements = split_statements(text)
    return not statements or bool(_REFUSAL.search(statements[0]["text"]))


def _drain(response: RESPONSE_TYPE, started: float) -> tuple[str, float]:
    """The whole text of a response and the seconds from `started` to its first token."""
    from llama_index.core.base.response.schema import StreamingResponse  # noqa: PLC0415 - loaded when needed

    first: float | None = None
    pieces: list[str] = []
    stream = response.response_gen if isinstance(response, StreamingResponse) else [str(response)]
    for piece in stream or []:
        if first is None and piece:
            first = time.perf_counter() - started
        pieces.append(piece)
    return "".join(pieces).strip(), first if first is not None else time.perf_counter() - started
