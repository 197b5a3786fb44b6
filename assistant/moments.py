"""When something was said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from index.models import Metadata


@dataclass(frozen=True, slots=True)
class Moment:
    """When the words of a call were said: the fiscal year and quarter it reports, and its day, as far as known.

    "The quarter" is understood by the first, "this year" by the second.
    """

    period: tuple[int | None, int | None] = (None, None)
    date: dt.date | None = None


def moment_of(metadata: Metadata) -> Moment:
    """When a call was held, as far as it says."""
    return Moment((metadata.fiscal_year, metadata.fiscal_quarter), metadata.date)
