"""Which sentences go with the ones that were chosen."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence import Evidence, select, sentences_of, widened, with_lists
from tests.unit.calls import LIN, evidence


def test_a_list_that_is_announced_is_given_whole() -> None:
    texts = ["本季度有三项特殊费用。", "第一项是税务纠纷。", "第二项是遣散费。", "第三项是减值。", "下面谈指引。"]
    sentences, at = [], 0
    for text in texts:
        sentences.append(evidence(text, LIN, start=at))
        at += len(text)
    assert [e.text for e in with_lists(sentences[:1], sentences)] == texts[:4]
    assert with_lists(sentences[1:2], sentences) == sentences[1:2]


def test_a_sentence_that_was_judged_is_not_given_twice() -> None:
    texts = ["We took two charges.", "One was for severance.", "The other was for tax."]
    sentences, at = [], 0
    for text in texts:
        sentences.append(evidence(text, LIN, start=at))
        at += len(text) + 1
    judged = [replace(e, score=0.99) for e in sentences[:2]]
    assert [e.text for e in with_lists(judged, sentences)] == texts


def test_english_lists_too() -> None:
    texts = ["The bridge has two pieces.", "Volume adds 80 basis points.", "Price adds 30.", "Next slide."]
    sentences, at = [], 0
    for text in texts:
        sentences.append(evidence(text, LIN, start=at))
        at += len(text) + 1
    assert [e.text for e in with_lists(sentences[:1], sentences)] == texts[:3]


def test_a_sentence_that_points_back_brings_the_one_before() -> None:
    first = evidence("我们推出了 Orion 芯片。", LIN, start=0)
    second = evidence("这带来了 40% 的提升。", LIN, start=len(first.text))
    assert select([second, first], 1) == [first, second]


PASSAGE = evidence("毛利率为 41%。同比提升 120 个基点。主要来自云业务。 我们新开了 12 家门店。", LIN, start=500)


def sentences(*scores: float) -> list[Evidence]:
    return [replace(e, score=score) for e, score in zip(sentences_of(PASSAGE), scores, strict=True)]


def test_neighbours_that_may_bear_on_the_question_are_quoted_with_the_sentence() -> None:
    scored = sentences(0.3, 0.9, 0.2, 0.01)
    (piece,) = widened(scored[1:2], scored, 0.1)
    assert piece.text == "毛利率为 41%。同比提升 120 个基点。主要来自云业务。"
    assert PASSAGE.passage.text[piece.start - 500 : piece.end - 500] == piece.text
    assert piece.score == 0.9
    assert widened(scored[1:2], scored, 0.5) == scored[1:2]


def test_a_neighbour_behind_one_that_does_not_bear_on_it_is_left_out() -> None:
    scored = sentences(0.9, 0.0, 0.8, 0.0)
    assert widened(scored[:1], scored, 0.1) == scored[:1]


def test_sentences_apart_stay_apart_and_in_reading_order() -> None:
    scored = sentences(0.9, 0.0, 0.0, 0.8)
    assert widened([scored[3], scored[0]], scored, 0.1) == [scored[0], scored[3]]


def test_neighbours_in_another_passage_are_none() -> None:
    first, second = evidence("毛利率为 41%。", LIN, start=0), evidence("同比提升。", LIN, start=9)
    assert widened([first], [first, second], 0.1) == [first]


@given(
    st.lists(st.sampled_from(["甲为 3%。", "Margin was 4%. ", "我们\n", "第三项!", "a;b "]), min_size=1, max_size=8),
    st.data(),
)
def test_pieces_are_the_words_of_the_passage(parts: list[str], data: st.DataObject) -> None:
    whole = evidence("".join(parts), LIN, start=data.draw(st.integers(0, 50)))
    split = [replace(e, score=data.draw(st.floats(0, 1))) for e in sentences_of(whole)]
    chosen = data.draw(st.lists(st.sampled_from(split), unique_by=lambda e: e.start))
    pieces = widened(chosen, split, 0.5)
    for piece in pieces:
        assert piece.text == whole.text[piece.start - whole.start : piece.end - whole.start]
    assert all(any(p.start <= e.start and e.end <= p.end for p in pieces) for e in chosen)
    assert all(a.end <= b.start for a, b in pairwise(pieces))
