"""Whether and when to ask an endpoint again."""

from __future__ import annotations

import datetime as dt
import email.utils
import math
from typing import TYPE_CHECKING

from index.endpoints import chain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.llm.base import Timeouts

_STATUSES = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
"""HTTP statuses that may be gone at the next attempt (RFC 9110; 529 is "overloaded" at some hosts)."""


def pause(error: BaseException, attempt: int, timeouts: Timeouts) -> float | None:
    """Seconds to wait before attempt `attempt + 1` (from 0), None where asking again makes no sense.

    The pause the endpoint asks for, else `first_pause * 2 ** attempt`, bounded by `longest_pause`. What will not
    change by itself (refused connection, unknown host, wrong key, used-up quota) is not asked again.
    """
    import httpx  # noqa: PLC0415 - loaded when needed
    import openai  # noqa: PLC0415 - loaded when needed

    if attempt >= timeouts.retries:
        return None
    grown: float = min(timeouts.first_pause * 2.0**attempt, timeouts.longest_pause)
    if isinstance(error, openai.APIStatusError):
        if error.status_code not in _STATUSES or error.code == "insufficient_quota":
            return None
        asked = retry_after(error.response.headers)
        if asked is None:
            return grown
        return asked if asked <= timeouts.longest_pause else None
    broken = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError, ConnectionResetError)
    return grown if any(isinstance(cause, broken) for cause in chain(error)) else None


def retry_after(headers: Mapping[str, str], now: dt.datetime | None = None) -> float | None:
    """Seconds of a `Retry-After` header (a number or a date, RFC 9110 section 10.2.3); None without a usable one."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            when = email.utils.parsedate_to_datetime(value)
        except ValueError:
            return None
        if when.tzinfo is None:  # "-0000" marks a date without a zone; HTTP dates are in GMT
            when = when.replace(tzinfo=dt.UTC)
        seconds = (when - (now or dt.datetime.now(dt.UTC))).total_seconds()
    return max(0.0, seconds) if math.isfinite(seconds) else None
