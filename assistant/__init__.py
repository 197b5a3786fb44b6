"""Answering from a library of calls, every statement with a verified citation.

from assistant import Assistant
with Assistant.open() as a:
    print(a.ask("what did Jassy say about Trainium3 supply").text)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.models import Answer, Citation, Done, Event, Proof, Retrieved, Statement, Timings, Token

if TYPE_CHECKING:
    from assistant.api import Assistant

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "Done",
    "Event",
    "Proof",
    "Retrieved",
    "Statement",
    "Timings",
    "Token",
]


def __getattr__(name: str) -> object:
    # The API pulls in the index; `turncite --help` and type imports do not need it.
    if name == "Assistant":
        from assistant.api import Assistant  # noqa: PLC0415 - loaded when needed

        return Assistant
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
