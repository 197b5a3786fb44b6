"""Which calls of a library a question means: by company, ticker, period and speaker, with sentences that say so."""

from assistant.choosing.calls import Call, company_calls
from assistant.choosing.choose import Choice, choose

__all__ = ["Call", "Choice", "choose", "company_calls"]
