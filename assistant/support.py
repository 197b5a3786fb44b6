"""Whether the calls can answer a question at all, decided before anything is written.

How near the best passages are says little: a question on something that was never said finds passages just as near
as one that has an answer. What tells them apart is what the question is about: a name that occurs nowhere in what may
be cited, or subjects of which most do not occur there, cannot be answered from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.orders import is_order
from assistant.topics import Topic
from index.language import detect
from index.models import SearchFilter, Transcript
from index.text import contains, fold
from index.tokens import tokenize

_ADJECTIVE = re.compile(r"([A-Z][a-z]{3,})(?:ian|an|ese|ish)s?")
_CAPITALISED = re.compile(r"\b[A-Z][a-z]{3,}\b")


@dataclass(frozen=True, slots=True)
class Support:
    """`absent`: what the question is about and what may be cited does not contain. `order`: it is no question."""

    absent: tuple[str, ...] = ()
    order: bool = False

    @property
    def enough(self) -> bool:
        """Whether to answer."""
        return not self.absent and not self.order


class Scope:
    """All text that may be cited under a filter, with the questions that the filtered speakers answered."""

    def __init__(self, transcripts: Sequence[Transcript], where: SearchFilter) -> None:
        texts = []
        for transcript in transcripts:
            turns = [
                turn
                for turn in transcript.turns
                if (not where.speakers or (turn.speaker and turn.speaker.name in where.speakers))
                and (not where.kinds or (turn.speaker and turn.speaker.kind in where.kinds))
                and (not where.sections or turn.section in where.sections)
            ]
            answered = {turn.question_no for turn in turns if turn.part == "answer"}
            texts += [
                turn.text
                for turn in transcript.turns
                if turn in turns or (turn.part == "question" and turn.question_no in answered)
            ]
        self.text = "\n".join(texts)
        self.occurs = occurrence(self.text)


def occurrence(text: str) -> Callable[[str], bool]:
    """A function that says whether a form stands in a text, English words in any inflection.

    An adjective of a place stands in a text that names the place ("Mexican", Mexico).
    """
    folded = fold(text)  # once: a scope may be hundreds of calls
    bag: frozenset[str] | None = None
    capitalised: frozenset[str] | None = None

    def occurs(form: str) -> bool:
        nonlocal bag, capitalised
        if contains(form, folded):
            return True
        if form.islower() and detect(form) == "en":
            bag = frozenset(tokenize(text)) if bag is None else bag
            words = tokenize(form)
            return bool(words) and all(word in bag for word in words)
        if match := _ADJECTIVE.fullmatch(form):
            if capitalised is None:
                capitalised = frozenset(_CAPITALISED.findall(text))
            stem = match[1][: max(4, len(match[1]) - 2)]
            return any(word.startswith(stem) and len(word) <= len(form) for word in capitalised)
        return False

    return occurs


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
