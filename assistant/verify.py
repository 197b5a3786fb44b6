"""Checking a statement against the words it cites, without a model.

A statement passes when every number, unit and period in it (`assistant.numbers`) and every name occur in the quotes
it cites, after normalisation. A name also counts as present in another form of the same name: a speaker's aliases,
a pair of names the transcript itself prints ("摩根大通(J.P. Morgan)"), or the bilingual vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.evidence import Evidence
from assistant.glossary import is_company, other_forms
from assistant.moments import Moment
from assistant.numbers import NumberProblem, check_numbers
from index.models import Language, Speaker
from index.names import fold_name, is_full
from index.text import contains, find_all, fold

TranslateTerm = Callable[[str], str | None]

_LATIN_NAME = re.compile(r"[A-Z][\w&.'’+-]*(?:(?<!['’]s)[ -](?:of the |of |& )?[A-Z0-9][\w&.'’+-]*)*|[a-z]+[A-Z]\w*")
_LATIN_IN_CHINESE = re.compile(r"[A-Za-z][A-Za-z0-9&.+'’-]*(?: [A-Z0-9][A-Za-z0-9&.+'’-]*)*")
_WORDS_NOT_NAMES = frozenset(
    (
        "what who whom whose which when where why how did does do is are was were will would can could should has have had compare list give tell name show explain "
        "the a an in on at by for from of to and or but as it its he she they their this that these those with "
        "while there yes no not all both each other another some many most more also additionally overall "
        "according during since because however over about around under after before between first second third "
        "fourth last next year quarter fy q1 q2 q3 q4 ceo cfo coo cto svp vp evp ir january february march april "
        "may june july august september october november december i we our company management revenue sales "
        "operating net total free cash the customers prime eps ai capex us u.s uk gpu cpu usd yoy qoq"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Names:
    """What is known of names in the calls in scope.

    `pairs`: Latin in lower case -> Chinese, as printed in the transcripts. `speakers`: all who speak. `companies`:
    the names of each transcript's company by transcript id.
    `by_call`: those who speak in each call, by its id; two calls may have two people of one name.
    `latin`: capitalised Latin words of the calls and of the question, which are names also where they open a sentence.
    """

    pairs: Mapping[str, str]
    speakers: Sequence[Speaker]
    companies: Mapping[str, tuple[str, ...]]
    latin: frozenset[str] = frozenset()
    by_call: Mapping[str, Sequence[Speaker]] = field(default_factory=dict)

    def said(self, evidence: Evidence) -> tuple[Speaker, ...]:
        """Who said a sentence."""
        speakers = self.by_call.get(evidence.passage.transcript_id, self.speakers)
        return tuple(s for s in speakers if s.name == evidence.passage.speaker)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Empty `problems`: the statement is proven by its evidence."""

    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def names_in(statement: str, language: Language, known: Container[str] = frozenset()) -> list[str]:
    """Names of people, companies and products as they stand in a statement, without ordinary capitalised words.

    A single capitalised word that opens an English sentence may be any word: it is a name only where `known` has it or
    it is a well-known company's.
    """
    found = []
    pattern = _LATIN_NAME if language == "en" else _LATIN_IN_CHINESE
    for match in pattern.finditer(statement):
        words = match[0].split()
        while words and words[0].lower().rstrip(".'’s") in _WORDS_NOT_NAMES:
            words.pop(0)
        while words and words[-1].lower().rstrip(".") in _WORDS_NOT_NAMES:
            words.pop()
        name = " ".join(words).rstrip(".'’").removesuffix("'s").removesuffix("’s")
        if not name or name.isdigit():
            continue
        before = statement[: match.start()].rstrip()
        opens = not before or before[-1] in '.!?:;"“'
        may_be_any_word = language == "en" and opens and len(match[0].split()) == 1 and name[1:].islower()
        if may_be_any_word and name not in known and not is_company(name):
            continue
        found.append(name)
    return list(dict.fromkeys(found))


def check_names(
    statement: str,
    language: Language,
    evidence: Sequence[Evidence],
    names: Names,
    translate_term: TranslateTerm | None = None,
) -> list[str]:
    """One sentence for each name of the statement that its evidence does not hold."""
    text = "\n".join(e.text for e in evidence)
    said_by = list(dict.fromkeys(speaker for e in evidence for speaker in names.said(e)))
    problems = []
    for name in names_in(statement, language, names.latin):
        if not _present(name, text, evidence, said_by, names, translate_term):
            problems.append(f"“{name}” does not occur in the words cited.")
    for form in sorted((f for s in said_by for f in (s.name, *s.aliases) if is_full(f)), key=len, reverse=True):
        statement = statement.replace(form, "")  # "Chen" in "Andrew Chen", who said it, is nobody else
    folded = fold(statement)
    for speaker in names.speakers:
        # The name of somebody who speaks in the call, but neither said these words nor is named in them.
        forms = [f for f in (speaker.name, *speaker.aliases) if len(f) > 1 and _names_somebody(f, statement, folded)]
        if forms and speaker not in said_by and not any(find_all(f, text) for f in (speaker.name, *speaker.aliases)):
            if any(set(forms) & {s.name, *s.aliases} for s in said_by):
                continue
            problems.append(f"{forms[0]} neither said the words cited nor is named in them.")
    return list(dict.fromkeys(problems))


def _names_somebody(form: str, statement: str, folded: str) -> bool:
    """Whether a form of a name stands in a statement as a name: Latin ones with their capitals ("will" is no Will)."""
    if form.isascii():
        return form in statement and re.search(rf"(?<!\w){re.escape(form)}(?!\w)", statement) is not None
    return fold_name(form)[:1] in folded and contains(form, folded)


def _present(
    name: str,
    text: str,
    evidence: Sequence[Evidence],
    said_by: Sequence[Speaker],
    names: Names,
    translate_term: TranslateTerm | None,
) -> bool:
    if find_all(name, text):
        return True
    forms = [form for s in said_by for form in (s.name, s.role or "", s.affiliation or "", *s.aliases)]
    forms += [form for e in evidence for form in names.companies.get(e.passage.transcript_id, ())]
    if any(form and find_all(name, form) for form in forms):
        return True
    lowered = name.lower()
    pair = names.pairs.get(lowered)
    if pair and (find_all(pair, text) or any(pair in form for form in forms)):
        return True
    if any(other and find_all(other, text) for other in other_forms(lowered, "en")):
        return True
    parts = name.split()
    if len(parts) > 1 and all(_present(part, text, evidence, said_by, names, None) for part in parts):
        return True
    if translate_term is not None and (term := translate_term(name)) is not None:
        return len(term) >= 2 and bool(find_all(term, text))
    return False


def verify(
    statement: str,
    language: Language,
    evidence: Sequence[Evidence],
    names: Names,
    moments: Mapping[str, Moment] | None = None,
    translate_term: TranslateTerm | None = None,
) -> Verdict:
    """Check one statement against the sentences it cites; `moments`: when each call was held, by its id.

    Each figure and period has to follow from the words of one call, understood by when that call was held.
    """
    if not evidence:
        return Verdict(("The statement cites nothing.",))
    problems = [problem.reason for problem in _number_problems(statement, evidence, moments or {})]
    problems += check_names(statement, language, evidence, names, translate_term)
    return Verdict(tuple(problems))


def _number_problems(
    statement: str, evidence: Sequence[Evidence], moments: Mapping[str, Moment]
) -> Sequence[NumberProblem]:
    """The problems that remain whichever of the calls cited is asked."""
    left: Sequence[NumberProblem] | None = None
    for call in dict.fromkeys(e.passage.transcript_id for e in evidence):
        text = "\n".join(e.text for e in evidence if e.passage.transcript_id == call)
        moment = moments.get(call, Moment())
        found = check_numbers(statement, text, context_period=moment.period, context_date=moment.date)
        places = {(problem.start, problem.end) for problem in found}
        left = found if left is None else [problem for problem in left if (problem.start, problem.end) in places]
    return left or ()
