"""The benchmark of the store runs and prints a row for each thing it measures."""

from __future__ import annotations

from click.testing import CliRunner

from eval.bench_store import main


def test_the_benchmark_prints_a_table() -> None:
    result = CliRunner().invoke(main, ["--passages", "200", "400", "--baseline"], catch_exceptions=False)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert "cores" in lines[0]
    assert lines[1].split() == ["passages", "200", "400"]
    for name in (
        "search, no filter",
        "search, one call",
        "remove a call",
        "peak memory",
        "Chroma, MB",
        "stock, no filter",
    ):
        (row,) = [line for line in lines if line.startswith(name)][:1]
        assert any(character.isdigit() for character in row)
