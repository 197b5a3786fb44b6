"""An endpoint: what goes over the wire, and what a person is told where it is refused, slow or not there."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.llm import EndpointModel, Timeouts
from index.errors import LLMError, SettingsError
from tests.llm_asking import ASK, QUICK, ask, fails, failure, stalls
from tests.llm_server import Exchange, endpoint, reply


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
    with endpoint(stalls) as fake:
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


def test_a_redirect_is_not_followed_with_the_key() -> None:
    with endpoint() as other, endpoint(lambda e: e.send(307, "", Location=f"{other.url}/chat/completions")) as fake:
        assert "redirects" in failure(fake).message
    assert other.requests == []


def test_a_prompt_too_long_is_said() -> None:
    with endpoint(fails(400, "This model's maximum context length is 4096 tokens")) as fake:
        error = failure(fake)
    assert "too long" in error.message
    assert "4096" in error.message


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
