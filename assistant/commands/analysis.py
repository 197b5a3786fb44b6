"""`turncite compare`, `mentions`, `guidance` and `qa`: what the library says over time, without a language model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.commands.common import emit, json_option, open_assistant, output_option, print_json, seeded

if TYPE_CHECKING:
    from assistant.analysis.compare import Comparison
    from assistant.analysis.guidance import Statement
    from assistant.analysis.mentions import Mentions
    from assistant.analysis.questions import Question

_TABLES = ("text", "csv", "markdown")
_MOST_COUNTS = 12

transcripts_option = click.option(
    "--transcript", "-t", "transcripts", multiple=True, help="Only these calls: their ids or the beginnings of them."
)
company_option = click.option("--company", help="Only the calls of this company: a name or ticker.")
format_option = click.option(
    "--format", "form", type=click.Choice(_TABLES), default="text", show_default=True, help="How to print."
)


@click.command()
@click.argument("topic")
@click.argument("more", nargs=-1)
@transcripts_option
@company_option
@click.option("--last", type=click.IntRange(2), help="Only so many of the newest calls.")
@click.option("--quotes", default=4, show_default=True, type=click.IntRange(1, 24), help="How many quotes of a call.")
@click.option(
    "--format", "form", type=click.Choice((*_TABLES, "svg")), default="text", show_default=True, help="How to print."
)
@output_option
@json_option
def compare(
    topic: str,
    more: tuple[str, ...],
    transcripts: tuple[str, ...],
    company: str | None,
    last: int | None,
    quotes: int,
    form: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """Compare one TOPIC over calls: quotes by call, what is new, dropped or reworded, and the numbers.

    turncite compare "capex guidance" --transcript 1a2b 3c4d 5e6f
    """
    with open_assistant(llm="none") as assistant:
        seeded(assistant)
        found = assistant.compare(topic, (*transcripts, *more), company=company, last=last, quotes=quotes)
    if as_json:
        print_json(found.as_record())
        return
    emit(_comparison(found, form), output)


def _comparison(found: Comparison, form: str) -> str:
    from assistant.analysis import plot, report, tables  # noqa: PLC0415 - loaded when needed

    match form:
        case "svg":
            return plot.svg(found)
        case "csv":
            return tables.csv_text(found.HEAD, found.rows())
        case "markdown":
            return report.comparison_markdown(found)
        case _:
            return _cleaned(report.comparison_lines(found))


@click.command()
@click.argument("term")
@transcripts_option
@company_option
@click.option("--exact", is_flag=True, help="Look for the term itself only, not for its other forms.")
@format_option
@output_option
@json_option
def mentions(
    term: str,
    transcripts: tuple[str, ...],
    company: str | None,
    exact: bool,
    form: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """Find every mention of a TERM in both languages, with counts by company, quarter and speaker."""
    from assistant.analysis import tables  # noqa: PLC0415 - loaded when needed

    with open_assistant(llm="none") as assistant:
        seeded(assistant)
        found = assistant.mentions(term, transcripts, company=company, exact=exact)
    if as_json:
        print_json(found.as_record())
        return
    if form == "text":
        emit(_cleaned(_mention_lines(found)), output)
    else:
        write = tables.csv_text if form == "csv" else tables.markdown_text
        emit(write(found.HEAD, found.rows()), output)


def _mention_lines(found: Mentions) -> Iterator[str]:
    yield f"{len(found.mentions)} mentions in {len(found.by_call)} of {found.calls} calls. Looked for: {', '.join(found.forms)}"
    counts = (
        ("company", [(name, count) for name, count in found.by_company]),
        ("quarter", list(found.by_quarter)),
        ("speaker", [(f"{name} ({company})", count) for name, company, count in found.by_speaker]),
    )
    for name, rows in counts:
        shown = ", ".join(f"{label} {count}" for label, count in rows[:_MOST_COUNTS])
        if rows:
            yield f"By {name}: {shown}{' …' if len(rows) > _MOST_COUNTS else ''}"
    for mention in found.mentions:
        q = mention.quote
        yield f"{q.call.label} · {q.who or '-'} · turn {q.turn}: …{mention.left}[{q.text}]{mention.right}…"


@click.command()
@transcripts_option
@company_option
@click.option("--no-plans", is_flag=True, help='Leave out plans ("will", 将); keep what is expected or guided.')
@format_option
@output_option
@json_option
def guidance(
    transcripts: tuple[str, ...], company: str | None, no_plans: bool, form: str, output: Path | None, as_json: bool
) -> None:
    """List the guidance that executives give: measure, range, period, wording and quote."""
    from assistant.analysis import tables  # noqa: PLC0415 - loaded when needed
    from assistant.analysis.guidance import HEAD, rows  # noqa: PLC0415 - loaded when needed

    with open_assistant(llm="none") as assistant:
        seeded(assistant)
        found = assistant.guidance(transcripts, company=company, plans=not no_plans)
    if as_json:
        print_json({"statements": [statement.as_record() for statement in found]})
        return
    if form == "text":
        emit(_cleaned(_guidance_lines(found)), output)
    else:
        write = tables.csv_text if form == "csv" else tables.markdown_text
        emit(write(HEAD, rows(found)), output)


def _guidance_lines(found: list[Statement]) -> Iterator[str]:
    if not found:
        yield "No guidance with figures was found in executives' words."
    for statement in found:
        r = statement.as_record("zh" if statement.quote.call.language == "zh" else "en")
        period = r["for_period"] or r["for_words"] or "-"
        change = f" ({r['change']} from {r['earlier']})" if r["earlier"] else f" ({r['change']})" if r["change"] else ""
        yield f"{statement.quote.call.label} · {r['metric'] or '-'}: {r['value']}{change} · for {period} · “{r['wording']}”"
        yield f"    {statement.quote.who} · turn {statement.quote.turn}: {statement.quote.text}"


@click.command()
@click.argument("transcript_id")
@format_option
@output_option
@json_option
def qa(transcript_id: str, form: str, output: Path | None, as_json: bool) -> None:
    """Show the questions of a call: who asked, who answered, and where each part was addressed."""
    from assistant.analysis import tables  # noqa: PLC0415 - loaded when needed
    from assistant.analysis.questions import HEAD, rows  # noqa: PLC0415 - loaded when needed

    with open_assistant(llm="none") as assistant:
        found = assistant.qa(transcript_id)
    if as_json:
        print_json({"questions": [question.as_record() for question in found]})
        return
    if form == "text":
        emit(_cleaned(_question_lines(found)), output)
    else:
        write = tables.csv_text if form == "csv" else tables.markdown_text
        emit(write(HEAD, rows(found)), output)


def _question_lines(found: list[Question]) -> Iterator[str]:
    if not found:
        yield "The call has no questions and answers."
    for question in found:
        firm = f" ({question.firm})" if question.firm else ""
        answered = ", ".join(question.answered_by) or "nobody"
        yield f"{question.number}. {question.analyst or '-'}{firm}, answered by {answered}"
        for part in question.parts:
            yield f"   Q  turn {part.question.turn}: {part.question.text}"
            if part.answer:
                yield f"   A  turn {part.answer.turn}, {part.answer.speaker}: {part.answer.text}"
            else:
                yield "   -  no passage found"


def _cleaned(lines: Iterator[str]) -> str:
    from assistant.render import clean  # noqa: PLC0415 - loaded when needed

    return "\n".join(clean(line) for line in lines) + "\n"
