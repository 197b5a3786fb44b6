"""Digits and numerals that are no quantities: names, indices, list numbers, citation marks, versions, times of day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.numbers.normal import BLANK
from assistant.numbers.units import CURRENCIES
from index.text import find_all, words

AMOUNT = (
    r"(?:\x25|percent|pct|bps|basis|million|billion|trillion|thousand|bn|mn|people|units|GW|MW|gigawatt|megawatt|times|x\b|"
    r"亿|万|千|百|个(?!财)|家|片|颗|件|项|座|台|部|辆|份|笔|款|种|条|只|枚|名|位|次|人|倍|吨|桶|公里|公斤|米|平方|户|国|城|"
    r"吉瓦|兆瓦|千瓦|太瓦|多|余|点(?!半)|[美欧港日韩澳加]?元|新加坡元|[新][^\s，。]{0,3}元|新台币|英镑|卢[比布]|瑞士法郎|雷亚尔|[^\s，。]{0,3}(?:比索|克朗|里拉|兰特|兹罗提|谢克尔|迪拉姆|里亚尔)|泰铢|印尼盾|林吉特|越南盾|分钟|小时|天|周|秒|"
    r"毫秒|英里|英亩|盎司|纳米|毫米|dollars|euros|yuan|[kKMGTPE]Wh|[KMGT]bps|[MGTPE]B\b|[MG]Hz|(?:kilo|milli|nano)?meters?|"
    r"miles?|tons?|ounces?|barrels?|square|acres?|(?:tera|kilo)watt|(?:milli)?seconds?|minutes?|hours?|days?|weeks?|months?|"
    r"quarters|years?)"
)
"""What makes a bare number an amount, not a year or the number of a model."""
_STRICT = r"(?:\x25|percent|per cent|basis|bps|billion|million|trillion|bn\b)"

_MARKS = re.compile(
    r"\[\d{1,3}(?:\s*[,，、-]\s*\d{1,3})*\]|【\d{1,3}(?:\s*[,，、-]\s*\d{1,3})*】"  # citations
    r"|(?<![$€£¥\w])\(\d{1,2}\)|(?<=[\s;:，；：。])\d{1,2}\)(?=\s)"  # (1), 2)
    r"|(?m:^[ \t]*(?:[-*•]\s+)?\(?\d{1,2}[.)、](?=\s|[^\d\s]))|(?m:^\s*[一二三四五六七八九十]{1,2}、)"  # list numbers
    r"|(?<![\d.])\d+(?:\.\d+){2,}(?![\d.]*\d)"  # versions, addresses
    r"|(?:https?://|www\.)\S+|(?<![A-Za-z0-9.+-])[A-Za-z0-9.+-]{1,64}@[A-Za-z0-9.-]{1,255}"
    r"|\b24/7\b|\b360(?:-degree|\s*度)"
    r"|(?<![\d,.])(?<!low-)(?<!mid-)(?<!high-)(?<!low )(?<!mid )(?<!high )(?:19|20)?\d0'?s\b"  # decades, ages
)
_TIMES_OF_DAY = re.compile(
    r"(?<![\d:])[0-2]?\d:[0-5]\d\s?[ap]\.?m\b\.?|(?<![\d:])[0-2]\d:[0-5]\d(?![\d:])|(?<![\d.,])1?\d\s?[ap]\.?m\b\.?"
)
_PERIOD_CODE = (
    r"(?:[QH][1-4](?:(?:-|FY|CY|'){1,2}\d{2}(?:\d{2})?)?|(?:FY|CY)'?\d{2}(?:\d{2})?(?:-?[QH][1-4])?)(?![A-Za-z0-9])"
)
# "H100", "GPT-4", "EC2", "x86"; a currency code before digits makes no name
_GLUED = re.compile(
    rf"(?<![A-Za-z0-9])(?!(?:RMB|Rmb|Rs|{'|'.join(CURRENCIES)})\d|{_PERIOD_CODE})"
    r"(?:[A-Za-z]{1,40}\d[A-Za-z0-9]{0,40}(?:[-.][A-Za-z0-9]{1,40}){0,4}|[A-Z][A-Za-z]{0,40}-\d[\d.A-Za-z]{0,40}"
    r"|[a-z]{1,40}[A-Z][A-Za-z]{0,40}-\d[\d.A-Za-z]{0,40})"
)
_SUFFIXED = re.compile(
    r"(?<![A-Za-z0-9.,$€£¥])(?:[23456]G(?![A-Za-z])|[248]K(?![A-Za-z])|\d{1,2}-[KQFD]\b|[23]D\b|7-Eleven)",
    re.IGNORECASE,
)
_INDEX = re.compile(
    r"(?:S&P|Fortune|Russell|Nasdaq|NASDAQ|Nikkei|FTSE|CAC|DAX|Stoxx|STOXX|CSI|SSE|Forbes|Inc\.|Global|标普|财富|罗素|纳斯达克|"
    r"日经|富时|斯托克|沪深|中证|上证|福布斯)(?:全球|中国|指数|世界)?\s?"
    r"(?:[2345]0|[1-9]00|225|1000|2000|3000|5000)(?!\d|\s*点)(?:强|指数)?|世界\s?500\s?强|500\s?强"
)
_NUMBERED = re.compile(
    r"(?:\b(?:no\.|number|version|phase|level|tier|stage|page|slide|section|item|note|chapter|table|figure|form|rule|appendix|"
    r"exhibit|class|grade|generation|step)\s|#)\d+(?:\.\d+)?(?![\d,]*\d)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?<![A-Za-z0-9])(?P<word>[A-Za-z&+][A-Za-z0-9&+.'-]{0,40}) (?P<number>\d{1,3}(?:\.\d)?)(?=$|[\s.;:!?)，。、,])(?![.,]\d)"
)
_NO_NAMES = words(
    """
    a about above added adds after all almost also an and approximately around at average averaged because before below
    between both but by circa compared covering covers delivered down during each even every exactly exceeding expects
    fewer first for from grew had has have having here if in includes including into its just last launched least less
    more most nearly next no now of on only open opened operates or other our over plus roughly runs shipped since so
    some spans than that the their then there these they this those through to today top total totaling under until up
    we were where which while with within yet you us rmb rs q1 q2 q3 q4 q fy
    january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec
    """
) | {code.lower() for code in CURRENCIES}
_IDIOMS = re.compile(
    r"双十一|双11|双十二|双12|618大促|(?<![\d一二三四五六七八九十百千万亿两零])"
    r"(?:六一八|十分(?![之钟])|万一(?![千百十])|一二线|三四线|三方|七牛|三星(?!级)|三菱|五粮液|四川|三亚|九州|八达|万科|千万(?=不|别|要)|"
    r"一方面|一部分|五角大楼|十足|十字|百年|千年|万能|三角|一两点)"
)
_DIGIT = re.compile(r"[\d一二三四五六七八九十百千万]")
_AMOUNT_FOLLOWS = re.compile(rf"[ \u00a0-]?{AMOUNT}")
_STRICT_FOLLOWS = re.compile(rf"[ \u00a0]?{_STRICT}")


def masked(text: str, names: Sequence[str] = ()) -> str:
    """A normalised text with the digits of names, marks and list numbers blanked out, length unchanged.

    What a unit or a magnitude follows is never blanked: in "Backlog 244 billion" the number counts.
    """
    spans = list(_spans(text, names))
    if not spans:
        return text
    characters = list(text)
    for start, end in spans:
        characters[start:end] = (BLANK if not c.isspace() else c for c in characters[start:end])
    return "".join(characters)


def _spans(text: str, names: Sequence[str]) -> Iterator[tuple[int, int]]:
    for pattern in (_TIMES_OF_DAY, _SUFFIXED, _IDIOMS):
        yield from (match.span() for match in pattern.finditer(text))
    for pattern in (_MARKS, _GLUED):
        yield from (match.span() for match in pattern.finditer(text) if not _STRICT_FOLLOWS.match(text, match.end()))
    for pattern in (_INDEX, _NUMBERED, _NAMED):
        for match in pattern.finditer(text):
            if _AMOUNT_FOLLOWS.match(text, match.end()) or (pattern is _NAMED and not _is_name(match["word"])):
                continue
            yield match.span()
    for name in names:
        if _DIGIT.search(name):
            yield from find_all(name, text)


def _is_name(word: str) -> bool:
    return any(c.isupper() for c in word) and word.lower().strip(".") not in _NO_NAMES
