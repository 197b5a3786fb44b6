from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.text import language_of, level, squeeze, squeeze_with_offsets

TEXTS = st.text(st.sampled_from("AWS增长２4 %,.·・ \n\t\u3000“”éﬁ亿$-—"), max_size=60)


@given(TEXTS)
def test_squeezed_text_keeps_the_way_back(text: str) -> None:
    squeezed = squeeze_with_offsets(text)
    assert squeezed.text == squeeze(text)
    assert not any(c.isspace() for c in squeezed.text)
    assert list(squeezed.offsets) == sorted(squeezed.offsets)
    for character, offset in zip(squeezed.text, squeezed.offsets, strict=True):
        assert character in squeeze(text[offset])


@given(TEXTS, st.data())
def test_every_piece_of_a_text_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    piece = text[start:end]
    spans = squeeze_with_offsets(text).find(piece)
    if squeeze(piece):
        assert any(start <= a and b <= end for a, b in spans)
        assert all(squeeze(text[a:b]) == squeeze(piece) for a, b in spans if squeeze(text[a:b]))
    else:
        assert spans == []


@given(TEXTS)
def test_levelling_twice_changes_nothing(text: str) -> None:
    assert level(level(text)) == level(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2440 亿美元", "2440亿美元"),
        ("２４％", "24%"),
        ("$1,420 billion", "$1420 billion"),
        ("Trainium 3", "trainium3"),
        ("L’Oréal", "L'Oreal"),
        ("安迪・贾西", "安迪·贾西"),
        ("30–40%", "30-40%"),
        ("Amazon  Now", "amazon now"),
    ],
)
def test_spellings_of_the_same_are_level(one: str, other: str) -> None:
    assert level(one) == level(other)


@pytest.mark.parametrize(("one", "other"), [("Q4 2025", "Q42025"), ("a part", "apart"), ("1,42", "142")])
def test_spellings_of_different_things_stay_different(one: str, other: str) -> None:
    assert level(one) != level(other)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("AWS 增长 24%", "zh"),
        ("AWS grew 24%, said Andy Jassy (安迪贾西).", "en"),
        ("Trainium 和 Graviton 的合计营收", "zh"),
        ("24%", None),
        ("", None),
    ],
)
def test_language_is_told_by_characters_and_words(text: str, language: str | None) -> None:
    assert language_of(text) == language
