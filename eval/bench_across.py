"""Questions across calls: does company, period and speaker of a question lead to the right call, turn and answer?

    python -m eval.bench_across [--home FOLDER] [--json] [--check]

An invented library (`eval.across`: 112 calls of 14 companies in two languages, with the same topics and other numbers in
each) is embedded, and 70 questions are asked: of the calls that `Assistant.choose` gives, and as a user would, of the
whole library, where the answering chooses by itself. 60 have an answer; 10 ask for a company, period or person that the library does not have. There is no language
model: answers are quotes.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from pydantic import BaseModel, ConfigDict

from assistant import Assistant
from eval.across.library import InventedCall, write_library
from index.models import Hit

K = 5
LEAST_RECALL = 0.90


class Asked(BaseModel):
    """One question; `calls` and `fact` name the sentences that answer it, no calls where nothing may."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    lang: str
    question: str
    calls: tuple[str, ...]
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class Gold:
    """The sentence that answers a question: `[start, end)` of the source of a transcript."""

    transcript_id: str
    start: int
    end: int

    def rank(self, hits: Sequence[Hit]) -> int | None:
        """The rank of the first passage that holds it."""
        for hit in hits:
            p = hit.passage
            if p.transcript_id == self.transcript_id and p.start <= self.start and self.end <= p.end:
                return hit.rank
        return None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question: calls chosen, ranks of the sentences that answer it, calls cited by the answer."""

    id: str
    question: str
    settled: bool
    right_calls: bool
    reading: str
    ranks: tuple[int | None, ...]
    blind_ranks: tuple[int | None, ...]
    answered: bool = False
    cites_wrong_call: bool = False
    blind_cites_wrong_call: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """Shares over the questions that have an answer, unless said otherwise; `blind` is without choosing."""

    questions: int
    calls: int
    right_calls: float
    recall: float
    blind_recall: float
    answered: float
    wrong_call: int
    blind_wrong_call: int
    refusals: int
    refused: int

    @property
    def passes(self) -> bool:
        """Whether the aims are met: recall, no answer from a wrong call, every refusal."""
        return self.recall >= LEAST_RECALL and self.wrong_call == 0 and self.refused == self.refusals


def questions() -> list[Asked]:
    """The shipped questions."""
    path = Path(__file__).parent / "across" / "questions.jsonl"
    return [Asked.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines()]


def gold(asked: Asked, calls: dict[str, InventedCall], ids: dict[str, str], sources: dict[str, str]) -> list[Gold]:
    """The sentences that answer a question."""
    found = []
    for key in asked.calls:
        sentence = calls[key].script.facts()[asked.fact or ""]
        source = sources[ids[key]]
        start = source.index(sentence)
        found.append(Gold(ids[key], start, start + len(sentence)))
    return found


def ask(assistant: Assistant, asked: Asked, wanted: Sequence[Gold]) -> Outcome:
    """One question, with the calls chosen and without."""
    choice = assistant.choose(asked.question)
    right = {one.transcript_id for one in wanted}
    reading = choice.refusal or choice.ask_back or " ".join(choice.understood)
    chosen = [call.id for call in choice.calls]
    if not wanted:
        return Outcome(asked.id, asked.question, choice.settled, not choice.settled, reading, (), ())
    blind = assistant.search(asked.question, K)
    blind_cited = _cited(assistant, asked.question, None)
    if not choice.settled:
        none = tuple(None for _ in wanted)
        return Outcome(asked.id, asked.question, False, False, reading, none, tuple(g.rank(blind) for g in wanted))
    hits = assistant.search(choice.subject, K, transcript=chosen)
    cited = _cited(assistant, choice.subject, chosen)
    return Outcome(
        asked.id,
        asked.question,
        True,
        set(chosen) == right,
        reading,
        tuple(g.rank(hits) for g in wanted),
        tuple(g.rank(blind) for g in wanted),
        bool(cited),
        bool(cited - right),
        bool(blind_cited - right),
    )


def _cited(assistant: Assistant, question: str, calls: Sequence[str] | None) -> set[str]:
    return {citation.transcript_id for citation in assistant.ask(question, transcript=calls).citations}


def summary(outcomes: Sequence[Outcome], asked: Sequence[Asked], calls: int) -> Summary:
    """The figures of a run."""
    answerable = [o for o, a in zip(outcomes, asked, strict=True) if a.calls]
    refusals = [o for o, a in zip(outcomes, asked, strict=True) if not a.calls]
    count = len(answerable) or 1

    def recall(ranks: Sequence[Sequence[int | None]]) -> float:
        return sum(sum(rank is not None for rank in one) / len(one) for one in ranks) / count

    return Summary(
        questions=len(outcomes),
        calls=calls,
        right_calls=sum(o.right_calls for o in answerable) / count,
        recall=recall([o.ranks for o in answerable]),
        blind_recall=recall([o.blind_ranks for o in answerable]),
        answered=sum(o.answered for o in answerable) / count,
        wrong_call=sum(o.cites_wrong_call for o in answerable),
        blind_wrong_call=sum(o.blind_cites_wrong_call for o in answerable),
        refusals=len(refusals),
        refused=sum(not o.settled for o in refusals),
    )


def run(home: Path) -> tuple[Summary, list[Outcome]]:
    """Write and ingest the library into `home` (what is there already is not embedded again), and ask every question."""
    with Assistant.open(home=home, llm="none") as assistant:
        calls = {call.key: call for call in write_library(home / "calls")}
        report = assistant.ingest([home / "calls"])
        if report.failed:
            raise click.ClickException("; ".join(file.line() for file in report.failed[:3]))
        ids = {Path(info.path).stem: info.id for info in assistant.library.transcripts()}
        sources = {id_: assistant.library.transcript(id_).source for id_ in ids.values()}
        asked = questions()
        outcomes = [ask(assistant, one, gold(one, calls, ids, sources)) for one in asked]
    return summary(outcomes, asked, len(calls)), outcomes


@click.command()
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep the library here; default: a temporary folder.",
)
@click.option("--check", is_flag=True, help="Exit with 1 where an aim is missed.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def main(home: Path | None, check: bool, as_json: bool) -> None:
    """Ask questions across an invented library of calls and measure what comes back."""
    if home is None:
        with tempfile.TemporaryDirectory() as folder:
            found, outcomes = run(Path(folder))
    else:
        home.mkdir(parents=True, exist_ok=True)
        found, outcomes = run(home)
    if as_json:
        click.echo(
            json.dumps(
                {"summary": asdict(found), "questions": [asdict(o) for o in outcomes]}, ensure_ascii=False, indent=2
            )
        )
    else:
        for line in lines(found, outcomes):
            click.echo(line)
    if check and not found.passes:
        raise SystemExit(1)


def lines(found: Summary, outcomes: Sequence[Outcome]) -> list[str]:
    """The figures and every question that went wrong, for a terminal."""
    shown = [
        f"{found.questions} questions across {found.calls} calls, of which {found.refusals} have no answer",
        f"{'':34}{'calls given':>14}{'asked alone':>12}",
        f"{'right call and turn, R@5':34}{found.recall:>14.3f}{found.blind_recall:>12.3f}",
        f"{'answers citing a wrong call':34}{found.wrong_call:>14}{found.blind_wrong_call:>12}",
        f"{'exactly the right calls chosen':34}{found.right_calls:>14.3f}",
        f"{'answered':34}{found.answered:>14.3f}",
        f"{'refused, of those without answer':34}{f'{found.refused}/{found.refusals}':>14}",
    ]
    for o in outcomes:
        if None in o.ranks or not o.right_calls or o.cites_wrong_call:
            shown.append(f"{o.id}  {o.question}\n     ranks {o.ranks}, right calls {o.right_calls}: {o.reading}")
    return shown


if __name__ == "__main__":
    main()
