"""A sentence-transformers module that runs a converted encoder, so that its tools drive it like any other model.

`SentenceTransformer(folder, trust_remote_code=True)` and LlamaIndex's HuggingFaceEmbedding find this class by the
name in the folder's modules.json. Importing this file imports torch and sentence-transformers.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import torch
from sentence_transformers.base.modules import InputModule

from index.embedding.runtime import MAX_TOKENS, MODEL_FILE, PADDING, TOKENIZER_FILE, Encoder, shared_encoder


class OnnxModule(InputModule):
    """Tokens in, unit vectors out; the process shares one encoder a folder."""

    config_file_name = "onnx_module.json"

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._encoder = encoder
        self.max_seq_length = MAX_TOKENS

    @classmethod
    def load(cls, model_name_or_path: str, *args: Any, **kwargs: Any) -> Self:
        """From a folder on this machine."""
        del args, kwargs
        return cls(shared_encoder(Path(model_name_or_path)))

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any) -> dict[str, Any]:
        """Texts to `input_ids` and `attention_mask`, int64, texts x tokens."""
        del kwargs
        tokens = self._encoder.tokenize([(prompt or "") + text for text in inputs])
        width = max(map(len, tokens))
        ids = torch.full((len(tokens), width), PADDING)
        for row, text in enumerate(tokens):
            ids[row, : len(text)] = torch.tensor(text)
        lengths = torch.tensor([len(text) for text in tokens])
        return {"input_ids": ids, "attention_mask": (torch.arange(width) < lengths[:, None]).long()}

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Adds `sentence_embedding`, float32, texts x dimensions."""
        del kwargs
        lengths = features["attention_mask"].sum(dim=1).tolist()
        rows = features["input_ids"].tolist()
        vectors = self._encoder.encode_tokens([row[:length] for row, length in zip(rows, lengths, strict=True)])
        features["sentence_embedding"] = torch.from_numpy(vectors)
        return features

    def get_embedding_dimension(self) -> int:
        """Length of a vector."""
        return self._encoder.dimensions

    def save(self, output_path: str, *args: Any, safe_serialization: bool = True, **kwargs: Any) -> None:
        """Copy the graph and the tokenizer."""
        del args, safe_serialization, kwargs
        for name in (MODEL_FILE, TOKENIZER_FILE):
            Path(output_path, name).write_bytes((self._encoder.folder / name).read_bytes())
