"""Tables in which what a call says stays data."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from assistant.analysis.tables import csv_text, markdown_text

CELLS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0\r"), max_size=20)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=4))
def test_csv_gives_back_its_cells_and_starts_no_formula(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(csv_text(["a", "b"], rows), newline="")))
    assert read[0] == ["a", "b"]
    for written, row in zip(rows, read[1:], strict=True):
        assert [
            cell.removeprefix("'") if cell != raw else cell for cell, raw in zip(row, written, strict=True)
        ] == written
        assert not any(cell.startswith(("=", "@", "+")) for cell in row)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=4))
def test_markdown_keeps_its_shape(rows: list[list[str]]) -> None:
    lines = markdown_text(["a", "b"], rows).splitlines()
    assert len(lines) == len(rows) + 2
    for line in lines:
        assert line.replace("\\\\", "").replace("\\|", "").count("|") == 3
        assert "<" not in line.replace("\\<", "")


def test_negative_numbers_are_no_formulas() -> None:
    assert csv_text(["a"], [["-5%"], ["-.5"], ["-cmd"]]).splitlines()[1:] == ["-5%", "-.5", "'-cmd"]
