"""What every language model does: the scripted one, an endpoint over HTTP, and the embedded one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.llm import ChatModel, EndpointModel, Message, ScriptedLLM, Timeouts
from index.errors import LLMError, ModelError, SettingsError
from tests.llm_server import Behaviour, Exchange, FakeEndpoint, endpoint, reply

ASK = [Message("system", "You are short."), Message("user", "How are you?")]
QUICK = Timeouts(connect=2, first_token=2, between_tokens=2, total=20, retries=2, first_pause=0.01, longest_pause=0.3)
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


# What follows is about endpoints only: what goes over the wire, and all that can go wrong there.


def ask(fake: FakeEndpoint, timeouts: Timeouts = QUICK, **arguments: object) -> str:
    model = EndpointModel(fake.url, "fake", "s3cret-key", timeouts)
    try:
        return model.complete(ASK, max_tokens=50, **arguments).text  # type: ignore[arg-type]
    finally:
        model.close()


def failure(fake: FakeEndpoint, timeouts: Timeouts = QUICK) -> LLMError:
    with pytest.raises(LLMError) as caught:
        ask(fake, timeouts)
    assert "s3cret-key" not in str(caught.value)
    assert "127.0.0.1" in caught.value.message
    return caught.value


def fails(status: int, message: str = "no", **headers: str) -> Behaviour:
    return lambda exchange: exchange.fail(status, message, **headers)


def test_the_request_holds_what_was_asked_for_and_nothing_of_another_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "somebody-elses")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    with endpoint() as fake:
        ask(fake, temperature=0.5, stop=["\n"], json_schema=schema, grammar='root ::= "a"')
        EndpointModel(fake.url, "fake", timeouts=QUICK).complete(ASK, max_tokens=5)
    body = fake.requests[0]
    assert body["messages"] == [{"role": m.role, "content": m.content} for m in ASK]
    assert (body["model"], body["max_tokens"], body["temperature"], body["stop"]) == ("fake", 50, 0.5, ["\n"])
    assert body["response_format"]["json_schema"]["schema"] == schema
    assert body["grammar"] == 'root ::= "a"'
    assert fake.paths[0] == "/v1/chat/completions"
    assert fake.headers[0]["authorization"] == "Bearer s3cret-key"
    assert "somebody-elses" not in str(fake.headers)
    assert "org-1" not in str(fake.headers)


def test_token_counts_are_the_endpoints() -> None:
    with endpoint(reply("a", "b")) as fake:
        completion = EndpointModel(fake.url, "fake", timeouts=QUICK).complete(ASK, max_tokens=5)
    assert (completion.prompt_tokens, completion.completion_tokens) == (7, 3)


def test_without_a_model_name_the_only_one_is_taken() -> None:
    with endpoint() as fake:
        model = EndpointModel(fake.url, timeouts=QUICK)
        assert model.complete(ASK, max_tokens=5).text == "Hello"
        assert model.name == "fake"
    assert fake.requests[0]["model"] == "fake"


def test_without_a_model_name_several_are_listed() -> None:
    several = {"data": [{"id": "one"}, {"id": "two"}]}
    with endpoint(models=several) as fake, pytest.raises(SettingsError, match="TURNCITE_LLM_MODEL to one of: one, two"):
        EndpointModel(fake.url, timeouts=QUICK).complete(ASK, max_tokens=5)


def test_an_unknown_model_is_named_with_those_there_are() -> None:
    with endpoint(fails(404, "model not found"), models={"data": [{"id": "qwen"}, {"id": "llama"}]}) as fake:
        error = failure(fake)
    assert "'fake'" in error.message
    assert error.hint == "Set TURNCITE_LLM_MODEL to one of: qwen, llama."


def test_a_wrong_path_asks_for_the_right_one() -> None:
    with endpoint(fails(404), models=False) as fake:
        assert "/v1" in failure(fake).hint


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_names_the_setting_and_shows_no_part_of_it(status: int) -> None:
    with endpoint(fails(status, "Incorrect API key provided: s3cr**-key")) as fake:
        error = failure(fake)
    assert "TURNCITE_LLM_API_KEY" in error.hint
    assert "s3cr" not in str(error)
    assert len(fake.requests) == 1


def test_an_endpoint_that_repeats_the_key_is_not_quoted_with_it() -> None:
    with endpoint(fails(400, "bad header s3cret-key")) as fake:
        assert "bad header ***" in failure(fake).message


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 529])
def test_a_passing_failure_is_asked_again(status: int) -> None:
    with endpoint(fails(status), fails(status), reply("Hello")) as fake:
        assert ask(fake) == "Hello"
    assert len(fake.requests) == 3


def test_retries_are_bounded() -> None:
    with endpoint(fails(503, "loading model")) as fake:
        assert "loading model" in failure(fake).message
    assert len(fake.requests) == 1 + QUICK.retries


def test_the_pause_an_endpoint_asks_for_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    slept: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await real(0)

    monkeypatch.setattr("assistant.llm.client.asyncio.sleep", sleep)
    with endpoint(fails(429, "slow down", Retry_After="0.25"), reply("Hello")) as fake:
        assert ask(fake) == "Hello"
    assert slept == [0.25]


def test_a_pause_too_long_is_not_waited_for() -> None:
    with endpoint(fails(429, "slow down", Retry_After="3600")) as fake:
        assert "429" in failure(fake).message
    assert len(fake.requests) == 1


def test_a_used_up_quota_is_not_asked_again() -> None:
    def quota(exchange: Exchange) -> None:
        exchange.send(429, {"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}})

    with endpoint(quota) as fake:
        assert "exceeded your quota" in failure(fake).message
    assert len(fake.requests) == 1


def test_nobody_listening_is_said() -> None:
    with endpoint() as fake:
        pass
    error = failure(fake)
    assert "refuses connections" in error.message
    assert "TURNCITE_LLM_URL" in error.hint


def test_an_unknown_host_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(LLMError, match=r"nosuch\.invalid has an unknown host name"):
        EndpointModel("http://nosuch.invalid/v1", "fake", timeouts=QUICK).complete(ASK, max_tokens=5)


def test_https_to_a_plain_server_is_said() -> None:
    with endpoint() as fake:
        fake.url = fake.url.replace("http:", "https:")
        assert "https" in failure(fake).hint


def test_an_endpoint_that_does_not_begin_is_given_up() -> None:
    with endpoint(lambda exchange: exchange.wait()) as fake:
        assert "did not begin to answer (0.2 s)" in failure(fake, Timeouts(first_token=0.2)).message
        assert fake.gone.wait(5)
    assert len(fake.requests) == 1


def test_an_endpoint_that_sends_headers_and_signs_of_life_only_is_given_up() -> None:
    def stall(exchange: Exchange) -> None:
        exchange.begin()
        for _ in range(100):
            exchange.raw(": ping\n\n")
            exchange.wait(0.05)
            if exchange.server.gone.is_set():
                return

    with endpoint(stall) as fake:
        assert "did not begin to answer" in failure(fake, Timeouts(first_token=0.3)).message
        assert fake.gone.wait(5)


def test_an_endpoint_that_stops_in_the_middle_is_given_up() -> None:
    def stall(exchange: Exchange) -> None:
        exchange.begin()
        exchange.piece("Hel")
        exchange.wait()

    with endpoint(stall) as fake:
        model = EndpointModel(fake.url, "fake", timeouts=Timeouts(between_tokens=0.2))
        stream = model.stream(ASK, max_tokens=50)
        assert next(stream) == "Hel"
        with pytest.raises(LLMError, match=r"stopped in the middle of its reply \(0.2 s\)"):
            next(stream)
        assert fake.gone.wait(5)
        model.close()


def test_an_endless_reply_is_given_up() -> None:
    def endless(exchange: Exchange) -> None:
        exchange.begin()
        while not exchange.server.closing.is_set():
            exchange.piece("more ")
            exchange.wait(0.01)

    with endpoint(endless) as fake:
        assert "did not finish its reply (0.3 s)" in failure(fake, Timeouts(total=0.3)).message


def cut(exchange: Exchange) -> None:
    exchange.begin()
    exchange.piece("Hello")
    exchange.handler.connection.close()
    exchange.handler.close_connection = True


def no_end(exchange: Exchange) -> None:
    exchange.begin()
    exchange.piece("Hello")
    exchange.raw("")


def half_an_event(exchange: Exchange) -> None:
    exchange.begin()
    exchange.piece("Hello")
    exchange.raw('data: {"choices": [{"del\n\n')
    exchange.raw("")


def error_event(exchange: Exchange) -> None:
    exchange.begin()
    exchange.piece("Hello")
    exchange.event({"error": {"message": "out of memory", "code": 500}})
    exchange.raw("")


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (cut, "broke off in the middle"),
        (no_end, "broke off in the middle"),
        (half_an_event, "not JSON"),
        (error_event, "out of memory"),
    ],
)
def test_a_reply_that_breaks_off_is_not_taken_for_whole_nor_asked_for_again(behaviour: Behaviour, words: str) -> None:
    with endpoint(behaviour, reply("again")) as fake:
        model = EndpointModel(fake.url, "fake", timeouts=QUICK)
        stream = model.stream(ASK, max_tokens=50)
        assert next(stream) == "Hello"
        with pytest.raises(LLMError, match=words):
            list(stream)
        assert stream.completion is None
        assert len(fake.requests) == 1
        model.close()


def test_a_connection_lost_before_the_reply_is_asked_again() -> None:
    def drop(exchange: Exchange) -> None:
        exchange.handler.connection.close()
        exchange.handler.close_connection = True

    with endpoint(drop, reply("Hello")) as fake:
        assert ask(fake) == "Hello"


@pytest.mark.parametrize(
    "behaviour",
    [
        lambda exchange: exchange.send(200, "<html>Welcome</html>", "text/html"),
        lambda exchange: exchange.send(200, {"choices": [{"message": {"content": "Hi"}}]}),
        lambda exchange: exchange.send(200, "Hello", "text/plain"),
        lambda exchange: exchange.send(200, "", "text/event-stream"),
    ],
    ids=["web page", "not streamed", "plain text", "nothing"],
)
def test_what_is_no_stream_is_no_reply(behaviour: Behaviour) -> None:
    with endpoint(behaviour) as fake:
        assert "OpenAI-compatible" in failure(fake).hint


@pytest.mark.parametrize("data", [5, "text", [], {"choices": None}, {"choices": 3}, {"choices": [{"delta": 1}]}, None])
def test_events_of_an_unknown_shape_are_an_error_of_ours(data: object) -> None:
    def odd(exchange: Exchange) -> None:
        exchange.begin()
        exchange.event(json_text(data))
        exchange.raw("")

    with endpoint(odd) as fake:
        failure(fake)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.sampled_from(["text/event-stream", "application/json", "text/html", ""]))
def test_no_body_whatever_escapes_as_anything_but_an_llm_error(body: str, kind: str) -> None:
    with endpoint(lambda exchange: exchange.send(200, "data: " + body + "\n\n", kind)) as fake:
        failure(fake)


def test_a_redirect_is_not_followed_with_the_key() -> None:
    with endpoint() as other, endpoint(lambda e: e.send(307, "", Location=f"{other.url}/chat/completions")) as fake:
        assert "redirects" in failure(fake).message
    assert other.requests == []


def test_a_prompt_too_long_is_said() -> None:
    with endpoint(fails(400, "This model's maximum context length is 4096 tokens")) as fake:
        error = failure(fake)
    assert "too long" in error.message
    assert "4096" in error.message


def rejecting(**rejected: str) -> Behaviour:
    """Rejects, with the words given, a request that holds one of these fields."""

    def behave(exchange: Exchange) -> None:
        for name, words in rejected.items():
            if name in exchange.body:
                exchange.fail(400, words)
                return
        reply("Hello")(exchange)

    return behave


def test_what_an_endpoint_does_not_know_is_left_out_for_good() -> None:
    picky = rejecting(
        max_tokens="Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
        temperature="Unsupported value: 'temperature' does not support 0.0 with this model.",
        stream_options="extra fields not permitted: stream_options",
        grammar="Unrecognized request argument supplied: grammar",
    )
    with endpoint(picky) as fake:
        model = EndpointModel(fake.url, "fake", timeouts=QUICK)
        assert model.complete(ASK, max_tokens=9, grammar='root ::= "a"').text == "Hello"
        assert len(fake.requests) == 5
        assert model.complete(ASK, max_tokens=9, grammar='root ::= "a"').text == "Hello"
        assert len(fake.requests) == 6
        assert fake.requests[-1]["max_completion_tokens"] == 9
        model.close()


def test_the_alternatives_of_the_first_token_are_given_where_the_endpoint_has_them() -> None:
    def told(exchange: Exchange) -> None:
        assert (exchange.body["logprobs"], exchange.body["top_logprobs"]) == (True, 5)
        token = {"token": "yes", "logprob": -0.1, "bytes": None}
        alternatives = [token, {"token": "no", "logprob": -2.5, "bytes": None}]
        logprobs = {"content": [{**token, "top_logprobs": alternatives}], "refusal": None}
        choice = {"index": 0, "delta": {"content": "yes"}, "logprobs": logprobs, "finish_reason": None}
        exchange.begin()
        exchange.event({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]})
        exchange.finish()

    with endpoint(told) as fake:
        model = EndpointModel(fake.url, "fake", timeouts=QUICK)
        assert model.complete(ASK, max_tokens=1, alternatives=5).first == {"yes": -0.1, "no": -2.5}
        model.close()


def test_an_endpoint_without_probabilities_answers_all_the_same() -> None:
    with endpoint(rejecting(logprobs="logprobs is not supported by this model")) as fake:
        model = EndpointModel(fake.url, "fake", timeouts=QUICK)
        completion = model.complete(ASK, max_tokens=1, alternatives=5)
        assert (completion.text, completion.first) == ("Hello", {})
        model.close()


def test_a_json_schema_becomes_json_and_then_nothing() -> None:
    def picky(exchange: Exchange) -> None:
        if "response_format" in exchange.body:
            exchange.fail(400, "This response_format type is unavailable now")
        else:
            reply("{}")(exchange)

    with endpoint(picky) as fake:
        assert ask(fake, json_schema={"type": "object"}) == "{}"
    assert [r.get("response_format", {}).get("type") for r in fake.requests] == ["json_schema", "json_object", None]


def test_without_a_system_role_its_rules_come_first() -> None:
    def picky(exchange: Exchange) -> None:
        if exchange.body["messages"][0]["role"] == "system":
            exchange.fail(400, "System role not supported")
        else:
            reply("Hello")(exchange)

    with endpoint(picky) as fake:
        assert ask(fake) == "Hello"
    assert fake.requests[-1]["messages"] == [{"role": "user", "content": "You are short.\n\nHow are you?"}]


def test_thoughts_are_left_out() -> None:
    with endpoint(reply("<thi", "nk>Let me", " see.</think>\n\n", "Hello", " <think>")) as fake:
        assert ask(fake) == "Hello <think>"


@pytest.mark.parametrize("begun", [False, True], ids=["before the first piece", "between two pieces"])
def test_closing_a_stream_closes_the_connection(begun: bool) -> None:
    def slow(exchange: Exchange) -> None:
        exchange.begin()
        if begun:
            exchange.piece("Hel")
        exchange.wait()

    with endpoint(slow) as fake:
        model = EndpointModel(fake.url, "fake", timeouts=QUICK)
        stream = model.stream(ASK, max_tokens=50)
        assert fake.received.wait(20)
        if begun:
            next(stream)
        waiting = threading.Thread(target=list, args=(stream,))
        waiting.start()
        stream.close()
        waiting.join(5)
        assert not waiting.is_alive()
        assert fake.gone.wait(5)
        model.close()


def test_dropping_a_stream_closes_the_connection() -> None:
    def slow(exchange: Exchange) -> None:
        exchange.begin()
        exchange.piece("Hel")
        exchange.wait()

    with endpoint(slow) as fake:
        model = EndpointModel(fake.url, "fake", timeouts=QUICK)
        stream = model.stream(ASK, max_tokens=50)
        next(stream)
        del stream
        assert fake.gone.wait(5)
        model.close()


def test_closing_the_model_ends_its_streams() -> None:
    def slow(exchange: Exchange) -> None:
        exchange.begin()
        exchange.piece("Hel")
        exchange.wait()

    with endpoint(slow) as fake:
        model = EndpointModel(fake.url, "fake", timeouts=QUICK)
        stream = model.stream(ASK, max_tokens=50)
        next(stream)
        model.close()
        assert list(stream) == []
        assert fake.gone.wait(5)


def test_llama_index_sees_the_call_inside_the_callers_span() -> None:
    from llama_index.core.instrumentation import get_dispatcher
    from llama_index.core.instrumentation.event_handlers import BaseEventHandler
    from llama_index.core.instrumentation.events import BaseEvent
    from llama_index.core.instrumentation.span import SimpleSpan, active_span_id
    from llama_index.core.instrumentation.span_handlers import SimpleSpanHandler

    names: list[str] = []
    parents: list[str | None] = []

    class Events(BaseEventHandler):
        @classmethod
        def class_name(cls) -> str:
            return "Events"

        def handle(self, event: BaseEvent, **_: object) -> None:
            names.append(event.class_name())

    class Spans(SimpleSpanHandler):
        def new_span(self, *arguments: Any, **named: Any) -> SimpleSpan | None:
            parents.append(named.get("parent_span_id"))
            return None

    dispatcher = get_dispatcher()
    events, spans = Events(), Spans()
    dispatcher.add_event_handler(events)
    dispatcher.add_span_handler(spans)
    token = active_span_id.set("outer")
    try:
        with endpoint() as fake:
            ask(fake)
    finally:
        active_span_id.reset(token)
        dispatcher.event_handlers.remove(events)
        dispatcher.span_handlers.remove(spans)
    assert names[0] == "LLMChatStartEvent"
    assert names[-1] == "LLMChatEndEvent"
    assert parents[0] == "outer"


def test_a_cut_script_is_an_llm_error() -> None:
    model = ScriptedLLM(["Hello, world"], cut_after=2)
    stream = model.stream(ASK, max_tokens=50)
    assert [next(stream), next(stream)] == ["Hell", "o, w"]
    with pytest.raises(LLMError):
        next(stream)


def json_text(data: object) -> str:
    import json

    return json.dumps(data)


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
