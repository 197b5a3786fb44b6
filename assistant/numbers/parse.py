"""Finding the quantities of a text in either language.

The number is read first (`special`, `numerals`), then what belongs to it: currency, sign, unit (`units`), the other
end of a range, and modifiers (`modifiers`). Periods (`periods`) and names with digits (`normal`) are set aside before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.numbers.modifiers import approx_after, approx_before, is_benchmark, sign_before
from assistant.numbers.normal import BLANK, masked, normalise
from assistant.numbers.numerals import Number, read_number
from assistant.numbers.periods import blanked, scan_periods
from assistant.numbers.quantity import COUNT, GROWTH, ORDINAL, POINTS, TIMES, Approx, Dimension, Quantity, Unit
from assistant.numbers.special import Special, read_special
from assistant.numbers.units import COUNTER, HINT, PHYSICAL, PREFIX, prefix_unit, read_unit


@dataclass(frozen=True, slots=True)
class _Part:
    """A number with its unit at `[start, end)` of the normalised text, before ranges and modifiers."""

    start: int
    end: int
    low: Fraction
    high: Fraction
    unit: Unit
    step: Fraction
    has_unit: bool = False
    scale: Fraction = Fraction(1)
    prefixed: bool = False
    vague: bool = False
    approx: Approx | None = None


_TRIGGER = re.compile(
    r"\d|\.\d|[零〇一二两三四五六七八九十百千万亿数几好半过上超逾近低中高个单双翻倍减腰成]"
    r"|(?<![A-Za-z0-9_\x00])(?=[A-Za-z])(?:an?|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thir|four|fif|six|seven|eigh|nine|"
    r"twen|for|half|doubl|tripl|trebl|quadrupl|quintupl|halv|twice|thrice|single|low|mid|high|tens|dozens|scores|hundred|thousand|"
    r"million|billion|trillion|several|some|multi|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|first|second|third)",
    re.IGNORECASE,
)
_RUN = re.compile(r"[\d.,]*\d|[A-Za-z]+|[零〇一二两三四五六七八九十百千万亿]+")
"""What is passed over whole where it was no number: no part of it is one either."""


def find_quantities(text: str, names: Sequence[str] = ()) -> list[Quantity]:
    """Every quantity of `text` in order, with offsets into `text`.

    `names`: product and company names that contain digits or numerals ("7-Eleven"), which are no quantities; glued
    forms such as "H100" or "GPT-4", index names, list numbers, citation marks, years and quarters are known anyway.
    """
    normal = normalise(text)
    plain = _without_periods(masked(normal, names))
    found = []
    for part in _finish(plain, _ranges(plain, _parts(plain))):
        start, end = normal.original(part.start, part.end)
        found.append(
            Quantity(part.low, part.high, part.unit, part.approx, part.vague, start, end, text[start:end], part.step)
        )
    return found


def _without_periods(plain: str) -> str:
    # 同比 and the like hold no number, and a sign may follow them
    return blanked(plain, [(p.start, p.end) for p in scan_periods(plain) if not p.is_basis])


def _parts(text: str) -> list[_Part]:
    parts: list[_Part] = []
    position = 0
    while match := _TRIGGER.search(text, position):
        at = match.start()
        part = _read(text, at, parts[-1].end if parts else 0)
        if part is not None:
            parts.append(part)
            position = part.end
        else:
            run = _RUN.match(text, at)
            position = run.end() if run else at + 1
    return parts


def _read(text: str, at: int, taken: int) -> _Part | None:
    ordinal = _ordinal(text, at)
    if ordinal:
        return ordinal
    special = read_special(text, at)
    if special is not None:
        return _special_part(text, special)
    half = _half_duration(text, at)
    if half:
        return half
    prefix = PREFIX.search(text, max(taken, at - 10), at)
    number = read_number(text, at, currency=prefix is not None)
    if number is None or (at and text[at - 1] == BLANK and text[at].isdigit()):
        return None
    return _number_part(text, number, prefix)


def _number_part(text: str, number: Number, prefix: re.Match[str] | None) -> _Part | None:
    start, end, sign = number.start, number.end, 1
    if prefix:
        start = prefix.start()
    opened = text[number.start - 1 : number.start] == "(" and text[end : end + 1] == ")"
    if opened and (prefix is not None or _ACCOUNTING.match(text, end + 1)):
        # "$(1.2) billion", "(1.2)%": an accountant's minus
        scaled = read_number(f"{text[number.start : end]}{text[end + 1 : end + 16]}", 0, currency=prefix is not None)
        if scaled is not None and scaled.scaled:
            number = replace(
                number, low=scaled.low, high=scaled.high, step=scaled.step, scale=scaled.scale, scaled=True
            )
            end += 1 + scaled.end - (number.end - number.start)
        else:
            end += 1
        start, sign = min(start, number.start - 1), -1
    elif prefix and prefix[1] == "$" and not number.scaled and _LOSS.search(text[max(0, start - 12) : start]) and text[end : end + 1] == ")":
        start, end, sign = start - 1, end + 1, -1  # "EPS of ($0.35)", not "RMB 2.90 ($0.40)"
    if sign == 1:
        sign, start = sign_before(text, start)
    more = _MORE.match(text, end)
    if more:
        end = more.end()
    read = read_unit(text, end)
    if read is None and prefix is None and _FACTOR.search(text[max(0, start - 12) : start]):
        read = TIMES, Fraction(1), end
    unit, factor = (prefix_unit(prefix[1]) if prefix else COUNT), Fraction(1)
    if read:
        if prefix is None or read[0].dimension is Dimension.MONEY:
            unit = read[0] if prefix is None or unit.code == "USD" else unit
            factor, end = read[1], read[2]
    elif prefix is None:
        counter = COUNTER.match(text, end)
        if counter:
            end = counter.end()
        elif not _stands_alone(text, number, sign):
            return None
    has_unit = prefix is not None or read is not None
    if number.words and number.low == 1 and unit.code == "year" and _THE_YEAR.search(text[max(0, start - 3) : start]):
        return None  # 过去一年
    low, high = sorted((number.low * factor * sign, number.high * factor * sign))
    approx = Approx.OVER if number.more or more else None
    prefixed = prefix is not None and read is None
    part = _and_a_half(
        text,
        _Part(start, end, low, high, unit, number.step * factor, has_unit, number.scale, prefixed, approx=approx),
    )
    if number.words and part.low == part.high == 1 and not number.scaled and not part.has_unit:
        return None  # "one of", 一个
    return part


_LOSS = re.compile(r"(?:^|[A-Za-z,;:，；：、一-鿿][ ]?)\($")
_ACCOUNTING = re.compile(r"[ ]?(?:%|billion|million|thousand|percent|亿|万)")
_THE_YEAR = re.compile(r"[去这那的新每上下同又近前来后]$")
_FACTOR = re.compile(r"factor of (?:about |nearly |roughly )?$", re.IGNORECASE)
_MORE = re.compile(r"[ ]?(?:多(?![数种样于]|元化)|余(?![额下])|(?<=[十百千万亿])几(?!何))")
_TOP = re.compile(r"(?:的|大|名|强|位|家|,|，|。|$)")
_COMPOUND = re.compile(r"-[A-Za-z]")
_RANGE_AHEAD = re.compile(r"[ ]?(?:至|到|-|~)[ ]?[一二两三四五六七八九十]")
_CAPITAL_AFTER = re.compile(r" [A-Z]")
_CAPITAL_BEFORE = re.compile(r"[A-Z][A-Za-z]* $")


def _stands_alone(text: str, number: Number, sign: int) -> bool:
    """Whether a number without unit or measure word is a quantity at all."""
    end = number.end
    following = text[end : end + 1]
    if not number.words:
        if following.isascii() and following.isalpha():
            return False  # "4K", "3D"
        return sign == 1 or not _COMPOUND.match(text, end)
    word = text[number.start : end]
    if word.isascii():
        if _COMPOUND.match(text, end) or (word[0].isupper() and _CAPITAL_AFTER.match(text, end)):
            return False
        if word[0].isupper() and _CAPITAL_BEFORE.search(text[max(0, number.start - 20) : number.start]):
            return False
        return number.low >= 2 or number.scaled
    if HINT.match(text, end) or _RANGE_AHEAD.match(text, end):
        return True
    if text[number.start - 1 : number.start] == "前" and number.low >= 3:
        return bool(_TOP.match(text, end))
    return (number.scaled and word[0] != "十" and len(word) > 1) or any(c in word for c in "百千万亿")


def _special_part(text: str, special: Special) -> _Part:
    unit, end = special.unit, special.end
    has_unit = unit is not COUNT
    if not has_unit:
        of = _OF.match(text, end)
        read = read_unit(text, of.end() if of else end)
        counter = COUNTER.match(text, end)
        if read and (of is None or read[0].dimension is not Dimension.SHARE):
            unit, end, has_unit = read[0], read[2], True
        elif counter:
            end = counter.end()
    return _Part(
        special.start,
        end,
        special.low,
        special.high,
        unit,
        special.step,
        has_unit,
        vague=special.vague,
        approx=special.approx,
    )


_OF = re.compile(r"\s+(?:of|in)(?:\s+(?:U\.?S\.?))?(?=\s)")
_HALF_YEAR = re.compile(
    r"半(?P<zh>年|个月|个?小时)(?!度|报)|half (?:a|an) (?P<en>year|hour|month|day)(?![A-Za-z])", re.IGNORECASE
)
_NOT_HALF_YEAR = "上下前后多大一两个"


def _half_duration(text: str, at: int) -> _Part | None:
    match = _HALF_YEAR.match(text, at)
    if match is None or text[max(0, at - 1) : at] in set(_NOT_HALF_YEAR):
        return None
    code = match["en"].lower() if match["en"] else {"年": "year", "个月": "month", "个百分点": "point"}.get(match["zh"], "hour")
    half = Fraction(1, 2)
    unit = POINTS if code.endswith("point") else PHYSICAL[code][0]
    return _Part(at, match.end(), half, half, unit, half, has_unit=True)


_AND_HALF = re.compile(r"半(?!年|数|导|径|天)")
_HALF_INSIDE = re.compile(r"个半(?P<unit>小时|月|季度)")


def _and_a_half(text: str, part: _Part) -> _Part:
    """ "两年半", "一个半小时"."""
    if part.unit.code == "year" and part.low == part.high and _AND_HALF.match(text, part.end):
        return replace(part, low=part.low + Fraction(1, 2), high=part.high + Fraction(1, 2), end=part.end + 1)
    inside = _HALF_INSIDE.match(text, part.end - 1) if part.unit is COUNT and text[part.end - 1] == "个" else None
    if inside:
        unit = PHYSICAL[{"小时": "hour", "月": "month", "季度": "quarter"}[inside["unit"]]][0]
        value = part.low + Fraction(1, 2)
        return replace(part, low=value, high=value, unit=unit, has_unit=True, end=inside.end())
    return part


_ORDINAL_EN = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,6})(?:st|nd|rd|th)(?![A-Za-z])", re.IGNORECASE)
_ORDINAL_WORDS = {
    w: i
    for i, w in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"],
        1,
    )
}
_ORDINAL_WORD = re.compile(r"[A-Za-z]+(?![A-Za-z-])(?P<row>[ -](?:consecutive|straight|successive)\b)?")


def _ordinal(text: str, at: int) -> _Part | None:
    """Positions: "9th", "ninth", 第九. The first three in words are mostly figures of speech: only with 连续/"straight"."""
    match = _ORDINAL_EN.match(text, at)
    if match:
        return _position(at, match.end(), int(match[1].replace(",", "")))
    if text[at].isascii():
        word = _ORDINAL_WORD.match(text, at)
        rank = _ORDINAL_WORDS.get(re.split("[ -]", word[0])[0].lower()) if word else None
        if word is None or rank is None or (rank < 4 and not word["row"]):
            return None
        return _position(at, word.start("row") if word["row"] else word.end(), rank)
    return None


def _chinese_ordinal(text: str, part: _Part) -> _Part | None:
    """ "第九年" as the position 9; None where 第 stands before a figure of speech."""
    before = text[max(0, part.start - 5) : part.start].rstrip()
    if not before.endswith("第"):
        return part
    number = read_number(text, part.start)
    if number is None or number.scaled or number.low != number.high:
        return None
    if number.words and number.low < 4 and "连续" not in text[max(0, part.start - 6) : part.start]:
        return None
    start = text.rindex("第", 0, part.start)
    return replace(_position(start, number.end, 0), low=number.low, high=number.high)


def _position(start: int, end: int, rank: int) -> _Part:
    return _Part(start, end, Fraction(rank), Fraction(rank), ORDINAL, Fraction(1), has_unit=True)


_FRAMED = re.compile(r"(?:between|介于|在|range of|范围为|处于)[ ]?(?:about |approximately |约)?$", re.IGNORECASE)
_CHANGE = re.compile(
    r"(?<!rang)(?<!ranging )(?<!range )(?<!ranged )(?<!ranges )(?<!range: )(?:from|从|由|自)[ ]?(?:about |约|的)?$",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"[ ]?(?:之间|不等|的?区间|的?范围)")


def _ranges(text: str, parts: list[_Part]) -> list[_Part]:
    """Join "A to B", "A-B", 介于 A 至 B and share unit and magnitude; "from A to B" is a change: two quantities."""
    joined: list[_Part] = []
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


def _join(text: str, left: _Part, right: _Part) -> list[_Part] | None:
    separator = _separator(text, left.end, right.start)
    if separator is None or left.vague or right.vague or left.unit is ORDINAL or right.unit is ORDINAL:
        return None
    before = text[max(0, left.start - 18) : left.start]
    framed = bool(_FRAMED.search(before)) or bool(_WITHIN.match(text, right.end))
    if separator in {"and", "和", "与"} and not framed:
        return None
    left, right = _share(left, right)
    if not left.unit.comparable(right.unit):
        return None
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
_SEPARATOR = re.compile(r"\s*(-|—|~|至|到|to|through|and|和|与)\s*", re.IGNORECASE)


def _separator(text: str, start: int, end: int) -> str | None:
    match = _SEPARATOR.fullmatch(text, start, end)
    return match[1].lower() if match else None


def _share(left: _Part, right: _Part) -> tuple[_Part, _Part]:
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


_GREW = r"(?:增加|增长|成长|提升|提高|上升|上涨|扩大|攀升|高出|多出|增|涨)"
_GREW_BY = re.compile(_GREW + r"了?[ ]?$")
_GREW_TO = re.compile(r"(?:增|增长|增加|成长|提升|提高|扩大|上升|升)[至到为](?:了|原来的|去年的|此前的)?[ ]?$")


def _finish(text: str, parts: list[_Part]) -> list[_Part]:
    """Modifiers, positions and growth multiples, each looking no further than the part before."""
    finished: list[_Part] = []
    for part in parts:
        ranked = _chinese_ordinal(text, part)
        if ranked is None:
            continue
        if ranked.unit is not ORDINAL:
            ranked = _growth(text, _modified(text, ranked))
        if finished and ranked.start < finished[-1].end:
            ranked = replace(ranked, start=max(finished[-1].end, min(part.start, ranked.end - 1)))
        finished.append(ranked)
    return finished


def _modified(text: str, part: _Part) -> _Part:
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


def _growth(text: str, part: _Part) -> _Part:
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
