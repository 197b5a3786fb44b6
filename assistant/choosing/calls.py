"""The calls of a library as far as choosing among them is concerned, grouped by company."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.glossary import companies
from index.errors import InputError
from index.models import Metadata, Speaker
from index.names import fold_name, has_han

_LEGAL = re.compile(
    r"(?:[\s,]+(?:inc|incorporated|corp|corporation|ltd|limited|llc|plc|co|company|n\.?v|s\.?a|ag|se|group|holdings?|class [ab])\.?"
    r"|\.com)$",
    re.I,
)
_LEGAL_ZH = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|集团控股|集团|控股|公司)$")
_TRADE_ZH = re.compile(
    r"(?:科技|股份|汽车|电子|生物|医药|制药|药业|医疗|能源|电力|半导体|软件|网络|信息|数据|智能|通信|传媒|物流|航空|银行|证券|食品|乳业|重工|"
    r"机械|工业|材料|化工|电器|光电|钢铁|环保|服饰|零售|地产|控股|集团)$"
)
_COMMON_FIRST = frozenset(
    "advanced allied american applied associated atlantic bank best big blue british capital central china city clear "
    "consolidated continental data digital direct eastern electronic energy european federal first general global gold "
    "golden grand great green home imperial international life micro mid modern national new north northern pacific "
    "pioneer premier prime public red royal silver smart smith south southern standard star sun super texas the trans "
    "union united universal us west western world".split()
)
_REPORTED_AGO = dt.timedelta(days=80)
"""From the day of a call back into the quarter it reports: a quarter lasts 91 days and is reported 1 to 10 weeks after its end."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its id in the library, what it says of itself, and who speaks."""

    id: str
    metadata: Metadata
    speakers: tuple[Speaker, ...] = ()

    @property
    def index(self) -> int | None:
        """Fiscal quarters since year 0, to count with; None where year or quarter is not known."""
        year, quarter = self.metadata.fiscal_year, self.metadata.fiscal_quarter
        return None if year is None or quarter is None else year * 4 + quarter - 1

    @property
    def calendar(self) -> int | None:
        """The calendar quarter in which most of the reported one lies, counted like `index`, by the day of the call."""
        if self.metadata.date is None:
            return None
        day = self.metadata.date - _REPORTED_AGO
        return day.year * 4 + (day.month - 1) // 3

    @property
    def order(self) -> tuple[dt.date, int]:
        """Sorts calls of one company by time."""
        return self.metadata.date or dt.date.min, self.index or 0

    @property
    def when(self) -> str:
        """The period, or failing that the day; empty where neither is known."""
        return self.metadata.period or (self.metadata.date.isoformat() if self.metadata.date else "")


@dataclass(frozen=True, slots=True)
class Company:
    """A company with its calls, oldest first, and every form under which a question may name it."""

    name: str
    forms: tuple[str, ...]
    tickers: tuple[str, ...]
    calls: tuple[Call, ...]

    @property
    def newest(self) -> Call:
        """The latest of its calls."""
        return self.calls[-1]


@lru_cache(maxsize=16)
def grouped(calls: tuple[Call, ...]) -> tuple[Company, ...]:
    """The companies of these calls: calls belong together that share a name in either language, or a ticker.

    A shared ticker alone does not join companies whose names in one script have nothing in common (the same letters
    can be listed on two exchanges). A call without a company is a company of its own.
    """
    found = []
    for group in _joined(calls):
        names = _names(group)
        ordered = tuple(sorted(group, key=lambda call: call.order))
        shorts = [short for form in names if (short := _short(form))]  # two companies may share one: it is asked back
        tickers = tuple(dict.fromkeys(c.metadata.ticker for c in group if c.metadata.ticker))
        forms = tuple(dict.fromkeys(f for f in (*names, *shorts, *_known_forms([*names, *shorts])) if f not in tickers))
        name = next((c.metadata.company for c in reversed(ordered) if c.metadata.company), "")
        found.append(Company(name, forms, tickers, ordered))
    return tuple(sorted(found, key=lambda company: company.name))


def company_calls(name: str, calls: Sequence[Call]) -> tuple[Call, ...]:
    """The calls of the company of this name or ticker, oldest first; InputError where there is none, or several."""
    companies = grouped(tuple(calls))
    wanted = fold_name(name)
    found = [c for c in companies if wanted in {fold_name(form) for form in (*c.forms, *c.tickers)}]
    if len(found) == 1:
        return found[0].calls
    known = ", ".join(company.name for company in (found or companies) if company.name)
    if found:
        raise InputError(f"{name!r} may be several companies.", f"Name one of: {known}.")
    raise InputError(f"No call of {name} is in the library.", f"It holds: {known or 'no company that is named'}.")


def _joined(calls: Sequence[Call]) -> list[list[Call]]:
    parent = list(range(len(calls)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    seen: dict[str, int] = {}
    for i, call in enumerate(calls):
        for form in _names([call]):
            key = fold_name(form)
            parent[root(i)] = root(seen.setdefault(key, i))
    by_ticker: dict[str, int] = {}
    for i, call in enumerate(calls):
        ticker = call.metadata.ticker
        if ticker:
            other = by_ticker.setdefault(ticker.upper(), i)
            if _may_be_one(_names([call]), _names([calls[other]])):
                parent[root(i)] = root(other)
    groups: dict[int, list[Call]] = defaultdict(list)
    for i, call in enumerate(calls):
        groups[root(i)].append(call)
    return list(groups.values())


def _may_be_one(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether names can be one company's: in a script that both sides have, some begin alike."""
    for script in (True, False):
        mine = {_stem(name) for name in one if has_han(name) is script}
        theirs = {_stem(name) for name in other if has_han(name) is script}
        if mine and theirs:
            return bool(mine & theirs)
    return True


def _stem(name: str) -> str:
    return name[:2] if has_han(name) else fold_name(name).split(" ")[0]


def _names(calls: Iterable[Call]) -> list[str]:
    """The names that the calls print, with and without their legal forms; no tickers."""
    found: dict[str, None] = {}
    for call in calls:
        meta = call.metadata
        for name in (meta.company, *meta.company_aliases):
            if name and name != meta.ticker:
                found[name] = None
                found[without_legal_form(name)] = None
    return list(found)


def without_legal_form(name: str) -> str:
    """A company's name without "Inc.", "Group", 公司 at its end, as far as a name is left."""
    while True:
        shorter = (_LEGAL_ZH if has_han(name) else _LEGAL).sub("", name).rstrip(" ,&")
        if shorter == name or len(shorter) < 2:
            return name
        name = shorter


def _short(form: str) -> str | None:
    """What a longer name is called in passing: its first word, or a Chinese name without its trade (星澜科技: 星澜)."""
    if has_han(form):
        shorter = _TRADE_ZH.sub("", form)
        return shorter if shorter != form and len(shorter) >= 2 else None
    first, _, rest = form.partition(" ")
    first = first.strip(",.")
    return first if rest and len(first) >= 4 and first.isalpha() and first.lower() not in _COMMON_FIRST else None


def _known_forms(names: Sequence[str]) -> list[str]:
    """The forms that the vocabulary knows for a company of one of these names."""
    own = {fold_name(name) for name in names}
    return [
        form
        for entry in companies()
        if own & {fold_name(form) for form in (entry.english[0], *entry.chinese)}
        for form in (*entry.english, *entry.chinese)
    ]
