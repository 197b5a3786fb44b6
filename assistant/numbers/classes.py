"""Percentages given as a class: "double-digit", "low-to-mid single digits", "high teens", 两位数, 低个位数.

A class is a half-open interval of percent:

- single-, double-, triple-digit: 1 to 10, 10 to 100, 100 to 1000;
- their low, mid and high parts: thirds of that, but "low double-digit" is 10 to 14, as guidance uses it;
- teens, twenties ...: a decade; low, mid and high begin at its 0, 4 and 7;
- "low-to-mid": from where "low" begins to where "mid" ends.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import product

from index.models import Language

Interval = tuple[Fraction, Fraction]

PARTS = ("low", "mid", "high")
_EN = re.compile(
    r"(?:(?P<part>low|mid|high)(?:er)?(?:[- ]to[- ](?P<upto>mid|high))?[- ])?"
    r"(?:(?P<digits>single|double|triple)[- ]digits?|(?P<decade>teens|[2-9]0'?s|twenties|thirties|forties|fifties))"
    r"(?:[- ](?:percent(?:age)?s?|\x25)(?! point))?(?![A-Za-z])",
    re.IGNORECASE,
)
_ZH = re.compile(
    r"(?P<part>[低中高])?段?(?:[至到]?(?P<upto>[中高])段?)?(?P<digits>[个单一两双二三])位数字?"
    r"(?=的?(?:百分|增|下|跌|涨|同比|降|提升|成长|$|\W|的))"
)
_ZH_DECADE = re.compile(r"(?P<decade>[1-9])0% ?(?:区间)?的?(?P<part>[低中高])段(?:[至到](?P<upto>[中高])段)?")
_ZH_PARTS = {"低": "low", "中": "mid", "高": "high"}
_DIGITS = {"single": 1, "double": 2, "triple": 3} | dict.fromkeys("个单一", 1) | dict.fromkeys("两双二", 2) | {"三": 3}
_DECADES = {"teens": 1, "twenties": 2, "thirties": 3, "forties": 4, "fifties": 5}


def interval(digits: int | None, decade: int | None, part: str | None = None, upto: str | None = None) -> Interval:
    """The percent interval of a class of `digits` digits, or else of a `decade` (1 for the teens); see above."""
    edges = _digit_edges(digits) if digits is not None else [Fraction(10 * (decade or 0) + d) for d in (0, 4, 7, 10)]
    if part is None:
        return edges[0], edges[-1]
    first, last = PARTS.index(part), PARTS.index(upto or part)
    high = Fraction(14) if digits == 2 and last == 0 else edges[last + 1]
    return edges[first], high


def _digit_edges(digits: int) -> list[Fraction]:
    low, high = Fraction(10 ** (digits - 1)), Fraction(10**digits)
    return [low + index * (high - low) / 3 for index in range(4)]


def read_class(text: str, position: int) -> tuple[int, Interval] | None:
    """The end and the interval of the class that begins at `position`, None where none does."""
    for pattern in (_EN, _ZH, _ZH_DECADE):
        match = pattern.match(text, position)
        if match is None:
            continue
        found = match.groupdict()
        part, upto = found["part"], found["upto"]
        if part is None and (upto or (found.get("decade") and pattern is _EN)):
            continue  # "the teens", "the 30s" are no percentages by themselves
        part, upto = _ZH_PARTS.get(part, part), _ZH_PARTS.get(upto, upto)
        part, upto = part and part.lower(), upto and upto.lower()
        if upto and PARTS.index(upto) <= PARTS.index(part):
            continue
        digits = _DIGITS[found["digits"].lower()] if found.get("digits") else None
        return match.end(), interval(digits, _decade(found.get("decade")), part, upto)
    return None


def _decade(word: str | None) -> int | None:
    return None if word is None else int(word[0]) if word[0].isdigit() else _DECADES[word.lower()]


def write_class(low: Fraction, high: Fraction, language: Language) -> str | None:
    """The class with this interval in words, None where there is none."""
    names = {1: ("个位数", "single-digit"), 2: ("两位数", "double-digit"), 3: ("三位数", "triple-digit")}
    for (digits, (zh, en)), (part, upto) in product(names.items(), _ASPECTS):
        if interval(digits, None, part, upto) == (low, high):
            return _aspect(part, upto, language) + (zh if language == "zh" else f"{en} percent")
    for decade, (part, upto) in product(range(1, 10), _ASPECTS[1:]):
        if interval(None, decade, part, upto) == (low, high):
            if language == "zh":
                return f"{decade}0% 区间{'段至'.join(_aspect(p, None, 'zh') for p in (part, upto) if p)}段"
            return f"{_aspect(part, upto, 'en')}{'teens' if decade == 1 else f'{decade}0s'} percent"
    return None


_ASPECTS: tuple[tuple[str | None, str | None], ...] = (
    (None, None),
    ("low", None),
    ("mid", None),
    ("high", None),
    ("low", "mid"),
    ("mid", "high"),
)


def _aspect(part: str | None, upto: str | None, language: Language) -> str:
    if part is None:
        return ""
    if language == "en":
        return f"{part}-to-{upto}-" if upto else f"{part}-"
    zh = {"low": "低", "mid": "中", "high": "高"}
    return f"{zh[part]}至{zh[upto]}" if upto else zh[part]
