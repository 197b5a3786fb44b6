"""Folders that sentence-transformers itself loads: converted ones, a user's own, and broken ones."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from index.embedding import Embedder, TransformerEmbedder, load_embedder
from index.embedding.convert import write_onnx, write_torch
from index.embedding.e5s import Weights
from index.embedding.runtime import TOKENIZER_FILE, Encoder
from index.embedding.transformer import Prompts
from index.errors import ModelError
from tests.unit.embedding_files import HIDDEN, small_model, write_tokenizer

WEIGHTS = Weights(small_model())


def test_torch_folder_gives_the_same_vectors(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    folders = {"torch": tmp_path / "torch", "onnx-fp32": tmp_path / "onnx"}
    for folder in folders.values():
        folder.mkdir()
        write_tokenizer(folder / TOKENIZER_FILE)
    write_torch(folders["torch"], WEIGHTS)
    write_onnx(folders["onnx-fp32"], WEIGHTS, "onnx-fp32")
    texts = ["w1 w2 w3", "", "w4", "unknown w7 w7 w9"]
    through_torch = SentenceTransformer(str(folders["torch"]), local_files_only=True, device="cpu").encode(texts)
    through_onnx = SentenceTransformer(str(folders["onnx-fp32"]), trust_remote_code=True, device="cpu").encode(texts)
    direct = Encoder(folders["onnx-fp32"]).encode(texts)
    np.testing.assert_allclose(direct, through_torch, atol=1e-5)
    np.testing.assert_allclose(direct, through_onnx, atol=1e-6)


def test_a_folder_that_holds_no_model(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text("[]")
    with pytest.raises(ModelError, match="cannot be used"):
        load_embedder(str(tmp_path), cache=tmp_path).warm_up()


def test_a_folder_with_code_of_its_own_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "evil.py").write_text("raise SystemExit('ran')")
    (tmp_path / "modules.json").write_text(json.dumps([{"idx": 0, "name": "0", "path": "", "type": "evil.Module"}]))
    with pytest.raises(ModelError, match="cannot be used"):
        load_embedder(str(tmp_path), cache=tmp_path).warm_up()
    assert "evil" not in sys.modules


def own_model(folder: Path) -> Path:
    folder.mkdir()
    write_tokenizer(folder / TOKENIZER_FILE)
    write_torch(folder, Weights(small_model()))
    return folder


def test_a_model_by_folder(tmp_path: Path) -> None:
    folder = own_model(tmp_path / "mine")
    settings = folder / "config_sentence_transformers.json"
    settings.write_text(json.dumps({"prompts": {"query": "w1 w2 ", "passage": "w3 "}}))
    embedder = load_embedder(str(folder), cache=tmp_path)
    assert isinstance(embedder, Embedder)
    assert embedder.dimensions == HIDDEN
    index = embedder.as_llama_index()
    assert (index.query_instruction, index.text_instruction) == ("w1 w2 ", "w3 ")
    plain = TransformerEmbedder(str(folder), prompts=Prompts("", ""))
    np.testing.assert_allclose(embedder.embed_queries(["w9"]), plain.embed_queries(["w1 w2 w9"]), atol=1e-6)
    np.testing.assert_allclose(embedder.embed_passages(["w9"]), plain.embed_passages(["w3 w9"]), atol=1e-6)
