"""A topic over calls as HTML: the numbers side by side, their course, and the quotes with what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from assistant.analysis import plot
from assistant.analysis.compare import CallView, Comparison, Said
from assistant.analysis.figures import Figure, Series
from assistant.analysis.wording import Piece, changed
from assistant.numbers import render
from assistant.ui.answers import EMPTY
from assistant.ui.html import h, join, text
from assistant.ui.quoting import TABLES, Voices, downloads, line, note, opens
from assistant.ui.words import word

_SIGNS = {"new": "+", "reworded": "≈", "figures": "=", "kept": "=", "dropped": "−"}
"""Beside the words, so that no colour is needed to tell changes apart."""
_CHARTS = 4
"""Charts that are shown at once; the others are folded away."""


def comparison(found: Comparison, voices: Voices) -> str:
    """The whole comparison, in the language in which `found` gives its numbers."""
    ui = voices.ui
    if not found.quotes:
        return str(note(word("topic_nowhere", ui, topic=found.topic, count=len(found.calls))))
    said = {one.n: one for one in found.quotes}
    parts = [
        h('<div class="tc-result-head"><p class="tc-note" role="status">{s}</p>{d}</div>', s=_summary(found, said, voices),
          d=downloads((*TABLES, ("svg", "SVG")), ui)),
        _numbers(found, said, voices),
        _plots(found, voices),
        _quotes(found, said, voices),
    ]  # fmt: skip
    return str(join(parts))


def _summary(found: Comparison, said: dict[int, Said], voices: Voices) -> str:
    counts = Counter(_kind(one, said) for one in found.quotes)
    counts["dropped"] = sum(len(view.dropped) for view in found.calls)
    parts = [word("compared", voices.ui, calls=len(found.calls), quotes=len(found.quotes))]
    parts += [f"{counts[kind]} {word(f'st_{kind}', voices.ui)}" for kind in _SIGNS if counts[kind]]
    return " · ".join(parts)


def _kind(one: Said, said: dict[int, Said]) -> str:
    """The status of a quote, or "figures" where nothing but its figures is another than before."""
    before = said.get(one.before or 0)
    if one.status != "reworded" or before is None:
        return one.status
    pieces = [piece for side in changed(before.quote.text, one.quote.text) for piece, differs in side if differs]
    return "reworded" if any(c.isalpha() for piece in pieces for c in piece) else "figures"


# Numbers


def _numbers(found: Comparison, said: dict[int, Said], voices: Voices) -> Markup:
    if not found.series:
        return EMPTY
    often = [series for series in found.series if len(series.cells) > 1]
    once = [series for series in found.series if len(series.cells) == 1]
    table = _table(often or once, found, said, voices)
    if often and once:
        folded = _table(once, found, said, voices)
        title = word("numbers_once", voices.ui, count=len(once))
        table += h('<details class="tc-fold"><summary>{t}</summary>{b}</details>', t=title, b=folded)
    return h('<section class="tc-part"><h2>{t}</h2>{b}</section>', t=word("numbers", voices.ui), b=table)


def _table(shown: Sequence[Series], found: Comparison, said: dict[int, Said], voices: Voices) -> Markup:
    """One row a measure and company, one column a period."""
    calls = sorted((view.call for view in found.calls), key=lambda call: call.period_order)
    periods = list(dict.fromkeys(call.when for call in calls))
    several = len({view.call.company for view in found.calls}) > 1
    heads = join(h('<th scope="col">{p}</th>', p=period) for period in periods)
    rows = join(_row(series, periods, said, voices, several=several) for series in shown)
    label = word("numbers", voices.ui)
    return h(
        '<div class="tc-sides" tabindex="0" role="region" aria-label="{l}"><table class="tc-table"><thead><tr><th scope="col">{m}</th>'
        "{h}</tr></thead><tbody>{r}</tbody></table></div>",
        l=label, m=word("measure", voices.ui), h=heads, r=rows,
    )  # fmt: skip


def _row(series: Series, periods: Sequence[str], said: dict[int, Said], voices: Voices, *, several: bool) -> Markup:
    by_period: dict[str, list[Figure]] = {}
    for cell in series.cells:
        by_period.setdefault(cell.call.when, []).extend(cell.figures)
    cells = join(
        h(
            '<td data-label="{p}">{f}</td>' if period in by_period else '<td class="tc-empty">–</td>',
            p=period,
            f=join(_figure(figure, said[figure.n], voices) for figure in by_period.get(period, ())),
        )
        for period in periods
    )
    company = h("<small>{c}</small>", c=voices.company(series.cells[0].call)) if several else EMPTY
    return h('<tr><th scope="row">{n}{c}</th>{cells}</tr>', n=series.name(voices.ui), c=company, cells=cells)


def _figure(figure: Figure, said: Said, voices: Voices) -> Markup:
    """An amount that opens the words it was taken from."""
    value = render(figure.quantity, voices.ui)
    period = (
        h(" <small>{w}</small>", w=word("for_period", voices.ui, period=figure.for_period))
        if figure.for_period
        else EMPTY
    )
    label = f"{value}. {word('cited', voices.ui, n=figure.n, who=voices.who(said.quote)[0])}"
    return h(
        '<button type="button" class="tc-figure"{t} aria-label="{l}">{v}<i>{n}</i>{p}</button>',
        t=opens(said.quote), l=label, v=value, n=figure.n, p=period,
    )  # fmt: skip


# Course


def _plots(found: Comparison, voices: Voices) -> Markup:
    """Small charts, as many beside each other as there is room for."""
    drawn = [h('<div class="tc-plot">{d}</div>', d=_drawing(one)) for one in plot.charts(found, plot.NARROW)]
    if not drawn:
        return EMPTY
    body = h('<div class="tc-plots">{d}</div>', d=join(drawn[:_CHARTS]))
    if rest := drawn[_CHARTS:]:
        title = word("more_charts", voices.ui, count=len(rest))
        body += h(
            '<details class="tc-fold"><summary>{t}</summary>{b}</details>',
            t=title,
            b=h('<div class="tc-plots">{d}</div>', d=join(rest)),
        )
    return h('<section class="tc-part"><h2>{t}</h2>{b}</section>', t=word("over_time", voices.ui), b=body)


def _drawing(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 - made by `plot`, which escapes every word


# Quotes


def _quotes(found: Comparison, said: dict[int, Said], voices: Voices) -> Markup:
    views = join(_view(view, said, voices) for view in found.calls)
    return h('<section class="tc-part"><h2>{t}</h2>{v}</section>', t=word("quotes_by_call", voices.ui), v=views)


def _view(view: CallView, said: dict[int, Said], voices: Voices) -> Markup:
    ui = voices.ui
    items = [_said(one, said, voices) for one in view.quotes]
    items += [_dropped(one, voices) for one in view.dropped]
    body = h('<ol class="tc-said-list">{i}</ol>', i=join(items)) if items else note(word("no_passage", ui))
    return h(
        '<section class="tc-call" data-call="{id}"><h3><a href="#/read/{id}">{name}</a> <small>{date}</small></h3>{body}</section>',
        id=view.call.id, name=voices.call(view.call), date=view.call.date or "", body=body,
    )  # fmt: skip


def _said(one: Said, said: dict[int, Said], voices: Voices) -> Markup:
    words, wording = None, EMPTY
    before, kind = said.get(one.before or 0), _kind(one, said)
    if one.status == "reworded" and before is not None:
        earlier, now = changed(before.quote.text, one.quote.text)
        words = _marked(now, Markup("<ins>{t}</ins>"))
        wording = h(
            '<details class="tc-fold tc-before-words"><summary>{s}</summary>{q}</details>',
            s=word("wording_before", voices.ui, n=before.n, period=before.quote.call.when),
            q=line(before.quote, voices, _marked(earlier, Markup("<del>{t}</del>"))),
        )  # fmt: skip
    label = _change(kind, voices) if kind != "first" else EMPTY
    return h(
        '<li value="{n}" data-status="{s}"><div class="tc-said-line">{l}{q}</div>{w}</li>',
        n=one.n, s=kind, l=label, q=line(one.quote, voices, words), w=wording,
    )  # fmt: skip


def _dropped(one: Said, voices: Voices) -> Markup:
    """A quote of the company's call before that this one no longer has."""
    return h(
        '<li value="{n}" data-status="dropped"><div class="tc-said-line">{l}{q}</div></li>',
        n=one.n, l=_change("dropped", voices, since=one.quote.call.when), q=line(one.quote, voices),
    )  # fmt: skip


def _change(status: str, voices: Voices, since: str = "") -> Markup:
    words = word("dropped_since", voices.ui, period=since) if since else word(f"st_{status}", voices.ui)
    return h(
        '<span class="tc-change tc-change-{s}"><i aria-hidden="true">{i}</i> {w}</span>',
        s=status,
        i=_SIGNS[status],
        w=words,
    )


def _marked(pieces: Sequence[Piece], mark: Markup) -> Markup:
    return join(mark.format(t=text(piece)) if differs and piece.strip() else text(piece) for piece, differs in pieces)
