"""A comparison's numbers over time as SVG: one small chart a measure, a line a company, ranges as bars.

Words of calls and topics are escaped; the file needs no fonts, scripts or images from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape

from assistant.analysis.compare import Comparison
from assistant.analysis.figures import Figure, Series
from assistant.analysis.quotes import UNKNOWN, in_order
from assistant.numbers import render
from index.models import Language

_WIDTH, _HEIGHT = 680, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 96, 64, 40, 34
_COLORS = ("#1d4ed8", "#b45309", "#047857", "#be185d", "#6d28d9", "#0e7490")
"""Dark enough on white, light enough on black; lines also differ in their marks."""
_MOST_CHARTS = 8
_MOST_WORDS = 4
"""Points of a line up to which each has its value beside it; more would cover each other and have their number only."""


def svg(comparison: Comparison) -> str:
    """The charts of a comparison, one below the other; measures that only one call gives are left out."""
    charts = charted(comparison.series)
    if not charts:
        return _document([_text(_LEFT, 24, "—")], 40, comparison.topic)
    parts: list[str] = []
    for i, (name, series) in enumerate(charts):
        parts += _chart(name, series, comparison.language, i * _HEIGHT)
    return _document(parts, len(charts) * _HEIGHT, comparison.topic)


def charted(series: Sequence[Series]) -> list[tuple[str, list[Series]]]:
    """The series to draw, those of one measure and unit together, at most eight charts."""
    groups: dict[tuple[str, str, str | None, bool], list[Series]] = {}
    for one in series:
        if one.metric is not None and sum(bool(cell.figures) for cell in one.cells) > 1:
            groups.setdefault((one.metric.key, one.unit, one.basis, one.expected), []).append(one)
    return [(f"{group[0].metric.key}", group) for group in groups.values() if group[0].metric][:_MOST_CHARTS]


def _chart(name: str, series: Sequence[Series], language: Language, top: int) -> list[str]:
    calls = in_order({cell.call for one in series for cell in one.cells})
    moments = list(dict.fromkeys(call.when for call in calls))
    low = min(_value(cell.figures[0])[0] for one in series for cell in one.cells)
    high = max(_value(cell.figures[0])[1] for one in series for cell in one.cells)
    margin = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    low, high = low - margin, high + margin

    def x(when: str) -> float:
        step = (_WIDTH - _LEFT - _RIGHT) / max(1, len(moments) - 1)
        return _LEFT + (moments.index(when) * step if len(moments) > 1 else (_WIDTH - _LEFT - _RIGHT) / 2)

    def y(value: float) -> float:
        return top + _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - (value - low) / (high - low))

    title = series[0].name(language) + f" ({series[0].unit})" * bool(series[0].unit)
    floor = top + _HEIGHT - _BOTTOM
    figures = [cell.figures[0] for one in series for cell in one.cells]
    ends = (min(figures, key=lambda f: _value(f)[0]).quantity, max(figures, key=lambda f: _value(f)[1]).quantity)
    scale = (replace(ends[0], high=ends[0].low, approx=None), replace(ends[1], low=ends[1].high, approx=None))
    parts = [
        _text(_LEFT, top + 18, title, weight="bold"),
        f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{floor}" y2="{floor}" stroke="currentColor" stroke-opacity="0.4"/>',
    ]
    parts += [_text(x(when), floor + 16, when, anchor="middle", size=10) for when in moments]
    parts += [
        _text(_LEFT - 14, y(float(q.low)) + 4, render(q, language), anchor="end", size=10) for q in dict.fromkeys(scale)
    ]
    for number, one in enumerate(series):
        color = _COLORS[number % len(_COLORS)]
        points = [(x(cell.call.when), cell) for cell in one.cells if cell.figures]
        middle = [(at, y(sum(_value(cell.figures[0])) / 2)) for at, cell in points]
        line = " ".join(f"{at:.1f},{level:.1f}" for at, level in middle)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="1.5"/>')
        for (at, cell), (_, level) in zip(points, middle, strict=True):
            parts += _mark(
                at,
                level,
                y,
                cell.figures[0],
                color,
                number,
                f"{one.company or UNKNOWN} {cell.call.when}",
                language,
                len(points),
            )
        if len(series) > 1:
            parts.append(
                _text(
                    _WIDTH - _RIGHT - 4,
                    top + 16 + 12 * number,
                    one.company or UNKNOWN,
                    anchor="end",
                    size=10,
                    color=color,
                )
            )
    return [f"<g><title>{escape(name)}</title>", *parts, "</g>"]


def _mark(
    at: float,
    level: float,
    y: Callable[[float], float],
    figure: Figure,
    color: str,
    number: int,
    label: str,
    language: Language,
    points: int,
) -> list[str]:
    low, high = _value(figure)
    words = render(figure.quantity, language)
    parts = ["<g>", f"<title>{escape(f'{label}: {words} [{figure.n}]')}</title>"]
    if low != high:
        parts.append(
            f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{y(low):.1f}" y2="{y(high):.1f}" stroke="{color}" stroke-width="5" stroke-opacity="0.35"/>'
        )
    fill = color if number % 2 == 0 else "none"
    parts += [
        f'<circle cx="{at:.1f}" cy="{level:.1f}" r="3.5" fill="{fill}" stroke="{color}" stroke-width="1.5"/>',
        _text(
            at,
            level - 8,
            f"{words} [{figure.n}]" if points <= _MOST_WORDS else f"[{figure.n}]",
            anchor="middle",
            size=10,
        ),
        "</g>",
    ]
    return parts


def _value(figure: Figure) -> tuple[float, float]:
    return float(figure.quantity.low), float(figure.quantity.high)


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
