"""Amounts that are no plain number: fractions, multiples, vague amounts.

Readings that this module fixes (both languages have loose uses; these are the strict ones):

- 增加/增长/提高 N 倍 adds N times: the result is N + 1 times ("增加了两倍" is tripled, "增长一倍" doubled);
  增至/是 N 倍 is N times. A bare N 倍 is N times.
- 翻倍, 翻一番 and "doubled" are twofold; 翻 N 番 is 2**N; 翻 N 倍 is N times.
- 数十亿, 几十亿, "billions", "several billion" are all of the order 10**9: at least 10**9 and less than 10**10.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from assistant.numbers.classes import read_class
from assistant.numbers.numerals import ZH_MAGNITUDES, read_number, zh_value
from assistant.numbers.quantity import COUNT, FRACTION, GROWTH, PERCENT, TIMES, Approx, Unit


@dataclass(frozen=True, slots=True)
class Special:
    """An amount read at `[start, end)`, complete but for its modifiers (and, where `vague`, its unit)."""

    start: int
    end: int
    low: Fraction
    high: Fraction
    unit: Unit
    vague: bool = False
    approx: Approx | None = None
    step: Fraction = Fraction(1)


_ZH = "零〇一二两三四五六七八九十百"
_NUM = r"(?:\d+(?:\.\d+)?)"
_PERCENT_ZH = re.compile(
    rf"(?:百分之[ \u00a0]?|百分(?=百))({_NUM}|[{_ZH}点]+)(?:[ ]?(?:至|到|-|~)[ ]?(?:百分之)?({_NUM}|[{_ZH}点]+))?"
)
_PERMILLE_ZH = re.compile(rf"千分之[ \u00a0]?({_NUM}|[{_ZH}]{{1,12}})")
_FRACTION_ZH = re.compile(r"([二三四五六七八九十]{1,4}|\d{1,3})分之([一二两三四五六七八九十]{1,4}|\d{1,3})")
_TENTHS_ZH = re.compile(
    r"(?<![十第年])(?P<low>[一二两三四五六七八九\d])(?:[至到-]?(?P<high>[二三四五六七八九\d]))?成(?P<five>半|[一二三四五六七八九])?"
    r"(?![立为功本员长交熟果就型绩分都形套])"
)
_HALF_ZH = re.compile(r"一半|半数|(?<![通经])过半(?![年个天小])")
_HALVE_ZH = re.compile(r"减半|腰斩")
_DOUBLE_ZH = re.compile(r"(?:翻了?(?P<n>[一二两三四五1-9])?[ ]?(?P<kind>番|倍)|倍增(?![器长]?期))(?:增长)?")
_SCALE_ZH = "[十百千]?(?:万亿|亿|万)|[十百千]"
_VAGUE_ZH = re.compile(
    rf"(?:(?<![人次户件指系函总计无少读奇偶岁])数(?!字|据|码|量|目|额|值)|好?几)(?P<scale>{_SCALE_ZH})(?!位数|分之)|数以(?P<counted>{_SCALE_ZH})计|"
    rf"(?P<grade>万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百)级(?!别)|(?P<idiom>成千上万|成百上千)"
)
_OVER_ZH = re.compile(
    r"(?P<word>上|超过?|逾|[过破]|(?<![最附临靠贴亲拉])近)(?P<scale>万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百)(?![度分年科一般货])"
)

_FRACTION_NAMES = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10,
}  # fmt: skip
_NUMERATORS = {
    w: i for i, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
} | {
    "a": 1,
    "an": 1,
}
_PART = r"half|halves|third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
_FRACTION_EN = re.compile(
    rf"(?P<n>an?|one|two|three|four|five|six|seven|eight|nine|[1-9])(?P<joint>[- ])(?P<d>{_PART})s?(?![A-Za-z-])",
    re.IGNORECASE,
)
_AFTER_PART = re.compile(
    r"\s*(?:$|[.,;:)!?，。]|(?:of|more|less|higher|lower|to|in|from|for|compared|versus|year|as|and|or|the|larger|faster|cheaper|was|is|are|were|over|by)\b)",
    re.IGNORECASE,
)
_HALF_EN = re.compile(
    r"half(?=\s+(?:of|the|our|its|their|all|as|that|to)\b)(?!\s+(?:of|the)\s+(?:year|hour|decade)\b)", re.IGNORECASE
)
_BY_HALF = re.compile(r"(?:by|in|only|than|nearly|almost|about|over|roughly|around|approximately)\s$", re.IGNORECASE)
_BARE_HALF = re.compile(r"half(?![\w-])(?!\s+(?:year|an?|hour|day|time|[a-z]*(?:ion|and))\b)", re.IGNORECASE)
_NOT_HALF = re.compile(r"(?:first|second|back|latter|front|other|last|this|each|[12])[ -]$", re.IGNORECASE)
_SLASH = re.compile(r"(?<![\d/.$€£,-])([1-9])/([2-9]|10)(?![\d/.]|\s*[日号])")
_ONE_IN = re.compile(
    r"(?:one|1) (?:in|out of) (?:every )?(two|three|four|five|six|seven|eight|nine|ten|\d{1,2})(?![\w.,]*\d|[- ]?\w*(?:year|month|quarter|day)s?\b)",
    re.IGNORECASE,
)
_GROWN_EN = re.compile(
    r"(?:(?P<two>doubl(?:e|es|ed|ing))|(?P<three>tripl(?:e|es|ed|ing)|trebl(?:e|es|ed|ing))|(?P<four>quadrupl(?:e|es|ed|ing))"
    r"|(?P<five>quintupl(?:e|es|ed|ing))|(?P<half>halv(?:e|es|ed|ing)))(?![A-Za-z])"
    r"(?![- ](?:down|click|check|count|counting|digit|digits|sided|edged|stack|decker|blind|a\b|bottom|play|threat|net)|-)",
    re.IGNORECASE,
)
_GROWTH_FACTORS = {
    "two": Fraction(2),
    "three": Fraction(3),
    "four": Fraction(4),
    "five": Fraction(5),
    "half": Fraction(1, 2),
}
_TWICE = re.compile(r"(?P<n>twice|thrice)(?![A-Za-z])(?!\s+(?:a|per|every|daily|each|weekly|in)\b)", re.IGNORECASE)
_FOLD = re.compile(
    r"(?P<n>two|three|four|five|six|seven|eight|nine|ten|twenty|hundred)-?fold(?![A-Za-z])", re.IGNORECASE
)
_FOLDS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twenty": 20,
    "hundred": 100,
}
_EN_SCALE = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_VAGUE_EN = re.compile(
    r"(?:(?P<multiple>tens|hundreds|dozens|scores|thousands)(?: and (?:tens|hundreds|thousands))? of (?P<of>thousands|millions|billions|trillions)"
    r"|(?:several|a few|some few|a couple(?: of)?|multiple)[ -](?P<several>hundred|thousand|million|billion|trillion)(?: (?P<more>thousand|million|billion|trillion))?"
    r"|multi-?(?P<multi>hundred|thousand|million|billion|trillion)(?:[ -](?P<multimore>million|billion|trillion))?"
    r"|(?P<plain>tens|dozens|scores|hundreds|thousands|millions|billions|trillions)(?=\s+(?:of|more|upon)\b|\s*(?:$|[.,;!?)]|in\b|and\b|to\b|for\b|on\b|per\b)|[ ]?[\u4e00-\u9fff]))(?![A-Za-z])",
    re.IGNORECASE,
)
_PLAIN_POWERS = {
    "tens": 1, "dozens": 1, "scores": 1, "hundreds": 2, "thousands": 3, "millions": 6, "billions": 9, "trillions": 12
}  # fmt: skip


def read_special(text: str, position: int) -> Special | None:
    """The special amount that begins at `position`, None where none does."""
    readers = _EN_READERS if text[position].isascii() and text[position].isalpha() else _ZH_READERS
    for reader in readers:
        special = reader(text, position)
        if special is not None:
            return special
    return None


def _value(written: str) -> Fraction | None:
    return Fraction(written) if written[0].isdigit() else zh_value(written)


def _percent_zh(text: str, position: int) -> Special | None:
    match = _PERCENT_ZH.match(text, position)
    if match is None:
        return None
    low = Fraction(100) if match[1] == "百" else _value(match[1])
    high = _value(match[2]) if match[2] else low
    if low is None or high is None:
        return None
    return Special(position, match.end(), low, high, PERCENT)


def _permille_zh(text: str, position: int) -> Special | None:
    match = _PERMILLE_ZH.match(text, position)
    value = _value(match[1]) if match else None
    return (
        Special(position, match.end(), value / 10, value / 10, PERCENT, step=Fraction(1, 10))
        if match and value
        else None
    )


def _fraction_zh(text: str, position: int) -> Special | None:
    match = _FRACTION_ZH.match(text, position)
    if match is None:
        return None
    denominator, numerator = _value(match[1]), _value(match[2])
    if not denominator or numerator is None:
        return None
    return _part(position, match.end(), numerator / denominator)


def _part(start: int, end: int, value: Fraction, unit: Unit = FRACTION) -> Special:
    return Special(start, end, value, value, unit, step=value)


def _tenths_zh(text: str, position: int) -> Special | None:
    match = _TENTHS_ZH.match(text, position)
    if match is None or (position and text[position - 1].isdigit()):
        return None
    low = _value(match["low"])
    high = _value(match["high"]) if match["high"] else low
    if low is None or high is None or high < low:
        return None
    more = (
        Fraction(5)
        if match["five"] == "半"
        else (_value(match["five"]) or Fraction(0))
        if match["five"]
        else Fraction(0)
    )
    return Special(position, match.end(), low * 10 + more, high * 10 + more, PERCENT, step=Fraction(1 if more else 10))


def _half_zh(text: str, position: int) -> Special | None:
    match = _HALF_ZH.match(text, position)
    if match is None:
        return None
    approx = Approx.OVER if match[0].startswith("过") else None
    return Special(position, match.end(), Fraction(1, 2), Fraction(1, 2), FRACTION, approx=approx, step=Fraction(1, 2))


def _growth_zh(text: str, position: int) -> Special | None:
    match = _HALVE_ZH.match(text, position)
    if match:
        return _part(position, match.end(), Fraction(1, 2), GROWTH)
    match = _DOUBLE_ZH.match(text, position)
    if match is None:
        return None
    n = (_value(match["n"]) if match["n"] else None) or Fraction(1)
    factor = max(n, Fraction(2)) if match["kind"] == "倍" else Fraction(2 ** int(n))
    return _part(position, match.end(), factor, GROWTH)


def _class(text: str, position: int) -> Special | None:
    read = read_class(text, position)
    return Special(position, read[0], *read[1], PERCENT, vague=True) if read else None


def _order(position: int, end: int, power: int) -> Special:
    return Special(position, end, Fraction(10**power), Fraction(10 ** (power + 1)), COUNT, vague=True)


def _power_zh(scale: str) -> int:
    """The power of ten of 十, 百万, 千亿, 十万亿 and so on."""
    if scale in ZH_MAGNITUDES:
        return ZH_MAGNITUDES[scale]
    return ZH_MAGNITUDES[scale[0]] + ZH_MAGNITUDES[scale[1:]]


def _vague_zh(text: str, position: int) -> Special | None:
    match = _VAGUE_ZH.match(text, position)
    if match:
        if match["idiom"]:
            return _order(position, match.end(), 3 if match["idiom"] == "成千上万" else 2)
        scale = match["scale"] or match["counted"] or match["grade"]
        return _order(position, match.end(), _power_zh(scale))
    match = _OVER_ZH.match(text, position)
    if match is None or (ZH_MAGNITUDES[match["scale"]] < 8 and not _COUNTED.match(text, match.end())):
        return None
    value = Fraction(10 ** ZH_MAGNITUDES[match["scale"]])
    approx = Approx.ALMOST if match["word"] == "近" else Approx.OVER
    return Special(position, match.end(), value, value, COUNT, approx=approx, step=value)


_COUNTED = re.compile(
    r"[ ]?(?:个|家|人|名|位|件|座|台|辆|份|笔|款|种|条|元|美元|港元|欧元|吨|户|次|片|颗|项|公里|平方|年|天|用户|客户|企业|员工|城市)"
)


_OF_WHOLE = re.compile(r"s? of (?!growth|decline|a\b)")


def _fraction_en(text: str, position: int) -> Special | None:
    match = _FRACTION_EN.match(text, position)
    if match:
        name = match["d"].lower()
        numerator = _NUMERATORS.get(match["n"].lower()) or int(match["n"])
        joined = match["joint"] == "-" or numerator > 1
        if name == "quarter" and numerator != 1 and match["joint"] == " " and not _OF_WHOLE.match(text, match.end()):
            joined = False
        elif name == "quarter" and match["joint"] == " ":
            joined = bool(_OF_WHOLE.match(text, match.end()))
        elif not joined:
            joined = bool(_AFTER_PART.match(text, match.end()))
        if joined and numerator < _FRACTION_NAMES[name]:
            return _part(position, match.end(), Fraction(numerator, _FRACTION_NAMES[name]))
    return None


def _half_en(text: str, position: int) -> Special | None:
    before = text[max(0, position - 16) : position]
    if _NOT_HALF.search(before):
        return None
    match = _HALF_EN.match(text, position) or (_BARE_HALF.match(text, position) if _BY_HALF.search(before) else None)
    return _part(position, match.end(), Fraction(1, 2)) if match else None


def _one_in(text: str, position: int) -> Special | None:
    match = _ONE_IN.match(text, position)
    if match is None:
        return None
    number = read_number(match[1], 0)
    if number is None or number.low < 2:
        return None
    return _part(position, match.end(), 1 / number.low)


def _slash(text: str, position: int) -> Special | None:
    match = _SLASH.match(text, position)
    if match is None or int(match[1]) >= int(match[2]):
        return None
    return _part(position, match.end(), Fraction(int(match[1]), int(match[2])))


def _growth_en(text: str, position: int) -> Special | None:
    match = _GROWN_EN.match(text, position)
    if match and match.lastgroup:
        return _part(position, match.end(), _GROWTH_FACTORS[match.lastgroup], GROWTH)
    match = _TWICE.match(text, position)
    if match:
        return _part(position, match.end(), Fraction(2 if match["n"].lower() == "twice" else 3), TIMES)
    match = _FOLD.match(text, position)
    return _part(position, match.end(), Fraction(_FOLDS[match["n"].lower()]), GROWTH) if match else None


def _vague_en(text: str, position: int) -> Special | None:
    match = _VAGUE_EN.match(text, position)
    if match is None:
        return None
    found = {k: v.lower() for k, v in match.groupdict().items() if v}
    if "multiple" in found:
        power = _PLAIN_POWERS[found["multiple"]] + _PLAIN_POWERS[found["of"]]
    elif "plain" in found:
        power = _PLAIN_POWERS[found["plain"]]
    else:
        power = sum(_EN_SCALE[word] for word in found.values())
    return _order(position, match.end(), power)


_Reader = Callable[[str, int], "Special | None"]
_ZH_READERS: tuple[_Reader, ...] = (
    _one_in, _percent_zh, _permille_zh, _fraction_zh, _class, _vague_zh, _tenths_zh, _half_zh, _growth_zh, _slash,
)  # fmt: skip
_EN_READERS: tuple[_Reader, ...] = (_one_in, _fraction_en, _class, _vague_en, _growth_en, _half_en)
