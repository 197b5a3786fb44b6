"""Questions to begin and to go on with, made from the calls themselves, without a language model.

They are built from what is there: who speaks, which names and which words of the vocabulary that speaker uses more than
others do. So each of them has something to be answered from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant import glossary
from assistant.document import shares, short_name
from assistant.models import Answer
from index.models import Kind, Language, Speaker, Transcript

_NAME = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z][a-z]+)?[A-Z][A-Za-z]*\d*(?: [A-Z][a-z]+)?(?![A-Za-z0-9])")
_SHORTEST_NAME = 3
_PATTERNS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "said": "What did {name} say about {term}?",
        "asked": "What did {name} ask?",
        "topic": "What was said about {term}?",
        "who": "Who asked about {term}?",
        "next": "And {name}?",
    },
    "zh": {
        "said": "{name}怎么谈{term}?",
        "asked": "{name}问了什么?",
        "topic": "关于{term}说了什么?",
        "who": "谁问到了{term}?",
        "next": "那{name}呢?",
    },
}


@dataclass(frozen=True, slots=True)
class _Said:
    """What one speaker said in one call, and how often each term occurs in it."""

    speaker: Speaker
    name: str
    terms: Counter[str]


def first_questions(transcripts: Sequence[Transcript], language: Language, most: int = 5) -> list[str]:
    """Questions to begin with, of each call in turn."""
    lists = [list(_of_call(transcript, language)) for transcript in transcripts]
    mixed = [questions[place] for place in range(most) for questions in lists if place < len(questions)]
    return list(dict.fromkeys(mixed))[:most]


def follow_ups(answer: Answer, transcripts: Sequence[Transcript], language: Language, most: int = 3) -> list[str]:
    """Questions that go on from an answer: the same of somebody else, and other things its passages speak of."""
    cited = {citation.transcript_id for citation in answer.citations}
    calls = [transcript for transcript in transcripts if transcript.id in cited]
    if not calls:
        return first_questions(transcripts, language, most)
    patterns, call = _PATTERNS[language], calls[0]
    said, known = list(_said(call, language)), answer.question.lower()
    speakers = {citation.speaker for citation in answer.citations}
    passages = Counter(_terms(" ".join(hit.passage.text for hit in answer.passages), call, language))
    about = [term for term in passages if term.lower() in known]
    found = [
        patterns["said"].format(name=other.name, term=about[0])
        for other in said
        if about and other.speaker.kind is Kind.EXECUTIVE and other.speaker.name not in speakers
        if other.terms[about[0]]
    ]
    new = [term for term, _ in passages.most_common() if term.lower() not in known]
    found += [patterns["topic"].format(term=term) for term in new[:2]]
    if about and any(other.speaker.kind is Kind.ANALYST and other.terms[about[0]] for other in said):
        found.append(patterns["who"].format(term=about[0]))
    return list(dict.fromkeys(found))[:most]


def _of_call(transcript: Transcript, language: Language) -> Iterator[str]:
    patterns, said = _PATTERNS[language], list(_said(transcript, language))
    together = sum((other.terms for other in said), Counter[str]())
    used: set[str] = set()

    def own_term(one: _Said) -> str | None:
        """What a speaker speaks of more than the others do, weighed by how often."""
        ranked = sorted(one.terms, key=lambda term: -(one.terms[term] ** 2) / together[term])
        term = next((term for term in ranked if term not in used), None)
        used.update([term] if term else [])
        return term

    executives = [one for one in said if one.speaker.kind is Kind.EXECUTIVE]
    analysts = [one for one in said if one.speaker.kind is Kind.ANALYST]
    for one in executives[:2]:
        if (term := own_term(one)) is not None:
            yield patterns["said"].format(name=one.name, term=term)
    for term, _ in together.most_common(8):
        if term not in used:
            used.add(term)
            yield patterns["topic"].format(term=term)
            break
    for one in analysts[:1]:
        yield patterns["asked"].format(name=one.name)
    for one in executives[:1]:
        if (term := own_term(one)) is not None:
            yield patterns["said"].format(name=one.name, term=term)


def _said(transcript: Transcript, language: Language) -> Iterator[_Said]:
    """Everybody but operators, with the most words first."""
    for share in shares(transcript):
        speaker = share.speaker
        if speaker.kind is Kind.OPERATOR:
            continue
        text = "\n".join(turn.text for turn in transcript.turns if turn.speaker == speaker)
        name = short_name(speaker, transcript.speakers, language)
        yield _Said(speaker, name, Counter(_terms(text, transcript, language)))


def _terms(text: str, transcript: Transcript, language: Language) -> Iterator[str]:
    """The terms of a text as often as they occur: words of the vocabulary in `language`, and names in Latin letters."""
    for match in glossary.find(text, transcript.language):
        strong = [entry for entry in match.entries if not entry.weak and not glossary.is_company(match.text)]
        if strong:
            yield _shown(strong[0].forms(language))
    own = {name.lower() for name in _own_names(transcript)}
    for name in _NAME.findall(text):
        known = any(part in own for part in (name.lower(), *name.lower().split()))
        if len(name) >= _SHORTEST_NAME and not known and not (transcript.language == "en" and name.istitle()):
            yield name


def _shown(forms: Sequence[str]) -> str:
    """The form to ask about: "chips" rather than "chip", where the vocabulary has it."""
    return f"{forms[0]}s" if f"{forms[0]}s" in forms else forms[0]


def _own_names(transcript: Transcript) -> Iterable[str]:
    """Words that name the company or a speaker: they say nothing about what is spoken of."""
    meta = transcript.metadata
    for name in (meta.company, meta.ticker, *meta.company_aliases):
        yield from (name, *name.split()) if name else ()
    for speaker in transcript.speakers:
        for form in (speaker.name, speaker.affiliation or "", *speaker.aliases):
            yield from form.split()
