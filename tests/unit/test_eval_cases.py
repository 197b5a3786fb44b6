from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from eval.cases import choose, read_cases, split_of
from eval.gold import Gold, Sources, Span, locate
from index.errors import InputError, UnreadableFile

SOURCE = "Mei Lin: 云业务营收 12 亿美元,同比增长 18%。\nPaul Roth: 云业务营收 12 亿美元。"


def line(**changes: Any) -> str:
    case = {"id": "a", "question": "How large?", "answerable": True, "gold": ["营收 12 亿美元"], "must": [["1.2"]]}
    case |= changes
    return json.dumps({k: v for k, v in case.items() if v is not ...}, ensure_ascii=False)


def write(folder: Path, *lines: str, name: str = "set.jsonl") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_full_case_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, line(lang="en", speaker="Mei Lin", transcript="ab", kind="number"), "", line(id="b"))
    first, second = read_cases([path])
    assert (first.lang, first.speaker, first.transcript, first.kind) == ("en", "Mei Lin", "ab", "number")
    assert first.must == (("1.2",),)
    assert first.origin == f"{path}, line 1"
    assert second.origin == f"{path}, line 3"
    assert (second.set, second.language) == ("set", "en")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (line(quote="x"), "'quote' is unknown"),
        (line(must=...), "'must' is missing"),
        (line(gold=...), "'gold' is missing"),
        ('{"id": "a", ', "no JSON"),
        ("[1]", "no JSON object"),
        (line(gold=[]), "answerable but has no gold"),
        (line(answerable=False), "not answerable but has gold"),
        (line(answerable="yes"), "'answerable' has no usable value"),
        (line(gold="营收"), "'gold' has no usable value"),
        (line(must=["1.2"]), "'must.0' has no usable value"),
        (line(must=[[]]), "'must.0' has no usable value"),
        (line(gold=[" "]), "'gold.0' has no usable value"),
        (line(id=""), "'id' has no usable value"),
        (line(lang="english"), "'lang' has no usable value"),
        (line(id=7), "'id' has no usable value"),
    ],
)
def test_a_faulty_line_is_refused_with_file_line_and_mend(tmp_path: Path, text: str, said: str) -> None:
    path = write(tmp_path, line(id="fine"), text)
    with pytest.raises(InputError) as caught:
        read_cases([path])
    assert caught.value.message.startswith(f"{path}, line 2: ")
    assert said in caught.value.message
    assert caught.value.hint


def test_an_id_may_be_used_once_over_all_files(tmp_path: Path) -> None:
    one, two = write(tmp_path, line(), name="one.jsonl"), write(tmp_path, line(id="b"), line(), name="two.jsonl")
    with pytest.raises(InputError, match=r"two\.jsonl, line 2: the id 'a' is already used in .*one\.jsonl, line 1"):
        read_cases([one, two])


def test_files_that_hold_no_questions_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no question"):
        read_cases([write(tmp_path, "", "  ")])
    with pytest.raises(UnreadableFile, match="no file"):
        read_cases([tmp_path / "absent.jsonl"])
    with pytest.raises(UnreadableFile):
        read_cases([tmp_path])
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableFile, match="UTF-8"):
        read_cases([binary])


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + line().encode() + b"\r\n" + line(id="b").encode() + b"\r\n")
    assert [case.id for case in read_cases([path])] == ["a", "b"]


def test_the_split_depends_on_the_id_alone(tmp_path: Path) -> None:
    ids = [f"q{i}" for i in range(40)]
    cases = read_cases([write(tmp_path, *(line(id=i) for i in ids))])
    for id in ids:
        assert (split_of(id) == "dev") == (hashlib.sha256(id.encode()).digest()[0] < 128)
    dev, test = choose(cases, "dev"), choose(cases, "test")
    assert dev and test
    assert {c.id for c in dev} | {c.id for c in test} == set(ids)
    assert not {c.id for c in dev} & {c.id for c in test}
    assert [case.id for case in choose(cases, limit=4)] == ["q0", "q10", "q20", "q30"]
    assert choose(cases, limit=99) == cases


def test_gold_is_found_at_every_place(tmp_path: Path) -> None:
    cases, golds = locate(read_cases([write(tmp_path, line())]), Sources({"abcdef": SOURCE}))
    places = tuple(i for i in range(len(SOURCE)) if SOURCE.startswith("营收 12 亿美元", i))
    assert len(places) == 2
    assert golds["a"] == (Gold("营收 12 亿美元", tuple(Span("abcdef", i, i + 9) for i in places)),)
    assert cases[0].transcript is None


def test_gold_may_differ_in_white_space_and_width_only(tmp_path: Path) -> None:
    sources = Sources({"abcdef": SOURCE})
    _, golds = locate(read_cases([write(tmp_path, line(gold=["营收12亿美元，同比增长１８％"]))]), sources)
    (span,) = golds["a"][0].spans
    assert SOURCE[span.start : span.end] == "营收 12 亿美元,同比增长 18%"


def test_gold_in_no_transcript_is_refused_with_the_nearest_text(tmp_path: Path) -> None:
    path = write(tmp_path, line(id="fine"), line(gold=["云业务营收 13 亿美元"]))
    with pytest.raises(InputError) as caught:
        locate(read_cases([path]), Sources({"abcdef": SOURCE}))
    assert caught.value.message.startswith(f"{path}, line 2: ")
    assert "云业务营收 13 亿美元" in caught.value.message
    assert "云业务营收 1" in caught.value.hint


def test_a_transcript_is_named_by_the_beginning_of_its_id(tmp_path: Path) -> None:
    sources = Sources({"abcdef": SOURCE, "abzzzz": "Nothing here."})
    cases, golds = locate(read_cases([write(tmp_path, line(transcript="abc"))]), sources)
    assert cases[0].transcript == "abcdef"
    assert golds["a"][0].spans
    for wrong in ("ab", "q"):
        with pytest.raises(InputError, match="is no transcript"):
            locate(read_cases([write(tmp_path, line(transcript=wrong))]), sources)
    with pytest.raises(InputError, match="is not in transcript abzzzz"):
        locate(read_cases([write(tmp_path, line(transcript="abz"))]), sources)
