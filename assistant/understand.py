"""How a question is read: its language, the people it is about, and what a follow-up refers to."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index import people
from index.errors import InputError
from index.language import detect
from index.models import Kind, Language, SearchFilter, Section, Speaker

MAX_QUESTION = 2000
"""Characters; a longer one is not a question."""

_COMPARES = re.compile(
    r"\b(?:compare|comparison|versus|vs\.?|differ\w*|both|respectively|each of)\b|对比|對比|比较|比較|分别|分別|各自|都怎么|不同|區別|区别",
    re.I,
)
_WHO_ASKED = re.compile(
    r"\b(?:who|which (?:\w+ )?(?:analyst|firm|bank|person))\b[^?]*\b(?:ask\w*|rais\w* (?:the |a )?(?:question|concern|issue|topic|point|subject)|brought up|question\w*|inquir\w*|want(?:ed)? to know)"
    r"|\b(?:which|what) (?:sell-side )?(?:analyst|firm|bank)\b[^?]*\b(?:mention\w*|cit\w+|refer\w*|point\w* out|not(?:ed|es))\b"
    r"|谁[^?？]*(?:问|提到|提出|提及|关心)|(?:哪位|哪个|哪家|哪名|哪一位)[^?？]*(?:问|提到|提出|提及|关心|分析师|投行|机构)"
    r"|誰[^?？]*(?:問|提到|提出|提及)|哪位分析師",
    re.I,
)
_ASKED = re.compile(
    r"\bwhat (?:did|does|was|were)\b[^?]*\b(?:ask|asked|asking|question)\b|(?:问了|提了|提问|提出|问的|问到|请教)", re.I
)
_BOTH = re.compile(
    r"\b(?:both|two|all|each of the|the) (?:(?:two|of the) )?executives\b|两位高管|两名高管|兩位高管|几位高管|各位高管|两位管理层",
    re.I,
)
_SEVERAL = re.compile(
    r"\b(?:each|respectively|list|which \w+s|what \w+s|reasons|examples|and (?:how|what|which|when|who|by how))\b|,[^,?]+,?\s+and\b"
    r"|分别|各(?:自|是|有|多)|哪些|哪几|几(?:项|个|点)|列|、|[,,](?:又|还|并|多少|增长|同比|分别|哪|什么|为什么|怎么)|和[^?？]{1,12}(?:多少|是什么|如何|怎样)",
    re.I,
)
_FOLLOW_UP = re.compile(
    r"^(?:and|what about|how about|but|also|so|then|why|same for)\b|\b(?:he|she|they|it)\b"
    r"|\b(?:that|this|those|these)\b(?!\s+(?:year|quarter|month|week|fiscal|call|period))|^(?:那|那么|还有|另外|以及|他|她|它|这|为什么呢)"
    r"|呢\s*[?？]?$",
    re.I,
)
_LEAD = re.compile(r"^(?:(?:and|what about|how about|but|also|so|then|same for)\b|那么|那|还有|另外|以及)\s*", re.I)
_TAIL = re.compile(r"\s*呢?\s*[?？.。!！]*$")


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier question of the conversation, as it was understood (never what a model answered)."""

    question: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as understood.

    `question` stands alone (a follow-up is completed from the history). `people` are those it is about, and
    `groups` the filters to search with: one, or one a person where several are compared. `unknown` are people asked
    about who neither speak nor are mentioned. `notes` are sentences for the user. `several`: more than one thing is asked
    for. `subject`: what is left of the question where its words on company and period have chosen the calls.
    """

    question: str
    language: Language
    where: SearchFilter
    groups: tuple[SearchFilter, ...]
    people: tuple[Speaker, ...] = ()
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    asks_who_asked: bool = False
    compares: bool = False
    several: bool = False
    subject: str = ""

    @property
    def core(self) -> str:
        """The question without the words that only chose the calls."""
        return self.subject or self.question


def check_question(question: str) -> str:
    """The question without surrounding white space; InputError where there is none or it is too long."""
    question = question.strip()
    if not question:
        raise InputError("The question is empty.", "Type a question such as: What did the CFO say about margins?")
    if len(question) > MAX_QUESTION:
        raise InputError(
            f"The question has {len(question):,} characters; at most {MAX_QUESTION:,} are read.", "Shorten it."
        )
    return question


def complete(question: str, history: Sequence[Exchange], speakers: Sequence[Speaker]) -> str:
    """A follow-up as a question that stands alone, or the question itself.

    "and the CFO?" after "what did Jassy say about supply" becomes "what did the CFO say about supply": where both
    name people, the name is exchanged; otherwise the earlier question is put before the new words.
    """
    if not history or len(question) > 80 or not _FOLLOW_UP.search(question):
        return question
    before = history[-1].question
    rest = _TAIL.sub("", _LEAD.sub("", question))
    new, old = people.mentions(question, speakers), people.mentions(before, speakers)
    if new and old and len(rest) <= len(new[0].text) + 6:
        return before[: old[0].start] + rest + before[old[0].end :]
    return f"{_TAIL.sub('', before)}; {rest}" if rest else before


def read(
    question: str,
    speakers: Sequence[Speaker],
    mentioned: Callable[[str], bool],
    *,
    where: SearchFilter,
    speaker: str | None = None,
    history: Sequence[Exchange] = (),
) -> Reading:
    """Read a question against the people of the calls in scope.

    `mentioned` says whether the text of those calls speaks of a person, who then is known. `speaker` restricts to one person as the
    caller names them; InputError where nobody of that name speaks.
    """
    question = check_question(question)
    whole = complete(question, history, speakers)
    notes = [f"Understood as: {whole}"] if whole != question else []
    unknown = people.unknown_people(whole, speakers, mentioned)
    chosen: tuple[Speaker, ...] = ()
    if speaker is not None:
        chosen = people.resolve(speaker, speakers)
        if not chosen:
            names = ", ".join(dict.fromkeys(s.name for s in speakers if s.kind is not Kind.OPERATOR))
            raise InputError(f"Nobody called {speaker!r} speaks in these calls.", f"Speakers: {names or 'none'}.")
    else:
        chosen = tuple(dict.fromkeys(s for mention in people.mentions(whole, speakers) for s in mention.speakers))
        if _BOTH.search(whole):
            chosen = tuple(s for s in speakers if s.kind is Kind.EXECUTIVE and "ir" not in s.titles)
    who_asked = bool(_WHO_ASKED.search(whole)) and not any(s.kind is Kind.ANALYST for s in chosen)
    compares = bool(_COMPARES.search(whole) or _BOTH.search(whole)) and len(chosen) > 1
    if who_asked:
        where = replace(where, kinds=where.kinds or (Kind.ANALYST,))
    elif chosen:
        where = replace(where, speakers=tuple(dict.fromkeys(s.name for s in _about(whole, chosen))))
    groups: tuple[SearchFilter, ...] = (where,)
    if compares and len(where.speakers) > 1:
        groups = tuple(replace(where, speakers=(name,)) for name in where.speakers)
    return Reading(
        whole,
        detect(whole),
        where,
        groups,
        chosen,
        unknown,
        tuple(notes),
        who_asked,
        compares,
        bool(_SEVERAL.search(whole)),
    )


def _about(question: str, chosen: tuple[Speaker, ...]) -> tuple[Speaker, ...]:
    """Where a question names an analyst who asks and the executive who is asked, its subject is the analyst."""
    analysts = tuple(s for s in chosen if s.kind is Kind.ANALYST)
    return analysts if analysts and len(analysts) < len(chosen) and _ASKED.search(question) else chosen


def scope(
    transcript: str | None = None, section: str | None = None, kind: str | None = None, period: str | None = None
) -> SearchFilter:
    """The caller's own restrictions as a filter; InputError where a section or kind has no such value."""
    try:
        sections = (Section(section),) if section else ()
        kinds = (Kind(kind),) if kind else ()
    except ValueError as error:
        raise InputError(
            f"{error}.",
            f"Sections: {', '.join(Section)}; kinds: {', '.join(Kind)}.",
        ) from error
    return SearchFilter(
        sections=sections,
        kinds=kinds,
        transcripts=(transcript,) if transcript else (),
        periods=(period,) if period else (),
    )
