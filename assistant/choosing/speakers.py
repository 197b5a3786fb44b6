"""The people that a question names, and the calls in which they speak."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.choosing.calls import Call, Company
from index.models import Kind, Speaker
from index.names import fold_name, is_full
from index.people import mentioned_in, mentions, unknown_people
from index.titles import title_codes


@dataclass(frozen=True, slots=True)
class Named:
    """A person, firm or title in a question: its words, and the speakers it may stand for, each with the company's name.

    `by_title` where no name but only a title was said: every company has a CFO. `by_firm` where an analyst's firm was.
    """

    text: str
    places: tuple[tuple[str, Speaker], ...]
    by_title: bool
    by_firm: bool

    def different(self, calls: Sequence[Call]) -> list[tuple[str, str]]:
        """(name, company) of the different people it may be among those who speak in the calls, once for each."""
        if self.by_title or self.by_firm:
            return []
        heard = {speaker for call in calls for speaker in call.speakers}
        people: list[tuple[set[str], str, str, Kind]] = []
        for company, speaker in self.places:
            if speaker not in heard:
                continue
            keys = {fold_name(form) for form in (speaker.name, *speaker.aliases) if is_full(form)} or {
                fold_name(speaker.name)
            }
            # An analyst asks in the calls of many companies; executives of two companies are two people.
            same = [
                one for one in people if one[0] & keys and (company == one[2] or Kind.ANALYST in {speaker.kind, one[3]})
            ]
            if same:
                same[0][0].update(keys)
            else:
                people.append((keys, speaker.name, company, speaker.kind))
        return [(name, company) for _, name, company, _ in people]


def named_people(question: str, companies: Sequence[Company]) -> tuple[Named, ...]:
    """Everybody a question names among the speakers of these companies' calls, in order."""
    return tuple(_found(question, companies))


def _found(question: str, companies: Sequence[Company]) -> Iterator[Named]:
    everybody = tuple(dict.fromkeys(s for c in companies for call in c.calls for s in call.speakers))
    for mention in mentions(question, everybody):
        meant = set(mention.speakers)
        places = tuple(
            dict.fromkeys(
                (company.name, speaker)
                for company in companies
                for call in company.calls
                for speaker in call.speakers
                if speaker in meant
            )
        )
        text = fold_name(mention.text)
        named = any(fold_name(form) in text for s in mention.speakers for form in (s.name, *s.aliases) if len(form) > 1)
        by_title = not named and bool(title_codes(mention.text))
        yield Named(mention.text, places, by_title, by_firm=not named and not by_title)


def unknown_names(question: str, companies: Sequence[Company]) -> tuple[str, ...]:
    """Names that a question puts where somebody speaks, and that are neither a speaker's nor a company's here."""
    everybody = tuple(dict.fromkeys(s for c in companies for call in c.calls for s in call.speakers))
    names = " ".join(form for company in companies for form in (*company.forms, *company.tickers))
    return unknown_people(question, everybody, mentioned_in(names))


def speaking(person: Named, calls: Sequence[Call]) -> bool:
    """Whether somebody the words stand for speaks in any of the calls."""
    meant = {speaker for _, speaker in person.places}
    return any(speaker in meant for call in calls for speaker in call.speakers)
