"""Reading the number itself: Arabic digits, Chinese numerals and English number words, with their magnitudes.

`read_number` reads one exact number. Fractions, multiples and vague amounts are in `assistant.numbers.special`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_ZH_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ZH_POWERS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
ZH_MAGNITUDES = {
    "十万": 5, "百万": 6, "千万": 7, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12,
    "十": 1, "百": 2, "千": 3, "万": 4, "亿": 8, "兆": 12,
}  # fmt: skip
_ZH_MAGNITUDE = re.compile(
    r"[ \u00a0]?(?P<more>[多余几])?[ \u00a0]?(?P<magnitude>万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千(?![瓦克米兆卡伏])|百(?!分)|"
    r"兆(?=[ \u00a0]?(?:美元|美金|元|日元|日圆|韩元|韩圆|港元|新台币|台币)))"
)
_EN_MAGNITUDES = {
    "hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "lakh": 5, "crore": 7,
    "k": 3, "m": 6, "mn": 6, "mln": 6, "mm": 6, "b": 9, "bn": 9, "bln": 9, "t": 12, "tn": 12, "trn": 12, "tr": 12,
}  # fmt: skip
_EN_WORD = re.compile(
    r"[ \u00a0-]?(hundred|thousand|million|billion|trillion|lakh|crore)s?(?![A-Za-z0-9])", re.IGNORECASE
)
_EN_SHORT = re.compile(
    r"(?:[ \u00a0]?(bn|bln|mn|mln|tn|trn)|(k|K|m|M|MM|mm|b|B|Bn|BN|Mn|MN|t|T|Tn|tr))(?![A-Za-z0-9])", re.IGNORECASE
)

_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)|\d{1,3}(?:\u00a0\d{3})+(?!\d)")
_SPACED = re.compile(
    r"\d{1,3}(?: \d{3})+(?!\d)(?=[.]\d|[ \u00a0]?(?:%|元|美|欧|港|亿|万|百万|千万|percent|million|billion|thousand|dollars|euros))"
)
_PLAIN = re.compile(r"\d+")
_DECIMALS = re.compile(r"\.\d+")

_ONES = {
    w: i
    for i, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    w: 10 * i for i, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(list(_ONES)[1:10])}))?|{'|'.join(sorted(_ONES, key=len, reverse=True))})"
_HUNDREDS = rf"(?:(?:{_SMALL}|a) hundred(?:(?: and)? {_SMALL})?|{_SMALL})"
_SCALE = "(?:hundred thousand|hundred million|hundred billion|thousand|million|billion|trillion|dozen|lakh|crore)"
EN_NUMBER = re.compile(
    rf"(?:half[ -](?:an? )?{_SCALE}|(?:an?|one) and a half(?: {_SCALE})?|{_SMALL} and a half(?: {_SCALE})?"
    rf"|an? {_SCALE} and a half|{_SMALL} point (?:{_SMALL})(?: (?:{'|'.join(list(_ONES)[:10])}))*(?:[ -]{_SCALE})?"
    rf"|(?:{_HUNDREDS}|an?)[ -]{_SCALE}(?:(?:,? and| |, )? ?{_HUNDREDS}(?: {_SCALE})?)*|{_HUNDREDS})(?![A-Za-z])",
    re.IGNORECASE,
)
_ZH_RUN = "零〇一二两三四五六七八九十百千万亿"
ZH_NUMBER = re.compile(rf"[{_ZH_RUN}]{{1,24}}(?![{_ZH_RUN}])(?:点[零〇一二三四五六七八九]{{1,9}}[十百千万亿]{{0,3}})?")
_ZH_PAIR = re.compile(r"([一二两三四五六七八])([二三四五六七八九])((?:十|百|千)?(?:万亿|亿|万)?)$")


@dataclass(frozen=True, slots=True)
class Number:
    """A number read at `[start, end)`: value or pair ("三四百"), value of the last digit, and how it was written.

    `scale` is the magnitude at its end ("亿", "billion") that the other end of a range may share. `scaled`: a magnitude was stated. `words`: written without digits, so it counts only with a unit or a magnitude.
    `more`: 多/余 stood inside it ("400 多万").
    """

    start: int
    end: int
    low: Fraction
    high: Fraction
    step: Fraction
    scaled: bool = False
    words: bool = False
    more: bool = False
    scale: Fraction = Fraction(1)


def read_number(text: str, position: int, *, currency: bool = False) -> Number | None:
    """The number that begins at `position`, None where none does. `currency`: a currency stands before it."""
    character = text[position]
    if character.isdigit() or (character == "." and text[position + 1 : position + 2].isdigit()):
        return _arabic(text, position, currency)
    if character.isascii():
        return _english(text, position)
    return _chinese(text, position)


def _step(digits: str) -> Fraction:
    """Value of the last significant digit: 1/10 for "3.9", 100 for "2300"."""
    whole, _, decimals = digits.partition(".")
    if decimals:
        return Fraction(1, 10 ** len(decimals))
    significant = whole.rstrip("0")
    return Fraction(10 ** (len(whole) - len(significant))) if significant else Fraction(1)


def _digits(text: str, position: int) -> tuple[str, int] | None:
    """Digits with separators dropped, and their end."""
    for pattern in (_GROUPED, _SPACED, _PLAIN):
        whole = pattern.match(text, position)
        if whole:
            break
    end = whole.end() if whole else position
    decimals = _DECIMALS.match(text, end)
    if decimals:
        end = decimals.end()
    if end == position:
        return None
    return "".join(c for c in text[position:end] if c.isdigit() or c == "."), end


def _arabic(text: str, position: int, currency: bool) -> Number | None:
    read = _digits(text, position)
    if read is None or len(read[0]) > _LONGEST:
        return None
    digits, end = read
    value, step = Fraction(digits if digits[0] != "." else "0" + digits), _step(digits)
    scaled = more = False
    power = 0
    while match := _ZH_MAGNITUDE.match(text, end):
        if scaled and (match["more"] or match[0][0] in " \u00a0"):
            break
        power += ZH_MAGNITUDES[match["magnitude"]]
        more = more or bool(match["more"])
        scaled, end = True, match.end()
    if scaled:
        scale = Fraction(10**power)
        value, step = value * scale, step * scale
        return _tail(text, Number(position, end, value, value, step, scaled=True, more=more, scale=scale), power)
    return _english_magnitude(text, Number(position, end, value, value, step), currency)


_LONGEST = 40
"""Digits of a number; longer runs are no quantities."""
_TAIL = re.compile(r"[ \u00a0]?(\d{1,4})[ \u00a0]?(千万|百万|十万|万|千|百)(?![瓦克米兆卡伏亿分])")


def _tail(text: str, number: Number, power: int) -> Number:
    """ "1 亿 5000 万": a smaller magnitude added to a whole number of a larger one."""
    while (match := _TAIL.match(text, number.end)) and not number.more and number.low.denominator == 1:
        smaller = ZH_MAGNITUDES[match[2]]
        value = Fraction(int(match[1])) * 10**smaller
        if smaller >= power or value >= 10**power or number.low % 10**power:
            break
        total = number.low + value
        number = Number(number.start, match.end(), total, total, _step(match[1]) * 10**smaller, scaled=True)
        power = smaller
    return number


def _english_magnitude(text: str, number: Number, currency: bool) -> Number:
    end, scale = number.end, 1
    while match := _EN_WORD.match(text, end):
        scale *= 10 ** _EN_MAGNITUDES[match[1].lower()]
        end = match.end()
    if scale == 1:
        short = _EN_SHORT.match(text, end)
        if short and (short[1] or _short_is_magnitude(short[2], currency)):
            scale, end = 10 ** _EN_MAGNITUDES[(short[1] or short[2]).lower()], short.end()
    if scale == 1:
        return number
    return Number(
        number.start,
        end,
        number.low * scale,
        number.high * scale,
        number.step * scale,
        scaled=True,
        scale=Fraction(scale),
    )


def _short_is_magnitude(letters: str, currency: bool) -> bool:
    """ "5t" and "5m" without a currency may be tons and metres."""
    return currency or letters not in {"t", "mm", "tr"}


def _chinese(text: str, position: int) -> Number | None:
    match = ZH_NUMBER.match(text, position)
    if match is None:
        return None
    word = match[0]
    end = match.end()
    more = False
    tail = _ZH_MAGNITUDE.match(text, end)
    if tail and tail["more"] and word[0] not in "百千万亿":
        word, end, more = word + tail["magnitude"], tail.end(), True
    pair = _ZH_PAIR.match(word)
    if pair and _ZH_DIGITS[pair[2]] == _ZH_DIGITS[pair[1]] + 1:
        scale = Fraction(zh_value("一" + pair[3] if pair[3] and pair[3][0] != "十" else pair[3] or "一") or 1)
        low, high = _ZH_DIGITS[pair[1]] * scale, _ZH_DIGITS[pair[2]] * scale
        return Number(position, end, low, high, scale, scaled=bool(pair[3]), words=True, scale=_suffix_scale(pair[3]))
    value = zh_value(word)
    if value is None:
        return None
    scaled = (len(word) > 1 and word[-1] in "百千万亿十") or "点" in word
    step = Fraction(1) if "点" in word else _step(str(int(value)))
    if "点" in word:
        decimals = len(word.split("点")[1].rstrip("十百千万亿"))
        step = Fraction(1, 10**decimals) * _suffix_scale(word)
    return Number(
        position, end, value, value, step, scaled=scaled, words=True, more=more, scale=_suffix_scale(word, "万亿")
    )


def _suffix_scale(word: str, magnitudes: str = "十百千万亿") -> Fraction:
    suffix = word[len(word.rstrip(magnitudes)) :]
    scale = Fraction(1)
    for character in suffix:
        scale *= 10 ** _ZH_POWERS[character]
    return scale


def zh_value(word: str) -> Fraction | None:
    """The value of a Chinese numeral in words ("二十亿", "三点九九", "两千三百"), None for what is none."""
    whole, point, decimals = word.partition("点")
    if point:
        scale = _suffix_scale(decimals)
        fraction = decimals.rstrip("十百千万亿")
        left = zh_value(whole)
        if left is None or not fraction:
            return None
        digits = "".join(str(_ZH_DIGITS[c]) for c in fraction)
        return (left + Fraction(int(digits), 10 ** len(digits))) * scale
    if not whole or whole[0] in "百千万亿":
        return None
    if not any(c in _ZH_POWERS for c in whole):
        return Fraction(_ZH_DIGITS[whole]) if len(whole) == 1 else None
    return _zh_sections(whole)


def _zh_sections(word: str) -> Fraction | None:
    """Positional reading: 十/百/千 scale the digit before them, 万/亿 all that was read since the last larger one."""
    if len(word) > 2 and word[-1] in _ZH_DIGITS and word[-2] in "百千万亿" and word[-1] not in "零〇":
        rounded = _zh_sections(word[:-1])  # "三万五" is 35,000
        return None if rounded is None else rounded + _ZH_DIGITS[word[-1]] * Fraction(10 ** (_ZH_POWERS[word[-2]] - 1))
    total = section = 0
    digit: int | None = None
    last = 99
    for character in word:
        if character in _ZH_DIGITS:
            if digit not in (None, 0):
                return None
            digit = _ZH_DIGITS[character]
            continue
        power = _ZH_POWERS[character]
        if power < 4:
            if power >= last or (digit is None and (character != "十" or section)):
                return None
            section += (1 if digit is None else digit) * 10**power
            last = power
        else:
            section += digit or 0
            if section == 0:
                if total == 0:
                    return None
                total *= 10**power
            elif power == 8:
                total, section = (total + section) * 10**8, 0
            else:
                total, section = total + section * 10**4, 0
            last = 99
        digit = None
    return Fraction(total + section + (digit or 0))


def _english(text: str, position: int) -> Number | None:
    if position and (text[position - 1].isalnum() and text[position - 1].isascii()):
        return None
    match = EN_NUMBER.match(text, position)
    if match is None:
        return None
    words = [w for w in re.split(r"[\s,-]+", match[0].lower()) if w]
    value, scaled = _en_value(words)
    if value is None:
        return None
    step = _step(str(int(value))) if value.denominator == 1 else Fraction(1, 2)
    if "point" in words:
        step = _point_step(words)
    scale = Fraction(_EN_SCALES.get(words[-1], 1))
    return Number(position, match.end(), value, value, step, scaled=scaled, words=True, scale=scale)


_EN_SCALES = {
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "dozen": 12,
    "lakh": 10**5,
    "crore": 10**7,
}


def _en_value(words: list[str]) -> tuple[Fraction | None, bool]:
    """Value of English number words, and whether a magnitude was among them."""
    if words[0] == "half":
        value, _ = _en_value(["one", *(w for w in words[1:] if w not in {"a", "an"})])
        return (None if value is None else value / 2), True
    if words[-3:] == ["and", "a", "half"]:
        value, scaled = _en_value(words[:-3])
        scale = _EN_SCALES.get(words[-4], 1)
        return (None if value is None else value + Fraction(scale, 2)), scaled
    if "half" in words:
        at = words.index("half")
        value, _ = _en_value(words[: at - 2])
        scale = 1
        for word in words[at + 1 :]:
            scale *= 100 if word == "hundred" else _EN_SCALES[word]
        return (None if value is None else (value + Fraction(1, 2)) * scale), scale > 1
    if "point" in words:
        return _en_point(words)
    total = group = Fraction(0)
    scaled = False
    for word in words:
        if word == "and":
            continue
        if word in {"a", "an"}:
            group = Fraction(1)
        elif word in _ONES:
            group += _ONES[word]
        elif word in _TENS:
            group += _TENS[word]
        elif word == "hundred":
            group, scaled = (group or Fraction(1)) * 100, True
        else:
            total, group, scaled = total + (group or Fraction(1)) * _EN_SCALES[word], Fraction(0), True
    return total + group, scaled


def _point_step(words: list[str]) -> Fraction:
    step = Fraction(1)
    for word in words[words.index("point") + 1 :]:
        step *= Fraction(1, 10) if word in _ONES or word in _TENS else Fraction(_EN_SCALES.get(word, 100))
    return step


def _en_point(words: list[str]) -> tuple[Fraction | None, bool]:
    at = words.index("point")
    whole, _ = _en_value(words[:at])
    digits, scale = "", 1
    for word in words[at + 1 :]:
        if word in _ONES or word in _TENS:
            digits += str(_ONES.get(word, _TENS.get(word, 0)))
        else:
            scale *= 100 if word == "hundred" else _EN_SCALES[word]
    if whole is None:
        return None, False
    return (whole + Fraction(int(digits), 10 ** len(digits))) * scale, scale > 1
