"""What prompts begin with is read once and kept on disk."""

from __future__ import annotations

import json
import os
from pathlib import Path

import httpx

from assistant.llm.heads import MOST, Heads
from prompts import Message

HEAD = [Message("system", "You check evidence. " * 30), Message("user", "An example?"), Message("assistant", "yes")]


class Server:
    """A llama.cpp server that notes what is asked of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.slots: dict[int, str] = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        action = request.url.params.get("action", "read")
        self.asked.append(action)
        if action == "read":
            self.slots[body["id_slot"]] = json.dumps(body["messages"][:-1])
            return httpx.Response(200, json={})
        slot = int(request.url.path.split("/")[2])
        file = self.folder / body["filename"]
        if action == "save":
            file.write_text(self.slots[slot])
        elif file.read_text() == "damaged":
            return httpx.Response(400, json={})
        else:
            self.slots[slot] = file.read_text()
        return httpx.Response(200, json={})

    def heads(self, model: str = "model", slots: int = 2) -> Heads:
        client = httpx.Client(base_url="http://127.0.0.1:1", transport=httpx.MockTransport(self))
        return Heads(client, self.folder, model, slots)


def prompt(question: str, head: list[Message] = HEAD) -> list[Message]:
    return [*head, Message("user", question)]


def other(number: int) -> list[Message]:
    return [Message("system", f"{number} " * 400)]


def test_a_head_is_read_once_and_another_process_has_it_from_disk(tmp_path: Path) -> None:
    first = Server(tmp_path)
    heads = first.heads()
    heads.prepare(prompt("How much?"))
    heads.prepare(prompt("How many?"))
    assert first.asked == ["read", "save"]

    second = Server(tmp_path)
    second.heads().prepare(prompt("When?"))
    assert second.asked == ["restore"]
    assert second.slots == first.slots
    assert "An example?" in second.slots[0]


def test_nothing_of_a_question_is_kept(tmp_path: Path) -> None:
    Server(tmp_path).heads().prepare(prompt("How much did Orion earn?"))
    (file,) = tmp_path.iterdir()
    assert "Orion" not in file.read_text()


def test_each_model_and_each_head_has_its_own_file(tmp_path: Path) -> None:
    server = Server(tmp_path)
    for model in ("model", "another model"):
        heads = server.heads(model)
        heads.prepare(prompt("How much?"))
        heads.prepare(prompt("How much?", other(1)))
    assert server.asked == ["read", "save"] * 4
    assert len(list(tmp_path.iterdir())) == 4


def test_heads_take_the_slots_in_turn(tmp_path: Path) -> None:
    server = Server(tmp_path)
    heads = server.heads(slots=2)
    for number in range(3):
        heads.prepare(prompt("How much?", other(number)))
    assert {slot: json.loads(text)[0]["content"][:2] for slot, text in server.slots.items()} == {0: "2 ", 1: "1 "}


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    Server(tmp_path).heads().prepare(prompt("How much?"))
    (file,) = tmp_path.iterdir()
    file.write_text("damaged")
    server = Server(tmp_path)
    server.heads().prepare(prompt("How much?"))
    assert server.asked == ["restore", "read", "save"]
    assert "An example?" in file.read_text()


def test_short_heads_and_long_conversations_are_left_alone(tmp_path: Path) -> None:
    server = Server(tmp_path)
    heads = server.heads()
    heads.prepare([Message("user", "How much? " * 100)])
    heads.prepare(prompt("How much?", [Message("system", "Be short.")]))
    heads.prepare(prompt("How much?", [Message("user", "A long story. " * 1000)]))
    assert server.asked == []


def test_the_heads_used_longest_ago_go_first(tmp_path: Path) -> None:
    server = Server(tmp_path)
    for number in range(MOST):
        server.heads().prepare(prompt("How much?", other(number)))
        for file in tmp_path.iterdir():
            os.utime(file, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns - 10**9))
    server.heads().prepare(prompt("How much?", other(0)))  # used again
    server.heads().prepare(prompt("How much?", other(MOST)))
    kept = {json.loads(file.read_text())[0]["content"].split()[0] for file in tmp_path.iterdir()}
    assert kept == {str(number) for number in range(MOST + 1) if number != 1}


def test_a_server_that_fails_or_is_gone_does_no_harm(tmp_path: Path) -> None:
    def gone(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("gone", request=request)

    for transport in (httpx.MockTransport(gone), httpx.MockTransport(lambda _: httpx.Response(500))):
        client = httpx.Client(base_url="http://127.0.0.1:1", transport=transport)
        Heads(client, tmp_path, "model", 2).prepare(prompt("How much?"))
    closed = httpx.Client(base_url="http://127.0.0.1:1")
    closed.close()
    Heads(closed, tmp_path, "model", 2).prepare(prompt("How much?"))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_gone_does_no_harm(tmp_path: Path) -> None:
    def saved(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={})

    client = httpx.Client(base_url="http://127.0.0.1:1", transport=httpx.MockTransport(saved))
    Heads(client, tmp_path / "gone", "model", 2).prepare(prompt("How much?"))
    assert not (tmp_path / "gone").exists()
