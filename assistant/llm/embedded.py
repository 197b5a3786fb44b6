"""A local GGUF file, served in process by llama.cpp (xllamacpp) on loopback.

The server is native code with threads of its own; it answers on a free port of 127.0.0.1 with a random key, so the same
client talks to it as to every other endpoint. Loading holds Python's interpreter lock for its few seconds: programs
that stay responsive call `warm_up` before they begin to serve.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import importlib.util
import math
import os
import secrets
import threading
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.llm._address import Address
from assistant.llm.base import Completion, JsonSchema, Timeouts, TokenStream
from assistant.llm.client import OpenAIChat
from assistant.llm.heads import Heads
from assistant.llm.packaged import INSTALL, PackagedModel, Progress
from index.errors import ModelError
from prompts import Message

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

CONTEXT = 4096
"""Tokens of context of each slot: a prompt and its reply together."""

SLOTS = 4
"""Replies at the same time; more wait in the server's queue. Each slot keeps its last prompt, so the constant heads of
as many kinds of prompt (translating a question, judging a sentence, translating a quote) stay in memory."""

_BATCH = 64
"""Prompt tokens read in one step. A cancelled request is noticed, and another reply goes on, only between two steps
(about a second on two cores); larger steps are hardly faster on a CPU."""

_PROMPT_CACHE_MIB = 128
"""Memory for prompts that lost their slot; llama.cpp's own default is 8 GiB."""

_SPIN = "1000"
"""How often a thread looks for work before it sleeps (libgomp's GOMP_SPINCOUNT). By default it spins for milliseconds
after each of a token's many small steps, which halts llama.cpp almost completely (1 token a second instead of 28) when
another program uses one of the cores; with this much it is as fast on idle cores, and half as fast beside another."""

_GGUF_MAGIC = b"GGUF"


class EmbeddedModel:
    """A model of a GGUF file that is loaded at first use or `warm_up`, and freed at `close` and at exit."""

    def __init__(
        self,
        file: Callable[[], Path],
        name: str,
        *,
        timeouts: Timeouts | None = None,
        context: int = CONTEXT,
        heads: Path | None = None,
    ) -> None:
        """`file` gives the path when the model is loaded, and may take its time (see `PackagedModel.ensure`).

        `heads` is a folder for what prompts begin with (see `Heads`); None keeps nothing.
        """
        self._file = file
        self._name = name
        self._timeouts = timeouts or Timeouts()
        self._context = context
        self._heads = heads
        self._lock = threading.Lock()
        self._server: _Server | None = None
        _living.add(self)

    @classmethod
    def packaged(
        cls,
        model: PackagedModel,
        *,
        progress: Progress | None = None,
        timeouts: Timeouts | None = None,
        heads: Path | None = None,
    ) -> EmbeddedModel:
        """The model that comes in wheels; `progress` is told while its file is put together."""
        return cls(lambda: model.ensure(progress), model.recipe.name, timeouts=timeouts, heads=heads)

    @classmethod
    def from_file(cls, path: Path, *, timeouts: Timeouts | None = None, heads: Path | None = None) -> EmbeddedModel:
        """Any GGUF file; ModelError at once where it is none."""
        check_gguf(path)
        return cls(lambda: path, path.stem, timeouts=timeouts, heads=heads)

    @property
    def name(self) -> str:
        """The packaged model's name, or the file's without its ending."""
        return self._name

    @property
    def where(self) -> str:
        """Always "embedded"."""
        return "embedded"

    @property
    def busy(self) -> int:
        """How many replies the server is working on; 0 where it is not loaded."""
        server = self._server
        return 0 if server is None else server.busy()

    def warm_up(self) -> None:
        """Load the model; ModelError where that fails."""
        self._opened().chat.prepare()

    def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        stop: Sequence[str] = (),
        json_schema: JsonSchema | None = None,
        grammar: str | None = None,
        alternatives: int = 0,
    ) -> Completion:
        """See `ChatModel.complete`."""
        return self._ready(messages).complete(
            messages,
            max_tokens=max_tokens,
            temperature=temperature,
            stop=stop,
            json_schema=json_schema,
            grammar=grammar,
            alternatives=alternatives,
        )

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        stop: Sequence[str] = (),
        json_schema: JsonSchema | None = None,
        grammar: str | None = None,
    ) -> TokenStream:
        """See `ChatModel.stream`; loads the model before it returns."""
        return self._ready(messages).stream(
            messages,
            max_tokens=max_tokens,
            temperature=temperature,
            stop=stop,
            json_schema=json_schema,
            grammar=grammar,
        )

    def as_llama_index(self, *, max_tokens: int = 512) -> LLM:
        """See `ChatModel.as_llama_index`; usable until `close`."""
        return self._opened().chat.as_llama_index(max_tokens=max_tokens)

    def close(self) -> None:
        """Stop running replies and free the model's memory."""
        with self._lock:
            server, self._server = self._server, None
        if server is not None:
            server.close()

    def _opened(self) -> _Server:
        with self._lock:
            if self._server is None:
                self._server = _Server(self._file(), self._name, self._context, self._timeouts, self._heads)
            return self._server

    def _ready(self, messages: Sequence[Message]) -> OpenAIChat:
        """The client of a server that knows what these messages begin with."""
        server = self._opened()
        if server.heads is not None:
            server.heads.prepare(messages)
        return server.chat


class _Server:
    """A running llama.cpp server and its client."""

    def __init__(self, file: Path, name: str, context: int, timeouts: Timeouts, heads: Path | None) -> None:
        import httpx  # noqa: PLC0415 - loaded when needed

        check_gguf(file)
        key = secrets.token_urlsafe(32)
        heads = None if heads is None else _folder(heads)
        self._native = _start(file, name, context, key, heads)
        url = self._native.listening_address
        self.chat = OpenAIChat(Address(f"{url}/v1", name, key, context, embedded=True), timeouts)
        headers = {"Authorization": f"Bearer {key}"}
        self._http = httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=timeouts.first_token)
        self.heads = None if heads is None else Heads(self._http, heads, _identity(file), SLOTS)

    def busy(self) -> int:
        slots = self._http.get("/slots").json()
        return sum(bool(slot["is_processing"]) for slot in slots)

    def close(self) -> None:
        self.chat.close()  # first: the server ends only when its last reply has
        self._http.close()
        self._native = None


def _folder(path: Path) -> Path | None:
    """The folder, made where it is not there; None where that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return path


def _identity(file: Path) -> str:
    """What tells a model's file and the llama.cpp that runs it from others."""
    stat = file.stat()
    return f"{file.name} {stat.st_size} {stat.st_mtime_ns} {_native_module().__version__}"


def _start(file: Path, name: str, context: int, key: str, heads: Path | None) -> Any:
    """Load the file into a new llama.cpp server; ModelError where that fails."""
    if not is_available():
        raise ModelError("xllamacpp, which runs local language models, is not installed.", f"Run: {INSTALL}")
    xllamacpp = _native_module()
    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.model_alias = {name}  # else the file's path is the model's name in every reply
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.ui = False
    params.cors_origins = ""
    params.cors_credentials = False
    params.verbosity = -1  # nothing on stdout or stderr
    params.n_parallel = SLOTS
    params.n_ctx = SLOTS * context
    params.n_batch = params.n_ubatch = _BATCH
    params.cache_ram_mib = _PROMPT_CACHE_MIB
    if heads is not None:
        params.slot_save_path = f"{heads}{os.sep}"
    # The weights are repacked for the CPU anyway; a mapped file would stay beside them in the process's memory.
    params.load_mode = xllamacpp.llama_load_mode.LLAMA_LOAD_MODE_NONE
    threads = thread_limit()
    if threads is not None:
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    try:
        return xllamacpp.Server(params)
    except RuntimeError as error:
        hint = f"Is the file whole, is its architecture known to xllamacpp {xllamacpp.__version__}, and is memory free?"
        raise ModelError(f"llama.cpp cannot load {file}.", hint) from error


def _native_module() -> Any:
    """xllamacpp; its first import settles how its threads wait, since libgomp reads the environment only then."""
    ours = not {"GOMP_SPINCOUNT", "OMP_WAIT_POLICY"} & os.environ.keys()
    if ours:
        os.environ["GOMP_SPINCOUNT"] = _SPIN
    try:
        return importlib.import_module("xllamacpp")
    except ImportError as error:
        hint = "On Debian and Ubuntu: apt install libgomp1." if "libgomp" in str(error) else f"Run: {INSTALL}"
        raise ModelError(f"xllamacpp, which runs local language models, cannot be loaded: {error}.", hint) from error
    finally:
        if ours:
            del os.environ["GOMP_SPINCOUNT"]


def is_available() -> bool:
    """Whether xllamacpp is installed."""
    return importlib.util.find_spec("xllamacpp") is not None


def check_gguf(path: Path) -> None:
    """ModelError unless this is a readable GGUF file (by its first bytes)."""
    hint = "TURNCITE_LLM_MODEL takes the path of a GGUF file, or a model's name together with TURNCITE_LLM_URL."
    try:
        with path.open("rb") as stream:
            magic = stream.read(len(_GGUF_MAGIC))
    except FileNotFoundError:
        raise ModelError(f"There is no model file {path}.", hint) from None
    except IsADirectoryError:
        raise ModelError(f"{path} is a folder, not a GGUF file.", hint) from None
    except OSError as error:
        raise ModelError(f"The model file {path} cannot be read: {error.strerror or error}.", hint) from error
    if magic != _GGUF_MAGIC:
        raise ModelError(f"{path} is not a GGUF file.", hint)


def thread_limit(cgroup: Path = Path("/sys/fs/cgroup/cpu.max")) -> int | None:
    """Cores this process may use where that is fewer than the machine has, else None (llama.cpp counts best itself).

    llama.cpp knows neither CPU affinity nor a container's quota (cgroup v2: `cpu.max` holds quota and period in
    microseconds), and threads that wait for each other on too few cores are many times slower.
    """
    cores = os.cpu_count() or 1
    allowed = float(len(os.sched_getaffinity(0))) if hasattr(os, "sched_getaffinity") else float(cores)
    with contextlib.suppress(OSError, ValueError):
        quota, period = cgroup.read_text(encoding="ascii").split()
        if quota != "max":
            allowed = min(allowed, int(quota) / int(period))
    limit = max(1, math.floor(allowed))
    return limit if limit < cores else None


_living: weakref.WeakSet[EmbeddedModel] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    """End the native threads while the interpreter still stands."""
    for model in list(_living):
        model.close()
