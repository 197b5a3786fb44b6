"""What the page's script may send: checked here, once, before anything acts on it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from index.models import Language

Owner = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""The browser's secret, by which its chats are kept apart."""
Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
Short = Annotated[str, StringConstraints(max_length=200)]
MOST_CALLS = 24
"""Calls that are compared at once on the page; the command line has no limit."""
Words = Annotated[str, StringConstraints(max_length=4000)]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Scope(_Input):
    """The filters, as arguments of `Assistant.ask`."""

    transcript: Short | None = None
    speaker: Short | None = None
    kind: Short | None = None
    section: Short | None = None
    period: Short | None = None

    def given(self) -> dict[str, str]:
        """Those that are set."""
        return {name: value for name, value in self if value}


class Question(_Input):
    """A question to answer; `again` is the id of the kept question whose place it takes."""

    run: Short
    owner: Owner
    ui: Language
    question: str
    chat: Id | None = None
    again: Id | None = None
    scope: Scope = Scope()
    language: Language | None = None


class Corrections(_Input):
    """What a reader corrected before a file is added."""

    title: Short = ""
    company: Short = ""
    ticker: Short = ""
    period: Short = ""
    date: Short = ""

    def as_dict(self) -> dict[str, Any]:
        """Arguments of `assistant.corrections.corrections`."""
        return dict(self)


class File(_Input):
    """An uploaded file to add; `token` is where Gradio put it."""

    run: Short
    ui: Language
    token: Words
    name: Short
    corrections: Corrections = Corrections()


class Order(_Input):
    """Work without arguments of its own."""

    run: Short
    ui: Language


class Study(_Input):
    """What a page across calls is to show; `subject` is a topic, a term, or the id of a call."""

    study: Literal["compare", "mentions", "guidance", "questions"]
    subject: Short = ""
    company: Short = ""
    last: Annotated[int, Field(ge=2, le=MOST_CALLS)] = 4
    calls: Annotated[tuple[Id, ...], Field(max_length=MOST_CALLS)] = ()
    exact: bool = False
    plans: bool = True
