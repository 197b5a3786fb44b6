from __future__ import annotations

import datetime as dt

import httpx
import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm import Timeouts
from assistant.llm._retry import pause, retry_after

TIMES = Timeouts(retries=4, first_pause=0.5, longest_pause=3.0)
NOW = dt.datetime(2026, 3, 1, 12, 0, 0, tzinfo=dt.UTC)
REQUEST = httpx.Request("POST", "http://127.0.0.1/v1/chat/completions")


def rejected(status: int, **headers: str) -> openai.APIStatusError:
    response = httpx.Response(status, headers={k.replace("_", "-"): v for k, v in headers.items()}, request=REQUEST)
    return openai.APIStatusError("no", response=response, body=None)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2", 2.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("Sun, 01 Mar 2026 12:00:30 GMT", 30.0),
        ("Sun, 01 Mar 2026 12:00:30 -0000", 30.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("inf", None),
        ("nan", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}, NOW) == seconds


@given(st.text())
def test_no_header_breaks_it(value: str) -> None:
    seconds = retry_after({"retry-after": value}, NOW)
    assert seconds is None or seconds >= 0


def test_pauses_double_up_to_the_longest_and_end() -> None:
    assert [pause(rejected(503), n, TIMES) for n in range(5)] == [0.5, 1.0, 2.0, 3.0, None]


def test_the_endpoints_pause_wins_unless_it_is_too_long() -> None:
    assert pause(rejected(429, retry_after="2.5"), 0, TIMES) == 2.5
    assert pause(rejected(429, retry_after="0"), 3, TIMES) == 0.0
    assert pause(rejected(429, retry_after="4"), 0, TIMES) is None
    assert pause(rejected(429, retry_after="soon"), 0, TIMES) == 0.5


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422, 501])
def test_what_stays_wrong_is_not_asked_again(status: int) -> None:
    assert pause(rejected(status), 0, TIMES) is None


def test_a_lost_connection_is_asked_again_and_a_refused_one_is_not() -> None:
    lost = openai.APIConnectionError(request=REQUEST)
    lost.__cause__ = httpx.RemoteProtocolError("Server disconnected without sending a response.")
    assert pause(lost, 0, TIMES) == 0.5
    refused = openai.APIConnectionError(request=REQUEST)
    refused.__cause__ = httpx.ConnectError("All connection attempts failed")
    refused.__cause__.__cause__ = ConnectionRefusedError(111, "Connection refused")
    assert pause(refused, 0, TIMES) is None
