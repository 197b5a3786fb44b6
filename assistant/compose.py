"""Writing the answer: as the best sentences verbatim, or by a language model whose every line is checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.evidence import Evidence
from assistant.llm import ChatModel
from assistant.models import Citation, Proof, Statement, Token
from assistant.numbers import rewrite
from assistant.phrases import phrase
from assistant.verify import Verdict
from index.models import Kind, Language, Speaker
from index.people import firm_names
from prompts import load

NOT_FOUND = "NOT_FOUND"
MAX_TOKENS = 320

_MARKER = re.compile(r"\s*[\[【(]\s*(\d{1,2}(?:\s*[,，、]\s*\d{1,2})*)\s*[\])】]")
_BULLET = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.)、])\s+")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|https?://\S+|<[^>]*>")

Check = Callable[[str, Sequence[Evidence]], Verdict]


@dataclass(slots=True)
class Citations:
    """Gives each cited sentence its number, counted from 1 in order of first citation."""

    speakers: Sequence[Speaker] = ()
    listed: list[Citation] = field(default_factory=list)

    def cite(self, evidence: Evidence) -> Citation:
        """The citation of this sentence; the same one each time."""
        passage = evidence.passage
        for known in self.listed:
            if (known.transcript_id, known.start, known.end) == (passage.transcript_id, evidence.start, evidence.end):
                return known
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
            latin_name=latin_name(passage.speaker, self.speakers),
            latin_role=latin_role(passage.speaker, self.speakers),
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


def quote(evidence: Evidence, citations: Citations, reason: str | None = None) -> Statement:
    """A sentence as its own proof."""
    return Statement(evidence.text, (citations.cite(evidence),), Proof.QUOTE, reason)


def extractive(scored: Sequence[Evidence], citations: Citations, most: int, share: float) -> Iterator[Statement]:
    """The best sentences in reading order: at most `most`, none scoring below `share` of the best one."""
    if not scored:
        return
    kept = [e for e in scored[:most] if e.score >= share * scored[0].score]
    for evidence in sorted(kept, key=lambda e: e.position):
        yield quote(evidence, citations)


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
    text = _LINK.sub(lambda m: m[1] or "", text)
    text = _BULLET.sub("", text).replace("**", "").replace("`", "").strip()
    return Draft(text, tuple(dict.fromkeys(numbers))) if text else None


def excerpts(evidence: Sequence[Evidence], language: Language, speakers: Sequence[Speaker]) -> str:
    """The numbered excerpts of the prompt, quantities and names already in the answer's language."""
    lines = []
    for number, item in enumerate(evidence, 1):
        text = item.text if item.passage.language == language else rewrite(item.text, language)
        name = item.passage.speaker
        if name is not None and language == "en":
            name = latin_name(name, speakers) or name
        lines.append(f"[{number}] {name}: {text}" if name else f"[{number}] {text}")
    return "\n".join(lines)


def generate(
    llm: ChatModel,
    question: str,
    evidence: Sequence[Evidence],
    language: Language,
    citations: Citations,
    check: Check,
    problems: list[str],
) -> Iterator[Token | Statement]:
    """Statements of the model as they pass the check; quotes in place of those that do not.

    Yields nothing but tokens where the model finds no answer in the excerpts. LLMError passes through; statements
    yielded before it stand. `problems` receives sentences for the user.
    """
    prompt = load(f"answer_{language}")
    messages = prompt.render(excerpts=excerpts(evidence, language, citations.speakers), question=question)
    seen: set[str] = set()
    with llm.stream(messages, max_tokens=MAX_TOKENS) as pieces:  # leaving the block stops the model
        for line in _lines(pieces):
            if isinstance(line, Token):
                yield line
                continue
            draft = parse_line(line)
            if draft is None or draft.text in seen or NOT_FOUND in draft.text:
                continue
            seen.add(draft.text)
            statement = settle(draft, evidence, citations, check, problems, language)
            if statement is not None:
                yield statement


def settle(
    draft: Draft,
    evidence: Sequence[Evidence],
    citations: Citations,
    check: Check,
    problems: list[str],
    language: Language,
) -> Statement | None:
    """The draft as a proven statement: as cited, else with its citation moved, else its evidence as a quote.

    None where there is nothing to quote, or the quote has been given already.
    """
    cited = [evidence[n - 1] for n in draft.numbers if 1 <= n <= len(evidence)]
    verdict = check(draft.text, cited)
    if verdict.passed:
        return Statement(draft.text, tuple(citations.cite(e) for e in cited), Proof.VERIFIED)
    for other in evidence:
        if other not in cited and check(draft.text, [other]).passed:
            problems.append(phrase("moved", language))
            return Statement(draft.text, (citations.cite(other),), Proof.VERIFIED)
    if not cited:
        return None
    reason = phrase("replaced", language, reason=" ".join(verdict.problems))
    before = len(citations.listed)
    statement = quote(cited[0], citations, reason)
    if len(citations.listed) == before:
        return None
    problems.append(reason)
    return statement


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
