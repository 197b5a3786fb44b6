"""What a transcript says about its call: title, company, ticker, fiscal period, date. What it does not say is None."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.fields import first_of, read_fields
from index.models import Kind, Metadata, Speaker
from index.names import HAN, fold_name, has_han, simplify
from index.periods import CALL_WORDS, Period, periods, read_date, read_period
from index.titles import title_codes

_NOTHING = Metadata()
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
    r"(?<![A-Za-z0-9.])(\d{4,6}\.(?:HK|SH|SZ|SS|TW|BJ)|[A-Z]{1,5}\.US|[A-Z]{1,5}(?=\.(?:O|N|OQ)))(?:\.(?:O|N|OQ))?"
    r"(?!\.?[A-Za-z0-9])"
)
"""With the sign of an exchange; the one-letter signs of Reuters are no part of the ticker."""
_TICKER_TERMINAL = re.compile(
    r"^[ \t]*([A-Z0-9]{1,6}) (?:US|LN|HK|JP|CH|CN|GR|GY|FP|IN|AU|TT|KS|SP|C1|C2) Equity\b", re.M
)
_TICKER_DIGITS = re.compile(r"[(（]((?!(?:19|20)\d{2}[)）])\d{4,6})[)）]")
_NAME_AND_TICKER = re.compile(r"[A-Z][\w.,&'’\- ]{2,60}\(([A-Z]{1,5}(?:\.[A-Z])?)\)")
_TICKER_PLAIN = re.compile(r"\(([A-Z]{1,5}(?:\.[A-Z])?)\)")

_NO_TICKERS = frozenset("GAAP EPS CEO CFO COO CTO IR AI API EBIT EBITDA FY USD RMB EUR YOY QOQ Q IPO ET PT GMT".split())

_PERIOD_WORDS = (
    r"(?:[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|1st|2nd|3rd|4th)[\s-][Qq]uarter|Q[1-4]|[1-4]Q\s?\d{0,4}|(?:19|20)\d\d|FY\s?\d{2,4}"
    r"|[Ff]iscal(?:\s[Yy]ear)?|[Ff]ull[\s-][Yy]ear|[Yy]ear[\s-][Ee]nd"
)
_PERIOD_FIRST = rf"(?:(?:{_PERIOD_WORDS}|and|of|for|'\d\d)\s{{1,3}}){{0,8}}"
_NAME = rf"(?!(?:{_PERIOD_WORDS}|[Ee]arnings|[Rr]esults|[Cc]onference)\b)[A-Z0-9]"
_WELCOME = re.compile(
    r"(?:[Ww]elcome(?:\s{1,3}\w+){0,3}?\s{1,3}to|[Jj]oining(?:\s{1,3}us)?(?:\s{1,3}\w+){0,3}?\s{1,3}(?:for|on|to)|participat\w+ in"
    r"|standing by(?:,| and) welcome to|here for)\s{1,3}"
    rf"(?:today'?s?\s{{1,3}})?(?:(?:the|our)\s{{1,3}})?{_PERIOD_FIRST}(?P<name>{_NAME}[^\n,;:!?]{{1,70}}?(?:, (?:Inc|Corp|Ltd|LLC"
    r"|plc)\.?)?)(?:['’]s?)?[\s,]{1,3}(?:(?:the|its|our)\s{1,3})?"
    r"(?=(?:first|second|third|fourth|1st|2nd|3rd|4th|Q[1-4]|[1-4]Q|full[\s-]|fiscal|year[\s-]end|FY|20\d\d|quarter|third-|earnings|results|conference|investor|financial|discussion|"
    r"First|Second|Third|Fourth|Full|Fiscal|Year|Quarter|Earnings|Results|Conference|Investor|Financial|Announces|Business|Webcast|Teleconference)\b)"
)
_CALL_FOR = re.compile(
    rf"(?:[Cc]all|[Tt]eleconference|[Ww]ebcast)\s{{1,3}}(?:for|of)\s{{1,3}}(?:the\s{{1,3}})?(?P<name>{_NAME}[^\n,;:!?]{{1,60}}?)"
    r"(?=,|\.\s|\.?\s*$|\s(?:for|to|on|will|is|and)\s)",
    re.M,
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
    rf"^(?P<name>[{HAN}A-Za-z0-9&.\-·・ ]{{2,24}}?)\s{{0,3}}[:：]?\s{{0,3}}(?=(?:(?:19|20)\d{{2}}\s{{0,3}}[年财Qq]|第[一二三四]季|前?[一二三四]季|Q[1-4]"
    rf"|业绩|财报|電話|电话会|季度|法说会|業績|財報|投资者|投資者|调研|交流会|法人))"
)
_IN_PARENTHESES = re.compile(r"[(（][^()（）]{1,30}[)）]")
_GENERIC_TITLE = re.compile(
    r"(?:full |edited |corrected |final )?(?:(?:earnings |conference )?call )?transcripts?|逐字稿|电话会议?(?:实录|纪要)?|会议纪要",
    re.I,
)
_LEADING_BRACKETS = re.compile(r"^\s*(?:[【\[][^【】\[\]]{1,20}[】\]]\s*)+")
_NOT_COMPANY = re.compile(
    (
        r"^(?:19|20)\d{2}(?:年|财年|\s|$)|^(?:the|our|this|today|you|all|everyone|ladies|a|an|your|we|us|我们|我司|公司|本公司|各位|大家|今天|本次"
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


def read_metadata(
    head: str, opening: str, speakers: Sequence[Speaker], source: str, facts: Metadata = _NOTHING
) -> Metadata:
    """What `head` (what precedes the call) and `opening` (the first turns) say; `source` gives other names.

    `facts`, which the form of the file states, go first, then fields at the head ("Ticker: ACW"), then what the
    words suggest.
    """
    near = head if len(head) <= 2 * _HEAD else f"{head[:_HEAD]}\n{head[-_HEAD:]}"
    stated = first_of(facts, read_fields(near))
    title = stated.title or read_title(near)
    company = stated.company or read_company(title, near, opening, speakers)
    ticker = stated.ticker or read_ticker(near, opening)
    period = Period(stated.fiscal_year, stated.fiscal_quarter)
    if period.year is None or period.quarter is None:
        said = read_period(title, near, opening)
        if period.year is None and period.quarter in (None, said.quarter):
            period = said if period.quarter is None else Period(said.year, period.quarter)
        elif period.year == said.year:
            period = said
    return Metadata(
        title=title,
        company=company,
        ticker=ticker,
        fiscal_year=period.year,
        fiscal_quarter=period.quarter,
        date=stated.date or read_date(near, opening),
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
            or not CALL_WORDS.search(line)
        ):
            continue
        if len(line) > (60 if has_han(line) else 140) or re.search(r"[。;\uff1b]", line):
            continue
        if _GENERIC_TITLE.fullmatch(line):
            continue
        score = 2 * bool(re.search(r"call|transcript|电话会|電話會|业绩会|实录|法说会|法說會|纪要", line, re.I))
        score += bool(next(periods(line), None)) + bool(_TICKER.search(line) or _TICKER_PLAIN.search(line))
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
    for pattern in (_WELCOME, _CALL_FOR, _WELCOME_HAN):
        for match in pattern.finditer(simplify(opening)):
            if name := _company(opening[slice(*match.span("name"))]):
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
            titled = (
                pattern.match(_LEADING_BRACKETS.sub("", _IN_PARENTHESES.sub("", line.strip("#* \t")))) if line else None
            )
            if titled and (name := _company(re.sub(r"\s*\([A-Z.: ]+\)", "", titled["name"]))):
                return name
    return None


def _company(name: str) -> str | None:
    name = re.sub(r"^(?:today'?s?|the|our|its)\s+", "", name.strip(" ,.-–—·:'’"), flags=re.I).strip()
    name = re.sub(r"\s+(?:hosted|organi[sz]ed|presented) by\b.*", "", name, flags=re.I)
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
        for pattern in (_TICKER, _TICKER_HAN, _TICKER_FIELD, _TICKER_SUFFIX, _TICKER_TERMINAL):
            found = [m[1].rstrip(".-") for m in pattern.finditer(text)]
            if found:
                counts = Counter(found).most_common(2)
                return counts[0][0] if len(counts) == 1 or counts[0][1] > counts[1][1] or _early(text, found) else None
    for line in head.splitlines()[:12]:
        match = _TICKER_PLAIN.search(line)
        if match and match[1] not in _NO_TICKERS and CALL_WORDS.search(line) and not re.search(r"[.。]\s", line):
            return match[1]
        digits = _TICKER_DIGITS.search(line)
        if digits and CALL_WORDS.search(line) and len(line) <= 80:
            return digits[1]
        named = _NAME_AND_TICKER.fullmatch(line.strip("#* \t"))
        if named and named[1] not in _NO_TICKERS:
            return named[1]
    return None


def _early(text: str, found: Sequence[str]) -> bool:
    """Whether the first ticker stands in the first lines, where a transcript names its own company."""
    return 0 <= text.find(found[0]) < 300
