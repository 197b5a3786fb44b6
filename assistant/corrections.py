"""What a user types to correct the facts of a call, as metadata."""

from __future__ import annotations

import datetime as dt
import re

from index.errors import InputError
from index.models import Metadata

_PERIOD = re.compile(
    r"(?:(?P<q>[1-4])Q|Q(?P<q2>[1-4]))\s*(?:FY)?\s*(?P<y>20\d\d)|(?P<y2>20\d\d)\s*Q(?P<q3>[1-4])|FY\s*(?P<y3>20\d\d)",
    re.I,
)


def parse_period(text: str) -> tuple[int, int | None]:
    """ "Q4 2025", "2025Q4", "4Q2025" or "FY2025" as (fiscal year, quarter or None); InputError otherwise."""
    match = _PERIOD.fullmatch(text.strip())
    if match is None:
        raise InputError(f"The period {text!r} cannot be read.", 'Write it as "Q4 2025" or "FY2025".')
    year = match["y"] or match["y2"] or match["y3"]
    quarter = match["q"] or match["q2"] or match["q3"]
    return int(year), int(quarter) if quarter else None


def parse_date(text: str) -> dt.date:
    """ "2026-02-05" as a date; InputError otherwise."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(f"The date {text!r} cannot be read.", "Write it as 2026-02-05.") from error


def corrections(
    title: str | None = None,
    company: str | None = None,
    ticker: str | None = None,
    period: str | None = None,
    date: str | None = None,
) -> Metadata:
    """Metadata that says only what was given; empty and missing texts leave a field as recognised."""
    year, quarter = parse_period(period) if period else (None, None)
    day = parse_date(date) if date else None
    return Metadata(title or None, company or None, ticker or None, year, quarter, day)
