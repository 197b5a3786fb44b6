"""Any sentence-transformers model, by folder or hub name, through LlamaIndex's HuggingFaceEmbedding.

Nothing here is imported before a model is needed: torch, transformers, sentence-transformers and LlamaIndex together
take about five seconds. A model that is on this machine is loaded without any request to the network.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embedding.base import Vectors
from index.embedding.runtime import Progress, tokenizable
from index.errors import ModelError

if TYPE_CHECKING:
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

logger = logging.getLogger(__name__)

_E5 = re.compile(r"(?:^|[/_.-])e5(?:[-_.:]|$)", re.IGNORECASE)
_NOT_PREFIXED = re.compile(r"instruct|mistral", re.IGNORECASE)
"""Relatives of E5 that take instructions instead of its two prefixes."""
_PASSAGE_PROMPTS = ("document", "passage", "corpus", "text")
"""Names under which models keep the passages' prompt, as sentence-transformers' `encode_document` looks for them."""
_SETTINGS = "config_sentence_transformers.json"
_HUB_SECONDS = 5.0
_CHUNK = 256
"""Texts between two reports of progress."""
_EDGE = 1 << 16
"""Bytes at each end of a large file that go into a folder's revision."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """What is put in front of queries and passages; None leaves it to HuggingFaceEmbedding, which knows some models."""

    query: str | None = None
    passage: str | None = None


class TransformerEmbedder:
    """One sentence-transformers model.

    `prompts` default to the model's own, else to E5's prefixes for models of that name, else to what LlamaIndex knows.
    `own_code` admits module classes that are not sentence-transformers' own: only for folders that TurnCite wrote.
    """

    def __init__(
        self,
        model: str,
        *,
        shown_as: str | None = None,
        prompts: Prompts | None = None,
        own_code: bool = False,
        device: str | None = None,
    ) -> None:
        self.name = shown_as or model
        self._model = model
        self._prompts = prompts
        self._own_code = own_code
        self._device = device
        self._loading = threading.Lock()
        self._loaded: HuggingFaceEmbedding | None = None
        self._dimensions: int | None = None

    def __reduce__(self) -> tuple[Callable[..., TransformerEmbedder], tuple[str]]:
        """Pickled, it is its settings: another process loads the model itself."""
        made = partial(
            TransformerEmbedder,
            shown_as=self.name,
            prompts=self._prompts,
            own_code=self._own_code,
            device=self._device,
        )
        return made, (self._model,)

    @property
    def revision(self) -> str:
        """The hub's commit, or a hash over a folder's files; ModelError where there is no such model."""
        folder = _folder(self._model)
        if folder is not None:
            return _fingerprint(folder)
        commit = _cached_commit(self._model)
        if commit is None:
            self.warm_up()
            commit = _cached_commit(self._model)
        return commit or "unknown"

    @property
    def dimensions(self) -> int:
        """Length of a vector; loads the model."""
        if self._dimensions is None:
            self._dimensions = len(self.as_llama_index().get_text_embedding("dimensions"))
        return self._dimensions

    def warm_up(self) -> None:
        """Load the model, from the hub where it is not on this machine; ModelError where that fails."""
        self.as_llama_index()

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), float32, rows of length 1; texts beyond the model's limit are cut."""
        model = self.as_llama_index()
        with _mapped(self.name):
            return self._matrix([model.get_query_embedding(tokenizable(text)) for text in texts])

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Shape (len(texts), dimensions), float32, rows of length 1; texts beyond the model's limit are cut."""
        model = self.as_llama_index()
        # LlamaIndex batches texts as they come; sorted, a batch holds texts of about one length.
        order = sorted(range(len(texts)), key=lambda index: -len(texts[index]))
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for start in range(0, len(order), _CHUNK):
            chunk = order[start : start + _CHUNK]
            with _mapped(self.name):
                vectors[chunk] = model.get_text_embedding_batch([tokenizable(texts[index]) for index in chunk])
            if progress is not None:
                progress(start + len(chunk), len(texts))
        return vectors

    def as_llama_index(self) -> HuggingFaceEmbedding:
        """LlamaIndex's embedding object on this model, with its prompts set; loads the model."""
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _matrix(self, rows: list[list[float]]) -> Vectors:
        return np.array(rows, np.float32).reshape(len(rows), self.dimensions)

    def _load(self) -> HuggingFaceEmbedding:
        folder = _folder(self._model)
        if folder is not None:
            return self._open(str(folder), local=True)
        repository = _repository(self._model)
        if _cached_commit(self._model) is not None:
            try:
                return self._open(repository, local=True)
            except ModelError:
                logger.info("The cached files of %s do not suffice; asking the model hub.", self._model)
        _check_hub(self._model)
        return self._open(repository, local=False)

    def _open(self, source: str, *, local: bool) -> HuggingFaceEmbedding:
        with _quiet(progress=not local), _mapped(self.name):
            from huggingface_hub import constants  # noqa: PLC0415 - loaded when needed
            from llama_index.embeddings.huggingface import HuggingFaceEmbedding  # noqa: PLC0415 - loaded when needed

            prompts = self._prompts or _prompts(source, local=local)
            loaded = HuggingFaceEmbedding(
                model_name=source,
                query_instruction=prompts.query,
                text_instruction=prompts.passage,
                embed_batch_size=128 if self._own_code else 32,
                cache_folder=constants.HF_HUB_CACHE,
                trust_remote_code=self._own_code,
                device=self._device,
                local_files_only=local,
            )
        loaded.model_name = self.name
        return loaded


def _folder(model: str) -> Path | None:
    """The folder that a setting names, or None for a hub name; ModelError for the path of no folder."""
    path = Path(model).expanduser()
    if path.is_dir():
        return path.absolute()
    if path.is_absolute() or model.startswith((".", "~")) or model.count("/") > 1 or "\\" in model or path.exists():
        raise ModelError(
            f"The embedding model {model} is not a folder.",
            "Give the folder of a sentence-transformers model or a hub name, or unset TURNCITE_EMBED_MODEL.",
        )
    return None


def _repository(model: str) -> str:
    """sentence-transformers looks for names without an owner under its own."""
    return model if "/" in model else f"sentence-transformers/{model}"


def _cached_commit(model: str) -> str | None:
    """The commit of a hub model that is on this machine, or None."""
    _set_environment()
    from huggingface_hub import try_to_load_from_cache  # noqa: PLC0415 - loaded when needed
    from huggingface_hub.errors import HFValidationError  # noqa: PLC0415 - loaded when needed

    try:
        found = [try_to_load_from_cache(_repository(model), name) for name in ("modules.json", "config.json")]
    except HFValidationError as error:
        raise ModelError(
            f"The embedding model {model!r} is neither a folder nor a hub name.", "Hub names look like owner/model."
        ) from error
    return next((Path(path).parent.name for path in found if isinstance(path, str)), None)


def _check_hub(model: str) -> None:
    """One short request before a loader that would try again for minutes; ModelError where it fails."""
    from huggingface_hub import HfApi, constants  # noqa: PLC0415 - loaded when needed
    from huggingface_hub.errors import RepositoryNotFoundError  # noqa: PLC0415 - loaded when needed

    try:
        HfApi(endpoint=constants.ENDPOINT).model_info(_repository(model), timeout=_HUB_SECONDS)
    except RepositoryNotFoundError as error:
        raise ModelError(
            f"There is no embedding model {model}, neither as a folder nor on the model hub.",
            "Check the name; a private model needs a login to the hub.",
        ) from error
    except (OSError, _http_error()) as error:
        raise ModelError(
            f"The embedding model {model} is not on this machine, and the model hub cannot be reached.",
            "Give the folder of a sentence-transformers model, or unset TURNCITE_EMBED_MODEL for the packaged one.",
        ) from error


def _prompts(source: str, *, local: bool) -> Prompts:
    own = _own_prompts(source, local=local)
    if own.query or own.passage:
        return own
    return prompts_by_name(Path(source).name)


def prompts_by_name(name: str) -> Prompts:
    """E5's prefixes for models of that name, none for others."""
    if _E5.search(name) and not _NOT_PREFIXED.search(name):
        return Prompts("query: ", "passage: ")
    return Prompts()


def _own_prompts(source: str, *, local: bool) -> Prompts:
    """What the model's settings file says; HuggingFaceEmbedding would set it aside."""
    from sentence_transformers.util import load_file_path  # noqa: PLC0415 - loaded when needed

    file = load_file_path(source, _SETTINGS, local_files_only=local)
    if file is None:
        return Prompts()
    saved: dict[str, Any] = json.loads(Path(file).read_text(encoding="utf-8")).get("prompts") or {}
    return Prompts(saved.get("query"), next((saved[name] for name in _PASSAGE_PROMPTS if saved.get(name)), None))


def _fingerprint(folder: Path) -> str:
    """A hash over the names, sizes and contents of a model's files; of large ones, the first and last 64 KiB."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".json", ".safetensors", ".bin", ".onnx", ".txt", ".model"}:
            size = path.stat().st_size
            digest.update(f"{path.relative_to(folder).as_posix()}:{size}:".encode())
            with path.open("rb") as file:
                digest.update(file.read(_EDGE))
                file.seek(max(size - _EDGE, _EDGE))
                digest.update(file.read(_EDGE))
    return digest.hexdigest()[:16]


def _set_environment() -> None:
    """Switches that these libraries read once, when they are imported; what the user has set stays."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


@contextmanager
def _quiet(*, progress: bool) -> Iterator[None]:
    """No load reports of transformers and, unless `progress`, no bars; as it was afterwards."""
    _set_environment()
    from transformers.utils import logging  # noqa: PLC0415 - loaded when needed

    verbosity, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    if not progress:
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


@contextmanager
def _mapped(name: str) -> Iterator[None]:
    """What the libraries raise, as one sentence."""
    from safetensors import SafetensorError  # noqa: PLC0415 - loaded when needed

    try:
        yield
    except (OSError, ValueError, RuntimeError, KeyError, ImportError, SafetensorError, _http_error()) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelError(
            f"The embedding model {name} cannot be used: {reason[:300]}",
            "Give the folder or hub name of a sentence-transformers model, or unset TURNCITE_EMBED_MODEL.",
        ) from error


def _http_error() -> type[Exception]:
    """The base of all errors of the HTTP client that huggingface_hub uses (httpx or its successor)."""
    from huggingface_hub import errors  # noqa: PLC0415 - loaded when needed

    error: type[Exception] = errors.HTTPError  # type: ignore[attr-defined]
    return error
