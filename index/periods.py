"""Fiscal periods and dates as texts print them, in English and Chinese."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from index.names import simplify

_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
    "one": 1, "two": 2, "three": 3, "four": 4, "一": 1, "二": 2, "三": 3, "四": 4,
    "1": 1, "2": 2, "3": 3, "4": 4,
}  # fmt: skip
_ORDINAL = r"(?P<q>first|second|third|fourth|1st|2nd|3rd|4th)"
_NO_UNIT = r"(?!\.?\d)(?! ?(?:%|percent|million|billion|basis|bps|points|个|亿|万))"
_YEAR = rf"(?:(?P<y>(?:19|20)\d{{2}})|'(?P<yy>\d{{2}})){_NO_UNIT}"
_SHORT_YEAR = rf"(?P<y2>\d{{2}}){_NO_UNIT}"
_START = r"(?<![A-Za-z0-9])"
_FILLER = r"(?: (?:and|the|full|fiscal|calendar|financial|year|years|end|annual|of|for)){0,8}"
_FISCAL_YEAR = r"(?:FY|fiscal(?: year)?|financial year) ?"
# On text in which white space, hyphens and commas are single spaces; see `periods`.
_PERIODS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # fourth quarter (and full year) (of) (fiscal (year)) 2025; fourth-quarter fiscal year 2025
        rf"{_START}{_ORDINAL} (?:fiscal )?quarter(?:'s)?{_FILLER} (?:FY ?)?{_YEAR}",
        # second quarter conference call for 2021; fourth quarter earnings call for fiscal year 2021
        rf"{_START}{_ORDINAL} (?:fiscal )?quarter(?: (?:earnings|financial|results|conference|call|teleconference|webcast)){{1,4}}"
        rf" (?:for|of) (?:the )?(?:{_FISCAL_YEAR})?{_YEAR}",
        # Q4 2025; Q4 FY2025; Q4 FY25; Q4 '25; quarter 1 2023
        rf"{_START}Q(?P<q>[1-4])(?![0-9]){_FILLER} ?(?:FY ?)?(?:{_YEAR}|{_SHORT_YEAR})",
        rf"{_START}quarter (?P<q>[1-4]|one|two|three|four){_FILLER} (?:FY ?)?{_YEAR}",
        # FY2024 Q3; fiscal 2025 fourth quarter; 2025 fourth quarter; FY24 Q3; 3Q24
        rf"{_START}(?:{_FISCAL_YEAR})?(?P<y>(?:19|20)\d{{2}}) ?Q(?P<q>[1-4])(?![0-9])",
        rf"{_START}FY ?'?(?P<y2>\d{{2}}) ?Q(?P<q>[1-4])(?![0-9])",
        rf"{_START}(?:{_FISCAL_YEAR})?(?P<y>(?:19|20)\d{{2}})(?:'s)? {_ORDINAL} (?:fiscal )?quarter",
        r"(?<![A-Za-z0-9.])(?P<q>[1-4])Q ?'?(?:(?P<y>20\d{2})|(?P<y2>\d{2}))(?!\d)",
        (
            r"(?<!\d)(?P<y>(?:19|20)\d{2}) ?(?:财年|财政年度|会计年度|年度"
            r"|年)? ?的? ?(?:第 ?)?(?P<q>[一二三四1-4]) ?(?:财季|季度?|财政季度)"
        ),
        r"(?<!\d)(?P<y>(?:19|20)\d{2}) ?(?:财年|财政年度|会计年度|年度|年) ?的? ?Q(?P<q>[1-4])",
        r"(?<!\d)(?P<y2>\d{2}) ?(?:财年|年) ?(?:第 ?)?(?P<q>[一二三四1-4]) ?(?:财季|季度?)",
    )
)
_JOINTS = re.compile(r"[\s\-\u2010-\u2015_/,\uff0c&]+")
_WHOLE_YEAR = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\b(?:full[\s-]year|fiscal(?:\s+year)?|FY|annual|year-end)\s*['’]?(?P<y>(?:19|20)\d{2})\b",
        r"(?<!\d)(?P<y>(?:19|20)\d{2})\s*(?:财年|年度?|财政年度)\s*(?:的)?(?:全年|年度)?(?:财务|经营)?(?:业绩|财报|年报)",
    )
)
_QUARTER_ONLY = re.compile(
    rf"\b{_ORDINAL}[\s-]+(?:fiscal[\s-]+)?quarter\b|\bQ(?P<q2>[1-4])\b|第(?P<q3>[一二三四1-4])(?:财)?季"
    r"|(?<![前一二三四个\d])(?P<q4>[一二三四])季(?=[度报])",
    re.I,
)
CALL_WORDS = re.compile(
    (
        r"earnings|results|conference call|\bcall\b|webcast|teleconference|transcript|电话会|业绩会|财报|業績|財報|电话会议|业绩"
        r"|法說會|法说会|说明会|发布会|交流会|纪要|活动记录表"
    ),
    re.I,
)
_ENDED = re.compile(r"(?:ended|ending|as of|截至|截止)\s*$", re.I)
_OF_THE_CALL = re.compile(
    r"\b(?:today(?:'s date)?|(?:date of|being recorded|recorded)(?: (?:this|today|the|our))*(?: (?:conference )?call)?)"
    r"(?:[\s,]+(?:is|on|as of|which is|being|mon|tues|wednes|thurs|fri|satur|sun)?(?:day)?\b){0,3}[\s,]*(?=[A-Z\d])",
    re.I,
)
_SENTENCES = 60
"""Sentences of the opening in which the day of the call is looked for."""
_LONGEST_DATE = 24
_AHEAD = re.compile(
    (
        r"指引|预计|展望|预期|下(?:一|个)?季|outlook|guid|expect|forecast|next quarter|compared|versus|同比|去年"
        r"|prior|last year"
    ),
    re.I,
)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(?P<m>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DATES = (
    re.compile(r"(?<![\d.\-/])(?P<y>20\d{2}|19\d{2})[-/.](?P<mm>\d{1,2})[-/.](?P<d>\d{1,2})(?![\d.\-/]*\d)"),
    re.compile(rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<y>20\d{{2}}|19\d{{2}})\b", re.I),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_MONTH}\s*,?[\s-]+(?P<y>20\d{{2}}|19\d{{2}})\b", re.I),
    re.compile(r"(?<!\d)(?P<y>20\d{2}|19\d{2})\s*年\s*(?P<mm>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"),
)
_DATELINE = re.compile(
    r"date|\btime\b|\b(?:[ap]\.?m\.?|[EPCM][SD]?T|GMT|UTC)\b|today|日期|时间|時間|今天|今日|讯|電話|电话|会议", re.I
)


@dataclass(frozen=True, slots=True)
class Period:
    """A fiscal period as far as it is named."""

    year: int | None
    quarter: int | None


def read_period(title: str | None, head: str, opening: str) -> Period:
    """The fiscal period the call reports: what the welcome says, then the title, then the lines before the call.

    A quarter that is only compared with or guided for is passed over. A quarter without its year keeps the year
    open unless title or head give a period of the same quarter.
    """
    candidates = [*_reported(opening), *(periods(title) if title else ())]
    lines = [line for line in head.splitlines() if len(line) <= 200]
    candidates += [p for line in lines if CALL_WORDS.search(line) for p in periods(line)]
    quarter = None
    for sentence in sentences(opening)[:6]:
        if CALL_WORDS.search(sentence) and (quarter := quarter_of(sentence)):
            break
    if candidates:
        named = [c for c in candidates if quarter is None or c.quarter == quarter]
        first = (named or candidates)[0]
        return first if named or quarter is None else Period(None, quarter)
    counted = Counter(
        p for line in head.splitlines() for s in sentences(line) if not _AHEAD.search(s) for p in periods(s)
    )
    top = counted.most_common(2)
    if top and (len(top) == 1 or top[0][1] > top[1][1]) and (quarter is None or top[0][0].quarter == quarter):
        return top[0][0]
    quarter = quarter or (quarter_of(title) if title else None)
    if quarter is not None:
        return Period(None, quarter)
    for text in (title or "", *(s for s in sentences(opening) if CALL_WORDS.search(s))):
        if year := whole_year(text):
            return Period(year, None)
    return Period(None, None)


def quarter_of(text: str) -> int | None:
    """The quarter that a text names, with or without its year."""
    match = _QUARTER_ONLY.search(text)
    return _number(match["q"] or match["q2"] or match["q3"] or match["q4"]) if match else None


def whole_year(text: str) -> int | None:
    """The fiscal year that a text names as a whole: "full year 2024", "FY2024", "2024年度业绩"."""
    found = next((match for pattern in _WHOLE_YEAR if (match := pattern.search(text))), None)
    return int(found["y"]) if found else None


def _reported(opening: str) -> Iterator[Period]:
    """Periods of the sentences that welcome to the call."""
    for sentence in sentences(opening):
        if CALL_WORDS.search(sentence):
            yield from periods(sentence)


def sentences(text: str) -> list[str]:
    """The sentences of a text, split roughly: what is said in one breath."""
    return re.split(r"(?<=[.!?])\s+(?=[A-Z])|[。!?;；\n]", text)


def periods(text: str) -> Iterator[Period]:
    """Every fiscal quarter that a text names with its year, in order, each once."""
    found = []
    text = _JOINTS.sub(" ", simplify(text)).replace("’", "'")
    for pattern in _PERIODS:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            year = groups.get("y") or groups.get("yy") or groups.get("y2")
            quarter = _number(groups["q"])
            if year and quarter:
                found.append((match.start(), Period(int(year) if len(year) == 4 else 2000 + int(year), quarter)))
    seen = dict.fromkeys(period for _, period in sorted(found, key=lambda pair: pair[0]))
    yield from seen


def _number(text: str | None) -> int | None:
    return _ORDINALS.get(text.lower()) if text else None


def read_date(head: str, opening: str) -> dt.date | None:
    """The day of the call, where one full date (with its year) stands for it; never a period's end, never a guess."""
    lined: list[dt.date] = []
    others: list[dt.date] = []
    for line in head.splitlines():
        for day, rest in dates(line):
            (lined if len(rest) <= 60 or _DATELINE.search(rest[:40]) else others).append(day)
    for number, sentence in enumerate(sentences(opening)[:_SENTENCES]):
        found_here = list(dates(sentence))
        if (
            number < 12
            and re.search(r"today|今天|今日|会议.{0,6}(?:于|时间)", sentence, re.I)
            and CALL_WORDS.search(sentence)
        ):
            lined += [day for day, _ in found_here]
        elif found_here and (stated := _OF_THE_CALL.search(sentence)):
            lined += [day for day, rest in dates(sentence[stated.end() :][:_LONGEST_DATE])]
    for found in (lined, others):
        days = set(found)
        if len(days) == 1:
            return days.pop()
        if days:
            return None
    return None


def dates(text: str) -> Iterator[tuple[dt.date, str]]:
    """Full dates of a line that are no period's end, each with the rest of the line."""
    for pattern in _DATES:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            month = _MONTHS[groups["m"].lower()] if groups.get("m") else int(groups["mm"])
            if _ENDED.search(text[: match.start()]):
                continue
            try:
                day = dt.date(int(groups["y"]), month, int(groups["d"]))
            except ValueError:
                continue
            yield day, (text[: match.start()] + text[match.end() :]).strip()
