"""The encoder's graph against the same encoder in numpy and in transformers."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedding.calibration import usual_values
from index.embedding.convert import write_onnx
from index.embedding.e5s import Weights
from index.embedding.graph import Q4, Fp32, pack, sites, write_encoder
from index.embedding.rowwise import SATURATION_FREE, Int8, weight_limit
from index.embedding.runtime import TOKENIZER_FILE, Encoder, open_session
from tests.unit.embedding_files import HEADS, HIDDEN, LAYERS, VOCABULARY, small_model, write_tokenizer

WEIGHTS = Weights(small_model())
TEXTS = [[0, 5, 9, 2], [0, 7, 7, 30, 12, 41, 8, 2], [0, 2], [0, *range(4, 30), 2]]


def reference(ids: list[int]) -> np.ndarray:
    """BERT (Devlin et al. 2019) with mean pooling and unit length, one text, float64."""
    w = {name: WEIGHTS.floats(name).astype(np.float64) for name in WEIGHTS.names}
    matrix = {name: w[name].reshape(-1, 128 if name.endswith("fo.w") else HIDDEN) for name in w if name.endswith(".w")}

    def norm(x: np.ndarray, name: str) -> np.ndarray:
        centred = x - x.mean(-1, keepdims=True)
        return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12) * w[f"{name}.w"] + w[f"{name}.b"]

    def dense(x: np.ndarray, name: str) -> np.ndarray:
        return x @ matrix[f"{name}.w"].T + w[f"{name}.b"]

    word, position = w["emb.word"].reshape(-1, HIDDEN)[ids], w["emb.pos"].reshape(-1, HIDDEN)[: len(ids)]
    x = norm(word + position + w["emb.type"][:HIDDEN], "emb.ln")
    for n in range(LAYERS):
        q, k, v = (dense(x, f"l{n}.{part}").reshape(len(ids), HEADS, -1).transpose(1, 0, 2) for part in "qkv")
        scores = np.exp(q @ k.transpose(0, 2, 1) / math.sqrt(HIDDEN // HEADS))
        mixed = (scores / scores.sum(-1, keepdims=True) @ v).transpose(1, 0, 2).reshape(len(ids), -1)
        x = norm(dense(mixed, f"l{n}.ao") + x, f"l{n}.aln")
        wide = dense(x, f"l{n}.fi")
        gelu = wide * 0.5 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        x = norm(dense(gelu, f"l{n}.fo") + x, f"l{n}.oln")
    return x.mean(0) / np.linalg.norm(x.mean(0))


def int8(limit: int = 127) -> Int8:
    return Int8(usual_values(write_encoder(WEIGHTS, Fp32(), taps=True), WEIGHTS.architecture, TEXTS), limit)


def run(linear: Fp32 | Int8, texts: list[list[int]]) -> np.ndarray:
    session = open_session(write_encoder(WEIGHTS, linear).SerializeToString())
    width = max(map(len, texts))
    ids = np.array([text + [1] * (width - len(text)) for text in texts], np.int64)
    mask = np.array([[1] * len(text) + [0] * (width - len(text)) for text in texts], np.int64)
    return session.run(None, {"input_ids": ids, "attention_mask": mask})[0]


@pytest.mark.parametrize(
    ("linear", "at_least"),
    [
        (Fp32, 1 - 1e-6),
        (Q4, 0.999),
        # All bits are for processors that add int8 products exactly; elsewhere the sums saturate.
        (int8, 0.999 if weight_limit() > SATURATION_FREE else 0.99),
        (lambda: int8(SATURATION_FREE), 0.998),
    ],
)
def test_each_arithmetic_is_near_the_reference(linear: Callable[[], Fp32 | Int8], at_least: float) -> None:
    vectors = run(linear(), TEXTS)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    cosines = (vectors * np.stack([reference(ids) for ids in TEXTS])).sum(1)
    assert cosines.min() >= at_least


@pytest.mark.parametrize("linear", [Fp32, Q4, int8])
def test_padding_and_company_change_nothing(linear: Callable[[], Fp32 | Int8]) -> None:
    made = linear()
    alone = np.concatenate([run(made, [ids]) for ids in TEXTS])
    np.testing.assert_allclose(run(made, TEXTS), alone, atol=2e-6)


def test_smoothing_pays() -> None:
    """Without the change of variable the large channel costs more precision than with it."""

    class Plain(Int8):
        def fold(self, site: str, layers: list[np.ndarray]) -> None:
            return None

    exact = np.stack([reference(ids) for ids in TEXTS])
    smoothed, plain = (1 - (run(linear, TEXTS) * exact).sum(1).mean() for linear in (int8(), Plain({})))
    assert smoothed < plain


def test_taps_are_the_values_that_feed_the_layers() -> None:
    model = write_encoder(WEIGHTS, Fp32(), taps=True)
    assert [output.name for output in model.graph.output] == ["sentence_embedding", *sites(WEIGHTS.architecture)]
    usual = usual_values(model, WEIGHTS.architecture, TEXTS)
    assert set(usual) == set(sites(WEIGHTS.architecture))
    # Layer norm: over its channels each token has the gain's and offset's mean, so over tokens it has as well.
    gain, offset = WEIGHTS.floats("emb.ln.w"), WEIGHTS.floats("emb.ln.b")
    normalised = (usual["l0.qkv"].mean - offset) / gain
    assert abs(normalised.mean()) < 1e-5


@given(st.lists(st.integers(0, 15), min_size=32, max_size=32))
def test_neighbouring_nibbles_share_a_byte(nibbles: list[int]) -> None:
    packed = pack(np.array([nibbles], np.uint8))
    assert [value for byte in packed[0] for value in (byte & 15, byte >> 4)] == nibbles


def test_weight_limit_is_one_of_two() -> None:
    assert weight_limit() in {127, SATURATION_FREE}


def test_the_reduced_limit_cannot_overflow_sixteen_bits() -> None:
    assert 2 * 255 * SATURATION_FREE < 2**15 <= 2 * 255 * (SATURATION_FREE + 2)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(4, VOCABULARY - 1), max_size=20), min_size=1, max_size=12))
def test_any_batch_equals_its_texts_alone(small_encoder: Encoder, texts: list[list[int]]) -> None:
    tokens = [[0, *text, 2] for text in texts]
    alone = np.concatenate([small_encoder.encode_tokens([text]) for text in tokens])
    np.testing.assert_allclose(small_encoder.encode_tokens(tokens), alone, atol=2e-6)


@pytest.fixture(scope="module")
def small_encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    folder = tmp_path_factory.mktemp("small")
    write_tokenizer(folder / TOKENIZER_FILE)
    write_onnx(folder, WEIGHTS, "onnx-int8")
    return Encoder(folder)
