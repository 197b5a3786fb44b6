"""A comparison as text for a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.analysis.compare import CallView, Comparison, Said
from assistant.analysis.figures import Series
from assistant.analysis.tables import escaped, markdown_text
from assistant.numbers import render

NOTHING = "no passage found"


def _heading(said: Said) -> str:
    before = f" from [{said.before}]" if said.before else ""
    return "" if said.status == "first" else f"{said.status}{before}"


def _numbers(series: Series, comparison: Comparison) -> dict[str, str]:
    """By call: the figures in words, each with the number of its quote."""
    return {
        cell.call.id: "; ".join(
            f"{render(f.quantity, comparison.language)}{f' for {f.for_period}' if f.for_period else ''} [{f.n}]"
            for f in cell.figures
        )
        for cell in series.cells
    }


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """Lines for a terminal."""
    for view in comparison.calls:
        yield f"{view.call.label}{f' ({view.call.date})' if view.call.date else ''}"
        if not view.quotes:
            yield f"   {NOTHING}"
        for said in view.quotes:
            mark = _heading(said)
            yield f"   [{said.n}] {f'{mark}: ' if mark else ''}{said.quote.text}"
            yield f"       {said.quote.who} · turn {said.quote.turn}"
        if view.dropped:
            yield f"   dropped: {', '.join(f'[{said.n}]' for said in view.dropped)}"
    if comparison.series:
        yield "Numbers side by side"
    for series in comparison.series:
        numbers = _numbers(series, comparison)
        cells = [f"{cell.call.when}: {numbers[cell.call.id]}" for cell in series.cells]
        yield f"   {series.company or '-'} · {series.name(comparison.language)}: {' | '.join(cells)}"


def comparison_markdown(comparison: Comparison) -> str:
    """The whole comparison; what the calls say is literal text, with no markup of its own."""
    parts = [f"# {escaped(comparison.topic)}\n"]
    for view in comparison.calls:
        parts += _section(view)
    if comparison.series:
        calls = [view.call for view in comparison.calls]
        rows = []
        for series in comparison.series:
            numbers = _numbers(series, comparison)
            rows.append(
                [series.company, series.name(comparison.language), *(numbers.get(call.id, "") for call in calls)]
            )
        head = ["company", "measure", *(call.when for call in calls)]
        parts.append("## Numbers side by side\n\n" + markdown_text(head, rows))
    return "\n".join(parts)


def _section(view: CallView) -> Iterator[str]:
    yield f"## {escaped(view.call.label)}\n"
    if not view.quotes:
        yield f"{NOTHING}\n"
    for said in view.quotes:
        mark = _heading(said)
        who = f"{said.quote.who}, turn {said.quote.turn}"
        yield f"- \\[{said.n}\\] {f'*{mark}* ' if mark else ''}“{escaped(said.quote.text)}” ({escaped(who)})"
    if view.dropped:
        yield f"- *dropped:* {', '.join(f'[{said.n}]' for said in view.dropped)}"
    yield ""
