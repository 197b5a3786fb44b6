"""What may be cited in a library, looked up without reading it: the answers of `support.TextScope` at a fraction of the cost.

The keys of turns (`index.keys`) tell which turns may hold what is looked for; only these are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from assistant.calls import Calls
from assistant.marks import Marks, event_note, figure_notes, period_notes
from assistant.numbers import Period, Quantity
from assistant.premises import EVENTS
from assistant.support import names_place, place_of, supports
from assistant.topics import Topic
from index.keys import capital_key, capitalised, has_cjk, of_term, token_key
from index.language import detect
from index.library import Library
from index.models import SearchFilter
from index.store.turns import Lookup
from index.text import contains, fold
from index.tokens import tokenize


class LibraryScope:
    """All that may be cited under a filter; each thing is looked up once."""

    def __init__(self, library: Library, calls: Calls, where: SearchFilter) -> None:
        self._library = library
        self._calls = calls
        self._where = where
        self._known: dict[str, bool] = {}

    def occurs(self, form: str) -> bool:
        """Whether a form stands in any turn, as `occurrence` looks it up."""
        if form not in self._known:
            with self._library.lookup(self._where) as lookup:
                self._known[form] = _occurs(lookup, form)
        return self._known[form]

    def happened(self, event: re.Pattern[str]) -> bool:
        """Whether any turn speaks of one of `premises.EVENTS`."""
        note = event_note(EVENTS.index(event))
        with self._library.lookup(self._where) as lookup:
            return any(event.search(passage.text) for passage in lookup.noted({note: None}, Marks.version))

    def stated(self, figure: Quantity | Period) -> bool:
        """Whether the words of any turn support a figure or a period, understood by when they were said."""
        moments = self._calls.moments
        with self._library.lookup(self._where) as lookup:
            among: dict[str, list[str] | None]
            if isinstance(figure, Quantity):
                among = dict.fromkeys(figure_notes(figure))
            else:
                ids = list(moments)
                notes = period_notes(figure, list(moments.values()))
                among = {note: None if calls is None else [ids[i] for i in calls] for note, calls in notes.items()}
            found = lookup.noted(among, Marks.version)
            return any(supports(passage.text, figure, moments[passage.transcript_id]) for passage in found)

    def speaking_of(self, topic: Topic, most: int) -> tuple[str, ...]:
        """Names of those in whose turns a topic occurs, whoever the filter admits; at most so many."""
        return tuple(islice(dict.fromkeys(self._speaking_of(topic)), most))

    def _speaking_of(self, topic: Topic) -> Iterator[str]:
        where = SearchFilter(transcripts=self._where.transcripts, periods=self._where.periods)
        with self._library.lookup(where) as lookup:
            for placed in lookup.calls_with_any([keys for form in topic.forms if form for keys in _ways(form)]):
                for speaker in self._calls.speakers_of(placed.transcript_id):
                    of = SearchFilter(speakers=(speaker.name,), transcripts=(placed.transcript_id,))
                    spoken = replace(lookup, where=of)
                    if topic.occurs(partial(_occurs, spoken)):
                        yield speaker.name


def _ways(form: str) -> Iterator[Sequence[str]]:
    """The keys of calls that may speak of a form, for each way in which they may."""
    yield list(of_term(form))
    if form.islower() and detect(form) == "en" and (words := tokenize(form)):
        yield [token_key(word) for word in words if not has_cjk(word)]
    if stem := place_of(form):
        yield [capital_key(stem)]


def _occurs(lookup: Lookup, form: str) -> bool:
    if fold(form).strip(" -") and any(contains(form, fold(text)) for text in lookup.turns(list(of_term(form)))):
        return True
    if form.islower() and detect(form) == "en":
        words = tokenize(form)
        return bool(words) and all(_has_token(word, lookup) for word in words)
    if stem := place_of(form):
        turns = lookup.turns([capital_key(stem)])
        return any(names_place(word, stem, form) for text in turns for word in capitalised(text))
    return False


def _has_token(token: str, lookup: Lookup) -> bool:
    if not has_cjk(token):
        return lookup.has_turns(token_key(token))
    return any(token in tokenize(text) for text in lookup.turns(list(of_term(token))))
