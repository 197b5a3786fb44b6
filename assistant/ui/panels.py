"""The list of chats, the library and the settings as HTML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from markupsafe import Markup

from assistant.document import display_name
from assistant.glossary import company_name
from assistant.history import ChatLine
from assistant.status import Status
from assistant.ui.html import button, h, join
from assistant.ui.words import word
from assistant.uploads import Recognised
from index.library import TranscriptInfo
from index.models import Language


def chats(lines: Sequence[ChatLine], search: str, ui: Language, now: dt.datetime) -> str:
    """The chats by day, the latest first."""
    if not lines:
        return str(h('<p class="tc-note">{t}</p>', t=word("no_chats_found" if search else "no_chats", ui)))
    parts: list[Markup] = []
    for key in ("today", "earlier_days"):
        of_day = [line for line in lines if (line.updated.date() == now.date()) == (key == "today")]
        if of_day:
            rows = join(
                h(
                    '<li><a href="#/chat/{id}" data-do="chat" data-chat="{id}" title="{t}">{t}</a>{x}</li>',
                    id=line.id, t=line.title, x=button("remove-chat", word("remove_chat", ui), "remove", chat=line.id),
                )
                for line in of_day
            )  # fmt: skip
            parts.append(h("<h3>{t}</h3><ul>{r}</ul>", t=word(key, ui), r=rows))
    return str(join(parts))


def holds(infos: Sequence[TranscriptInfo], ui: Language) -> str:
    """What the library holds, in a line or two, for the beginning of a chat."""
    if not infos:
        add = button("view-library", word("add_transcript", ui), kind="tc-primary")
        return str(h('<p class="tc-note">{t}</p>{b}', t=word("library_empty", ui), b=add))
    shown = join(
        h('<a href="#/read/{id}">{t}</a>', id=i.id, t=" · ".join(p for p in (_name(i, ui), i.period) if p))
        for i in infos[:6]
    )
    more = h("<span>+{n}</span>", n=len(infos) - 6) if len(infos) > 6 else ""
    return str(h('<p class="tc-holds"><span>{w}</span>{s}{m}</p>', w=word("library_holds", ui), s=shown, m=more))


def _name(info: TranscriptInfo, ui: Language) -> str:
    return company_name(info.company, ui) or info.title or info.id


def library(infos: Sequence[TranscriptInfo], ui: Language) -> str:
    """The transcripts as a table."""
    if not infos:
        return str(h('<p class="tc-note">{t}</p>', t=word("no_transcripts", ui)))
    rows = join(
        h(
            '<tr><th scope="row"><a href="#/read/{id}">{name}</a><small>{title}</small></th><td>{period}</td>'
            '<td>{date}</td><td>{lang}</td><td class="tc-number">{turns}</td><td class="tc-row-actions">{ask}{read}{x}</td></tr>',
            id=info.id, name=_name(info, ui), title=" · ".join(p for p in (info.title, info.ticker) if p and p != _name(info, ui)),
            period=info.period or "–", date=info.date or "–", lang=word(f"lang_{info.language}", ui),
            turns=word("turns", ui, count=info.turns),
            ask=button("ask-about", word("ask_about", ui), "ask", transcript=info.id),
            read=button("read", word("open_call", ui), "book", transcript=info.id),
            x=button("remove", word("remove", ui), "remove", transcript=info.id),
        )
        for info in infos
    )  # fmt: skip
    heads = join(
        h('<th scope="col">{t}</th>', t=word(k, ui))
        for k in ("col_call", "col_period", "date", "col_language", "col_size")
    )
    return str(
        h('<table class="tc-table"><thead><tr>{h}<td></td></tr></thead><tbody>{r}</tbody></table>', h=heads, r=rows)
    )


def review(token: str, name: str, found: Recognised, ui: Language) -> str:
    """What a file was recognised as, with fields to correct it before it is added."""
    transcript, meta = found.transcript, found.transcript.metadata
    speakers = ", ".join(display_name(s, transcript.speakers, ui)[0] for s in transcript.speakers[:12])
    if len(transcript.speakers) > 12:
        speakers += " …"
    facts = (
        ("format", transcript.format),
        ("language", word(f"lang_{transcript.language}", ui)),
        ("col_size", " · ".join([
            word("turns", ui, count=sum(turn.number > 0 for turn in transcript.turns)),
            word("words", ui, count=f"{found.words:,}"),
        ])),
        ("speakers_label", speakers or "–"),
    )  # fmt: skip
    listed = join(h("<div><dt>{k}</dt><dd>{v}</dd></div>", k=word(k, ui), v=v) for k, v in facts)
    fields = join(
        h(
            '<label>{w}<input name="{k}" value="{v}" placeholder="{p}" maxlength="200" autocomplete="off"></label>',
            w=word(k, ui), k=k, v=v or "", p=word("period_hint", ui) if k == "period" else "2026-02-05" if k == "date" else "",
        )
        for k, v in (("title", meta.title), ("company", meta.company), ("ticker", meta.ticker), ("period", meta.period),
                     ("date", meta.date))
    )  # fmt: skip
    notes = join(
        h('<p class="tc-note">{n}</p>', n=n)
        for n in (*transcript.notes, *([word("known_call", ui)] if found.known else []))
    )
    return str(
        h(
            '<form class="tc-review" data-token="{t}" data-name="{name}"><h3>{name}</h3><dl>{l}</dl>{n}<div class="tc-fields">{f}</div>'
            '<p class="tc-error" role="alert" hidden></p><div class="tc-actions"><button class="tc-button tc-primary">{a}</button>'
            '{d}</div></form>',
            t=token, name=name, l=listed, n=notes, f=fields, a=word("add", ui), d=button("discard", word("discard", ui)),
        )
    )  # fmt: skip


def status(found: Status, ui: Language) -> str:
    """The models in use and the state of the index."""
    model = _runs(found.model, found.where, ui) if found.model else word("s_no_model", ui)
    values = {"transcripts": found.transcripts, "passages": found.passages, "size": f"{found.bytes_on_disk / 1e6:.1f}"}
    rows = [
        ("s_model", model, found.model_detail),
        ("s_embedding", _runs(found.embedding, found.embedding_where, ui), ""),
        ("s_index", word("s_index_value", ui, **values), " ".join(found.problems) or word("s_fine", ui)),
    ]
    listed = join(
        h("<div><dt>{k}</dt><dd>{v}<small>{d}</small></dd></div>", k=word(k, ui), v=v, d=d) for k, v, d in rows
    )
    return str(h('<dl class="tc-status">{l}</dl>', l=listed))


def _runs(model: str, where: str, ui: Language) -> str:
    """A model's name and where it runs."""
    if not where:
        return model
    return f"{model} · {word('s_where', ui)} {word('s_embedded', ui) if where == 'embedded' else where}"
