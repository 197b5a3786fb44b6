"""How long a question takes, and how much memory, from ten calls to hundreds: everything but the language model.

    python -m eval.bench_ask [--calls 10 --calls 100 --calls 500] [--home FOLDER]

The calls are invented (`eval.many`): 80,000 bytes each, half of them Chinese. Vectors are hashes of words, so that a
library is built in minutes; a real embedding model adds the time of one short text to a question. Each kind of question is
asked in a process of its own: its first answer, with nothing in memory ("cold", without the imports), then different ones
of the same kind. Nothing of an earlier answer can be used again: every question is asked once.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import click
import numpy as np

from assistant import Assistant
from eval.across.companies import Quarter
from eval.machine import machine, peak_memory
from eval.many import words
from eval.many.library import calls
from eval.measures import apart
from index.embedding import HashEmbedder

ASKED = 20
"""Warm questions of each kind."""


class _CachedEmbedder(HashEmbedder):
    """The same vectors, with the direction of each word drawn once."""

    def __init__(self) -> None:
        super().__init__()
        self._direction = lru_cache(maxsize=100_000)(super()._direction)  # type: ignore[method-assign]


@dataclass(frozen=True, slots=True)
class Built:
    """Building a library: seconds, bytes of the catalog, peak memory in bytes."""

    seconds: float
    catalog: int
    memory: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Asking one kind of question: seconds to the first answer, of the others, peak memory in bytes, and how many answered."""

    cold: float
    warm: tuple[float, ...]
    memory: int
    answered: int


def questions(kind: str, quarters: Sequence[Quarter], seed: int) -> Iterator[str]:
    """Different questions of one kind, in both languages."""
    rng = random.Random(f"ask/{kind}/{seed}")  # noqa: S311 - the same questions every time
    while True:
        q = rng.choice(quarters)
        zh = q.company.language == "zh"
        year, quarter = q.fiscal
        when = f"{year}年第{'一二三四'[quarter - 1]}季度" if zh else f"Q{quarter} {year}"
        topic = rng.choice(_TOPICS["zh" if zh else "en"])
        stranger = words.name(rng, 3)
        match kind:
            case "one call":
                yield (
                    f"{q.company.alias}{when}的{topic}是多少?"
                    if zh
                    else f"What did {q.company.alias} say about {topic} in {when}?"
                )
            case "one speaker":
                ceo = q.company.ceo[0]
                yield f"{ceo}怎么看{topic}?" if zh else f"What did {ceo} say about {topic}?"
            case "all calls":
                yield f"各家公司{when}的{topic}怎么样?" if zh else f"What do companies say about {topic} in {when}?"
            case "who asked":
                yield f"哪位分析师问了{topic}?" if zh else f"Which analyst asked about {topic}?"
            case "absent name":
                name = words.name_zh(rng, 4) if zh else f"{stranger} {words.name(rng)}"
                yield f"“{name}”平台的{topic}怎么样?" if zh else f"How does the {name} platform change {topic}?"
            case "absent term":
                yield (
                    rng.choice(("关于航天发射有什么说法?", "加密货币的敞口有多大?")) + stranger
                    if zh
                    else f"What was said about dividends from {stranger.lower()} and litigation?"
                )
            case "unknown person":
                yield (
                    f"{words.name(rng)}·{stranger}怎么看{topic}?"
                    if zh
                    else f"What did Simon {stranger} say about {topic}?"
                )
            case "false figure":
                figure = f"{rng.randrange(61, 99)}.{rng.randrange(11, 99)}%"
                yield f"为什么{topic}跌到了{figure}?" if zh else f"Why did {topic} fall to {figure}?"
            case "false year":
                wrong = rng.randrange(2031, 2050)
                yield f"到{wrong}年{topic}会怎么样?" if zh else f"What happens to {topic} by {wrong}?"
            case "rare event":
                yield (
                    f"{topic}为什么因产品召回受损?{stranger}"
                    if zh
                    else f"Which products were recalled, and did it hurt {topic} at {stranger}?"
                )


_TOPICS = {
    "en": ("gross margin", "free cash flow", "inventory", "tariffs", "capital expenditure", "lead times", "backlog"),
    "zh": ("毛利率", "自由现金流", "库存", "关税", "资本支出", "交货周期", "在手订单"),
}
KINDS = (
    "one call", "one speaker", "all calls", "who asked", "absent name", "absent term", "unknown person", "false figure",
    "false year", "rare event",
)  # fmt: skip


def build(home: Path, number: int) -> Built:
    """Write and ingest so many calls; what is there already stays."""
    started = time.perf_counter()
    folder = home / "calls"
    folder.mkdir(parents=True, exist_ok=True)
    for call in calls(number):
        (folder / f"{call.key}.txt").write_text(call.script.text(), encoding="utf-8")
    with Assistant.open(home=home, llm="none", embedder=_CachedEmbedder()) as assistant:
        report = assistant.ingest([folder])
        if report.failed:
            raise click.ClickException(report.failed[0].line())
    seconds = time.perf_counter() - started
    return Built(seconds, sum(path.stat().st_size for path in home.glob("*.db*")), peak_memory())


def ask(home: Path, number: int, kind: str) -> Asked:
    """Ask one kind of question in this process."""
    asking = questions(kind, [call.quarter for call in calls(number)], number)
    embedder = _CachedEmbedder()
    seconds, answered = [], 0
    started = time.perf_counter()
    with Assistant.open(home=home, llm="none", embedder=embedder) as assistant:
        for i in range(ASKED + 1):
            question = next(asking)
            started = started if i == 0 else time.perf_counter()
            answered += assistant.ask(question).status == "answered"
            seconds.append(time.perf_counter() - started)
    return Asked(seconds[0], tuple(seconds[1:]), peak_memory(), answered)


def _measured(home: Path, numbers: Sequence[int], kinds: Sequence[str]) -> tuple[list[Built], list[dict[str, Asked]]]:
    built, found = [], []
    for number in numbers:
        folder = home / str(number)
        built.append(apart(build, folder, number))
        found.append({kind: apart(ask, folder, number, kind) for kind in kinds})
    return built, found


@click.command()
@click.option("--calls", "numbers", type=click.IntRange(1), multiple=True, default=(10, 100), show_default=True)
@click.option("--kind", "kinds", type=click.Choice(KINDS), multiple=True, help="Only these kinds of question.")
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), help="Keep the libraries here.")
def main(numbers: tuple[int, ...], kinds: tuple[str, ...], home: Path | None) -> None:
    """Print how the time of an answer and the memory grow with the number of calls."""
    numbers, kinds = tuple(sorted(set(numbers))), kinds or KINDS
    if home is None:
        with tempfile.TemporaryDirectory() as folder:
            built, found = _measured(Path(folder), numbers, kinds)
    else:
        built, found = _measured(home, numbers, kinds)
    rows: list[tuple[str, Sequence[str]]] = []
    for kind in kinds:
        percentiles = [np.percentile(of[kind].warm, [50, 95]) for of in found]
        rows.append((f"{kind}: p50 / p95 ms", [f"{1000 * p50:.0f} / {1000 * p95:.0f}" for p50, p95 in percentiles]))
        rows.append(("    cold, s; answered", [f"{of[kind].cold:.2f}; {of[kind].answered}" for of in found]))
    rows += [
        ("peak memory, asking, MB", [f"{max(one.memory for one in of.values()) / 1e6:.0f}" for of in found]),
        ("building, s", [f"{one.seconds:.0f}" for one in built]),
        ("peak memory, building, MB", [f"{one.memory / 1e6:.0f}" for one in built]),
        ("catalog, MB", [f"{one.catalog / 1e6:.0f}" for one in built]),
    ]
    click.echo(machine())
    for name, cells in (("calls", [f"{number:,}" for number in numbers]), *rows):
        click.echo(f"{name:<34}" + "".join(f"{cell:>18}" for cell in cells))


if __name__ == "__main__":
    main()
