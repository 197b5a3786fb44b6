"""Periods and dates: quarters, halves, years, months, days, points of a year, and relative ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.numbers.normal import BLANK, masked, normalise

Point = Literal["start", "early", "mid", "late", "end"]
Relative = Literal[
    "this_year", "last_year", "next_year", "this_quarter", "last_quarter", "next_quarter", "same_period_last_year",
    "this_month", "last_month", "next_month", "ttm", "full_year", "yoy", "qoq",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a text; what was not said is None. Offsets and wording take no part in comparison.

    `point` is a part of the year ("mid-2026"). `fiscal` is True where the words say fiscal, False where they say calendar, else
    None. `relative` names what depends on when the call was held; "yoy" and "qoq" are bases of comparison (同比, 环比).
    """

    year: int | None = None
    quarter: int | None = None
    half: int | None = None
    month: int | None = None
    day: int | None = None
    point: Point | None = None
    relative: Relative | None = None
    fiscal: bool | None = None
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)
    text: str = field(default="", compare=False)

    @property
    def is_basis(self) -> bool:
        """Whether this is a basis of comparison rather than a time."""
        return self.relative in {"yoy", "qoq"}


_Y4 = r"(?:19[89]\d|20[0-6]\d)"
_Y2 = r"[0-4]\d"
_ZHY = r"[一二][零〇九][零〇一二三四五六七八九]{2}"
_MONTHS = {m: i for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|"
    r"Dec(?:ember)?)\.?"
)
_ORD = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "final": 4}
_ORDS = "first|second|third|fourth|1st|2nd|3rd|4th"
_ZHQ = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4, "首": 1, "末": 4}
_S = r"[ \u00a0]?"
_AMOUNT = (
    r"(?:%|percent|pct|bps|basis|million|billion|trillion|thousand|bn|mn|people|units|GW|MW|gigawatt|megawatt|times|x\b|"
    r"亿|万|千|百|个(?!财)|家|片|颗|件|项|座|台|部|辆|份|笔|款|种|条|只|枚|名|位|次|人|倍|吨|桶|公里|公斤|米|平方|户|国|城|"
    r"吉瓦|兆瓦|千瓦|太瓦|多|余|点(?!半)|[美欧港日韩澳加]?元|新加坡元|新台币|英镑|卢比|瑞士法郎|雷亚尔|分钟|小时|天|周|秒|毫秒|英里|英亩|盎司|纳米|毫米|"
    r"dollars|euros|yuan|[kKMGTPE]Wh|[KMGT]bps|[MGTPE]B\b|[MG]Hz|(?:kilo|milli|nano)?meters?|miles?|tons?|ounces?|barrels?|square|acres?|"
    r"(?:tera|kilo)watt|(?:milli)?seconds?|minutes?|hours?|days?|weeks?|months?|quarters|years?)"
)
_NOT_AMOUNT = (
    rf"(?![\d.,]*\d)(?![ \u00a0-]?{_AMOUNT})(?![ ]?(?:至|到|-|~|to)[ ]?[$€£¥]?\d[\d.,]*[ ]?{_AMOUNT})(?![A-Za-z_\x00])"
)
_START = r"(?<!\d[.,])(?<![\d$€£¥/A-Za-z\x00-])"
_FISCAL_ZH = "财政?年度?|会计年度"
_YEAR_ZH = rf"(?:(?P<y>{_Y4}|{_ZHY}){_S}(?P<fy>{_FISCAL_ZH}|年度?)?|(?P<y2>{_Y2}){_S}(?P<fy2>{_FISCAL_ZH}|年)|(?P<fyp>FY){_S}'?(?P<y3>{_Y4}|{_Y2}))"
_FY_EN = rf"(?:(?P<fiscal>fiscal(?: year)?|FY|financial year)[ -]?'?(?P<fy4>{_Y4}|{_Y2})|(?P<cal>calendar(?: year)? |CY ?)(?P<cy>{_Y4}|{_Y2})|'(?P<sy>{_Y2})|(?P<y4>{_Y4}))"

_Build = Callable[[re.Match[str]], "Period | None"]


def find_periods(text: str, names: Sequence[str] = ()) -> list[Period]:
    """Every period, date and basis of comparison (同比, "year over year") of `text`, in order, offsets into `text`."""
    normal = normalise(text)
    found = []
    for period in scan_periods(masked(normal, names)):
        start, end = normal.original(period.start, period.end)
        found.append(replace(period, start=start, end=end, text=text[start:end]))
    return found


def scan_periods(text: str) -> list[Period]:
    """The periods of a text that was normalised and masked, with offsets into it."""
    taken: list[Period] = []
    for pattern, build in _RULES:
        for match in pattern.finditer(text):
            period = build(match)
            if period is None:
                continue
            period = replace(period, start=match.start(), end=match.end())
            taken.append(period)
            characters = BLANK * (match.end() - match.start())
            text = text[: match.start()] + characters + text[match.end() :]
    return sorted(taken, key=lambda p: p.start)


def _year(digits: str) -> int:
    if digits[0] in "一二":
        digits = "".join(str("零一二三四五六七八九〇".index(c) % 10) for c in digits)
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _named(match: re.Match[str], *groups: str) -> str | None:
    known = match.re.groupindex
    return next((match[g] for g in groups if g in known and match[g]), None)


def _year_of(match: re.Match[str]) -> tuple[int | None, bool | None]:
    digits = _named(match, "y", "y2", "y3", "fy4", "cy", "sy", "y4", "yq")
    word = _named(match, "fy", "fy2", "fyp", "fiscal") or ""
    fiscal = True if any(w in word for w in ("财", "会计", "FY", "iscal", "inancial")) else None
    if _named(match, "cal"):
        fiscal = False
    return (_year(digits) if digits else None), fiscal


def _quarter(match: re.Match[str]) -> Period:
    year, fiscal = _year_of(match)
    if _named(match, "isfiscal"):
        fiscal = True
    number = match["q"].lower()
    return Period(year=year, fiscal=fiscal, quarter=_ZHQ.get(number) or _ORD.get(number) or int(number))


def _half(match: re.Match[str]) -> Period:
    year, fiscal = _year_of(match)
    number = match["h"].lower()
    half = 1 if number in {"上", "first", "1", "front", "1st"} else 2
    return Period(year=year, fiscal=fiscal, half=half)


def _in_year(**fields: object) -> _Build:
    def build(match: re.Match[str]) -> Period:
        year, fiscal = _year_of(match)
        return Period(year=year, fiscal=fiscal, **fields)  # type: ignore[arg-type]

    return build


_POINTS_ZH: dict[str, Point] = {"初": "start", "中": "mid", "底": "end", "末": "end", "终": "end"}
_POINTS_EN: dict[str, Point] = {
    "early": "early", "beginning": "start", "start": "start", "mid": "mid", "middle": "mid", "late": "late", "end": "end", "close": "end",
}  # fmt: skip


def _point_zh(match: re.Match[str]) -> Period:
    year, fiscal = _year_of(match)
    relative = _RELATIVE_YEARS.get(_named(match, "rel") or "")
    return Period(year=year, fiscal=fiscal, relative=relative, point=_POINTS_ZH[match["p"][-1]])


def _point_en(match: re.Match[str]) -> Period:
    year, fiscal = _year_of(match)
    relative = _RELATIVE_YEARS.get((_named(match, "rel") or "").lower())
    word = next(w for w in re.split("[ -]", match["p"].lower()) if w in _POINTS_EN)
    return Period(year=year, fiscal=fiscal, relative=relative, point=_POINTS_EN[word])


_RELATIVE_YEARS: dict[str, Relative] = {
    "今年": "this_year", "本年": "this_year", "去年": "last_year", "上年": "last_year", "明年": "next_year", "来年": "next_year",
    "this year": "this_year", "the year": "this_year", "current year": "this_year", "last year": "last_year",
    "next year": "next_year", "the current year": "this_year",
    "the fiscal year": "this_year", "the calendar year": "this_year", "this fiscal year": "this_year",
}  # fmt: skip


def _month_of(name: str) -> int:
    return _MONTHS[name.lower()[:3]]


def _date(match: re.Match[str]) -> Period | None:
    year, _ = _year_of(match)
    month, day = match["m"], _named(match, "d")
    number = int(month) if month.isdigit() else (_ZH_MONTHS.get(month) or _month_of(month))
    if not 1 <= number <= 12 or (day and not 1 <= int(day) <= 31):
        return None
    return Period(year=year, month=number, day=int(day) if day else None)


_ZH_MONTHS = {m: i for i, m in enumerate("一 二 三 四 五 六 七 八 九 十 十一 十二".split(), 1)}


def _day_only(match: re.Match[str]) -> Period | None:
    return Period(day=int(match["d"])) if 1 <= int(match["d"]) <= 31 else None


def _years(match: re.Match[str]) -> Period:
    year, fiscal = _year_of(match)
    return Period(year=year, fiscal=fiscal)


def _relative(value: Relative) -> _Build:
    return lambda match: Period(relative=value)


def _relative_point(point: Point, value: Relative) -> _Build:
    return lambda match: Period(relative=value, point=point)


def _relative_half(match: re.Match[str]) -> Period:
    return Period(relative=_RELATIVE_YEARS[match["rel"]], half=1 if match["h"] == "上" else 2)


def _relative_quarter(match: re.Match[str]) -> Period:
    return Period(
        relative=_RELATIVE_YEARS[match["rel"].lower()],
        quarter=_ZHQ.get(match["q"]) or _ORD.get(match["q"].lower()) or int(match["q"]),
    )


def _rule(pattern: str, build: _Build, flags: re.RegexFlag = re.IGNORECASE) -> tuple[re.Pattern[str], _Build]:
    return re.compile(pattern, flags), build


_B = r"(?<![A-Za-z\x00])"
_E = r"(?![A-Za-z0-9])"
_RULES: tuple[tuple[re.Pattern[str], _Build], ...] = (
    # bases of comparison and trailing windows
    _rule(rf"同比|按年|年增(?=率|长|\d|[ ]?\d)|(?:与|较|比)(?:去|上)年(?:同期)?(?:相比)?|(?:与|较|比)[一]?年前(?:相比)?|{_B}(?:year[- ]over[- ]year|year[- ]on[- ]year|y/y|yoy|y-o-y){_E}"
          rf"|{_B}(?:from|compared (?:to|with)|versus|vs\.?|over|relative to|than) (?:the )?(?:same (?:period|quarter|time) (?:of |in )?(?:a year (?:ago|earlier)|(?:the )?(?:last|prior|previous) year)|a year (?:ago|earlier|before)|(?:the )?(?:last|prior|previous) year(?:'s)?(?: (?:same )?(?:period|quarter))?|(?:the )?(?:year-ago|prior-year) (?:period|quarter)){_E}", _relative("yoy")),
    _rule(rf"环比|按季|季增(?=率|长|\d|[ ]?\d)|(?:与|较|比)上(?:一|个)?季度?(?:相比)?|{_B}(?:quarter[- ]over[- ]quarter|quarter[- ]on[- ]quarter|q/q|qoq|q-o-q|sequential(?:ly)?){_E}"
          rf"|{_B}(?:from|compared (?:to|with)|versus|vs\.?|over|than) (?:the )?(?:last|prior|previous|preceding) quarter(?:'s)?{_E}", _relative("qoq")),
    _rule(rf"(?:过去|最近|近|此前)(?:的)?{_S}(?:12|十二){_S}个月|{_B}(?:(?:trailing|last|past|previous)[- ](?:12|twelve)[- ]months?|TTM|LTM){_E}", _relative("ttm")),
    _rule(rf"(?:去|上)年同(?:期|季)|{_B}(?:(?:the )?same (?:period|quarter) (?:of |in )?(?:last|a|the prior|the previous) year(?: ago| earlier)?|(?:the )?year-ago (?:period|quarter)|(?:the )?prior-year (?:period|quarter)|a year (?:ago|earlier)){_E}", _relative("same_period_last_year")),
    # dates
    _rule(rf"{_START}(?P<y>{_Y4})-(?P<m>[01]?\d)-(?P<d>[0-3]?\d)(?![\d-])", _date),
    _rule(rf"{_START}(?P<y>{_Y4})/(?P<m>[01]?\d)/(?P<d>[0-3]?\d)(?![\d/])", _date),
    _rule(rf"{_START}(?P<m>[01]?\d)/(?P<d>[0-3]?\d)/(?P<y4>{_Y4})(?![\d/])", _date),
    _rule(rf"{_START}(?:(?P<y>{_Y4}|{_ZHY}){_S}年{_S})?(?P<m>1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])(?<!第.)(?:{_S}月份?{_S}(?P<d>[0-3]?\d){_S}[日号])", _date),
    _rule(rf"{_START}(?P<y>{_Y4}|{_ZHY}){_S}年{_S}(?P<m>1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十]){_S}月份?", _date),
    _rule(rf"(?<![\d.个,十第])(?P<m>1[0-2]|[1-9]|十[一二]|[一二三四五六七八九十]){_S}月份?(?![\d]|{_S}\d+日)", _date),
    _rule(rf"{_B}(?P<m>{_MONTH}) (?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?!\d|[.,]\d{{3}}(?!\d)| ?(?:%|percent|million|billion))(?:,? (?P<y4>{_Y4}))?{_E}", _date, re.RegexFlag(0)),
    _rule(rf"{_B}(?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?: of)? (?P<m>{_MONTH})(?:,? (?P<y4>{_Y4}))?{_E}", _date, re.RegexFlag(0)),
    _rule(rf"{_B}(?P<m>{_MONTH})(?: of)?,? (?P<y4>{_Y4}){_E}{_NOT_AMOUNT}", _date, re.RegexFlag(0)),
    # quarters
    _rule(rf"{_START}{_YEAR_ZH}的?{_S}(?:第?(?P<q>[一二三四1-4首]){_S}(?:财季|季度|季)|Q(?P<qq>[1-4])){_E}", lambda m: _zh_quarter(m)),
    _rule(rf"(?P<rel>今年|本年|去年|上年|明年)的?{_S}第?(?P<q>[一二三四1-4]){_S}(?:财季|季度|季)", _relative_quarter),
    _rule(rf"{_B}(?P<q>{_ORDS})[ -](?:fiscal[ -])?quarter (?:of )?(?P<rel>this year|last year|next year){_E}", _relative_quarter),
    _rule(rf"{_B}(?P<rel>this year|last year|next year)'s (?P<q>{_ORDS})[ -]quarter{_E}", _relative_quarter),
    _rule(rf"{_B}(?:(?P<q>{_ORDS})|final)[ -](?P<isfiscal>fiscal[ -])?quarter(?:'s)?(?:,)?(?: of| in)?(?: the)?(?: {_FY_EN}){_E}{_NOT_AMOUNT}", lambda m: _quarter(m) if m["q"] else None),
    _rule(rf"{_B}Q(?P<q>[1-4])(?: of)?(?:[ -]?{_FY_EN}){_E}{_NOT_AMOUNT}", _quarter),
    _rule(rf"{_START}(?:{_FY_EN}|(?P<yq>{_Y2}))(?:'s)?,?[ -]?Q(?P<q>[1-4]){_E}", _quarter),
    _rule(rf"{_START}(?P<q>[1-4])Q[ ]?(?:{_FY_EN}|(?P<yq>{_Y2})){_E}", _quarter),
    _rule(rf"{_START}{_FY_EN}(?:'s)? (?P<q>{_ORDS})[ -]quarter{_E}", _quarter),
    _rule(rf"{_B}(?P<isfiscal>fiscal[ -])?(?P<q>{_ORDS})[ -](?:fiscal[ -])?quarter(?:'s)?{_E}", _quarter),
    _rule(rf"{_B}(?P<isfiscal>fiscal )?Q(?P<q>[1-4]){_E}", _quarter),
    _rule(rf"{_START}(?P<q>[1-4])Q{_E}", _quarter),
    _rule(rf"第{_S}(?P<q>[一二三四1-4]){_S}(?:财季|季度|(?<!》第.)季(?![节度赛]|里))|(?<![\d个三两前后])(?P<qq>[一二三四首])季度", lambda m: _zh_quarter(m)),
    # halves
    _rule(rf"{_START}{_YEAR_ZH}的?{_S}(?P<h>[上下])半年度?", _half),
    _rule(rf"(?P<rel>今年|本年|去年|上年|明年)的?(?P<h>[上下])半年", _relative_half),
    _rule(r"(?P<h>[上下])半年度?", _half),
    _rule(rf"{_B}(?P<h>first|second|1st|2nd|front|back|latter)[ -]half(?: of)?(?: the)?(?: {_FY_EN}){_E}{_NOT_AMOUNT}", _half),
    _rule(rf"{_B}(?P<h>first|second|1st|2nd|front|back|latter)[ -]half(?: of (?:the|this) (?:fiscal )?year|(?! of))(?![A-Za-z-])", _half),
    _rule(rf"{_B}H(?P<h>[12])[ ]?(?:{_FY_EN}|(?P<yq>{_Y2}))?{_E}", _half),
    _rule(rf"{_START}(?P<h>[12])H[ ]?(?:{_FY_EN}|(?P<yq>{_Y2}))?{_E}", _half),
    # points of a year
    _rule(rf"{_START}{_YEAR_ZH}(?:的)?{_S}(?:年)?(?P<p>[初中底末终])(?![国间央端段期文心小型型等])", _point_zh),
    _rule(rf"(?P<rel>今年|本年|去年|上年|明年)(?:的)?(?:年)?(?P<p>[初中底末])(?![国间央端段文心小型等])", _point_zh),
    _rule(r"(?<![0-9一二三四五六七八九十两几多每半])(?P<p>年[初中底末])(?![国间央端段文心])", _point_zh),
    _rule(rf"{_START}{_YEAR_ZH}(?:的)?(?:晚些时候|后期|较晚时候)", _in_year(point="late")),
    _rule(r"今年(?:的)?(?:晚些时候|稍晚|后期|较晚时候)", _relative_point("late", "this_year")),
    _rule(r"明年(?:的)?(?:晚些时候|稍晚|后期)", _relative_point("late", "next_year")),
    _rule(rf"{_B}later this year{_E}", _relative_point("late", "this_year")),
    _rule(rf"{_B}later next year{_E}", _relative_point("late", "next_year")),
    _rule(rf"{_B}(?P<p>(?:(?:the )?(?:beginning|start|middle|end|close) of|mid|early|late)[ -]?)(?:(?:the )?year )?{_FY_EN}{_E}{_NOT_AMOUNT}", _point_en),
    _rule(rf"{_B}(?P<p>(?:(?:the )?(?:beginning|start|middle|end|close) of|mid|early|late)[ -]?)(?P<rel>this year|last year|next year|the year|the current year|the fiscal year|this fiscal year|the calendar year){_E}", _point_en),
    _rule(rf"{_B}(?P<p>year[- ]end|mid[- ]?year){_E}(?: {_FY_EN}{_E}{_NOT_AMOUNT})?", lambda m: replace(_years(m), point="end" if m["p"].lower().endswith("end") else "mid")),
    # years
    _rule(rf"{_START}(?P<y>{_Y4}|{_ZHY}){_S}(?P<fy>{_FISCAL_ZH}|年度?(?!会))(?:的?全年)?", _years),
    _rule(rf"{_START}(?P<y2>{_Y2}){_S}(?P<fy2>{_FISCAL_ZH})", _years),
    _rule(rf"{_B}(?:full[- ]year |for the year |the year )?(?P<fiscal>fiscal(?: year)?|FY|financial year)[ -]?'?(?P<fy4>{_Y4}|{_Y2}){_E}{_NOT_AMOUNT}", _years),
    _rule(rf"{_B}(?P<cal>calendar(?: year)? |CY ?)(?P<cy>{_Y4}|{_Y2}){_E}{_NOT_AMOUNT}", _years),
    _rule(rf"{_B}(?:full[- ]year |for the year )?(?<!\d[.,])(?<![\d$€£¥/])(?P<y4>{_Y4}){_E}(?:'s)?{_NOT_AMOUNT}(?!(?<=2000)[ ](?!was|is|has|as|this|its|versus|results|sales|levels|plans|costs)[a-z]+s\b)", _years),
    # months by name alone
    _rule(rf"{_B}(?P<m>January|February|April|June|July|August|September|October|November|December){_E}", _date, re.RegexFlag(0)),
    _rule(rf"(?<=[Ii]n )(?P<m>March|May){_E}|(?<=(?:by|of) )(?P<mm>March|May){_E}", lambda m: Period(month=_month_of(m[0])), re.RegexFlag(0)),
    # relative
    _rule(rf"(?<!较)(?<!比)(?:去年|上年|上一年)(?!同)|{_B}(?:last year|(?:the )?(?:prior|previous) year){_E}", _relative("last_year")),
    _rule(rf"今年|本年度?(?!会)|{_B}(?:this|(?:the )?current) (?:fiscal )?year{_E}", _relative("this_year")),
    _rule(rf"明年|来年|{_B}next (?:fiscal )?year{_E}", _relative("next_year")),
    _rule(rf"(?:本|这一?|该|当)(?:个)?季度?(?!节)|{_B}(?:this|(?:the )?current) quarter{_E}", _relative("this_quarter")),
    _rule(rf"上(?:一|个)?季度?(?!节)|{_B}(?:last|(?:the )?(?:prior|previous|preceding)) quarter{_E}", _relative("last_quarter")),
    _rule(rf"下(?:一|个)?个?季度?(?!节)|{_B}(?:next|(?:the )?(?:coming|upcoming)) quarter{_E}", _relative("next_quarter")),
    _rule(rf"本月|{_B}this month{_E}", _relative("this_month")),
    _rule(rf"上个?月|{_B}last month{_E}", _relative("last_month")),
    _rule(rf"下个?月|{_B}next month{_E}", _relative("next_month")),
    _rule(rf"全年|{_B}(?:the )?full[- ]year{_E}", _relative("full_year")),
)  # fmt: skip


def _zh_quarter(match: re.Match[str]) -> Period:
    year, fiscal = _year_of(match)
    number = match["q"] or match["qq"]
    return Period(year=year, fiscal=True if "财季" in match[0] else fiscal, quarter=_ZHQ[number])
