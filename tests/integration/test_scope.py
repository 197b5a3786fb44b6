"""What is looked up by keys has the answers of looking through all texts, in a real library of two languages."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from assistant.calls import Calls
from assistant.choosing import Call
from assistant.marks import Marks
from assistant.numbers import find_periods, find_quantities
from assistant.premises import EVENTS
from assistant.scope import LibraryScope
from assistant.support import TextScope
from assistant.topics import Topic
from eval.across.library import invented_calls
from index.embedding import HashEmbedder
from index.keys import Marker
from index.library import Library
from index.models import Kind, SearchFilter, Section, Transcript
from index.people import mentioned_in
from index.text import traditionalise

KEYS = ("halvorn-2024q4", "halvorn-2025q1", "quillon-2024q3", "xinglan-2024q4", "xinglan-2025q1", "tieling-2025q1")
PARTICIPANTS = "\n\nDuration: 61 minutes\n\nCall participants:\n\nOda Quist -- Quistworks -- Analyst\n"
Looked = tuple[Library, list[Transcript]]


@pytest.fixture(scope="module", params=[Marks(), None], ids=["marked", "unmarked"])
def looked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looked]:
    folder = tmp_path_factory.mktemp("calls")
    for call in invented_calls():
        if call.key in KEYS:
            (folder / f"{call.key}.txt").write_text(call.script.text() + PARTICIPANTS, encoding="utf-8")
    marker: Marker | None = request.param
    with Library.open(tmp_path_factory.mktemp("home"), HashEmbedder(), marker=marker) as library:
        assert len(library.ingest([folder]).added) == len(KEYS)
        yield library, [library.transcript(info.id) for info in library.transcripts()]


def scopes(looked: Looked) -> Iterator[tuple[LibraryScope, TextScope, list[Transcript]]]:
    library, transcripts = looked
    calls = Calls(tuple(Call(t.id, t.metadata, t.speakers) for t in transcripts))
    english = next(t for t in transcripts if t.language == "en")
    filters = [
        SearchFilter(),
        SearchFilter(transcripts=(english.id,)),
        SearchFilter(periods=("Q1 2025",)),
        SearchFilter(kinds=(Kind.ANALYST,)),
        SearchFilter(sections=(Section.QA,)),
        SearchFilter(speakers=("Anna Roth", "陆青")),
        SearchFilter(speakers=("陆青",), periods=("Q1 2025",)),
        SearchFilter(speakers=("Nobody",)),
    ]
    for where in filters:
        among = [
            t
            for t in transcripts
            if (not where.transcripts or t.id in where.transcripts)
            and (not where.periods or t.metadata.period in where.periods)
        ]
        yield LibraryScope(library, calls, where), TextScope(among, where), among


def terms(transcripts: list[Transcript]) -> list[str]:
    rng = random.Random(7)  # noqa: S311 - the same terms every time
    found = [
        "Mexican",
        "Umean",
        "Tulsan",
        "Zephyr9",
        "moonlight harbor",
        "gross margins",
        "capital expenditure",
        "O'Neil",
        "",
        " - ",
        "%",
        "安",
        "5,000",
    ]
    for transcript in transcripts:
        source = transcript.source
        for _ in range(40):
            start = rng.randrange(len(source))
            piece = source[start : start + rng.choice((2, 3, 5, 9, 16))]
            wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in piece)
            found += [piece, piece.upper(), wide, "".join(map(traditionalise, piece)), piece[::-1]]
        words = source.split()
        found += [" ".join(words[i : i + 2]).strip(".,") for i in rng.sample(range(len(words) - 2), 20)]
    return found


def test_terms(looked: Looked) -> None:
    asked = terms(looked[1])
    for fast, slow, _ in scopes(looked):
        assert [t for t in asked if fast.occurs(t) != slow.occurs(t)] == []


def test_figures_and_periods(looked: Looked) -> None:
    rng = random.Random(8)  # noqa: S311 - the same turns every time
    texts = [turn.text for t in looked[1] for turn in rng.sample(t.turns, 4)]
    texts += [
        "a margin of 3.33%, $7.77 billion, 0.5 percentage points, half, about 40%, more than $800 million, 三分之一, 12 亿元, billions of dollars"
    ]
    texts += ["in 2024, 2025, 2031, Q3 2024, Q4 2024, Q1 2025, Q2 2025, the first half of 2025, in May 2025, 2024 年底"]
    figures = [
        *(q for text in texts for q in find_quantities(text) if q.unit.dimension in {"money", "share", "points"}),
        *(p for text in texts for p in find_periods(text) if p.year is not None),
    ]
    assert len(figures) > 30
    for fast, slow, _ in scopes(looked):
        assert [f.text for f in figures if fast.stated(f) != slow.stated(f)] == []


def test_events(looked: Looked) -> None:
    for fast, slow, _ in scopes(looked):
        assert [e.pattern for e in EVENTS if fast.happened(e) != slow.happened(e)] == []


def test_who_speaks_of_something(looked: Looked) -> None:
    topics = [Topic(form, (form,), "name") for form in ("Tulsa", "inventory", "合肥", "关税", "Zephyr9")]
    for fast, slow, _ in scopes(looked):
        assert [t.text for t in topics if set(fast.speaking_of(t, 99)) != set(slow.speaking_of(t, 99))] == []


def test_people_that_are_mentioned(looked: Looked) -> None:
    library, transcripts = looked
    names = [
        "Oda Quist",
        "Quist",
        "Bob Quist",
        "Greta Solheim",
        "Solheim",
        "Tim Cook",
        "陆青",
        "陆青山",
        "安·哈特",
        "Qing Lu",
        "J.P. Quist",
    ]
    known = [any(mentioned_in(t.source)(name) for t in transcripts) for name in names]
    assert [library.mentions(name) for name in names] == known
    assert {True, False} <= set(known)
