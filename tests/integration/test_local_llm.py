"""The packaged model itself, served in process. Its file is put together in the user's cache (or TURNCITE_CACHE)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.llm import EmbeddedModel, LLMSpec, Message, describe, open_llm
from assistant.llm.heads import Heads
from assistant.llm.packaged import QWEN, PackagedModel
from assistant.settings import load_settings
from index.errors import LLMError

pytestmark = [pytest.mark.llm, pytest.mark.slow]

ASK = [
    Message("system", "Translate into Simplified Chinese. Write the translation alone."),
    Message("user", "Thank you."),
]


@pytest.fixture(scope="module")
def cache() -> Path:
    return load_settings().cache


@pytest.fixture(scope="module")
def model(cache: Path) -> Iterator[EmbeddedModel]:
    spec = LLMSpec(cache, mode="local")
    report = describe(spec)
    if not report.ready:
        pytest.skip(f"{report.detail} {report.advice}")
    opened = open_llm(spec)
    assert isinstance(opened, EmbeddedModel)
    opened.warm_up()
    yield opened
    opened.close()


def idle_within(model: EmbeddedModel, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if model.busy == 0:
            return True
        time.sleep(0.3)
    return False


def test_the_assembled_file_has_the_published_hash(model: EmbeddedModel, cache: Path) -> None:
    import hashlib

    with PackagedModel(cache).path.open("rb") as stream:
        assert hashlib.file_digest(stream, "sha256").hexdigest() == QWEN.sha256


def test_it_translates(model: EmbeddedModel) -> None:
    completion = model.complete(ASK, max_tokens=20)
    assert "谢" in completion.text
    assert completion.finish_reason == "stop"
    assert completion.prompt_tokens
    assert "".join(model.stream(ASK, max_tokens=20)) == completion.text


def test_a_json_schema_and_grammars_are_kept_to(model: EmbeddedModel) -> None:
    schema = {
        "type": "object",
        "properties": {"city": {"type": "string", "maxLength": 20}},
        "required": ["city"],
        "additionalProperties": False,
    }
    question = [Message("user", "Name the capital of France.")]
    assert json.loads(model.complete(question, max_tokens=40, json_schema=schema).text).keys() == {"city"}
    gbnf = 'root ::= "- " [A-Za-z ]+ " [" [1-9] "]"'
    lark = '%llguidance {}\nstart: "- " /[A-Za-z ]{1,30}/ " [" /[1-9]/ "]"'
    for grammar in (gbnf, lark):
        text = model.complete(question, max_tokens=40, grammar=grammar).text
        assert re.match(r"- [A-Za-z ]+( \[[1-9]\])?", text), text


def test_closing_a_stream_stops_the_model(model: EmbeddedModel) -> None:
    stream = model.stream([Message("user", "Count from one to one thousand in words.")], max_tokens=2000)
    next(stream)
    assert model.busy == 1
    stream.close()
    assert idle_within(model, 30)


def test_closing_a_stream_stops_the_reading_of_the_prompt(model: EmbeddedModel) -> None:
    long = [Message("user", "A bear walks through the wood. " * 450)]
    stream = model.stream(long, max_tokens=5)
    time.sleep(0.5)
    assert model.busy == 1
    stream.close()
    assert idle_within(model, 30)
    # Had the whole prompt been read, its prefix would be in memory, and the end of it would be all there is to do.
    again = model.stream([*long[:1], Message("assistant", "Yes."), Message("user", "Why?")], max_tokens=1)
    time.sleep(0.5)
    assert model.busy == 1
    again.close()
    assert idle_within(model, 30)


def test_more_users_than_slots_all_get_their_reply(model: EmbeddedModel) -> None:
    streams = [model.stream(ASK, max_tokens=20) for _ in range(5)]
    texts = ["".join(stream) for stream in streams]
    assert len({text.strip() for text in texts}) == 1
    assert "谢" in texts[0]


def test_what_prompts_begin_with_is_read_once_for_all_processes(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = [
        Message("system", "Say yes where the words name an animal, and no where they do not. " * 8),
        Message("user", "a dog"),
        Message("assistant", "yes"),
    ]
    read = Heads._read
    reads: list[int] = []
    monkeypatch.setattr(Heads, "_read", lambda *of: reads.append(of[1]) or read(*of))
    replies = []
    for heads in (None, tmp_path / "heads", tmp_path / "heads"):
        model = EmbeddedModel.from_file(PackagedModel(cache).path, heads=heads)
        replies.append(model.complete([*head, Message("user", "a stone")], max_tokens=1, alternatives=5).first)
        model.close()
    assert reads == [0]
    assert replies[2] == pytest.approx(replies[1], abs=0.001)
    assert replies[2] == pytest.approx(replies[0], abs=0.2)  # other batches of tokens round differently


def test_a_prompt_longer_than_the_context_is_said(model: EmbeddedModel) -> None:
    with pytest.raises(LLMError, match="finds the prompt too long") as caught:
        model.complete([Message("user", "word " * 6000)], max_tokens=5)
    assert "TURNCITE_LLM_URL" not in str(caught.value)


def test_it_is_served_on_loopback_and_behind_a_key(model: EmbeddedModel) -> None:
    import httpx

    model.warm_up()
    server = model._server
    assert server is not None
    url = str(server._http.base_url).rstrip("/")
    assert url.startswith("http://127.0.0.1:")
    body = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 1}
    for headers in ({}, {"Authorization": "Bearer none"}):
        assert httpx.post(f"{url}/v1/chat/completions", json=body, headers=headers).status_code == 401
    assert httpx.get(f"{url}/").status_code == 404


SILENT = """
import sys
from pathlib import Path
from assistant.llm import LLMSpec, Message, open_llm
model = open_llm(LLMSpec(Path(sys.argv[1]), mode="local"))
assert model.complete([Message("user", "Say yes.")], max_tokens=3).text
if sys.argv[2] == "closed":
    model.close()
    assert model.busy == 0
elif sys.argv[2] == "streaming":
    stream = model.stream([Message("user", "Count to one thousand.")], max_tokens=2000)
    next(stream)
elif sys.argv[2] == "failing":
    raise SystemExit(3)
"""


@pytest.mark.parametrize(("how", "code"), [("closed", 0), ("left open", 0), ("streaming", 0), ("failing", 3)])
def test_a_process_ends_as_it_should_and_in_silence(model: EmbeddedModel, cache: Path, how: str, code: int) -> None:
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", SILENT, str(cache), how],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (run.returncode, run.stdout, run.stderr) == (code, "", "")
