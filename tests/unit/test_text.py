import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.text import contains, find_all, fold, fold_with_offsets, simplify, traditionalise

ALPHABET = "abcXYZ 0123.,-–—・·“”'’\u200b\u202e\u3000\n\tＡ１ﬁßİé\u0301营萬億贾業増〜。"
TEXTS = st.one_of(st.text(alphabet=ALPHABET, max_size=60), st.text(max_size=40))


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("ＡＷＳ　Ｑ４", "aws q4"),
        ("李・雷", "李·雷"),
        ("李•雷", "李·雷"),
        ("a–b—c−d", "a-b-c-d"),
        ("“x” 「y」 ‘z’", '"x" "y" \'z\''),
        ("萬億營收", "万亿营收"),
        ("a\u200bb\u202ec\ufeff", "abc"),
        ("  a \n\t b  ", "a b"),
        ("Nestlé", "nestle"),
        ("Nestle\u0301", "nestle"),
        ("Straße", "strasse"),
        ("1⁄3 ½", "1/3 1/2"),
        ("", ""),
    ],
)
def test_fold(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@given(TEXTS)
@example("e\u0301\u200b  x")
def test_offsets_belong_to_the_folded_text(text: str) -> None:
    folded = fold_with_offsets(text)
    assert folded.text == fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    assert list(folded.ends) == sorted(folded.ends)
    for i, character in enumerate(folded.text):
        start, end = folded.span(i, i + 1)
        assert 0 <= start < end <= len(text)
        assert character in (fold(f"x{text[start:end]}x")[1:-1] or " ")


@given(st.text(alphabet=ALPHABET.replace("\u0301", ""), max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=12), st.text(max_size=60))
def test_contains_says_what_find_all_finds(needle: str, haystack: str) -> None:
    assert contains(needle, fold(haystack)) == bool(find_all(needle, haystack))


def test_empty_span_is_refused() -> None:
    with pytest.raises(ValueError, match="no span"):
        fold_with_offsets("abc").span(1, 1)


@pytest.mark.parametrize(
    ("needle", "haystack", "found"),
    [
        ("Falcon9", "Falcon 9, falcon9 and FALCON-9", ["Falcon 9", "falcon9", "FALCON-9"]),
        ("Falcon 9", "Falcon9", ["Falcon9"]),
        ("Falcon", "Falcon9 Falconry", ["Falcon"]),
        ("AI", "said AI, main; AI模型", ["AI", "AI"]),
        ("20", "120 3.20 2,000 20.5 20% 20", ["20", "20"]),
        ("3.5", "13.5 3.5 3.55", ["3.5"]),
        ("李·雷", "李・雷 李 • 雷 李雷", ["李・雷", "李 • 雷"]),
        ("營收", "营收 營收 营 收", ["营收", "營收", "营 收"]),
        ("GPU毛利", "GPU 毛利", ["GPU 毛利"]),
        ("year over year", "Year-over-year  year over\nyear", ["Year-over-year", "year over\nyear"]),
        ("a.b", "axb a.b", ["a.b"]),
        ("--", "a -- b", []),
        ("", "abc", []),
    ],
)
def test_find_all(needle: str, haystack: str, found: list[str]) -> None:
    assert [haystack[a:b] for a, b in find_all(needle, haystack)] == found


@given(st.text(max_size=20), st.text(alphabet="abc营收12", min_size=1, max_size=8), st.text(max_size=20))
def test_a_planted_needle_is_found(before: str, needle: str, after: str) -> None:
    haystack = f"{before}|{needle}|{after}"
    assert (len(before) + 1, len(before) + 1 + len(needle)) in find_all(needle, haystack)


def test_characters_convert_one_to_one() -> None:
    assert [simplify(c) for c in "萬收aé"] == ["万", "收", "a", "é"]
    assert traditionalise("万") == "萬"
