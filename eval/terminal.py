"""The results as tables in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eval.compare import Comparison
from eval.gates import Verdict
from eval.scoring import BY_KEY, METRICS
from eval.summary import DIMENSIONS, HEADLINE, SystemRun, breakdown, figures, show, show_interval

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

_AT_MOST_IDS = 12


def print_results(
    console: Console, runs: Sequence[SystemRun], comparison: Comparison | None, verdicts: Sequence[Verdict]
) -> None:
    """All tables: the metrics of every system, the assistant's breakdown, the comparison, the gates."""
    console.print(metrics_table(runs))
    for dimension in DIMENSIONS:
        if (table := breakdown_table(runs[0], dimension)) is not None:
            console.print(table)
    if comparison is not None:
        console.print(comparison_table(comparison))
    if verdicts:
        console.print(gates_table(verdicts))


def metrics_table(runs: Sequence[SystemRun]) -> Table:
    """One row a metric, one column a system, each with its 95 % interval."""
    from rich.table import Table  # noqa: PLC0415 - start-up time of the command line

    table = Table(title=f"{len(runs[0].rows)} questions, mean [95 % interval]", title_justify="left")
    table.add_column("metric")
    for run in runs:
        table.add_column(run.name, justify="right", no_wrap=True)
        table.add_column("n", justify="right", style="dim")
    found = [figures(run.rows) for run in runs]
    group = None
    for metric in METRICS:
        if not any(metric.key in f for f in found):
            continue
        if group not in (None, metric.group):
            table.add_section()
        group = metric.group
        cells: list[RenderableType] = []
        for f in found:
            known = f.get(metric.key)
            cells += ["–", ""] if known is None else [show_interval(metric, known), str(known.n)]
        table.add_row(metric.title, *cells)
    return table


def breakdown_table(run: SystemRun, dimension: str) -> Table | None:
    """The headline metrics by one dimension; None where it has a single value."""
    from rich.markup import escape  # noqa: PLC0415 - loaded when needed
    from rich.table import Table  # noqa: PLC0415 - loaded when needed

    groups = breakdown(run.rows, dimension)
    if len(groups) < 2:
        return None
    metrics = [BY_KEY[key] for key in HEADLINE]
    by_value = {value: figures(rows, metrics) for value, rows in groups.items()}
    shown = [m for m in metrics if any(m.key in f for f in by_value.values())]
    table = Table(title=f"{run.name} by {dimension}", title_justify="left")
    table.add_column(dimension, overflow="fold", min_width=12)
    table.add_column("questions", justify="right", style="dim")
    for metric in shown:
        table.add_column(metric.title, justify="right")
    for value, found in by_value.items():
        cells = [show(m, found[m.key].value) if m.key in found else "–" for m in shown]
        table.add_row(escape(value), str(len(groups[value])), *cells)
    return table


def comparison_table(comparison: Comparison) -> Table:
    """Better and worse against the earlier run."""
    from rich.markup import escape  # noqa: PLC0415 - loaded when needed
    from rich.table import Table  # noqa: PLC0415 - loaded when needed

    table = Table(title=f"Against the earlier run, {comparison.common} questions in common", title_justify="left")
    for name in ("metric", "before", "now", "better", "worse", "p", "p (Holm)"):
        table.add_column(name, justify="left" if name == "metric" else "right")
    for change in comparison.changes:
        table.add_row(
            change.metric.title,
            show(change.metric, change.old),
            show(change.metric, change.new),
            str(len(change.better)),
            str(len(change.worse)),
            f"{change.p:.3f}",
            f"{change.p_adjusted:.3f}",
        )
    lost = {id for change in comparison.changes if change.metric.key in ("R@5", "right") for id in change.worse}
    if lost:
        shown = sorted(lost)
        more = f" and {len(shown) - _AT_MOST_IDS} more" if len(shown) > _AT_MOST_IDS else ""
        table.caption = f"Worse now (R@5 or correct): {escape(', '.join(shown[:_AT_MOST_IDS]))}{more}"
    return table


def gates_table(verdicts: Sequence[Verdict]) -> Table:
    """Which gates hold."""
    from rich.markup import escape  # noqa: PLC0415 - loaded when needed
    from rich.table import Table  # noqa: PLC0415 - loaded when needed

    table = Table(title="Gates", title_justify="left")
    for name in ("gate", "value", "n", ""):
        table.add_column(name, justify="right" if name in ("value", "n") else "left")
    for verdict in verdicts:
        word = {True: "[green]held[/]", False: "[red]missed[/]", None: "[dim]does not apply[/]"}[verdict.held]
        value = show(BY_KEY[verdict.gate.metric], verdict.value)
        table.add_row(escape(verdict.gate.title), value, str(verdict.n), word)
    return table
