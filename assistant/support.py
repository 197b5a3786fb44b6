"""Whether the calls can answer a question at all, decided before anything is written.

How near the best passages are says little: a question on something that was never said finds passages just as near
as one that has an answer. What tells them apart is what the question is about: a name that occurs nowhere in what may
be cited, or subjects of which most do not occur there, cannot be answered from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.orders import is_order
from assistant.topics import Topic
from index.language import detect
from index.models import SearchFilter, Transcript
from index.text import find_all
from index.tokens import tokenize


@dataclass(frozen=True, slots=True)
class Support:
    """`absent`: what the question is about and what may be cited does not contain. `enough`: whether to answer."""

    enough: bool
    absent: tuple[str, ...] = ()
    order: bool = False


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
        self._words = frozenset(tokenize(self.text))

    def occurs(self, form: str) -> bool:
        """Whether a form stands in the text, English words in any inflection."""
        if find_all(form, self.text):
            return True
        words = tokenize(form)
        return detect(form) == "en" and bool(words) and form.islower() and all(word in self._words for word in words)


def judge(
    question: str, topics: Sequence[Topic], occurs: Callable[[str], bool], *, names_only: bool = False
) -> Support:
    """Whether to answer: every name occurs, and of the subjects more than half.

    `names_only` for questions on who asked something, which use other words than the asker did.
    """
    if is_order(question):
        return Support(enough=False, order=True)
    absent = [topic.text for topic in topics if topic.kind == "name" and not topic.occurs(occurs)]
    subjects = [topic for topic in topics if topic.kind == "subject"]
    missing = [topic.text for topic in subjects if not topic.occurs(occurs)]
    if not names_only and 2 * len(missing) >= max(1, len(subjects)):
        absent += missing
    return Support(enough=not absent, absent=tuple(absent))
