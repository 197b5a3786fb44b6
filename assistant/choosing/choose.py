"""From a question and the calls of a library to the calls it means, with what was understood and taken for granted.

Nothing is chosen silently: a company or period that no call has is named as missing instead of the nearest one, a
name that several share is asked back, and every reading that the words leave open is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.choosing.calls import Call, Company, grouped
from assistant.choosing.names import Named, Part, asks_across, compares, named_companies, speaks_at
from assistant.choosing.periods import absent, deciding, in_time, listed
from assistant.choosing.said import say
from assistant.choosing.speakers import Named as NamedPerson
from assistant.choosing.speakers import named_people, speaking, unknown_names
from assistant.choosing.times import Asked, Role, asked_times
from index.language import detect
from index.models import Language, SearchFilter
from index.names import simplify

_NOTHING = SearchFilter()
_LEADS_TO = re.compile(
    r"\b(?:in|on|at|for|of|from|during|by|since)(?: (?:the|its|their|fiscal))*\s*$|[在对自从]$", re.I
)
"""Words that lead to a company or a time and mean nothing without it."""
_OWNS = re.compile(r"(?<=\s)['’]s\b|(?<=\s)的")


@dataclass(frozen=True, slots=True)
class Choice:
    """The calls a question means.

    `where` is the caller's filter, narrowed to `calls` where `restricted`. `subject` is the question without the words
    that chose the calls (company, period): what is left has to be found in them. `understood` are sentences for the user on
    how company, period and speaker were read. `refusal` is the sentence to answer with where the library has no such
    call; `ask_back` a question to the user, with `options`, where the words fit several companies or people. Where
    either is set, `calls` is empty and nothing may be answered.
    """

    calls: tuple[Call, ...]
    where: SearchFilter
    restricted: bool = False
    understood: tuple[str, ...] = ()
    subject: str = ""
    refusal: str | None = None
    ask_back: str | None = None
    options: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether there are calls to answer from."""
        return self.refusal is None and self.ask_back is None


@dataclass(frozen=True, slots=True)
class _Question:
    original: str
    text: str
    language: Language
    companies: tuple[Company, ...]
    named: tuple[Named, ...]
    people: tuple[NamedPerson, ...]
    times: tuple[Asked, ...]
    fixed: bool


def choose(
    question: str, calls: Sequence[Call], where: SearchFilter = _NOTHING, *, language: Language | None = None
) -> Choice:
    """The calls that a question means among those the filter leaves, by company, ticker, period and speaker.

    `language` is that of the sentences; the question's by default.
    """
    among = tuple(
        call
        for call in calls
        if (not where.transcripts or call.id in where.transcripts)
        and (not where.periods or call.metadata.period in where.periods)
    )
    if not among:
        return Choice((), where, subject=question)
    companies = grouped(among)
    plain = simplify(question)  # character by character: offsets stay
    times = asked_times(plain)
    asked = _Question(
        question,
        plain,
        language or detect(question),
        companies,
        named_companies(plain, companies, [(t.start, t.end) for t in times]),
        named_people(question, companies),
        times,
        fixed=bool(where.transcripts or where.periods),
    )
    holders = _holders(asked)
    if isinstance(holders, Choice):
        return replace(holders, where=where, subject=question)
    chosen = _timed(asked, holders.companies or companies, named=bool(holders.companies))
    if chosen.settled:
        chosen = _spoken(asked, chosen)
    understood = tuple(dict.fromkeys((*holders.understood, *chosen.understood)))
    if not chosen.settled:
        return replace(chosen, calls=(), where=where, understood=(), subject=question)
    ids = {call.id for call in chosen.calls}
    kept = tuple(call for call in among if call.id in ids)
    restricted = len(kept) < len(among)
    narrowed = replace(where, transcripts=tuple(call.id for call in kept)) if restricted else where
    return Choice(kept, narrowed, restricted, understood, _subject(asked, holders.companies))


def _subject(asked: _Question, companies: Sequence[Company]) -> str:
    """The question without the companies that hold the calls and without the times that chose among them."""
    spans = [(n.start, n.end) for n in asked.named if n.part is not Part.SUBJECT and set(n.companies) & set(companies)]
    spans += [(t.start, t.end) for t in deciding(asked.times)]
    text, position = "", 0
    for start, end in sorted(spans):
        text += _LEADS_TO.sub("", asked.original[position:start])
        position = max(position, end)
        text += " "
    text = _OWNS.sub(" ", text + asked.original[position:])
    return " ".join(text.split()).replace(" ?", "?").strip(" ,，的") or asked.original


@dataclass(frozen=True, slots=True)
class _Holders:
    companies: tuple[Company, ...] = ()
    understood: tuple[str, ...] = ()


def _holders(asked: _Question) -> _Holders | Choice:
    """The companies whose calls are meant; none where the question names none."""
    against = compares(asked.text)
    holding = [n for n in asked.named if n.part is Part.HOLDER or (against and n.part is Part.OPEN)]
    holding = holding or [n for n in asked.named if n.part is Part.OPEN]
    library = [n for n in holding if n.companies]
    foreign = [n for n in holding if not n.companies]
    by_name = any(not person.by_title for person in asked.people)
    if not library and not asks_across(asked.text):
        speaking_foreign = [n for n in foreign if n.speaks]
        if speaking_foreign and not by_name:
            name = "no_company_chosen" if asked.fixed else "no_company"
            return _refused(say(name, asked.language, company=speaking_foreign[0].text))
        library = [n for n in asked.named if n.companies and (not by_name or _by_people(asked, n))]
    if not library and not foreign and (found := _by_speaker(asked)):
        return found
    notes = []
    if library and foreign and against:
        notes += [say("no_company", asked.language, company=n.text) for n in foreign]
    shared = [n for n in library if len(n.companies) > 1]
    if shared:
        settled = _by_people(asked, shared[0])
        if settled is None:
            options = tuple(_described(company) for company in shared[0].companies)
            return Choice(
                (),
                _NOTHING,
                ask_back=say("which_company", asked.language, words=shared[0].text),
                options=options,
            )
        return _Holders((settled,), tuple(notes))
    return _Holders(tuple(dict.fromkeys(c for n in library for c in n.companies)), tuple(notes))


def _by_speaker(asked: _Question) -> _Holders | Choice | None:
    """The one company in whose calls the people of a question speak that names none; a refusal for an unknown name."""
    people = [person for person in asked.people if not person.by_title]
    fitting = [c for c in asked.companies if any(speaking(person, c.calls) for person in people)]
    if len(fitting) == 1 and len(asked.companies) > 1:
        name = ", ".join(person.text for person in people)
        return _Holders(tuple(fitting), (say("speaks_for", asked.language, name=name, company=fitting[0].name),))
    unknown = [n for n in unknown_names(asked.text, asked.companies) if speaks_at(asked.text, n)]
    if not people and len(asked.companies) > 1 and unknown:
        return _refused(say("nobody", asked.language, name=", ".join(unknown)))
    return None


def _described(company: Company) -> str:
    return f"{company.name} ({', '.join(company.tickers)})" if company.tickers else company.name


def _by_people(asked: _Question, shared: Named) -> Company | None:
    """The one company of several with the same name in whose calls the people of the question speak."""
    people = [person for person in asked.people if not person.by_title]
    fitting = [c for c in shared.companies if any(speaking(person, c.calls) for person in people)]
    return fitting[0] if len(fitting) == 1 else None


def _timed(asked: _Question, companies: Sequence[Company], *, named: bool) -> Choice:
    """The calls of these companies at the times of the question."""
    times = asked.times
    if asked.fixed and sum(len(company.calls) for company in companies) == 1:
        times = tuple(t for t in times if t.role is Role.CALL)  # with one call given, a period is what is spoken of
    found = [(company, in_time(company, times, asked.language)) for company in companies]
    calls = tuple(call for _, timed in found for call in timed.calls)
    if not calls:
        company, timed = found[0]
        period = timed.missing or ""
        if len(found) == 1 or named:
            return _refused(" ".join(absent(c, t.missing or period, asked.language) for c, t in found))
        every = sorted((call for c in companies for call in c.calls), key=lambda call: call.order)
        return _refused(say("no_period_any", asked.language, period=period, held=listed(every)))
    understood: list[str] = []
    if len(found) > 1 and not named:
        with_calls = sum(bool(timed.calls) for _, timed in found)
        words = ", ".join(dict.fromkeys(t.text for t in times if t.role is not Role.CONTENT))
        if words and any(not timed.everything for _, timed in found):
            understood.append(say("period_all", asked.language, words=words, calls=len(calls), companies=with_calls))
        if not any(not person.by_title for person in asked.people):
            understood.append(say("all_companies", asked.language, companies=len(found)))
        return Choice(calls, _NOTHING, understood=tuple(understood))
    for company, timed in found:
        understood += _read(company, timed.calls, timed.everything, asked, named=named)
        understood += timed.sentences
        if timed.missing and not timed.calls:
            understood.append(absent(company, timed.missing, asked.language))
    return Choice(calls, _NOTHING, understood=tuple(understood))


def _read(company: Company, calls: Sequence[Call], everything: bool, asked: _Question, *, named: bool) -> list[str]:
    """How company and period were read, where there was anything to read."""
    if not calls or not company.name:
        return []
    if len(calls) == 1 and len(company.calls) > 1:
        return [say("call", asked.language, company=company.name, period=calls[0].when)]
    if everything and len(calls) > 1 and named:
        first, last = calls[0].when, calls[-1].when
        return [say("all_periods", asked.language, calls=len(calls), company=company.name, first=first, last=last)]
    if not everything:
        return [say("calls", asked.language, company=company.name, periods=listed(calls))]
    return [say("company", asked.language, company=company.name)] if named and len(asked.companies) > 1 else []


def _spoken(asked: _Question, chosen: Choice) -> Choice:
    """Of the calls chosen those in which the people of the question speak."""
    people = [person for person in asked.people if not person.by_title]
    if not people:
        titles = [person for person in asked.people if len({c for c, _ in person.places}) > 1]
        companies = [c for c in asked.companies if any(call in chosen.calls for call in c.calls)]
        if titles and len(companies) > 1:
            sentence = say("titles", asked.language, title=titles[0].text, companies=len(companies))
            return replace(chosen, understood=(*chosen.understood, sentence))
        return chosen
    for person in people:
        candidates = person.different(chosen.calls)
        if len(candidates) > 1:
            options = tuple(
                say(
                    "person_option",
                    asked.language,
                    name=name,
                    company=company or say("unnamed_company", asked.language),
                )
                for name, company in candidates
            )
            sentence = say("which_person", asked.language, words=person.text)
            return Choice((), _NOTHING, ask_back=sentence, options=options)
    heard = [call for call in chosen.calls if any(speaking(person, (call,)) for person in people)]
    name = ", ".join(person.text for person in people)
    if not heard:
        return _refused(say("silent", asked.language, name=name, calls=listed(chosen.calls)))
    if len(heard) == len(chosen.calls):
        return chosen
    where = "; ".join(
        f"{company.name} {listed(calls)}".strip()
        for company in asked.companies
        if (calls := [call for call in company.calls if call in heard])
    )
    sentences = [
        s for s in chosen.understood if s != say("all_companies", asked.language, companies=len(asked.companies))
    ]
    sentences.append(say("speaker", asked.language, name=name, calls=where))
    return replace(chosen, calls=tuple(heard), understood=tuple(sentences))


def _refused(sentence: str) -> Choice:
    return Choice((), _NOTHING, refusal=sentence)
