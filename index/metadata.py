"""What a transcript says about its call: title, company, ticker, fiscal period, date. What it does not say is None."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.models import Kind, Metadata, Speaker
from index.names import HAN, fold_name, has_han, simplify
from index.titles import title_codes

_HEAD = 4000
"""Characters at the end and at the beginning of what precedes the call in which facts about it are looked for."""

_EXCHANGES = (
    r"NASDAQ(?:GS|GM|CM)?|NYSE(?:\s?(?:American|Arca|MKT))?|AMEX|OTC(?:QX|QB|MKTS?|PK)?|TSXV?|TSE|LSE|AIM|ASX|HKEX|SEHK|HKSE|HKG|SSE|SZSE"
    r"|SHSE|SHA|SHE|TWSE|TPEX|TPE|KRX|KOSDAQ|SGX|NSE|BSE|FRA|ETR|XETRA|EPA|AMS|EURONEXT|SIX|BIT|BME|STO|OMX|JSE|B3|BMV|CBOE"
    r"|纳斯达克|納斯達克|纽交所|紐交所|纽约证券交易所|港交所|香港联交所|上交所|深交所|北交所"
)
_TICKER = re.compile(rf"\b(?:{_EXCHANGES})\s*[:：]\s*([A-Z0-9][A-Z0-9.\-]{{0,9}})(?![A-Za-z])", re.ASCII)
_TICKER_HAN = re.compile(
    rf"(?:{_EXCHANGES})\s*(?:股票代码|代码|股份代号)?\s*[:：]\s*([A-Z0-9][A-Z0-9.\-]{{0,9}})", re.ASCII
)
_TICKER_FIELD = re.compile(
    r"(?:^|\n|[(（,，;；\s])(?:ticker(?: symbol)?|stock (?:symbol|code)|symbol|股票代[码号碼號]|证券代码"
    r"|證券代[碼號]|股份代[号號]|代码)\s*[:：]\s*\$?"
    r"([A-Z0-9][A-Z0-9.\-]{0,9})",
    re.I,
)
_TICKER_SUFFIX = re.compile(
    r"(?<![A-Za-z0-9])(\d{4,6}\.(?:HK|SH|SZ|SS|TW|BJ)|[A-Z]{1,5}\.(?:US|O|N|OQ))(?![A-Za-z0-9])"
)
_TICKER_PLAIN = re.compile(r"\(([A-Z]{1,5}(?:\.[A-Z])?)\)")

_NO_TICKERS = frozenset("GAAP EPS CEO CFO COO CTO IR AI API EBIT EBITDA FY USD RMB EUR YOY QOQ Q IPO ET PT GMT".split())

_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
    "one": 1, "two": 2, "three": 3, "four": 4, "一": 1, "二": 2, "三": 3, "四": 4,
    "1": 1, "2": 2, "3": 3, "4": 4,
}  # fmt: skip
_ORDINAL = r"(?P<q>first|second|third|fourth|1st|2nd|3rd|4th)"
_NO_UNIT = r"(?![\d.])(?! ?(?:%|percent|million|billion|basis|bps|points|个|亿|万))"
_YEAR = rf"(?:(?P<y>(?:19|20)\d{{2}})|'(?P<yy>\d{{2}})){_NO_UNIT}"
_SHORT_YEAR = rf"(?P<y2>\d{{2}}){_NO_UNIT}"
_START = r"(?<![A-Za-z0-9])"
_FILLER = r"(?: (?:and|the|full|fiscal|calendar|financial|year|years|end|annual|of|for)){0,8}"
_FISCAL_YEAR = r"(?:FY|fiscal(?: year)?|financial year) ?"
# On text in which white space, hyphens and commas are single spaces; see `_periods`.
_PERIODS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # fourth quarter (and full year) (of) (fiscal (year)) 2025; fourth-quarter fiscal year 2025
        rf"{_START}{_ORDINAL} (?:fiscal )?quarter(?:'s)?{_FILLER} (?:FY ?)?{_YEAR}",
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
    rf"\b{_ORDINAL}[\s-]+(?:fiscal[\s-]+)?quarter\b|\bQ(?P<q2>[1-4])\b|第(?P<q3>[一二三四1-4])(?:财)?季", re.I
)
_CALL_WORDS = re.compile(
    (
        r"earnings|results|conference call|\bcall\b|webcast|transcript|电话会|业绩会|财报|業績|財報|电话会议|业绩"
        r"|法說會|法说会|说明会|发布会"
    ),
    re.I,
)
_ENDED = re.compile(r"(?:ended|ending|as of|截至|截止)\s*$", re.I)
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
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}\s*,?\s+(?P<y>20\d{{2}}|19\d{{2}})\b", re.I),
    re.compile(r"(?<!\d)(?P<y>20\d{2}|19\d{2})\s*年\s*(?P<mm>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"),
)
_DATELINE = re.compile(
    r"date|\btime\b|\b(?:[ap]\.?m\.?|[EPCM][SD]?T|GMT|UTC)\b|today|日期|时间|時間|今天|今日|讯|電話|电话|会议", re.I
)

_WELCOME = re.compile(
    r"(?:[Ww]elcome(?:\s{1,3}\w+){0,3}?\s{1,3}to|[Jj]oining(?:\s{1,3}us)?(?:\s{1,3}\w+){0,3}?\s{1,3}(?:for|on|to)|participat\w+ in"
    r"|standing by(?:,| and) welcome to|here for)\s{1,3}"
    r"(?:today'?s?\s{1,3})?(?:the\s{1,3})?(?P<name>[A-Z0-9][^\n,;:!?]{1,70}?(?:, (?:Inc|Corp|Ltd|LLC"
    r"|plc)\.?)?)(?:['’]s?)?[\s,]{1,3}(?:(?:the|its|our)\s{1,3})?"
    r"(?=(?:first|second|third|fourth|1st|2nd|3rd|4th|Q[1-4]|[1-4]Q|full[\s-]|fiscal|year[\s-]end|FY|20\d\d|quarter|third-|earnings|results|conference|investor|financial|"
    r"First|Second|Third|Fourth|Full|Fiscal|Year|Quarter|Earnings|Results|Conference|Investor|Financial|Announces|Business|Webcast)\b)"
)
_WELCOME_HAN = re.compile(
    r"(?:欢迎(?:各位|大家)?(?:来到|参加|出席|收听)|参加)\s{0,3}(?:今天的?|本次)?\s{0,3}"
    rf"(?P<name>[{HAN}A-Za-z0-9&.\-·・ ]{{2,30}}?)\s{{0,3}}(?:公司)?(?:举行的|的|召开的)?\s{{0,3}}"
    r"(?=(?:(?:19|20)\d{2}|第[一二三四1-4]|Q[1-4]|业绩|财报|财务|季度|年度|全年|电话会|中期))"
)
_TITLE_COMPANY = re.compile(
    (
        r"^(?P<name>[^\n:：|]{2,60}?)[\s,]{0,3}(?:\((?:[A-Z: .]+)\)\s{0,3})?[\s,]{0,3}(?:\bQ[1-4]\b|\b(?:first|second|third"
        r"|fourth)[\s-]quarter\b|\b(?:full|fiscal)[\s-]year\b|\bearnings\b|\bFY ?\d{2,4}\b)"
    ),
    re.I,
)
_TITLE_COMPANY_HAN = re.compile(
    rf"^(?P<name>[{HAN}A-Za-z0-9&.\-·・ ]{{2,24}}?)\s{{0,3}}(?=(?:(?:19|20)\d{{2}}\s{{0,3}}[年财Qq]|第[一二三四]季|Q[1-4]"
    rf"|业绩|财报|電話|电话会|季度|法说会|業績|財報))"
)
_NOT_COMPANY = re.compile(
    (
        r"^(?:the|our|this|today|you|all|everyone|ladies|a|an|your|we|us|我们|我司|公司|本公司|各位|大家|今天|本次"
        r"|the company|this morning|本季度)\b|^(?:我们|公司|本次|今天|大家|各位)|conference|webcast|earnings|results"
        r"|quarter|call$"
    ),
    re.I,
)
_LEGAL = re.compile(
    (
        r",?\s+(?:inc|incorporated|corp|corporation|ltd|limited|plc|llc|co|company|n\.?v|s\.?a|ag|group holdings?"
        r"|holdings?)\.?$"
    ),
    re.I,
)


@dataclass(frozen=True, slots=True)
class Period:
    """A fiscal period as far as it is named."""

    year: int | None
    quarter: int | None


def read_metadata(head: str, opening: str, speakers: Sequence[Speaker], source: str) -> Metadata:
    """What `head` (what precedes the call) and `opening` (the first turns) say; `source` gives other names."""
    near = head if len(head) <= 2 * _HEAD else f"{head[:_HEAD]}\n{head[-_HEAD:]}"
    title = read_title(near)
    company = read_company(title, near, opening, speakers)
    ticker = read_ticker(near, opening)
    period = read_period(title, near, opening)
    return Metadata(
        title=title,
        company=company,
        ticker=ticker,
        fiscal_year=period.year,
        fiscal_quarter=period.quarter,
        date=read_date(near, opening),
        company_aliases=company_aliases(company, ticker, source) if company else (),
    )


def read_title(head: str) -> str | None:
    """The line that announces the call, without a remark in parentheses at its end."""
    best: tuple[int, int] | None = None
    chosen: str | None = None
    for position, raw in enumerate(head.splitlines()):
        line = raw.strip().strip("#*_=【】《》 \t\ufeff")
        if (
            not 4 <= len(line) <= 160
            or line.endswith(("。", ".", "?", "?", "!", ",", ";", ":"))
            or not _CALL_WORDS.search(line)
        ):
            continue
        if len(line) > (60 if has_han(line) else 140) or re.search(r"[。;\uff1b]", line):
            continue
        score = 2 * bool(re.search(r"call|transcript|电话会|電話會|业绩会|实录|法说会|法說會|纪要", line, re.I))
        score += bool(next(_periods(line), None)) + bool(_TICKER.search(line) or _TICKER_PLAIN.search(line))
        if score and (best is None or (score, -position) > best):
            best, chosen = (score, -position), line
    if chosen is None:
        return None
    return (
        re.sub(r"\s*[(（](?:[^()（）]*(?:翻译|删减|译|编辑|整理|AI|transcri)[^()（）]*)[)）]\s*$", "", chosen).strip()
        or chosen
    )


def read_company(title: str | None, head: str, opening: str, speakers: Sequence[Speaker]) -> str | None:
    """The company that holds the call, as the welcome, the executives' roles, or the title name it."""
    for pattern in (_WELCOME, _WELCOME_HAN):
        for match in pattern.finditer(opening):
            if name := _company(match["name"]):
                return name
    firms = Counter(s.affiliation for s in speakers if s.kind is Kind.EXECUTIVE and s.affiliation)
    if firms:
        firm, count = firms.most_common(1)[0]
        if count > 1 or len(firms) == 1:
            return firm
    before = re.search(
        rf"([A-Z][\w.&'’\- ]{{1,60}}?,?(?: Inc\.?| Corp\.?| Ltd\.?| plc)?)\s*[(（](?:{_EXCHANGES})\s*[:：]", head
    )
    if before and (name := _company(before[1])):
        return name
    for line in (title, *head.splitlines()[:12]):
        for pattern in (_TITLE_COMPANY, _TITLE_COMPANY_HAN):
            titled = pattern.match(line.strip("#* \t")) if line else None
            if titled and (name := _company(re.sub(r"\s*\([A-Z.: ]+\)", "", titled["name"]))):
                return name
    return None


def _company(name: str) -> str | None:
    name = re.sub(r"^(?:today'?s?|the|our|its)\s+", "", name.strip(" ,.-–—·:'’"), flags=re.I).strip()
    name = re.sub(r"['’]s?$", "", re.sub(r"\s*(?:举行的|召开的|的)$", "", name)).strip(" ,")
    if not 1 < len(name) <= 60 or _NOT_COMPANY.search(name) or title_codes(name) or name.isdigit():
        return None
    return name


def company_aliases(company: str, ticker: str | None, source: str) -> tuple[str, ...]:
    """Other names of a company that the text prints: with or without legal form, in the other language, its ticker.

    The other language is read from a pair in parentheses ("远山(Farhill)"), or from product names that the text
    prints both ways: where "X One" and "Y One", "X Two" and "Y Two" stand, Y is another name of X.
    """
    aliases: list[str] = []
    short = _LEGAL.sub("", company).strip(" ,")
    if short != company and len(short) > 1:
        aliases.append(short)
    folded = fold_name(company)
    for match in re.finditer(rf"{re.escape(short)}\s*[(（]\s*([^()（）\n]{{2,40}})\s*[)）]", source):
        if (
            has_han(match[1]) != has_han(short)
            and not re.search(r"[:：,\uff0c\d]", match[1])
            and not title_codes(match[1])
        ):
            aliases.append(match[1].strip())
    if has_han(company):
        aliases += _by_products(short, source)
    if ticker:
        aliases.append(ticker)
    return tuple(a for a in dict.fromkeys(aliases) if fold_name(a) != folded)


def _by_products(company: str, source: str) -> Iterator[str]:
    tails = {m[1] for m in re.finditer(rf"{re.escape(company)}\s*([A-Z][A-Za-z0-9]+)(?![A-Za-z0-9])", source)}
    heads: dict[str, set[str]] = {}
    for match in re.finditer(
        r"(?<![A-Za-z0-9])(?<![A-Za-z0-9]\s)([A-Z][a-z]{2,})\s([A-Z][A-Za-z0-9]*)(?![A-Za-z0-9])", source
    ):
        heads.setdefault(match[1], set()).add(match[2])
    for head, following in heads.items():
        if following & tails and len(following) >= 3 and head not in tails:
            yield head


def read_ticker(head: str, opening: str) -> str | None:
    """The ticker printed with an exchange or as a field; None where several companies' tickers stand side by side."""
    for text in (head, opening):
        for pattern in (_TICKER, _TICKER_HAN, _TICKER_FIELD, _TICKER_SUFFIX):
            found = [m[1].rstrip(".-") for m in pattern.finditer(text)]
            if found:
                counts = Counter(found).most_common(2)
                return counts[0][0] if len(counts) == 1 or counts[0][1] > counts[1][1] or _early(text, found) else None
    for line in head.splitlines()[:12]:
        match = _TICKER_PLAIN.search(line)
        if match and match[1] not in _NO_TICKERS and _CALL_WORDS.search(line) and not re.search(r"[.。]\s", line):
            return match[1]
    return None


def _early(text: str, found: Sequence[str]) -> bool:
    """Whether the first ticker stands in the first lines, where a transcript names its own company."""
    return 0 <= text.find(found[0]) < 300


def read_period(title: str | None, head: str, opening: str) -> Period:
    """The fiscal period the call reports: what the welcome says, then the title, then the lines before the call.

    A quarter that is only compared with or guided for is passed over. A quarter without its year keeps the year
    open unless title or head give a period of the same quarter.
    """
    candidates = [*_reported(opening), *(_periods(title) if title else ())]
    lines = [line for line in head.splitlines() if len(line) <= 200]
    candidates += [p for line in lines if _CALL_WORDS.search(line) for p in _periods(line)]
    quarter = None
    for sentence in _sentences(opening)[:6]:
        if _CALL_WORDS.search(sentence) and (match := _QUARTER_ONLY.search(sentence)):
            quarter = _number(match["q"] or match["q2"] or match["q3"])
            break
    if candidates:
        named = [c for c in candidates if quarter is None or c.quarter == quarter]
        first = (named or candidates)[0]
        return first if named or quarter is None else Period(None, quarter)
    counted = Counter(
        p for line in head.splitlines() for s in _sentences(line) if not _AHEAD.search(s) for p in _periods(s)
    )
    top = counted.most_common(2)
    if top and (len(top) == 1 or top[0][1] > top[1][1]) and (quarter is None or top[0][0].quarter == quarter):
        return top[0][0]
    if quarter is not None:
        return Period(None, quarter)
    for text in (title or "", *(s for s in _sentences(opening) if _CALL_WORDS.search(s))):
        for pattern in _WHOLE_YEAR:
            if match := pattern.search(text):
                return Period(int(match["y"]), None)
    return Period(None, None)


def _reported(opening: str) -> Iterator[Period]:
    """Periods of the sentences that welcome to the call."""
    for sentence in _sentences(opening):
        if _CALL_WORDS.search(sentence):
            yield from _periods(sentence)


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+(?=[A-Z])|[。!?;；\n]", text)


def _periods(text: str) -> Iterator[Period]:
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
        for day, rest in _dates(line):
            (lined if len(rest) <= 60 or _DATELINE.search(rest[:40]) else others).append(day)
    for sentence in _sentences(opening)[:12]:
        if re.search(r"today|今天|今日|会议.{0,6}(?:于|时间)", sentence, re.I) and _CALL_WORDS.search(sentence):
            lined += [day for day, _ in _dates(sentence)]
    for found in (lined, others):
        days = set(found)
        if len(days) == 1:
            return days.pop()
        if days:
            return None
    return None


def _dates(text: str) -> Iterator[tuple[dt.date, str]]:
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
