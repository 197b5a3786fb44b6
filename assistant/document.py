"""A call as a document to read: its sections, each question with its answers, who spoke how much, marked words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.compose import latin_name, latin_role
from index.models import Kind, Language, Section, Speaker, Transcript, Turn
from index.text import CJK

_WORD = re.compile(f"[{CJK}]|[^\\W_{CJK}]+(?:['’.,&-][^\\W_{CJK}]+)*")


def count_words(text: str) -> int:
    """Words of a text, where each Chinese character counts as one."""
    return len(_WORD.findall(text))


@dataclass(frozen=True, slots=True)
class Group:
    """Turns that belong together: an analyst's question with its answers (`question_no` is set), or other turns."""

    section: Section
    question_no: int | None
    turns: tuple[Turn, ...]

    @property
    def asked_by(self) -> Speaker | None:
        """Who asked, where it is a question."""
        return next((turn.speaker for turn in self.turns if turn.part == "question"), None)


def groups(turns: Sequence[Turn]) -> Iterator[Group]:
    """The turns in order, gathered by section and question."""
    for (section, number), found in groupby(turns, key=lambda turn: (turn.section, turn.question_no)):
        yield Group(section, number, tuple(found))


@dataclass(frozen=True, slots=True)
class Share:
    """How much one speaker said; `part` is of all words spoken in the call, from 0 to 1."""

    speaker: Speaker
    turns: int
    words: int
    part: float


def shares(transcript: Transcript) -> list[Share]:
    """Everybody who speaks, with the most words first; operators come last."""
    words: Counter[Speaker] = Counter()
    turns: Counter[Speaker] = Counter()
    for turn in transcript.turns:
        if turn.speaker is not None:
            words[turn.speaker] += count_words(turn.text)
            turns[turn.speaker] += 1
    spoken = sum(words.values())
    found = [Share(s, turns[s], words[s], words[s] / spoken if spoken else 0.0) for s in transcript.speakers]
    return sorted(found, key=lambda share: (share.speaker.kind is Kind.OPERATOR, -share.words))


def window(transcript: Transcript, turn: int, around: int) -> tuple[Turn, ...]:
    """A turn with as many before and after it; the first turns where there is no such turn."""
    place = next((i for i, found in enumerate(transcript.turns) if found.number == turn), 0)
    return transcript.turns[max(0, place - around) : place + around + 1]


def marked(text: str, start: int, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """The text cut into pieces, each with whether it lies in a span.

    `start` is the offset of the text in its source; `spans` are half-open offsets into the source, in order and not
    overlapping. The pieces joined are the text.
    """
    at = start
    end = start + len(text)
    for span in spans:
        left, right = max(span[0], at), min(span[1], end)
        if left >= right:
            continue
        if left > at:
            yield text[at - start : left - start], False
        yield text[left - start : right - start], True
        at = right
    if at < end:
        yield text[at - start :], False


def short_name(speaker: Speaker, speakers: Sequence[Speaker], language: Language) -> str:
    """A speaker's name in one form, for questions and lists."""
    latin = latin_name(speaker.name, speakers) if language == "en" else None
    return latin or speaker.name


def display_name(speaker: Speaker, speakers: Sequence[Speaker], language: Language) -> tuple[str, str | None]:
    """A speaker's name and role as a reader of the language expects them, as far as the call gives both."""
    latin = latin_name(speaker.name, speakers)
    if language == "en":
        role = latin_role(speaker.name, speakers) or speaker.role
        return (f"{latin} ({speaker.name})" if latin else speaker.name), role
    return (f"{speaker.name}({latin})" if latin else speaker.name), speaker.role
