"""`turncite ingest --watch`: runs until Ctrl-C, finishes the file in work, and ends with exit code 0."""

from __future__ import annotations

import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from assistant.commands.common import note, print_json
from assistant.watching import watch_folders
from index.library import IngestReport
from index.models import Metadata

if TYPE_CHECKING:
    from assistant.api import Assistant


def watch(assistant: Assistant, folders: Sequence[Path], overrides: Metadata, *, as_json: bool) -> None:
    """Watch folders; each file's outcome is a line as it comes, or with `as_json` part of one report at the end."""
    stop = threading.Event()

    def end(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, signal.default_int_handler)  # a second Ctrl-C does not wait for the file in work

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    reports: list[IngestReport] = []
    note(f"Watching {', '.join(str(folder) for folder in folders)}. Press Ctrl-C to end.")
    for report in watch_folders(folders, lambda paths: assistant.ingest(paths, overrides), stop=stop):
        reports.append(report)
        for line in report.lines():
            click.echo(line, err=as_json)
    if as_json:
        files = tuple(file for report in reports for file in report.files)
        print_json(IngestReport(files, sum(report.seconds for report in reports)).as_record())
    note("Stopped.")
