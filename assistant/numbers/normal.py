"""A plainer copy of a text for parsing, with the offsets of the original.

Unlike `index.text.fold` this keeps case ("10M" is no "10m", "4K" no number) and most punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from index.text import find_all, simplify, words

NBSP = "\u00a0"
BLANK = "\x00"
AMOUNT = (
    r"(?:\x25|percent|pct|bps|basis|million|billion|trillion|thousand|bn|mn|people|units|GW|MW|gigawatt|megawatt|times|x\b|"
    r"亿|万|千|百|个(?!财)|家|片|颗|件|项|座|台|部|辆|份|笔|款|种|条|只|枚|名|位|次|人|倍|吨|桶|公里|公斤|米|平方|户|国|城|"
    r"吉瓦|兆瓦|千瓦|太瓦|多|余|点(?!半)|[美欧港日韩澳加]?元|新加坡元|[新][^\s，。]{0,3}元|新台币|英镑|卢[比布]|瑞士法郎|雷亚尔|[^\s，。]{0,3}(?:比索|克朗|里拉|兰特|兹罗提|谢克尔|迪拉姆|里亚尔)|泰铢|印尼盾|林吉特|越南盾|分钟|小时|天|周|秒|"
    r"毫秒|英里|英亩|盎司|纳米|毫米|dollars|euros|yuan|[kKMGTPE]Wh|[KMGT]bps|[MGTPE]B\b|[MG]Hz|(?:kilo|milli|nano)?meters?|"
    r"miles?|tons?|ounces?|barrels?|square|acres?|(?:tera|kilo)watt|(?:milli)?seconds?|minutes?|hours?|days?|weeks?|months?|"
    r"quarters|years?)"
)
"""What makes a bare number an amount, not a year or the number of a model."""
_SAME = {
    **dict.fromkeys("‐‑‒–−－﹣", "-"),
    **dict.fromkeys("―─", "—"),
    **dict.fromkeys("〜～∼", "~"),
    **dict.fromkeys("％﹪", "%"),
    **dict.fromkeys("\u2007\u2009\u202f", NBSP),
    **dict.fromkeys("⁄∕", "/"),
    **dict.fromkeys("’‘", "'"),
    "￥": "¥",
    "，": "，",
    "\u3000": " ",
}
_WIDE_SEPARATOR = re.compile("(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")


@dataclass(frozen=True, slots=True)
class Normal:
    """Normalised text and, for each of its characters, its place in the original (one more entry for the end)."""

    text: str
    places: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original's span for a non-empty span of the normalised text."""
        return self.places[start], self.places[end - 1] + 1


class _Table(dict[int, str]):
    def __missing__(self, code: int) -> str:
        plain = _plain(chr(code))
        self[code] = plain
        return plain


@cache
def _table() -> _Table:
    return _Table()


def _plain(character: str) -> str:
    if character in _SAME:
        return _SAME[character]
    if "！" <= character <= "～":
        return chr(ord(character) - 0xFEE0)
    if unicodedata.category(character) == "Cf":
        return ""
    return simplify(character)


def normalise(text: str) -> Normal:
    """Half width, one kind of hyphen, Simplified characters; invisible characters left out."""
    widened = _WIDE_SEPARATOR.sub("\uff0c".translate({0xFF0C: ","}), text)
    plain = widened.translate(_table())
    if len(plain) == len(text):
        return Normal(plain, range(len(text) + 1))
    places = [i for i, character in enumerate(widened) if character.translate(_table())]
    return Normal(plain, [*places, len(text)])


_MARKS = re.compile(
    r"\[\d{1,3}(?:\s*[,，、-]\s*\d{1,3})*\]"  # citations
    r"|(?<![$€£¥\w])\(\d{1,2}\)(?![ ]?(?:\x25|billion|million|thousand|percent|亿|万))"  # (1), (2)
    r"|(?<=[\s;:，；：。])\d{1,2}\)(?=\s)"
    r"|【\d{1,3}(?:\s*[,，、-]\s*\d{1,3})*】"
    r"|(?m:^[ \t]*(?:[-*•]\s+)?\(?\d{1,2}[.)、](?=\s|[^\d\s]))(?!\d)"  # list numbers
    r"|(?m:^\s*[一二三四五六七八九十]{1,2}、)"
    r"|(?<![\d.])\d+(?:\.\d+){2,}(?![\d.]*\d)"  # versions, addresses
    r"|(?:https?://|www\.)\S+|(?<![A-Za-z0-9.+-])[A-Za-z0-9.+-]{1,64}@[A-Za-z0-9.-]{1,255}"
    r"|\b24/7\b|\b360(?:-degree|\s*度)"
    r"|(?<![\d,.])(?<!low-)(?<!mid-)(?<!high-)(?<!low )(?<!mid )(?<!high )(?:19|20)?\d0'?s\b"  # decades, ages
    r"|(?<![\d:])[0-2]?\d:[0-5]\d(?:\s?[ap]\.?m\b\.?)(?!\d)|(?<![\d:])[0-2]\d:[0-5]\d(?![\d:])|(?<![\d.,])1?\d\s?[ap]\.?m\b\.?"  # times of day
)
# Digits that belong to a name: "H100", "GPT-4", "EC2", "x86". Currency codes before digits are no names.
_CODES = (
    "RMB|"
    + "|".join(
        [
            "USD",
            "EUR",
            "GBP",
            "CNY",
            "HKD",
            "JPY",
            "KRW",
            "TWD",
            "INR",
            "CAD",
            "AUD",
            "CHF",
            "SGD",
            "BRL",
            "MXN",
            "RUB",
            "SEK",
            "NOK",
            "DKK",
            "THB",
            "IDR",
        ]
    )
    + ("|MYR|VND|TRY|ZAR|PLN|ILS|AED|SAR|NZD")
)
_PERIOD_CODE = (
    r"(?:[QH][1-4](?:(?:-|FY|CY|'){1,2}\d{2}(?:\d{2})?)?|(?:FY|CY)'?\d{2}(?:\d{2})?(?:-?[QH][1-4])?)(?![A-Za-z0-9])"
)
_GLUED = re.compile(
    rf"(?<![A-Za-z0-9])(?!(?:{_CODES}|[Rr]mb)\d|{_PERIOD_CODE})"
    r"(?:[A-Za-z]{1,40}\d[A-Za-z0-9]{0,40}(?:[-.][A-Za-z0-9]{1,40}){0,4}|[A-Z][A-Za-z]{0,40}-\d[\d.A-Za-z]{0,40}"
    r"|[a-z]{1,40}[A-Z][A-Za-z]{0,40}-\d[\d.A-Za-z]{0,40})"
)
_SUFFIXED = re.compile(
    r"(?<![A-Za-z0-9.,$€£¥])(?:[23456]G(?![A-Za-z])|[248]K(?![A-Za-z])|\d{1,2}-[KQFD]\b|[23]D\b|7-Eleven)",
    re.IGNORECASE,
)
_INDEX = re.compile(
    r"(?:S&P|Fortune|Russell|Nasdaq|NASDAQ|Nikkei|FTSE|CAC|DAX|Stoxx|STOXX|CSI|SSE|Forbes|Inc\.|Global|标普|财富|罗素|纳斯达克|"
    r"日经|富时|斯托克|沪深|中证|上证|福布斯)(?:全球|中国|指数|世界)?\s?\d{2,4}(?!\d|\s*(?:%|亿|万|点))(?:强|指数)?"
    r"|世界\s?500\s?强|500\s?强"
)
_NUMBERED = re.compile(
    r"(?:\b(?:[Nn]o\.|[Nn]umber|[Vv]ersion|[Pp]hase|[Ll]evel|[Tt]ier|[Ss]tage|[Pp]age|[Ss]lide|[Ss]ection|[Ii]tem|[Nn]ote|[Cc]hapter|"
    r"[Tt]able|[Ff]igure|[Ff]orm|[Rr]ule|[Aa]ppendix|[Ee]xhibit|[Cc]lass|[Gg]rade|[Gg]eneration|[Ss]tep)\s|#)\d+(?:\.\d+)?(?![\d,]*\d|\s*(?:%|percent))"
)
_NAMED = re.compile(
    r"(?<![A-Za-z0-9])(?P<word>[A-Za-z&+][A-Za-z0-9&+.'-]{0,40}) (?P<number>\d{1,3}(?:\.\d)?)(?=$|[\s.;:!?)，。、,])(?![.,]\d)"
    rf"(?![ \u00a0]?{AMOUNT})"
)
_NO_NAMES = words(
    """
    a about above added adds after all almost also an and approximately around at average averaged because before below
    between both but by circa compared covering covers delivered down during each even every exactly exceeding expects
    fewer first for from grew had has have having here if in includes including into its just last launched least less
    more most nearly next no now of on only open opened operates or other our over plus roughly runs shipped since so
    some spans than that the their then there these they this those through to today top total totaling under until up
    we were where which while with within yet you
    january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec us usd eur gbp rmb cny hkd jpy krw twd inr cad aud chf sgd brl mxn rub sek nok dkk thb idr myr vnd try zar pln ils aed sar nzd rs q1 q2 q3 q4 q fy
    """
)
_NOT_NUMBERS_ZH = re.compile(
    r"双十一|双11|双十二|双12|六一八|618大促|十分(?!之)|万一|百分百|一二线|三四线|三方|七牛|三星|三菱|五粮液|四川|三亚|九州|八达|万科|"
    r"千万(?=不|别|要)|一方面|一部分|五角大楼|十足|十字|百年|千年|万能|三角|一两点"
)


def masked(normal: Normal, names: Sequence[str] = ()) -> str:
    """The text with every digit that is part of a name, mark or list number blanked out, length unchanged."""
    text = normal.text
    spans = [match.span() for pattern in _NAMES for match in pattern.finditer(text)]
    spans += [
        match.span()
        for match in _NAMED.finditer(text)
        if any(c.isupper() for c in match["word"]) and match["word"].lower().strip(".") not in _NO_NAMES
    ]
    spans += [
        span
        for name in names
        if any(c.isalnum() for c in name) and _NUMERIC.search(name)
        for span in find_all(name, text)
    ]
    if not spans:
        return text
    characters = list(text)
    for start, end in spans:
        characters[start:end] = (BLANK if not c.isspace() else c for c in characters[start:end])
    return "".join(characters)


_NAMES = (_MARKS, _GLUED, _SUFFIXED, _INDEX, _NUMBERED, _NOT_NUMBERS_ZH)
_NUMERIC = re.compile(r"[\d一二三四五六七八九十百千万]")
