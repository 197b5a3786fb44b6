"""An invented library of calls in two languages, for tests of choosing."""

from __future__ import annotations

import datetime as dt

from assistant.choosing import Call
from index.models import Kind, Metadata, Speaker

SHARPE = Speaker("Gwendolyn Sharpe", Kind.ANALYST, "Quillfeather Securities analyst", "Quillfeather Securities",
                 ("Sharpe", "Gwendolyn"), ("analyst",))  # fmt: skip


def person(name: str, kind: str, firm: str, *aliases: str) -> Speaker:
    roles = {"ceo": "Chief Executive Officer", "cfo": "Chief Financial Officer"}
    return Speaker(name, Kind.EXECUTIVE, roles[kind], firm, aliases, (kind,))


def series(
    key: str,
    company: str,
    ticker: str | None,
    speakers: tuple[Speaker, ...],
    first: tuple[int, int],
    count: int,
    first_call: dt.date,
    aliases: tuple[str, ...] = (),
) -> list[Call]:
    """`count` quarterly calls from a fiscal quarter on, one each 91 days."""
    calls = []
    for i in range(count):
        index = first[0] * 4 + first[1] - 1 + i
        meta = Metadata(
            None, company, ticker, index // 4, index % 4 + 1, first_call + dt.timedelta(days=91 * i), aliases
        )
        calls.append(Call(f"{key}-{meta.fiscal_year}q{meta.fiscal_quarter}", meta, speakers))
    return calls


HALVORN = (person("Greta Solheim", "ceo", "Halvorn", "Solheim"), person("Anna Roth", "cfo", "Halvorn", "Roth"), SHARPE)
XINGLAN = (person("陆青", "ceo", "星澜科技", "Qing Lu"), person("沈岚", "cfo", "星澜科技", "Lan Shen"))
CASTELLAN = (
    person("Marisol Duarte", "ceo", "Castellan", "Duarte"),
    person("Paul Roth", "cfo", "Castellan", "Roth"),
    SHARPE,
)
VANTOR_E = (person("Ines Calloway", "ceo", "Vantor Energy", "Calloway"),)
VANTOR_H = (person("Dev Raman", "ceo", "Vantor Health", "Raman"),)

CALLS: tuple[Call, ...] = (
    # Halvorn's fiscal year is the calendar year: Q1 2024 reported in May 2024, Q4 2025 in February 2026.
    *series("hal", "Halvorn Robotics Inc.", "HLVR", HALVORN, (2024, 1), 8, dt.date(2024, 5, 7)),
    *series("xl", "星澜科技", "300987.SZ", XINGLAN, (2024, 1), 8, dt.date(2024, 4, 26), ("Starwave",)),
    # Castellan's fiscal 2025 runs from July 2024 to June 2025.
    *series("cas", "Castellan Foods", "CSTL", CASTELLAN, (2025, 1), 6, dt.date(2024, 11, 5)),
    *series("vte", "Vantor Energy", "VTE", VANTOR_E, (2025, 3), 1, dt.date(2025, 11, 3)),
    *series("vth", "Vantor Health", "VTH", VANTOR_H, (2025, 3), 1, dt.date(2025, 11, 4)),
)
