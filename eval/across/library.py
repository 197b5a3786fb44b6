"""Writing the invented library to a folder: `python -m eval.across.library FOLDER`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from eval.across import chinese, english
from eval.across.companies import COMPANIES, Quarter, quarters
from eval.across.texts import Script


@dataclass(frozen=True, slots=True)
class InventedCall:
    """One call of the library: its figures and its script."""

    quarter: Quarter
    script: Script

    @property
    def key(self) -> str:
        """Its name, and that of its file."""
        return self.quarter.key


def invented_calls() -> Iterator[InventedCall]:
    """Every call of the library, always the same ones."""
    for company in COMPANIES:
        for quarter in quarters(company):
            write = english.script if company.language == "en" else chinese.script
            yield InventedCall(quarter, write(quarter))


def write_library(folder: Path) -> list[InventedCall]:
    """Write every call to a file of its own in `folder`, which need not exist."""
    folder.mkdir(parents=True, exist_ok=True)
    calls = list(invented_calls())
    for call in calls:
        (folder / f"{call.key}.txt").write_text(call.script.text(), encoding="utf-8")
    return calls


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def main(folder: Path) -> None:
    """Write the invented library to FOLDER."""
    click.echo(f"{len(write_library(folder))} calls in {folder}")


if __name__ == "__main__":
    main()
