from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm._thinking import ThinkingFilter


def filtered(pieces: list[str]) -> str:
    thinking = ThinkingFilter()
    return "".join([*(thinking.feed(piece) for piece in pieces), thinking.finish()])


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("Hello", "Hello"),
        ("  Hello ", "  Hello "),
        ("<think>hm</think>Hello", "Hello"),
        ("\n<think>\nhm <think> </thin k>\n</think>\n\nHello </think>", "Hello </think>"),
        ("Hello <think>no thought</think>", "Hello <think>no thought</think>"),
        ("<thing>", "<thing>"),
        ("<thi", "<thi"),
        ("<think>never ends", ""),
        ("<think></think>", ""),
        ("", ""),
    ],
)
def test_one_thought_at_the_head_is_dropped(text: str, reply: str) -> None:
    assert filtered([text]) == reply
    assert filtered(list(text)) == reply


@given(
    st.lists(st.sampled_from(["<think>", "</think>", "<", "think", ">", " ", "\n", "a", "答"]), max_size=12), st.data()
)
def test_where_a_reply_is_cut_into_pieces_changes_nothing(parts: list[str], data: st.DataObject) -> None:
    text = "".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert filtered(pieces) == filtered([text])
