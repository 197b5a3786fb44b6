"""Finding the quantities of a text in either language.

The number is read first (`special`, `numerals`), then what belongs to it: currency, sign and unit (`units`), the other
end of a range and modifiers (`ranges`). Periods (`periods`) and names with digits (`normal`) are set aside before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from assistant.numbers.modifiers import sign_before
from assistant.numbers.names import masked
from assistant.numbers.normal import BLANK, normalise
from assistant.numbers.numerals import Number, read_number
from assistant.numbers.part import Part, english_ordinal
from assistant.numbers.periods import Period, blanked, scan_periods
from assistant.numbers.quantity import COUNT, POINTS, TIMES, Approx, Dimension, Quantity
from assistant.numbers.ranges import finish, join_ranges
from assistant.numbers.special import Special, read_special
from assistant.numbers.units import COUNTER, HINT, PHYSICAL, PREFIX, prefix_unit, read_unit

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
    return find_figures(text, names)[0]


def find_figures(text: str, names: Sequence[str] = ()) -> tuple[list[Quantity], list[Period]]:
    """The quantities of a text, and its periods (as `find_periods` gives them), for the price of one reading."""
    normal = normalise(text)
    plain = masked(normal.text, names)
    periods = scan_periods(plain)
    # 同比 and the like hold no number, and a sign may follow them
    plain = blanked(plain, [(p.start, p.end) for p in periods if not p.is_basis or "一" in plain[p.start : p.end]])
    found = []
    for part in finish(plain, join_ranges(plain, _parts(plain))):
        start, end = normal.original(part.start, part.end)
        found.append(
            Quantity(part.low, part.high, part.unit, part.approx, part.vague, start, end, text[start:end], part.step)
        )
    placed = [(period, *normal.original(period.start, period.end)) for period in periods]
    return found, [replace(p, start=start, end=end, text=text[start:end]) for p, start, end in placed]


def _parts(text: str) -> list[Part]:
    parts: list[Part] = []
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


def _read(text: str, at: int, taken: int) -> Part | None:
    ordinal = english_ordinal(text, at)
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


def _number_part(text: str, number: Number, prefix: re.Match[str] | None) -> Part | None:
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
    elif (
        prefix
        and prefix[1] == "$"
        and not number.scaled
        and _LOSS.search(text[max(0, start - 12) : start])
        and text[end : end + 1] == ")"
    ):
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
        Part(start, end, low, high, unit, number.step * factor, has_unit, number.scale, prefixed, approx=approx),
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


def _special_part(text: str, special: Special) -> Part:
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
    return Part(
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


def _half_duration(text: str, at: int) -> Part | None:
    match = _HALF_YEAR.match(text, at)
    if match is None or text[max(0, at - 1) : at] in set(_NOT_HALF_YEAR):
        return None
    code = (
        match["en"].lower()
        if match["en"]
        else {"年": "year", "个月": "month", "个百分点": "point"}.get(match["zh"], "hour")
    )
    half = Fraction(1, 2)
    unit = POINTS if code.endswith("point") else PHYSICAL[code][0]
    return Part(at, match.end(), half, half, unit, half, has_unit=True)


_AND_HALF = re.compile(r"半(?!年|数|导|径|天)")
_HALF_INSIDE = re.compile(r"个半(?P<unit>小时|月|季度)")


def _and_a_half(text: str, part: Part) -> Part:
    """ "两年半", "一个半小时"."""
    if part.unit.code == "year" and part.low == part.high and _AND_HALF.match(text, part.end):
        return replace(part, low=part.low + Fraction(1, 2), high=part.high + Fraction(1, 2), end=part.end + 1)
    inside = _HALF_INSIDE.match(text, part.end - 1) if part.unit is COUNT and text[part.end - 1] == "个" else None
    if inside:
        unit = PHYSICAL[{"小时": "hour", "月": "month", "季度": "quarter"}[inside["unit"]]][0]
        value = part.low + Fraction(1, 2)
        return replace(part, low=value, high=value, unit=unit, has_unit=True, end=inside.end())
    return part
