"""Which calls of one company the times of a question mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.choosing.calls import Call, Company
from assistant.choosing.said import say
from assistant.choosing.times import Asked, Role
from assistant.numbers import Period
from index.models import Language

_MOST_LISTED = 6
_AHEAD = 4
"""Quarters before a period in which guidance for it is looked for."""
_YEARS = {"this_year": 0, "last_year": -1, "next_year": 1}


@dataclass(frozen=True, slots=True)
class Timed:
    """The calls of one company that a question means, oldest first; `missing` is a period that none of them has."""

    calls: tuple[Call, ...]
    sentences: tuple[str, ...] = ()
    missing: str | None = None
    everything: bool = False


@dataclass(frozen=True, slots=True)
class _Span:
    """Quarters `[start, end)` counted like `Call.index`, and how the question's words name them."""

    start: int
    end: int
    label: str


def deciding(times: Sequence[Asked]) -> list[Asked]:
    """The times of a question by which calls are chosen; what guidance is for is not among them.

    A time that names a call decides; without one an absolute period does, then one that is counted from the newest call.
    """
    called = [t for t in times if t.role is Role.CALL]
    opened = [t for t in times if t.role is Role.OPEN]
    return called or [t for t in opened if t.period is not None and not t.period.relative] or opened


def in_time(company: Company, times: Sequence[Asked], language: Language) -> Timed:
    """The calls of `company` at the times of a question; all of them where it names none.

    Without a time that decides, the period that guidance was given for says which calls can hold it.
    """
    guided = [t for t in times if t.role is Role.GUIDED]
    chosen = deciding(times)
    if not chosen:
        return _guided(company, guided[0], language) if guided else Timed(company.calls, everything=True)
    found = [_at(company, asked, language) for asked in chosen]
    calls = {call.id: call for timed in found for call in timed.calls}
    missing = next((timed.missing for timed in found if timed.missing), None)
    if missing and not calls:
        return Timed((), missing=missing)
    ordered = tuple(call for call in company.calls if call.id in calls)
    sentences = [sentence for timed in found for sentence in timed.sentences]
    if missing:
        sentences.append(absent(company, missing, language))
    return Timed(ordered, tuple(sentences), everything=len(ordered) == len(company.calls))


def absent(company: Company, period: str, language: Language) -> str:
    """The sentence that no call of the company on this period is in the library."""
    return say("no_period", language, company=company.name, period=period, held=listed(company.calls))


def listed(calls: Sequence[Call]) -> str:
    """The periods of calls in a few words."""
    names = list(dict.fromkeys(call.when for call in calls if call.when))
    if len(names) > _MOST_LISTED:
        return f"{names[0]} … {names[-1]} ({len(names)})"
    return ", ".join(names) or "?"


def _at(company: Company, asked: Asked, language: Language) -> Timed:
    if asked.period is None:
        return _counted(company, asked, language)
    if asked.period.month is not None:
        return _held_in_month(company, asked, asked.period)
    if asked.period.relative in {"this_quarter", "last_quarter"}:
        return _newest(company, asked, language)
    return _on(company, asked, asked.period, language)


def _newest(company: Company, asked: Asked, language: Language) -> Timed:
    newest = company.newest
    date = newest.metadata.date
    held = say("held_on", language, date=date.isoformat()) if date else ""
    sentence = say("newest", language, words=asked.text, company=company.name, period=newest.when, held=held)
    return Timed((newest,), (sentence,))


def _counted(company: Company, asked: Asked, language: Language) -> Timed:
    """Calls counted back from the newest: the third last, or the last three."""
    if asked.last is None:
        if not asked.back:
            return _newest(company, asked, language)
        before = _before(company, asked.back)
        if before is None:
            return Timed((), missing=asked.text)
        calls: tuple[Call, ...] = (before,)
    else:
        calls = company.calls[-asked.last :]
    words = {"words": asked.text, "company": company.name, "newest": company.newest.when, "period": listed(calls)}
    return Timed(calls, (say("counted", language, **words),))


def _before(company: Company, quarters: int) -> Call | None:
    """The call a number of quarters before the newest: by its period where periods are known, else by its place."""
    newest = company.newest.index
    if newest is None:
        return company.calls[-1 - quarters] if len(company.calls) > quarters else None
    return next((call for call in company.calls if call.index == newest - quarters), None)


def _held_in_month(company: Company, asked: Asked, period: Period) -> Timed:
    calls = [
        call
        for call in company.calls
        if (date := call.metadata.date) is not None
        and date.month == period.month
        and (period.year is None or date.year == period.year)
        and (period.day is None or date.day == period.day)
    ]
    return Timed(tuple(calls), missing=None if calls else asked.text)


def _on(company: Company, asked: Asked, period: Period, language: Language) -> Timed:
    """The calls that report an absolute period, or one relative to the year of the newest call."""
    sentences: list[str] = []
    year = _year(company, period)
    if year is None and period.quarter is not None:
        return _without_year(company, asked, period.quarter, language)
    if year is None:
        return Timed(company.calls, everything=True)
    span = _span(year, period)
    if period.relative:
        words = {"words": asked.text, "company": company.name, "newest": company.newest.when, "period": span.label}
        sentences.append(say("counted", language, **words))
    if asked.until is not None or asked.since:
        return _stretch(company, asked, span, sentences)
    calls = _reporting(company, span, calendar=period.fiscal is False)
    if not calls:
        return _none_reports(company, asked, period, span, language)
    sentences += _readings(company, asked, period, calls, language)
    return Timed(calls, tuple(sentences))


def _year(company: Company, period: Period) -> int | None:
    if period.year is not None:
        return period.year
    if period.relative in _YEARS:
        newest = company.newest
        now = newest.metadata.date.year if newest.metadata.date else newest.metadata.fiscal_year
        if newest.metadata.date is None and newest.index is not None:
            now = (newest.index + 1) // 4  # a quarter is reported in the next one
        return now + _YEARS[period.relative] if now is not None else None
    return None


def _span(year: int, period: Period) -> _Span:
    if period.quarter is not None:
        start = year * 4 + period.quarter - 1
        return _Span(start, start + 1, f"Q{period.quarter} {year}")
    if period.half is not None:
        start = year * 4 + 2 * (period.half - 1)
        return _Span(start, start + 2, f"H{period.half} {year}")
    return _Span(year * 4, year * 4 + 4, f"FY{year}" if period.fiscal else str(year))


def _reporting(company: Company, span: _Span, *, calendar: bool = False) -> tuple[Call, ...]:
    """The calls whose quarter lies in the span; a call on a whole year where none is on its last quarter."""
    numbers = [(call, call.calendar if calendar else call.index) for call in company.calls]
    found = tuple(call for call, number in numbers if number is not None and span.start <= number < span.end)
    if found or span.end % 4:
        return found
    year = span.end // 4 - 1
    return tuple(c for c in company.calls if c.metadata.fiscal_year == year and c.metadata.fiscal_quarter is None)


def _readings(company: Company, asked: Asked, period: Period, calls: Sequence[Call], language: Language) -> list[str]:
    """What is taken for granted where the company's fiscal year is not the calendar's."""
    differs = [call for call in calls if call.calendar is not None and call.index not in {None, call.calendar}]
    if not differs or period.relative:
        return []
    if period.fiscal is False:
        return [say("calendar", language, words=asked.text, company=company.name, period=listed(calls))]
    if period.fiscal is None:
        dates = [str(call.metadata.date) for call in differs]
        held = dates[0] if len(dates) == 1 else f"{dates[0]} … {dates[-1]}"
        return [say("fiscal", language, words=asked.text, company=company.name, date=held)]
    return []


def _none_reports(company: Company, asked: Asked, period: Period, span: _Span, language: Language) -> Timed:
    """No call reports the period: it lies ahead of the calls and is what is spoken of, or it is missing."""
    newest = company.newest.index
    if period.relative == "this_year" and span.end - span.start == 4:
        year = span.start // 4
        held = tuple(call for call in company.calls if call.metadata.date and call.metadata.date.year == year)
        if held:
            sentence = say("held", language, words=asked.text, company=company.name, period=listed(held))
            return Timed(held, (sentence,))
    years = span.end - span.start == 4
    only = len(company.calls) == 1 and years
    # The next quarter and coming years are spoken of before they are reported, a quarter further off hardly.
    ahead = newest is not None and span.start > newest and (years or span.start == newest + 1)
    if asked.role is Role.OPEN and (ahead or only):
        return Timed(company.calls, (say("later", language, words=asked.text, company=company.name),))
    return Timed((), missing=span.label)


def _without_year(company: Company, asked: Asked, quarter: int, language: Language) -> Timed:
    calls = [call for call in company.calls if call.metadata.fiscal_quarter == quarter]
    if not calls and asked.role is Role.OPEN:
        return Timed(company.calls, everything=True)
    if not calls:
        return Timed((), missing=f"Q{quarter}")
    years = len({call.metadata.fiscal_year for call in calls})
    words = {"words": asked.text, "company": company.name, "period": calls[-1].when}
    newest = tuple(call for call in calls if call.index == calls[-1].index)
    return Timed(newest, (say("without_year", language, **words),) if years > 1 else ())


def _stretch(company: Company, asked: Asked, span: _Span, sentences: list[str]) -> Timed:
    """The calls from one period on, or up to another."""
    end: int | None = None
    if asked.until is not None:
        until = _year(company, asked.until) or span.start // 4
        if asked.until.year is None and asked.until.quarter is None:
            return Timed(company.calls, everything=True)
        end = _span(until, asked.until).end
        if asked.period is not None and asked.period.year is None:
            span = _span(until, asked.period)
    calls = tuple(
        call
        for call in company.calls
        if call.index is not None and call.index >= span.start and (end is None or call.index < end)
    )
    if not calls and asked.until is not None:
        return Timed((), missing=asked.text)
    return Timed(calls or company.calls, tuple(sentences), everything=not calls)


def _guided(company: Company, asked: Asked, language: Language) -> Timed:
    """The calls in which guidance for a period can stand: the one before it, and for a year also those within it."""
    period = asked.period
    if period is None or period.relative in {"next_quarter", "next_year"}:
        return _newest(company, asked, language)
    year = _year(company, period)
    if year is None and period.quarter is not None and company.newest.index is not None:
        ahead = company.newest.index + 1  # a quarter without its year is the next one of that number
        year = (ahead + (period.quarter - 1 - ahead) % 4) // 4
    if year is None:
        return Timed(company.calls, everything=True)
    span = _span(year, period)
    known = [(call, call.index) for call in company.calls if call.index is not None]
    calls = tuple(
        call for call, index in known if span.start - _AHEAD <= index < span.end - (span.end - span.start == 1)
    )
    if span.end - span.start == 1:
        calls = tuple(call for call in calls if call.index == span.start - 1) or calls
    else:
        near = tuple(call for call in calls if call.index is not None and span.start - 1 <= call.index < span.end - 1)
        calls = near or tuple(call for call in calls if call.index is not None and call.index < span.end - 1)
    if calls:
        sentence = say("ahead", language, words=asked.text, company=company.name, period=listed(calls))
        return Timed(calls, (sentence,))
    if known and span.start > max(index for _, index in known):
        return Timed(company.calls, (say("later", language, words=asked.text, company=company.name),), everything=True)
    return _on(company, asked, period, language)
