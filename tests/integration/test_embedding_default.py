"""The packaged model: its two paths agree, its arithmetics find the same passages, and a cold start is light."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import platformdirs
import pytest

from index.embedding import BACKENDS, PackagedEmbedder, packaged_status
from index.embedding.base import Vectors
from index.embedding.convert import ensure_model, model_folder
from index.embedding.folders import MARKER
from index.embedding.rowwise import SATURATION_FREE, weight_limit
from index.passages import PassageSize, pack

CACHE = Path(os.environ.get("TURNCITE_CACHE") or platformdirs.user_cache_dir("turncite", appauthor=False))
QUESTIONS = Path(__file__).parents[2] / "eval" / "questions"
ROOT = Path(__file__).parents[2]


def questions(language: str, source: str) -> list[tuple[str, list[tuple[int, int]]]]:
    """Each answerable question on the shipped transcript with the places of its gold quotes."""
    lines = (QUESTIONS / f"amazon-2025q4.{language}.jsonl").read_text(encoding="utf-8").splitlines()
    found = []
    for case in map(json.loads, lines):
        spans = [(source.find(quote), source.find(quote) + len(quote)) for quote in case["gold"] if quote in source]
        if case["answerable"] and spans:
            found.append((case["question"], spans))
    return found


def passages(source: str, characters: int = 200) -> list[tuple[int, int]]:
    size = PassageSize(zh_chars=characters)
    spans, start = [], 0
    for line in source.splitlines(keepends=True):
        spans += pack(source, start, start + len(line), size)
        start += len(line)
    return spans


def meet(span: tuple[int, int], gold: tuple[int, int]) -> bool:
    """Whether they share at least half of the shorter one."""
    shared = min(span[1], gold[1]) - max(span[0], gold[0])
    return 2 * shared >= min(span[1] - span[0], gold[1] - gold[0])


def recall_at_5(embedder: PackagedEmbedder, source: str) -> float:
    """Share of questions, both languages, with a gold quote among the first 5 passages; mean of three passage sizes.

    One question is a third of a point, and two passages can be equally near to it: one size alone measures luck.
    """
    asked = questions("en", source) + questions("zh", source)
    queries = embedder.embed_queries([question for question, _ in asked])
    recalls = []
    for characters in (100, 200, 300):
        spans = passages(source, characters)
        vectors = embedder.embed_passages([source[start:end] for start, end in spans])
        best = np.argsort(-queries @ vectors.T, axis=1)[:, :5]
        for row, (_, gold) in zip(best, asked, strict=True):
            recalls.append(any(meet(spans[index], span) for index in row for span in gold))
    return float(np.mean(recalls))


@pytest.fixture(scope="module")
def source(seed_path: Path) -> str:
    return seed_path.read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_fast_arithmetic_loses_at_most_half_a_point_of_recall(source: str) -> None:
    exact = recall_at_5(PackagedEmbedder(CACHE, "onnx-fp32"), source)
    fast = recall_at_5(PackagedEmbedder(CACHE), source)
    assert exact > 0.7
    assert fast >= exact - 0.005


@pytest.fixture(scope="module")
def exact(source: str) -> tuple[list[str], Vectors]:
    """Some passages, and their vectors by float32 torch."""
    texts = [source[start:end] for start, end in passages(source)[::8]]
    return texts, PackagedEmbedder(CACHE, "torch").embed_passages(texts)


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_backend_is_near_float32_torch(exact: tuple[list[str], Vectors], backend: str) -> None:
    texts, expected = exact
    vectors = PackagedEmbedder(CACHE, backend).embed_passages(texts)  # type: ignore[arg-type]
    # Where int8 sums would saturate (no VNNI) weights have one bit less. What that costs a search is the matter of the test of
    # recall above.
    int8 = 0.9993 if weight_limit() > SATURATION_FREE else 0.999
    at_least = {"torch": 0.999999, "onnx-fp32": 0.99999, "onnx-q4": 0.9998, "onnx-int8": int8}[backend]
    assert (expected * vectors).sum(1).min() > at_least


def test_direct_and_through_sentence_transformers_agree(source: str) -> None:
    texts = [*(source[start:end] for start, end in passages(source)[::4]), "", "word " * 700]
    direct, framework = PackagedEmbedder(CACHE), PackagedEmbedder(CACHE, direct_limit=0)
    np.testing.assert_allclose(direct.embed_passages(texts), framework.embed_passages(texts), atol=1e-6)
    index = direct.as_llama_index()
    for text in texts[-3:]:
        np.testing.assert_allclose(index.get_text_embedding(text), direct.embed_passages([text])[0], atol=1e-6)
        np.testing.assert_allclose(index.get_query_embedding(text), direct.embed_queries([text])[0], atol=1e-6)
    assert index.model_name == "multilingual-e5-small"


def test_large_calls_go_through_sentence_transformers(monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = PackagedEmbedder(CACHE, direct_limit=2)
    calls: list[int] = []
    framework = embedder.as_llama_index()
    whole = type(framework).get_text_embedding_batch

    def counted(self: object, texts: list[str]) -> list[list[float]]:
        calls.append(len(texts))
        return whole(self, texts)  # type: ignore[arg-type]

    monkeypatch.setattr(type(framework), "get_text_embedding_batch", counted)
    embedder.embed_passages(["a", "b"])
    assert calls == []
    embedder.embed_passages(["a", "b", "c"])
    assert calls == [3]


def test_a_question_and_its_answer_meet_across_languages() -> None:
    embedder = PackagedEmbedder(CACHE)
    query = embedder.embed_queries(["How fast did cloud revenue grow?"])[0]
    near, far = embedder.embed_passages(["云计算收入同比增长 24%。", "请下一位分析师提问。"])
    assert query @ near > query @ far


def test_a_cold_question_loads_nothing_heavy_and_prints_nothing() -> None:
    code = (
        "import sys; from pathlib import Path; from index.embedding import load_embedder\n"
        "load_embedder(None, cache=Path(sys.argv[1])).embed_queries(['供应'])\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'llama_index', 'onnx', 'huggingface_hub'}\n"
        "sys.exit(sorted(heavy & {name.split('.')[0] for name in sys.modules}) or 0)"
    )
    ensure_model(CACHE, "onnx-int8")
    done = subprocess.run(
        [sys.executable, "-c", code, str(CACHE)], check=False, capture_output=True, text=True, cwd=ROOT
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_loading_through_sentence_transformers_prints_nothing() -> None:
    code = (
        "import sys; from pathlib import Path; from index.embedding.packaged import PackagedEmbedder\n"
        "PackagedEmbedder(Path(sys.argv[1]), 'torch').embed_passages(['供应'])\n"
        "PackagedEmbedder(Path(sys.argv[1])).as_llama_index().get_query_embedding('供应')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(CACHE)], check=False, capture_output=True, text=True, cwd=ROOT
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_damaged_cache_is_mended(tmp_path: Path) -> None:
    embedder = PackagedEmbedder(tmp_path, "onnx-q4")
    vector = embedder.embed_queries(["a"])
    folder = model_folder(tmp_path, "onnx-q4")
    with (folder / "model.onnx").open("r+b") as file:
        file.seek(1000)
        file.write(b"damage")
    assert not packaged_status(tmp_path, "onnx-q4").converted
    np.testing.assert_array_equal(PackagedEmbedder(tmp_path, "onnx-q4").embed_queries(["a"]), vector)
    assert packaged_status(tmp_path, "onnx-q4").converted
    (folder / MARKER).unlink()
    np.testing.assert_array_equal(PackagedEmbedder(tmp_path, "onnx-q4").embed_queries(["a"]), vector)
