"""What the commands share: options, opening the library, and printing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.errors import InputError

if TYPE_CHECKING:
    from assistant.api import Assistant

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout and nothing else.")
output_option = click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file instead of the terminal.",
)


def open_assistant(**arguments: Any) -> Assistant:
    """The assistant with the settings in force; loaded late, since `--help` must not load the index."""
    from assistant.api import Assistant  # noqa: PLC0415 - loaded when needed

    return Assistant.open(**arguments)


def print_json(value: Any) -> None:
    """One JSON object on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def note(text: str) -> None:
    """A line for people, on stderr."""
    click.echo(text, err=True)


def seeded(assistant: Assistant) -> None:
    """Put the shipped transcript into a library that never held anything."""
    if assistant.ensure_not_empty():
        note("The library was empty: the shipped transcript was added.")


def scope_options(command: Callable[..., None]) -> Callable[..., None]:
    """The restrictions that `ask` and `search` share."""
    for option in (
        click.option("--speaker", help="Only this person: a name, alias or title."),
        click.option("--transcript", help="Only this call: its id or the beginning of it."),
        click.option("--section", help="Only this section: article, prepared or qa."),
        click.option("--kind", help="Only these speakers: executive, analyst or operator."),
        click.option("--period", help='Only this period, as listed: "Q4 2025".'),
    ):
        command = option(command)
    return command


def emit(text: str, output: Path | None) -> None:
    """Text to stdout, or to a file that is there whole or not at all; InputError where it cannot be written."""
    if output is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    part = output.with_name(f".{output.name}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="")
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError(f"{output} cannot be written ({error.strerror}).", "Give another file.") from error
    note(f"Written to {output}.")
