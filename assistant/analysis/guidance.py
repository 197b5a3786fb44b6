"""What executives expect: every statement of guidance with its measure, range, period, wording and quote.

A statement is an amount of which an executive's sentence says that it is expected. The words that say so (cues) are of
two strengths: "expect", "guidance", 预计 give guidance; "will", "plan to", 将 tell of plans. What a sentence only
compares with ("up from $12 million") goes with the statement before it as its earlier value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from assistant.analysis.metrics import Metric, find_metrics, metric_of
from assistant.analysis.quotes import CallInfo, Quote
from assistant.numbers import Dimension, Period, Quantity, find_periods, find_quantities, render
from index.models import Kind, Language, Transcript, Turn
from index.sentences import split

Strength = Literal["guidance", "plan"]
Change = Literal["raised", "lowered", "kept"]

_GUIDANCE = re.compile(
    r"\b(?:now |still |currently |also |continue to )?(?:expects?|expecting|anticipates?|anticipating|(?-i:projects?|projecting)|forecasts?|"
    r"forecasting|guid(?:e|es|ing)|guidance|outlook|targets?|targeting|"
    r"(?:is|are|be|being) (?:\w+ )?(?:expected|projected|anticipated|forecast|targeted|estimated))\b"
    r"|\b(?:we|I) (?:\w+ )?(?:assume|look for)\b|\bin (?:the|a) range of\b"
    r"|预计|预期|预测|指引|展望|料将|目标(?:是|为|定)|(?:全年|年度|季度|销售|营收|出货)目标",
    re.I,
)
_PLAN = re.compile(
    r"\b(?:will|should|plans? to|planning to|intends? to|aims? to|on track (?:to|for)|going to|would expect to|budget(?:ed|ing)?|commit(?:ted)? to)\b"
    r"|计划|打算|(?<![已曾])将(?![近军领才])|有望|拟|争取|力争",
    re.I,
)
_NOT_AHEAD = re.compile(
    r"(?:\b(?:prior|previous|earlier|last|initial|original|above|below|beat|exceed(?:ed|ing|s)?|missed|met|versus|than|against|relative to|"
    r"compared (?:to|with)|(?:high|low|top|upper|lower|bottom|mid)(?:-| )?(?:end|point|half) of|within|as|in line with|better than|worse than)"
    r"\s+(?:(?:our|the|its|their|that|this|we|consensus|analysts?['’]?|market|street|guided)\s+){0,3}"
    r"|(?:市场|分析师|华尔街|一致|此前|之前|原先|高于|低于|超出|超过|超越|超|符合|好于|不及|达到|较|比)[^,，。;；]{0,8})$",
    re.I,
)
_EARLIER = re.compile(
    r"(?:\b(?:compared (?:to|with)|versus|vs\.?|up from|down from|from|than|instead of|rather than|relative to)\b\s*(?:\w+\s+){0,4}?"
    r"|(?:较|比|高于|低于|相比|此前的?|之前的?|原先的?|从|由|而非|上一?季度?|去年同期)(?:的|为|是|约|预计)*[^,，。;；]{0,6}?)$",
    re.I,
)
_PAST = re.compile(
    r"\b(?:was|were|had|grew|rose|fell|increased|decreased|declined|came in|reported|delivered|generated|ended|posted|reached|improved|"
    r"spent|paid|repurchased|earned|opened|booked|achieved|recorded|saw)\b|已(?:经)?|实现了|达到了|同比增长了|增长了|完成了|录得",
    re.I,
)
_ANEW = re.compile(r"^\s*(?:and |but |while )?(?:it|this|that|they|we|which|there)\b|^\s*(?:这|其|它|该)", re.I)
_CLAUSE = re.compile(r"[;；]|[,，](?!\d)|\band\b|\bbut\b|\bwhile\b|(?<!\d)(?:并且|同时|而且|其中)")
_NOUN_AFTER = re.compile(
    r"^[^,，。;；]{0,12}?(?:的)?[^,，。;；]{0,10}?(?:计划|指引|目标|展望|guidance|outlook|target)", re.I
)
_CHANGED: tuple[tuple[Change, str, str], ...] = (
    (
        "kept",
        "reiterat\\w*|maintain\\w*|reaffirm\\w*|keep(?:ing)?|confirm\\w*",
        "(?:维持|重申)[^,，。]{0,16}(?:指引|预期|目标)|(?:指引|目标)[^,，。]{0,8}不变",
    ),
    ("raised", "rais(?:e|ed|es|ing)|increas(?:e|ed|ing)|lift(?:ed|ing)?", "上调|调高"),
    ("lowered", "lower(?:ed|ing)?|reduc(?:e|ed|ing)|cut(?:ting)?|trim(?:med|ming)?", "下调|调低"),
)
_CHANGES: tuple[tuple[Change, re.Pattern[str]], ...] = tuple(
    (change, re.compile(rf"\b(?:{english})\b[^.;]{{0,40}}?\b(?:guidance|outlook|forecast|range|target|expectations?)\b|{chinese}", re.I))
    for change, english, chinese in _CHANGED
)  # fmt: skip
_COUNTED = {
    Dimension.MONEY, Dimension.SHARE, Dimension.POINTS, Dimension.MULTIPLE, Dimension.COUNT, Dimension.POWER, Dimension.ENERGY,
    Dimension.AREA, Dimension.MASS, Dimension.VOLUME, Dimension.LENGTH,
}  # fmt: skip
_BEHIND = {"last_year", "last_quarter", "same_period_last_year", "ttm", "last_month", "yoy", "qoq"}
_STRETCH = re.compile(
    r"\b(?:over|in|within|during|for) (?:the )?(?:next|coming) (?:few |several |couple of |\w+ (?:to \w+ )?)?(?:years?|quarters|months)\b"
    r"|\bin \w+ to \w+ years\b|\bby the (?:second|third|fourth|fifth) year\b"
    r"|(?:未来|今后)(?:的)?(?:几|数|\d+|[一二两三四五]|[一二三四]至[二三四五])(?:年|个?季度|个月)内?",
    re.I,
)
_CARRIED = 3
"""Sentences for which a period that opened an outlook holds."""
_FEW = 10
"""Counts of fewer things are part of how people speak: "two clean quarters", "three priorities"."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of guidance.

    `quantity` has the range; `earlier` the value it is compared with, where the sentence gives one. `period` is as
    printed and `period_key` resolved to a fiscal period of the company ("Q3 2026", "FY2026"), where that can be told;
    both are None where the words do not say. `wording` is the cue. `quote` is the whole sentence.
    """

    quote: Quote
    quantity: Quantity
    wording: str
    strength: Strength
    metric: Metric | None = None
    period: str | None = None
    period_key: str | None = None
    earlier: Quantity | None = None
    change: Change | None = None

    def as_record(self, language: Language = "en") -> dict[str, Any]:
        """A JSON object; numbers are in the unit named, `low == high` for a single value."""
        quantity = self.quantity
        return {
            "metric": self.metric.name(language) if self.metric else None,
            "text": quantity.text,
            "value": render(quantity, language),
            "low": float(quantity.low),
            "high": float(quantity.high),
            "unit": quantity.unit.code or quantity.unit.dimension.value,
            "approx": quantity.approx.value if quantity.approx else None,
            "for_words": self.period,
            "for_period": self.period_key,
            "wording": self.wording,
            "strength": self.strength,
            "change": self.change,
            "earlier": render(self.earlier, language) if self.earlier else None,
            **self.quote.as_record(),
        }


HEAD = (
    "company", "call", "date", "metric", "value", "for_words", "for_period", "wording", "strength", "change", "earlier",
    "speaker", "quote", "turn", "transcript_id", "start", "end",
)  # fmt: skip


def rows(statements: Iterable[Statement], language: Language = "en") -> list[tuple[object, ...]]:
    """One row a statement, for tables."""
    found: list[tuple[object, ...]] = []
    for s in statements:
        r = s.as_record(language)
        found.append(
            (
                r["company"], s.quote.call.when, r["date"], r["metric"], r["value"], r["for_words"], r["for_period"], r["wording"],
                r["strength"], r["change"], r["earlier"], r["speaker"], r["quote"], r["turn"], r["transcript_id"], r["start"],
                r["end"],
            )
        )  # fmt: skip
    return found


def find_guidance(transcript: Transcript, *, plans: bool = True) -> list[Statement]:
    """Every statement of guidance in executives' words, in order; without `plans` only the stronger wording counts."""
    call = CallInfo.of(transcript)
    found: list[Statement] = []
    for turn in transcript.turns:
        if turn.speaker is not None and turn.speaker.kind is Kind.EXECUTIVE:
            found += _of_turn(call, turn)
    return [statement for statement in found if plans or statement.strength == "guidance"]


def _of_turn(call: CallInfo, turn: Turn) -> Iterator[Statement]:
    carried: Period | None = None
    left = 0
    for start, end in split(turn.text):
        sentence = turn.text[start:end]
        cues = _cues(sentence)
        ahead = [p for p in find_periods(sentence) if _is_ahead(p, call)]
        if cues and ahead:
            carried, left = ahead[0], _CARRIED
        elif left:
            left -= 1
        else:
            carried = None
        if cues:
            quote = Quote.within(call, turn, start, end)
            yield from _of_sentence(quote, cues, ahead, carried)


def statements_of(quote: Quote) -> list[Statement]:
    """The statements of guidance in one sentence, whoever says it, without periods carried over from another."""
    cues = _cues(quote.text)
    ahead = [p for p in find_periods(quote.text) if _is_ahead(p, quote.call)]
    return list(_of_sentence(quote, cues, ahead, None)) if cues else []


@dataclass(frozen=True, slots=True)
class _Cue:
    start: int
    end: int
    text: str
    strength: Strength


_CUES: tuple[tuple[Strength, re.Pattern[str]], ...] = (("guidance", _GUIDANCE), ("plan", _PLAN))


def _cues(sentence: str) -> list[_Cue]:
    """The words that say that something is expected, without those on what was expected before."""
    found = [
        _Cue(match.start(), match.end(), match[0], strength)
        for strength, pattern in _CUES
        for match in pattern.finditer(sentence)
        if not _NOT_AHEAD.search(sentence[: match.start()])
    ]
    return sorted(found, key=lambda cue: cue.start)


def _of_sentence(
    quote: Quote, cues: Sequence[_Cue], ahead: Sequence[Period], carried: Period | None
) -> Iterator[Statement]:
    text = quote.text
    metrics = list(find_metrics(text))
    change = next((name for name, pattern in _CHANGES if pattern.search(text)), None)
    pending: Statement | None = None
    last_end = 0
    for quantity in find_quantities(text):
        cue = _cue_of(text, quantity, cues)
        if cue is None or not is_figure(quantity):
            last_end = quantity.end
            continue
        clause = _clause_start(text, max(last_end, cue.end if cue.end <= quantity.start else 0), quantity.start)
        if pending is not None and _is_earlier(text, pending, quantity, last_end):
            pending = _with_earlier(pending, quantity)
            last_end = quantity.end
            continue
        if cue.end <= clause and _speaks_anew(text[clause : quantity.start], cue.strength):
            last_end = quantity.end
            continue
        if pending is not None:
            yield pending
        stretch = _stretch_of(text, quantity, last_end)
        own = None if stretch else _period_of(text, quantity, ahead, last_end)
        period = None if stretch else own or carried
        before = (pending.metric, pending.quantity) if pending else None
        metric = metric_of(text, quantity, metrics, last_end, before)
        pending = Statement(
            quote,
            quantity,
            cue.text,
            cue.strength,
            metric,
            period.text if period else stretch,
            resolved(period, quote.call) if period else None,
            None,
            change,
        )
        if metric is None and cue.strength == "plan" and own is None:
            pending = None
        last_end = quantity.end
    if pending is not None:
        yield pending


def _cue_of(text: str, quantity: Quantity, cues: Sequence[_Cue]) -> _Cue | None:
    """The cue that an amount stands under: the last one before it, or a noun just behind it (2000 亿美元的资本支出计划)."""
    before = [cue for cue in cues if cue.end <= quantity.start]
    strong = [cue for cue in before if cue.strength == "guidance"]
    if strong or before:
        return (strong or before)[-1]
    noun = _NOUN_AFTER.match(text[quantity.end :])
    return next((c for c in cues if noun and quantity.end <= c.start < quantity.end + noun.end()), None)


def _is_earlier(text: str, statement: Statement, quantity: Quantity, last_end: int) -> bool:
    """Whether an amount is what the one before is compared with, or the upper end of that ("from $5 to $6 billion")."""
    if not quantity.unit.comparable(statement.quantity.unit):
        return False
    between = text[last_end : quantity.start]
    if statement.earlier is not None:
        return statement.earlier.end == last_end and between.strip() in {"to", "至", "到", "-"}
    return _EARLIER.search(between) is not None


def _with_earlier(statement: Statement, quantity: Quantity) -> Statement:
    """The statement with its earlier value, and whether it went up or down."""
    low = statement.earlier or quantity
    earlier = replace(quantity, low=low.low, start=low.start)
    now, before = sum(statement.quantity.base), sum(earlier.base)
    change: Change = "kept" if now == before else "raised" if now > before else "lowered"
    return replace(statement, earlier=earlier, change=change)


def _speaks_anew(clause: str, strength: Strength) -> bool:
    """Whether a clause behind the cue's own says something of its own: what was, or with its own subject."""
    return bool(_PAST.search(clause)) or (strength == "plan" and bool(_ANEW.search(clause)))


def is_figure(quantity: Quantity) -> bool:
    """Whether an amount is one that companies report, and not part of how people speak."""
    if quantity.unit.dimension not in _COUNTED or quantity.vague:
        return False
    return quantity.unit.dimension is not Dimension.COUNT or abs(quantity.high) >= _FEW


def _clause_start(text: str, low: int, high: int) -> int:
    """Where the clause begins that ends at `high`."""
    start = low
    for match in _CLAUSE.finditer(text, low, high):
        start = match.end()
    return start


def _is_ahead(period: Period, call: CallInfo) -> bool:
    """Whether a period may be what is expected for: neither a basis of comparison nor over."""
    if period.is_basis or (period.relative or "") in _BEHIND:
        return False
    if period.year is None or call.fiscal_year is None or period.relative:
        return True
    if period.quarter is not None and call.fiscal_quarter is not None:
        return (period.year, period.quarter) > (call.fiscal_year, call.fiscal_quarter)
    return period.year > call.fiscal_year or (period.year == call.fiscal_year and call.fiscal_quarter != 4)


def _stretch_of(text: str, quantity: Quantity, last_end: int) -> str | None:
    """A stretch of time around an amount that is no fiscal period: "over the next three years", 未来几年内."""
    after = re.search(r"[;；]|[,，](?!\d)", text[quantity.end :])
    limit = quantity.end + after.start() if after else len(text)
    found = _STRETCH.search(text, quantity.end, limit) or _STRETCH.search(text, last_end, quantity.start)
    return found[0] if found else None


def _period_of(text: str, quantity: Quantity, ahead: Sequence[Period], last_end: int) -> Period | None:
    """The period of an amount: between it and the one before, then in the rest of its clause, then earlier, then later."""
    clause = _clause_start(text, last_end, quantity.start)
    # A month may be that of something else in the sentence: "it opens in September, and it will add 40%".
    between = [p for p in ahead if (clause if p.month else last_end) <= p.start and p.end <= quantity.start]
    if between:
        return between[-1]
    stop = re.search(r"[;；]|[,，](?!\d)|\d", text[quantity.end :])
    limit = quantity.end + (stop.start() if stop else len(text))
    following = [p for p in ahead if quantity.end <= p.start <= limit]
    if following:
        return following[0]
    earlier = [p for p in ahead if p.end <= quantity.start and not p.month]
    return earlier[-1] if earlier else (ahead[0] if len(ahead) == 1 and not ahead[0].month else None)


def resolved(period: Period, call: CallInfo) -> str | None:
    """A period ahead as a fiscal period of the company: "Q3 2026", "H2 2026", "FY2026"; None where it cannot be told."""
    if period.month is not None or period.point is not None:
        return None
    known = call.fiscal_year is not None and call.fiscal_quarter is not None
    ahead = (call.fiscal_year or 0) * 4 + (call.fiscal_quarter or 0)  # the quarter after the one reported
    year = period.year
    if period.relative in {"next_quarter", "this_quarter"} and known:
        return f"Q{ahead % 4 + 1} {ahead // 4}"
    if year is None and period.relative in {"this_year", "full_year", "next_year"} and known:
        year = ahead // 4 + (period.relative == "next_year")
    if year is None and period.quarter is not None and known:
        index = ahead + (period.quarter - 1 - ahead) % 4
        return f"Q{period.quarter} {index // 4}"
    if year is None and period.half is not None and known:
        year = ahead // 4 + (period.half == 1 and ahead % 4 >= 2)
    if year is None:
        return None
    if period.quarter is not None:
        return f"Q{period.quarter} {year}"
    if period.half is not None:
        return f"H{period.half} {year}"
    return f"FY{year}" if period.fiscal or period.relative else str(year)
