"""An OpenAI-compatible endpoint on loopback that behaves, and misbehaves, as a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]
Behaviour = Callable[["Exchange"], None]


@dataclass
class Exchange:
    """One request, and the means to answer it."""

    handler: BaseHTTPRequestHandler
    body: Body
    server: FakeEndpoint

    def send(self, status: int, body: object, kind: str = "application/json", **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", kind)
        self.handler.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()
        self.handler.wfile.write(data)

    def fail(self, status: int, message: str = "no", **headers: str) -> None:
        self.send(status, {"error": {"message": message, "type": "error"}}, **headers)

    def begin(self) -> None:
        self.handler.send_response(200)
        self.handler.send_header("Content-Type", "text/event-stream")
        self.handler.send_header("Transfer-Encoding", "chunked")
        self.handler.end_headers()

    def raw(self, text: str) -> None:
        data = text.encode()
        self.handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.handler.wfile.flush()

    def event(self, data: object) -> None:
        self.raw(f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n")

    def piece(self, text: str | None, finish: str | None = None) -> None:
        delta = {} if text is None else {"content": text}
        self.event({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "fake",
                    "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})  # fmt: skip

    def finish(self, reason: str = "stop") -> None:
        self.piece(None, reason)
        if self.body.get("stream_options", {}).get("include_usage"):
            usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
            self.event({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "fake",
                        "choices": [], "usage": usage})  # fmt: skip
        self.event("[DONE]")
        self.raw("")

    def wait(self, seconds: float = 30.0) -> None:
        """Stay silent until the client has gone, the server is closed, or the time is over."""
        self.handler.connection.settimeout(0.02)
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.server.closing.is_set():
            try:
                if not self.handler.connection.recv(1):
                    self.server.gone.set()
                    return
            except TimeoutError:
                continue
            except OSError:
                self.server.gone.set()
                return


def reply(*pieces: str, finish: str = "stop", pause: float = 0.0) -> Behaviour:
    """A whole reply in these pieces."""

    def behave(exchange: Exchange) -> None:
        if not exchange.body.get("stream"):
            message = {"role": "assistant", "content": "".join(pieces)}
            choice = {"index": 0, "message": message, "finish_reason": finish}
            exchange.send(200, {"id": "1", "object": "chat.completion", "created": 1, "choices": [choice]})
            return
        exchange.begin()
        for piece in pieces:
            time.sleep(pause)
            exchange.piece(piece)
        exchange.finish(finish)

    return behave


@dataclass
class FakeEndpoint:
    """Answers the first request with the first behaviour, and so on; the last one stays."""

    behaviours: Sequence[Behaviour]
    models: object = field(default_factory=lambda: {"object": "list", "data": [{"id": "fake", "object": "model"}]})
    requests: list[Body] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    received: threading.Event = field(default_factory=threading.Event)
    gone: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def behave(self, exchange: Exchange) -> None:
        number = len(self.requests)
        self.requests.append(exchange.body)
        self.behaviours[min(number, len(self.behaviours) - 1)](exchange)


@contextmanager
def endpoint(*behaviours: Behaviour, models: object = None) -> Iterator[FakeEndpoint]:
    """A running fake endpoint; `url` ends in /v1."""
    fake = FakeEndpoint(behaviours or (reply("Hello"),))
    if models is not None:
        fake.models = models

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else a reply of several packets waits 40 ms for an acknowledgement

        def do_GET(self) -> None:
            fake.paths.append(self.path)
            exchange = Exchange(self, {}, fake)
            if not self.path.endswith("/models") or fake.models is False:
                exchange.fail(404, "no such path")
            else:
                exchange.send(200, fake.models)

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.paths.append(self.path)
            fake.headers.append({name.lower(): value for name, value in self.headers.items()})
            fake.received.set()
            try:
                fake.behave(Exchange(self, body, fake))
            except (BrokenPipeError, ConnectionResetError):
                fake.gone.set()
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Broken connections are what these tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield fake
    finally:
        fake.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
