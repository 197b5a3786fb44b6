"""How the store scales: latency, memory and disk at several sizes, on invented passages (`eval.invented`).

    python -m eval.bench_store --passages 1000 10000 100000 [--chroma-server] [--baseline] [--check]

Each size is built in one process and searched in another, so that the memory shown is that of a process which only
searches. `--chroma-server` moves the same library to a real Chroma server on loopback and searches it there.
`--baseline` adds LlamaIndex's ChromaVectorStore over the same vectors, which searches by similarity alone; TurnCite's
searches are in two languages, by similarity and words.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import click
import numpy as np

from eval import bench_stock
from eval.chroma_server import running_server, unused_port
from eval.invented import CALL, RandomEmbedder, entries, words
from eval.machine import machine, peak_memory
from eval.measures import Built, Latency, Measured, Row, T, apart, latency, seconds, size, took
from index.library import Library
from index.models import Kind, Language, QueryVariant, SearchFilter, Section
from index.passages import DEFAULT_SIZE
from index.store.catalog import Catalog
from index.store.ingest import Ingestor

MOST_SEARCH = 0.25
MOST_REMOVE = 2.0
"""Seconds: what `--check` allows for the p95 of a search and for removing a call, at the largest size."""
_PACKAGES = ("chromadb", "llama-index-core", "llama-index-vector-stores-chroma", "numpy")


@dataclass(frozen=True, slots=True)
class Served:
    """A library on a Chroma server: seconds to bring all its vectors there, searching it, the server's peak memory."""

    moved: float
    measured: Measured
    memory: int


def build(home: Path, passages: int) -> Built:
    """Make a library of so many passages."""
    home.mkdir(parents=True, exist_ok=True)
    with Library.open(home, RandomEmbedder()) as library:
        catalog = Catalog(home)
        catalog.create()
        ingestor = Ingestor(catalog, RandomEmbedder(), DEFAULT_SIZE)
        commits, calls = 0.0, passages // CALL
        for entry in entries(calls):
            commits += seconds(partial(ingestor.commit, entry, ()))
        chroma = seconds(partial(library.ingest, []))
        return Built(commits / calls, chroma, size(home, "*.db*"), size(home / "chroma", "**/*"), peak_memory())


def search(home: Path, passages: int, url: str | None = None) -> Measured:
    """Search a library, and change it while it is in use."""
    random = np.random.default_rng(1)
    started = time.perf_counter()
    with Library.open(home, RandomEmbedder(1), chroma_url=url) as library:
        _search(library, random, SearchFilter())
        cold = time.perf_counter() - started
        last = f"{passages // CALL - 1:016x}"
        filters = {
            "no filter": SearchFilter(),
            "one call": SearchFilter(transcripts=(last,)),
            "one speaker": SearchFilter(speakers=("Speaker 1 of 3",)),
            "executives": SearchFilter(kinds=(Kind.EXECUTIVE,)),
            "one section": SearchFilter(sections=(Section.QA,)),
        }
        searches = {name: latency(partial(_search, library, random, where)) for name, where in filters.items()}
        ingestor = Ingestor(Catalog(home), RandomEmbedder(), DEFAULT_SIZE)
        (entry,) = entries(1, first=900_000)

        def add() -> None:
            ingestor.commit(entry, ())
            library.ingest([])
            _search(library, random, SearchFilter())

        return Measured(cold, searches, took(add), took(partial(library.remove, entry.transcript.id)), peak_memory())


def move(home: Path, passages: int, url: str) -> float:
    """Bring the vectors of a library to a Chroma server; seconds."""
    del passages
    with Library.open(home, RandomEmbedder(), chroma_url=url) as library:
        return seconds(partial(library.ingest, []))


def serve(home: Path, passages: int) -> Served:
    """The library of `home` on a Chroma server of its own."""
    with running_server(home.with_name("server"), unused_port()) as server:
        moved = apart(partial(move, url=server.url), home, passages)
        measured = apart(partial(search, url=server.url), home, passages)
        return Served(moved, measured, peak_memory(server.process))


def _search(library: Library, random: np.random.Generator, where: SearchFilter) -> None:
    languages: tuple[Language, Language] = ("en", "zh")
    variants = [QueryVariant(" ".join(words(random, 8, language)), language) for language in languages]
    library.search(variants, k=10, where=where)


def our_rows(found: Sequence[Measured]) -> Iterator[Row]:
    """Searching and changing."""
    for kind in found[0].searches:
        yield Row(f"search, {kind}: p50 / p95 / CPU ms", [_ms(m.searches[kind]) for m in found], 1)
    yield Row("first search of a process, s", [(m.cold,) for m in found], 2)
    yield Row("add a call and search, s / CPU s", [(m.add.wall, m.add.cpu) for m in found], 2)
    yield Row("remove a call, s / CPU s", [(m.remove.wall, m.remove.cpu) for m in found], 2)
    yield Row("peak memory, searching, MB", [(m.memory / 1e6,) for m in found])


def built_rows(built: Sequence[Built]) -> Iterator[Row]:
    """Building."""
    yield Row("peak memory, building, MB", [(b.memory / 1e6,) for b in built])
    yield Row("catalog, MB", [(b.catalog_bytes / 1e6,) for b in built], 1)
    yield Row("Chroma, MB", [(b.chroma_bytes / 1e6,) for b in built], 1)
    yield Row("commit a call, ms", [(1000 * b.commit,) for b in built])
    yield Row("build Chroma's graph, s", [(b.chroma,) for b in built], 1)


def served_rows(served: Sequence[Served]) -> Iterator[Row]:
    """A Chroma server."""
    yield from our_rows([s.measured for s in served])
    yield Row("peak memory, server, MB", [(s.memory / 1e6,) for s in served])
    yield Row("bring all vectors there, s", [(s.moved,) for s in served], 1)


def table(title: str, sizes: Sequence[int], rows: Iterator[Row]) -> Iterator[str]:
    """The rows under a title and the sizes; the last column is the growth from the smallest to the largest size."""
    head = [f"{size:,}" for size in sizes] + (["times"] if len(sizes) > 1 else [])
    for name, cells in ((title, head), *((row.name, row.cells) for row in rows)):
        yield f"{name:<44}" + "".join(f"{cell:>22}" for cell in cells)


def missed(found: Measured) -> Iterator[str]:
    """The aims that a library of the largest size misses."""
    for kind, found_in in found.searches.items():
        if found_in.p95 > MOST_SEARCH:
            yield f"search, {kind}: p95 {1000 * found_in.p95:.0f} ms, more than {1000 * MOST_SEARCH:.0f}"
    if found.remove.wall > MOST_REMOVE:
        yield f"remove a call: {found.remove.wall:.1f} s, more than {MOST_REMOVE:.0f}"


def _told(what: str, count: int, result: T) -> T:
    """The result; the log, on stderr, shows it already: all sizes together take minutes."""
    click.echo(f"{count:,} passages, {what}: {result}", err=True)
    return result


def _ms(taken: Latency) -> tuple[float, float, float]:
    return 1000 * taken.p50, 1000 * taken.p95, 1000 * taken.cpu


@click.command()
@click.option(
    "--passages", type=click.IntRange(CALL), multiple=True, default=(1_000, 10_000, 100_000), show_default=True
)
@click.option("--chroma-server", "with_server", is_flag=True, help="Measure the library on a Chroma server as well.")
@click.option("--baseline", "with_baseline", is_flag=True, help="Measure LlamaIndex's ChromaVectorStore as well.")
@click.option("--check", is_flag=True, help="Exit with 1 where an aim is missed at the largest size.")
@click.argument("more", nargs=-1, type=click.IntRange(CALL))
def main(passages: tuple[int, ...], more: tuple[int, ...], with_server: bool, with_baseline: bool, check: bool) -> None:
    """Print how latency, memory and disk grow with the number of passages."""
    sizes = sorted({size // CALL * CALL for size in (*passages, *more)})
    click.echo(machine(*_PACKAGES))
    built: list[Built] = []
    found: list[Measured] = []
    served: list[Served] = []
    stock: list[tuple[Built, Measured]] = []
    for count in sizes:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "home"
            built.append(_told("build", count, apart(build, home, count)))
            found.append(_told("search", count, apart(search, home, count)))
            if with_server:
                served.append(_told("on a Chroma server", count, serve(home, count)))
            if with_baseline:
                place = Path(folder) / "stock"
                made = _told("build stock", count, apart(bench_stock.build, place, count))
                stock.append((made, _told("search stock", count, apart(bench_stock.search, place, count))))
    lines = [*table("TurnCite, embedded Chroma", sizes, chain(our_rows(found), built_rows(built)))]
    if served:
        lines += ["", *table("TurnCite, Chroma server", sizes, served_rows(served))]
    if stock:
        rows = chain(our_rows([m for _, m in stock]), bench_stock.built_rows([b for b, _ in stock]))
        lines += ["", *table("stock LlamaIndex + Chroma", sizes, rows)]
    for line in lines:
        click.echo(line)
    faults = [*missed(found[-1]), *(f"on a server: {fault}" for s in served[-1:] for fault in missed(s.measured))]
    for fault in faults if check else ():
        click.echo(f"MISSED  {fault}")
    if check and faults:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
