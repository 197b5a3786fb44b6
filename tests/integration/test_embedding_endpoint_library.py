"""A library on an embedding endpoint: built, searched, chosen by settings, from Python, the page and the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.doctor import examine
from assistant.factory import open_embedder
from assistant.settings import load_settings
from assistant.status import status
from assistant.ui import panels
from eval.chroma_server import unused_port
from index.errors import ModelError, SettingsError, StoreMismatch
from index.library import Library
from tests.fakes import write_call
from tests.integration.test_embedding_endpoint import HASHED, KEY, QUESTION, embedder
from tests.llm_server import Exchange, FakeEndpoint, endpoint

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_a_library_is_bound_to_the_model_and_not_to_the_address(home: Path, tmp_path: Path) -> None:
    with endpoint(HASHED) as one, endpoint(HASHED) as two:
        with Library.open(home, embedder(one)) as library:
            library.ingest([write_call(tmp_path, "Norvane")])
            before = library.search(QUESTION)
            assert before
        with Library.open(home, embedder(two)) as library:
            assert library.search(QUESTION) == before
        for other in (embedder(two, "other"), embedder(two, passage_prefix="passage: ")):
            with Library.open(home, other) as library, pytest.raises(StoreMismatch, match="built with"):
                library.search(QUESTION)
        with Library.open(home, embedder(two, "other")) as library:
            library.rebuild()
            assert library.search(QUESTION)


def test_an_endpoint_that_fails_during_an_ingest_leaves_whole_calls(home: Path, tmp_path: Path) -> None:
    paths = [write_call(tmp_path, name, marker=name) for name in ("Norvane", "Astelle")]

    def failing_at_the_second(exchange: Exchange) -> None:
        if any("Astelle" in text for text in exchange.body["input"]):
            exchange.fail(401)
        else:
            HASHED(exchange)

    with endpoint(failing_at_the_second) as server, Library.open(home, embedder(server)) as library:
        with pytest.raises(ModelError, match="refuses the API key"):
            library.ingest(paths)
        assert len(library.transcripts()) == 1
        server.behaviours = [HASHED]
        assert [outcome.status for outcome in library.ingest(paths).files] == ["unchanged", "added"]
        assert library.check().problems == ()
        assert library.search(QUESTION)


def test_a_baseline_can_use_the_endpoint() -> None:
    with endpoint(HASHED) as server:
        model = embedder(server, "multilingual-e5-small")
        index = model.as_llama_index()
        assert index.model_name == "multilingual-e5-small"
        assert index.get_query_embedding("one") == pytest.approx(model.embed_queries(["one"])[0].tolist())
        assert index.get_text_embedding("one") == pytest.approx(model.embed_passages(["one"])[0].tolist())
        assert len(index.get_text_embedding_batch(["one"] * 300)) == 300


@pytest.fixture
def served() -> Iterator[FakeEndpoint]:
    with endpoint(HASHED) as server:
        yield server


def test_settings_choose_the_endpoint(served: FakeEndpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TURNCITE_EMBED_URL", served.url)
    monkeypatch.setenv("TURNCITE_EMBED_MODEL", "bow")
    monkeypatch.setenv("TURNCITE_EMBED_API_KEY", KEY)
    monkeypatch.setenv("TURNCITE_EMBED_QUERY_PREFIX", "ask: ")
    settings = load_settings()
    assert KEY not in repr(settings)
    open_embedder(settings).embed_queries(["margin"])
    assert served.requests[0]["input"] == ["ask: margin"]
    assert served.headers[0]["authorization"] == f"Bearer {KEY}"
    found = {finding.name: finding for finding in examine()}["embedding model"]
    assert found.state == "ok"
    assert f"bow ({served.url.removeprefix('http://').removesuffix('/v1')})" in found.detail
    assert KEY not in str(examine())
    assert len(served.requests) == 1  # doctor asks nobody


def test_the_page_says_where_texts_are_embedded(served: FakeEndpoint, home: Path) -> None:
    with Assistant.open(
        home=home, llm="none", embed_url=served.url, embed_model="<bow>", embed_api_key=KEY
    ) as assistant:
        page = panels.status(status(assistant), "en")
        assert f"&lt;bow&gt; · runs {served.url.removeprefix('http://').removesuffix('/v1')}" in page
        assert KEY not in page
        assert not served.requests
    with Assistant.open(home=home, llm="none") as assistant:
        assert "multilingual-e5-small · runs on this machine" in panels.status(status(assistant), "en")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"embed_url": "http://127.0.0.1:1/v1"}, "not which of its models"),
        ({"embed_url": "localhost:11434", "embed_model": "bow"}, "must begin with http"),
        ({"embed_url": "http://", "embed_model": "bow"}, "no http address"),
        ({"embed_query_prefix": "query: "}, "but no endpoint"),
        (
            {"embed_url": "http://127.0.0.1:1/v1", "embed_model": "bow", "embed_backend": "onnx-q4"},
            "packaged model only",
        ),
    ],
)
def test_settings_that_do_not_fit(arguments: dict[str, str], message: str) -> None:
    open_: Callable[[], object] = lambda: open_embedder(load_settings(**arguments))  # noqa: E731 - one expression
    with pytest.raises(SettingsError, match=message) as raised:
        open_()
    assert raised.value.hint


def test_from_the_command_line(served: FakeEndpoint, home: Path, tmp_path: Path) -> None:
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "TURNCITE_HOME": str(home),
        "TURNCITE_LLM": "none",
        "TURNCITE_EMBED_MODEL": "bow",
        "TURNCITE_EMBED_API_KEY": KEY,
    }

    def turncite(*arguments: str, url: str = served.url) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-c", "from assistant.cli import main; main()", *arguments],
            capture_output=True,
            text=True,
            env=environment | {"TURNCITE_EMBED_URL": url},
            cwd=tmp_path,
            check=False,
        )
        assert KEY not in done.stdout + done.stderr
        return done

    assert turncite("ingest", str(write_call(tmp_path, "Norvane"))).returncode == 0
    assert served.requests
    found = turncite("search", "revenue margin", "--json")
    assert json.loads(found.stdout)["passages"]
    down = turncite("search", "revenue margin", url=f"http://127.0.0.1:{unused_port()}/v1")
    assert down.returncode == 1
    assert "refuses connections" in down.stderr
    assert "Traceback" not in down.stderr
