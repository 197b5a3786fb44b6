"""What is told of a long ingest where stderr is no terminal."""

from __future__ import annotations

from dataclasses import replace

from assistant.progress import SILENCE, PlainLines, plain, time_left
from index.library import IngestEvent

EVENT = IngestEvent(None, "finished", 120, 500, 12_012, 58.4, remaining=391.0)


def test_a_line_says_files_passages_rate_and_time_left() -> None:
    assert plain(EVENT) == "120 of 500 files; 12,012 passages, 58 a second; about 7 min left"
    assert plain(IngestEvent(None, "reading", 0, 500)) == "0 of 500 files"
    assert plain(replace(EVENT, stage="indexing", done=500)) == (
        "500 of 500 files; 12,012 passages, 58 a second; indexing"
    )


def test_the_time_left_is_rounded_to_what_is_known() -> None:
    assert time_left(replace(EVENT, remaining=12.0)) == "less than a minute left"
    assert time_left(replace(EVENT, remaining=3 * 3600.0)) == "about 3.0 h left"
    assert time_left(replace(EVENT, remaining=None)) == ""
    assert time_left(replace(EVENT, remaining=0.0)) == ""


def test_lines_are_sparse() -> None:
    lines: list[str] = []
    now = [0.0]
    tell = PlainLines(lines.append, clock=lambda: now[0])
    for second in range(100):
        now[0] = float(second)
        tell(replace(EVENT, done=second))
    assert len(lines) == 100 // SILENCE
    tell(replace(EVENT, stage="indexing"))
    assert lines[-1].endswith("indexing")


def test_short_work_prints_nothing() -> None:
    lines: list[str] = []
    tell = PlainLines(lines.append, clock=lambda: 5.0)
    for stage in ("reading", "embedding", "finished", "indexing"):
        tell(replace(EVENT, stage=stage))
    assert lines == []
