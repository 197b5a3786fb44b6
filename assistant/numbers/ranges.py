"""Joining the ends of ranges, and what stands around a finished amount."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.numbers.modifiers import approx_after, approx_before, is_benchmark
from assistant.numbers.part import Part, chinese_ordinal
from assistant.numbers.quantity import GROWTH, ORDINAL, TIMES, Approx, Dimension

_FRAMED = re.compile(r"(?:between|介于|在|range of|范围为|处于)[ ]?(?:about |approximately |约)?$", re.IGNORECASE)
_CHANGE = re.compile(
    r"(?<!rang)(?<!ranging )(?<!range )(?<!ranged )(?<!ranges )(?<!range: )(?:from|从|由|自)[ ]?(?:about |约|的)?$",
    re.IGNORECASE,
)
_GREW = r"(?:增加|增长|成长|提升|提高|上升|上涨|扩大|攀升|高出|多出|增|涨)"
_BY = re.compile(rf"(?:\bby|{_GREW}|减少|下降)了?[ ]?(?:about |approximately |约)?$", re.IGNORECASE)
_WITHIN = re.compile(r"[ ]?(?:之间|不等|的?区间|的?范围)")


def join_ranges(text: str, parts: list[Part]) -> list[Part]:
    """Join "A to B", "A-B", 介于 A 至 B and share unit and magnitude; "from A to B" is a change: two quantities."""
    joined: list[Part] = []
    index = 0
    while index < len(parts):
        part = parts[index]
        following = parts[index + 1] if index + 1 < len(parts) else None
        both = _join(text, part, following) if following else None
        if both is None:
            joined.append(part)
            index += 1
        else:
            joined.extend(both)
            index += 2
    return joined


def _join(text: str, left: Part, right: Part) -> list[Part] | None:
    separator = _separator(text, left.end, right.start)
    if separator is None or left.vague or right.vague or left.unit is ORDINAL or right.unit is ORDINAL:
        return None
    before = text[max(0, left.start - 18) : left.start]
    framed = bool(_FRAMED.search(before)) or bool(_WITHIN.match(text, right.end))
    if separator in {"and", "和", "与"} and not framed:
        return None
    whole = all(end.has_unit or end.scale > 1 for end in (left, right))  # each stands by itself
    left, right = _share(left, right)
    if not left.unit.comparable(right.unit):
        return None
    if whole and _BY.search(before) and 0 < left.low * left.unit.factor * _GROWN_BY < right.high * right.unit.factor:
        return [left, right]
    if separator in {"to", "至", "到", "through"} and _CHANGE.search(before) and not _WITHIN.match(text, right.end):
        return [left, right]
    low, high = left.low, right.high * right.unit.factor / left.unit.factor
    if low >= high or (left.scale == 1 < right.scale and abs(low) * _SPREAD < abs(high)):
        return None
    approx = left.approx or right.approx
    return [
        replace(
            left,
            end=right.end,
            high=high,
            has_unit=left.has_unit or right.has_unit,
            approx=approx,
            step=min(left.step, right.step),
        )
    ]


_SPREAD = 1000
"""A range whose ends lie further apart than this lost the magnitude of one of them."""
_GROWN_BY = 20
"""In "by $290 million to $28.1 billion" the ends are a change and what it led to where they lie further apart than this."""
_SEPARATOR = re.compile(r"\s*(-|—|~|至|到|to|through|and|和|与)\s*", re.IGNORECASE)


def _separator(text: str, start: int, end: int) -> str | None:
    match = _SEPARATOR.fullmatch(text, start, end)
    return match[1].lower() if match else None


def _share(left: Part, right: Part) -> tuple[Part, Part]:
    """Give the end of a range that lacks magnitude or unit those of the other end."""
    bare = right.has_unit or not left.has_unit or left.prefixed
    if left.scale == 1 < right.scale and bare and left.low * right.scale < right.high:
        scale = right.scale
        left = replace(left, low=left.low * scale, high=left.high * scale, step=left.step * scale, scale=scale)
    if not left.has_unit and right.has_unit:
        left = replace(left, unit=right.unit, has_unit=True)
    elif left.has_unit and not right.has_unit and (right.scale == 1 or left.unit.dimension is Dimension.MONEY):
        right = replace(right, unit=left.unit, has_unit=True)
    return left, right


_GREW_BY = re.compile(_GREW + r"了?[ ]?$")
_GREW_TO = re.compile(r"(?:增|增长|增加|成长|提升|提高|扩大|上升|升)[至到为](?:了|原来的|去年的|此前的)?[ ]?$")


def finish(text: str, parts: list[Part]) -> list[Part]:
    """Modifiers, positions and growth multiples, each looking no further than the part before."""
    finished: list[Part] = []
    for part in parts:
        whole = chinese_ordinal(text, part)
        if whole is None:
            continue
        if whole.unit is not ORDINAL:
            whole = _growth(text, _modified(text, whole))
        if finished and whole.start < finished[-1].end:
            whole = replace(whole, start=max(finished[-1].end, min(part.start, whole.end - 1)))
        finished.append(whole)
    return finished


def _modified(text: str, part: Part) -> Part:
    if part.vague:
        return part
    approx, start, end = part.approx, part.start, part.end
    after = approx_after(text, end)
    if after:
        approx, end = after[0], after[1]
    before = approx_before(text, start)
    if before and not (part.unit.dimension in _TIME and text[before[1] : start].strip().lower() in {"over", "around"}):
        if before[0] in {Approx.OVER, Approx.UNDER} and is_benchmark(text, end):
            return replace(part, approx=approx, end=end)
        approx, start = (approx or before[0]) if before[0] is Approx.ABOUT else before[0], before[1]
    return replace(part, approx=approx, start=start, end=end)


_TIME = frozenset({Dimension.MONTHS, Dimension.SECONDS})


def _growth(text: str, part: Part) -> Part:
    """Multiples after a verb of growth: 增长两倍 adds twice, 增至两倍 reaches twice; 一倍 alone is a doubling."""
    if part.unit is not TIMES or "倍" not in text[part.start : part.end]:
        return part
    before = text[max(0, part.start - 10) : part.start]
    offset = part.start - len(before)
    reached = _GREW_TO.search(before)
    if reached:
        return replace(part, unit=GROWTH, start=offset + reached.start())
    grew = _GREW_BY.search(before)
    if grew or part.low == part.high == 1:
        start = offset + grew.start() if grew else part.start
        return replace(part, low=part.low + 1, high=part.high + 1, unit=GROWTH, start=start)
    return part
