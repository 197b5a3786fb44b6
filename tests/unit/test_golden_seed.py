"""The shipped transcript against a file written by hand from reading it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.formats import parse
from index.models import Kind, Section, Transcript
from index.people import firm_names, resolve
from index.reading import read_source

GOLDEN = Path(__file__).parent.parent / "golden" / "seed_turns.json"


@pytest.fixture(scope="module")
def golden() -> dict[str, Any]:
    return json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def transcript(seed_path: Path) -> Transcript:
    return parse(read_source(seed_path).text)


def test_every_turn_is_as_read_by_hand(transcript: Transcript, golden: dict[str, Any]) -> None:
    turns = [turn for turn in transcript.turns if turn.number > 0]
    assert len(turns) == 24
    for turn, expected in zip(turns, golden["turns"], strict=True):
        assert turn.speaker is not None
        assert {
            "number": turn.number,
            "section": turn.section.value,
            "speaker": turn.speaker.name,
            "question_no": turn.question_no,
            "part": turn.part,
            "line": transcript.source.count("\n", 0, turn.start) + 1,
        } == {k: v for k, v in expected.items() if k not in ("first", "last")}
        assert turn.text.startswith(expected["first"])
        assert turn.text.endswith(expected["last"])
        assert transcript.source[turn.start : turn.end] == turn.text


def test_every_speaker_is_as_read_by_hand(transcript: Transcript, golden: dict[str, Any]) -> None:
    assert [s.name for s in transcript.speakers] == list(golden["speakers"])
    for speaker in transcript.speakers:
        expected = golden["speakers"][speaker.name]
        assert (speaker.kind.value, speaker.role, speaker.affiliation) == (
            expected["kind"],
            expected["role"],
            expected["affiliation"],
        )
        if "latin" in expected:
            assert speaker.aliases[0] == expected["latin"]
            assert resolve(expected["latin"], transcript.speakers) == (speaker,)


def test_every_question_has_its_analyst_and_all_who_answered(transcript: Transcript, golden: dict[str, Any]) -> None:
    for expected in golden["questions"]:
        exchange = [turn for turn in transcript.turns if turn.question_no == expected["number"]]
        asked = [turn.speaker for turn in exchange if turn.part == "question" and turn.speaker]
        answered = [turn.speaker.name for turn in exchange if turn.part == "answer" and turn.speaker]
        assert [s.name for s in asked] == [expected["asked_by"]]
        assert expected["firm"] in firm_names(asked[0])
        assert asked[0].kind is Kind.ANALYST
        assert answered == expected["answered_by"]
    assert max(turn.question_no or 0 for turn in transcript.turns) == len(golden["questions"])


def test_article_is_what_precedes_the_call(transcript: Transcript, golden: dict[str, Any]) -> None:
    article = transcript.turns[0]
    expected = golden["article"]
    assert (article.number, article.section, article.speaker) == (0, Section.ARTICLE, None)
    assert article.text.startswith(expected["first"])
    assert article.text.endswith(expected["last"])
    assert article.text.count("\n") + 1 == expected["lines"]
    assert sum(turn.section is Section.ARTICLE for turn in transcript.turns) == 1


def test_metadata_is_what_the_text_says(transcript: Transcript) -> None:
    metadata = transcript.metadata
    assert transcript.language == "zh"
    assert metadata.title == "亚马逊业绩电话会实录"
    assert metadata.company == "亚马逊"
    assert "Amazon" in metadata.company_aliases
    assert metadata.period == "Q4 2025"
    assert metadata.ticker is None
    assert metadata.date is None  # the dateline "2月6日讯" has no year


@pytest.mark.parametrize(
    "name",
    [
        "Andy Jassy",
        "Jassy",
        "jassy",
        "ANDY JASSY",
        "Mr. Jassy",
        "Andrew Jassy",
        "贾西",
        "賈西",
        "贾西先生",
        *(f"安迪{dot}贾西" for dot in "・·•‧∙⋅･．."),
        "安迪 贾西",
        "安迪贾西",
        "CEO",
        "the CEO",
        "首席执行官",
        "首席執行官",
        "執行長",
        "chief executive officer",
        "CEO Andy Jassy",
        "亚马逊首席执行官",
        "Amazon's CEO",
    ],
)
def test_one_person_under_every_name(transcript: Transcript, name: str) -> None:
    assert [s.name for s in resolve(name, transcript.speakers)] == ["安迪・贾西"]


def test_a_shared_name_stands_for_both_and_a_stranger_for_nobody(transcript: Transcript) -> None:
    both = ["布莱恩・奥尔萨夫斯基", "布莱恩・诺瓦克"]
    assert [s.name for s in resolve("布莱恩", transcript.speakers)] == both
    assert [s.name for s in resolve("Brian", transcript.speakers)] == both
    for stranger in ("Tim Cook", "蒂姆・库克", "Brian Cornell", "Apple CEO", "苹果的CEO"):
        assert resolve(stranger, transcript.speakers) == ()
    assert all("Brian" not in s.aliases for s in transcript.speakers)
