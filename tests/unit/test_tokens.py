from hypothesis import given
from hypothesis import strategies as st

from index.text import fold
from index.tokens import tokenize


def test_chinese_runs_become_bigrams() -> None:
    assert tokenize("资本支出") == ["资本", "本支", "支出"]
    assert tokenize("增 长") == ["增", "长"]
    assert tokenize("資本支出") == tokenize("资本支出")
    assert tokenize("我们的") == ["们的"]


def test_compounds_meet_their_parts() -> None:
    assert set(tokenize("Falcon 9")) <= set(tokenize("Falcon9"))
    assert "falcon9" in tokenize("ＦＡＬＣＯＮ９")
    assert tokenize("H100") == ["h100", "h", "100"]


def test_words_are_stemmed_and_stop_words_dropped() -> None:
    assert tokenize("The margins are growing") == tokenize("margin grow")
    assert tokenize("the of 的 了 我们") == []
    assert tokenize("AT&T's O'Neill re:Invent") == ["at&t", "oneil", "re", "invent"]


def test_numbers_stay_whole() -> None:
    assert tokenize("1,420.5 3.99% $10") == ["1420.5", "3.99", "10"]
    assert tokenize("1,2,3") == ["1", "2", "3"]


@given(st.text(max_size=100))
def test_tokens_depend_on_the_folded_text_alone(text: str) -> None:
    tokens = tokenize(text)
    assert tokens == tokenize(text)
    assert all(token and not any(c.isspace() for c in token) for token in tokens)
    assert all(c in fold(text) for token in tokens if token.isdigit() for c in token)


def test_a_long_line() -> None:
    assert len(tokenize("GPU 毛利率 growing " * 20_000)) == 80_000
