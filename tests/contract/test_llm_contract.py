"""What every language model does: the scripted one, an endpoint over HTTP, and the embedded one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

import pytest

from assistant.llm import ChatModel, EndpointModel, Message, ScriptedLLM
from index.errors import LLMError, ModelError
from tests.llm_asking import ASK, QUICK
from tests.llm_server import Exchange, endpoint, reply

TEXT = "Fine, thanks. And you?"


def _scripted() -> Iterator[ChatModel]:
    yield ScriptedLLM(lambda _: TEXT)


def _behind_http() -> Iterator[ChatModel]:
    def behave(exchange: Exchange) -> None:
        text = TEXT
        for mark in exchange.body.get("stop", []):
            text = text.partition(mark)[0]
        pieces = [text[at : at + 4] for at in range(0, len(text), 4)]
        limit = exchange.body["max_tokens"]
        reply(*pieces[:limit], finish="length" if len(pieces) > limit else "stop")(exchange)

    with endpoint(behave) as fake:
        model = EndpointModel(fake.url, "fake", timeouts=QUICK)
        yield model
        model.close()


MODELS: dict[str, Callable[[], Iterator[ChatModel]]] = {"scripted": _scripted, "endpoint": _behind_http}


@pytest.fixture(params=MODELS)
def model(request: pytest.FixtureRequest) -> Iterator[ChatModel]:
    yield from MODELS[request.param]()


def test_it_is_a_chat_model(model: ChatModel) -> None:
    assert isinstance(model, ChatModel)
    assert model.name
    assert model.where
    model.warm_up()


def test_complete_gives_the_whole_reply(model: ChatModel) -> None:
    completion = model.complete(ASK, max_tokens=50)
    assert (completion.text, completion.finish_reason) == (TEXT, "stop")


def test_the_pieces_of_a_stream_are_its_completion(model: ChatModel) -> None:
    stream = model.stream(ASK, max_tokens=50)
    assert stream.completion is None
    pieces = list(stream)
    assert len(pieces) > 1
    assert all(pieces)
    assert "".join(pieces) == TEXT
    assert stream.completion is not None
    assert stream.completion.text == TEXT
    assert list(stream) == []


def test_stop_strings_and_the_limit_end_a_reply(model: ChatModel) -> None:
    assert model.complete(ASK, max_tokens=50, stop=["thanks"]).text == "Fine, "
    short = model.complete(ASK, max_tokens=2)
    assert short.finish_reason == "length"
    assert TEXT.startswith(short.text)
    assert len(short.text) < len(TEXT)


def test_a_closed_stream_ends(model: ChatModel) -> None:
    with model.stream(ASK, max_tokens=50) as stream:
        next(stream)
    stream.close()
    assert list(stream) == []
    assert stream.completion is None


def test_a_stream_closed_before_its_first_piece_ends(model: ChatModel) -> None:
    stream = model.stream(ASK, max_tokens=50)
    stream.close()
    assert list(stream) == []


def test_several_threads_get_their_own_replies(model: ChatModel) -> None:
    texts: list[str] = []
    threads = [threading.Thread(target=lambda: texts.append(model.complete(ASK, max_tokens=50).text)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == [TEXT] * 6


def test_a_closed_model_can_be_used_again(model: ChatModel) -> None:
    model.complete(ASK, max_tokens=50)
    model.close()
    model.close()
    assert model.complete(ASK, max_tokens=50).text == TEXT


def test_it_is_a_llama_index_llm(model: ChatModel) -> None:
    from llama_index.core.llms import ChatMessage

    llm = model.as_llama_index(max_tokens=50)
    assert llm.metadata.model_name == model.name
    assert llm.complete("How are you?").text == TEXT
    assert llm.chat([ChatMessage(role="user", content="How are you?")]).message.content == TEXT
    assert "".join(piece.delta or "" for piece in llm.stream_complete("How are you?")) == TEXT


def test_a_cut_script_is_an_llm_error() -> None:
    model = ScriptedLLM(["Hello, world"], cut_after=2)
    stream = model.stream(ASK, max_tokens=50)
    assert [next(stream), next(stream)] == ["Hell", "o, w"]
    with pytest.raises(LLMError):
        next(stream)


def test_a_script_of_replies_errors_and_functions() -> None:
    def answer(messages: Sequence[Message]) -> str:
        return messages[-1].content.upper()

    assert ScriptedLLM(answer).complete(ASK, max_tokens=50).text == "HOW ARE YOU?"
    model = ScriptedLLM(["one", ModelError("broken")])
    assert model.complete(ASK, max_tokens=50, stop=["\n"]).text == "one"
    assert model.calls[0].stop == ("\n",)
    with pytest.raises(ModelError, match="broken"):
        model.complete(ASK, max_tokens=50)
    with pytest.raises(LLMError, match="no further reply"):
        model.complete(ASK, max_tokens=50)
    stream = ScriptedLLM(["four and more"]).stream(ASK, max_tokens=50)
    next(stream)
    stream.close()
