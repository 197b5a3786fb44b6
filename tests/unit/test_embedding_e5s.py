"""Reading the 4-bit weights file."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from index.embedding.e5s import BLOCK, Weights
from index.errors import ModelError
from tests.unit.embedding_files import FFN, HIDDEN, LAYERS, file_bytes, q4_bytes, small_model

MODEL = small_model()

blocks = st.integers(1, 6).flatmap(
    lambda count: st.tuples(
        npst.arrays(np.uint8, (count, BLOCK), elements=st.integers(0, 15)),
        npst.arrays(np.float16, count, elements=st.floats(-4, 4, width=16)),
    )
)


@given(blocks)
def test_weights_are_nibble_minus_eight_times_scale(given_blocks: tuple[np.ndarray, np.ndarray]) -> None:
    nibbles, scales = given_blocks
    weights = Weights(file_bytes({"m": (1, nibbles.size, q4_bytes(nibbles, scales))}))
    expected = (nibbles.astype(np.float32) - 8) * scales.astype(np.float32)[:, None]
    np.testing.assert_array_equal(weights.floats("m"), expected.reshape(-1))
    np.testing.assert_array_equal(weights.floats("m", BLOCK), expected)


@given(blocks)
def test_blocks_come_back_as_stored(given_blocks: tuple[np.ndarray, np.ndarray]) -> None:
    nibbles, scales = given_blocks
    read, read_scales = Weights(file_bytes({"m": (1, nibbles.size, q4_bytes(nibbles, scales))})).blocks("m", BLOCK)
    np.testing.assert_array_equal(read, nibbles)
    np.testing.assert_array_equal(read_scales[:, 0], scales.astype(np.float32))


def test_by_hand() -> None:
    # Byte j holds element j in its low nibble and element j + 16 in its high one; the scale 0.5 is 0x3800.
    data = b"\x00\x38" + bytes([0x8F]) + bytes([0x88] * 15)
    values = Weights(file_bytes({"m": (1, 32, data)})).floats("m")
    assert values[0] == (15 - 8) * 0.5
    assert values[16] == 0
    assert not values[1:].any()


def test_floats_as_stored() -> None:
    values = np.array([1.5, -2, 1e-8, 3e8], np.float32)
    np.testing.assert_array_equal(
        Weights(file_bytes({"f": (0, 4, values.tobytes())})).floats("f", 2), values.reshape(2, 2)
    )


def test_architecture() -> None:
    weights = Weights(MODEL)
    assert (weights.architecture.hidden, weights.architecture.layers, weights.architecture.ffn) == (HIDDEN, LAYERS, FFN)
    assert weights.architecture.epsilon == pytest.approx(1e-12)
    assert len(weights.names) == 5 + LAYERS * 16
    assert weights.floats("l1.fo.w", FFN).shape == (HIDDEN, FFN)


@given(st.integers(0, len(MODEL) - 1))
def test_a_cut_file_is_refused(length: int) -> None:
    with pytest.raises(ModelError):
        Weights(MODEL[:length])


@given(st.integers(0, 3000), st.integers(1, 255))
def test_a_changed_head_is_read_or_refused(position: int, flip: int) -> None:
    changed = bytearray(MODEL)
    changed[position] ^= flip
    try:
        Weights(bytes(changed))
    except ModelError as error:
        assert "weights" in error.message


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GGUF" + MODEL[4:],
        file_bytes({}, version=2),
        file_bytes({}, block=64),
        file_bytes({"m": (1, 33, b"\0" * 18)}),
        file_bytes({"m": (7, 32, b"\0" * 18)}),
        file_bytes({"m": (0, 5, b"\0" * 16)}),
    ],
)
def test_another_format_is_refused(data: bytes) -> None:
    with pytest.raises(ModelError, match="not a file that can be read"):
        Weights(data)


def test_a_missing_tensor_and_a_wrong_kind_are_named() -> None:
    weights = Weights(MODEL)
    with pytest.raises(ModelError, match=r"l9\.q\.w"):
        weights.floats("l9.q.w")
    with pytest.raises(ModelError, match=r"emb\.pos"):
        weights.blocks("emb.pos", HIDDEN)
