"""What every embedder promises, run by each of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import platformdirs
import pytest

from index.embedding import (
    BACKENDS,
    Embedder,
    Endpoint,
    EndpointEmbedder,
    HashEmbedder,
    PackagedEmbedder,
    TransformerEmbedder,
    Vectors,
)
from index.embedding.convert import ensure_model, write_torch
from index.embedding.e5s import Weights
from index.embedding.runtime import TOKENIZER_FILE, shared_encoder
from tests.embedding_server import vectors
from tests.llm_server import Behaviour, endpoint
from tests.unit.embedding_files import small_model, write_tokenizer

# Converted once for all tests; each use checks the files' hashes.
CACHE = Path(os.environ.get("TURNCITE_CACHE") or platformdirs.user_cache_dir("turncite", appauthor=False))

TEXTS = [
    "What did the CFO say about capital expenditure?",
    "云计算业务收入同比增长 20%，主要得益于人工智能需求的强劲增长。",
    "AWS grew 20%. 毛利率保持稳定。",
    "第四季度",
    "Thank you, operator. Good afternoon, everyone, and welcome to our third quarter earnings call.",
]
# Arithmetic in another order may change the last digits of a float32.
TOLERANCE = 5e-6


def small_transformer(folder: Path) -> TransformerEmbedder:
    write_tokenizer(folder / TOKENIZER_FILE)
    write_torch(folder, Weights(small_model()))
    return TransformerEmbedder(str(folder))


MAKERS: dict[str, Callable[[Path], Embedder]] = {
    "hash": lambda folder: HashEmbedder(48),
    "transformer": small_transformer,
    **{backend: lambda folder, backend=backend: PackagedEmbedder(CACHE, backend) for backend in BACKENDS},  # type: ignore[misc]
    "through sentence-transformers": lambda folder: PackagedEmbedder(CACHE, direct_limit=0),
}


def packaged_model() -> Behaviour:
    """The packaged model as an endpoint serves it: prefixes are the client's business."""
    return vectors(shared_encoder(ensure_model(CACHE, "onnx-int8")).encode)


def particular() -> Behaviour:
    """An endpoint that takes few texts at once, refuses long and blank ones, and does not normalise."""
    return vectors(HashEmbedder(48).embed_passages, scale=7.0, texts=3, characters=2000)


# Endpoints on loopback: the model's name and what it does.
ENDPOINTS: dict[str, tuple[str, Callable[[], Behaviour]]] = {
    "endpoint": ("multilingual-e5-small", packaged_model),
    "particular endpoint": ("bow", particular),
}


@contextmanager
def opened(name: str, folder: Path) -> Iterator[Embedder]:
    if name not in ENDPOINTS:
        yield MAKERS[name](folder)
        return
    model, behaviour = ENDPOINTS[name]
    with endpoint(behaviour()) as server:
        yield EndpointEmbedder(model, Endpoint(server.url))


@pytest.fixture(scope="module", params=[*MAKERS, *ENDPOINTS])
def embedder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedder]:
    with opened(request.param, tmp_path_factory.mktemp("model")) as embedder:
        yield embedder


@pytest.fixture(params=["embed_queries", "embed_passages"])
def embed(request: pytest.FixtureRequest, embedder: Embedder) -> Callable[[list[str]], Vectors]:
    return getattr(embedder, request.param)


def test_is_an_embedder(embedder: Embedder) -> None:
    assert isinstance(embedder, Embedder)
    assert embedder.name
    assert embedder.revision
    assert embedder.dimensions > 0
    embedder.warm_up()


def test_shape_type_and_unit_length(embedder: Embedder, embed: Callable[[list[str]], Vectors]) -> None:
    vectors = embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_deterministic(embed: Callable[[list[str]], Vectors]) -> None:
    np.testing.assert_array_equal(embed(TEXTS), embed(TEXTS))


def test_batch_equals_single(embed: Callable[[list[str]], Vectors]) -> None:
    alone = np.concatenate([embed([text]) for text in TEXTS])
    np.testing.assert_allclose(embed(TEXTS), alone, atol=TOLERANCE)


def test_order_follows_the_texts(embed: Callable[[list[str]], Vectors]) -> None:
    many = TEXTS * 3
    np.testing.assert_allclose(embed(many[::-1]), embed(many)[::-1], atol=TOLERANCE)


def test_empty_list(embedder: Embedder, embed: Callable[[list[str]], Vectors]) -> None:
    vectors = embed([])
    assert vectors.shape == (0, embedder.dimensions)
    assert vectors.dtype == np.float32


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u3000", "\ud800", "a\x00b", "\U0001f600", "\u202e\u200b"])
def test_odd_texts_have_vectors(embed: Callable[[list[str]], Vectors], text: str) -> None:
    vector = embed([text])[0]
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_very_long_text_is_cut_not_refused(embed: Callable[[list[str]], Vectors]) -> None:
    vectors = embed(["增长 revenue " * 40_000, TEXTS[0]])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(vectors[1], embed([TEXTS[0]])[0], atol=TOLERANCE)


def test_sequences_other_than_lists(embed: Callable[[list[str]], Vectors]) -> None:
    np.testing.assert_allclose(embed(tuple(TEXTS)), embed(TEXTS), atol=TOLERANCE)  # type: ignore[arg-type]


def test_progress_counts_up_to_the_end(embedder: Embedder) -> None:
    reports: list[tuple[int, int]] = []
    embedder.embed_passages(TEXTS, progress=lambda done, total: reports.append((done, total)))  # type: ignore[call-arg]
    assert reports[-1] == (len(TEXTS), len(TEXTS))
    assert [done for done, _ in reports] == sorted({done for done, _ in reports})
