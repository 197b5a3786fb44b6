"""One topic over several calls: quotes by call in time order, what is new, dropped or reworded, and the numbers.

Sentences of one company's consecutive calls are paired by how alike they are (meaning and words, numbers left out);
what finds no partner in the next call is dropped there, what has none in the call before is new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from scipy.optimize import linear_sum_assignment

from assistant.analysis.figures import Figure, Series, figures_of, side_by_side
from assistant.analysis.quotes import CallInfo, Quote, in_order
from assistant.analysis.topic import Relevant, read_topic, sentences_on, similar
from index.errors import InputError
from index.language import detect
from index.library import Library
from index.models import Language
from index.names import fold_name
from index.text import fold

Status = Literal["first", "new", "kept", "reworded"]

SAME = 0.54
"""How alike two sentences are at least that say the same in two calls (see `assistant.analysis.topic.similar`).

In the invented library of the evaluation sentences on the same fact of consecutive quarters lie at .5 to 1, those on
different facts below .53."""
_LOOKED_AT = 24
"""Sentences of a call on the topic that are compared; those shown are the best of them."""


@dataclass(frozen=True, slots=True)
class Said:
    """A quote with its number in the comparison, and how it stands to the company's call before.

    `before` is the number of the quote that it takes up, `None` where it is not among those numbered.
    """

    n: int
    quote: Quote
    status: Status
    before: int | None = None

    def as_record(self) -> dict[str, Any]:
        """A JSON object."""
        return {"n": self.n, "status": self.status, "before": self.before, **self.quote.as_record()}


@dataclass(frozen=True, slots=True)
class CallView:
    """What one call says on the topic; `dropped` are quotes of the company's call before that find no partner here."""

    call: CallInfo
    quotes: tuple[Said, ...]
    dropped: tuple[Said, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            **self.call.as_record(),
            "quotes": [said.as_record() for said in self.quotes],
            "dropped": [said.n for said in self.dropped],
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """A topic over calls in time order. `series` are the numbers side by side, one a measure and company."""

    topic: str
    language: Language
    calls: tuple[CallView, ...]
    series: tuple[Series, ...]

    @property
    def quotes(self) -> tuple[Said, ...]:
        """All quotes by number."""
        return tuple(said for view in self.calls for said in view.quotes)

    def as_record(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "topic": self.topic,
            "calls": [view.as_record() for view in self.calls],
            "numbers": [series.as_record(self.language) for series in self.series],
        }

    HEAD = (
        "n", "company", "period", "date", "status", "speaker", "quote", "metric", "value", "low", "high", "unit", "for_period",
        "turn", "transcript_id", "start", "end",
    )  # fmt: skip

    def rows(self) -> list[tuple[object, ...]]:
        """One row a figure, and one for each quote without figures."""
        figures: dict[int, list[tuple[Series, Figure]]] = {}
        for series in self.series:
            for cell in series.cells:
                for figure in cell.figures:
                    figures.setdefault(figure.n, []).append((series, figure))
        found: list[tuple[object, ...]] = []
        for said in self.quotes:
            q = said.quote
            place = (q.turn, q.call.id, q.start, q.end)
            head = (said.n, q.call.company, q.call.period, q.call.date, said.status, q.who, q.text)
            for series, figure in figures.get(said.n, ()):
                found.append((*head, *series.cells_of(figure, self.language), *place))
            if said.n not in figures:
                found.append((*head, None, None, None, None, None, None, *place))
        return found


def compare(library: Library, topic: str, transcripts: Sequence[str], *, most: int = 4) -> Comparison:
    """What these calls say on a topic, at most `most` quotes each.

    The topic may be in another language than the calls: its words are looked for in the forms that the vocabulary has,
    and its meaning by the embedding model. InputError for an empty topic or fewer than two calls; UnknownTranscript.
    """
    if not topic.strip():
        raise InputError("The topic is empty.", "Name what to compare, such as: capex guidance.")
    read = {info.id: info for info in map(library.transcript, transcripts)}
    if len(read) < 2:
        raise InputError("A comparison needs at least two calls.", "Give their ids; `turncite list` shows them.")
    asked = read_topic(topic.strip())
    calls = in_order(CallInfo.of(transcript) for transcript in read.values())
    found = {call.id: sentences_on(library, read[call.id], asked, _LOOKED_AT) for call in calls}
    views: list[CallView] = []
    numbers: dict[tuple[str, int], int] = {}
    last: dict[str, CallInfo] = {}
    for call in calls:
        company = fold_name(call.company or call.id)
        before = last.get(company)
        paired = _paired(found[before.id], found[call.id]) if before else {}
        said = []
        for relevant in sorted(found[call.id][:most], key=lambda r: r.quote.start):
            number = len(numbers) + 1
            numbers[call.id, relevant.quote.start] = number
            said.append(Said(number, relevant.quote, *_status(relevant, paired, numbers, first=before is None)))
        dropped: tuple[Said, ...] = ()
        if before is not None:
            taken_up = {earlier.quote.start for earlier in paired.values()}
            earlier_view = next(view for view in views if view.call.id == before.id)
            dropped = tuple(one for one in earlier_view.quotes if one.quote.start not in taken_up)
        views.append(CallView(call, tuple(said), dropped))
        last[company] = call
    language = detect(topic)
    figures = [figure for view in views for said in view.quotes for figure in figures_of(said.n, said.quote)]
    return Comparison(topic, language, tuple(views), side_by_side(calls, figures))


def _paired(before: Sequence[Relevant], now: Sequence[Relevant]) -> dict[int, Relevant]:
    """For sentences now (by their start) the sentence before that says the same; each at most once."""
    alike = similar(now, before)
    if not alike.size:
        return {}
    rows, columns = linear_sum_assignment(-alike)
    return {
        now[i].quote.start: before[j]
        for i, j in zip(rows.tolist(), columns.tolist(), strict=True)
        if alike[i, j] >= SAME
    }


def _status(
    relevant: Relevant, paired: dict[int, Relevant], numbers: dict[tuple[str, int], int], *, first: bool
) -> tuple[Status, int | None]:
    if first:
        return "first", None
    earlier = paired.get(relevant.quote.start)
    if earlier is None:
        return "new", None
    status: Status = "kept" if fold(earlier.quote.text) == fold(relevant.quote.text) else "reworded"
    return status, numbers.get((earlier.quote.call.id, earlier.quote.start))
