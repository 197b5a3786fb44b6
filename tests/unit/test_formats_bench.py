"""The measurement of how layouts are read: what it counts as right, and what it reports."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from eval.bench_formats import Score, compare, main
from eval.layouts import LAYOUTS, read_call
from index.formats import parse
from index.models import Section

CALL = {
    "prepared_remarks": [
        {
            "speaker": "Operator",
            "speech": "Good day, and welcome to the Acme Widgets third quarter 2021 earnings call.",
        },
        {"speaker": "Ann Lee", "speech": "Thank you, and good morning.\nWe grew by 20%."},
    ],
    "q_and_a": [
        {"speaker": "Operator", "speech": "Our first question comes from Bob Ray with Northshore. Please go ahead."},
        {"speaker": "Bob Ray", "speech": "How is demand?"},
        {"speaker": "Ann Lee", "speech": "Demand is strong."},
        {"speaker": "Duration: 9 minutes", "speech": ""},
    ],
    "participants": ["Ann Lee--Chief Executive Officer", "Bob Ray--Northshore Securities -- Analyst"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ACW_q3_2021.txt").write_text(json.dumps(CALL), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no call", encoding="utf-8")
    return tmp_path


def test_every_layout_is_measured_and_read(folder: Path) -> None:
    chosen = [layout for layout in LAYOUTS if layout != "unknown"]  # five turns are too few to show a form
    done = CliRunner().invoke(main, [str(folder), *(part for layout in chosen for part in ("--layout", layout))])
    assert done.exit_code == 0, done.output
    rows = {
        line.split("│")[1].strip(): line.split("│")[2:] for line in done.output.splitlines() if line.startswith("│")
    }
    assert set(rows) == set(chosen)
    for layout, row in rows.items():
        assert [cell.strip() for cell in row[:8]] == ["1", "1.0000", "5", *["1.0000"] * 4, "0"], layout
    assert "no call in 1 files: notes.txt" in done.output


def test_what_is_wrong_counts_and_is_named(folder: Path) -> None:
    call = read_call(folder / "ACW_q3_2021.txt")
    assert call is not None
    transcript = parse(LAYOUTS["json"](call))  # type: ignore[arg-type]
    turns = list(transcript.turns)
    turns[1] = replace(turns[1], speaker=turns[0].speaker)
    turns[2] = replace(turns[2], section=Section.PREPARED)
    del turns[3]
    score = Score()
    compare(call, "json", replace(transcript, turns=tuple(turns)), score)
    assert (score.turns, score.text, score.speaker, score.section, score.both) == (5, 4, 3, 3, 2)
    assert sorted(score.errors) == ["a speaker not recognised", "another name", "read as prepared"]
    assert "Bob Ray" in score.errors["a speaker not recognised"][0]
