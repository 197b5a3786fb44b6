"""A call as a public collection keeps it in JSON, and the layouts in which such a call is printed."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.models import Metadata, Section

_FACTS = re.compile(r"(?P<ticker>[A-Za-z.\-]{1,6})_q(?P<quarter>[1-4])_(?P<year>20\d{2})", re.I)
_NO_SPEAKER = re.compile(r"duration\b", re.I)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Said:
    """One turn as the file gives it."""

    speaker: str
    section: Section
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call as the file gives it; `roles` are titles, or firm and title, by the name of the speaker."""

    name: str
    turns: tuple[Said, ...]
    roles: Mapping[str, str]
    metadata: Metadata
    raw: str

    @property
    def has_sections(self) -> bool:
        """Whether the file tells questions from remarks; some keep a whole call under the remarks."""
        return any(turn.section is Section.QA for turn in self.turns)

    def heading(self) -> str:
        """The line that announces the call."""
        ticker, period = self.metadata.ticker or "ABC", self.metadata.period or ""
        return f"{ticker} Corp ({ticker}) {period} Earnings Call Transcript"

    def participants(self, *, analysts: bool | None = None) -> Iterator[tuple[str, str]]:
        """Name and role of the listed people; all, the analysts, or the others."""
        for name, role in self.roles.items():
            if analysts is None or analysts == role.rstrip().endswith("Analyst"):
                yield name, role


def read_call(path: Path) -> Call | None:
    """The call of a file, None where it is none."""
    try:
        raw = path.read_text(encoding="utf-8")
        data = json.loads(raw)
        turns = [
            Said(clean(item["speaker"]), section, item["speech"].strip())
            for key, section in (("prepared_remarks", Section.PREPARED), ("q_and_a", Section.QA))
            for item in data[key]
            if item["speech"].strip() and not _NO_SPEAKER.match(item["speaker"])
        ]
        roles = dict(_participant(line) for line in data["participants"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    facts = _FACTS.fullmatch(path.stem)
    metadata = Metadata()
    if facts:
        metadata = Metadata(
            ticker=facts["ticker"], fiscal_year=int(facts["year"]), fiscal_quarter=int(facts["quarter"])
        )
    return Call(path.name, tuple(turns), {k: v for k, v in roles.items() if k}, metadata, raw)


def _participant(line: str) -> tuple[str, str]:
    name, _, role = line.partition("--")
    return clean(name), clean(role)


def clean(text: str) -> str:
    """A name or role with single spaces and without commas at its ends."""
    return _SPACE.sub(" ", text).strip(" ,")


def _with(name: str, separator: str, role: str | None, end: str = "") -> str:
    """A name with its role, or alone where the file gives none."""
    return f"{name}{separator}{role}{end}" if role else name


def _sections(call: Call) -> Iterator[tuple[Section, list[Said]]]:
    for section in (Section.PREPARED, Section.QA):
        turns = [turn for turn in call.turns if turn.section is section]
        if turns:
            yield section, turns


def _titled(call: Call, name: str, separator: str = " -- ") -> str:
    return _with(name, separator, call.roles.get(name))


def fool(call: Call) -> str:
    """Name and title on one line; contents first, duration and participants last; the ticker on a line of its own."""
    ticker = call.metadata.ticker or "ABC"
    out = [
        "Image source: The Motley Fool.",
        f"{ticker} Corp (NYSE:\n{ticker}\n)\n{call.metadata.period or ''} Earnings Call",
    ]
    out.append("Contents:\n\nPrepared Remarks\nQuestions and Answers\nCall Participants")
    for section, turns in _sections(call):
        out.append("Prepared Remarks:" if section is Section.PREPARED else "Questions and Answers:")
        for turn in turns:
            out += [_titled(call, turn.speaker), turn.text]
    out += ["Duration: 61 minutes", "Call participants:", *(_with(n, " -- ", r) for n, r in call.participants())]
    out += [f"More {ticker} analysis", "All earnings call transcripts"]
    return "\n\n".join(out) + "\n"


def fool_split(call: Call) -> str:
    """The same with name, dashes and title on three lines, as copied from a page."""
    text = fool(call)
    return re.sub(
        r"^(.+?) -- (.+)$",
        lambda m: f"{m[1]}\n--\n{m[2]}" if call.roles.get(m[1]) == m[2] else m[0],
        text,
        flags=re.M,
    )


def seeking_alpha(call: Call) -> str:
    """Participants in two lists before the call, then names alone; Q - and A - before the names of the questions."""
    out = [call.heading(), "Company Participants"]
    out.append("\n".join(_with(n, " - ", r) for n, r in call.participants(analysts=False)))
    out += ["Conference Call Participants"]
    out.append("\n".join(_with(n, " - ", r.removesuffix(" -- Analyst")) for n, r in call.participants(analysts=True)))
    for section, turns in _sections(call):
        if section is Section.QA:
            out.append("Question-and-Answer Session")
        for turn in turns:
            out += [turn.speaker, turn.text]
    return "\n\n".join(out) + "\n"


def seeking_alpha_qa(call: Call) -> str:
    """The older form: Q - and A - before the names in the round of questions."""
    text = [call.heading(), "Executives"]
    text.append("\n".join(_with(n, " - ", r) for n, r in call.participants(analysts=False)))
    text += [
        "Analysts",
        "\n".join(_with(n, " - ", r.removesuffix(" -- Analyst")) for n, r in call.participants(analysts=True)),
    ]
    for section, turns in _sections(call):
        if section is Section.QA:
            text.append("Question-and-Answer Session")
        for turn in turns:
            analyst = call.roles.get(turn.speaker, "").endswith("Analyst")
            mark = "" if section is Section.PREPARED or turn.speaker == "Operator" else "Q - " if analyst else "A - "
            text += [f"{mark}{turn.speaker}", turn.text]
    return "\n\n".join(text) + "\n"


def sp(call: Call) -> str:
    """Name, below it title and company, then the text; sections headed Presentation and Question and Answer."""
    out = [call.heading()]
    for section, turns in _sections(call):
        out.append("Presentation" if section is Section.PREPARED else "Question and Answer")
        for turn in turns:
            role = call.roles.get(turn.speaker)
            if role and role.endswith(" -- Analyst"):
                role = f"{role.removesuffix(' -- Analyst')}, Research Division - Analyst"
            out += [f"{turn.speaker}\n{role}" if role else turn.speaker, turn.text]
    return "\n\n".join(out) + "\n"


def labels(call: Call) -> str:
    """Speakers before a colon, with section headings, names without titles but for their first turn."""
    out, seen = [call.heading()], set()
    for section, turns in _sections(call):
        out.append("Prepared Remarks" if section is Section.PREPARED else "Questions and Answers")
        for turn in turns:
            role = call.roles.get(turn.speaker)
            first = turn.speaker not in seen and role
            seen.add(turn.speaker)
            out.append(f"{turn.speaker} ({role}): {turn.text}" if first else f"{turn.speaker}: {turn.text}")
    return "\n\n".join(out) + "\n"


def labels_bare(call: Call) -> str:
    """Speakers with titles before a colon and no section headings: the sections follow from what is said."""
    turns = [f"{_with(t.speaker, ' (', call.roles.get(t.speaker), ')')}: {t.text}" for t in call.turns]
    return "\n".join([call.heading(), *turns]) + "\n"


def brackets(call: Call) -> str:
    """Chinese brackets around the names, each on the first line of what is said; Chinese headings."""
    out = [call.heading(), "参会人员:", *(_with(n, ",", r) for n, r in call.participants())]
    for section, turns in _sections(call):
        out.append("一、管理层发言" if section is Section.PREPARED else "二、问答环节")
        out += [f"【{t.speaker}】{t.text}" for t in turns]
    return "\n".join(out) + "\n"


def markdown(call: Call) -> str:
    """Front matter, headings, names in bold."""
    facts = call.metadata
    out = [f"---\nticker: {facts.ticker}\nperiod: {facts.period}\n---", f"# {call.heading()}"]
    for section, turns in _sections(call):
        out.append("## Prepared Remarks" if section is Section.PREPARED else "## Q&A")
        for turn in turns:
            role = call.roles.get(turn.speaker)
            out += [f"**{turn.speaker}**, *{role}*" if role else f"**{turn.speaker}**", turn.text]
    return "\n\n".join(out) + "\n"


def html(call: Call) -> str:
    """A page with navigation and footer around the call."""
    from html import escape  # noqa: PLC0415 - one layout

    title = escape(call.heading())
    out = [f"<!doctype html><html><head><title>{title}</title><script>var a='Bob:';</script></head><body>"]
    out.append(f"<nav><a href='#'>Home</a></nav><main><h1>{title}</h1>")
    for section, turns in _sections(call):
        out.append(f"<h2>{'Prepared Remarks' if section is Section.PREPARED else 'Questions &amp; Answers'}:</h2>")
        for turn in turns:
            role = call.roles.get(turn.speaker)
            title = f" -- <em>{escape(role)}</em>" if role else ""
            out.append(f"<p><strong>{escape(turn.speaker)}</strong>{title}</p>")
            out += [f"<p>{escape(line)}</p>" for line in turn.text.split("\n") if line.strip()]
    out.append("<h2>Call participants:</h2>")
    out += [f"<p><strong>{escape(n)}</strong> -- <em>{escape(r)}</em></p>" for n, r in call.participants()]
    return "\n".join([*out, "</main><footer>Ann Hart: all rights reserved</footer></body></html>"])


def unknown(call: Call) -> str:
    """Signs around the names that no format knows; neither headings nor titles."""
    return "\n".join([call.heading(), *(f"@{t.speaker} >> {t.text}" for t in call.turns)]) + "\n"


def docx(call: Call) -> bytes:
    """A Word document: headings, names in bold with their titles, a paragraph for each line."""
    from docx import Document  # noqa: PLC0415 - one layout

    document = Document()
    document.add_heading(call.heading(), 0)
    for section, turns in _sections(call):
        document.add_heading("Prepared Remarks" if section is Section.PREPARED else "Questions and Answers", 1)
        for turn in turns:
            role = call.roles.get(turn.speaker)
            name = document.add_paragraph()
            name.add_run(turn.speaker).bold = True
            name.add_run(f", {role}" if role else "")
            for line in turn.text.split("\n"):
                document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def vtt(call: Call) -> str:
    """Captions of some ten words with the speaker's name in a voice tag; neither sections nor titles."""
    out, clock = ["WEBVTT\n"], 0
    for turn in call.turns:
        words = turn.text.split()
        for i in range(0, len(words), 10):
            line = " ".join(words[i : i + 10]).replace("&", "&amp;").replace("<", "&lt;")
            out.append(f"{_clock(clock)} --> {_clock(clock + 3)}\n<v {turn.speaker}>{line}</v>\n")
            clock += 3
    return "\n".join(out)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.000"


def as_json(call: Call) -> str:
    """The file as it is."""
    return call.raw


LAYOUTS: dict[str, Callable[[Call], str | bytes]] = {
    "json": as_json,
    "fool": fool,
    "fool-split": fool_split,
    "seeking-alpha": seeking_alpha,
    "seeking-alpha-qa": seeking_alpha_qa,
    "sp": sp,
    "labels": labels,
    "labels-bare": labels_bare,
    "brackets": brackets,
    "markdown": markdown,
    "html": html,
    "docx": docx,
    "vtt": vtt,
    "unknown": unknown,
}
JOINS = frozenset({"vtt"})
"""Layouts that cannot tell two turns of one speaker in a row from one turn."""
