"""The wordings of periods in both languages, as patterns in order of precedence.

An earlier rule takes its words from the later ones: "fourth quarter of 2025" is one period before "2025" is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from assistant.numbers.names import AMOUNT
from assistant.numbers.periods import Period, Point, Relative

Build = Callable[[re.Match[str]], Period | None]
Rule = tuple[re.Pattern[str], Build]

_MONTH_NAMES = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    "Nov(?:ember)?|Dec(?:ember)?"
)
_MONTHS = {
    name: i for i, name in enumerate(re.findall("[a-z]{3}", "jan feb mar apr may jun jul aug sep oct nov dec"), 1)
}
_ZH_MONTHS = {name: i for i, name in enumerate(re.findall("[一-龥]+", "一 二 三 四 五 六 七 八 九 十 十一 十二"), 1)}
_QUARTERS = {
    **{"一": 1, "二": 2, "三": 3, "四": 4, "首": 1},
    **{"1": 1, "2": 2, "3": 3, "4": 4},
    **{"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4},
}
_POINTS: dict[str, Point] = {
    **{"初": "start", "中": "mid", "底": "end", "末": "end", "终": "end"},
    **{"early": "early", "beginning": "start", "start": "start", "mid": "mid", "middle": "mid"},
    **{"late": "late", "end": "end", "close": "end"},
}
_YEARS: dict[str, Relative] = {
    **dict.fromkeys(("今年", "本年"), "this_year"),
    **dict.fromkeys(("去年", "上年"), "last_year"),
    **dict.fromkeys(("明年", "来年"), "next_year"),
    **{"last year": "last_year", "next year": "next_year"},
    **dict.fromkeys(
        ("this year", "the year", "the current year", "the fiscal year", "this fiscal year", "the calendar year"), "this_year"
    ),
}  # fmt: skip

_MACROS = {
    "Y4": r"(?:19[89]\d|20[0-6]\d)",
    "Y2": r"[0-4]\d",
    "YZ": "[一二][零〇九][零〇一二三四五六七八九]{2}",
    "S": r"[ \u00a0]?",
    "B": r"(?<![A-Za-z\x00])",  # begin of an English wording
    "E": r"(?![A-Za-z0-9])",  # its end
    "START": r"(?<!\d[.,])(?<![\d$€£¥/A-Za-z\x00-])",  # begin of digits
    "NA": (  # a year here, no amount
        rf"(?![\d.,]*\d)(?![ \u00a0-]?{AMOUNT})(?![ ]?(?:至|到|-|~|to)[ ]?\d[\d.,]*[ ]?{AMOUNT})(?![A-Za-z_\x00])"
    ),
    "FISCAL": "财政?年度?|会计年度",
    "YEAR": (  # 2025 年, 二〇二五年, 25 财年, FY25
        "(?:(?P<y>%Y4%|%YZ%)%S%(?P<fy>%FISCAL%|年度?)?|(?P<y2>%Y2%)%S%(?P<fy2>%FISCAL%|年)"
        "|(?P<fyp>FY)%S%'?(?P<y3>%Y4%|%Y2%))"
    ),
    "FY": (  # fiscal 2025, FY25, calendar 2025, '25, 2025
        "(?:(?P<fiscal>fiscal(?: year)?|FY|financial year)[ -]?'?(?P<fy4>%Y4%|%Y2%)"
        "|(?P<cal>calendar(?: year)? |CY ?)(?P<cy>%Y4%|%Y2%)|'(?P<sy>%Y2%)|(?P<y4>%Y4%))"
    ),
    "ORD": "first|second|third|fourth|1st|2nd|3rd|4th",
    "QZ": "[一二三四1-4]",
    "MONTH": rf"(?:{_MONTH_NAMES})\.?",
    "MZ": "1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十]",
    "HALF": "first|second|1st|2nd|front|back|latter",
    "RELZ": "今年|本年|去年|上年|明年",
    "REL": "this year|last year|next year|the year|the current year|the fiscal year|this fiscal year|the calendar year",
    "POINT": "(?:(?:the )?(?:beginning|start|middle|end|close) of|end(?=-)|mid|early|late)[ -]?",
    "THAN": r"(?:from|compared (?:to|with)|versus|vs\.?|over|relative to|than)",
}


def _expand(pattern: str) -> str:
    while "%" in pattern:
        expanded = re.sub(r"%([A-Z0-9]+)%", lambda m: _MACROS[m[1]], pattern)
        if expanded == pattern:
            break
        pattern = expanded
    return pattern


def _rule(build: Build, *alternatives: str, case: bool = False) -> list[Rule]:
    return [(re.compile(_expand(a), 0 if case else re.IGNORECASE), build) for a in alternatives]


def _named(match: re.Match[str], *groups: str) -> str:
    known = match.re.groupindex
    return next((match[g] for g in groups if g in known and match[g]), "")


def _year(match: re.Match[str]) -> Period:
    """The year of a match, if it names one, and whether it is a fiscal one."""
    digits = _named(match, "y", "y2", "y3", "fy4", "cy", "sy", "y4", "yq")
    if digits and not digits.isascii():
        digits = "".join(str("零一二三四五六七八九〇".index(c) % 10) for c in digits)
    year = (int(digits) if len(digits) == 4 else 2000 + int(digits)) if digits else None
    word = _named(match, "fy", "fy2", "fyp", "fiscal", "isfiscal", "isf").lower()
    fiscal = True if word and word not in {"年", "年度"} else None
    return Period(year=year, fiscal=False if _named(match, "cal") else fiscal)


def _quarter(match: re.Match[str]) -> Period:
    period = _year(match)
    fiscal = True if "财季" in match[0] else period.fiscal
    return replace(
        period, fiscal=fiscal, quarter=_QUARTERS[_named(match, "q", "qq").lower()], relative=_relative_year(match)
    )


def _half(match: re.Match[str]) -> Period:
    half = 1 if match["h"].lower() in {"上", "first", "1", "front", "1st"} else 2
    return replace(_year(match), half=half, relative=_relative_year(match))


def _point(match: re.Match[str]) -> Period:
    words = re.split("[ -]", match["p"].lower())
    point = next((_POINTS[w] for w in words if w in _POINTS), None) or _POINTS[match["p"][-1]]
    period = replace(_year(match), point=point, relative=_relative_year(match))
    if "fiscal" in match[0].lower():
        return replace(period, fiscal=True)
    return replace(period, fiscal=False) if "calendar" in match[0].lower() else period


def _year_end(match: re.Match[str]) -> Period:
    return replace(_year(match), point="end" if match["p"].lower().endswith("end") else "mid")


def _relative_year(match: re.Match[str]) -> Relative | None:
    return _YEARS.get(_named(match, "rel").lower())


def _date(match: re.Match[str]) -> Period | None:
    month, day = match["m"], _named(match, "d")
    number = (
        int(month) if month.isascii() and month.isdigit() else (_ZH_MONTHS.get(month) or _MONTHS[month.lower()[:3]])
    )
    if not 1 <= number <= 12 or (day and not 1 <= int(day) <= 31):
        return None
    return Period(year=_year(match).year, month=number, day=int(day) if day else None)


def _is(relative: Relative, point: Point | None = None) -> Build:
    return lambda _: Period(relative=relative, point=point)


def _late(match: re.Match[str]) -> Period:
    return replace(_year(match), point="late")


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, compiled."""
    return (*_bases(), *_dates(), *_quarters(), *_halves(), *_points(), *_plain_years(), *_relatives())


def _bases() -> list[Rule]:
    """Bases of comparison and trailing windows."""
    last_year = "(?:the )?(?:last|prior|previous) year"
    return [
        *_rule(
            _is("yoy"),
            r"同比|按年|年增(?=率|长|[ ]?\d)|(?:与|较|比)(?:去|上一?)年(?:同期)?(?:相比)?|(?:与|较|比)一?年前(?:相比)?",
            "%B%(?:year[- ]over[- ]year|year[- ]on[- ]year|y/y|yoy|y-o-y)%E%",
            rf"%B%%THAN% (?:the )?same (?:period|quarter|time) (?:of |in )?(?:a year (?:ago|earlier)|{last_year})%E%",
            rf"%B%%THAN% (?:a year (?:ago|earlier|before)|{last_year}(?:'s)?(?: (?:same )?(?:period|quarter))?)%E%",
            "%B%%THAN% (?:the )?(?:year-ago|prior-year) (?:period|quarter)%E%",
        ),
        *_rule(
            _is("qoq"),
            r"环比|按季|季增(?=率|长|[ ]?\d)|(?:与|较|比)上(?:一|个)?季度?(?:相比)?",
            "%B%(?:quarter[- ]over[- ]quarter|quarter[- ]on[- ]quarter|q/q|qoq|q-o-q|sequential(?:ly)?)%E%",
            "%B%%THAN% (?:the )?(?:last|prior|previous|preceding) quarter(?:'s)?%E%",
        ),
        *_rule(
            _is("ttm"),
            "(?:过去|最近|近|此前)的?%S%(?:12|十二)%S%个月",
            "%B%(?:(?:trailing|last|past|previous)[- ](?:12|twelve)[- ]months?|TTM|LTM)%E%",
        ),
        *_rule(
            _is("same_period_last_year"),
            "(?:去|上)年同(?:期|季)",
            "%B%(?:the )?same (?:period|quarter) (?:of |in )?(?:last|a|the prior|the previous) year(?: ago| earlier)?%E%",
            "%B%(?:(?:the )?(?:year-ago|prior-year) (?:period|quarter)|a year (?:ago|earlier))%E%",
        ),
    ]


def _dates() -> list[Rule]:
    return [
        *_rule(
            _date,
            r"%START%(?P<y>%Y4%)-(?P<m>[01]?\d)-(?P<d>[0-3]?\d)(?![\d-])",
            r"%START%(?P<y>%Y4%)/(?P<m>[01]?\d)/(?P<d>[0-3]?\d)(?![\d/])",
            r"%START%(?P<m>[01]?\d)/(?P<d>[0-3]?\d)/(?P<y4>%Y4%)(?![\d/])",
            r"%START%(?:(?P<y>%Y4%|%YZ%)%S%年%S%)?(?P<m>%MZ%)(?<!第.)%S%月份?%S%(?P<d>[0-3]?\d)%S%[日号]",
            r"%START%(?P<y>%Y4%|%YZ%)%S%年%S%(?P<m>%MZ%)%S%月份?",
            r"(?<![\d.个,十第])(?P<m>%MZ%)%S%月份?(?!\d|%S%\d+日)",
        ),
        *_rule(
            _date,
            r"%B%(?P<m>%MONTH%) (?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?!\d|[.,]\d{3}(?!\d)|[ ]?(?:\x25|percent|million|billion))"
            r"(?:,? (?P<y4>%Y4%))?%E%",
            r"%B%(?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?: of)? (?P<m>%MONTH%)(?:,? (?P<y4>%Y4%))?%E%",
            r"%B%(?P<m>%MONTH%)(?: of)?,? (?P<y4>%Y4%)%E%%NA%",
            case=True,
        ),
    ]


def _quarters() -> list[Rule]:
    return _rule(
        _quarter,
        "%START%%YEAR%的?%S%(?:第?(?P<q>[一二三四1-4首])%S%(?:财季|季度|季)|Q(?P<qq>[1-4]))%E%",
        "(?P<rel>%RELZ%)的?%S%第?(?P<q>%QZ%)%S%(?:财季|季度|季)",
        "%B%(?P<q>%ORD%)[ -](?P<isfiscal>fiscal[ -])?quarter (?:of )?(?P<rel>this year|last year|next year)%E%",
        "%B%(?P<rel>this year|last year|next year)'s (?P<q>%ORD%)[ -]quarter%E%",
        "%B%(?P<isf>fiscal[ -])?(?P<q>%ORD%)[ -](?P<isfiscal>fiscal[ -])?quarter(?:'s)?,?(?: of| in)?(?: the)? %FY%%E%%NA%",
        "%B%Q(?P<q>[1-4])(?: of |[ -]|(?=['FCfc]))%FY%%E%%NA%",
        "%START%(?:%FY%|(?P<yq>%Y2%))(?:'s)?,?[ -]?Q(?P<q>[1-4])%E%",
        "%START%(?P<q>[1-4])Q[ ]?(?:%FY%|(?P<yq>%Y2%))%E%",
        "%START%%FY%(?:'s)? (?P<q>%ORD%)[ -]quarter%E%",
        "%B%(?P<isfiscal>fiscal[ -])?(?P<q>%ORD%)[ -](?:fiscal[ -])?quarter(?:'s)?%E%",
        "%B%(?P<isfiscal>fiscal )?Q(?P<q>[1-4])%E%",
        "%START%(?P<q>[1-4])Q%E%",
        # 第四季 is a quarter, but 《...》第四季 a season
        r"第%S%(?P<q>%QZ%)%S%(?:财季|季度|(?<!》第.)季(?![节度赛里]))|(?<![\d个三两前后上下这本每])(?P<qq>[一二三四首])季度",
    )


def _halves() -> list[Rule]:
    return _rule(
        _half,
        "%START%%YEAR%的?%S%(?P<h>[上下])半年度?",
        "(?P<rel>%RELZ%)的?(?P<h>[上下])半年",
        "(?P<h>[上下])半年度?",
        "%B%(?P<h>%HALF%)[ -]half(?: of)?(?: the)? %FY%%E%%NA%",
        "%B%(?P<h>%HALF%)[ -]half(?: of (?:the|this) (?:fiscal )?year|(?! of))(?![A-Za-z-])",
        "%B%H(?P<h>[12])(?:(?: of |[ -]|(?=['FCfc]))%FY%)?%E%",
        "%START%(?P<h>[12])H[ ]?(?:%FY%|(?P<yq>%Y2%))?%E%",
    )


def _points() -> list[Rule]:
    return [
        *_rule(
            _point,
            "%START%%YEAR%的?%S%年?(?P<p>[初中底末终])(?![国间央端段期文心小型等])",
            "(?P<rel>%RELZ%)的?年?(?P<p>[初中底末])(?![国间央端段文心小型等])",
            "(?<![0-9一二三四五六七八九十两几多每半])(?P<p>年[初中底末])(?![国间央端段文心])",
        ),
        *_rule(_late, "%START%%YEAR%的?(?:晚些时候|后期|较晚时候)"),
        *_rule(_is("this_year", "late"), "今年的?(?:晚些时候|稍晚|后期|较晚时候)", "%B%later this year%E%"),
        *_rule(_is("next_year", "late"), "明年的?(?:晚些时候|稍晚|后期)", "%B%later next year%E%"),
        *_rule(_point, "%B%(?P<p>%POINT%)(?:(?:the )?year )?%FY%%E%%NA%", "%B%(?P<p>%POINT%)(?P<rel>%REL%)%E%"),
        *_rule(_year_end, "%B%(?P<p>year[- ]end|mid[- ]?year)%E%(?: %FY%%E%%NA%)?"),
    ]


def _plain_years() -> list[Rule]:
    plural = r"(?!(?<=2000)[ ](?!was|is|has|as|this|its|versus|results|sales|levels|plans|costs)[a-z]+s\b)"
    return _rule(
        _year,
        "%START%(?P<y>%Y4%|%YZ%)%S%(?P<fy>%FISCAL%|年度?(?!会))(?:的?全年)?",
        "%START%(?P<y2>%Y2%)%S%(?P<fy2>%FISCAL%)",
        "%B%(?:full[- ]year |for the year |the year )?(?P<fiscal>fiscal(?: year)?|FY|financial year)[ -]?'?"
        "(?P<fy4>%Y4%|%Y2%)%E%%NA%",
        "%B%(?P<cal>calendar(?: year)? |CY ?)(?P<cy>%Y4%|%Y2%)%E%%NA%",
        rf"%B%(?:full[- ]year |for the year )?(?<!\d[.,])(?<![\d$€£¥/])(?P<y4>%Y4%)%E%(?:'s)?%NA%{plural}",
    )


def _relatives() -> list[Rule]:
    return [
        *_rule(
            _date,
            "%B%(?P<m>January|February|April|June|July|August|September|October|November|December)%E%",
            "(?:(?<=[Ii]n )|(?<=by )|(?<=of )|(?<=since )|(?<=until )|(?<=ended )|(?<=ending )|(?<=through )|(?<=during ))(?P<m>March|May)%E%",
            case=True,
        ),
        *_rule(
            _is("last_year"),
            "(?<!较)(?<!比)(?:去年|上年|上一年)(?!同)",
            "%B%(?:last|(?:the )?(?:prior|previous)) year%E%",
        ),
        *_rule(_is("this_year"), "今年|本年度?(?!会)", "%B%(?:this|(?:the )?current) (?:fiscal )?year%E%"),
        *_rule(_is("next_year"), "明年|来年", "%B%next (?:fiscal )?year%E%"),
        *_rule(_is("this_quarter"), "(?:本|这一?|该|当)个?季度?(?!节)", "%B%(?:this|(?:the )?current) quarter%E%"),
        *_rule(
            _is("last_quarter"),
            "上(?:一|个)?季度?(?!节)",
            "%B%(?:last|(?:the )?(?:prior|previous|preceding)) quarter%E%",
        ),
        *_rule(
            _is("next_quarter"), "下(?:一|个)?个?季度?(?!节)", "%B%(?:next|(?:the )?(?:coming|upcoming)) quarter%E%"
        ),
        *_rule(_is("this_month"), "本月", "%B%this month%E%"),
        *_rule(_is("last_month"), "上个?月", "%B%last month%E%"),
        *_rule(_is("next_month"), "下个?月", "%B%next month%E%"),
        *_rule(_is("full_year"), "全年", "%B%(?:the )?full[- ]year%E%", "%B%for the year(?! (?:ended|ending))%E%"),
    ]
