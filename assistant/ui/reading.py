"""The call as HTML: a few turns around a citation in the reader, or the whole of it as a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from assistant.concordance import Concordance
from assistant.document import Group, count_words, display_name, groups, marked, shares, short_name
from assistant.glossary import company_name
from assistant.ui.answers import EMPTY, place
from assistant.ui.html import button, h, join, paragraphs, text
from assistant.ui.words import word
from index.models import Language, Speaker, Transcript, Turn

Spans = Sequence[tuple[int, int]]
ONE_LOAD = 300_000
"""Characters of a call that are shown at once; the rest is loaded on demand."""


def facts(transcript: Transcript, ui: Language) -> str:
    """ "Amazon · AMZN · Q4 2025 · 2026-02-06"."""
    meta = transcript.metadata
    return " · ".join(
        str(fact) for fact in (company_name(meta.company, ui), meta.ticker, meta.period, meta.date) if fact
    )


def title(transcript: Transcript) -> str:
    """What a call is called."""
    return transcript.metadata.title or transcript.metadata.company or transcript.id


def turn(item: Turn, speakers: Sequence[Speaker], ui: Language, spans: Spans = (), first: int = 0) -> Markup:
    """One turn with the words of `spans` marked; marks are numbered from `first`."""
    where = place(item.section, item.number, ui)
    name, role = display_name(item.speaker, speakers, ui) if item.speaker else (where, None)
    pieces, number = [], first
    for piece, is_marked in marked(item.text, item.start, spans):
        if is_marked:
            pieces.append(h('<mark data-mark="{n}">{t}</mark>', n=number, t=paragraphs(piece)))
            number += 1
        else:
            pieces.append(paragraphs(piece))
    link = h('<a href="#" data-do="turn-link" data-turn="{n}" class="tc-turn-no">{w}</a>', n=item.number, w=where)
    return h(
        '<article class="tc-turn tc-kind-{kind}" data-turn="{n}"><header><b>{name}</b> {role}{link}</header>'
        '<div class="tc-text" dir="auto">{t}</div></article>',
        kind=item.speaker.kind.value if item.speaker else "none", n=item.number, name=name,
        role=h("<span>{r}</span> ", r=role) if role else "", link=link if item.speaker else EMPTY, t=join(pieces),
    )  # fmt: skip


def window(transcript: Transcript, turns: Sequence[Turn], spans: Spans, ui: Language) -> str:
    """Some turns of a call, with buttons for those before and after."""
    speakers = transcript.speakers
    before, after = turns[0] is not transcript.turns[0], turns[-1] is not transcript.turns[-1]
    parts = [
        button("earlier", word("earlier", ui), kind="tc-quiet tc-more") if before else EMPTY,
        *(turn(item, speakers, ui, spans) for item in turns),
        button("later", word("later", ui), kind="tc-quiet tc-more") if after else EMPTY,
    ]
    return str(join(parts))


def translation(words: str, ui: Language) -> str:
    """The machine translation of a quote, marked as such."""
    return str(h('<p class="tc-translation"><i>{m}</i> {t}</p>', m=word("machine", ui), t=text(words)))


def head(transcript: Transcript, ui: Language) -> str:
    """Title and facts of a call, and the reader's notes on how it was recognised."""
    notes = join(h('<p class="tc-note">{n}</p>', n=note) for note in transcript.notes)
    words = sum(count_words(item.text) for item in transcript.turns)
    count = word("turns", ui, count=sum(item.number > 0 for item in transcript.turns))
    return str(
        h('<h1 tabindex="-1">{t}</h1><p class="tc-facts">{f}</p>{q}{n}', t=title(transcript), n=notes, q=_parts(transcript, ui),
          f=" · ".join([facts(transcript, ui), count, word("words", ui, count=f"{words:,}")]))
    )  # fmt: skip


def _parts(transcript: Transcript, ui: Language) -> Markup:
    """The way to the questions of a call, where it has any."""
    if all(item.question_no is None for item in transcript.turns):
        return EMPTY
    return h(
        '<p class="tc-doc-link"><a href="#/questions/{id}">{w}</a></p>', id=transcript.id, w=word("questions_of", ui)
    )


def speaker_list(transcript: Transcript, counts: Mapping[str | None, int] | None, ui: Language) -> str:
    """Who speaks, in which role, and how much; with `counts`, how many hits each has."""
    rows = []
    for share in shares(transcript):
        name, role = display_name(share.speaker, transcript.speakers, ui)
        hits = counts.get(share.speaker.name, 0) if counts is not None else None
        rows.append(
            h(
                '<li><div class="tc-share-head"><b>{name}</b><span>{part}</span></div><div class="tc-bar" aria-hidden="true">'
                '<i style="width:{width}%"></i></div><small>{role} · {turns}{hits}</small></li>',
                name=name, part=f"{share.part:.0%}", width=f"{share.part * 100:.1f}",
                role=role or word(share.speaker.kind.value, ui),
                turns=word("turn_one", ui) if share.turns == 1 else word("turns", ui, count=share.turns),
                hits=h(' · <b class="tc-count">{n}</b>', n=hits) if hits else "",
            )
        )  # fmt: skip
    if not rows:
        return ""
    return str(h("<h2>{t}</h2><ul class='tc-shares'>{r}</ul>", t=word("speakers", ui), r=join(rows)))


def contents(transcript: Transcript, ui: Language) -> str:
    """Sections and questions, each a link to its place."""
    items: list[Markup] = []
    section = None
    for group in groups(transcript.turns):
        if group.section != section:
            section = group.section
            items.append(_entry(group, word(section.value, ui), "tc-level-1"))
        if group.question_no is not None:
            items.append(_entry(group, _asked(group, transcript, ui), "tc-level-2"))
    return str(h("<h2>{t}</h2><ul class='tc-contents'>{i}</ul>", t=word("contents", ui), i=join(items)))


def _entry(group: Group, words: str, level: str) -> Markup:
    number = group.turns[0].number
    return h('<li class="{l}"><a href="#" data-do="goto" data-turn="{n}">{w}</a></li>', l=level, n=number, w=words)


def _asked(group: Group, transcript: Transcript, ui: Language) -> str:
    asker = group.asked_by
    who = f" · {short_name(asker, transcript.speakers, ui)}" if asker else ""
    return word("question_no", ui, n=group.question_no) + who


def document(transcript: Transcript, spans: Spans, ui: Language, after: int = -1) -> str:
    """The turns after turn `after` (as many as are shown at once), by section, each question with its answers."""
    parts: list[Markup] = []
    shown, section, hits = 0, None, 0
    rest = [item for item in transcript.turns if item.number > after]
    hits = sum(any(item.start <= s < item.end for item in transcript.turns if item.number <= after) for s, _ in spans)
    for group in groups(rest):
        if shown > ONE_LOAD:
            parts.append(button("more", word("later", ui), kind="tc-quiet tc-more", after=group.turns[0].number - 1))
            break
        if group.section != section and not (section is None and after > 0):
            parts.append(
                h(
                    '<h2 class="tc-section" id="section-{s}">{w}</h2>',
                    s=group.section.value,
                    w=word(group.section.value, ui),
                )
            )
        section = group.section
        turns = []
        for item in group.turns:
            turns.append(turn(item, transcript.speakers, ui, spans, hits))
            hits += sum(item.start <= s < item.end for s, _ in spans)
            shown += len(item.text)
        if group.question_no is not None:
            parts.append(
                h(
                    '<section class="tc-question"><h3>{q}</h3>{t}</section>',
                    q=_asked(group, transcript, ui),
                    t=join(turns),
                )
            )
        else:
            parts += turns
    return str(join(parts))


def found(result: Concordance, term: str, transcript: Transcript, ui: Language) -> str:
    """Every hit with the words around it, and the count."""
    if not result.hits:
        return str(h('<p class="tc-note" role="status">{t}</p>', t=word("no_hits", ui, term=term)))
    rows = []
    for number, hit in enumerate(result.hits):
        name = short_name(hit.speaker, transcript.speakers, ui) if hit.speaker else word("outside", ui)
        where = word("turn", ui, n=hit.turn) if hit.turn else ""
        rows.append(
            h(
                '<li><button type="button" class="tc-hit" data-do="hit" data-mark="{m}" data-turn="{turn}">'
                '<span class="tc-hit-who">{name} <small>{where}</small></span><span class="tc-kwic" dir="auto">'
                '<span class="tc-before"><span>{b}</span></span><b>{t}</b><span>{a}</span></span></button></li>',
                m=number, turn=hit.turn, name=name, where=where, b=hit.before, t=hit.term,
                a=hit.after,
            )
        )  # fmt: skip
    count = word("hits", ui, count=len(result.hits), term=term)
    return str(h('<p class="tc-note" role="status">{c}</p><ol class="tc-hits">{r}</ol>', c=count, r=join(rows)))
