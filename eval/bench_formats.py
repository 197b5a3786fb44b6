"""How well transcripts are read: a folder of calls in JSON, flattened to the layouts in which calls are printed.

    python -m eval.bench_formats FOLDER [--sample 50] [--layout fool --layout labels] [--errors 20]

FOLDER holds one call a file (.json, or .txt with JSON in it): `prepared_remarks` and `q_and_a`, lists of objects with
`speaker` and `speech`, and `participants`, a list of "Name--Title" or "Name--Firm -- Analyst". Each call is read as it
is and in every layout below; a turn is right where its words, its speaker as printed and its section are those of the
file. Prints the table, then what was not right by cause with examples. File names like `ABC_q3_2021.txt` say ticker
and quarter; where they do, the metadata is compared, too.
"""

from __future__ import annotations

import io
import json
import platform
import random
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from index.errors import InputError
from index.formats import parse
from index.models import Metadata, Section, Transcript
from index.reading import read_source

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


@dataclass(slots=True)
class Score:
    """What was read of all calls in one layout."""

    calls: int = 0
    parsed: int = 0
    turns: int = 0
    text: int = 0
    speaker: int = 0
    section: int = 0
    both: int = 0
    invented: int = 0
    facts: int = 0
    facts_right: int = 0
    facts_wrong: int = 0
    seconds: float = 0.0
    errors: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def read_call(path: Path) -> Call | None:
    """The call of a file, None where it is none."""
    try:
        raw = path.read_text(encoding="utf-8")
        data = json.loads(raw)
        turns = [
            Said(_clean(item["speaker"]), section, item["speech"].strip())
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
    return _clean(name), _clean(role)


def _clean(text: str) -> str:
    return _SPACE.sub(" ", text).strip(" ,")


def _with(name: str, separator: str, role: str | None, end: str = "") -> str:
    """A name with its role, or alone where the file gives none."""
    return f"{name}{separator}{role}{end}" if role else name


# The layouts ------------------------------------------------------------------------------------------------------


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
_JOINS = frozenset({"vtt"})
"""Layouts that cannot tell two turns of one speaker in a row from one turn."""


# Comparing --------------------------------------------------------------------------------------------------------


def compare(call: Call, layout: str, transcript: Transcript, score: Score) -> None:
    """Add what was read of one call to the score; turns are matched in order by their words."""
    expected = _joined(call.turns) if layout in _JOINS else list(call.turns)
    read = [turn for turn in transcript.turns if turn.speaker is not None]
    score.calls += 1
    score.parsed += len(read) > 1
    score.turns += len(expected)
    wanted, found = [_key(turn.text) for turn in expected], [_key(turn.text) for turn in read]
    matched = set()
    for a, b, size in SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks():
        for i in range(size):
            turn, said = read[b + i], expected[a + i]
            matched.add(a + i)
            same = turn.speaker is not None and _clean(turn.speaker.name) == said.speaker
            score.text += 1
            score.speaker += same
            agrees = turn.section is said.section or not call.has_sections
            score.section += agrees
            score.both += same and agrees
            if not same:
                score.errors["another name"].append(f"{call.name}: {said.speaker!r} read as {turn.speaker.name!r}")  # type: ignore[union-attr]
            elif not agrees:
                score.errors[f"read as {turn.section.value}"].append(
                    f"{call.name}: {said.speaker!r}: {said.text[:90]!r}"
                )
    names = {turn.speaker for turn in expected}
    invented = {turn.speaker.name for turn in read if turn.speaker and _clean(turn.speaker.name) not in names}
    score.invented += len(invented)
    for name in sorted(invented):
        score.errors["a speaker that the file does not have"].append(f"{call.name}: {name!r}")
    heard = {_clean(turn.speaker.name) for turn in read if turn.speaker}
    for i, said in enumerate(expected):
        if i not in matched:
            cause = "words cut or joined" if said.speaker in heard else "a speaker not recognised"
            score.errors[cause].append(f"{call.name}: {said.speaker!r}: {said.text[:90]!r}")
    _compare_facts(call, layout, transcript.metadata, score)


def _compare_facts(call: Call, layout: str, read: Metadata, score: Score) -> None:
    facts = call.metadata
    pairs: list[tuple[str, object, object]] = [
        ("fiscal_quarter", facts.fiscal_quarter, read.fiscal_quarter),
        ("fiscal_year", facts.fiscal_year, read.fiscal_year),
    ]
    if layout not in ("json", "vtt"):
        pairs.append(("ticker", facts.ticker, read.ticker))
    for name, wanted, found in pairs:
        if wanted is not None:
            score.facts += 1
            score.facts_right += wanted == found
            score.facts_wrong += found not in (wanted, None)
            if found not in (wanted, None):
                score.errors[f"{name} differs from the file's name"].append(f"{call.name}: {found}")


def _joined(turns: Sequence[Said]) -> list[Said]:
    joined: list[Said] = []
    for turn in turns:
        if joined and joined[-1].speaker == turn.speaker and joined[-1].section is turn.section:
            turn = Said(turn.speaker, turn.section, f"{joined.pop().text} {turn.text}")  # noqa: PLW2901 - grown in place
        joined.append(turn)
    return joined


def _key(text: str) -> str:
    return re.sub(r"[\s*_]+", " ", text).strip()


def run(
    calls: Sequence[Path], layouts: Sequence[str], file: Path, show: Callable[[str], None]
) -> tuple[dict[str, Score], list[str], list[str]]:
    """Scores by layout, the files that hold no call, and those that do not tell questions from remarks.

    `file` is written for each call and layout.
    """
    scores = {layout: Score() for layout in layouts}
    refused: list[str] = []
    undivided: list[str] = []
    for number, path in enumerate(calls, start=1):
        call = read_call(path)
        if call is None:
            refused.append(path.name)
            continue
        if not call.has_sections:
            undivided.append(path.name)
        for layout in layouts:
            score = scores[layout]
            made = path.read_bytes() if layout == "json" else LAYOUTS[layout](call)
            file.write_bytes(made.encode() if isinstance(made, str) else made)
            begun = time.perf_counter()
            try:
                transcript = parse(read_source(file).text)
            except InputError as error:
                score.calls += 1
                score.turns += len(call.turns)
                score.errors["refused"].append(f"{call.name}: {error}")
                continue
            score.seconds += time.perf_counter() - begun
            compare(call, layout, transcript, score)
        if number % 100 == 0:
            show(f"{number} of {len(calls)} calls")
    return scores, refused, undivided


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.4f}" if whole else "-"


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--sample", type=int, help="Read that many calls, drawn with a fixed seed.")
@click.option("--layout", "layouts", multiple=True, type=click.Choice(list(LAYOUTS)), help="Only these layouts.")
@click.option("--errors", default=5, show_default=True, help="Examples shown for each cause.")
def main(folder: Path, sample: int | None, layouts: tuple[str, ...], errors: int) -> None:
    """Read the calls of FOLDER in every layout and print how much of them was read rightly."""
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".json", ".txt") and p.is_file())
    if sample is not None and sample < len(paths):
        paths = sorted(random.Random(7).sample(paths, sample))  # noqa: S311 - a sample, no secret
    console, log = Console(width=150), Console(stderr=True)
    with tempfile.TemporaryDirectory() as scratch:
        scores, refused, undivided = run(paths, layouts or list(LAYOUTS), Path(scratch, "call"), log.print)
    table = Table(title=f"{len(paths) - len(refused)} calls, {platform.machine()}, Python {platform.python_version()}")
    for column in ("layout", "calls", "parsed", "turns", "words", "speaker", "section", "both", "invented names"):
        table.add_column(column, justify="left" if column == "layout" else "right")
    table.add_column("facts right / wrong", justify="right")
    table.add_column("ms a call", justify="right")
    for layout, score in scores.items():
        facts = f"{_share(score.facts_right, score.facts)} / {_share(score.facts_wrong, score.facts)}"
        table.add_row(
            *(layout, str(score.calls), _share(score.parsed, score.calls), str(score.turns)),
            *(_share(n, score.turns) for n in (score.text, score.speaker, score.section, score.both)),
            *(str(score.invented), facts, f"{1000 * score.seconds / max(1, score.calls):.0f}"),
        )
    console.print(table)
    for layout, score in scores.items():
        for cause, examples in sorted(score.errors.items(), key=lambda item: -len(item[1])):
            console.print(f"\n{layout}: {cause}: {len(examples)}", markup=False, highlight=False)
            worst = Counter(example.split(":")[0] for example in examples).most_common(3)
            console.print(f"    most in {', '.join(f'{n} ({c})' for n, c in worst)}", markup=False, highlight=False)
            for example in random.Random(1).sample(examples, min(errors, len(examples))):  # noqa: S311 - a sample
                console.print(f"    {example}", markup=False, highlight=False)
    if undivided:
        console.print(
            f"\nno questions told from remarks in {len(undivided)} files, whose sections count as right: "
            f"{', '.join(undivided)}",
            markup=False,
        )
    if refused:
        console.print(f"\nno call in {len(refused)} files: {', '.join(refused[:10])}", markup=False)


if __name__ == "__main__":
    main()
