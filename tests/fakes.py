"""Invented calls and small libraries, for tests of the store and of searching."""

from __future__ import annotations

import random
import zlib
from collections.abc import Sequence
from pathlib import Path

import chromadb
import numpy as np

from index.embedding.base import Vectors
from index.embedding.hashing import HashEmbedder
from index.errors import ModelError
from index.models import QueryVariant

_WORDS = (
    "revenue margin demand supply growth capacity customers orders pricing backlog guidance spending cloud devices "
    "advertising logistics currency investment subscription inventory hiring quarter weather shipping energy storage"
).split()
_ZH = "营收利润需求供应增长产能客户订单价格积压指引支出云端设备广告物流汇率投资订阅库存招聘季度天气运输能源存储"


def call_text(name: str, *, turns: int = 6, sentences: int = 5, marker: str = "", seed: int = 0) -> str:
    """An English call of the invented company `name`; `marker` stands in every sentence, so in every passage."""
    rng = random.Random(f"{name}/{seed}")  # noqa: S311 - the same text every time
    blocks = [
        f"{name} Corporation (NYSE: {name[:4].upper()})\nQ2 2026 Earnings Call\nMay 5, 2026",
        "Operator: Good afternoon, and welcome to the call. All lines are muted for now.",
    ]
    speakers = ("Mara Lindqvist -- Chief Executive Officer", "Tobias Okafor -- Chief Financial Officer")
    for turn in range(turns):
        said = [
            f"{' '.join(rng.choices(_WORDS, k=12)).capitalize()} {marker}.".replace(" .", ".") for _ in range(sentences)
        ]
        blocks.append(f"{speakers[turn % 2]}: {' '.join(said)}")
    return "\n\n".join(blocks) + "\n"


def zh_call_text(name: str, *, turns: int = 4, sentences: int = 6, seed: int = 0) -> str:
    """A Chinese call of the invented company `name`."""
    rng = random.Random(f"{name}/{seed}")  # noqa: S311 - the same text every time
    blocks = [f"{name}公司2026年第二季度业绩电话会实录", "主持人:大家好,欢迎参加本次业绩电话会议。"]
    speakers = ("林梅(首席执行官)", "罗安(首席财务官)")
    for turn in range(turns):
        said = ["".join(rng.choices(_ZH, k=24)) + "。" for _ in range(sentences)]
        blocks.append(f"{speakers[turn % 2]}:{''.join(said)}")
    return "\n".join(blocks) + "\n"


def write_call(folder: Path, name: str, **options: object) -> Path:
    """An English call in a file of its own."""
    path = folder / f"{name.lower()}.txt"
    path.write_text(call_text(name, **options), encoding="utf-8")  # type: ignore[arg-type]
    return path


class BrokenEmbedder(HashEmbedder):
    """A model that cannot be loaded."""

    def embed_passages(self, texts: Sequence[str], **options: object) -> Vectors:
        raise ModelError("The model is not there.", "Bring it.")


class QuickEmbedder:
    """Gives every text a direction of its own; says nothing about meaning and takes next to no time."""

    name = "quick"
    dimensions = 16

    def __init__(self, revision: str = "1") -> None:
        self.revision = revision

    def warm_up(self) -> None:
        """Nothing to load."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        rows = [np.random.default_rng(zlib.crc32(text.encode())).standard_normal(self.dimensions) for text in texts]
        vectors = np.array(rows, np.float32).reshape(len(texts), self.dimensions)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class CountingEmbedder(HashEmbedder):
    """Counts the passages it embeds."""

    def __init__(self) -> None:
        super().__init__(128)
        self.embedded = 0

    def embed_passages(self, texts: Sequence[str], **options: object) -> Vectors:
        self.embedded += len(texts)
        return super().embed_passages(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return super().embed_passages(texts)


def en(text: str) -> list[QueryVariant]:
    """An English wording alone."""
    return [QueryVariant(text, "en")]


def in_chroma(home: Path) -> dict[str, int]:
    """What Chroma itself says it holds, by collection, read from a copy of nothing of ours."""
    epochs = [folder for folder in (home / "chroma").iterdir() if folder.name.startswith("local-")]
    assert len(epochs) == 1, epochs
    with chromadb.PersistentClient(epochs[0]) as client:
        return {
            name.name: client.get_collection(name.name, embedding_function=None).count()
            for name in client.list_collections()
        }
