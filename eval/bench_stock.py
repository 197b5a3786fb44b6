"""LlamaIndex's ChromaVectorStore as it comes, over the same invented passages as `eval.bench_store`."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from eval.invented import CALL, RandomEmbedder, entries
from eval.machine import peak_memory
from eval.measures import Built, Measured, Row, latency, seconds, size, took
from index.store.sentences import SentenceVectors
from index.store.snapshot import Entry

if TYPE_CHECKING:
    from llama_index.core.schema import TextNode
    from llama_index.core.vector_stores import MetadataFilters
    from llama_index.vector_stores.chroma import ChromaVectorStore


def build(home: Path, passages: int) -> Built:
    """Add so many passages, a call at a time."""
    with _opened(home) as store:
        taken = sum(seconds(partial(store.add, list(nodes))) for nodes in map(_nodes, entries(passages // CALL)))
    return Built(CALL * taken / passages, taken, 0, size(home, "**/*"), peak_memory())


def search(home: Path, passages: int) -> Measured:
    """Search them by similarity, with and without a metadata filter; add a call and remove it."""
    from llama_index.core.vector_stores import (  # noqa: PLC0415 - heavy
        ExactMatchFilter,
        MetadataFilters,
        VectorStoreQuery,
    )

    def only(key: str, value: str) -> MetadataFilters:
        return MetadataFilters(filters=[ExactMatchFilter(key=key, value=value)])

    embedder = RandomEmbedder(1)
    started = time.perf_counter()
    with _opened(home) as store:

        def ask(where: MetadataFilters | None) -> None:
            vector = embedder.draw(1)[0].tolist()
            store.query(VectorStoreQuery(query_embedding=vector, similarity_top_k=10, filters=where))

        ask(None)
        cold = time.perf_counter() - started
        filters = {
            "no filter": None,
            "one call": only("transcript", f"{passages // CALL - 1:016x}"),
            "one speaker": only("speaker", "Speaker 1 of 3"),
            "executives": only("kind", "executive"),
            "one section": only("section", "qa"),
        }
        searches = {name: latency(partial(ask, where)) for name, where in filters.items()}
        (entry,) = entries(1, first=900_000)
        nodes = _nodes(entry)

        def add() -> None:
            store.add(list(nodes))
            ask(None)

        return Measured(cold, searches, took(add), took(partial(store.delete, entry.transcript.id)), peak_memory())


def built_rows(built: Sequence[Built]) -> Iterator[Row]:
    """Building; Chroma holds the texts as well."""
    yield Row("peak memory, building, MB", [(b.memory / 1e6,) for b in built])
    yield Row("Chroma, MB", [(b.chroma_bytes / 1e6,) for b in built], 1)
    yield Row("add a call, ms", [(1000 * b.commit,) for b in built])


@contextmanager
def _opened(home: Path) -> Iterator[ChromaVectorStore]:
    import chromadb  # noqa: PLC0415 - heavy
    from chromadb.config import Settings  # noqa: PLC0415 - heavy
    from llama_index.vector_stores.chroma import ChromaVectorStore  # noqa: PLC0415 - heavy

    client = chromadb.PersistentClient(home, settings=Settings(anonymized_telemetry=False))
    try:
        collection = client.get_or_create_collection(
            "stock", metadata={"hnsw:space": "cosine"}, embedding_function=None
        )
        yield ChromaVectorStore(chroma_collection=collection)
    finally:
        client.close()  # type: ignore[attr-defined]


def _nodes(entry: Entry) -> list[TextNode]:
    from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode  # noqa: PLC0415 - heavy

    call = RelatedNodeInfo(node_id=entry.transcript.id)
    return [
        TextNode(
            id_=passage.id,
            text=passage.text,
            embedding=vector.tolist(),
            metadata={
                "speaker": passage.speaker,
                "transcript": passage.transcript_id,
                "kind": passage.kind,
                "section": passage.section,
            },
            relationships={NodeRelationship.SOURCE: call},
        )
        for passage, vector in zip(entry.passages, SentenceVectors.from_bytes(entry.vectors, CALL).means(), strict=True)
    ]
