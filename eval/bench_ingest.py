"""How an ingest of many calls goes, with the real embedding model: `python -m eval.bench_ingest --calls 500`.

Invented calls of about a hundred passages each, every other one Chinese, are brought in by `turncite ingest` as a real
process. First a few calls with each engine and with stock LlamaIndex on Chroma (SentenceSplitter, VectorStoreIndex, the
same model); then all of them with one engine, killed with SIGKILL in the middle and started again.

Processor time beside the wall time tells what else the machine did. Memory is the sum of the resident sets of the whole
process tree, so what processes share is counted in each of them.
"""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from eval.across.many import write_calls
from eval.machine import machine
from index.store.catalog import Catalog

ENGINES = ("single", "processes", "ray")
_COMMAND = (sys.executable, "-c", "from assistant.cli import main; main()")
_STOCK = (sys.executable, "-m", "eval.bench_ingest", "--stock")
_LOOK = 0.25
"""Seconds between two looks at memory and catalog."""
_QUESTIONS = (
    ("gross margin in Latin America", "en"), ("how did the backlog develop", "en"), ("tariff costs", "en"), ("capital expenditures guidance", "en"),
    ("lead times for servo drives", "en"), ("share repurchases", "en"), ("毛利率的变化", "zh"), ("资本支出指引", "zh"), ("东南亚市场的订单", "zh"),
    ("库存水平", "zh"), ("关税的影响", "zh"), ("产能利用率", "zh"),
)  # fmt: skip
_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Run:
    """One process: what it printed, how it ended, seconds of wall and processor time, peak bytes of its whole tree.

    `passages` is what the catalog held when it ended.
    """

    printed: str
    status: int
    wall: float
    processor: float
    memory: int
    passages: int = 0


def run(command: Sequence[str], home: Path, stop_at: int | None = None) -> Run:
    """Run a process to its end, or kill it once the catalog in `home` holds `stop_at` transcripts."""
    import psutil  # noqa: PLC0415 - for developers

    environment = {**os.environ, "TURNCITE_HOME": str(home)}
    peak, used = 0, {}
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        process = subprocess.Popen(command, env=environment, stdout=out)  # noqa: S603 - ours
        root = psutil.Process(process.pid)
        while process.poll() is None:
            memory = 0
            for one in _tree(root):
                try:
                    memory += one.memory_info().rss
                    times = one.cpu_times()
                    used[one.pid] = times.user + times.system
                except psutil.Error:
                    continue
            peak = max(peak, memory)
            if stop_at is not None and _held(home)[0] >= stop_at:
                process.send_signal(signal.SIGKILL)
            time.sleep(_LOOK)
        wall = time.perf_counter() - began
        out.seek(0)
        return Run(out.read(), process.returncode, wall, sum(used.values()), peak, _held(home)[1])


def _tree(root: Any) -> Iterator[Any]:
    import psutil  # noqa: PLC0415 - for developers

    try:
        yield from (root, *root.children(recursive=True))
    except psutil.Error:
        return


def _held(home: Path) -> tuple[int, int]:
    """Transcripts and passages in the catalog."""
    with Catalog(home).read() as snapshot:
        segments = snapshot.segments()
    return len(segments), sum(segment.passages for segment in segments)


def ingest(folder: Path, home: Path, engine: str, stop_at: int | None = None) -> Run:
    """`turncite ingest FOLDER --engine ENGINE --json`; click.ClickException where it fails without having been killed."""
    done = run([*_COMMAND, "ingest", str(folder), "--engine", engine, "--json"], home, stop_at)
    if done.status not in (0, -signal.SIGKILL):
        raise click.ClickException(f"The ingest with {engine} failed: {done.printed[:500]}")
    return done


def stock(folder: Path, home: Path) -> int:
    """Stock LlamaIndex's ingest of a folder, in this process; how many chunks it made."""
    import chromadb  # noqa: PLC0415 - heavy
    from chromadb.config import Settings  # noqa: PLC0415 - loaded when needed
    from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex  # noqa: PLC0415 - heavy
    from llama_index.core.node_parser import SentenceSplitter  # noqa: PLC0415 - loaded when needed
    from llama_index.vector_stores.chroma import ChromaVectorStore  # noqa: PLC0415 - loaded when needed

    from assistant.settings import load_settings  # noqa: PLC0415 - loaded when needed
    from index.embedding import PackagedEmbedder  # noqa: PLC0415 - loaded when needed

    client = chromadb.PersistentClient(home / "stock", settings=Settings(anonymized_telemetry=False))
    collection = client.create_collection("stock")
    VectorStoreIndex.from_documents(
        SimpleDirectoryReader(str(folder)).load_data(),
        storage_context=StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection)),
        embed_model=PackagedEmbedder(load_settings().cache).as_llama_index(),
        transformations=[SentenceSplitter()],
    )
    return int(collection.count())


Row = tuple[str, str]


def compared(folder: Path, files: Sequence[Path], engines: Sequence[str]) -> Iterator[str]:
    """A line for each engine and for the stock ingest, on the same files."""
    characters = sum(len(path.read_text(encoding="utf-8")) for path in files)
    yield f"{'':<26}{'wall s':>8}{'CPU s':>8}{'calls/s':>9}{'passages/s':>12}{'CPU s/100':>11}{'chars/s':>9}{'peak MB':>9}"

    def row(name: str, done: Run, passages: int) -> str:
        return (
            f"{name:<26}{done.wall:>8.1f}{done.processor:>8.1f}{len(files) / done.wall:>9.2f}{passages / done.wall:>12.1f}"
            f"{100 * done.processor / passages:>11.2f}{characters / done.wall:>9.0f}{done.memory / 2**20:>9.0f}"
        )

    for engine in engines:
        with tempfile.TemporaryDirectory() as home:
            done = ingest(folder, Path(home), engine)
            yield row(engine, done, done.passages)
    with tempfile.TemporaryDirectory() as home:
        done = run([*_STOCK, str(folder)], Path(home))
        if done.status:
            raise click.ClickException("The stock ingest failed.")
        yield row("stock LlamaIndex + Chroma", done, int(done.printed.split()[-1]))
    yield "(stock cuts chunks of 1,024 tokens, of which the model reads the first 512: compare calls, not its passages)"


def whole(folder: Path, files: Sequence[Path], engine: str, home: Path) -> Iterator[Row]:
    """Everything with one engine, killed in the middle; then what the library costs in use."""
    first = ingest(folder, home, engine, stop_at=len(files) // 2)
    yield "killed in the middle, after", f"{first.wall:.0f} s: {_held(home)[0]} calls, {first.passages:,} passages kept"
    second = ingest(folder, home, engine)
    report = json.loads(second.printed)
    yield "the same again", f"{second.wall:.0f} s: {report['unchanged']} calls unchanged, {report['added']} added"
    calls, passages = _held(home)
    wall, processor = first.wall + second.wall, first.processor + second.processor
    yield "in all", f"{calls} calls, {passages:,} passages in {wall:.0f} s ({processor:.0f} s of processor time)"
    yield "rate", f"{calls / wall:.2f} calls/s, {passages / wall:.1f} passages/s"
    yield "processor time, 100 passages", f"{100 * processor / passages:.2f} s"
    yield "peak memory of the tree", f"{max(first.memory, second.memory) / 2**20:.0f} MB"
    yield "size on disk", f"{sum(p.stat().st_size for p in home.rglob('*') if p.is_file()) / 1e6:.0f} MB"
    again = run([*_COMMAND, "ingest", str(folder), "--json"], home)
    yield "ingest with nothing to do", f"{again.wall:.1f} s"
    listed = run([*_COMMAND, "list", "--json"], home)
    yield "turncite list", f"{listed.wall:.1f} s"
    yield "search p50 / p95", searches(home)
    first_id, second_id = (info["id"] for info in json.loads(listed.printed)["transcripts"][:2])
    yield "remove one call, library open", f"{remove(home, first_id):.2f} s"
    removed = run([*_COMMAND, "remove", second_id, "--json"], home)
    yield "turncite remove, whole command", f"{removed.wall:.1f} s"


def remove(home: Path, transcript_id: str) -> float:
    """Seconds to remove a call from a library that is open, its vectors in Chroma included."""
    from assistant.api import Assistant  # noqa: PLC0415 - heavy

    with Assistant.open(home=home, llm="none") as assistant:
        assistant.search("revenue", k=1)
        began = time.perf_counter()
        assistant.library.remove(transcript_id)
        return time.perf_counter() - began


def searches(home: Path) -> str:
    """Questions in both languages over all calls, with the embedding of the question, in this process."""
    from assistant.api import Assistant  # noqa: PLC0415 - heavy
    from index.models import QueryVariant  # noqa: PLC0415 - loaded when needed

    seconds: list[float] = []
    with Assistant.open(home=home, llm="none") as assistant:
        for number in range(_ROUNDS + 1):
            for text, language in _QUESTIONS:
                wording = QueryVariant(text, "zh" if language == "zh" else "en")
                began = time.perf_counter()
                assistant.library.search([wording], k=10)
                if number:  # the first round loads the model and the graph
                    seconds.append(time.perf_counter() - began)
    p95 = statistics.quantiles(seconds, n=20)[-1]
    return f"{1000 * statistics.median(seconds):.0f} / {1000 * p95:.0f} ms"


@click.command()
@click.option("--calls", default=24, show_default=True, type=click.IntRange(2), help="Calls of the whole ingest.")
@click.option(
    "--compare", default=8, show_default=True, type=click.IntRange(0), help="Calls for each engine and stock; 0: none."
)
@click.option("--engine", default="processes", show_default=True, type=click.Choice(ENGINES), help="For the whole.")
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), help="Keep calls and library here.")
@click.option("--stock", "stock_folder", hidden=True, type=click.Path(path_type=Path))
def main(calls: int, compare: int, engine: str, home: Path | None, stock_folder: Path | None) -> None:
    """Print how an ingest of many calls goes on this machine."""
    if stock_folder is not None:
        click.echo(stock(stock_folder, Path(os.environ["TURNCITE_HOME"])))
        return
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    click.echo(machine() + load)
    with tempfile.TemporaryDirectory() as folder:
        place = home or Path(folder)
        if compare:
            few = write_calls(place / "few", compare)
            click.echo(f"{compare} calls")
            _say(compared(place / "few", few, installed()), str)
        files = write_calls(place / "calls", calls)
        click.echo(f"{calls} calls with {engine}")
        _say(whole(place / "calls", files, engine, place / "library"), lambda row: f"{row[0]:<30}{row[1]}")
        if hasattr(os, "getloadavg"):
            click.echo(f"load at the end {os.getloadavg()[0]:.1f}")


def _say(rows: Iterator[Any], line: Callable[[Any], str]) -> None:
    for row in rows:
        click.echo(line(row))
        sys.stdout.flush()


def installed() -> list[str]:
    """The engines that can be measured here."""
    from importlib.util import find_spec  # noqa: PLC0415 - loaded when needed

    return [engine for engine in ENGINES if engine != "ray" or find_spec("ray") is not None]


if __name__ == "__main__":
    main()
