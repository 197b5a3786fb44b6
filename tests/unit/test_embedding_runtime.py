"""Batches, threads, text that tokenizers cannot take, and the folder's life."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedding.convert import write_onnx
from index.embedding.e5s import Weights
from index.embedding.runtime import MODEL_FILE, TOKENIZER_FILE, Encoder, plan, shared_encoder, threads, tokenizable
from index.errors import ModelError
from tests.unit.embedding_files import small_model, write_tokenizer


@given(st.lists(st.integers(1, 600)), st.integers(1, 2000))
def test_batches_hold_every_text_once_within_the_budget(lengths: list[int], budget: int) -> None:
    batches = plan(lengths, budget)
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        padded = len(batch) * max(lengths[index] for index in batch)
        assert padded <= budget or len(batch) == 1


def test_batches_are_sorted_by_length_and_stable() -> None:
    assert plan([3, 9, 3, 9, 1], 18) == [[1, 3], [0, 2, 4]]


@pytest.mark.parametrize(("given", "expected"), [("3", 3), ("1", 1)])
def test_threads_obey_the_usual_variable(monkeypatch: pytest.MonkeyPatch, given: str, expected: int) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", given)
    assert threads() == expected


@pytest.mark.parametrize("given", ["", "0", "-2", "many", "2,1"])
def test_threads_are_at_most_the_cores_otherwise(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", given)
    assert 1 <= threads() <= (os.cpu_count() or 1)


@given(st.text(st.characters(codec=None)))
def test_tokenizable_text_can_be_encoded_and_keeps_what_was_fine(text: str) -> None:
    clean = tokenizable(text)
    clean.encode("utf-8")
    assert len(clean) == len(text)
    assert all(a == b or (b == "?" and 0xD800 <= ord(a) <= 0xDFFF) for a, b in zip(text, clean, strict=True))


def test_a_book_is_cut_before_it_is_tokenized() -> None:
    assert len(tokenizable("word " * 1_000_000)) < 40_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoder")
    write_tokenizer(folder / TOKENIZER_FILE)
    write_onnx(folder, Weights(small_model()), "onnx-int8")
    return folder


@pytest.mark.parametrize("workers", ["1", "3"])
def test_order_and_progress(folder: Path, monkeypatch: pytest.MonkeyPatch, workers: str) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", workers)
    encoder = Encoder(folder)
    texts = [" ".join(f"w{n % 40}" for n in range(length)) for length in [1, 30, 2, 30, 9] * 20]
    reports: list[tuple[int, int]] = []
    vectors = encoder.encode(texts, lambda done, total: reports.append((done, total)))
    assert reports == sorted(reports)
    assert len(reports) > 1
    assert reports[-1] == (100, 100)
    for index in (0, 1, 2, 99):
        np.testing.assert_allclose(vectors[index], encoder.encode([texts[index]])[0], atol=2e-6)


def test_a_failing_progress_callback_stops_the_work(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "2")

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Encoder(folder).encode(["w1 w2 w3"] * 5000, stop)


def test_one_encoder_is_shared_while_it_is_used(folder: Path) -> None:
    first = shared_encoder(folder)
    assert shared_encoder(folder) is first
    assert first.encode(["w1"]).shape == (1, first.dimensions)


def test_a_graph_that_cannot_run_is_a_clear_error(tmp_path: Path) -> None:
    write_tokenizer(tmp_path / TOKENIZER_FILE)
    (tmp_path / MODEL_FILE).write_bytes(b"not a graph")
    with pytest.raises(ModelError, match="cannot run the embedding model"):
        Encoder(tmp_path)


def test_importing_the_package_loads_no_heavy_library() -> None:
    code = (
        "import sys, index.embedding;"
        "print(sorted({m.split('.')[0] for m in sys.modules} & "
        "{'torch', 'onnxruntime', 'onnx', 'tokenizers', 'transformers', 'sentence_transformers', 'llama_index'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
