"""What an answer is: statements, the citations that prove them, and the events by which it arrives."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from index.models import Hit, Kind, Language, Section

Status = Literal["answered", "not_found"]


class Proof(StrEnum):
    """How a statement stands to its citations."""

    QUOTE = "quote"  # the statement is the quoted words themselves
    TRANSLATED = "translated"  # a machine translation of the quoted words; its numbers and names are theirs
    VERIFIED = "verified"  # composed; every number, unit, period and name was found in the quotes


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words that prove a statement: `quote == source[start:end]` of the transcript.

    `n` counts from 1 within one answer. `latin_name` and `latin_role`
    are for readers of English, where the call is printed in Chinese. `translation` is a machine translation of the quote into the answer's
    language, where they differ and its numbers agree with the quote's. `page` counts from 1 where the source has pages.
    `call` is company and period, where the answer was looked for in more than one call.
    """

    n: int
    quote: str
    transcript_id: str
    turn: int
    section: Section
    start: int
    end: int
    speaker: str | None = None
    role: str | None = None
    kind: Kind | None = None
    latin_name: str | None = None
    latin_role: str | None = None
    translation: str | None = None
    page: int | None = None
    call: str | None = None

    def who(self, language: Language) -> str:
        """The speaker's name and role in a language as far as the call gives them; empty for text outside the call."""
        if not self.speaker:
            return ""
        if language == "en":
            name = f"{self.latin_name} ({self.speaker})" if self.latin_name else self.speaker
            return ", ".join(part for part in (name, self.latin_role or self.role) if part)
        name = f"{self.speaker}({self.latin_name})" if self.latin_name else self.speaker
        return ", ".join(part for part in (name, self.role) if part)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the answer; as an event it replaces the draft shown so far.

    `reason` says in a sentence for the user why a quote stands in place of what a model wrote. `figures` are those of a
    quote in another language than the answer's, written in the answer's ("$25 billion" for 250 亿美元).
    """

    text: str
    citations: tuple[Citation, ...]
    proof: Proof = Proof.QUOTE
    reason: str | None = None
    figures: tuple[str, ...] = ()

    @property
    def verified(self) -> bool:
        """Whether the statement is proven, by being its quote's own words or by the check against the quotes."""
        return bool(self.citations)

    @property
    def marks(self) -> str:
        """The citation markers, `"[1][2]"`."""
        return "".join(f"[{citation.n}]" for citation in self.citations)

    def line(self, language: Language) -> str:
        """The statement as a line of an answer's text; a quote and its translation with who said it.

        Where there are several calls, with that of the words cited.
        """
        called = ", ".join(dict.fromkeys(citation.call for citation in self.citations if citation.call))
        if self.proof is Proof.VERIFIED or not self.citations:
            return f"{self.text} ({called}) {self.marks}" if called else f"{self.text} {self.marks}"
        who = self.citations[0].who(language)
        if called:
            who = f"{who} ({called})" if language == "en" else f"{who}({called})"
        lead = f"{who}: " if who and language == "en" else f"{who}:" if who else ""
        words = f"“{self.text}”" if self.proof is Proof.QUOTE else self.text
        if self.figures:
            words += f" ({'; '.join(self.figures)})"
        return f"{lead}{words} {self.marks}"


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds from the question: to the passages, to the first word of the answer, to its end."""

    retrieve: float = 0.0
    first_token: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer. `text` is its plain text with `[n]` markers; `problems` are sentences for the user.

    `understood` says how the question was read (people, period, follow-up) in sentences for the user; `passages`
    are those found, for a question that was refused the nearest ones.
    """

    question: str
    status: Status
    language: Language
    text: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    problems: tuple[str, ...] = ()
    understood: tuple[str, ...] = ()
    passages: tuple[Hit, ...] = ()
    timings: Timings = field(default_factory=Timings)
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retrieved:
    """First event: the passages found, best first."""

    passages: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a statement that is still being written: a draft, not yet verified."""

    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """Last event."""

    answer: Answer


Event = Retrieved | Token | Statement | Done
