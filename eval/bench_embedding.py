"""Speed and memory of the embedding backends on this machine: `python -m eval.bench_embedding`.

Each backend runs in a process of its own, one after the other, on the shipped transcript's passages. Beside the
packaged model's backends stand the same weights in plain sentence-transformers (float32, and with torch's dynamic
8-bit layers), and the default backend behind an OpenAI-compatible endpoint on this machine: what the way there costs. Wall time depends on what else the machine does; the processor time beside it hardly does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import click
import numpy as np

from eval.embedding_server import serving
from eval.machine import machine, peak_memory
from eval.measures import seconds
from index.embedding import Endpoint, load_embedder
from index.embedding.base import Vectors
from index.embedding.convert import BACKENDS, PASSAGE_PREFIX, ensure_model
from index.embedding.packaged import PackagedEmbedder
from index.passages import DEFAULT_SIZE, pack

Embed = Callable[[list[str]], Vectors]

PLAIN = "sentence-transformers fp32"
TORCH_INT8 = "sentence-transformers int8"
THROUGH = "onnx-int8 through sentence-transformers"
ENDPOINT = "onnx-int8 behind an endpoint"
SUBJECTS = (PLAIN, TORCH_INT8, *(backend for backend in BACKENDS if backend != "torch"), THROUGH, ENDPOINT)
_PACKAGES = ("torch", "sentence-transformers", "onnxruntime")
_REPEATS = 3
_WARM_UP = 32
_SINGLE = 30


@dataclass(frozen=True, slots=True)
class Measured:
    """One backend; `first_seconds` is from an interpreter without imports to the first vector, `one_ms` the median of a
    single text. Processor time and memory are those of this process, so of the client where an endpoint embeds."""

    name: str
    passages_per_second: float
    cpu_seconds_per_100: float
    first_seconds: float
    one_ms: float
    peak_mb: float


def texts() -> list[str]:
    """The shipped transcript in passages, several times over."""
    source = (Path(__file__).parent.parent / "seeds" / "000_2b5489ba4c6a2380.txt").read_text(encoding="utf-8")
    passages, start = [], 0
    for line in source.splitlines(keepends=True):
        passages += [source[a:b] for a, b in pack(source, start, start + len(line), DEFAULT_SIZE)]
        start += len(line)
    return passages * _REPEATS


def make(name: str, cache: Path, using: ExitStack) -> Embed:
    """What turns passages into vectors, as long as `using` is open."""
    if name in (PLAIN, TORCH_INT8):
        return _plain(cache, eight_bits=name == TORCH_INT8)
    if name == THROUGH:
        return PackagedEmbedder(cache, "onnx-int8", direct_limit=0).embed_passages
    if name == ENDPOINT:
        url = using.enter_context(serving(cache, "onnx-int8"))
        return load_embedder("multilingual-e5-small", cache=cache, endpoint=Endpoint(url)).embed_passages
    for backend in BACKENDS:
        if backend == name:
            return PackagedEmbedder(cache, backend, direct_limit=sys.maxsize).embed_passages
    raise click.UsageError(f"There is no {name!r}.")


def _plain(cache: Path, *, eight_bits: bool) -> Embed:
    """What the model's card says: SentenceTransformer(...).encode(...), nothing set."""
    import torch  # noqa: PLC0415 - loaded when needed
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - loaded when needed

    model = SentenceTransformer(str(ensure_model(cache, "torch")), local_files_only=True, device="cpu")
    if eight_bits:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch announces that this moves to torchao
            quantize: Any = torch.ao.quantization.quantize_dynamic
            quantize(model, {torch.nn.Linear}, dtype=torch.qint8, inplace=True)

    def embed(passages: list[str]) -> Vectors:
        vectors: Vectors = model.encode([PASSAGE_PREFIX + passage for passage in passages], show_progress_bar=False)
        return vectors

    return embed


def measure(name: str, cache: Path, rounds: int, vectors: Path) -> Measured:
    """Run one backend in this process; its vectors go to a file."""
    with ExitStack() as using:
        return _measure(name, cache, rounds, vectors, using)


def _measure(name: str, cache: Path, rounds: int, vectors: Path, using: ExitStack) -> Measured:
    began = time.perf_counter()
    embed = make(name, cache, using)
    embed(["what did they say about supply"])
    first = time.perf_counter() - began
    passages = texts()
    embed(passages[:_WARM_UP])
    best, cpu = float("inf"), float("inf")
    for _ in range(rounds):
        wall_before, cpu_before = time.perf_counter(), time.process_time()
        result = embed(passages)
        best = min(best, time.perf_counter() - wall_before)
        cpu = min(cpu, time.process_time() - cpu_before)
    np.save(vectors, result)
    one = 1000 * median(seconds(lambda: embed(["what did they say about supply"])) for _ in range(_SINGLE))
    return Measured(name, len(passages) / best, 100 * cpu / len(passages), first, one, peak_memory() / (1 << 20))


def table(rows: Sequence[Measured], cosines: Sequence[float]) -> str:
    """The figures in columns, each backend's speed also as a multiple of the first."""
    head = f"{'backend':<42}{'passages/s':>11}{'times':>7}{'CPU s/100':>11}{'first s':>9}{'one ms':>8}{'peak MB':>9}{'cosine':>9}"
    lines = [
        f"{row.name:<42}{row.passages_per_second:>11.1f}{row.passages_per_second / rows[0].passages_per_second:>7.2f}"
        f"{row.cpu_seconds_per_100:>11.2f}{row.first_seconds:>9.2f}{row.one_ms:>8.1f}{row.peak_mb:>9.0f}{cosine:>9.5f}"
        for row, cosine in zip(rows, cosines, strict=True)
    ]
    return "\n".join([head, *lines])


def _in_process(name: str, cache: Path, rounds: int, vectors: Path, cores: int) -> Measured:
    command = [sys.executable, "-m", "eval.bench_embedding", "--one", name, "--cache", str(cache)]
    command += ["--rounds", str(rounds), "--vectors", str(vectors)]
    environment = {**os.environ, "OMP_NUM_THREADS": str(cores), "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return Measured(**found)


def compare(names: Sequence[str], cache: Path, rounds: int, cores: int) -> tuple[list[Measured], list[float]]:
    """Every backend in turn, and the mean cosine of its vectors with the first one's."""
    for backend in BACKENDS:
        ensure_model(cache, backend)
    rows, cosines = [], []
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.npy") for number in range(len(names))]
        for name, file in zip(names, files, strict=True):
            rows.append(_in_process(name, cache, rounds, file, cores))
            cosines.append(float((np.load(files[0]) * np.load(file)).sum(axis=1).mean()))
    return rows, cosines


@click.command(help="Measure the embedding backends on this machine.")
@click.option("--cache", type=click.Path(path_type=Path), help="Where converted models lie; default: as configured.")
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1), help="Rounds; the fastest counts.")
@click.option("--cores", default=2, show_default=True, type=click.IntRange(1), help="Threads for each backend.")
@click.option("--one", hidden=True)
@click.option("--vectors", hidden=True, type=click.Path(path_type=Path))
def main(cache: Path | None, rounds: int, cores: int, one: str | None, vectors: Path | None) -> None:
    """Print the machine and one line a backend."""
    if cache is None:
        from assistant.settings import load_settings  # noqa: PLC0415 - loaded when needed

        cache = load_settings().cache
    if one is not None and vectors is not None:
        click.echo(json.dumps(asdict(measure(one, cache, rounds, vectors))))
        return
    click.echo(f"{machine(*_PACKAGES)}; {cores} cores used")
    click.echo(f"{len(texts())} passages of the shipped transcript, best of {rounds} rounds, a process each")
    click.echo(table(*compare(SUBJECTS, cache, rounds, cores)))


if __name__ == "__main__":
    main()
