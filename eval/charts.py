"""Small plots as SVG without text in it: positions are percentages, so they fit any width; words stand beside them.

Everything that goes in is a number or one of our own class names; nothing here can carry markup from outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

_ROW = 14
"""Height of one mark in pixels."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A value with its interval, in the colour of a series (0, 1, ...)."""

    series: int
    value: float
    low: float
    high: float


def intervals(marks: Sequence[Mark], top: float = 1.0) -> Markup:
    """Dots with their intervals on a scale from 0 to `top`, one below the other."""
    height = _ROW * max(1, len(marks))
    parts = [f'<line class="grid" x1="{x}%" x2="{x}%" y1="0" y2="{height}"/>' for x in (0, 25, 50, 75, 100)]
    for i, mark in enumerate(marks):
        y = _ROW * i + _ROW // 2
        low, high, at = (_percent(v, top) for v in (mark.low, mark.high, mark.value))
        parts.append(f'<line class="s{mark.series} whisker" x1="{low}%" x2="{high}%" y1="{y}" y2="{y}"/>')
        # The second system is a ring: colour is not the only difference.
        parts.append(
            f'<circle class="s{mark.series} {"dot" if mark.series == 0 else "ring"}" cx="{at}%" cy="{y}" r="4"/>'
        )
    return _svg(height, parts)


def stacked(parts: Sequence[tuple[str, int]]) -> Markup:
    """One bar of shares; each part is a class name and a count."""
    total = sum(count for _, count in parts) or 1
    height, at, drawn = 22, 0.0, []
    for name, count in parts:
        width = 100 * count / total
        drawn.append(f'<rect class="{name}" x="{at:.3f}%" y="0" width="{width:.3f}%" height="{height}"/>')
        at += width
    return _svg(height, drawn)


def spread(series: int, p50: float, p95: float, top: float) -> Markup:
    """A bar from 0 to the median and a line on to the 95th percentile, on a scale from 0 to `top`."""
    middle, end = _percent(p50, top), _percent(p95, top)
    return _svg(
        _ROW,
        [
            f'<line class="s{series} whisker" x1="{middle}%" x2="{end}%" y1="7" y2="7"/>',
            f'<rect class="s{series} bar" x="0" y="2" width="{middle}%" height="10"/>',
            f'<line class="s{series} whisker" x1="{end}%" x2="{end}%" y1="3" y2="11"/>',
        ],
    )


def _svg(height: int, parts: Sequence[str]) -> Markup:
    body = "".join(parts)
    return Markup(f'<svg width="100%" height="{height}" aria-hidden="true" focusable="false">{body}</svg>')  # noqa: S704 - numbers only


def _percent(value: float, top: float) -> str:
    return f"{100 * min(max(value / top, 0.0), 1.0):.2f}" if top else "0"
