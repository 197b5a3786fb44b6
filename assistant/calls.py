"""What the engine needs to know of the calls in scope at one generation of the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.choosing import Call
from assistant.glossary import name_pairs
from assistant.verify import Moment, Names, latin_words
from index.language import detect
from index.models import Language, SearchFilter, Speaker, Transcript
from index.people import firm_names


class Calls:
    """The calls in scope, and what is found out about them once."""

    def __init__(self, transcripts: Sequence[Transcript]) -> None:
        self.transcripts = tuple(transcripts)

    @cached_property
    def speakers(self) -> tuple[Speaker, ...]:
        """Everybody who speaks in any of the calls."""
        return tuple(dict.fromkeys(s for t in self.transcripts for s in t.speakers))

    @cached_property
    def source(self) -> str:
        """The text of all calls."""
        return "\n".join(t.source for t in self.transcripts)

    @cached_property
    def languages(self) -> tuple[Language, ...]:
        """The languages of the calls."""
        return tuple(dict.fromkeys(t.language for t in self.transcripts))

    @cached_property
    def names(self) -> Names:
        """All name pairs, speakers and companies."""
        pairs: dict[str, str] = {}
        for transcript in self.transcripts:
            pairs |= name_pairs(transcript.source)
        for speaker in self.speakers:
            forms = (speaker.name, *speaker.aliases)
            latin, chinese = [f for f in forms if f.isascii()], [f for f in forms if detect(f) == "zh"]
            for form in latin:
                if chinese:
                    pairs.setdefault(form.lower(), max(chinese, key=len) if " " in form else min(chinese, key=len))
        companies = {
            t.id: tuple(f for f in (t.metadata.company, *t.metadata.company_aliases) if f) for t in self.transcripts
        }
        return Names(pairs, self.speakers, companies, latin_words(self.source))

    @cached_property
    def moments(self) -> dict[str, Moment]:
        """The period that each call reports, and its date, by its id."""
        return {
            t.id: Moment((t.metadata.fiscal_year, t.metadata.fiscal_quarter), t.metadata.date) for t in self.transcripts
        }

    def page_of(self, transcript_id: str, offset: int) -> int | None:
        """The page of a document on which a character stands; None for sources without pages."""
        return next((t.page(offset) for t in self.transcripts if t.id == transcript_id), None)

    def firm_of(self, name: str | None, language: Language) -> str | None:
        """The firm of an analyst, in the language's script where the call gives it."""
        speaker = next((s for s in self.speakers if s.name == name), None)
        firms = firm_names(speaker) if speaker is not None else ()
        return next((firm for firm in firms if firm.isascii() == (language == "en")), firms[0] if firms else None)


@dataclass(frozen=True)
class Directory:
    """Every call of the library with what it says of itself and who speaks, without its text."""

    calls: tuple[Call, ...]

    @cached_property
    def speakers(self) -> tuple[Speaker, ...]:
        """Everybody who speaks in any call."""
        return tuple(dict.fromkeys(speaker for call in self.calls for speaker in call.speakers))

    def matching(self, where: SearchFilter) -> tuple[Call, ...]:
        """The calls a filter leaves."""
        return tuple(
            call
            for call in self.calls
            if (not where.transcripts or call.id in where.transcripts)
            and (not where.periods or call.metadata.period in where.periods)
        )
