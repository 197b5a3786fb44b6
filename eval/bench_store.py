"""How the store scales: latency, memory and disk at several sizes, on invented passages.

    python -m eval.bench_store --passages 1000 10000 100000 [--baseline]

Nothing is embedded: vectors are random points near 32 random directions (real embeddings lie in few dimensions, too),
words are drawn by Zipf's law. Half of the calls are Chinese, half English. Each size is built in one process and
searched in another, so that the memory shown is that of a process which only searches. `--baseline` adds LlamaIndex's
ChromaVectorStore over the same vectors, which searches by similarity alone.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
import numpy as np

from index.embedding.base import Vectors
from index.library import Library
from index.models import (
    Kind,
    Language,
    Metadata,
    Passage,
    QueryVariant,
    SearchFilter,
    Section,
    Speaker,
    Transcript,
    Turn,
)
from index.naming import Naming
from index.passages import DEFAULT_SIZE
from index.store.catalog import Catalog
from index.store.ingest import Ingestor
from index.store.lexical import Postings
from index.store.sentences import SentenceVectors
from index.store.snapshot import Entry
from index.store.turns import turn_keys

P = ParamSpec("P")
T = TypeVar("T")
DIMENSIONS = 384
CALL = 200
"""Passages in a call."""
WORDS = 60
SENTENCES = 4
_TOPICS = 32
_VOCABULARY = 50_000
_SEARCHES = 60


class RandomEmbedder:
    """Draws vectors like those of the invented passages."""

    name = "random"
    revision = "1"
    dimensions = DIMENSIONS

    def __init__(self, seed: int = 0) -> None:
        self._random = np.random.default_rng(seed)
        self._topics = np.random.default_rng(99).standard_normal((_TOPICS, DIMENSIONS)).astype(np.float32)

    def warm_up(self) -> None:
        """Nothing to load."""

    def draw(self, count: int, spread: float = 0.3) -> Vectors:
        """Shape (count, DIMENSIONS), rows of length 1."""
        weights = self._random.standard_normal((count, _TOPICS), np.float32)
        noise = self._random.standard_normal((count, DIMENSIONS), np.float32)
        vectors = weights @ self._topics + spread * np.float32(np.sqrt(_TOPICS)) * noise
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), DIMENSIONS), whatever the texts."""
        return self.draw(len(texts))

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), DIMENSIONS), whatever the texts."""
        return self.draw(len(texts))


@dataclass(frozen=True, slots=True)
class Built:
    """Building a library: seconds, bytes on disk of the catalog and of Chroma, peak memory in bytes."""

    commits: float
    chroma: float
    catalog_bytes: int
    chroma_bytes: int
    memory: int


@dataclass(frozen=True, slots=True)
class Measured:
    """Searching a library: seconds to the first result, (p50, p95) by kind of search, peak memory in bytes."""

    cold: float
    searches: dict[str, tuple[float, float]]
    add: float
    remove: float
    memory: int


def words(random: np.random.Generator, count: int, language: Language) -> list[str]:
    """Words by Zipf's law; the most frequent ones are stop words in real texts and are left out."""
    numbers = (random.zipf(1.15, count) + 20) % _VOCABULARY
    return [f"{'词' if language == 'zh' else 'w'}{number}" for number in numbers]


def entries(calls: int, first: int = 0) -> Iterator[Entry]:
    """Invented calls, ready to be committed."""
    random, embedder = np.random.default_rng(first), RandomEmbedder(first)
    for number in range(first, first + calls):
        language: Language = "zh" if number % 2 else "en"
        yield _entry(number, language, random, embedder)


def _entry(number: int, language: Language, random: np.random.Generator, embedder: RandomEmbedder) -> Entry:
    speakers = [Speaker(f"Speaker {i} of {number % 40}", list(Kind)[i % 3], "role") for i in range(6)]
    id_ = f"{number:016x}"
    tokens = [words(random, WORDS, language) for _ in range(CALL)]
    texts = [" ".join(said) for said in tokens]
    source = "\n".join(texts)
    turns, passages, start = [], [], 0
    for i, text in enumerate(texts):
        speaker, section, end = speakers[i % 6], Section.QA if i > CALL / 2 else Section.PREPARED, start + len(text)
        turns.append(Turn(i + 1, section, speaker, start, end, text))
        passage = Passage(f"{id_}:{i + 1:04d}:0000", id_, i + 1, 0, start, end, text, "", language, section)
        passages.append((passage, speaker))
        start = end + 1
    metadata = Metadata(f"Call {number}", f"Company {number % 40}", None, 2010 + number % 13, 1 + number % 4)
    placed = tuple(
        Passage(
            *(p.id, p.transcript_id, p.turn, p.index, p.start, p.end, p.text, p.header, p.language, p.section),
            speaker=speaker.name,
            role=speaker.role,
            kind=speaker.kind,
            period=metadata.period,
        )
        for p, speaker in passages
    )
    centres = embedder.draw(CALL)
    spoken = centres[:, None, :] + 0.02 * random.standard_normal((CALL, SENTENCES, DIMENSIONS), np.float32)
    return Entry(
        transcript=Transcript(id_, source, language, "invented", tuple(turns), metadata),
        path=f"/invented/{number}",
        sha256=f"{number:064x}",
        overrides=Metadata(),
        input=None,
        passages=placed,
        digests=os.urandom(16 * CALL),
        postings=Postings.build(tokens).to_bytes(),
        keys=turn_keys(source, placed, None).to_bytes(),
        marker=None,
        naming=Naming(),
        vectors=SentenceVectors.join(list(spoken)).to_bytes(),
        dimensions=DIMENSIONS,
    )


def build(home: Path, passages: int) -> Built:
    """Make a library of so many passages."""
    home.mkdir(parents=True, exist_ok=True)
    with Library.open(home, RandomEmbedder()) as library:
        catalog = Catalog(home)
        catalog.create()
        ingestor = Ingestor(catalog, RandomEmbedder(), DEFAULT_SIZE)
        commits = 0.0
        for entry in entries(passages // CALL):
            started = time.perf_counter()
            ingestor.commit(entry, ())
            commits += time.perf_counter() - started
        started = time.perf_counter()
        library.ingest([])
        chroma = time.perf_counter() - started
        return Built(commits, chroma, _size(home, "*.db*"), _size(home / "chroma", "**/*"), peak_memory())


def search(home: Path, passages: int) -> Measured:
    """Search a library, and change it while it is in use."""
    random = np.random.default_rng(1)
    started = time.perf_counter()
    with Library.open(home, RandomEmbedder(1)) as library:
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
        searches = {}
        for name, where in filters.items():
            _search(library, random, where)
            searches[name] = _percentiles(partial(_search, library, random, where))
        ingestor = Ingestor(Catalog(home), RandomEmbedder(), DEFAULT_SIZE)
        (entry,) = entries(1, first=900_000)
        started = time.perf_counter()
        ingestor.commit(entry, ())
        library.ingest([])
        _search(library, random, SearchFilter())
        add = time.perf_counter() - started
        started = time.perf_counter()
        library.remove(entry.transcript.id)
        remove = time.perf_counter() - started
        return Measured(cold, searches, add, remove, peak_memory())


def baseline(home: Path, passages: int) -> dict[str, tuple[float, float]]:
    """LlamaIndex's Chroma store over the same number of vectors: (p50, p95) of its searches by similarity."""
    import chromadb  # noqa: PLC0415 - only with --baseline
    from chromadb.config import Settings  # noqa: PLC0415 - only with --baseline
    from llama_index.core.schema import TextNode  # noqa: PLC0415 - only with --baseline
    from llama_index.core.vector_stores import (  # noqa: PLC0415 - only with --baseline
        ExactMatchFilter,
        MetadataFilters,
        VectorStoreQuery,
    )
    from llama_index.vector_stores.chroma import ChromaVectorStore  # noqa: PLC0415 - only with --baseline

    embedder = RandomEmbedder(1)
    client = chromadb.PersistentClient(home, settings=Settings(anonymized_telemetry=False))
    collection = client.create_collection("stock", metadata={"hnsw:space": "cosine"}, embedding_function=None)
    store = ChromaVectorStore(chroma_collection=collection)
    for entry in entries(passages // CALL):
        vectors = SentenceVectors.from_bytes(entry.vectors, CALL).means()
        store.add(
            [
                TextNode(
                    id_=passage.id,
                    text=passage.text,
                    embedding=vector.tolist(),
                    metadata={"speaker": passage.speaker, "transcript": passage.transcript_id, "kind": passage.kind},
                )
                for passage, vector in zip(entry.passages, vectors, strict=True)
            ]
        )
    last = f"{passages // CALL - 1:016x}"
    filters = {
        "no filter": None,
        "one call": MetadataFilters(filters=[ExactMatchFilter(key="transcript", value=last)]),
        "one speaker": MetadataFilters(filters=[ExactMatchFilter(key="speaker", value="Speaker 1 of 3")]),
        "executives": MetadataFilters(filters=[ExactMatchFilter(key="kind", value="executive")]),
    }

    def ask(where: MetadataFilters | None) -> None:
        vector = embedder.draw(1)[0].tolist()
        store.query(VectorStoreQuery(query_embedding=vector, similarity_top_k=10, filters=where))

    found = {}
    for name, where in filters.items():
        ask(where)
        found[name] = _percentiles(partial(ask, where))
    return found


def _search(library: Library, random: np.random.Generator, where: SearchFilter) -> None:
    languages: tuple[Language, Language] = ("en", "zh")
    variants = [QueryVariant(" ".join(words(random, 8, language)), language) for language in languages]
    library.search(variants, k=10, where=where)


def _percentiles(ask: Callable[[], None]) -> tuple[float, float]:
    seconds = []
    for _ in range(_SEARCHES):
        started = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - started)
    p50, p95 = np.percentile(seconds, [50, 95])
    return float(p50), float(p95)


def _size(folder: Path, pattern: str) -> int:
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())


def peak_memory() -> int:
    """Bytes, of this process."""
    import resource  # noqa: PLC0415 - not on every system

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if platform.system() == "Darwin" else peak * 1024


def apart(work: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
    """Run in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments, **options).result()


def machine() -> str:
    """Processor, cores, memory, and versions."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        models = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        name = models[0].split(":", 1)[1].strip() if models else name
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0
    return f"{name}, {os.cpu_count()} cores, {memory:.0f} GB; Python {platform.python_version()}, {platform.system()}"


def table(of: str, sizes: Sequence[int], rows: Sequence[tuple[str, Sequence[str]]]) -> Iterator[str]:
    """Lines with a column for each size."""
    yield f"{of:<34}" + "".join(f"{size:>18,}" for size in sizes)
    for name, values in rows:
        yield f"{name:<34}" + "".join(f"{value:>18}" for value in values)


def _pair(times: tuple[float, float]) -> str:
    return f"{1000 * times[0]:.1f} / {1000 * times[1]:.1f}"


@click.command()
@click.option(
    "--passages", type=click.IntRange(CALL), multiple=True, default=(1_000, 10_000, 100_000), show_default=True
)
@click.option("--baseline", "with_baseline", is_flag=True, help="Measure LlamaIndex's ChromaVectorStore as well.")
@click.argument("more", nargs=-1, type=click.IntRange(CALL))
def main(passages: tuple[int, ...], more: tuple[int, ...], with_baseline: bool) -> None:
    """Print how latency, memory and disk grow with the number of passages."""
    sizes = sorted({size // CALL * CALL for size in (*passages, *more)})
    built: list[Built] = []
    found: list[Measured] = []
    stock: list[dict[str, tuple[float, float]]] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            built.append(apart(build, Path(folder) / "home", size))
            found.append(apart(search, Path(folder) / "home", size))
            if with_baseline:
                stock.append(apart(baseline, Path(folder) / "stock", size))
    kinds = list(found[0].searches)
    rows: list[tuple[str, Sequence[str]]] = [
        *((f"search, {kind}: p50 / p95 ms", [_pair(m.searches[kind]) for m in found]) for kind in kinds),
        ("first search of a process, s", [f"{m.cold:.2f}" for m in found]),
        ("add a call and search, s", [f"{m.add:.2f}" for m in found]),
        ("remove a call, s", [f"{m.remove:.2f}" for m in found]),
        ("peak memory, searching, MB", [f"{m.memory / 1e6:.0f}" for m in found]),
        ("peak memory, building, MB", [f"{b.memory / 1e6:.0f}" for b in built]),
        ("catalog, MB", [f"{b.catalog_bytes / 1e6:.0f}" for b in built]),
        ("Chroma, MB", [f"{b.chroma_bytes / 1e6:.0f}" for b in built]),
        ("commit a call, ms", [f"{1000 * b.commits / (s / CALL):.0f}" for b, s in zip(built, sizes, strict=True)]),
        ("build Chroma's graph, s", [f"{b.chroma:.1f}" for b in built]),
    ]
    for kind in stock[0] if stock else ():
        rows.append((f"stock, {kind}: p50 / p95 ms", [_pair(m[kind]) for m in stock]))
    click.echo(machine())
    for line in table("passages", sizes, rows):
        click.echo(line)


if __name__ == "__main__":
    main()
