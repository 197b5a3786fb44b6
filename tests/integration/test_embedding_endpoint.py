"""Embeddings from an OpenAI-compatible endpoint: what is sent, and what is refused."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from eval.chroma_server import unused_port
from index.embedding import Endpoint, EndpointEmbedder, HashEmbedder, PackagedEmbedder, load_embedder
from index.embedding.convert import ensure_model
from index.embedding.endpoint import Patience
from index.embedding.runtime import shared_encoder
from index.errors import ModelError
from index.models import QueryVariant
from tests.contract.test_embedder_contract import CACHE
from tests.embedding_server import reply_of, vectors
from tests.llm_server import Behaviour, Exchange, FakeEndpoint, endpoint

ROOT = Path(__file__).parents[2]
KEY = "sk-very-secret-0123456789"
QUESTION = [QueryVariant("revenue margin", "en")]
WORDS = HashEmbedder(48)
HASHED = vectors(WORDS.embed_passages)


def embedder(server: FakeEndpoint, model: str = "bow", *, retries: int = 0, **more: str) -> EndpointEmbedder:
    patience = Patience(20.0, retries)
    return EndpointEmbedder(model, Endpoint(server.url, **more), query=patience, passages=patience)


def failing(status: int, message: str = "no", **headers: str) -> Behaviour:
    return lambda exchange: exchange.fail(status, message, **headers)


def sending(body: object, kind: str = "application/json") -> Behaviour:
    return lambda exchange: exchange.send(200, body, kind)


def breaking(exchange: Exchange) -> None:
    exchange.handler.close_connection = True


# What is sent


def test_the_packaged_model_behind_an_endpoint_gives_the_packaged_models_vectors() -> None:
    served = shared_encoder(ensure_model(CACHE, "onnx-int8")).encode
    texts = ["Operating margin improved.", "毛利率保持稳定。"]
    with endpoint(vectors(served)) as server:
        remote, local = embedder(server, "intfloat/multilingual-e5-small"), PackagedEmbedder(CACHE)
        np.testing.assert_allclose(remote.embed_queries(texts), local.embed_queries(texts), atol=5e-6)
        np.testing.assert_allclose(remote.embed_passages(texts), local.embed_passages(texts), atol=5e-6)


@pytest.mark.parametrize(
    ("model", "given", "expected"),
    [
        ("multilingual-e5-large", {}, ["query: q", "passage: p"]),
        ("e5:latest", {}, ["query: q", "passage: p"]),
        ("text-embedding-3-small", {}, ["q", "p"]),
        ("multilingual-e5-large-instruct", {}, ["q", "p"]),
        ("nomic", {"query_prefix": "search_query: ", "passage_prefix": "doc: "}, ["search_query: q", "doc: p"]),
        ("multilingual-e5-large", {"query_prefix": "", "passage_prefix": ""}, ["q", "p"]),
    ],
)
def test_prefixes(model: str, given: dict[str, str], expected: list[str]) -> None:
    with endpoint(HASHED) as server:
        model_ = embedder(server, model, **given)
        model_.embed_queries(["q"])
        model_.embed_passages(["p"])
        assert [text for request in server.requests for text in request["input"]] == expected
        assert {request["model"] for request in server.requests} == {model}
        assert server.paths == ["/v1/embeddings"] * 2


@pytest.mark.parametrize("ending", ["", "/", "/embeddings", "/embeddings/"])
def test_the_whole_path_is_fine_too(ending: str) -> None:
    with endpoint(HASHED) as server:
        EndpointEmbedder("bow", Endpoint(server.url + ending)).warm_up()
        assert server.paths == ["/v1/embeddings"]


def test_only_our_key_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "for-somebody-else")
    with endpoint(HASHED) as server:
        embedder(server, api_key=KEY).warm_up()
        embedder(server).warm_up()
    assert [headers["authorization"] for headers in server.headers] == [f"Bearer {KEY}", "Bearer none"]
    assert "for-somebody-else" not in str(server.headers)


def test_many_texts_go_in_several_requests_and_come_back_in_order() -> None:
    texts = [f"text number {i}" for i in range(300)]
    with endpoint(HASHED) as server:
        np.testing.assert_allclose(embedder(server).embed_passages(texts), WORDS.embed_passages(texts), atol=1e-6)
        assert sorted(len(request["input"]) for request in server.requests) == [12, *[32] * 9]


def test_what_an_endpoint_takes_at_once_is_learned() -> None:
    texts = [f"text number {i}" for i in range(64)]
    with endpoint(vectors(WORDS.embed_passages, texts=10)) as server:
        model = embedder(server)
        first = model.embed_passages(texts)
        server.requests.clear()
        np.testing.assert_array_equal(model.embed_passages(texts), first)
        assert [len(request["input"]) for request in server.requests] == [8] * 8


def test_one_long_text_does_not_make_the_batches_small() -> None:
    texts = ["long " * 500, *[f"text number {i}" for i in range(31)]]
    with endpoint(vectors(WORDS.embed_passages, characters=1000)) as server:
        model = embedder(server)
        found = model.embed_passages(texts)
        np.testing.assert_allclose(found[1:], WORDS.embed_passages(texts[1:]), atol=1e-6)
        server.requests.clear()
        model.embed_passages(texts[1:])
        assert [len(request["input"]) for request in server.requests] == [31]


def test_vectors_are_told_apart_by_their_numbers() -> None:
    def shuffled(exchange: Exchange) -> None:
        reply = reply_of(WORDS.embed_passages(exchange.body["input"]))
        reply["data"] = list(reversed(reply["data"]))  # type: ignore[call-overload]
        exchange.send(200, reply)

    with endpoint(shuffled) as server:
        texts = ["one", "two", "three"]
        np.testing.assert_allclose(embedder(server).embed_passages(texts), WORDS.embed_passages(texts), atol=1e-6)


def test_another_process_can_be_given_it() -> None:
    with endpoint(HASHED) as server:
        model = embedder(server, retries=3, api_key=KEY, query_prefix="ask: ")
        model.warm_up()
        other = pickle.loads(pickle.dumps(model))  # noqa: S301 - our own
        np.testing.assert_array_equal(other.embed_queries(["one"]), model.embed_queries(["one"]))
        assert {headers["authorization"] for headers in server.headers} == {f"Bearer {KEY}"}
        assert (other.name, other.revision, other.host) == (model.name, model.revision, model.host)
        assert KEY not in repr(model) + repr(vars(model))


# What goes wrong


@pytest.mark.parametrize(
    "trouble",
    [failing(429, "slow down", Retry_After="0.01"), failing(503), failing(500), breaking],
    ids=["429", "503", "500", "broken off"],
)
def test_trouble_that_passes_is_waited_out(trouble: Behaviour) -> None:
    with endpoint(trouble, trouble, HASHED) as server:
        np.testing.assert_allclose(
            embedder(server, retries=2).embed_passages(["one"]), WORDS.embed_passages(["one"]), atol=1e-6
        )
        assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("behaviour", "message", "hint"),
    [
        (failing(401, f"wrong key {KEY}"), "refuses the API key", "TURNCITE_EMBED_API_KEY"),
        (failing(403), "refuses the API key", "TURNCITE_EMBED_API_KEY"),
        (failing(402, "no credit"), "wants payment", "balance"),
        (failing(429, "quota used up"), "takes no more requests (HTTP 429): quota used up", "Wait"),
        (failing(503, f"key {KEY} is fine, I am not"), "has an error of its own (HTTP 503): key *** is fine", "later"),
        (
            failing(400, "this model can only chat"),
            "rejects the request (HTTP 400): this model can only",
            "EMBED_MODEL",
        ),
        (lambda e: e.send(301, "", Location="http://127.0.0.1:9/"), "redirects elsewhere", "TURNCITE_EMBED_URL"),
        (breaking, "broke off", "Try again"),
        (sending("<html>Welcome</html>", "text/html"), "is not JSON", "OpenAI-compatible"),
        (sending({"choices": []}), "no vectors that can be read", "OpenAI-compatible"),
        (sending([]), "no vectors that can be read", "OpenAI-compatible"),
        (sending({"data": []}), "sent 0 vectors for 2 texts", "OpenAI-compatible"),
        (sending(reply_of(np.ones((3, 4), np.float32))), "sent 3 vectors for 2 texts", "EMBED_MODEL"),
        (sending({"data": [{"embedding": [1, 2]}, {"embedding": [1]}]}), "different lengths", "EMBED_MODEL"),
        (sending({"data": [{"embedding": [[1], [2]]}] * 2}), "no vectors that can be read", "EMBED_MODEL"),
        (sending({"data": [{"embedding": "AAAA"}] * 2}), "no vectors that can be read", "EMBED_MODEL"),
        (sending({"data": [{"embedding": ["x"]}] * 2}), "no vectors that can be read", "EMBED_MODEL"),
        (sending({"data": [{"embedding": []}] * 2}), "no direction", "EMBED_MODEL"),
        (sending({"data": [{"embedding": [0.0, 0.0]}] * 2}), "no direction", "EMBED_MODEL"),
        (sending({"data": [{"embedding": [1.0, float("nan")]}] * 2}), "NaN", "EMBED_MODEL"),
        (sending({"data": [{"embedding": [1.0, None]}] * 2}), "NaN", "EMBED_MODEL"),
        (sending({"data": [{"embedding": [1.0, float("inf")]}] * 2}), "infinite", "EMBED_MODEL"),
        (sending({"data": [{"embedding": [1.0], "index": 1}] * 2}), "which vector belongs to which", "EMBED_MODEL"),
    ],
)
def test_errors_are_one_sentence_without_the_key(behaviour: Behaviour, message: str, hint: str) -> None:
    with endpoint(behaviour) as server:
        model = embedder(server, api_key=KEY)
        with pytest.raises(ModelError) as raised:
            model.embed_passages(["one", "two"])
        assert message in raised.value.message
        assert raised.value.message.startswith(f"The embedding endpoint {model.host} ")
        assert hint in raised.value.hint
        assert KEY not in str(raised.value)
        assert "\n" not in str(raised.value)


def test_what_will_not_change_is_asked_once() -> None:
    with endpoint(failing(401)) as server:
        with pytest.raises(ModelError):
            embedder(server, retries=3).warm_up()
        assert len(server.requests) == 1


def test_an_endpoint_that_is_down() -> None:
    port = unused_port()
    model = load_embedder("bow", cache=Path(), endpoint=Endpoint(f"http://someone:pass@127.0.0.1:{port}/v1", KEY))
    with pytest.raises(ModelError, match=f"endpoint 127.0.0.1:{port} refuses connections") as raised:
        model.warm_up()
    assert "TURNCITE_EMBED_URL" in raised.value.hint
    assert "pass" not in str(raised.value)


def test_an_endpoint_that_does_not_answer() -> None:
    with endpoint(lambda exchange: exchange.wait()) as server:
        model = EndpointEmbedder("bow", Endpoint(server.url), query=Patience(0.2, 0))
        with pytest.raises(ModelError, match="did not answer in time"):
            model.warm_up()


@pytest.mark.parametrize(
    ("listed", "message", "hint"),
    [
        (["bge-m3", "e5"], "has no model 'bow'", "TURNCITE_EMBED_MODEL to one of: bge-m3, e5"),
        (["bow"], "makes no embeddings with 'bow'", "an embedding model"),
        (None, "knows no model 'bow' at this address", "most end in /v1"),
    ],
)
def test_a_model_that_the_endpoint_does_not_have(listed: list[str] | None, message: str, hint: str) -> None:
    models: object = False if listed is None else {"object": "list", "data": [{"id": name} for name in listed]}
    with endpoint(failing(404), models=models) as server:
        with pytest.raises(ModelError, match=message) as raised:
            embedder(server).warm_up()
        assert hint in raised.value.hint


def test_a_model_that_was_exchanged_while_in_use() -> None:
    with endpoint(HASHED, vectors(HashEmbedder(16).embed_passages)) as server:
        model = embedder(server)
        model.warm_up()
        with pytest.raises(ModelError, match="16 dimensions, and of 48 before"):
            model.embed_passages(["one"])
