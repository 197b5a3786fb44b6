"""The `turncite` command: parses arguments, calls the API, prints, and maps errors to exit codes.

Exit codes: 0 fine, 1 refused input or failure, 2 usage. With `--json` stdout holds one JSON object and nothing else;
everything meant for people goes to stderr then.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Any

import click

from assistant.commands import analysis
from assistant.commands.common import json_option, scope_options
from assistant.commands.common import note as _note
from assistant.commands.common import open_assistant as _open
from assistant.commands.common import print_json as _print_json
from assistant.commands.common import seeded as _seeded
from eval.cli import eval_command
from index.errors import InputError, TurnCiteError
from index.store.engines import ENGINES


class _Group(click.Group):
    """Turns the project's errors into one sentence and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TurnCiteError as error:
            if "--json" in sys.argv:
                _print_json({"error": error.message, "hint": error.hint})
            _note(f"turncite: {error}")
            ctx.exit(1)
        except BrokenPipeError:
            # The reader of our output went away (`| head`): not an error, but nothing more can be written.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="turncite")
@click.option("-v", "--verbose", is_flag=True, help="Log what is done to stderr.")
def main(verbose: bool) -> None:
    """Ask earnings calls in English or Chinese; every answer cites the exact words of a speaker turn."""
    level = logging.INFO if verbose else logging.WARNING
    logging.basicConfig(level=level, stream=sys.stderr, format="%(name)s: %(message)s")


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--company", help="The company, where the text does not say it or says it wrongly.")
@click.option("--ticker", help="Its ticker.")
@click.option("--period", help='The fiscal period: "Q4 2025" or "FY2025".')
@click.option("--date", "date", help="The day of the call: 2026-02-05.")
@click.option("--title", help="A title for lists.")
@click.option("--watch", is_flag=True, help="Then keep watching the folders for new and changed files, until Ctrl-C.")
@click.option("--rebuild", is_flag=True, help="Build the whole index anew from the stored transcripts first.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes that share the work; default: by the cores.")
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    help="What shares it: this process alone, processes, or Ray (an extra); default: processes for many files.",
)
@click.option("--ray-address", help="A Ray cluster to join; default: RAY_ADDRESS, else Ray is started here.")
@json_option
def ingest(
    paths: tuple[Path, ...],
    company: str | None,
    ticker: str | None,
    period: str | None,
    date: str | None,
    title: str | None,
    watch: bool,
    rebuild: bool,
    workers: int | None,
    engine: str | None,
    ray_address: str | None,
    as_json: bool,
) -> None:
    """Add transcripts: files, or folders walked for every file that can be read.

    Each file is committed by itself: after an interruption the same command goes on where it stopped.
    """
    from assistant.corrections import corrections  # noqa: PLC0415 - loaded when needed
    from assistant.progress import ingest_progress  # noqa: PLC0415 - loaded when needed
    from index.library import IngestReport  # noqa: PLC0415 - loaded when needed

    if not paths and not rebuild:
        raise click.UsageError("Give one or more files or folders.")
    overrides = corrections(title, company, ticker, period, date)
    shared = {
        "ingest_workers": workers,
        "ingest_engine": engine or ("ray" if ray_address else None),
        "ray_address": ray_address,
    }
    if watch:
        from assistant.commands.watch import watch as watch_folders  # noqa: PLC0415 - loaded when needed

        with _open(**shared) as assistant:
            watch_folders(assistant, paths, overrides, as_json=as_json)
        return
    with _open(**shared) as assistant, ingest_progress() as progress:
        reports = [assistant.library.rebuild(progress=progress)] if rebuild else []
        if paths:
            reports.append(assistant.ingest(paths, overrides, progress=progress))
    report = IngestReport(tuple(file for r in reports for file in r.files), sum(r.seconds for r in reports))
    if as_json:
        _print_json(report.as_record())
    else:
        for line in report.lines():
            click.echo(line)
    if report.failed:
        click.get_current_context().exit(1)


@main.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the transcripts of the library."""
    with _open() as assistant:
        infos = assistant.library.transcripts()
    if as_json:
        _print_json({"transcripts": [info.as_record() for info in infos]})
        return
    if not infos:
        click.echo("The library is empty: add a transcript with `turncite ingest FILE`.")
    for info in infos:
        click.echo(f"{info.id}  {info.called}  {info.period or '-'}  {info.turns} turns, {info.passages} passages")


@main.command()
@click.argument("transcript_id")
@click.option("--turn", type=int, help="Only this turn.")
@json_option
def show(transcript_id: str, turn: int | None, as_json: bool) -> None:
    """Show what was recognised in a transcript: speakers and turns."""
    from assistant.show import lines, record  # noqa: PLC0415 - loaded when needed

    with _open() as assistant:
        transcript = assistant.library.transcript(transcript_id)
    if turn is not None and turn not in {t.number for t in transcript.turns}:
        raise InputError(
            f"There is no turn {turn} in {transcript.id}.", f"It has turns up to {transcript.turns[-1].number}."
        )
    if as_json:
        _print_json(record(transcript, turn))
        return
    for line in lines(transcript, turn):
        click.echo(line)


@main.command()
@click.argument("transcript_id")
@json_option
def remove(transcript_id: str, as_json: bool) -> None:
    """Remove a transcript from the library (its file stays)."""
    with _open() as assistant:
        info = assistant.library.remove(transcript_id)
    if as_json:
        _print_json({"removed": info.as_record()})
    else:
        click.echo(f"Removed {info.id} ({info.called}).")


@main.command()
@click.argument("query")
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 100), help="How many passages.")
@scope_options
@json_option
def search(query: str, k: int, as_json: bool, **scope: str | None) -> None:
    """Find passages, without a language model."""
    from assistant.records import passage_records  # noqa: PLC0415 - loaded when needed
    from assistant.render import passages  # noqa: PLC0415 - loaded when needed
    from index.language import detect  # noqa: PLC0415 - loaded when needed

    with _open(llm="none") as assistant:
        _seeded(assistant)
        hits = assistant.search(query, k, **scope)
    if as_json:
        _print_json({"passages": passage_records(hits)})
        return
    for line in passages(hits, detect(query)):
        click.echo(line)


@main.command()
@click.argument("question")
@scope_options
@click.option("--language", type=click.Choice(["en", "zh"]), help="The answer's language; default the question's.")
@click.option("--llm", type=click.Choice(["auto", "none", "local", "endpoint"]), help="Which language model answers.")
@json_option
def ask(question: str, language: Any, llm: str | None, as_json: bool, **scope: str | None) -> None:
    """Ask a question and get statements with citations."""
    from assistant.records import to_record  # noqa: PLC0415 - loaded when needed
    from assistant.render import terminal  # noqa: PLC0415 - loaded when needed

    with _open(llm=llm) as assistant:
        _seeded(assistant)
        answer = assistant.ask(question, language=language, **scope)
    if as_json:
        _print_json(to_record(answer))
        return
    for line in terminal(answer):
        click.echo(line)


@main.command()
@json_option
def doctor(as_json: bool) -> None:
    """Say what is installed, which models are found, where data lies, and what to do about what is missing."""
    from assistant.doctor import examine, lines  # noqa: PLC0415 - loaded when needed

    findings = examine()
    if as_json:
        _print_json({"checks": [finding.as_record() for finding in findings]})
    else:
        for line in lines(findings):
            click.echo(line)
    if any(finding.state == "missing" for finding in findings):
        click.get_current_context().exit(1)


@main.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to bind; another than loopback needs --auth."
)
@click.option(
    "--port", default=7860, show_default=True, type=click.IntRange(0, 65535), help="Port; the next free one is taken."
)
@click.option("--auth", help="user:password that the page asks for.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser window.")
@click.option("--warm", is_flag=True, help="Load the models before the page opens.")
@click.option("--mcp", is_flag=True, help="Serve the same functions as tools over MCP, at /gradio_api/mcp/.")
def chat(host: str, port: int, auth: str | None, no_browser: bool, warm: bool, mcp: bool) -> None:
    """Open the assistant in the browser."""
    from assistant.ui.server import serve  # noqa: PLC0415 - loaded when needed

    with _open() as assistant:
        _seeded(assistant)
        serve(assistant, host=host, port=port, auth=auth, open_browser=not no_browser, warm=warm, mcp=mcp)


main.add_command(analysis.compare)
main.add_command(analysis.mentions)
main.add_command(analysis.guidance)
main.add_command(analysis.qa)
main.add_command(eval_command)
