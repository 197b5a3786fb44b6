"""The results as one HTML file that needs no network.

Answers, transcripts and question sets are untrusted: the template escapes everything, and the page's own policy
allows the one script it carries and no request at all.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from eval import charts
from eval.charts import Mark
from eval.compare import Comparison
from eval.explain import explain, passed
from eval.gates import Verdict
from eval.gold import Gold
from eval.metrics.citations import cites_gold
from eval.records import Citation
from eval.scoring import BY_KEY, METRICS, Metric, Row
from eval.summary import SystemRun, breakdown, figures, outcomes, show, show_interval
from index.errors import InputError

FOLDER = Path(__file__).with_name("html")

OUTCOMES = {
    "verified": "answered, every statement verified",
    "quote": "answered by quotes alone",
    "unverified": "answered, not verified",
    "refused": "refused",
    "error": "crashed",
}

_PLOTTED = ("right", "R@5", "refusal_recall", "MRR@10", "R@1500c")
_TILES = (
    "right",
    "number_errors",
    "refusal_recall",
    "false_refusal",
    "R@5",
    "MRR@10",
    "citation_precision",
    "total_p50",
    "R@1500c",
    "retrieve_p50",
)
_PASSAGES = 5
_CLIP = 260


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text that is inside a gold quote or outside."""

    text: str
    gold: bool


def write_report(
    folder: Path,
    runs: Sequence[SystemRun],
    comparison: Comparison | None = None,
    verdicts: Sequence[Verdict] = (),
    made: dt.datetime | None = None,
) -> Path:
    """Write `index.html` into a folder and return its path; InputError where that cannot be written.

    `runs` are the assistant's and then any baseline's, on the same questions.
    """
    page = render(runs, comparison, verdicts, made or dt.datetime.now().astimezone())
    path = folder / "index.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}.", "Give another --report.") from error
    return path


def render(
    runs: Sequence[SystemRun], comparison: Comparison | None, verdicts: Sequence[Verdict], made: dt.datetime
) -> str:
    """The page."""
    import jinja2  # noqa: PLC0415 - start-up time of the command line

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clip"] = clip
    environment.globals |= {"show": show, "outcome_titles": OUTCOMES, "metrics": BY_KEY}
    script = _own("report.js")
    return environment.get_template("report.html.j2").render(
        runs=runs,
        made=made,
        style=_own("report.css"),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        tiles=_tiles(runs),
        table=_table(runs),
        plots=[plot for dimension in ("lang", "kind", "split") if (plot := _plot(runs, dimension))],
        reliability=_reliability(runs),
        latency=_latency(runs),
        comparison=comparison,
        verdicts=verdicts,
        questions=_questions(runs),
        kinds=sorted({row.case.kind for row in runs[0].rows if row.case.kind}),
        languages=sorted({row.case.language for row in runs[0].rows}),
    )


def clip(text: str, length: int = _CLIP) -> str:
    """The beginning of a text."""
    return text if len(text) <= length else text[:length].rstrip() + " …"


def marked(citation: Citation, golds: Sequence[Gold]) -> list[Segment]:
    """A quote cut where gold quotes begin and end, by offsets; a whole quote that only contains one is one piece."""
    if citation.start is None or citation.end is None or citation.end - citation.start != len(citation.quote):
        return [Segment(citation.quote, False)]
    inside = [False] * len(citation.quote)
    for span in (s for gold in golds for s in gold.spans if s.transcript_id == citation.transcript_id):
        for at in range(max(span.start, citation.start), min(span.end, citation.end)):
            inside[at - citation.start] = True
    segments: list[Segment] = []
    for character, gold in zip(citation.quote, inside, strict=True):
        if segments and segments[-1].gold == gold:
            segments[-1] = Segment(segments[-1].text + character, gold)
        else:
            segments.append(Segment(character, gold))
    return segments


def _own(name: str) -> Markup:
    return Markup((FOLDER / name).read_text(encoding="utf-8"))  # noqa: S704 - a file of this package


def _tiles(runs: Sequence[SystemRun]) -> list[dict[str, Any]]:
    found = [figures(run.rows, [BY_KEY[key] for key in _TILES]) for run in runs]
    return [{"metric": BY_KEY[key], "values": [f.get(key) for f in found]} for key in _TILES if key in found[0]][:8]


def _table(runs: Sequence[SystemRun]) -> list[dict[str, Any]]:
    found = [figures(run.rows) for run in runs]
    groups: dict[str, list[dict[str, Any]]] = {}
    for metric in METRICS:
        estimates = [f.get(metric.key) for f in found]
        if any(estimates):
            cells = [
                {"text": show_interval(metric, e), "n": e.n} if e is not None else {"text": "–", "n": 0}
                for e in estimates
            ]
            groups.setdefault(metric.group, []).append({"metric": metric, "cells": cells})
    return [{"title": group, "rows": rows} for group, rows in groups.items()]


def _plotted(runs: Sequence[SystemRun]) -> list[Metric]:
    """At most three metrics to plot: the ones that say most about this kind of run."""
    known = figures(runs[0].rows, [BY_KEY[key] for key in _PLOTTED])
    return [BY_KEY[key] for key in _PLOTTED if key in known][:3]


def _plot(runs: Sequence[SystemRun], dimension: str) -> dict[str, Any] | None:
    groups = [breakdown(run.rows, dimension) for run in runs]
    if len(groups[0]) < 2:
        return None
    metrics = _plotted(runs)
    panels = []
    for metric in metrics:
        rows = []
        for value in groups[0]:
            found = [figures(group.get(value, []), [metric]).get(metric.key) for group in groups]
            marks = [
                Mark(i, e.value, e.low or 0.0, e.high or 0.0)
                for i, e in enumerate(found)
                if e is not None and e.value is not None
            ]
            if marks:
                texts = [show(metric, mark.value) for mark in marks]
                n = next(e.n for e in found if e is not None)
                rows.append({"label": value, "n": n, "svg": charts.intervals(marks), "texts": texts, "marks": marks})
        if rows:
            panels.append({"metric": metric, "rows": rows})
    names = {"lang": "language", "kind": "kind of question", "split": "split"}
    return {"title": f"Quality by {names[dimension]}", "panels": panels} if panels else None


def _reliability(runs: Sequence[SystemRun]) -> list[dict[str, Any]]:
    bars = []
    for run in runs:
        for title, rows in (
            ("questions with an answer", [r for r in run.rows if r.case.answerable]),
            ("questions without one", [r for r in run.rows if not r.case.answerable]),
        ):
            found = outcomes(rows)
            counts = {name: found[name] for name in OUTCOMES if name in found}
            if counts:
                parts = [(name, counts.get(name, 0)) for name in OUTCOMES]
                bars.append({"system": run.name, "title": title, "svg": charts.stacked(parts), "counts": counts})
    return bars


def _latency(runs: Sequence[SystemRun]) -> list[dict[str, Any]]:
    steps = {"retrieve": "first passage", "first_token": "first token", "total": "end of answer"}
    metrics = [BY_KEY[f"{step}_{a}"] for step in steps for a in ("p50", "p95")]
    found = [figures(run.rows, metrics) for run in runs]
    top = max((e.value or 0.0 for f in found for e in f.values()), default=0.0)
    rows = []
    for step, title in steps.items():
        for i, (run, f) in enumerate(zip(runs, found, strict=True)):
            middle, end = f.get(f"{step}_p50"), f.get(f"{step}_p95")
            if middle is None or end is None or middle.value is None or end.value is None:
                continue
            rows.append(
                {
                    "label": title,
                    "system": run.name,
                    "svg": charts.spread(i, middle.value, end.value, top),
                    "p50": show(BY_KEY["total_p50"], middle.value),
                    "p95": show(BY_KEY["total_p95"], end.value),
                }
            )
    return rows


def _questions(runs: Sequence[SystemRun]) -> list[dict[str, Any]]:
    by_id = [{row.case.id: row for row in run.rows} for run in runs]
    return [
        {
            "case": row.case,
            "golds": row.golds,
            "passed": passed(row),
            "systems": [
                _system(run.name, rows[row.case.id])
                for run, rows in zip(runs, by_id, strict=True)
                if row.case.id in rows
            ],
        }
        for row in runs[0].rows
    ]


def _system(name: str, row: Row) -> dict[str, Any]:
    ranked = sorted(row.record.passages, key=lambda p: p.rank)
    return {
        "name": name,
        "record": row.record,
        "outcome": row.outcome,
        "passed": passed(row),
        "why": explain(row),
        "citations": [
            {"citation": c, "gold": cites_gold(c, row.golds), "segments": marked(c, row.golds)}
            for c in row.record.citations
        ],
        "passages": [
            {"passage": p, "gold": bool(quotes)}
            for p, quotes in list(zip(ranked, row.covering, strict=True))[:_PASSAGES]
        ],
    }
