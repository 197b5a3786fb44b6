"""The packaged embedding model behind an OpenAI-compatible endpoint on loopback, in a process of its own: for measurements.

What is embedded is the text as it comes; prefixes are the client's business.
"""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

from index.embedding.convert import Backend, model_folder
from index.embedding.runtime import Encoder


@contextmanager
def serving(cache: Path, backend: Backend) -> Iterator[str]:
    """The endpoint's URL, while the block runs; the model must be converted already."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(model_folder(cache, backend), there), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}/v1"
    finally:
        process.terminate()
        process.join()


def _serve(folder: Path, told: Connection) -> None:
    encoder = Encoder(folder)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # what does not fit into one packet would wait 40 ms for an acknowledgement

        def do_POST(self) -> None:
            """Answer `/embeddings`."""
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            rows = encoder.encode(asked["input"])
            data = [{"object": "embedding", "index": i, "embedding": row.tolist()} for i, row in enumerate(rows)]
            body = json.dumps({"object": "list", "data": data, "model": asked["model"]}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told.send(server.server_port)
        server.serve_forever()
