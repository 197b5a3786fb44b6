"""Answers, passages and transcripts as text for people: the terminal's form and Markdown for the page.

Transcript text and model output are untrusted: control and direction characters are removed, Markdown and HTML are
escaped, and nothing becomes a link or an image.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence

from assistant.models import Answer, Citation, Proof, Statement
from index.models import Hit, Language

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-!|~>$:.@/])")
_LABELS: dict[Language, dict[str, str]] = {
    "en": {
        "article": "article",
        "prepared": "prepared remarks",
        "qa": "Q&A",
        "turn": "turn {n}",
        "page": "page {n}",
        "passages": "Nearest passages",
        "sources": "Sources",
        "translation": "machine translation",
        "note": "Note",
    },
    "zh": {
        "article": "文章",
        "prepared": "管理层发言",
        "qa": "问答",
        "turn": "第 {n} 段发言",
        "page": "第 {n} 页",
        "passages": "最接近的段落",
        "sources": "出处",
        "translation": "机器翻译",
        "note": "说明",
    },
}


def label(name: str, language: Language, **values: object) -> str:
    """An interface word in the answer's language."""
    return _LABELS[language][name].format(**values)


def clean(text: str) -> str:
    """Text without control, direction and zero-width characters; line breaks and tabs become spaces.

    A terminal would obey escape sequences, and direction marks can make "21.7" read "7.12".
    """
    kept = (" " if c in "\n\r\t" else c for c in text if c in "\n\r\t" or unicodedata.category(c) not in ("Cc", "Cf"))
    return "".join(kept)


def markdown(text: str) -> str:
    """Untrusted text as literal Markdown: nothing in it is markup, HTML, a link or an image."""
    return _MARKDOWN.sub(r"\\\1", html.escape(clean(text), quote=False))


def speaker_line(
    speaker: str | None, latin: str | None, role: str | None, section: str, turn: int, language: Language
) -> str:
    """ "Andy Jassy (安迪・贾西), 亚马逊首席执行官 · prepared remarks · turn 3"."""
    who = speaker or ""
    if latin and speaker:
        who = f"{latin} ({speaker})" if language == "en" else f"{speaker}({latin})"
    if who and role:
        who = f"{who}, {role}"
    where = [label(section, language)] + ([label("turn", language, n=turn)] if turn else [])
    return clean(" · ".join([part for part in (who, *where) if part]))


def citation_line(citation: Citation, language: Language) -> str:
    """Who said it and where."""
    role = citation.latin_role or citation.role if language == "en" else citation.role
    line = speaker_line(citation.speaker, citation.latin_name, role, citation.section.value, citation.turn, language)
    parts = [line, *([clean(citation.call)] if citation.call else [])]
    parts += [label("page", language, n=citation.page)] if citation.page is not None else []
    return " · ".join(parts)


def statement_text(statement: Statement) -> str:
    """The statement with its markers; a quote stands in quotation marks."""
    text = clean(statement.text)
    if statement.proof is not Proof.QUOTE:
        return f"{text} {statement.marks}"
    figures = f" ({clean('; '.join(statement.figures))})" if statement.figures else ""
    return f"“{text}”{figures} {statement.marks}"


def terminal(answer: Answer) -> Iterator[str]:
    """The lines of an answer for a terminal."""
    for note in answer.understood:
        yield clean(note)
    if answer.status == "not_found":
        yield clean(answer.text)
        if answer.passages:
            yield ""
            yield f"{label('passages', answer.language)}:"
            yield from passages(answer.passages[:3], answer.language)
    for statement in answer.statements:
        yield statement_text(statement)
    if answer.citations:
        yield ""
        yield f"{label('sources', answer.language)}:"
        for citation in answer.citations:
            yield f"[{citation.n}] {citation_line(citation, answer.language)}"
            yield f"    “{clean(citation.quote)}”"
            if citation.translation:
                yield f"    ({label('translation', answer.language)}) {clean(citation.translation)}"
    shown = set(answer.text.split("\n"))
    for problem in answer.problems:
        if answer.status == "answered" and problem not in shown:
            yield f"{label('note', answer.language)}: {clean(problem)}"


def passages(hits: Sequence[Hit], language: Language) -> Iterator[str]:
    """The lines of a list of passages for a terminal."""
    for hit in hits:
        p = hit.passage
        yield f"{hit.rank}. {speaker_line(p.speaker, None, p.role, p.section.value, p.turn, language)}  ({hit.score:.4f})"
        yield f"   {clean(p.text)}"
