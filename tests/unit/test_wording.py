"""What changed between two wordings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.analysis.wording import Piece, changed


def new(pieces: list[Piece]) -> list[str]:
    return [piece for piece, differs in pieces if differs]


def test_words_numbers_and_characters_are_told_apart() -> None:
    before, now = changed("Capex was $54 million in the quarter.", "Capex was $1,055.5 million in the half year.")
    assert new(before) == ["54", "quarter"]
    assert new(now) == ["1,055.5", "half year"]
    before, now = changed("我们维持资本支出指引。", "我们上调资本支出指引。")
    assert (new(before), new(now)) == (["维持"], ["上调"])


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_are_the_texts(one: str, other: str) -> None:
    before, now = changed(one, other)
    assert "".join(piece for piece, _ in before) == one
    assert "".join(piece for piece, _ in now) == other
    assert not new(changed(one, one)[0])
