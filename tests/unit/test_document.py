from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.concordance import concordance
from assistant.document import count_words, display_name, groups, marked, shares, short_name, window
from assistant.glossary import company_name
from index.formats import parse
from index.library import Occurrence
from index.models import Kind, Section
from index.text import find_all
from tests.conftest import SEED
from tests.fakes import call_text

CALL = parse(call_text("Orvane", turns=6))
SEED_CALL = parse(SEED.read_text(encoding="utf-8"))


@given(st.text(max_size=60), st.integers(0, 500), st.lists(st.integers(0, 80), max_size=8))
def test_marked_pieces_are_the_text_and_the_marked_ones_the_spans(text: str, start: int, cuts: list[int]) -> None:
    ends = sorted(set(cuts))
    spans = [(start + a, start + b) for a, b in zip(ends[::2], ends[1::2], strict=False)]
    pieces = list(marked(text, start, spans))
    assert "".join(piece for piece, _ in pieces) == text
    inside = [text[a - start : b - start] for a, b in spans if text[a - start : b - start]]
    assert [piece for piece, is_marked in pieces if is_marked] == inside


def test_words_of_both_languages_count() -> None:
    assert count_words("AWS's backlog, 2440 亿美元!") == 6
    assert count_words("state-of-the-art 3.5%") == 2


def test_shares_are_parts_of_all_that_was_spoken_operators_last() -> None:
    found = shares(SEED_CALL)
    assert abs(sum(share.part for share in found) - 1) < 1e-9
    assert found[0].speaker.name == "安迪・贾西"
    assert found[-1].speaker.kind is Kind.OPERATOR
    assert sum(share.turns for share in found) == 24


def test_a_question_and_its_answers_are_one_group() -> None:
    questions = [group for group in groups(SEED_CALL.turns) if group.question_no]
    assert [group.question_no for group in questions] == [1, 2, 3, 4, 5, 6]
    first = questions[0]
    assert [turn.part for turn in first.turns] == ["question", "answer", "answer"]
    assert first.asked_by is not None
    assert first.asked_by.name == "马克・马哈尼"
    assert first.section is Section.QA


def test_a_window_stays_inside_the_call() -> None:
    assert [turn.number for turn in window(CALL, 2, 1)] == [1, 2, 3]
    assert [turn.number for turn in window(CALL, 1, 3)][-1] == 4
    last = CALL.turns[-1].number
    assert [turn.number for turn in window(CALL, last, 2)] == [last - 2, last - 1, last]


def test_names_in_the_readers_language() -> None:
    jassy = next(s for s in SEED_CALL.speakers if s.name == "安迪・贾西")
    assert display_name(jassy, SEED_CALL.speakers, "en") == ("Andy Jassy (安迪・贾西)", "CEO")
    assert display_name(jassy, SEED_CALL.speakers, "zh") == ("安迪・贾西(Andy Jassy)", "亚马逊首席执行官")
    assert short_name(jassy, SEED_CALL.speakers, "en") == "Andy Jassy"
    assert (company_name("亚马逊", "en"), company_name("Orvane", "zh"), company_name(None, "en")) == (
        "Amazon",
        "Orvane",
        None,
    )


def test_a_concordance_has_every_hit_with_its_context() -> None:
    source = SEED_CALL.source
    places = [Occurrence(SEED_CALL.id, 0, start, end) for start, end in find_all("Trainium3", source)]
    found = concordance(SEED_CALL, places, around=10)
    assert len(found.hits) == len(places) == 6
    for hit in found.hits:
        assert source[hit.start : hit.end] == hit.term == "Trainium3"
        shown = f"{hit.before.removeprefix('…')}{hit.term}{hit.after.removesuffix('…')}"
        assert shown in source
        assert len(shown) <= 29
    counts = {speaker.name if speaker else None: count for speaker, count in found.by_speaker}
    assert counts == {"安迪・贾西": 5, None: 1}


def test_places_of_another_call_are_left_out() -> None:
    assert concordance(CALL, [Occurrence("f" * 16, 1, 200, 205)]).hits == ()
