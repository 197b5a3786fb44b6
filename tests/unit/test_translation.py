"""What a model translates is used only where nothing shows that it went wrong."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from assistant.llm.scripted import ScriptedLLM
from assistant.replies import ReplyCache
from assistant.translation import Translator, is_sound, known_terms
from index.errors import LLMError
from index.models import Language


def translator(tmp_path: Path, *replies: str) -> tuple[Translator, ScriptedLLM]:
    llm = ScriptedLLM(replies)
    return Translator(llm, ReplyCache(tmp_path / "translations.sqlite")), llm


def whole(pieces: Generator[str, None, str | None]) -> str | None:
    """What a translation in pieces returns."""
    try:
        while True:
            next(pieces)
    except StopIteration as end:
        found: str | None = end.value
        return found


def test_a_question_is_translated_once_and_then_read_from_the_disk(tmp_path: Path) -> None:
    first, llm = translator(tmp_path, "毛利率是多少?\nAnything else is left out.")
    assert first.question("What was gross margin?", "zh", {}) == "毛利率是多少?"
    second, other = translator(tmp_path)
    assert second.question("What was gross margin?", "zh", {}) == "毛利率是多少?"
    assert (len(llm.calls), len(other.calls)) == (1, 0)


@pytest.mark.parametrize(
    ("text", "target", "reply"),
    [
        ("What was gross margin?", "zh", "What was gross margin?"),
        ("毛利率是多少?", "en", "毛利率 was what?"),
        ("Who watched the bears play?", "zh", "谁看了熊熊熊熊熊熊熊熊熊熊熊熊熊"),
        ("gross margin?", "zh", "2022 年的毛利率是多少?"),
        ("gross margin?", "zh", ""),
    ],
)
def test_a_question_wrongly_translated_is_not_used(tmp_path: Path, text: str, target: str, reply: str) -> None:
    assert translator(tmp_path, reply)[0].question(text, target, {}) is None  # type: ignore[arg-type]


def test_a_quote_keeps_its_numbers(tmp_path: Path) -> None:
    quote = "我们预计资本支出约为 2000 亿美元。"
    right, llm = translator(tmp_path, "We expect capital expenditure of about $200 billion.")
    assert whole(right.quote(quote, "en", {})) == "We expect capital expenditure of about $200 billion."
    assert "$200 billion" in llm.calls[0].messages[-1].content, "the model is given quantities as English writes them"
    wrong, _ = translator(tmp_path / "other", "We expect capital expenditure of about $2000 billion.")
    assert whole(wrong.quote(quote, "en", {})) is None


def test_a_quote_loses_no_number(tmp_path: Path) -> None:
    quote = "The operating margin of 17.3% rose 80 basis points."
    short, _ = translator(tmp_path, "运营利润率上升了 80 个基点。")
    assert whole(short.quote(quote, "zh", {})) is None


def test_a_model_that_fails_is_an_error_and_nothing_is_kept(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path / "translations.sqlite")
    with pytest.raises(LLMError):
        Translator(ScriptedLLM([LLMError("It is down.")]), cache).question("gross margin?", "zh", {})
    assert Translator(ScriptedLLM(["毛利率?"]), cache).question("gross margin?", "zh", {}) == "毛利率?"


def test_without_a_place_to_write_it_still_translates(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert Translator(ScriptedLLM(["毛利率?"]), ReplyCache(blocked / "t.sqlite")).question("gm?", "zh", {}) == "毛利率?"


def test_known_words_and_the_librarys_own_names_go_with_the_text() -> None:
    pairs = {"mei lin": "林梅", "ross": "罗斯", "agent": "这对于企业在模型基础上构建自有智能体"}
    terms = known_terms("What did Mei Lin say about gross margin and the agent?", "zh", pairs)
    assert "Mei Lin = 林梅" in terms
    assert "gross margin = 毛利率" in terms
    assert "罗斯" not in terms, "a name inside another word is none"
    assert "这对于" not in terms, "words taken along with a name are no translation of it"
    assert "林梅 = Mei Lin" in known_terms("林梅怎么说毛利率?", "en", pairs)


def test_a_short_reply_in_the_right_language_is_sound() -> None:
    assert is_sound("毛利率是多少?", "gross margin?", "zh")
    assert not is_sound("毛" * 400, "gross margin?", "zh")


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("成本上升", "en", "成本 = cost"),
        ("占比", "en", "占比 = share"),
        ("存款规模", "en", "存款 = deposit"),
        ("launch date", "zh", "launch = 推出"),
    ],
)
def test_a_known_word_is_given_its_first_meaning(text: str, target: Language, expected: str) -> None:
    assert expected in known_terms(text, target, {}).split("; ")
