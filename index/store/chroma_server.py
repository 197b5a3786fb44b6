"""A Chroma server, for libraries that several machines search."""

from __future__ import annotations

import base64
import threading
import uuid
import zlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from index.embedding.base import Vectors
from index.errors import SettingsError
from index.models import Language
from index.store import chroma
from index.store.guards import server_errors
from index.store.vectors import Batch, Neighbours, StaleEpoch

if TYPE_CHECKING:
    from chromadb.api.client import Client

_TIMEOUT = 10.0
"""Seconds to wait for a connection; answers may take six times as long."""
_CHUNK = 500
"""Entries in one request: a second's work, so that also a very busy server is through before the time is up."""


class ServerChroma:
    """A Chroma server, whose collections several processes may use at once.

    A URL may carry a name and a password (`https://name:password@host`), sent as HTTP basic authentication.
    """

    in_place = True

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise SettingsError(
                f"TURNCITE_CHROMA_URL {url!r} is not the address of a server.", "Write it as http://127.0.0.1:8000."
            )
        self._secure = parts.scheme == "https"
        self._host = parts.hostname
        self._port = parts.port or (443 if self._secure else 8000)
        self._url = f"{parts.scheme}://{self._host}:{self._port}"
        credentials = f"{parts.username or ''}:{parts.password or ''}"
        token = base64.b64encode(credentials.encode()).decode()
        self._headers = {"Authorization": f"Basic {token}"} if parts.username else {}
        self._tag = f"server{zlib.crc32(self._url.encode()):08x}"
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._known: dict[tuple[str, Language], Any] = {}

    @property
    def place(self) -> str:
        """The server's address, without credentials."""
        return self._url

    def connect(self) -> None:
        """See `VectorIndex`. Asks the server also where it has answered before: it may have gone since."""
        with server_errors(self._url):
            self._heartbeat()
            self._connected()

    def owns(self, epoch: str | None) -> bool:
        """See `VectorIndex`."""
        return epoch is not None and epoch.startswith(f"{self._tag}-")

    def query(self, epoch: str, language: Language, queries: Vectors, count: int) -> Neighbours:
        """See `VectorIndex`."""
        from chromadb.errors import NotFoundError  # noqa: PLC0415 - heavy

        with server_errors(self._url):
            try:
                return chroma.query(self._collection(epoch, language), queries, count)
            except NotFoundError as error:
                self._known.pop((epoch, language), None)
                raise StaleEpoch(epoch) from error

    def count(self, epoch: str) -> int:
        """See `VectorIndex`."""
        with server_errors(self._url):
            return sum(collection.count() for collection in chroma.collections(self._connected(), epoch).values())

    def publish(self, epoch: str | None, library: str, batches: Iterable[Batch], dead: Sequence[str]) -> str:
        """See `VectorIndex`."""
        name = epoch or f"{self._tag}-{library}-{uuid.uuid4().hex[:12]}"
        with server_errors(self._url):
            chroma.change(self._connected(), name, batches, dead, {}, _CHUNK)
        return name

    def discard(self, library: str, keep: str | None) -> None:
        """See `VectorIndex`."""
        with server_errors(self._url):
            client = self._connected()
            for collection in client.list_collections():
                ours = collection.name.startswith(f"{self._tag}-{library}-")
                if ours and (keep is None or not collection.name.startswith(f"{keep}-")):
                    client.delete_collection(collection.name)

    def close(self) -> None:
        """See `VectorIndex`."""
        with self._lock:
            client, self._client, self._known = self._client, None, {}
        if client is not None:
            client.close()

    def _collection(self, epoch: str, language: Language) -> Any:
        client = self._connected()
        if (epoch, language) not in self._known:
            self._known[epoch, language] = client.get_collection(f"{epoch}-{language}", embedding_function=None)
        return self._known[epoch, language]

    def _connected(self) -> Client:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _heartbeat(self) -> None:
        import httpx  # noqa: PLC0415 - heavy

        httpx.get(f"{self._url}/api/v2/heartbeat", headers=self._headers, timeout=_TIMEOUT).raise_for_status()

    def _connect(self) -> Client:
        import chromadb  # noqa: PLC0415 - heavy
        import httpx  # noqa: PLC0415 - heavy

        self._heartbeat()
        client = cast(
            "Client",
            chromadb.HttpClient(
                self._host, self._port, ssl=self._secure, headers=self._headers, settings=chroma.settings()
            ),
        )
        session = getattr(getattr(client, "_server", None), "_session", None)
        if isinstance(session, httpx.Client):
            session.timeout = httpx.Timeout(_TIMEOUT, read=6 * _TIMEOUT)  # Chroma would wait for ever
        return client
