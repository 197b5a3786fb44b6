"""A short invented call in two languages, for tests of the answering modules."""

from __future__ import annotations

from assistant.calls import Calls
from assistant.choosing import Call
from assistant.evidence import Evidence
from assistant.verify import Names
from index.models import Kind, Passage, Section, Speaker, Transcript

LIN = Speaker("林梅", Kind.EXECUTIVE, "星海首席执行官", "星海", ("Mei Lin", "林", "Lin"), ("ceo",))
ROTH = Speaker("保罗・罗斯", Kind.EXECUTIVE, "星海首席财务官", "星海", ("Paul Roth", "罗斯", "Roth"), ("cfo",))
CHEN = Speaker("陈安", Kind.ANALYST, "高盛分析师", "高盛", ("An Chen", "Chen"), ("analyst",))
SPEAKERS = (LIN, ROTH, CHEN)
NAMES = Names(
    pairs={"starsea": "星海", "mei lin": "林梅", "paul roth": "保罗・罗斯", "goldman sachs": "高盛"},
    speakers=SPEAKERS,
    companies={"t": ("星海", "Starsea")},
    latin=frozenset({"Cirrus", "Nimbus"}),
)


def speakers_of(transcript_id: str) -> tuple[Speaker, ...]:
    """Who speaks in the call."""
    assert transcript_id == "t"
    return SPEAKERS


def calls_of(*transcripts: Transcript) -> Calls:
    """Calls in scope, without names that their texts print."""
    return Calls(
        tuple(Call(t.id, t.metadata, t.speakers) for t in transcripts), {t.id: t.language for t in transcripts}
    )


def evidence(
    text: str, speaker: Speaker | None = LIN, *, turn: int = 1, start: int = 0, score: float = 0.9
) -> Evidence:
    """One sentence as evidence."""
    passage = Passage(
        id=f"t:{turn}:{start}",
        transcript_id="t",
        turn=turn,
        index=0,
        start=start,
        end=start + len(text),
        text=text,
        header="",
        language="en" if text.isascii() else "zh",
        section=Section.PREPARED,
        speaker=speaker.name if speaker else None,
        role=speaker.role if speaker else None,
        kind=speaker.kind if speaker else None,
    )
    return Evidence(passage, start, start + len(text), text, score, score, score, 1)
