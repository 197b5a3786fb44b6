"""What the engine needs to know of the calls in scope at one generation of the library; none of their texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assistant.choosing import Call
from assistant.glossary import company_name
from assistant.moments import Moment, moment_of
from assistant.verify import Names
from index.language import detect
from index.models import Language, SearchFilter, Speaker
from index.naming import Naming
from index.people import firm_names


@dataclass(frozen=True)
class Calls:
    """The calls in scope: what they say of themselves, their languages by id, and the names their texts print."""

    calls: tuple[Call, ...]
    language_of: Mapping[str, Language] = field(default_factory=dict)
    naming: Naming = field(default_factory=Naming)

    @cached_property
    def speakers(self) -> tuple[Speaker, ...]:
        """Everybody who speaks in any of the calls."""
        return tuple(dict.fromkeys(speaker for call in self.calls for speaker in call.speakers))

    @cached_property
    def languages(self) -> tuple[Language, ...]:
        """The languages of the calls."""
        return tuple(dict.fromkeys(self.language_of[call.id] for call in self.calls))

    @cached_property
    def names(self) -> Names:
        """All name pairs, speakers and companies."""
        pairs = dict(self.naming.pairs)
        for speaker in self.speakers:
            forms = (speaker.name, *speaker.aliases)
            latin, chinese = [f for f in forms if f.isascii()], [f for f in forms if detect(f) == "zh"]
            for form in latin:
                if chinese:
                    pairs.setdefault(form.lower(), max(chinese, key=len) if " " in form else min(chinese, key=len))
        companies = {
            call.id: tuple(f for f in (call.metadata.company, *call.metadata.company_aliases) if f)
            for call in self.calls
        }
        by_call = {call.id: call.speakers for call in self.calls}
        return Names(pairs, self.speakers, companies, frozenset(self.naming.latin), by_call)

    @cached_property
    def moments(self) -> dict[str, Moment]:
        """The period that each call reports, and its date, by its id."""
        return {call.id: moment_of(call.metadata) for call in self.calls}

    @cached_property
    def _by_id(self) -> dict[str, Call]:
        return {call.id: call for call in self.calls}

    def speakers_of(self, transcript_id: str) -> Sequence[Speaker]:
        """Who speaks in one of the calls."""
        call = self._by_id.get(transcript_id)
        return call.speakers if call is not None else ()

    def label_of(self, transcript_id: str) -> str | None:
        """What a call is called, where there are several to tell apart."""
        if len(self.calls) < 2 or transcript_id not in self._by_id:
            return None
        return label(self._by_id[transcript_id])

    def firm_of(self, transcript_id: str, name: str | None, language: Language) -> str | None:
        """The firm of an analyst of a call, in the language's script where the call gives it."""
        speaker = next((s for s in self.speakers_of(transcript_id) if s.name == name), None)
        firms = firm_names(speaker) if speaker is not None else ()
        return next((firm for firm in firms if firm.isascii() == (language == "en")), firms[0] if firms else None)


def label(call: Call, language: Language | None = None) -> str:
    """What a call is called: company (as the language writes it, else as printed) and period, or its title, or its id."""
    metadata = call.metadata
    company = company_name(metadata.company, language) if language else metadata.company
    day = metadata.date.isoformat() if metadata.date is not None else None
    parts = [part for part in (company, metadata.period or day) if part]
    return " ".join(parts) if company else metadata.title or " ".join(parts) or call.id


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
