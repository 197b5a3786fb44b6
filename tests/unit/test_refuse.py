"""What a refusal says was searched."""

from __future__ import annotations

import datetime as dt

from assistant.calls import label
from assistant.choosing import Call
from assistant.refuse import searched
from assistant.understand import read
from index.models import Language, Metadata, SearchFilter, Section

AMAZON = Call("a1", Metadata(title="亚马逊业绩电话会实录", company="亚马逊", fiscal_year=2025, fiscal_quarter=4), ())
HARROW = Call("b2", Metadata(company="Harrow Instruments", date=dt.date(2026, 5, 5)), ())
TITLED = Call("c3", Metadata(title="Investor Day"), ())
NAMELESS = Call("d4", Metadata(), ())


def sentence(calls: list[Call], language: Language, where: SearchFilter | None = None) -> str:
    return searched(read("What about margins?", (), lambda _: True, where=where or SearchFilter()), language, calls)


def test_a_call_is_called_by_company_and_period_else_by_its_title() -> None:
    assert [label(call) for call in (AMAZON, HARROW, TITLED, NAMELESS)] == [
        "亚马逊 Q4 2025", "Harrow Instruments 2026-05-05", "Investor Day", "d4",
    ]  # fmt: skip
    assert label(AMAZON, "en") == "Amazon Q4 2025"


def test_few_calls_are_named_and_many_are_counted() -> None:
    assert sentence([AMAZON, TITLED], "en") == "Searched: Amazon Q4 2025, Investor Day."
    assert sentence([AMAZON], "zh") == "已检索:亚马逊 Q4 2025。"
    many = sentence([AMAZON, HARROW, TITLED, NAMELESS], "en", SearchFilter(periods=("Q4 2025",)))
    assert "4" in many
    assert "Q4 2025" in many


def test_what_the_search_was_restricted_to_is_said() -> None:
    assert sentence([AMAZON], "en", SearchFilter(periods=("Q4 2025",), sections=(Section.QA,))) == (
        "Searched: Amazon Q4 2025, qa."
    )
