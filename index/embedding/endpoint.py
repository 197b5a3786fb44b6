"""Embeddings from an OpenAI-compatible endpoint: vLLM, text-embeddings-inference, Ollama, llama.cpp, hosted ones.

The OpenAI client speaks the protocol and asks again after HTTP 408, 409, 429 and 5xx, time-outs and broken
connections, with growing pauses or the one that the endpoint asks for. What it sends is looked at before it is used.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from index.embedding._endpoint_errors import Peer, Unusable, embedding_errors, is_too_much
from index.embedding.base import Vectors
from index.embedding.runtime import Progress, tokenizable
from index.embedding.transformer import prompts_by_name
from index.endpoints import NO_KEY, Place
from index.errors import ModelError, SettingsError

if TYPE_CHECKING:
    import openai
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from openai._types import RequestOptions

URL_SETTING = "TURNCITE_EMBED_URL"
MODEL_SETTING = "TURNCITE_EMBED_MODEL"

_CONNECT = 5.0
"""Seconds to wait for a connection."""
_BATCH = 32
"""Texts of one request at first: what text-embeddings-inference takes where nothing else is set."""
_AT_ONCE = 4
"""Requests under way at the same time: enough for a server that batches them to be always busy."""
_LISTED = 10.0
"""Seconds to wait for the list of models that goes into an error."""
_BLANK = "."
"""Stands for a text of white space, which some endpoints refuse."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an endpoint is, and what stands before a text there; a prefix that is None is guessed by the model's name.

    The protocol knows no difference between queries and passages, so models that need one are given it as prefixes.
    """

    url: str = field(repr=False)  # may hold a password
    api_key: str | None = field(default=None, repr=False)
    query_prefix: str | None = None
    passage_prefix: str | None = None


class Patience(NamedTuple):
    """Seconds to wait for a reply to one request, and how often to ask again."""

    seconds: float
    retries: int


QUERY = Patience(30.0, 1)
"""Somebody waits."""
PASSAGES = Patience(120.0, 5)
"""An ingest of hours outlasts a restart of the server: the pauses grow to 8 s, 15 s in all."""


class EndpointEmbedder:
    """One model of one endpoint, of which nothing is asked before the first text or `warm_up`.

    A request that the endpoint finds too large is sent in halves, and a text that is too long for the model is cut in
    half until it is taken. Thread-safe. Errors of whatever sends a text: ModelError, without the key in it.
    """

    def __init__(
        self, model: str, endpoint: Endpoint, *, query: Patience = QUERY, passages: Patience = PASSAGES
    ) -> None:
        """SettingsError for a URL that is none."""
        self.name = model
        self._endpoint = endpoint
        guessed = prompts_by_name(model)
        self.query_prefix = _first(endpoint.query_prefix, guessed.query)
        self.passage_prefix = _first(endpoint.passage_prefix, guessed.passage)
        self._place = Place(endpoint.url, URL_SETTING)
        self._peer = Peer(f"The embedding endpoint {self._place.host}", model, endpoint.api_key or "")
        self._query, self._passages = query, passages
        self._batch = _BATCH
        self._opening = threading.Lock()
        self._client: openai.OpenAI | None = None
        self._dimensions: int | None = None

    def __reduce__(self) -> tuple[Callable[..., EndpointEmbedder], tuple[str, Endpoint]]:
        """Pickled, it is its settings, the key among them: another process opens connections of its own."""
        return partial(EndpointEmbedder, query=self._query, passages=self._passages), (self.name, self._endpoint)

    @property
    def revision(self) -> str:
        """The passages' prefix as a hash. An endpoint has no more to tell: a model that changes under its name does so
        unnoticed, and the same model at another address is the same."""
        return f"endpoint-{hashlib.sha256(self.passage_prefix.encode()).hexdigest()[:8]}"

    @property
    def host(self) -> str:
        """Host and port of the endpoint."""
        return self._place.host

    @property
    def dimensions(self) -> int:
        """Length of a vector; asks the endpoint for one."""
        return self._dimensions or int(self.embed_queries(["dimensions"]).shape[1])

    def warm_up(self) -> None:
        """Ask for a vector, which tells its length; ModelError where none comes."""
        self.embed_queries(["dimensions"])

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), float32, rows of length 1; texts beyond the model's limit are cut."""
        return self._embed(texts, self.query_prefix, self._query, None)

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Shape (len(texts), dimensions), float32, rows of length 1; texts beyond the model's limit are cut."""
        return self._embed(texts, self.passage_prefix, self._passages, progress)

    def as_llama_index(self) -> BaseEmbedding:
        """The model as a LlamaIndex embedding, with the prefixes set."""
        from index.embedding.llama import as_llama_index  # noqa: PLC0415 - loaded when needed

        return as_llama_index(self)

    def _embed(self, texts: Sequence[str], prefix: str, patience: Patience, progress: Progress | None) -> Vectors:
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        sent = [tokenizable(prefix + text) for text in texts]
        sent = [text if text.strip() else _BLANK for text in sent]
        size = self._batch
        batches = [sent[start : start + size] for start in range(0, len(sent), size)]
        done, parts = 0, []
        for rows in self._all(batches, patience):
            parts.append(rows)
            done += len(rows)
            if progress is not None:
                progress(done, len(texts))
        return np.concatenate(parts)

    def _all(self, batches: Sequence[list[str]], patience: Patience) -> Iterator[Vectors]:
        """The vectors of each batch, in order."""
        if len(batches) == 1:
            yield self._halved(batches[0], patience).rows
            return
        pool = ThreadPoolExecutor(min(_AT_ONCE, len(batches)), thread_name_prefix="embedding")
        try:
            for taken in pool.map(lambda batch: self._halved(batch, patience), batches):
                yield taken.rows
        finally:
            pool.shutdown(cancel_futures=True)

    def _halved(self, texts: list[str], patience: Patience) -> _Taken:
        """The vectors of a batch, in as few requests as the endpoint takes it."""
        try:
            return _Taken(self._request(texts, patience), cut=False)
        except ModelError as error:
            half = (len(texts) if len(texts) > 1 else len(texts[0])) // 2
            if not half or not is_too_much(error.__cause__):
                raise
        if len(texts) == 1:
            return _Taken(self._halved([texts[0][:half]], patience).rows, cut=True)
        first, second = self._halved(texts[:half], patience), self._halved(texts[half:], patience)
        cut = first.cut or second.cut
        if not cut:  # the number of texts was too large, not one of them
            self._batch = min(self._batch, half)
        return _Taken(np.concatenate([first.rows, second.rows]), cut)

    def _request(self, texts: Sequence[str], patience: Patience) -> Vectors:
        import httpx  # noqa: PLC0415 - loaded when needed

        timeout = httpx.Timeout(patience.seconds, connect=_CONNECT)
        with embedding_errors(self._peer, self._models):
            # Floats and not base64, which the OpenAI client would ask for: not every server knows it. Read by
            # ourselves, since the client takes replies of any shape for what they should be.
            body = {"model": self.name, "input": list(texts), "encoding_format": "float"}
            options: RequestOptions = {"max_retries": patience.retries, "timeout": timeout}
            reply = self._connected().post("/embeddings", cast_to=httpx.Response, body=body, options=options)
            rows = unit_rows(reply.json(), len(texts))
            if self._dimensions is None:
                self._dimensions = rows.shape[1]
            if rows.shape[1] != self._dimensions:
                raise Unusable(
                    f"sent vectors of {rows.shape[1]} dimensions, and of {self._dimensions} before.",
                    "Was its model exchanged? Then run: turncite ingest --rebuild",
                )
        return rows

    def _models(self) -> list[str]:
        """The names of the models that the endpoint lists."""
        page: Any = self._connected().models.list(timeout=_LISTED)
        return [str(model.id) for model in page.data]

    def _connected(self) -> openai.OpenAI:
        import httpx  # noqa: PLC0415 - loaded when needed
        import openai  # noqa: PLC0415 - loaded when needed

        with self._opening:
            if self._client is None:
                self._client = openai.OpenAI(
                    api_key=self._endpoint.api_key or NO_KEY,
                    base_url=self._place.base("/embeddings"),
                    max_retries=0,
                    # No proxy between this machine and itself. Redirects are not followed: they would take the key
                    # to an address that nobody has set.
                    http_client=httpx.Client(trust_env=not self._place.is_loopback),
                )
                # What it makes of OPENAI_ORG_ID and OPENAI_PROJECT_ID is meant for somebody else.
                self._client.organization = self._client.project = None
            return self._client


class _Taken(NamedTuple):
    """Vectors, and whether a text had to be cut for them."""

    rows: Vectors
    cut: bool


def unit_rows(reply: object, count: int) -> Vectors:
    """The vectors of a reply in the order of the texts, shape (count, dimensions), float32, rows of length 1.

    Unusable where the reply is none: another number of vectors, vectors of different lengths, NaN, infinity, zeros.
    The form: https://platform.openai.com/docs/api-reference/embeddings
    """
    data = reply.get("data") if isinstance(reply, dict) else None
    if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        raise Unusable.unknown_form()
    if len(data) != count:
        raise Unusable(f"sent {len(data)} vectors for {count} texts.")
    places = [item.get("index", i) for i, item in enumerate(data)]
    if set(places) != set(range(count)):
        raise Unusable("does not say which vector belongs to which text.")
    lists = [item.get("embedding") for item in data]
    if not all(isinstance(values, list) for values in lists):
        raise Unusable.unknown_form()
    if len({len(values) for values in lists}) > 1:
        raise Unusable("sent vectors of different lengths.")
    try:
        rows = np.array(lists, np.float64)
    except (TypeError, ValueError) as error:
        raise Unusable.unknown_form() from error
    if rows.ndim != 2:
        raise Unusable.unknown_form()
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not lengths.all():
        raise Unusable("sent a vector that has no direction (NaN, infinite or zero).")
    unit: Vectors = (rows / lengths).astype(np.float32)
    return unit[np.argsort(places)]


def open_endpoint(model: str | None, endpoint: Endpoint) -> EndpointEmbedder:
    """The embedder of an endpoint; SettingsError without a model's name or with a URL that is none."""
    if not model:
        raise SettingsError(
            f"{URL_SETTING} is set, but not which of its models to use.",
            f"Set {MODEL_SETTING} to the name the endpoint gives it.",
        )
    return EndpointEmbedder(model, endpoint)


def _first(given: str | None, guessed: str | None) -> str:
    return given if given is not None else guessed or ""
