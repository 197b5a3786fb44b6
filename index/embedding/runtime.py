"""Runs a converted encoder: tokenizer and onnxruntime session of one folder, without torch or transformers.

Texts are sorted by length and cut into batches of about equal work, which worker threads take in turn; each runs on
one core. That is as fast as one session on all cores where the machine is idle, and much faster where it is not,
because no core waits for another within a layer.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.base import Vectors
from index.errors import ModelError

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

Progress = Callable[[int, int], None]
"""Called with the number of texts done and of all texts."""

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
MAX_TOKENS = 512
PADDING = 1
"""The token id of padding."""
_BATCH_TOKENS = 512
"""Tokens of one batch with padding; more gain nothing, since the activations then leave the processor's cache."""
_MAX_CHARACTERS = 1 << 15
"""What is tokenised of a text: far more than fits into `MAX_TOKENS`, and little enough for a book to be no burden."""


def threads() -> int:
    """OMP_NUM_THREADS, which numpy and torch obey as well, else the cores that this process may use."""
    given = os.environ.get("OMP_NUM_THREADS", "")
    if given.isdecimal() and int(given) > 0:
        return int(given)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def tokenizable(text: str) -> str:
    """What tokenizers take: no unpaired surrogates, and not a whole book."""
    return text[:_MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def plan(lengths: Sequence[int], budget: int = _BATCH_TOKENS) -> list[list[int]]:
    """Indices in batches, longest first, each at most `budget` tokens with padding, or one text alone."""
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    batches: list[list[int]] = []
    for index in order:
        if batches and lengths[batches[-1][0]] * (len(batches[-1]) + 1) <= budget:
            batches[-1].append(index)
        else:
            batches.append([index])
    return batches


class Encoder:
    """Texts (with their prefix) to unit vectors. Any number of threads may use one encoder."""

    def __init__(self, folder: Path) -> None:
        """Load a folder that `index.embedding.convert` wrote; ModelError where this onnxruntime cannot run it."""
        self.folder = folder
        self._session = open_session(str(folder / MODEL_FILE))
        self._tokenizer = open_tokenizer(folder)
        self._workers = threads()

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._session.get_outputs()[0].shape[1])

    def tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids with the marks for beginning and end, at most `MAX_TOKENS` a text."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch([tokenizable(text) for text in texts])]

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Shape (len(texts), dimensions), float32, rows of length 1, in the order of the texts."""
        return self.encode_tokens(self.tokenize(texts), progress)

    def encode_tokens(self, tokens: Sequence[Sequence[int]], progress: Progress | None = None) -> Vectors:
        """As `encode`, for token ids."""
        vectors = np.empty((len(tokens), self.dimensions), np.float32)
        done = 0
        batches = plan([len(ids) for ids in tokens])
        for batch, rows in zip(batches, self._run_all([[tokens[i] for i in batch] for batch in batches]), strict=True):
            vectors[batch] = rows
            done += len(batch)
            if progress is not None:
                progress(done, len(tokens))
        return vectors

    def _run_all(self, batches: Sequence[Sequence[Sequence[int]]]) -> Iterator[Vectors]:
        workers = min(self._workers, len(batches))
        if workers <= 1:
            yield from map(self._run, batches)
            return
        pool = ThreadPoolExecutor(workers, thread_name_prefix="embedding")
        try:
            yield from pool.map(self._run, batches)
        finally:
            pool.shutdown(cancel_futures=True)

    def _run(self, batch: Sequence[Sequence[int]]) -> Vectors:
        ids = np.full((len(batch), max(map(len, batch))), PADDING, np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        vectors: Vectors = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return vectors


_open: weakref.WeakValueDictionary[Path, Encoder] = weakref.WeakValueDictionary()
_opening = threading.Lock()


def shared_encoder(folder: Path) -> Encoder:
    """The encoder of a folder: one in the process, as long as somebody holds it."""
    with _opening:
        encoder = _open.get(folder)
        if encoder is None:
            encoder = _open[folder] = Encoder(folder)
        return encoder


def open_tokenizer(folder: Path) -> Tokenizer:
    """The folder's tokenizer, cutting at `MAX_TOKENS`."""
    from tokenizers import Tokenizer  # noqa: PLC0415 - nothing is loaded before the first text

    # Tokenizing takes a hundredth of the time; its own threads would only warn after a fork.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def open_session(model: str | bytes) -> onnxruntime.InferenceSession:
    """A session on one core for a model file or a serialised model; ModelError where it cannot be run."""
    import onnxruntime  # noqa: PLC0415 - loaded when needed
    from onnxruntime.capi import onnxruntime_pybind11_state as state  # noqa: PLC0415 - loaded when needed

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except (
        state.Fail,
        state.InvalidArgument,
        state.InvalidGraph,
        state.InvalidProtobuf,
        state.NoSuchFile,
        state.NotImplemented,
        state.RuntimeException,
    ) as error:
        reason = str(error).splitlines()[0][:200]
        raise ModelError(
            f"onnxruntime {onnxruntime.__version__} cannot run the embedding model ({reason}).",
            "Install the version in constraints.txt, or set TURNCITE_EMBED_BACKEND=torch.",
        ) from error
