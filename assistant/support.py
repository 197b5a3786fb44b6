"""Whether the calls can answer a question at all, decided before anything is written.

How near the best passages are says little: a question on something that was never said finds passages just as near
as one that has an answer. What tells them apart is what the question is about: a name that occurs nowhere in what may
be cited, or subjects of which most do not occur there, cannot be answered from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from assistant.moments import Moment, moment_of
from assistant.numbers import Period, Quantity, check_numbers
from assistant.orders import is_order
from assistant.topics import Topic
from index.keys import capitalised
from index.language import detect
from index.models import SearchFilter, Transcript
from index.sentences import split
from index.text import contains, fold
from index.tokens import tokenize

_ADJECTIVE = re.compile(r"([A-Z][a-z]{3,})(?:ian|an|ese|ish)s?")
_BETWEEN = "\n\ufffc\n"


@dataclass(frozen=True, slots=True)
class Support:
    """`absent`: what the question is about and what may be cited does not contain. `order`: it is no question."""

    absent: tuple[str, ...] = ()
    order: bool = False

    @property
    def enough(self) -> bool:
        """Whether to answer."""
        return not self.absent and not self.order


class Scope(Protocol):
    """All that may be cited under a filter, with the questions that the filtered speakers answered, to look things up in."""

    def occurs(self, form: str) -> bool:
        """Whether a form stands in any turn, as `occurrence` looks it up."""

    def happened(self, event: re.Pattern[str]) -> bool:
        """Whether any turn speaks of one of `premises.EVENTS`."""

    def stated(self, figure: Quantity | Period) -> bool:
        """Whether the words of any turn support a figure or a period, understood by when they were said."""

    def speaking_of(self, topic: Topic, most: int) -> tuple[str, ...]:
        """Names of those in whose turns a topic occurs, whoever the filter admits; at most so many."""


class TextScope:
    """A scope that looks through the texts: for a few calls, and what any faster one must agree with."""

    def __init__(self, transcripts: Sequence[Transcript], where: SearchFilter) -> None:
        self._transcripts = transcripts
        self._turns: list[tuple[Moment, str]] = []
        for transcript in transcripts:
            turns = [
                turn
                for turn in transcript.turns
                if (not where.speakers or (turn.speaker and turn.speaker.name in where.speakers))
                and (not where.kinds or (turn.speaker and turn.speaker.kind in where.kinds))
                and (not where.sections or turn.section in where.sections)
            ]
            answered = {turn.question_no for turn in turns if turn.part == "answer"}
            moment = moment_of(transcript.metadata)
            self._turns += [
                (moment, turn.text)
                for turn in transcript.turns
                if turn in turns or (turn.part == "question" and turn.question_no in answered)
            ]
        # Words of two turns are no name: nothing stands across a line of its own.
        self.occurs = occurrence(_BETWEEN.join(text for _, text in self._turns))

    def happened(self, event: re.Pattern[str]) -> bool:
        """Whether any turn speaks of one of `premises.EVENTS`."""
        return any(event.search(text) for _, text in self._turns)

    def stated(self, figure: Quantity | Period) -> bool:
        """Whether the words of any turn support a figure or a period, understood by when they were said."""
        return any(supports(text, figure, moment) for moment, text in self._turns)

    def speaking_of(self, topic: Topic, most: int) -> tuple[str, ...]:
        """Names of those in whose turns a topic occurs, whoever the filter admits; at most so many."""
        found = (
            speaker.name
            for transcript in self._transcripts
            for speaker in transcript.speakers
            if topic.occurs(TextScope((transcript,), SearchFilter(speakers=(speaker.name,))).occurs)
        )
        return tuple(islice(dict.fromkeys(found), most))


def supports(text: str, figure: Quantity | Period, moment: Moment) -> bool:
    """Whether a sentence of what was said at a moment supports a figure or a period."""
    return any(
        not check_numbers(figure.text, text[start:end], context_period=moment.period, context_date=moment.date)
        for start, end in split(text)
    )


def occurrence(text: str) -> Callable[[str], bool]:
    """A function that says whether a form stands in a text, English words in any inflection.

    An adjective of a place stands in a text that names the place ("Mexican", Mexico).
    """
    folded = fold(text)  # once: a scope may be hundreds of calls
    bag: frozenset[str] | None = None
    in_capitals: frozenset[str] | None = None

    def occurs(form: str) -> bool:
        nonlocal bag, in_capitals
        if contains(form, folded):
            return True
        if form.islower() and detect(form) == "en":
            bag = frozenset(tokenize(text)) if bag is None else bag
            words = tokenize(form)
            return bool(words) and all(word in bag for word in words)
        if stem := place_of(form):
            if in_capitals is None:
                in_capitals = frozenset(capitalised(text))
            return any(names_place(word, stem, form) for word in in_capitals)
        return False

    return occurs


def place_of(form: str) -> str | None:
    """The beginning of the name of the place whose adjective a form is ("Mexi" for "Mexican"); None for other words."""
    match = _ADJECTIVE.fullmatch(form)
    return match[1][: max(4, len(match[1]) - 2)] if match else None


def names_place(word: str, stem: str, form: str) -> bool:
    """Whether a capitalised word may be the place of an adjective with this stem."""
    return word.startswith(stem) and len(word) <= len(form)


def judge(
    question: str, topics: Sequence[Topic], occurs: Callable[[str], bool], *, names_only: bool = False
) -> Support:
    """Whether to answer: every name occurs, and of the subjects more than half.

    `names_only` for questions on who asked something, which use other words than the asker did.
    """
    if is_order(question):
        return Support(order=True)
    absent = [topic.text for topic in topics if topic.kind == "name" and not topic.occurs(occurs)]
    subjects = [topic for topic in topics if topic.kind == "subject"]
    missing = [topic.text for topic in subjects if not topic.occurs(occurs)]
    if not names_only and 2 * len(missing) >= max(1, len(subjects)):
        absent += missing
    return Support(tuple(absent))
