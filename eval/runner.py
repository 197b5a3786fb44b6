"""Putting every question to a source of answers; what was done survives an interruption."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol, Self

from eval.cases import Case
from eval.records import Record, error_record, parse_record, read_lines, retrieval_record
from index.errors import InputError, ModelError, SettingsError, StoreError, UnreadableFile

DEPTH = 10
"""Passages asked for where only the search is run: as many as the metrics look at."""

_FATAL = (ModelError, SettingsError, StoreError)
"""Errors that every other question would meet as well: they end the run."""


class AnswerSource(Protocol):
    """Whatever answers questions: the assistant, a baseline, a fake.

    `settings` are all choices that bear on the answers (models, sizes); two runs with equal settings and questions
    are one run for the purpose of going on after an interruption. `settings["llm"]` is "none" without one.
    """

    @property
    def name(self) -> str:
        """A short name for tables and file names."""

    @property
    def settings(self) -> Mapping[str, str]:
        """Choices that bear on the answers."""

    def ask(self, case: Case) -> dict[str, Any]:
        """The contract's record of one answer."""

    def search(self, case: Case, k: int) -> list[dict[str, Any]]:
        """The contract's `passages`, best first, at most `k`."""

    def sources(self) -> Mapping[str, str]:
        """Source text of every transcript by id."""

    def people(self) -> Mapping[str, frozenset[str]]:
        """For each name of a speaker, all names of that person; empty where the source knows nobody."""


class Progress(Protocol):
    """Is told about each question done."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...

    def advance(self, done: int, total: int) -> None:
        """`done` of `total` questions have a record."""


class NoProgress:
    """Says nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def advance(self, done: int, total: int) -> None:
        """Nothing."""


class BarProgress:
    """A progress bar on the terminal's standard error; nothing where that is no terminal."""

    def __init__(self, title: str) -> None:
        from rich.console import Console  # noqa: PLC0415 - start-up time of the command line
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - loaded when needed

        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=console, disable=not console.is_terminal)
        self._task = self._bar.add_task(title, total=None)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def advance(self, done: int, total: int) -> None:
        """Show `done` of `total`."""
        self._bar.update(self._task, completed=done, total=total)


@dataclass(slots=True)
class Journal:
    """The records file of one run, and beside it `FILE.run.json`, which says what run it is and whether it is done.

    A run that was interrupted goes on where it stopped if questions and settings are the same; otherwise the file is
    begun anew. A file that is no records file is never overwritten.
    """

    path: Path
    fingerprint: str
    done: dict[str, dict[str, Any]] = field(default_factory=dict)
    _file: IO[str] | None = None

    def open(self, fresh: bool = False) -> None:
        """Read what an interrupted run left and open the file for what follows; InputError where that is refused."""
        lines = _existing_records(self.path)
        state = _read_state(self.path)
        goes_on = not fresh and state.get("fingerprint") == self.fingerprint and not state.get("complete")
        kept = lines if goes_on else []
        self.done = {record["id"]: record for record in kept}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # The whole of what is kept is written again: a crash may have left half a line at the end.
            _write_whole(self.path, "".join(map(_line, kept)))
            _write_state(self.path, {"fingerprint": self.fingerprint, "complete": False})
            self._file = self.path.open("a", encoding="utf-8")
        except OSError as error:
            raise InputError(
                f"{self.path} cannot be written: {error.strerror or error}.", "Give another place with --records."
            ) from error

    def append(self, record: dict[str, Any]) -> None:
        """Write one record so that it survives the end of the process."""
        self.done[record["id"]] = record
        if self._file is not None:
            try:
                self._file.write(_line(record))
                self._file.flush()
                os.fsync(self._file.fileno())
            except OSError as error:
                raise InputError(
                    f"{self.path} cannot be written: {error.strerror or error}.",
                    "Make room; the same command then goes on where it stopped.",
                ) from error

    def close(self, complete: bool) -> None:
        """Close the file; `complete` says that nothing is left to do."""
        if self._file is not None:
            self._file.close()
            self._file = None
            if complete:
                conclude(self.path)


def run(
    source: AnswerSource,
    cases: Sequence[Case],
    *,
    retrieval_only: bool = False,
    records: Path | None = None,
    fresh: bool = False,
    concluding: bool = True,
    progress: Progress | None = None,
    note: Callable[[str], None] = lambda _: None,
) -> list[Record]:
    """Put every case to the source, in order; one record each.

    With `records` each is appended to the file at once. A question that crashes becomes a record with status
    "error"; only errors of settings, models or store end the run. Raises InputError where the file cannot be used.
    Without `concluding` the run counts as interrupted until `conclude` is called: it is part of a longer one.
    """
    journal = Journal(records or Path(), fingerprint(cases, source.settings, retrieval_only))
    if records is not None:
        journal.open(fresh)
        if journal.done:
            note(f"Going on with an interrupted run: {len(journal.done)} of {len(cases)} questions are done.")
    complete = False
    try:
        with progress or NoProgress() as bar:
            for case in cases:
                bar.advance(sum(c.id in journal.done for c in cases), len(cases))
                if case.id not in journal.done:
                    journal.append(_one(source, case, retrieval_only))
            bar.advance(len(cases), len(cases))
        complete = True
    finally:
        journal.close(complete and concluding)
    return [parse_record(journal.done[case.id]) for case in cases]


def conclude(records: Path) -> None:
    """Say of a records file that its run is done, so that the next one begins anew."""
    _write_state(records, {**_read_state(records), "complete": True})


def fingerprint(cases: Iterable[Case], settings: Mapping[str, str], retrieval_only: bool) -> str:
    """What makes two runs the same: questions, settings, mode."""
    asked = [[c.id, c.question, c.transcript] for c in cases]
    state = json.dumps([asked, dict(sorted(settings.items())), retrieval_only], ensure_ascii=False)
    return hashlib.sha256(state.encode()).hexdigest()[:16]


def _one(source: AnswerSource, case: Case, retrieval_only: bool) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        if retrieval_only:
            passages = source.search(case, DEPTH)
            record = retrieval_record(case.id, case.question, passages, time.perf_counter() - started)
        else:
            record = {**source.ask(case), "id": case.id, "question": case.question}
        parse_record(record)
        json.dumps(record)
    except _FATAL:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a question breaks is a result of the evaluation
        problem = f"{type(error).__name__}: {error}"
        return error_record(case.id, case.question, problem, time.perf_counter() - started)
    return record


def _write_whole(path: Path, text: str) -> None:
    """Replace a file so that whoever reads it, after a crash too, finds the old text or the new one."""
    temporary = path.with_name(f"{path.name}.part")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def _line(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


def _existing_records(path: Path) -> list[dict[str, Any]]:
    """The whole records of an existing file; InputError where it is not one, so that nobody's file is overwritten."""
    if not path.exists():
        return []
    try:
        lines = [line for line in read_lines(path) if line.strip()]
    except UnreadableFile as error:
        raise InputError(f"{path} exists and is no records file.", "Give another place with --records.") from error
    records = []
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            record = None
        if isinstance(record, dict) and {"id", "status", "passages"} <= record.keys():
            records.append(record)
        elif number < len(lines) or number == 1:
            raise InputError(f"{path} exists and is no records file.", "Give another place with --records.")
    return records


def _state_path(records: Path) -> Path:
    return records.with_name(f"{records.name}.run.json")


def _read_state(records: Path) -> dict[str, Any]:
    try:
        state = json.loads(_state_path(records).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _write_state(records: Path, state: Mapping[str, Any]) -> None:
    _write_whole(_state_path(records), json.dumps(state) + "\n")
