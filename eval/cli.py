"""The command `turncite eval`."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from eval.evaluate import Outcome

_PATH = click.Path(path_type=Path)


@click.command("eval")
@click.argument("files", nargs=-1, type=_PATH)
@click.option("--shipped", is_flag=True, help="The shipped question sets, on a library of the shipped transcripts.")
@click.option("--records", type=_PATH, help="Write one record a question here; an interrupted run goes on from it.")
@click.option("--report", type=_PATH, help="Write the report into this folder as index.html.")
@click.option("--baseline", type=click.Choice(["llamaindex"]), help="Put the same questions to stock LlamaIndex.")
@click.option("--llm", help="auto, none, local, endpoint, or the name or path of a model.")
@click.option("--retrieval-only", is_flag=True, help="Only search; no language model, no answers.")
@click.option("--compare", type=_PATH, help="Records of an earlier run: what got better, what got worse.")
@click.option(
    "--gates", type=_PATH, help="Figures to reach, else exit 1; the shipped ones with --compare or --shipped."
)
@click.option("--transcript", help="Ask questions that name no transcript of this call alone: its id or the beginning.")
@click.option("--split", type=click.Choice(["dev", "test", "all"]), default="all", show_default=True)
@click.option("--judge", is_flag=True, help="Have the language model grade faithfulness and relevance as well.")
@click.option("--limit", type=click.IntRange(1), help="Only so many questions, spread over all sets.")
@click.option("--fresh", is_flag=True, help="Begin anew even where an interrupted run could go on.")
@click.option("--trec", type=_PATH, help="Write TREC run and qrels files into this folder.")
@click.option("--ragas", type=_PATH, help="Write the samples that ragas reads to this file (JSONL).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout and nothing else.")
def eval_command(as_json: bool, **arguments: Any) -> None:
    """Run question sets (FILES, JSONL) and measure the answers.

    Exit code 0: done. 1: refused input, failure, or a gate that was missed.
    """
    if not arguments["files"] and not arguments["shipped"]:
        raise click.UsageError("Give one or more question sets, or --shipped.")
    from eval.evaluate import Options, evaluate  # noqa: PLC0415 - `--help` must start fast

    outcome = evaluate(Options(**arguments), _note)
    if as_json:
        click.echo(json.dumps(outcome.summary(), ensure_ascii=False, indent=2))
    else:
        _print_tables(outcome)
    if not outcome.gates_held:
        _note("A gate was missed.")
        click.get_current_context().exit(1)


def _note(text: str) -> None:
    click.echo(text, err=True)


def _print_tables(outcome: Outcome) -> None:
    from rich.console import Console  # noqa: PLC0415 - `--help` must start fast

    from eval.terminal import print_results  # noqa: PLC0415 - loaded when needed

    console = Console()
    if not console.is_terminal:
        # Into a file or a pipe: as wide as the tables need, whatever width a terminal would have.
        console = Console(width=max(console.width, 140))
    print_results(console, outcome.runs, outcome.comparison, outcome.verdicts)
    for name, path in dataclasses.asdict(outcome.written).items():
        if path:
            click.echo(f"{name}: {path}")
