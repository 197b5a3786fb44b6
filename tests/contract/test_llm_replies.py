"""An endpoint's replies: those that break off or are none, what it does not know, and streams that are closed."""

from __future__ import annotations

import json
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.llm import EndpointModel
from index.errors import LLMError
from tests.llm_asking import ASK, QUICK, ask, failure, stalls
from tests.llm_server import Behaviour, Exchange, endpoint, reply


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
        exchange.event(json.dumps(data))
        exchange.raw("")

    with endpoint(odd) as fake:
        failure(fake)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.sampled_from(["text/event-stream", "application/json", "text/html", ""]))
def test_no_body_whatever_escapes_as_anything_but_an_llm_error(body: str, kind: str) -> None:
    with endpoint(lambda exchange: exchange.send(200, "data: " + body + "\n\n", kind)) as fake:
        failure(fake)


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
    with endpoint(stalls) as fake:
        model = EndpointModel(fake.url, "fake", timeouts=QUICK)
        stream = model.stream(ASK, max_tokens=50)
        next(stream)
        del stream
        assert fake.gone.wait(5)
        model.close()


def test_closing_the_model_ends_its_streams() -> None:
    with endpoint(stalls) as fake:
        model = EndpointModel(fake.url, "fake", timeouts=QUICK)
        stream = model.stream(ASK, max_tokens=50)
        next(stream)
        model.close()
        assert list(stream) == []
        assert fake.gone.wait(5)
