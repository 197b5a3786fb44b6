"""Which sentences go with the ones that were chosen."""

from __future__ import annotations

from dataclasses import replace

from assistant.evidence import select, with_lists
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
