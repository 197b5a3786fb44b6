"""The pages across calls: compare, mentions, guidance, and the questions of a call.

Each study runs in the thread of its request, one at a time, in order of arrival: on a small machine answers, searches and
reading by others go on meanwhile. What was found is kept until the library changes, for "show more" and downloads.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Literal, TypeVar

from markupsafe import Markup
from pydantic import NonNegativeInt

from assistant.analysis import guidance as guiding
from assistant.analysis import plot, questions, report, tables
from assistant.analysis.compare import Comparison
from assistant.analysis.mentions import Mentions
from assistant.api import Assistant
from assistant.choosing import Call, company_calls
from assistant.choosing.calls import Company, grouped
from assistant.glossary import company_name
from assistant.ui import compared, listed
from assistant.ui.html import button, h, join
from assistant.ui.inputs import MOST_CALLS, Study
from assistant.ui.quoting import Voices, more, note
from assistant.ui.turnstile import Full, Turnstile
from assistant.ui.words import word
from index.errors import InputError
from index.models import Language
from index.names import fold_name

Data = dict[str, Any]
Form = Literal["csv", "md", "svg"]
T = TypeVar("T")
_KEPT = 8
"""Studies whose results are kept."""
_MOST_WAITING = 20
_TYPES = {"csv": "text/csv", "md": "text/markdown", "svg": "image/svg+xml"}


class Across:
    """The functions of these pages over an open assistant."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._library = assistant.library
        self._turnstile = Turnstile(1, _MOST_WAITING)
        self._found: OrderedDict[tuple[int, str], Any] = OrderedDict()
        self._lock = threading.Lock()

    def choices(self, ui: Language) -> Data:
        """What there is to choose from: companies, and their calls to tick or to pick one."""
        companies = grouped(tuple(self._assistant.calls()))
        named = [company for company in companies if company.name]
        first = next((company.name for company in named if len(company.calls) > 1), "")
        return {
            "companies": str(join(_option(company.name, _title(company, ui)) for company in named)),
            "ticks": str(join(_ticks(company, ui) for company in companies)),
            "calls": str(join(_group(company, ui) for company in companies)),
            "first": first,
            "count": sum(len(company.calls) for company in companies),
            "most": MOST_CALLS,
        }

    def study(self, ui: Language, asked: Study, after: NonNegativeInt = 0) -> Data:
        """What a page shows; with `after`, the rows that follow so many of a list."""
        held = len(self._assistant.calls())
        if held == 0 or (held == 1 and asked.study == "compare"):
            add = button("view-library", word("add_transcript", ui), kind="tc-primary")
            return {"html": str(note(word("compare_alone" if held else "library_empty", ui)) + add)}
        if asked.study in ("compare", "mentions") and not asked.subject.strip():
            raise InputError(word("no_subject", ui))
        voices = Voices(self._library, ui)
        match asked.study:
            case "compare":
                return {"html": self._compared(asked, voices)}
            case "mentions":
                found = self._mentions(asked, ui)
                if after:
                    return _more(listed.mention_rows(found, voices, after), after, len(found.mentions), ui)
                return {"html": listed.mentions(found, voices, alone=found.calls == 1)}
            case "guidance":
                said = self._guidance(asked, ui)
                if after:
                    return _more(listed.guidance_rows(said, voices, after), after, len(said), ui)
                return {"html": listed.guidance(said, len(self._calls(asked, ui)), voices)}
            case "questions":
                call = self._library.transcript(asked.subject)
                found_ = self._once(asked, ui, lambda: self._assistant.qa(call.id))
                return {"html": listed.questions(call, found_, voices)}

    def study_export(self, ui: Language, asked: Study, form: Form) -> Data:
        """The same as a file."""
        text = self._text(ui, asked, form)
        name = re.sub(r"\W+", "-", asked.subject or asked.company).strip("-")[:40].strip("-")
        return {
            "name": "-".join(filter(None, ("turncite", asked.study, name))) + f".{form}",
            "type": _TYPES[form],
            "text": text,
        }

    def _text(self, ui: Language, asked: Study, form: Form) -> str:
        if asked.study == "compare":
            found = self._compare(asked, ui)
            if form == "svg":
                return plot.svg(found)
            if form == "md":
                return report.comparison_markdown(found)
            return _table(form, found.HEAD, found.rows())
        if asked.study == "mentions":
            mentions = self._mentions(asked, ui)
            return _table(form, mentions.HEAD, mentions.rows())
        if asked.study == "guidance":
            return _table(form, guiding.HEAD, guiding.rows(self._guidance(asked, ui), ui))
        return _table(
            form, questions.HEAD, questions.rows(self._once(asked, ui, lambda: self._assistant.qa(asked.subject)))
        )

    def _compared(self, asked: Study, voices: Voices) -> str:
        ui = voices.ui
        calls = self._calls(asked, ui)
        if len(calls) < 2:
            return str(note(word("compare_two", ui)))
        return compared.comparison(self._compare(asked, ui), voices)

    def _compare(self, asked: Study, ui: Language) -> Comparison:
        found = self._once(
            asked,
            ui,
            lambda: self._assistant.compare(
                asked.subject, asked.calls, company=asked.company or None, last=None if asked.calls else asked.last
            ),
        )
        return replace(found, language=ui)

    def _mentions(self, asked: Study, ui: Language) -> Mentions:
        self._calls(asked, ui)
        return self._once(
            asked,
            ui,
            lambda: self._assistant.mentions(asked.subject.strip(), company=asked.company or None, exact=asked.exact),
        )

    def _guidance(self, asked: Study, ui: Language) -> list[guiding.Statement]:
        self._calls(asked, ui)
        return self._once(asked, ui, lambda: self._assistant.guidance(company=asked.company or None, plans=asked.plans))

    def _calls(self, asked: Study, ui: Language) -> tuple[str, ...]:
        """The ids of the calls that are meant; InputError where a link names a company that is not there (any more)."""
        calls = self._assistant.calls()
        if asked.calls:
            return asked.calls
        if not asked.company:
            return tuple(call.id for call in calls)
        wanted = fold_name(asked.company)
        if not any(wanted in map(fold_name, (*c.forms, *c.tickers)) for c in grouped(tuple(calls))):
            raise InputError(word("no_company", ui, name=asked.company))
        return tuple(call.id for call in company_calls(asked.company, calls))

    def _once(self, asked: Study, ui: Language, work: Callable[[], T]) -> T:
        """What was found before, or what `work` finds when its turn comes."""
        key = (self._library.generation, asked.model_dump_json())
        if (kept := self._kept(key)) is not None:
            return kept  # type: ignore[no-any-return]  # what the same work found
        try:
            ticket = self._turnstile.ticket()
        except Full:
            raise InputError(word("busy", ui)) from None
        with ticket:
            while ticket.wait() > 0:
                pass
            # Whoever was before in the queue may have asked the same.
            found: T = kept if (kept := self._kept(key)) is not None else work()
        with self._lock:
            self._found[key] = found
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)
        return found

    def _kept(self, key: tuple[int, str]) -> Any:
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)


def _more(rows: Markup, after: int, total: int, ui: Language) -> Data:
    left = after + listed.PAGE
    return {"rows": str(rows), "more": str(more(left, total, ui)) if left < total else ""}


def _table(form: Form, head: Sequence[str], rows: Sequence[tables.Row]) -> str:
    """Begins with a mark of its encoding where a spreadsheet would else guess another."""
    if form == "svg":
        raise InputError("Only a comparison can be drawn.", "Take CSV or Markdown.")
    return "\ufeff" + tables.csv_text(head, rows) if form == "csv" else tables.markdown_text(head, rows)


def _title(company: Company, ui: Language) -> str:
    return company_name(company.name, ui) or company.newest.metadata.title or company.newest.id


def _label(call: Call) -> str:
    return call.when or call.metadata.title or call.id


def _option(value: str, words: str) -> Markup:
    return h('<option value="{v}">{w}</option>', v=value, w=words)


def _group(company: Company, ui: Language) -> Markup:
    options = join(_option(call.id, f"{_title(company, ui)} · {_label(call)}") for call in reversed(company.calls))
    return h('<optgroup label="{l}">{o}</optgroup>', l=_title(company, ui), o=options)


def _ticks(company: Company, ui: Language) -> Markup:
    boxes = join(
        h(
            '<label class="tc-check"><input type="checkbox" name="calls" value="{v}"><span>{w}</span></label>',
            v=call.id,
            w=_label(call),
        )
        for call in reversed(company.calls)
    )
    return h(
        '<fieldset data-company="{c}"><legend>{l}</legend><div class="tc-ticks">{b}</div></fieldset>',
        c=company.name,
        l=_title(company, ui),
        b=boxes,
    )
