"""Writing quantities and periods in the form a reader of that language expects, and rewriting a text with them.

`find_quantities(render(q, language))` gives back a quantity that says the same, in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from assistant.numbers.classes import write_class
from assistant.numbers.numerals import ZH_MAGNITUDES
from assistant.numbers.parse import find_quantities
from assistant.numbers.periods import Period, find_periods
from assistant.numbers.quantity import FRACTION, GROWTH, ORDINAL, PEOPLE, TIMES, Approx, Dimension, Quantity, Unit
from assistant.numbers.units import CURRENCIES, names_of
from index.models import Language
from index.text import CJK

_APPROX: dict[Language, dict[Approx, str]] = {
    "en": {
        Approx.ABOUT: "about ", Approx.ALMOST: "nearly ", Approx.OVER: "more than ", Approx.UNDER: "less than ",
        Approx.AT_LEAST: "at least ", Approx.AT_MOST: "up to ",
    },
    "zh": {
        Approx.ABOUT: "约 ", Approx.ALMOST: "近 ", Approx.OVER: "超过 ", Approx.UNDER: "不到 ", Approx.AT_LEAST: "至少 ",
        Approx.AT_MOST: "最多 ",
    },
}  # fmt: skip
_EN_MAGNITUDES = ((12, "trillion"), (9, "billion"), (6, "million"))
_ZH_MAGNITUDES = ((12, "万亿"), (8, "亿"), (4, "万"))
_MOST_DECIMALS = 6
"""A magnitude is used where at most this many decimals remain; else all digits are written."""

_PARTS = {
    2: "half",
    3: "third",
    4: "quarter",
    5: "fifth",
    6: "sixth",
    7: "seventh",
    8: "eighth",
    9: "ninth",
    10: "tenth",
}
_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_ZH_NUMERALS = "零一二三四五六七八九十"
_GROWN = {Fraction(2): "double", Fraction(3): "triple", Fraction(4): "quadruple", Fraction(1, 2): "halve"}


def render(quantity: Quantity, language: Language) -> str:
    """The quantity in words of `language`, modifier included: "more than $244 billion", "超过 2440 亿美元"."""
    if quantity.vague:
        return _vague(quantity, language)
    words = _APPROX[language][quantity.approx] if quantity.approx else ""
    unit = quantity.unit
    if unit is GROWTH or unit == GROWTH:
        return _growth(quantity, words, language)
    if quantity.low == quantity.high:
        return words + _single(quantity.low, unit, language)
    return words + _range(quantity.low, quantity.high, unit, language)


def _single(value: Fraction, unit: Unit, language: Language, *, full: bool = False) -> str:
    if unit == FRACTION:
        return _part(value, language)
    if unit == ORDINAL:
        return f"第 {value}" if language == "zh" else f"{value}{_suffix(int(value))}"
    number, magnitude = (_plain(abs(value), language), "") if full else _scaled(abs(value), unit, language)
    sign = "-" if value < 0 else ""
    return sign + _with_unit(number, magnitude, unit, language, singular=value == 1)


def _range(low: Fraction, high: Fraction, unit: Unit, language: Language) -> str:
    joint = " 至 " if language == "zh" else " to "
    # "5,000 to 1.2 million" could share its million: then both ends are written out.
    full = not _scaled(abs(low), unit, language)[1] and bool(_scaled(abs(high), unit, language)[1])
    money_en = unit.dimension is Dimension.MONEY and language == "en"
    if not money_en and unit.dimension not in {Dimension.SHARE, Dimension.ORDINAL} and unit != TIMES:
        first = _amount(low, unit, language, full=full)
    else:
        first = _single(low, unit, language, full=full)
    return f"{first}{joint}{_single(high, unit, language, full=full)}"


def _amount(value: Fraction, unit: Unit, language: Language, *, full: bool) -> str:
    """The number with its magnitude and without its unit."""
    number, magnitude = (_plain(abs(value), language), "") if full else _scaled(abs(value), unit, language)
    return ("-" if value < 0 else "") + (f"{number} {magnitude}" if magnitude else number)


def _scaled(value: Fraction, unit: Unit, language: Language) -> tuple[str, str]:
    """Number and magnitude; small units (percent, durations, gigawatts) take a magnitude only where it is round."""
    plain = unit.dimension not in {Dimension.MONEY, Dimension.COUNT}
    for power, word in _EN_MAGNITUDES if language == "en" else _ZH_MAGNITUDES:
        coefficient = value / 10**power
        if value >= 10**power and _decimals(coefficient) <= (0 if plain else _MOST_DECIMALS):
            return _plain(coefficient, language), word
    return _plain(value, language), ""


def _decimals(value: Fraction) -> int:
    """Decimals needed to write the value exactly, 99 where it has no finite form."""
    denominator = value.denominator
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else 99


def _plain(value: Fraction, language: Language) -> str:
    """Exact decimal digits; English groups thousands. A value without a finite form is rounded to 6 decimals."""
    decimals = _decimals(value)
    places = decimals if decimals < 99 else _MOST_DECIMALS
    digits = format(Decimal(round(value * 10**places)).scaleb(-places), "f")
    whole, _, rest = digits.partition(".")
    if language == "en":
        whole = f"{int(whole):,}"
    return f"{whole}.{rest}" if rest else whole


def _with_unit(number: str, magnitude: str, unit: Unit, language: Language, *, singular: bool) -> str:
    amount = f"{number} {magnitude}" if magnitude else number
    if unit.dimension is Dimension.MONEY:
        prefix, zh, _ = CURRENCIES.get(unit.code, (f"{unit.code} ", f" {unit.code}", unit.code))
        if language == "en":
            return prefix + amount
        return amount + zh if magnitude else f"{amount} {zh}"
    if unit == PEOPLE:
        return f"{amount} people" if language == "en" else (amount + "人" if magnitude else f"{amount} 人")
    if unit.code == "%":
        return f"{amount}%"
    if unit.code in _SMALL:
        zh, one, many = _SMALL[unit.code]
        return f"{amount} {zh}" if language == "zh" else f"{amount} {one if singular else many}"
    if unit == TIMES:
        return f"{amount} 倍" if language == "zh" else f"{amount}x"
    names = names_of(unit)
    if names is None:
        return amount
    if language == "zh":
        if unit.code == "year" and not magnitude and len(number) == 4 and number.isdigit():
            number = f"{int(number):,}"  # 2025 年 is a year, 2,025 年 are years
            amount = number
        return amount + names.zh if magnitude else f"{amount} {names.zh}"
    return f"{amount} {names.one if singular else names.many}"


_SMALL = {
    "pp": ("个百分点", "percentage point", "percentage points"),
    "bp": ("个基点", "basis point", "basis points"),
}


def _suffix(rank: int) -> str:
    if rank % 100 in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")


def _part(value: Fraction, language: Language) -> str:
    numerator, denominator = value.numerator, value.denominator
    if value == Fraction(1, 2):
        return "一半" if language == "zh" else "one-half"
    named = 0 < numerator < denominator <= 10
    if language == "zh":
        if named:
            return f"{_ZH_NUMERALS[denominator]}分之{_ZH_NUMERALS[numerator]}"
        return f"{denominator}分之{numerator}"
    if named:
        return f"{_WORDS[numerator]}-{_PARTS[denominator]}{'s' if numerator > 1 else ''}"
    return f"{_plain(value * 100, 'en')}%"


def _growth(quantity: Quantity, words: str, language: Language) -> str:
    low, high = quantity.low, quantity.high
    if language == "en":
        if low == high and low in _GROWN:
            return words + _GROWN[low]
        if low == high:
            return f"{words}{_plain(low, language)}-fold"
        return f"{words}{_plain(low, language)}-fold to {_plain(high, language)}-fold"
    if low == high and low in {2, Fraction(1, 2)} and not quantity.approx:
        return "翻倍" if low == 2 else "减半"
    if low == high:
        return f"增至{words}{_plain(low, language)} 倍"
    return f"增至{words}{_plain(low, language)} 倍至 {_plain(high, language)} 倍"


_EN_ORDERS = {
    1: "dozens", 2: "hundreds", 3: "thousands", 4: "tens of thousands", 5: "hundreds of thousands", 6: "millions", 7: "tens of millions",
    8: "hundreds of millions", 9: "billions", 10: "tens of billions", 11: "hundreds of billions", 12: "trillions",
    13: "tens of trillions", 14: "hundreds of trillions",
}  # fmt: skip
_ZH_ORDERS = {power: word for word, power in ZH_MAGNITUDES.items() if word != "兆"}


def _vague(quantity: Quantity, language: Language) -> str:
    unit = quantity.unit
    named = write_class(quantity.low, quantity.high, language) if unit.code == "%" else None
    if named:
        return named
    power = len(str(int(quantity.low))) - 1
    if language == "zh":
        zh = _ZH_ORDERS.get(power) or _ZH_ORDERS[power - 12] + "万亿"
        if unit.dimension is Dimension.MONEY:
            return f"数{zh}{CURRENCIES.get(unit.code, ('', ' ' + unit.code))[1]}"
        if unit == PEOPLE:
            return f"数{zh}人"
        names_zh = names_of(unit)
        return f"数{zh}{names_zh.zh if names_zh else ''}"
    en = _EN_ORDERS[power]
    if unit.dimension is Dimension.MONEY:
        return f"{en} of {CURRENCIES.get(unit.code, ('', '', unit.code))[2]}"
    if unit == PEOPLE:
        return f"{en} of people"
    names_en = names_of(unit)
    return f"{en} of {names_en.many}" if names_en else en


_ORDINALS_EN = {1: "first", 2: "second", 3: "third", 4: "fourth"}
_ORDINALS_ZH = {1: "一", 2: "二", 3: "三", 4: "四"}
_MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_RELATIVE: dict[str, tuple[str, str]] = {
    "this_year": ("今年", "this year"), "last_year": ("去年", "last year"), "next_year": ("明年", "next year"),
    "this_quarter": ("本季度", "this quarter"), "last_quarter": ("上季度", "last quarter"), "next_quarter": ("下季度", "next quarter"),
    "this_month": ("本月", "this month"), "last_month": ("上个月", "last month"), "next_month": ("下个月", "next month"),
    "same_period_last_year": ("去年同期", "the same period last year"), "ttm": ("过去 12 个月", "trailing twelve months"),
    "full_year": ("全年", "full year"), "yoy": ("同比", "year over year"), "qoq": ("环比", "quarter over quarter"),
}  # fmt: skip


def render_period(period: Period, language: Language) -> str:
    """The period in words of `language`: "Q4 2025", "2025 年第四季度", "mid-2026", "2026 年年中"."""
    return _period_zh(period) if language == "zh" else _period_en(period)


def _period_zh(period: Period) -> str:
    year = f"{period.year} {'财年' if period.fiscal else '年'}" if period.year else ""
    if period.relative and period.point == "late":
        return _RELATIVE[period.relative][0] + "晚些时候"
    if period.relative:
        year = _RELATIVE[period.relative][0]
    if period.quarter:
        return f"{year}第{_ORDINALS_ZH[period.quarter]}{'财季' if period.fiscal and not year else '季度'}"
    if period.half:
        return year + ("上半年" if period.half == 1 else "下半年")
    if period.month:
        day = f" {period.day} 日" if period.day else ""
        return f"{year}{' ' if year else ''}{period.month} 月{day}"
    if period.point == "late":
        return year + "晚些时候"
    if period.point:
        # 年初 stands for both the beginning and the early part; there is no shorter pair.
        word = {"start": "年初", "early": "年初", "mid": "年中", "end": "年底"}[period.point]
        return f"{period.year} {word}" if period.year and not period.fiscal and period.point != "mid" else year + word
    return year or period.text


def _period_en(period: Period) -> str:
    year = f"{'FY' if period.fiscal else ''}{period.year}" if period.year else ""
    if period.relative:
        year = _RELATIVE[period.relative][1]
    if period.quarter:
        if period.relative:
            return f"{_ORDINALS_EN[period.quarter]} quarter of {year}"
        if not year:
            return f"{'fiscal ' if period.fiscal else ''}{_ORDINALS_EN[period.quarter]} quarter"
        return f"Q{period.quarter} {year}"
    if period.half:
        name = f"{_ORDINALS_EN[period.half]} half"
        return f"{name} of {year}" if year else name
    if period.month:
        name = _MONTHS_EN[period.month - 1]
        if period.day:
            return f"{name} {period.day}{', ' + str(period.year) if period.year else ''}"
        return f"{name} {period.year}" if period.year else name
    if period.point:
        if period.point == "late" and period.relative:
            return f"later {year}"
        before = {
            "start": "the beginning of ",
            "early": "early ",
            "mid": "mid-",
            "late": "late ",
            "end": "the end of ",
        }[period.point]
        if not year:
            return {"start": "the beginning of the year", "mid": "mid-year", "end": "year-end"}.get(
                period.point, before.strip()
            )
        return f"{before.replace('mid-', 'mid ') if period.relative else before}{year}"
    return year or period.text


_WORD_END = re.compile(rf"[A-Za-z0-9{CJK}%]$")
_CJK_ONLY = re.compile(f"[{CJK}]")


def rewrite(text: str, language: Language, names: Sequence[str] = ()) -> str:
    """`text` with every quantity and period written in `language`; all else stays as it is.

    `names` as in `find_quantities`. Small counts in words stay words (三项, "three charges"): a digit in their place reads
    oddly, and no reader or model mistakes them.
    """
    quantities = [q for q in find_quantities(text, names) if not _is_small_word(q)]
    pieces = [(q.start, q.end, render(q, language) + _of(q, text, language)) for q in quantities]
    pieces += [(p.start, p.end, render_period(p, language)) for p in find_periods(text, names)]
    pieces.sort()
    out: list[str] = []
    position = 0
    for start, end, written in pieces:
        if start < position:
            continue
        out.append(text[position:start])
        piece = _spaced(text, start, end, written)
        out.append(piece.lstrip() if out[-1] == "" and len(out) > 1 and out[-2].endswith(" ") else piece)
        position = end
    out.append(text[position:])
    return "".join(out)


def figures_in(text: str, language: Language) -> tuple[str, ...]:
    """The figures of a text in the other language, written in `language`, in their order and each once.

    Left out are those that need no translation: percentages and others that are written alike, ordinals, small counts in
    words, and what only gives an order of magnitude.
    """
    written = [
        render(quantity, language)
        for quantity in find_quantities(text)
        if not (quantity.vague or quantity.unit == ORDINAL or _is_small_word(quantity))
    ]
    plain = re.sub(r"\s", "", text)
    return tuple(dict.fromkeys(figure for figure in written if re.sub(r"\s", "", figure) not in plain))


def _is_small_word(quantity: Quantity) -> bool:
    """Whether this is a plain count below ten that is written as a word."""
    plain = quantity.unit.dimension is Dimension.COUNT and not quantity.vague and not re.search(r"\d", quantity.text)
    return plain and quantity.low == quantity.high and 0 < quantity.low < 10


def _of(quantity: Quantity, text: str, language: Language) -> str:
    """ "thousands of" before the noun that a Chinese amount stands in front of."""
    counts = quantity.vague and quantity.unit.dimension is Dimension.COUNT and quantity.unit != PEOPLE
    following = text[quantity.end : quantity.end + 2].lstrip()[:1]
    return " of" if language == "en" and counts and _CJK_ONLY.match(following) and following != "的" else ""


def _spaced(text: str, start: int, end: int, written: str) -> str:
    """Spaces between what was written and letters beside it: Latin words and Chinese characters never stick together."""
    before, after = text[start - 1 : start], text[end : end + 1]
    left = " " if _WORD_END.search(before) and not (_CJK_ONLY.match(before) and _CJK_ONLY.match(written)) else ""
    right = " " if _WORD_END.search(after) and not (_CJK_ONLY.match(after) and _CJK_ONLY.match(written[-1])) else ""
    return left + written + right
