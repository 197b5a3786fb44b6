"""A comparison's numbers over time as SVG: one small chart a measure, a line a company, ranges as bars.

Words of calls and topics are escaped; a file needs no fonts, scripts or images from elsewhere. A chart takes the colour
of the text around it; each line is a group `series-0`, `series-1`, ... in the colour of that group, and what is as white as the
ground has the class `open` or `halo`, so that a page can give other colours. Lines are told apart by their marks, too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from assistant.analysis.compare import Comparison
from assistant.analysis.figures import Cell, Figure, Series
from assistant.analysis.quotes import UNKNOWN
from assistant.numbers import render
from index.models import Language


@dataclass(frozen=True, slots=True)
class Frame:
    """The width of a chart, and what is left free for the scale on its left."""

    width: int
    left: int


WIDE, NARROW = Frame(760, 110), Frame(350, 92)
_HEIGHT, _RIGHT, _TOP, _BOTTOM, _ROW = 190, 16, 44, 34, 16
"""Of a chart without the rows of its legend; `_ROW` is the height of one of these."""
_LETTER, _SMALL = 5.6, 10
"""Width of a letter of the small size, about; Chinese characters are as wide as high."""
_COLORS = ("#1d4ed8", "#b45309", "#047857", "#be185d", "#6d28d9", "#0e7490")
"""Each at least 4.5 : 1 on white."""
_MOST_CHARTS = 8
_MOST_LABELLED = 2
"""Lines of a chart whose points have their values beside them; of more than that the words would cross."""


def svg(comparison: Comparison) -> str:
    """The charts of a comparison one below the other on white, as a file; measures that one call gives are left out."""
    drawn = [_Chart(chart, comparison.language, WIDE) for chart in charted(comparison.series)]
    ground = '<rect width="100%" height="100%" fill="#ffffff"/>'
    if not drawn:
        return _document([ground, _text(WIDE.left, 24, UNKNOWN)], WIDE.width, 40, comparison.topic)
    parts, top = [ground], 0
    for chart in drawn:
        parts += [f'<g transform="translate(0 {top})">', *chart.parts(), "</g>"]
        top += chart.height
    return _document(parts, WIDE.width, top, comparison.topic)


def charts(comparison: Comparison, frame: Frame = WIDE) -> tuple[str, ...]:
    """Each chart of a comparison as SVG without a ground, to stand in a page."""
    drawn = [_Chart(chart, comparison.language, frame) for chart in charted(comparison.series)]
    return tuple(_document(chart.parts(), frame.width, chart.height, chart.title) for chart in drawn)


def charted(series: Sequence[Series]) -> list[list[Series]]:
    """The series to draw, those of one measure and unit together, at most eight charts."""
    groups: dict[tuple[str, str, str | None, bool], list[Series]] = {}
    for one in series:
        if one.metric is not None and len(one.cells) > 1:
            groups.setdefault((one.metric.key, one.unit, one.basis, one.expected), []).append(one)
    return list(groups.values())[:_MOST_CHARTS]


def _shown(cell: Cell) -> Figure:
    """The figure of a call that is drawn: that of its first quote."""
    return cell.figures[0]


def _ends(figure: Figure) -> tuple[float, float]:
    return float(figure.quantity.low), float(figure.quantity.high)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _wide(words: str, letter: float = _LETTER) -> float:
    """About how wide words of the small size are."""
    return sum(letter if c < "\u2e80" else _SMALL for c in words)


class _Chart:
    """One chart: periods from left to right, values upwards, a line a company, and below it whose line is which."""

    def __init__(self, series: Sequence[Series], language: Language, frame: Frame) -> None:
        self._series = series
        self._language = language
        self._frame = frame
        calls = sorted({cell.call for one in series for cell in one.cells}, key=lambda call: call.period_order)
        self._moments = tuple(dict.fromkeys(call.when for call in calls))
        values = [end for one in series for cell in one.cells for end in _ends(_shown(cell))]
        margin = (max(values) - min(values)) * 0.25 or abs(max(values)) * 0.1 or 1.0
        self._low, self._high = min(values) - margin, max(values) + margin
        self._first, self._last = frame.left + 24.0, frame.width - _RIGHT - 30.0
        self._labels = self._beside()
        self._legend = list(self._rows()) if len(series) > 1 else []

    @property
    def title(self) -> str:
        """The measure and its unit."""
        one = self._series[0]
        return f"{one.name(self._language)}{f', {one.unit}' if one.unit else ''}"

    @property
    def height(self) -> int:
        """In the units of the drawing."""
        return _HEIGHT + _ROW * len(self._legend)

    def parts(self) -> Iterator[str]:
        """The elements of the chart."""
        left, right, floor = self._frame.left, self._frame.width - _RIGHT, _HEIGHT - _BOTTOM
        yield f"<g><title>{escape(self.title)}</title>"
        yield _text(left if self._frame is WIDE else 8, 18, self.title, weight="bold", size=12)
        yield f'<line x1="{left}" x2="{right}" y1="{floor}" y2="{floor}" stroke="currentColor" stroke-opacity="0.4"/>'
        yield from self._periods(floor + 16)
        yield from self._scale()
        for number, one in enumerate(self._series):
            yield from self._line(one, number)
        for row, names in enumerate(self._legend):
            for x, number, name in names:
                y = _HEIGHT - 6 + _ROW * row
                yield f"{_group(number)}{_mark(number, x + 5, y)}</g>{_text(x + 14, y + 3.5, name)}"
        yield "</g>"

    def _x(self, moment: str) -> float:
        share = self._moments.index(moment) / (len(self._moments) - 1) if len(self._moments) > 1 else 0.5
        return self._first + (self._last - self._first) * share

    def _y(self, value: float) -> float:
        share = (value - self._low) / (self._high - self._low)
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - share)

    @property
    def _room(self) -> float:
        """Between two neighbouring periods."""
        return (self._last - self._first) / max(1, len(self._moments) - 1)

    def _periods(self, y: float) -> Iterator[str]:
        """The periods below the axis, as many as have room, the newest always."""
        step = math.ceil((max(map(_wide, self._moments)) + 6) / self._room)
        for back, moment in enumerate(reversed(self._moments)):
            if back % step == 0:
                yield _text(self._x(moment), y, moment, anchor="middle")

    def _scale(self) -> Iterator[str]:
        """The smallest and the largest value beside the vertical axis."""
        quantities = [_shown(cell).quantity for one in self._series for cell in one.cells]
        least, most = min(quantities, key=lambda q: q.low), max(quantities, key=lambda q: q.high)
        ends = (replace(least, high=least.low, approx=None), replace(most, low=most.high, approx=None))
        for quantity in dict.fromkeys(ends):
            words = render(quantity, self._language)
            yield _text(self._frame.left - 8, self._y(float(quantity.low)) + 4, words, anchor="end")

    def _line(self, series: Series, number: int) -> Iterator[str]:
        cells = sorted(series.cells, key=lambda cell: cell.call.period_order)
        marks = [(self._x(cell.call.when), sum(map(self._y, _ends(_shown(cell)))) / 2, cell) for cell in cells]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in marks)
        yield f'{_group(number)}<polyline points="{path}" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        # Two lines: the values of the first stand above it, those of the second below. One line: where it does not go.
        below = {
            _shown(cell)
            for i, (_, y, cell) in enumerate(marks)
            if number == 1 or (len(self._series) == 1 and y > _mean([m[1] for m in marks[max(0, i - 1) : i + 2]]))
        }
        for x, y, cell in marks:
            figure = _shown(cell)
            low, high = map(self._y, _ends(figure))
            period = f" ({figure.for_period})" if figure.for_period else ""
            value = f"{render(figure.quantity, self._language)} [{figure.n}]"
            name = f"{series.company or UNKNOWN} {cell.call.when}: {value}{period}"
            yield f"<g><title>{escape(name)}</title>"
            if low != high:
                yield (
                    f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}" stroke="currentColor" '
                    'stroke-width="5" stroke-opacity="0.35"/>'
                )
            yield _mark(number, x, y)
            if label := self._labels.get(figure):
                beside = low + 16 if figure in below else high - 8
                yield _text(x, beside, label, anchor="middle", halo=True)
            yield "</g>"
        yield "</g>"

    def _beside(self) -> dict[Figure, str]:
        """What stands beside the points: values with their quotes' numbers, the numbers alone, or nothing, by room."""
        figures = [_shown(cell) for one in self._series for cell in one.cells]
        whole = {figure: f"{render(figure.quantity, self._language)} [{figure.n}]" for figure in figures}
        short = {figure: f"[{figure.n}]" for figure in figures}
        if len(self._series) > _MOST_LABELLED:
            return {}
        for labels in (whole, short):
            half = max(map(_wide, labels.values())) / 2
            first = max(self._first, self._frame.left + half)
            last = min(self._last, self._frame.width - half)
            if 2.2 * half * max(1, len(self._moments) - 1) < last - first:
                self._first, self._last = first, last
                return labels
        return {}

    def _rows(self) -> Iterator[list[tuple[float, int, str]]]:
        """The legend: (x, number of the line, company) by row."""
        row: list[tuple[float, int, str]] = []
        x = start = float(self._frame.left if self._frame is WIDE else 8)
        for number, one in enumerate(self._series):
            name = one.company or UNKNOWN
            wide = _wide(name) + 32
            if row and x + wide > self._frame.width - _RIGHT:
                yield row
                row, x = [], start
            row.append((x, number, name))
            x += wide
        yield row


def _group(number: int) -> str:
    return f'<g class="series-{number % len(_COLORS)}" color="{_COLORS[number % len(_COLORS)]}">'


def _mark(number: int, x: float, y: float) -> str:
    """A mark of a line: round, square or pointed, full or open."""
    fill = 'fill="currentColor"' if number % 2 == 0 else 'class="open" fill="#ffffff"'
    line = f'{fill} stroke="currentColor" stroke-width="1.5"'
    match (number // 2 + number // len(_COLORS)) % 3:
        case 0:
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" {line}/>'
        case 1:
            return f'<rect x="{x - 3.2:.1f}" y="{y - 3.2:.1f}" width="6.4" height="6.4" {line}/>'
        case _:
            return f'<path d="M{x:.1f} {y - 4.5:.1f}l4.5 4.5l-4.5 4.5l-4.5 -4.5z" {line}/>'


def _text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: int = _SMALL,
    weight: str = "normal",
    halo: bool = False,
) -> str:
    """Words at a place; with `halo` the ground shows around them where they lie on a line."""
    around = (
        ' class="halo" stroke="#ffffff" stroke-width="3" paint-order="stroke" stroke-linejoin="round"' if halo else ""
    )
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" '
        f'fill="currentColor"{around}>{escape(words)}</text>'
    )


def _document(parts: Iterator[str] | Sequence[str], width: int, height: int, title: str) -> str:
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="system-ui, sans-serif" color="#1f2937" role="img">\n<title>{escape(title)}</title>\n{body}\n</svg>\n'
    )
