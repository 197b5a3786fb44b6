"""A comparison's numbers over time as SVG: one small chart a measure, a line a company, ranges as bars.

Words of calls and topics are escaped; the file needs no fonts, scripts or images from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from assistant.analysis.compare import Comparison
from assistant.analysis.figures import Cell, Figure, Series
from assistant.analysis.quotes import UNKNOWN, in_order
from assistant.numbers import render
from index.models import Language

_WIDTH, _HEIGHT = 760, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 110, 16, 44, 34
_FIRST, _LAST = _LEFT + 24, _WIDTH - _RIGHT - 30
"""Where the first and the last call stand on the horizontal axis."""
_LETTER = 5.6
"""Width of a letter of the small size, about."""
_COLORS = ("#1d4ed8", "#b45309", "#047857", "#be185d", "#6d28d9", "#0e7490")
"""Dark enough on white, light enough on black; every second line has rings for dots, too."""
_MOST_CHARTS = 8


def svg(comparison: Comparison) -> str:
    """The charts of a comparison, one below the other; measures that only one call gives are left out."""
    charts = charted(comparison.series)
    parts = [part for i, chart in enumerate(charts) for part in _chart(chart, comparison.language, i * _HEIGHT)]
    if not parts:
        return _document([_text(_LEFT, 24, "—")], 40, comparison.topic)
    return _document(parts, len(charts) * _HEIGHT, comparison.topic)


def charted(series: Sequence[Series]) -> list[list[Series]]:
    """The series to draw, those of one measure and unit together, at most eight charts."""
    groups: dict[tuple[str, str, str | None, bool], list[Series]] = {}
    for one in series:
        if one.metric is not None and len(one.cells) > 1:
            groups.setdefault((one.metric.key, one.unit, one.basis, one.expected), []).append(one)
    return list(groups.values())[:_MOST_CHARTS]


@dataclass(frozen=True, slots=True)
class _Axes:
    """The scales of one chart: calls from left to right, values from `low` to `high` upwards; `top` is its upper edge."""

    moments: tuple[str, ...]
    low: float
    high: float
    top: int

    def x(self, cell: Cell) -> float:
        return self.at(cell.call.when)

    def at(self, moment: str) -> float:
        place = self.moments.index(moment) / (len(self.moments) - 1) if len(self.moments) > 1 else 0.5
        return _FIRST + (_LAST - _FIRST) * place

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.top + _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - share)

    def fits(self, words: Sequence[str]) -> bool:
        """Whether words beside neighbouring points leave each other room."""
        longest = max(map(len, words), default=0) * _LETTER
        return longest < 0.75 * (_LAST - _FIRST) / max(1, len(self.moments) - 1)


def _axes(series: Sequence[Series], top: int) -> _Axes:
    calls = in_order({cell.call for one in series for cell in one.cells})
    values = [end for one in series for cell in one.cells for end in _ends(_shown(cell))]
    margin = (max(values) - min(values)) * 0.12 or abs(max(values)) * 0.1 or 1.0
    moments = tuple(dict.fromkeys(call.when for call in calls))
    return _Axes(moments, min(values) - margin, max(values) + margin, top)


def _shown(cell: Cell) -> Figure:
    """The figure of a call that is drawn: that of its first quote."""
    return cell.figures[0]


def _ends(figure: Figure) -> tuple[float, float]:
    return float(figure.quantity.low), float(figure.quantity.high)


def _chart(series: Sequence[Series], language: Language, top: int) -> Iterator[str]:
    axes = _axes(series, top)
    title = f"{series[0].name(language)}{f', {series[0].unit}' if series[0].unit else ''}"
    floor = top + _HEIGHT - _BOTTOM
    yield f"<g><title>{escape(title)}</title>"
    yield _text(_LEFT, top + 18, title, weight="bold")
    yield f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{floor}" y2="{floor}" stroke="currentColor" stroke-opacity="0.4"/>'
    for moment in axes.moments:
        yield _text(axes.at(moment), floor + 16, moment, anchor="middle", size=10)
    yield from _scale(series, axes, language)
    for number, one in enumerate(series):
        yield from _line(one, number, axes, language)
        if len(series) > 1:
            name = one.company or UNKNOWN
            yield _text(_WIDTH - _RIGHT, top + 16 + 12 * number, name, anchor="end", size=10, color=_color(number))
    yield "</g>"


def _scale(series: Sequence[Series], axes: _Axes, language: Language) -> Iterator[str]:
    """The smallest and the largest value beside the vertical axis."""
    quantities = [_shown(cell).quantity for one in series for cell in one.cells]
    least, most = min(quantities, key=lambda q: q.low), max(quantities, key=lambda q: q.high)
    ends = (replace(least, high=least.low, approx=None), replace(most, low=most.high, approx=None))
    for quantity in dict.fromkeys(ends):
        yield _text(_LEFT - 10, axes.y(float(quantity.low)) + 4, render(quantity, language), anchor="end", size=10)


def _color(number: int) -> str:
    return _COLORS[number % len(_COLORS)]


def _line(series: Series, number: int, axes: _Axes, language: Language) -> Iterator[str]:
    color = _color(number)
    marks = [(axes.x(cell), sum(map(axes.y, _ends(_shown(cell)))) / 2, cell) for cell in series.cells]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in marks)
    yield f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="1.5"/>'
    words = {cell.call.id: f"{render(_shown(cell).quantity, language)} [{_shown(cell).n}]" for cell in series.cells}
    whole = axes.fits(list(words.values()))
    for x, y, cell in marks:
        figure = _shown(cell)
        low, high = map(axes.y, _ends(figure))
        period = f" ({figure.for_period})" if figure.for_period else ""
        yield f"<g><title>{escape(f'{series.company or UNKNOWN} {cell.call.when}: {words[cell.call.id]}{period}')}</title>"
        if low != high:
            yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}" stroke="{color}" stroke-width="5" stroke-opacity="0.35"/>'
        fill = color if number % 2 == 0 else "none"
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{fill}" stroke="{color}" stroke-width="1.5"/>'
        yield _text(x, high - 8, words[cell.call.id] if whole else f"[{figure.n}]", anchor="middle", size=10)
        yield "</g>"


def _text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: int = 12,
    weight: str = "normal",
    color: str = "currentColor",
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" fill="{color}">'
        f"{escape(words)}</text>"
    )


def _document(parts: Sequence[str], height: int, topic: str) -> str:
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'font-family="system-ui, sans-serif" color="#1f2937" role="img">\n<title>{escape(topic)}</title>\n{body}\n</svg>\n'
    )
