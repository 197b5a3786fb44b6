"""How well transcripts are read: a folder of calls in JSON, flattened to the layouts in which calls are printed.

    python -m eval.bench_formats FOLDER [--sample 50] [--layout fool --layout labels] [--errors 20]

FOLDER holds one call a file (.json, or .txt with JSON in it): `prepared_remarks` and `q_and_a`, lists of objects with
`speaker` and `speech`, and `participants`, a list of "Name--Title" or "Name--Firm -- Analyst". Each call is read as it
is and in every layout below; a turn is right where its words, its speaker as printed and its section are those of the
file. Prints the table, then what was not right by cause with examples. File names like `ABC_q3_2021.txt` say ticker
and quarter; where they do, the metadata is compared, too.
"""

from __future__ import annotations

import platform
import random
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from eval.layouts import JOINS, LAYOUTS, Call, Said, clean, read_call
from index.errors import InputError
from index.formats import parse
from index.models import Metadata, Transcript
from index.reading import read_source


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


def compare(call: Call, layout: str, transcript: Transcript, score: Score) -> None:
    """Add what was read of one call to the score; turns are matched in order by their words."""
    expected = _joined(call.turns) if layout in JOINS else list(call.turns)
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
            same = turn.speaker is not None and clean(turn.speaker.name) == said.speaker
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
    invented = {turn.speaker.name for turn in read if turn.speaker and clean(turn.speaker.name) not in names}
    score.invented += len(invented)
    for name in sorted(invented):
        score.errors["a speaker that the file does not have"].append(f"{call.name}: {name!r}")
    heard = {clean(turn.speaker.name) for turn in read if turn.speaker}
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
