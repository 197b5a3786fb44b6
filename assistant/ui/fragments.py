"""Answers and passages as HTML. All text is untrusted and escaped here; nothing becomes a link, an image or markup."""

from __future__ import annotations

import html
from collections.abc import Sequence

from assistant.models import Answer, Citation, Proof, Statement
from assistant.render import citation_line, clean, label, speaker_line
from index.models import Hit, Language

_BADGES: dict[Language, dict[str, str]] = {
    "en": {"quote": "quote", "verified": "verified", "not_found": "not found", "draft": "being written"},
    "zh": {"quote": "引文", "verified": "已核对", "not_found": "未找到", "draft": "撰写中"},
}


def escape(text: str) -> str:
    """Untrusted text for an HTML element or a quoted attribute."""
    return html.escape(clean(text), quote=True)


def badge(name: str, language: Language) -> str:
    """A small label that says how a statement is proven."""
    return f'<span class="tc-badge tc-{name}">{_BADGES[language][name]}</span>'


def _chip(citation: Citation, language: Language) -> str:
    title = escape(f"{citation_line(citation, language)}: {citation.quote}")
    return f'<sup class="tc-chip" tabindex="0" title="{title}">{citation.n}</sup>'


def statement(item: Statement, language: Language) -> str:
    """One statement with its badge and citation chips."""
    chips = "".join(_chip(citation, language) for citation in item.citations)
    text = escape(item.text)
    if item.proof is Proof.QUOTE:
        who = item.citations[0]
        line = escape(citation_line(who, language))
        text = f'<blockquote>{text}{chips}</blockquote><div class="tc-who">{line}</div>'
    else:
        text = f"<p>{text}{chips}</p>"
    reason = f'<div class="tc-reason">{escape(item.reason)}</div>' if item.reason else ""
    return f'<div class="tc-statement">{badge(item.proof.value, language)}{text}{reason}</div>'


def draft(text: str, language: Language) -> str:
    """Words that are not yet verified, visibly marked."""
    return (
        f'<div class="tc-statement tc-is-draft">{badge("draft", language)}<p>{escape(text)}</p></div>' if text else ""
    )


def answer(result: Answer) -> str:
    """The whole answer with its sources."""
    language = result.language
    parts = [f'<p class="tc-note">{escape(note)}</p>' for note in result.understood]
    if result.status == "not_found":
        parts.append(f'<div class="tc-statement">{badge("not_found", language)}<p>{escape(result.text)}</p></div>')
    parts += [statement(item, language) for item in result.statements]
    if any(item.proof is not Proof.QUOTE for item in result.statements):
        parts.append(f"<h3>{escape(label('sources', language))}</h3><ol class='tc-sources'>")
        for citation in result.citations:
            parts.append(
                f'<li value="{citation.n}"><div class="tc-who">{escape(citation_line(citation, language))}</div>'
                f"<blockquote>{escape(citation.quote)}</blockquote></li>"
            )
        parts.append("</ol>")
    if result.status == "answered":
        parts += [f'<p class="tc-note">{escape(problem)}</p>' for problem in result.problems]
    return f'<div class="tc-answer" lang="{language}">{"".join(parts)}</div>'


def passages(hits: Sequence[Hit], language: Language) -> str:
    """The passages found, best first."""
    items = []
    for hit in hits:
        p = hit.passage
        line = escape(speaker_line(p.speaker, None, p.role, p.section.value, p.turn, language))
        items.append(f'<li><div class="tc-who">{line}</div><blockquote>{escape(p.text)}</blockquote></li>')
    return f'<ol class="tc-passages">{"".join(items)}</ol>' if items else ""


def note(message: str) -> str:
    """One sentence on what was done."""
    return f'<p class="tc-note" role="status">{escape(message)}</p>'


def error(message: str) -> str:
    """One sentence in place of an answer."""
    return f'<div class="tc-error" role="alert">{escape(message)}</div>'


CSS = """
.tc-answer, .tc-passages { font-size: 1rem; line-height: 1.6; overflow-wrap: anywhere; }
.tc-statement { margin: 0 0 .9rem; }
.tc-statement p { margin: .2rem 0; }
.tc-answer blockquote, .tc-passages blockquote {
  margin: .2rem 0; padding: .1rem 0 .1rem .8rem; border-left: 3px solid var(--border-color-accent, #888);
}
.tc-who { color: #565c64; font-size: .875rem; } .dark .tc-who { color: #b5bac2; }
.tc-answer blockquote, .tc-passages blockquote { margin: .2rem 0 !important; }
.tc-answer blockquote > *, .tc-passages blockquote > * { margin-block: 0; }
.tc-badge { display: inline-block; font-size: .75rem; padding: 0 .5rem; border-radius: 999px; border: 1px solid currentColor; }
.tc-verified { color: #15703c; } .tc-quote { color: #1d4f91; } .tc-not_found { color: #8a4b00; } .tc-draft { color: #666; }
.dark .tc-verified { color: #7fdca4; } .dark .tc-quote { color: #9cc4ff; }
.dark .tc-not_found { color: #ffc07a; } .dark .tc-draft { color: #bbb; }
.tc-is-draft p { opacity: .75; font-style: italic; }
.tc-chip { cursor: help; margin-left: .2rem; padding: 0 .3rem; border-radius: .3rem; background: var(--background-fill-secondary); }
.tc-note, .tc-reason { color: #565c64; font-size: .875rem; } .dark .tc-note, .dark .tc-reason { color: #b5bac2; }
.tc-error { padding: .6rem .8rem; border: 1px solid #b3261e; border-radius: .4rem; }
.tc-sources, .tc-passages { padding-left: 1.6rem; } .tc-sources li, .tc-passages li { margin-bottom: .8rem; }
"""
