"""What a file states about its call in fields: keys of JSON, front matter, lines such as "Ticker: ACW"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import fields
from itertools import islice

from index.models import Metadata
from index.names import fold_name
from index.periods import Period, dates, periods, quarter_of, whole_year
from index.text import words

_KEYS = {
    "company": words(
        "company company_name companyname issuer corporation 公司 公司名称 公司简称 企业 企业名称 证券简称"
    ),
    "ticker": words(
        "ticker tickers symbol ticker_symbol stock_symbol stock_code stock_ticker exchange_ticker 股票代码 证券代码 "
        "股份代号 代码"
    ),
    "year": words("year fiscal_year fiscalyear financial_year fy 财年 年度 财政年度 会计年度 年份"),
    "quarter": words(
        "quarter fiscal_quarter fiscalquarter period fiscal_period reporting_period q 季度 财季 报告期 财报季度 期间"
    ),
    "date": words(
        "date call_date event_date conference_date earnings_date published published_date published_at publish_date "
        "datetime time 日期 时间 会议日期 会议时间 电话会日期 电话会时间 召开时间 发布日期 发布时间"
    ),
    "title": words("title headline event event_title call_title name subject 标题 会议名称 会议主题 主题"),
}
_FIELD_OF = {fold_name(key): field for field, keys in _KEYS.items() for key in keys}
_LINE = re.compile(r"[ \t>*_\-•|#]{0,9}(?P<key>[^\s:：|>*_\-•#][^:：|]{0,29}?)[ \t*_]{0,4}[:：|](?P<value>.+)")
_SIDE_BY_SIDE = re.compile(r"[\t\u3000 ]{2,}|[ \u3000](?=[\u4e00-\u9fff]{2,6}[:：])")
"""Between fields on one line: "证券代码:000001    证券简称:远山"."""
_LONGEST_LINE = 250
_FIELDS_IN_LINES = frozenset({"company", "ticker", "year", "quarter", "date"})
"""Fields read from lines of a text, where "Title:" or "Name:" may stand for much else."""
_MOST_LINES = 60
_TICKER = re.compile(r"\$?(?:[A-Za-z ]{2,20}[:：]\s*)?([A-Za-z0-9][A-Za-z0-9.\-]{0,9})")
_YEAR = re.compile(r"(?:FY ?|fiscal (?:year )?)?((?:19|20)\d{2})(?:年|财年)?", re.I)
_QUARTER = re.compile(r"[1-4]")
_LONGEST_TITLE = 160
_LONGEST_COMPANY = 80


def read_fields(head: str) -> Metadata:
    """What lines of the form "Key: value" at the beginning of a text state."""
    found: dict[str, object] = {}
    rows = (part for row in head.splitlines() for part in _SIDE_BY_SIDE.split(row) if part.strip())
    for line in islice(rows, _MOST_LINES):
        match = _LINE.fullmatch(line.strip()) if len(line) <= _LONGEST_LINE else None
        field = _FIELD_OF.get(fold_name(match["key"].strip())) if match else None
        if match and field in _FIELDS_IN_LINES:
            found.setdefault(match["key"].strip(), match["value"].strip(" \t*_|\"'"))
    return facts_of(found)


def facts_of(values: Mapping[str, object]) -> Metadata:
    """The metadata in the fields of a record; values that are no such thing are passed over."""
    texts: dict[str, str] = {}
    for key, value in values.items():
        field = _FIELD_OF.get(fold_name(str(key)[:40]))
        if field and isinstance(value, (str, int)) and not isinstance(value, bool):
            text = str(value).strip() if isinstance(value, str) else str(value)[:20]
            if text:
                texts.setdefault(field, text[:400])
    title = texts.get("title", "")
    company = texts.get("company", "")
    period = _period(texts.get("quarter", ""), texts.get("year", ""))
    return Metadata(
        title=" ".join(title.split()) if 3 < len(title) <= _LONGEST_TITLE else None,
        company=" ".join(company.split()) if 1 < len(company) <= _LONGEST_COMPANY else None,
        ticker=_ticker(texts.get("ticker", "")),
        fiscal_year=period.year,
        fiscal_quarter=period.quarter,
        date=_date(texts.get("date", "")),
    )


def first_of(above: Metadata, below: Metadata) -> Metadata:
    """`above` where it says something, else `below`."""
    chosen = {f.name: getattr(above, f.name) for f in fields(Metadata)}
    return Metadata(
        **{name: value if value not in (None, ()) else getattr(below, name) for name, value in chosen.items()}
    )


def _ticker(text: str) -> str | None:
    match = _TICKER.fullmatch(text)
    return match[1].upper() if match else None


def _period(quarter: str, year: str) -> Period:
    """A period from its field and the year's: "Q3 2024", "2020-Q2", "3" beside "2024", "第三季度"."""
    both = next(periods(quarter), None)
    if both is not None:
        return both
    stated = _YEAR.fullmatch(year)
    number = int(quarter) if _QUARTER.fullmatch(quarter) else quarter_of(quarter)
    if stated is None and (named := whole_year(quarter)):
        return Period(named, None)
    return Period(int(stated[1]) if stated else None, number)


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return next((day for day, _ in dates(text)), None)
