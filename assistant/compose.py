"""Writing the answer: as the best sentences, verbatim or translated, or by a language model whose every line is checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from assistant.evidence import Evidence, sentences_of
from assistant.llm import ChatModel
from assistant.models import Citation, Proof, Statement, Token
from assistant.numbers import figures_in, rewrite
from assistant.orders import without_links
from assistant.phrases import phrase
from assistant.verify import Verdict
from index.models import Kind, Language, Speaker
from index.people import firm_names
from prompts import load

NOT_FOUND = "NOT_FOUND"
MAX_TOKENS = 320

_MARKER = re.compile(r"\s*[\[【]\s*(\d{1,2}(?:\s*[,，、]\s*\d{1,2})*)\s*[\]】]")
_BULLET = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.)、])\s+")

Check = Callable[[str, Sequence[Evidence]], Verdict]
Translate = Callable[[Evidence], Generator[str, None, str | None]]
"""Yields the pieces of a sentence's translation, returns the whole or None; LLMError passes."""


@dataclass(slots=True)
class Citations:
    """Gives each cited sentence its number, counted from 1 in order of first citation."""

    speakers_of: Callable[[str], Sequence[Speaker]] = lambda _transcript: ()
    page_of: Callable[[str, int], int | None] = lambda _transcript, _offset: None
    label_of: Callable[[str], str | None] = lambda _transcript: None
    listed: list[Citation] = field(default_factory=list)

    def has(self, evidence: Evidence) -> bool:
        """Whether this sentence has been cited."""
        return self._known(evidence) is not None

    def _known(self, evidence: Evidence) -> Citation | None:
        place = (evidence.passage.transcript_id, evidence.start, evidence.end)
        return next((c for c in self.listed if (c.transcript_id, c.start, c.end) == place), None)

    def cite(self, evidence: Evidence, translation: str | None = None) -> Citation:
        """The citation of this sentence; the same one each time, with its translation once there is one."""
        if (known := self._known(evidence)) is not None:
            if translation is None or known.translation is not None:
                return known
            whole = replace(known, translation=translation)
            self.listed[known.n - 1] = whole
            return whole
        passage = evidence.passage
        speakers = self.speakers_of(passage.transcript_id)  # another call may have another person of the name
        citation = Citation(
            n=len(self.listed) + 1,
            quote=evidence.text,
            transcript_id=passage.transcript_id,
            turn=passage.turn,
            section=passage.section,
            start=evidence.start,
            end=evidence.end,
            speaker=passage.speaker,
            role=passage.role,
            kind=passage.kind,
            latin_name=latin_name(passage.speaker, speakers),
            latin_role=latin_role(passage.speaker, speakers),
            translation=translation,
            page=self.page_of(passage.transcript_id, evidence.start),
            call=self.label_of(passage.transcript_id),
        )
        self.listed.append(citation)
        return citation


def latin_name(name: str | None, speakers: Sequence[Speaker]) -> str | None:
    """The full Latin form of a speaker printed in Chinese, where the transcript gives one."""
    for speaker in speakers:
        if speaker.name == name and not name.isascii():
            forms = [alias for alias in speaker.aliases if alias.isascii() and " " in alias]
            return max(forms, key=len, default=None)
    return None


_TITLES = {
    "ceo": "CEO",
    "cfo": "CFO",
    "coo": "COO",
    "cto": "CTO",
    "ir": "Investor Relations",
    "chair": "Chair",
    "president": "President",
}


def latin_role(name: str | None, speakers: Sequence[Speaker]) -> str | None:
    """The role in English of a speaker whose role is printed in Chinese, as far as title and firm are known."""
    speaker = next((s for s in speakers if s.name == name), None)
    if speaker is None or not speaker.role or speaker.role.isascii():
        return None
    if speaker.kind is Kind.ANALYST:
        latin = next((firm for firm in firm_names(speaker) if firm.isascii()), "")
        return f"{latin} analyst".strip()
    return next((label for code, label in _TITLES.items() if code in speaker.titles), None)


def quote(evidence: Evidence, language: Language, citations: Citations) -> Statement:
    """A sentence as its own proof, with its figures in the answer's language."""
    return _quoted(evidence.text, evidence, language, citations.cite(evidence))


def _quoted(
    text: str, evidence: Evidence, language: Language, citation: Citation, reason: str | None = None
) -> Statement:
    foreign = evidence.passage.language != language and citation.translation is None
    figures = figures_in(text, language) if foreign else ()
    return Statement(text, (citation,), Proof.QUOTE, reason, figures)


def choose(scored: Sequence[Evidence], most: int, share: float) -> list[Evidence]:
    """The sentences to quote, in reading order: at most `most`, none scoring below `share` of the best one."""
    kept = [e for e in scored[:most] if e.score >= share * scored[0].score]
    return sorted(kept, key=lambda e: e.position)


def quotes(chosen: Sequence[Evidence], language: Language, citations: Citations) -> Iterator[Statement]:
    """Each sentence as its own proof."""
    for evidence in chosen:
        yield quote(evidence, language, citations)


def translated(
    chosen: Sequence[Evidence],
    language: Language,
    citations: Citations,
    translate: Translate,
    check: Check,
    problems: list[str],
) -> Iterator[Token | Statement]:
    """Each piece of evidence in the answer's language, as a checked translation; what fails the check as a quote.

    LLMError passes through; statements yielded before it stand. `problems` receives sentences for the user.
    """
    for evidence in chosen:
        if evidence.passage.language == language:
            yield quote(evidence, language, citations)
            continue
        parts = yield from _translations(evidence, language, translate, check)
        whole = _whole(parts, language)
        if whole is not None:
            yield Statement(whole, (citations.cite(evidence, whole),), Proof.TRANSLATED)
            continue
        problems += [part.problem for part in parts if part.problem]
        for words, group in groupby(parts, key=lambda part: bool(part.text)):
            found = list(group)
            if words:
                text = _joint(language).join(part.text for part in found)
                yield Statement(text, (citations.cite(evidence),), Proof.TRANSLATED)
            else:
                first, last = found[0].sentence, found[-1].sentence
                text = evidence.text[first.start - evidence.start : last.end - evidence.start]
                yield _quoted(text, evidence, language, citations.cite(evidence), found[0].problem)


@dataclass(frozen=True, slots=True)
class _Part:
    """One sentence of a quote and its checked translation; where there is none, `problem` says why."""

    sentence: Evidence
    text: str = ""
    problem: str = ""


def _translations(
    evidence: Evidence, language: Language, translate: Translate, check: Check
) -> Generator[Token, None, list[_Part]]:
    """Yields drafts; returns the sentences of a quote, each translated and checked by itself."""
    parts: list[_Part] = []
    for sentence in sentences_of(evidence):
        if parts:
            yield Token(_joint(language))
        found, problem = yield from _translation(sentence, language, translate, check)
        parts.append(_Part(sentence, found or "", problem))
    return parts


def _whole(parts: Sequence[_Part], language: Language) -> str | None:
    """The translation of a whole quote, or None where a sentence has none."""
    return _joint(language).join(part.text for part in parts) if all(part.text for part in parts) else None


def _joint(language: Language) -> str:
    """What stands between two sentences."""
    return "" if language == "zh" else " "


def _translation(
    evidence: Evidence, language: Language, translate: Translate, check: Check
) -> Generator[Token, None, tuple[str | None, str]]:
    """Yields drafts; returns the checked translation of one sentence, or None and what was wrong with it."""
    pieces = translate(evidence)
    try:
        while True:
            yield Token(next(pieces))
    except StopIteration as end:
        found: str | None = end.value
    finally:
        pieces.close()  # stops the model where the reader has gone
    verdict = check(found, [evidence]) if found else Verdict((phrase("untranslated", language),))
    if found and verdict.passed:
        return found, ""
    return None, phrase("translation_failed", language, reason=" ".join(verdict.problems))


def who_asked(evidence: Evidence, firm: str | None, language: Language, citations: Citations) -> Statement:
    """Who put the question that this sentence of an analyst belongs to, with the firm as the call gives it."""
    speaker = evidence.passage.speaker or ""
    latin = latin_name(speaker, citations.speakers_of(evidence.passage.transcript_id))
    if language == "en":
        name = f"{latin} ({speaker})" if latin else speaker
    else:
        name = f"{speaker}({latin})" if latin else speaker
    text = phrase("asked_by_of", language, name=name, firm=firm) if firm else phrase("asked_by", language, name=name)
    return Statement(text, (citations.cite(evidence),), Proof.VERIFIED)


@dataclass(frozen=True, slots=True)
class Draft:
    """One line of the model: its text without markers, and the numbers of the excerpts it cites."""

    text: str
    numbers: tuple[int, ...]


def parse_line(line: str) -> Draft | None:
    """Read one line of model output tolerantly; None for an empty line. Links and markup never leave it."""
    numbers: list[int] = []
    for match in _MARKER.finditer(line):
        numbers += [int(n) for n in re.split(r"\s*[,，、]\s*", match[1])]
    text = _MARKER.sub("", line)
    text = without_links(text)
    text = _BULLET.sub("", text).replace("**", "").replace("`", "").strip()
    return Draft(text, tuple(dict.fromkeys(numbers))) if text else None


def excerpts(evidence: Sequence[Evidence], language: Language, speakers_of: Callable[[str], Sequence[Speaker]]) -> str:
    """The numbered excerpts of the prompt, quantities and names already in the answer's language."""
    lines = []
    for number, item in enumerate(evidence, 1):
        text = item.text if item.passage.language == language else rewrite(item.text, language)
        name = item.passage.speaker
        if name is not None and language == "en":
            name = latin_name(name, speakers_of(item.passage.transcript_id)) or name
        lines.append(f"[{number}] {name}: {text}" if name else f"[{number}] {text}")
    return "\n".join(lines)


def grammar(count: int, *, embedded: bool) -> str:
    """What a reply may look like, for llama.cpp: NOT_FOUND, or lines that end in the numbers of `count` excerpts.

    The embedded server knows llguidance's Lark form, which costs it no speed; others know GBNF.
    """
    numbers = [str(n) for n in range(1, count + 1)]
    if embedded:
        return (
            '%llguidance {}\nstart: "NOT_FOUND" | line+\nline: /[^\\[\\n]+/ mark+ "\\n"\n'
            f'mark: "[" NUMBER "]"\nNUMBER: /({"|".join(numbers)})/\n'
        )
    alternatives = " | ".join(f'"{n}"' for n in numbers)
    return f'root ::= "NOT_FOUND" | line+\nline ::= [^\\[\\n]+ mark+ "\\n"\nmark ::= "[" ({alternatives}) "]"\n'


@dataclass(slots=True)
class Writing:
    """What the lines of a model are settled with: the evidence, and what becomes of it."""

    evidence: Sequence[Evidence]
    language: Language
    citations: Citations
    check: Check
    translate: Translate
    problems: list[str]

    def generate(self, llm: ChatModel, question: str) -> Iterator[Token | Statement]:
        """Statements of the model as they pass the check; quotes in place of those that do not.

        Yields nothing but tokens where the model finds no answer in the excerpts. LLMError passes through; statements
        yielded before it stand. `problems` receives sentences for the user.
        """
        prompt = load(f"answer_{self.language}")
        shown = excerpts(self.evidence, self.language, self.citations.speakers_of)
        messages = prompt.render(excerpts=shown, question=question)
        form = grammar(len(self.evidence), embedded=llm.where == "embedded")
        seen: set[str] = set()
        with llm.stream(messages, max_tokens=MAX_TOKENS, grammar=form) as pieces:  # leaving the block stops the model
            for line in _lines(pieces):
                if isinstance(line, Token):
                    yield line
                    continue
                draft = parse_line(line)
                if draft is None or draft.text in seen or NOT_FOUND in draft.text:
                    continue
                seen.add(draft.text)
                statement = self.settle(draft)
                if statement is not None:
                    yield statement

    def settle(self, draft: Draft) -> Statement | None:
        """The draft as a proven statement: as cited, else with its citation moved, else its evidence as a quote.

        None where there is nothing to quote, or the quote has been given already.
        """
        cited = [self.evidence[n - 1] for n in draft.numbers if 1 <= n <= len(self.evidence)]
        verdict = self.check(draft.text, cited)
        if verdict.passed:
            return Statement(draft.text, tuple(map(self._cite, cited)), Proof.VERIFIED)
        for other in self.evidence:
            if other not in cited and self.check(draft.text, [other]).passed:
                self.problems.append(phrase("moved", self.language))
                return Statement(draft.text, (self._cite(other),), Proof.VERIFIED)
        if not cited:
            return None
        reason = phrase("replaced", self.language, reason=" ".join(verdict.problems))
        before = len(self.citations.listed)
        citation = self._cite(cited[0])
        if len(self.citations.listed) == before:
            return None
        self.problems.append(reason)
        return _quoted(cited[0].text, cited[0], self.language, citation, reason)

    def _cite(self, evidence: Evidence) -> Citation:
        """The citation of a sentence, with its checked translation beside it where the languages differ."""
        if evidence.passage.language == self.language or self.citations.has(evidence):
            return self.citations.cite(evidence)
        pieces = _translations(evidence, self.language, self.translate, self.check)
        try:
            while True:
                next(pieces)
        except StopIteration as end:
            return self.citations.cite(evidence, _whole(end.value, self.language))


def _lines(pieces: Iterator[str]) -> Iterator[Token | str]:
    """Tokens as they come, and each line once it is complete."""
    line = ""
    for piece in pieces:
        yield Token(piece)
        line += piece
        while "\n" in line:
            whole, line = line.split("\n", 1)
            yield whole
    yield line
