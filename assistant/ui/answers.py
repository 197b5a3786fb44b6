"""Questions, answers, passages and citations as HTML, in the words of the interface."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from assistant.document import display_name
from assistant.history import Exchange
from assistant.models import Answer, Citation, Proof, Statement
from assistant.ui.html import button, h, icon, join, text
from assistant.ui.words import word
from index.models import Hit, Language, Passage, Section, Speaker

EMPTY = Markup("")


def place(section: Section, turn: int, ui: Language, page: int | None = None, call: str | None = None) -> str:
    """ "Acme Q4 2025 · Q&A · turn 23 · page 7"; turn 0 is text outside the call, and few sources have pages.

    The call is named where there are several.
    """
    parts = [word("turn", ui, n=turn)] if turn else []
    parts += [word("page", ui, n=page)] if page is not None else []
    return " · ".join([*([call] if call else []), word(section.value, ui), *parts])


def target(transcript_id: str, turn: int, start: int, end: int) -> Markup:
    """The attributes that make an element open the reader at these words."""
    return h(
        ' data-do="cite" data-transcript="{t}" data-turn="{n}" data-start="{s}" data-end="{e}"',
        t=transcript_id, n=turn, s=start, e=end,
    )  # fmt: skip


def chip(citation: Citation, key: str, ui: Language) -> Markup:
    """A numbered citation with the card that shows while the pointer or the focus is on it."""
    who = citation.who(ui) or word("outside", ui)
    translated = EMPTY
    if citation.translation:
        translated = h(
            '<span class="tc-translation"><i>{m}</i> {t}</span>', m=word("machine", ui), t=text(citation.translation)
        )
    return h(
        '<span class="tc-cite"><button type="button" class="tc-chip"{target} aria-label="{label}"'
        ' aria-describedby="{id}">{n}</button><span role="tooltip" class="tc-card" id="{id}"><b>{who}</b>'
        '<small>{where}</small><q class="tc-card-quote">{quote}</q>{translated}</span></span>',
        target=target(citation.transcript_id, citation.turn, citation.start, citation.end),
        label=word("cited", ui, n=citation.n, who=who), id=f"card-{key}-{citation.n}", n=citation.n, who=who,
        where=place(citation.section, citation.turn, ui, citation.page, citation.call), quote=text(citation.quote), translated=translated,
    )  # fmt: skip


def badge(name: str, reason: str, ui: Language) -> Markup:
    """How a statement is proven; a click shows the reason behind it."""
    return h(
        '<button type="button" class="tc-badge tc-{name}" data-do="why" aria-expanded="false">{words}</button>'
        '<p class="tc-why" hidden>{reason}</p>',
        name=name, words=word(name, ui), reason=reason,
    )  # fmt: skip


def statement(item: Statement, key: str, ui: Language) -> Markup:
    """One statement with its citations and its badge. `key` is unique on the page."""
    chips = join(chip(citation, key, ui) for citation in item.citations)
    if item.proof is Proof.VERIFIED or not item.citations:
        body = h('<p class="tc-said" dir="auto">{t}{c}</p>', t=text(item.text), c=chips)
    else:
        body = _quoted(item, chips, ui)
    reason = item.reason or word(f"why_{item.proof.value}", ui)
    return h(
        '<div class="tc-statement" data-proof="{p}">{body}<div class="tc-proof">{badge}</div></div>',
        p=item.proof.value, body=body, badge=badge(item.proof.value, reason, ui),
    )  # fmt: skip


def _quoted(item: Statement, chips: Markup, ui: Language) -> Markup:
    """The words of a speaker, or their translation with the words themselves below, and who said them."""
    first = item.citations[0]
    quote = h('<blockquote class="tc-quoted" dir="auto">{t}{c}</blockquote>', t=text(item.text), c=chips)
    if item.proof is Proof.TRANSLATED:
        original = h('<blockquote class="tc-quoted tc-original" dir="auto">{q}</blockquote>', q=text(first.quote))
        quote = h('<p class="tc-said" dir="auto">{t}{c}</p>{o}', t=text(item.text), c=chips, o=original)
    elif first.translation or item.figures:
        name, beside = ("machine", first.translation) if first.translation else ("figures", "; ".join(item.figures))
        more = h('<p class="tc-translation"><i>{m}</i> {t}</p>', m=word(name, ui), t=text(beside))
        quote = h("{q}{t}", q=quote, t=more)
    return h(
        '{quote}<p class="tc-who"><b>{who}</b> <span>{where}</span></p>',
        quote=quote, who=first.who(ui) or word("outside", ui), where=place(first.section, first.turn, ui, first.page, first.call),
    )  # fmt: skip


def statements(items: Sequence[Statement], key: str, ui: Language) -> list[str]:
    """Each statement of an answer."""
    return [str(statement(item, f"{key}-{number}", ui)) for number, item in enumerate(items)]


def draft(written: str, ui: Language) -> str:
    """Words that are not yet verified, visibly marked; empty where there are none."""
    if not written.strip():
        return ""
    return str(
        h('<p class="tc-said">{t}</p><span class="tc-badge tc-draft">{b}</span>', t=text(written), b=word("draft", ui))
    )


def passages(hits: Sequence[Hit], speakers: Sequence[Speaker], ui: Language, *, nearest: bool, open_: bool) -> Markup:
    """The passages found, best first, folded away once there is an answer."""
    if not hits:
        return EMPTY
    items = join(_passage(hit.passage, speakers, ui) for hit in hits)
    title = word("nearest", ui) if nearest else word("passages_found", ui, count=len(hits))
    return h(
        '<details class="tc-found"{o}><summary>{t}</summary><ol>{i}</ol></details>',
        o=Markup(" open") if open_ else EMPTY, t=title, i=items,
    )  # fmt: skip


def _passage(passage: Passage, speakers: Sequence[Speaker], ui: Language) -> Markup:
    speaker = next((s for s in speakers if s.name == passage.speaker), None)
    name, role = display_name(speaker, speakers, ui) if speaker else (word("outside", ui), None)
    return h(
        '<li><button type="button" class="tc-passage"{target}><span class="tc-who"><b>{name}</b> {role}'
        '<span>{where}</span></span><span class="tc-passage-text" dir="auto">{text}</span></button></li>',
        target=target(passage.transcript_id, passage.turn, passage.start, passage.end), name=name,
        role=f"{role} " if role else "", where=place(passage.section, passage.turn, ui), text=text(passage.text),
    )  # fmt: skip


def notes(answer: Answer) -> str:
    """How the question was understood."""
    return str(join(h('<p class="tc-note">{t}</p>', t=note) for note in answer.understood))


def ending(exchange: str, answer: Answer, speakers: Sequence[Speaker], rating: str | None, ui: Language) -> str:
    """What stands below the statements: the refusal, notes, sources, and what can be done with the answer."""
    parts: list[Markup] = []
    if answer.status == "not_found":
        parts.append(
            h(
                '<div class="tc-statement" data-proof="not_found"><p class="tc-said">{t}</p>'
                '<div class="tc-proof">{b}</div></div>',
                t=text(answer.text), b=badge("not_found", word("why_not_found", ui), ui),
            )
        )  # fmt: skip
    else:
        parts += [h('<p class="tc-note">{t}</p>', t=problem) for problem in answer.problems]
    if any(item.proof is Proof.VERIFIED for item in answer.statements):
        parts.append(_sources(answer.citations, ui))
    if answer.status == "not_found":
        parts.append(passages(answer.passages, speakers, ui, nearest=True, open_=True))
    parts.append(_actions(exchange, answer, rating, ui))
    return str(join(parts))


def _sources(citations: Sequence[Citation], ui: Language) -> Markup:
    rows = join(
        h(
            '<li value="{n}"><button type="button" class="tc-passage"{target}><span class="tc-who"><b>{who}</b> '
            '<span>{where}</span></span><span class="tc-passage-text" dir="auto">{quote}</span></button></li>',
            n=c.n, target=target(c.transcript_id, c.turn, c.start, c.end), who=c.who(ui) or word("outside", ui),
            where=place(c.section, c.turn, ui, c.page, c.call), quote=text(c.quote),
        )
        for c in citations
    )  # fmt: skip
    return h('<section class="tc-sources"><h3>{t}</h3><ol>{r}</ol></section>', t=word("sources", ui), r=rows)


def _actions(exchange: str, answer: Answer, rating: str | None, ui: Language) -> Markup:
    times = word("seconds", ui, s=f"{answer.timings.total:.1f}")
    thumbs = join(
        h(
            '<button type="button" class="tc-button tc-icon-button" data-do="rate" data-rating="{r}" aria-pressed="{p}"'
            ' aria-label="{w}" title="{w}">{i}</button>',
            r=r, p="true" if rating == r else "false", w=word(w, ui), i=icon("up" if r == "up" else "down"),
        )
        for r, w in (("up", "good"), ("down", "bad"))
    )  # fmt: skip
    return h(
        '<div class="tc-actions">{copy}{export}{thumbs}{test}<small class="tc-times">{times}{models}</small></div>'
        '<div class="tc-below"></div>',
        copy=button("copy-answer", word("copy", ui), "copy"), export=export_menu("exchange", exchange, "export", ui),
        thumbs=thumbs, test=button("save-test", word("save_test", ui), "test"), times=times,
        models=f" · {', '.join(answer.models)}" if answer.models else "",
    )  # fmt: skip


def export_menu(what: str, id_: str, key: str, ui: Language) -> Markup:
    """The three forms in which something can be taken along."""
    forms = join(
        h(
            '<button type="button" class="tc-button" data-do="export" data-what="{w}" data-id="{i}" data-form="{f}">{n}</button>',
            w=what, i=id_, f=form, n=name,
        )
        for form, name in (("md", "Markdown"), ("csv", "CSV"), ("json", "JSON"))
    )  # fmt: skip
    return h(
        '<details class="tc-menu"><summary class="tc-button tc-icon-button" aria-label="{l}" title="{l}">{i}</summary>'
        '<div class="tc-menu-list">{f}</div></details>',
        l=word(key, ui), i=icon("export"), f=forms,
    )  # fmt: skip


def follow_up_list(questions: Sequence[str], key: str, ui: Language) -> str:
    """Suggested questions as buttons."""
    if not questions:
        return ""
    items = join(
        h('<li><button type="button" class="tc-suggestion" data-do="suggest">{q}</button></li>', q=q) for q in questions
    )
    return str(h('<div class="tc-suggestions"><h3>{t}</h3><ul>{i}</ul></div>', t=word(key, ui), i=items))


def shell(exchange: str, question: str, ui: Language) -> str:
    """An exchange before its answer: the question, and empty places for what will come."""
    return str(
        h(
            '<article class="tc-exchange" data-exchange="{id}"><header class="tc-asked"><h2 dir="auto">{q}</h2>'
            '<div class="tc-asked-actions">{edit}{retry}</div></header><div class="tc-slot-found"></div>'
            '<div class="tc-slot-notes"></div><div class="tc-slot-statements"></div><div class="tc-slot-draft"></div>'
            '<div class="tc-slot-end"></div><div class="tc-slot-follow"></div></article>',
            id=exchange, q=text(question), edit=button("edit", word("edit", ui), "edit"),
            retry=button("retry", word("retry", ui), "retry"),
        )
    )  # fmt: skip


def problem(message: str, ui: Language, *, stopped: bool = False) -> str:
    """A sentence in place of an answer, or below one that was stopped."""
    role = "status" if stopped else "alert"
    return str(
        h('<p class="tc-{k}" role="{r}">{m}</p><div class="tc-actions">{b}</div>', k="note" if stopped else "error", r=role,
          m=message, b=button("retry", word("retry", ui), kind="tc-quiet"))
    )  # fmt: skip


def parts(exchange: Exchange, speakers: Sequence[Speaker], ui: Language) -> dict[str, object]:
    """An exchange as it is kept, in the form in which a running one arrives (see `assistant.ui.streaming`)."""
    answer, id_ = exchange.answer, exchange.id
    found: dict[str, object] = {"exchange": id_, "open": shell(id_, exchange.question, ui), "statements": []}
    if answer is None:
        said = {"stopped": word("stopped", ui), "working": word("interrupted", ui)}.get(
            exchange.state, exchange.problem
        )
        return found | {"end": problem(said, ui, stopped=exchange.state == "stopped")}
    refused = answer.status == "not_found"
    end = ending(id_, answer, speakers, exchange.rating, ui)
    if exchange.state == "stopped":
        end = problem(word("stopped", ui), ui, stopped=True)
    return found | {
        # A refusal comes first, and what is nearest to the question below it.
        "found": "" if refused else str(passages(answer.passages, speakers, ui, nearest=False, open_=False)),
        "notes": notes(answer),
        "statements": statements(answer.statements, id_, ui),
        "end": end,
    }
