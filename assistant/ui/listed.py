"""Mentions of a term, guidance, and the questions of a call as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote as in_link

from markupsafe import Markup

from assistant.analysis.guidance import Statement
from assistant.analysis.mentions import Mention, Mentions
from assistant.analysis.questions import Part, Question
from assistant.numbers import render
from assistant.ui.answers import EMPTY, place
from assistant.ui.html import h, join, text
from assistant.ui.quoting import TABLES, Voices, downloads, line, more, note, opens
from assistant.ui.words import word
from index.models import Language, Transcript

PAGE = 50
"""Mentions or statements that are shown at once."""
_COUNTS = 8
"""Lines of a count that are shown at once; the others are folded away."""

Count = tuple[str, int, str]
"""Name, how often, and the company it can be narrowed to (or nothing)."""


# Mentions


def mentions(found: Mentions, voices: Voices, *, alone: bool) -> str:
    """Counts and the first mentions; `alone` where the library holds one call only."""
    ui = voices.ui
    forms = ", ".join(found.forms)
    if not found.mentions:
        return str(note(word("term_nowhere", ui, term=found.term, count=found.calls, forms=forms)))
    summary = word(
        "mentioned", ui, count=len(found.mentions), calls=len(found.by_call), total=found.calls, term=found.term
    )
    looked = h('<p class="tc-note">{t}</p>', t=word("looked_for", ui, forms=forms)) if len(found.forms) > 1 else EMPTY
    only = h('<p class="tc-note">{t}</p>', t=word("mentions_alone", ui)) if alone else EMPTY
    head = h(
        '<div class="tc-result-head"><div><p class="tc-note" role="status">{s}</p>{l}{o}</div>{d}</div>',
        s=summary, l=looked, o=only, d=downloads(TABLES, ui),
    )  # fmt: skip
    listed = h(
        '<section class="tc-part"><h2>{t}</h2><ol class="tc-hits tc-all-hits" data-rows>{r}</ol>{m}</section>',
        t=word("in_context", ui), r=mention_rows(found, voices, 0),
        m=more(PAGE, len(found.mentions), ui) if len(found.mentions) > PAGE else EMPTY,
    )  # fmt: skip
    return str(head + _counts(found, voices) + listed)


def mention_rows(found: Mentions, voices: Voices, after: int) -> Markup:
    """One page of mentions, the newest call first."""
    newest = [
        mention for call, _ in reversed(found.by_call) for mention in found.mentions if mention.quote.call == call
    ]
    return join(_mention(one, voices) for one in newest[after : after + PAGE])


def _mention(one: Mention, voices: Voices) -> Markup:
    quote = one.quote
    where = f"{voices.call(quote.call)} · {place(quote.section, quote.turn, voices.ui)}"
    return h(
        '<li><button type="button" class="tc-hit"{target}><span class="tc-hit-who">{name} <small>{where}</small></span>'
        '<span class="tc-kwic" dir="auto"><span class="tc-before"><span>{b}</span></span><b>{t}</b><span>{a}</span></span></button></li>',
        target=opens(quote), name=voices.who(quote)[0], where=where, b=one.left, t=quote.text, a=one.right,
    )  # fmt: skip


def _counts(found: Mentions, voices: Voices) -> Markup:
    ui = voices.ui
    companies: dict[str, tuple[int, str]] = {}
    speakers: dict[str, int] = {}
    for mention in found.mentions:
        call = mention.quote.call
        name = voices.company(call)
        companies[name] = (companies.get(name, (0, ""))[0] + 1, call.company or "")
        speaker = f"{voices.who(mention.quote)[0]} · {name}"
        speakers[speaker] = speakers.get(speaker, 0) + 1
    periods: dict[str, int] = {}
    for call, count in sorted(found.by_call, key=lambda pair: pair[0].period_order, reverse=True):
        periods[call.when] = periods.get(call.when, 0) + count
    by_count = sorted(companies.items(), key=lambda pair: -pair[1][0])
    tables = (
        ("by_company", [(name, count, company) for name, (count, company) in by_count]),
        ("by_quarter", [(period, count, "") for period, count in periods.items()]),
        ("by_speaker", [(name, count, "") for name, count in sorted(speakers.items(), key=lambda pair: -pair[1])]),
    )
    return h('<div class="tc-counts">{t}</div>', t=join(_count(key, rows, found.term, ui) for key, rows in tables))


def _count(key: str, rows: Sequence[Count], term: str, ui: Language) -> Markup:
    most = max(count for _, count, _ in rows)
    bars = [_bar(row, most, term, linked=len(rows) > 1) for row in rows]
    rest = bars[_COUNTS:]
    folded = h(
        '<details class="tc-fold"><summary>{s}</summary><ul class="tc-shares">{r}</ul></details>',
        s=word("show_more", ui, count=len(rest)), r=join(rest),
    ) if rest else EMPTY  # fmt: skip
    return h(
        '<section><h2>{t}</h2><ul class="tc-shares">{b}</ul>{f}</section>',
        t=word(key, ui),
        b=join(bars[:_COUNTS]),
        f=folded,
    )


def _bar(row: Count, most: int, term: str, *, linked: bool) -> Markup:
    name, count, company = row
    label = h("<span>{n}</span>", n=name)
    if company and linked:
        address = f"#/mentions/{in_link(term, safe='')}?company={in_link(company, safe='')}"
        label = h('<a href="{a}">{n}</a>', a=address, n=name)
    return h(
        '<li><div class="tc-share-head">{l}<b>{c}</b></div><div class="tc-bar" aria-hidden="true"><i style="width:{w}%"></i></div></li>',
        l=label, c=count, w=f"{100 * count / most:.1f}",
    )  # fmt: skip


# Guidance


def guidance(found: Sequence[Statement], calls: int, voices: Voices) -> str:
    """The first statements, the newest call first, as a table; `calls` were read."""
    ui = voices.ui
    if not found:
        return str(note(word("no_guidance", ui, count=calls)))
    heads = join(
        h('<th scope="col">{t}</th>', t=word(key, ui))
        for key in ("col_call", "measure", "value", "for_when", "wording", "quote_said")
    )
    count = word("guided", ui, count=len(found), calls=len({one.quote.call for one in found}), total=calls)
    return str(
        h(
            '<div class="tc-result-head"><p class="tc-note" role="status">{s}</p>{d}</div><div class="tc-sides" tabindex="0" '
            'role="region" aria-label="{l}"><table class="tc-table tc-guidance"><thead><tr>{h}</tr></thead>'
            "<tbody data-rows>{r}</tbody></table></div>{m}",
            s=count, d=downloads(TABLES, ui), l=word("guidance", ui), h=heads, r=guidance_rows(found, voices, 0),
            m=more(PAGE, len(found), ui) if len(found) > PAGE else EMPTY,
        )
    )  # fmt: skip


def guidance_rows(found: Sequence[Statement], voices: Voices, after: int) -> Markup:
    """One page of statements."""
    calls = list(dict.fromkeys(one.quote.call for one in found))
    newest = [one for call in reversed(calls) for one in found if one.quote.call == call]
    return join(_guided(one, voices) for one in newest[after : after + PAGE])


def _guided(one: Statement, voices: Voices) -> Markup:
    ui, call = voices.ui, one.quote.call
    change = EMPTY
    if one.earlier is not None or one.change is not None:
        before = render(one.earlier, ui) if one.earlier else ""
        words = word(f"guided_{one.change}", ui) if one.change else ""
        words += (" · " if words and before else "") + (word("was_before", ui, value=before) if before else "")
        change = h("<small>{w}</small>", w=words)
    period = one.period_key or one.period or "–"
    as_said = (
        h("<small>{w}</small>", w=one.period)
        if one.period_key and one.period != one.period_key and one.period
        else EMPTY
    )
    strength = h("<small>{w}</small>", w=word("plan", ui)) if one.strength == "plan" else EMPTY
    return h(
        '<tr><th scope="row"><a href="#/read/{id}">{company}</a><small>{when}</small></th><td data-label="{lm}">{metric}</td>'
        '<td data-label="{lv}"><b>{value}</b>{change}</td><td data-label="{lp}">{period}{as_said}</td>'
        '<td data-label="{lw}">{wording}{strength}</td><td class="tc-quote-cell">{quote}</td></tr>',
        id=call.id, company=voices.company(call), when=call.when, metric=one.metric.name(ui) if one.metric else "–",
        value=render(one.quantity, ui), change=change, period=period, as_said=as_said, wording=one.wording, strength=strength,
        quote=line(one.quote, voices), lm=word("measure", ui), lv=word("value", ui), lp=word("for_when", ui),
        lw=word("wording", ui),
    )  # fmt: skip


# Questions of a call


def questions(call: Transcript, found: Sequence[Question], voices: Voices) -> str:
    """Who asked what, and the words that address each part."""
    ui = voices.ui
    if not found:
        return str(note(word("no_questions", ui)))
    parts = [part for question in found for part in question.parts]
    missing = sum(part.answer is None for part in parts)
    summary = word("asked", ui, count=len(found), parts=len(parts), found=len(parts) - missing)
    why = h('<p class="tc-note">{w}</p>', w=word("why_no_passage", ui)) if missing else EMPTY
    whole = h('<a href="#/read/{id}">{w}</a>', id=call.id, w=word("whole_call", ui))
    head = h(
        '<div class="tc-result-head"><div><p class="tc-note"><span role="status">{s}</span> · {a}</p>{w}</div>{d}</div>',
        s=summary, a=whole, w=why, d=downloads(TABLES, ui),
    )  # fmt: skip
    return str(head + join(_question(one, voices) for one in found))


def _question(one: Question, voices: Voices) -> Markup:
    ui = voices.ui
    asked = one.question[0] if one.question else None
    name = voices.who(asked)[0] if asked else "–"
    firm = h(" <small>{f}</small>", f=one.firm) if one.firm and one.firm != name else EMPTY
    answered = (
        ("、" if ui == "zh" else ", ").join(voices.named(asked.call, person) for person in one.answered_by)
        if asked
        else ""
    )
    by = word("answered_by", ui, who=answered) if answered else word("nobody_answered", ui)
    whole = h(
        '<details class="tc-fold"><summary>{s}</summary>{q}</details>',
        s=word("whole_question", ui), q=join(line(quote, voices) for quote in one.question),
    ) if one.question else EMPTY  # fmt: skip
    return h(
        '<section class="tc-asked-part" data-question="{n}"><h2>{q} · {name}{firm}</h2><p class="tc-facts">{by}</p>{whole}'
        '<ol class="tc-pairs">{parts}</ol></section>',
        n=one.number, q=word("question_no", ui, n=one.number), name=name, firm=firm, by=by, whole=whole,
        parts=join(_pair(part, voices) for part in one.parts),
    )  # fmt: skip


def _pair(part: Part, voices: Voices) -> Markup:
    if part.answer is not None:
        answer = line(part.answer, voices)
    else:
        answer = h(
            '<p class="tc-no-passage"><span class="tc-badge tc-not_found">{w}</span></p>',
            w=word("no_passage", voices.ui),
        )
    return h(
        '<li data-addressed="{a}"><div><h3>{lq}</h3><button type="button" class="tc-passage tc-whole"{t}><span class="tc-passage-text" '
        'dir="auto">{q}</span></button></div><div><h3>{la}</h3>{answer}</div></li>',
        a="true" if part.answer else "false", lq=word("part_asked", voices.ui), t=opens(part.question), q=text(part.question.text),
        la=word("part_answered", voices.ui), answer=answer,
    )  # fmt: skip
