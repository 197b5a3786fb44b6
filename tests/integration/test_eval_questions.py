"""The shipped question sets are valid, and every gold quote stands in a shipped transcript."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.cases import read_cases
from eval.gold import Sources, locate
from eval.sources import shipped_questions

ROOT = Path(__file__).parent.parent.parent


def test_shipped_question_sets_are_valid() -> None:
    paths = shipped_questions()
    assert paths
    texts = [*(ROOT / "seeds").glob("*.txt"), *(ROOT / "eval" / "questions").rglob("*.txt")]
    cases = read_cases(paths)
    located, golds = locate(cases, Sources({path.stem: path.read_text(encoding="utf-8") for path in texts}))
    assert len(located) == len(cases)
    assert all(gold.spans for case in cases for gold in golds[case.id])


@pytest.mark.parametrize("split", ["dev", "test"])
def test_both_splits_have_questions_of_both_sorts(split: str) -> None:
    cases = [case for case in read_cases(shipped_questions()) if case.split == split]
    assert any(case.answerable for case in cases)
    assert any(not case.answerable for case in cases)
