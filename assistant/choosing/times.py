"""The times that a question names, and what each of them is: when a call was held, or what is spoken of.

"In the Q4 2025 call" names a call; "guidance for Q1 2026", "by 2027" and "compared with last year" name what is spoken
of; "revenue in Q3 2025" is open, and read as the quarter reported unless it lies ahead of the calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.numbers import Period, find_periods


class Role(StrEnum):
    """What a time of a question says: which call, what is spoken of, what guidance was given for, or either."""

    CALL = "call"
    OPEN = "open"
    GUIDED = "guided"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Asked:
    """One time of a question at `[start, end)`.

    Either a `period`, or calls counted back from the newest: `back` 0 is the newest, 1 the one before it; `last`
    is a number of newest calls. With `since`, the period only begins there; `until` is the other end of a span.
    """

    start: int
    end: int
    text: str
    role: Role
    period: Period | None = None
    back: int | None = None
    last: int | None = None
    since: bool = False
    until: Period | None = None


_CALL_NOUN = r"(?:earnings |results |conference |investor |analyst )*(?:call|calls|earnings|results|report|transcript|webcast|numbers|print)\b"
_CALL_NOUN_ZH = r"(?:的|度)?\s*(?:财务)?(?:业绩)?(?:电话会|业绩会|说明会|法说会|发布会|财报|季报|年报|业绩(?!指引|展望|预|目标)|会议|会上|实录|纪要)"
_GUIDED = r"(?:guidance|guid(?:e|es|ed|ing)|outlook|forecasts?|targets?|projections?|plans?|budget)"
_GUIDED_ZH = r"(?:指引|展望|预测|目标|计划|规划|预期|预计)"

_LATEST = (
    r"(?:the |its |their )?(?:latest|newest|most recent|last|current)\s+(?:[\w&.'’-]+ ){0,2}(?:earnings |results |conference |quarterly )*(?:call|report|earnings|results|transcript)\b"
    r"|(?:the |its |their )?(?:latest|newest|most recent) (?:quarter|period)\b"
    r"|\b(?:latest|newest|most recent)(?= (?!(?:[\w-]+ )?(?:products?|models?|chips?|versions?|generations?|launch\w*|releases?|acquisitions?|deals?|"
    r"news|technolog\w+|devices?|plants?|orders?)\b)[a-z])"
    r"|最新(?:的)?(?:一次|一场|一季|一期|季度|财季)?(?:的)?(?:财务)?(?:业绩)?(?:电话会议?|业绩会|财报|季报|季度|一季)?"
    r"|最近(?=怎么|如何|对|说|谈|提)|最近(?:的)?(?:一次|一场|一季|一个季度|一期)(?:的)?(?:财务)?(?:业绩)?(?:电话会议?|业绩会|财报)?|上(?:一)?(?:次|场)(?:的)?(?:业绩)?(?:电话会议?|业绩会)"
)
_BACK = (
    (1, r"(?:the )?(?:quarter|call) before (?:the )?(?:last|latest)|(?:the )?(?:previous|prior|preceding) (?:earnings |conference )*call\b"
        r"|上上(?:个)?(?:季度|季|次|场)(?:电话会)?|前一(?:次|场)(?:业绩)?电话会"),
)  # fmt: skip
_NUMBERS = {word: n for n, word in enumerate("one two three four five six seven eight".split(), 1)} | {
    "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
}  # fmt: skip
_COUNT = r"(?P<n>\d{1,2}|" + "|".join(_NUMBERS) + ")"
_WINDOW = re.compile(
    rf"(?:the |its |their )?(?:last|past|latest|previous|most recent) {_COUNT} (?:quarters|calls|earnings calls)\b"
    rf"|(?:过去|最近|近)(?:的)?\s*{_COUNT.replace('?P<n>', '?P<m>')}\s*(?:个?(?:季度|财季)|(?:次|场)(?:业绩)?电话会)",
    re.I,
)
_AGO = re.compile(
    rf"{_COUNT} quarters ago\b|{_COUNT.replace('?P<n>', '?P<m>')}\s*个季度(?:之)?前", re.I
)  # counted from the newest call

_BEFORE_CALL = re.compile(
    r"(?:\b(?:quarter|year|period) (?:after|following) (?:the )?$)|(?:\b(?:calls?|results|earnings|report|transcript)\s+(?:(?:that was |was )?(?:held|hosted|given|published)\s+)?(?:for|of|on|from|in|about)\s+(?:the\s+)?(?:its\s+)?)$",
    re.I,
)
_AFTER_CALL = re.compile(rf"^(?:'s|’s)?\s*{_CALL_NOUN}|^{_CALL_NOUN_ZH}", re.I)
_AFTER_GUIDED = re.compile(
    rf"^(?:'s|’s)?\s*(?:(?!call\b|and\b)[a-z-]+\s+){{0,3}}{_GUIDED}\b|^的?[^,，。?？]{{0,12}}?{_GUIDED_ZH}", re.I
)
_BEFORE_GUIDED = re.compile(
    rf"\b{_GUIDED}\b[^.?!,;]{{0,40}}?\b(?:for|of|through|into|on)\s+(?:the\s+)?(?:full[- ]year\s+)?$"
    r"|\b(?:expects?|expected|expecting|guid(?:e|ed|es|ing)|forecasts?|plans?|planned|planning|projects?|projected|anticipates?|targets?|intends?|sees?|foresees?|will|going to)\b"
    r"(?!.*\b(?:say|said|tell|told|mention\w*)\b)[^.?!;]{0,60}\b(?:for|in|during|over|this|next)?\s*(?:the\s+)?$"
    r"|(?:预计|预期|预测|展望|计划|打算|指引)[^。?？;；]{0,12}$|(?:对|对于|针对|关于)$",
    re.I,
)
_INTENDS_AFTER = re.compile(r"^(?:公司|管理层)?(?:计划|打算)(?![是为的有,，。?？]|$)")
"""A plan of which the period says when it was told as well as for when: 第二季度计划招多少人."""
_GIVEN_IN = re.compile(
    r"\bas (?:of|at) (?:the )?(?:end of )?$|\b(?:g[ai]ve|given|issued?|provided?|offered?|made|set)\s+(?:\w+\s+){0,4}?(?:in|on|during|at)\s+(?:the\s+|its\s+)?$"
    r"|\b(?:say|said|tell|told|mention\w*|comment\w*|ask\w*|answer\w*|stat\w+)\s+(?:in|on|during|at)\s+(?:the\s+|its\s+)?$|在$",
    re.I,
)
_OPENING = re.compile(r"(?:In|On|Back in|在|于)?\s*", re.I)
"""What stands before a time with which a question opens: "In February 2025, what did ..."."""
_GUIDES = re.compile(r"\b(?:guid\w+|expect\w*|forecast\w*|project\w*|outlook|plan\w*)\b", re.I)
_FOR = re.compile(r"(?:And |So )?For (?:the )?", re.I)
_CALL_OF = re.compile(
    r"\s*(?:(?:earnings|results|conference) )*(?:call|results|report|transcript|earnings) (?:of|for|in) (?:the )?|\s*[(（]",
    re.I,
)
"""Between a quarter and its year: "the third quarter call of 2025", 三季报(2024年)."""
_AGAINST = re.compile(
    r"\b(?:beat|beats|met|meet|miss(?:ed)?|exceed(?:ed)?|above|below|surpass\w*|hit)\b|达到|超过|超出|低于|符合|兑现",
    re.I,
)
_SPOKEN_OF = re.compile(
    r"\b(?:by|to|until|through|before|after|than|versus|vs\.?|over|beyond|into|compared (?:with|to)|from|against)\s+"
    r"(?:the\s+)?(?:(?:end|start|middle|close|early|late|mid) (?:of )?)?$|(?:到|至|截至|比|较|于|相比|直到|距)\s?$",
    re.I,
)
_SPOKEN_OF_ZH = re.compile(
    r"^\s*(?:之前|以前|之后|以后|前(?!三季)|后(?!续)|相比|年?底|年?末|年?中(?!期)|上市|投产|上线|量产)"
)
_SINCE = re.compile(r"\b(?:since|starting (?:in|with|from))\s+(?:the\s+)?$|自从?\s?$", re.I)
_SINCE_AFTER = re.compile(r"^\s*(?:onwards?\b|on\b(?! )|以来|起|开始)", re.I)
_RANGE = re.compile(r"\s*(?:to|through|until|till|and|[-–—~至到和与])\s*(?:the\s+)?", re.I)
_BETWEEN = re.compile(r"\b(?:between|from)\s+(?:the\s+)?$|(?:从|自|在)\s?$", re.I)
_CODE = re.compile(r"(?<![a-z0-9])(?:q[1-4]|h[12]|[1-4]q|[12]h|[fc]y)(?=[\s'\d]|$)", re.I)
"""Codes of periods, which people type in lower case and reports print in capitals."""
_GLUED = re.compile(r"(?<![FfCc])[A-Za-z](?=(?:19|20)\d\d ?(?:年|财))")
"""The last letter of a name that no space parts from a year: "Acme2025年"."""
_CALENDAR = re.compile(r"\bcalendar(?: year)? $|(?:自然|日历)年?的?\s?$", re.I)
_REPORTED_RELATIVE = {"this_quarter", "last_quarter"}
_GUIDED_RELATIVE = {"next_quarter", "next_year"}


def asked_times(question: str) -> tuple[Asked, ...]:
    """The times of a question in order, without bases of comparison ("year over year") and days of the calendar."""
    found = list(_counted(question))
    taken = [(one.start, one.end) for one in found]
    periods = [
        _by_calendar(question, period)
        for period in find_periods(_readable(question))
        if not any(period.start < end and start < period.end for start, end in taken)
    ]
    skip = False
    for i, period in enumerate(periods):
        if skip:
            skip = False
            continue
        following = periods[i + 1] if i + 1 < len(periods) else None
        if following is not None and _is_year_of(question, period, following):
            words = question[period.start : following.end]
            whole = replace(period, year=following.year, fiscal=following.fiscal, end=following.end, text=words)
            found.append(Asked(period.start, following.end, words, Role.CALL, whole))
            skip = True
            continue
        if following is not None and _is_span(question, period, following):
            words = question[period.start : following.end]
            found.append(Asked(period.start, following.end, words, Role.OPEN, period, until=following))
            skip = True
            continue
        found.append(
            Asked(
                period.start, period.end, period.text, _role(question, period), period, since=_since(question, period)
            )
        )
    return tuple(sorted(found, key=lambda one: one.start))


def _readable(question: str) -> str:
    """The question as reports would print its periods, of the same length."""
    return _GLUED.sub(" ", _CODE.sub(lambda code: code[0].upper(), question)).replace("季报", "季度")


def _by_calendar(question: str, period: Period) -> Period:
    """A period with "calendar" before it, which its own wording does not hold in every form."""
    match = _CALENDAR.search(question[: period.start])
    if match is None:
        return period
    return replace(period, fiscal=False, start=match.start(), text=question[match.start() : period.end])


def _counted(question: str) -> Iterator[Asked]:
    """Times that are counted from the newest call."""
    taken: list[tuple[int, int]] = []
    for pattern, number in ((_WINDOW, "last"), (_AGO, "back")):
        for match in pattern.finditer(question):
            words = match["n"] or match["m"]
            count = int(words) if words.isdigit() else _NUMBERS[words.lower()]
            taken.append(match.span())
            yield Asked(
                *match.span(),
                match[0],
                Role.CALL,
                last=count if number == "last" else None,
                back=count if number == "back" else None,
            )
    for back, wording in (*_BACK, (0, _LATEST)):
        for match in re.finditer(wording, question, re.I):
            if match[0] and not any(match.start() < end and start < match.end() for start, end in taken):
                taken.append(match.span())
                yield Asked(*match.span(), match[0], Role.CALL, back=back)


def _is_year_of(question: str, one: Period, other: Period) -> bool:
    """Whether the second period is the year of the first, with the call named between them."""
    quarter = one.quarter is not None and one.year is None and one.relative is None
    year = other.year is not None and other.quarter is None and other.month is None
    return quarter and year and _CALL_OF.fullmatch(question[one.end : other.start]) is not None


def _is_span(question: str, one: Period, other: Period) -> bool:
    """Whether two periods are the ends of a span: "from Q1 to Q3 2025", "2024 至 2025 年"."""
    between = question[one.end : other.start]
    if not _RANGE.fullmatch(between) or one.is_basis or other.is_basis:
        return False
    joint = between.strip().lower()
    return joint not in {"and", "和", "与"} or _BETWEEN.search(question[: one.start]) is not None


def _since(question: str, period: Period) -> bool:
    return bool(_SINCE.search(question[: period.start])) or bool(_SINCE_AFTER.match(question[period.end :]))


def _role(question: str, period: Period) -> Role:
    before, after = question[: period.start], question[period.end :]
    if period.is_basis or period.point or period.relative in {"ttm", "full_year", "same_period_last_year"}:
        return Role.CONTENT
    if _AFTER_CALL.match(after) or _BEFORE_CALL.search(before):
        return Role.CALL
    if period.month is not None:
        told = _GIVEN_IN.search(before) or _OPENING.fullmatch(before)
        return Role.CALL if told and period.year is not None else Role.CONTENT
    if _since(question, period):
        return Role.OPEN
    if _SPOKEN_OF.search(before) or _SPOKEN_OF_ZH.match(after):
        return Role.CONTENT
    if re.search(r"\b(?:prior|previous)\b", period.text, re.I):  # "the prior year number"
        return Role.CONTENT
    if period.relative in _GUIDED_RELATIVE:
        return Role.GUIDED
    if period.relative in _REPORTED_RELATIVE:
        return Role.OPEN
    if _AGAINST.search(question):
        return Role.OPEN
    if _FOR.fullmatch(before) and _GUIDES.search(after):
        return Role.GUIDED
    if _INTENDS_AFTER.match(after):
        return Role.OPEN
    if not _GIVEN_IN.search(before) and (_AFTER_GUIDED.match(after) or _BEFORE_GUIDED.search(before)):
        return Role.GUIDED
    return Role.OPEN
