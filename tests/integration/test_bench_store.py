"""The benchmark of the store runs and prints a row for each thing it measures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner

from eval.bench_store import MOST_REMOVE, MOST_SEARCH, main, missed
from eval.measures import Latency, Measured, Row, Took

OURS = ["search, no filter", "search, one call", "search, one section", "add a call", "remove a call", "peak memory"]


@pytest.mark.slow
def test_the_benchmark_prints_a_table_for_each_place() -> None:
    arguments = ["--passages", "200", "400", "--chroma-server", "--baseline", "--check"]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    lines = result.stdout.splitlines()
    assert "cores" in lines[0]
    assert "chromadb" in lines[0]
    tables: dict[str, list[str]] = {}
    for line in lines[1:]:
        if line.split()[-3:] == ["200", "400", "times"]:
            tables[line.removesuffix("times").rstrip(" 0123456789")] = rows = []
        elif line:
            rows.append(line)
    assert list(tables) == ["TurnCite, embedded Chroma", "TurnCite, Chroma server", "stock LlamaIndex + Chroma"]
    more = {
        "TurnCite, embedded Chroma": ["catalog, MB", "Chroma, MB", "commit a call", "build Chroma's graph"],
        "TurnCite, Chroma server": ["peak memory, server", "bring all vectors there"],
        "stock LlamaIndex + Chroma": ["Chroma, MB", "add a call, ms"],
    }
    for title, rows in tables.items():
        for name in OURS + more[title]:
            (row,) = [line for line in rows if line.startswith(name)][:1]
            assert any(character.isdigit() for character in row)
    assert (result.exit_code == 1) == ("MISSED" in result.stdout)


def test_what_is_too_slow_is_named() -> None:
    quick = Latency(0.1, MOST_SEARCH, 0.1)
    fine = Measured(1.0, {"no filter": quick, "one call": quick}, Took(1.0, 1.0), Took(MOST_REMOVE, 1.0), 1)
    assert list(missed(fine)) == []
    slow = replace(fine, searches={"no filter": quick, "one call": Latency(0.1, 0.3, 0.1)}, remove=Took(2.5, 1.0))
    assert list(missed(slow)) == ["search, one call: p95 300 ms, more than 250", "remove a call: 2.5 s, more than 2"]


def test_growth_is_from_the_smallest_to_the_largest_size() -> None:
    assert Row("search", [(1.0, 2.0), (3.0, 5.0)], 1).cells == ["1.0 / 2.0", "3.0 / 5.0", "3.0"]
    assert Row("remove", [(0.0,), (3.0,)]).cells == ["0", "3", "-"]
    assert Row("memory", [(7.0,)]).cells == ["7"]
