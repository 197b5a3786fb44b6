"""Layouts that no format knows: found by their repetition, and never where names do not show it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.formats import parse

TURNS = (
    ("Ann Lee", "Good morning, everyone. We grew by 20%."),
    ("Bob Ray", "How is demand?"),
    ("Ann Lee", "Strong.\nVery: strong.\nCloud Infrastructure"),
    ("Bob Ray", "Thanks. And margins?"),
    ("Ann Lee", "Up."),
    ("Dana Fox", "Indeed, and so is cash."),
)
FORMS = (
    "@{} >> {}", "== {} == {}", "{} / {}", "{}\n{}\n", "<{}> {}", "{}:: {}", "{}\t{}", "* {} — {}", "#{}#\n{}", "({}) {}",
    "{} => {}", "|{}| {}", "~{}~ {}", "{{{}}} {}",
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_comes_back_is_found_and_told(form: str) -> None:
    transcript = parse("\n".join(form.format(*turn) for turn in TURNS))
    assert [(t.speaker.name, t.text) for t in transcript.turns if t.speaker] == list(TURNS)
    assert "confidence 0." in transcript.notes[0]
    assert "6 lines with 3 names" in transcript.notes[0]


@pytest.mark.parametrize("form", ["{}: {}", "{}\n{}\n", "<{}> {}"])
@pytest.mark.parametrize("case", [str.upper, lambda name: name.split()[0]])
def test_capitals_and_given_names_alone(form: str, case: object) -> None:
    assert callable(case)
    wanted = [(case(name), text) for name, text in TURNS]
    transcript = parse("\n".join(form.format(*turn) for turn in wanted))
    assert [(t.speaker.name, t.text) for t in transcript.turns if t.speaker] == wanted


def test_chinese_names() -> None:
    turns = [("王明", "大家好。"), ("李芳", "营收增长。"), ("王明", "谢谢。"), ("张伟", "毛利率?"), ("李芳", "四成。")]
    transcript = parse("\n".join(f"◆{name}◆{text}" for name, text in turns))
    assert [(t.speaker.name, t.text) for t in transcript.turns if t.speaker] == turns


@pytest.mark.parametrize(
    "text",
    [
        "Revenue / up\nMargin / up\nRevenue / down\nMargin / down\nCost / up\nCost / down\n",
        "Cloud Infrastructure: up\nPrime Video: up\nCloud Infrastructure: down\nPrime Video: flat\nDigital Media: up\n",
        "营收◆增长\n成本◆下降\n营收◆增长\n成本◆下降\n毛利率◆上升\n",
        "* Ann Lee\n* Bob Ray\n* Dana Fox\n* Carl Gomez\n* Erin Moss\n",
        "Ann Lee | 3\nBob Ray | 4\nSum | 7\nMean | 3\nLeast | 3\nMost | 4\nAnn Lee | 2\nBob Ray | 1\nTotal | 9\nRest | 2\nOther | 1\n",
        "Amazon: up\nApple: down\nAmazon: flat\nApple: up\nGoogle: up\n",
        "<p> one\n<b> two\n<p> three\n<b> four\n",
    ],
)
def test_no_speaker_is_invented(text: str) -> None:
    transcript = parse(text)
    assert transcript.speakers == ()
    assert transcript.format == "article"


words = st.sampled_from(
    ("Revenue", "Margin", "营收", "Outlook", "AWS", "cloud", "2024", "up", "Note", "Q3", "-", "by", "云")
)
sentences = st.lists(words, min_size=1, max_size=5).map(" ".join)
signs = st.sampled_from((":", " - ", " | ", ">", "]", "\t", "：", " / "))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(sentences, signs, sentences).map("".join), max_size=20))
def test_lines_without_any_name_never_speak(rows: list[str]) -> None:
    assert parse("\n".join(rows)).speakers == ()
