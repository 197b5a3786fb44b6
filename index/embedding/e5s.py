"""Reads the E5S1 file: a BERT's weights, block-quantised to 4 bits.

Layout, little endian: magic `E5S1`, u32 version; i32 hidden, layers, heads, ffn, vocabulary, positions, types; f32
layer norm epsilon; i32 block size (32). A tokenizer follows, which is skipped here (the model's tokenizer.json is
used): i32 pieces, bos, eos, pad, unk; u64 blob bytes; (pieces + 1) u32; pieces f32; the blob; i32 norm entries, u32
norm bytes; those bytes. Then i32 tensors and for each: u16 name length, name, u8 type (0: f32, 1: Q4_0), u32
elements, u64 offset, u64 bytes.

Q4_0, as in ggml: per 32 weights one f16 scale and 16 bytes; the low nibble of byte j is element j, the high nibble
element j + 16; weight = (nibble - 8) * scale.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.errors import ModelError

BLOCK = 32
"""Weights that share one scale."""
_BLOCK_BYTES = 18
_MAGIC = b"E5S1"
_F32, _Q4 = 0, 1

Floats = npt.NDArray[np.float32]
Nibbles = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Architecture:
    """The sizes of a BERT encoder."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class _Tensor:
    type: int
    elements: int
    offset: int
    size: int


class Weights:
    """The tensors of one file by name; ModelError where the bytes are not such a file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self.architecture, self._tensors = _parse(data)
        except (struct.error, UnicodeDecodeError) as error:
            raise _malformed("it ends too early") from error

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all tensors, in the file's order."""
        return tuple(self._tensors)

    def floats(self, name: str, columns: int | None = None) -> Floats:
        """A tensor as float32: flat, or with shape (elements / columns, columns)."""
        tensor = self._tensor(name)
        if tensor.type == _F32:
            values: Floats = np.frombuffer(self._data, "<f4", tensor.elements, tensor.offset).astype(np.float32)
        else:
            nibbles, scales = self._blocks(tensor)
            values = ((nibbles.astype(np.float32) - 8) * scales[:, None]).reshape(-1)
        return values if columns is None else values.reshape(-1, columns)

    def blocks(self, name: str, columns: int) -> tuple[Nibbles, Floats]:
        """A Q4_0 matrix as stored: nibbles (rows, columns) in 0..15 and scales (rows, columns / 32)."""
        tensor = self._tensor(name)
        if tensor.type != _Q4 or columns % BLOCK:
            raise _malformed(f"{name} is not in 4-bit blocks of {BLOCK}")
        nibbles, scales = self._blocks(tensor)
        return nibbles.reshape(-1, columns), scales.reshape(-1, columns // BLOCK)

    def _tensor(self, name: str) -> _Tensor:
        try:
            return self._tensors[name]
        except KeyError:
            raise _malformed(f"it lacks {name}") from None

    def _blocks(self, tensor: _Tensor) -> tuple[Nibbles, Floats]:
        raw = np.frombuffer(self._data, np.uint8, tensor.size, tensor.offset).reshape(-1, _BLOCK_BYTES)
        scales = np.ascontiguousarray(raw[:, :2]).view("<f2").astype(np.float32).reshape(-1)
        packed = raw[:, 2:]
        return np.concatenate([packed & 15, packed >> 4], axis=1), scales


def _parse(data: bytes) -> tuple[Architecture, dict[str, _Tensor]]:
    if data[:4] != _MAGIC:
        raise _malformed("it does not begin as one")
    version, *sizes, epsilon, block = struct.unpack_from("<I7ifi", data, 4)
    if version != 1 or block != BLOCK or min(sizes) < 1:
        raise _malformed(f"version {version}, blocks of {block}")
    pieces, blob = struct.unpack_from("<i16xQ", data, 44)
    at = 72 + (pieces + 1) * 4 + pieces * 4 + blob
    (norm_bytes,) = struct.unpack_from("<4xI", data, at)
    at += 8 + norm_bytes
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        tensor = _Tensor(*struct.unpack_from("<BIQQ", data, at + 2 + length))
        if tensor.size != _size(tensor) or tensor.offset + tensor.size > len(data):
            raise _malformed(f"{name} has a wrong size")
        tensors[name] = tensor
        at += 2 + length + 21
    hidden, layers, heads, ffn, vocabulary, positions, types = sizes
    return Architecture(hidden, layers, heads, ffn, vocabulary, positions, types, epsilon), tensors


def _size(tensor: _Tensor) -> int:
    if tensor.type == _F32:
        return tensor.elements * 4
    if tensor.type == _Q4 and tensor.elements % BLOCK == 0:
        return tensor.elements // BLOCK * _BLOCK_BYTES
    return -1


def _malformed(what: str) -> ModelError:
    return ModelError(f"The embedding model's weights are not a file that can be read: {what}.")
