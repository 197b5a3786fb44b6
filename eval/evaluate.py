"""One evaluation from question files to figures: what the command line and Python call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval import baselines
from eval.cases import Case, choose, read_cases
from eval.compare import Comparison, compare, summarise_comparison
from eval.exporters import export_ragas, export_trec
from eval.gates import SHIPPED, Verdict, judge_gates, read_gates, summarise_gates
from eval.gold import Gold, Sources, locate
from eval.judge import ChatModel, judge, write_grades
from eval.metrics.citations import NumberCheck
from eval.records import Record, read_records
from eval.report import write_report
from eval.runner import AnswerSource, BarProgress, conclude, run
from eval.scoring import Context, Row, score
from eval.sources import llamaindex_models, number_check, open_source, shipped_questions, shipped_scopes
from eval.summary import SystemRun, summarise
from index.errors import InputError

if TYPE_CHECKING:
    from assistant import Assistant

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """What to run and what to write; see `turncite eval --help`."""

    files: tuple[Path, ...] = ()
    shipped: bool = False
    records: Path | None = None
    report: Path | None = None
    baseline: str | None = None
    llm: str | None = None
    retrieval_only: bool = False
    compare: Path | None = None
    gates: Path | None = None
    split: str = "all"
    judge: bool = False
    limit: int | None = None
    fresh: bool = False
    transcript: str | None = None
    trec: Path | None = None
    ragas: Path | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """Files that were written."""

    records: str | None = None
    report: str | None = None
    trec: str | None = None
    ragas: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result: the assistant's run first, then any baseline's."""

    runs: tuple[SystemRun, ...]
    comparison: Comparison | None = None
    verdicts: tuple[Verdict, ...] = ()
    written: Written = field(default_factory=Written)

    @property
    def gates_held(self) -> bool:
        """Whether no gate was missed."""
        return all(verdict.held is not False for verdict in self.verdicts)

    def summary(self) -> dict[str, Any]:
        """Everything but the records, JSON-ready."""
        return {
            "questions": len(self.runs[0].rows),
            "systems": {run.name: summarise(run) for run in self.runs},
            "compare": None if self.comparison is None else summarise_comparison(self.comparison),
            "gates": summarise_gates(self.verdicts),
            **asdict(self.written),
        }


def evaluate(options: Options, note: Note = lambda _: None) -> Outcome:
    """Read the question sets, ask everything, score it, and write what was asked for.

    `note` is given sentences for the user on the way. Raises TurnCiteError where input, settings, store or models
    cannot be used; what a single question breaks is a result.
    """
    _check_outputs(options)
    paths = [*options.files, *(shipped_questions() if options.shipped else [])]
    cases = read_cases(list(dict.fromkeys(paths)))
    earlier = None if options.compare is None else read_records(options.compare)
    gates = read_gates(path) if (path := _gates_path(options)) else []
    opened = open_source(llm=options.llm, retrieval_only=options.retrieval_only, shipped=options.shipped)
    with opened as (source, assistant):
        judging = assistant.llm if options.judge else None
        if options.judge and judging is None:
            raise InputError("There is no language model to judge with.", "Set one up (see `turncite doctor`).")
        cases = scoped(cases, shipped_scopes(assistant) if options.shipped else {"": options.transcript})
        outcome = run_systems(
            _systems(source, assistant, options),
            cases,
            options,
            check_numbers=number_check(assistant),
            note=note,
            earlier=earlier,
        )
        if judging is not None:
            outcome = replace(outcome, runs=tuple(_judged(run, judging, options, note) for run in outcome.runs))
    outcome = replace(outcome, verdicts=tuple(judge_gates(gates, outcome.runs[0])))
    return replace(outcome, written=_write(outcome, options))


def scoped(cases: Sequence[Case], scopes: Mapping[str, str | None]) -> list[Case]:
    """The cases with the call to ask: their own, else that of the longest fitting beginning of their set's name."""
    longest_first = sorted(scopes, key=len, reverse=True)
    return [
        replace(
            case, transcript=case.transcript or next((scopes[s] for s in longest_first if case.set.startswith(s)), None)
        )
        for case in cases
    ]


def run_systems(
    systems: Sequence[AnswerSource],
    cases: Sequence[Case],
    options: Options,
    *,
    check_numbers: NumberCheck,
    note: Note = lambda _: None,
    earlier: Sequence[Record] | None = None,
) -> Outcome:
    """Put the questions to each system, the one under test first, and score the answers.

    Every question is checked against the first system's transcripts before any is asked.
    """
    sources, people = systems[0].sources(), systems[0].people()
    resolved, golds = locate(cases, Sources(sources))
    chosen = choose(resolved, options.split, options.limit)
    if not chosen:
        raise InputError(f"No question of these files is in the {options.split} split.", "Use --split all.")
    context = Context(sources, check_numbers, people, options.retrieval_only)
    runs = tuple(_run(system, chosen, golds, context=context, options=options, note=note) for system in systems)
    for system in systems:
        if (path := _records_path(options, system.name)) is not None:
            conclude(path)
    comparison = None
    if earlier is not None:
        comparison = compare(_rows_of(earlier, chosen, golds, context), runs[0].rows)
    return Outcome(runs, comparison)


def _run(
    system: AnswerSource,
    cases: Sequence[Case],
    golds: Mapping[str, tuple[Gold, ...]],
    *,
    context: Context,
    options: Options,
    note: Note,
) -> SystemRun:
    settings = system.settings
    if not context.retrieval_only and system.name in baselines.NAMES and settings["llm"] == "none":
        note(f"{system.name} has no language model to answer with: it only searches.")
        context = replace(context, retrieval_only=True)
    records = run(
        system,
        cases,
        retrieval_only=context.retrieval_only,
        records=_records_path(options, system.name),
        fresh=options.fresh,
        concluding=False,
        progress=BarProgress(system.name),
        note=note,
    )
    return SystemRun(system.name, tuple(map(_scored(golds, context), cases, records)), settings)


def _scored(golds: Mapping[str, tuple[Gold, ...]], context: Context) -> Callable[[Case, Record], Row]:
    return lambda case, record: score(case, record, golds[case.id], context)


def _rows_of(
    records: Sequence[Record], cases: Sequence[Case], golds: Mapping[str, tuple[Gold, ...]], context: Context
) -> list[Row]:
    """An earlier run's records, scored as today's are; records of other questions are left out."""
    if all(record.status in ("retrieved", "error") for record in records):
        context = replace(context, retrieval_only=True)
    by_id = {record.id: record for record in records}
    known = [case for case in cases if case.id in by_id]
    return [score(case, by_id[case.id], golds[case.id], context) for case in known]


def _systems(source: AnswerSource, assistant: Assistant, options: Options) -> list[AnswerSource]:
    if options.baseline is None:
        return [source]
    embed_model, llm = llamaindex_models(assistant)
    return [source, baselines.LlamaIndexBaseline(source.sources(), embed_model, llm)]


def _judged(run: SystemRun, model: ChatModel, options: Options, note: Note) -> SystemRun:
    rows, problems = judge(run.rows, model, BarProgress(f"judging {run.name}"))
    for problem in problems:
        note(problem)
    if (path := _records_path(options, run.name)) is not None:
        write_grades(rows, model, path.with_name(f"{path.stem}.judge.jsonl"))
    return replace(run, rows=tuple(rows))


def _write(outcome: Outcome, options: Options) -> Written:
    tested = outcome.runs[0]
    report = trec = ragas = None
    if options.report is not None:
        report = str(write_report(options.report, outcome.runs, outcome.comparison, outcome.verdicts))
    if options.trec is not None:
        for run in outcome.runs:
            export_trec(run.rows, run.name, options.trec)
        trec = str(options.trec)
    if options.ragas is not None:
        ragas = str(export_ragas(tested.rows, options.ragas))
    return Written(None if options.records is None else str(options.records), report, trec, ragas)


def _records_path(options: Options, system: str) -> Path | None:
    """The file as given for the assistant; a baseline's beside it, `OUT.llamaindex.jsonl`."""
    path = options.records
    if path is None or system not in baselines.NAMES:
        return path
    return path.with_name(f"{path.stem}.{system}{path.suffix}")


def _gates_path(options: Options) -> Path | None:
    return options.gates or (SHIPPED if options.compare or options.shipped else None)


def _check_outputs(options: Options) -> None:
    """Refuse to write over a file that is read."""
    read = {path.absolute() for path in (*options.files, options.compare, options.gates) if path is not None}
    for flag, path in (("--records", options.records), ("--ragas", options.ragas)):
        if path is not None and path.absolute() in read:
            raise InputError(f"{flag} would overwrite {path}, which is read.", "Give it another name.")
