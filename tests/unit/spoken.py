"""Small invented transcripts made of turns, for tests of the analyses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from index.models import Kind, Language, Metadata, Section, Speaker, Transcript, Turn

CEO = Speaker("Ada Lindgren", Kind.EXECUTIVE, "Chief Executive Officer", "Farhill", ("Lindgren",), ("ceo",))
CFO = Speaker("Ben Osei", Kind.EXECUTIVE, "Chief Financial Officer", "Farhill", ("Osei",), ("cfo",))
ANALYST = Speaker(
    "Cara Mundt", Kind.ANALYST, "Quillfeather Securities", "Quillfeather Securities", ("Mundt",), ("analyst",)
)
Said = tuple[Speaker | None, str]


def spoken(
    said: Sequence[Said],
    *,
    id: str = "t",
    company: str = "Farhill",
    year: int = 2025,
    quarter: int = 4,
    language: Language = "en",
    qa_from: int | None = None,
) -> Transcript:
    """A transcript in which one turn follows another; from `qa_from` on it is Q&A, analysts ask and the others answer."""
    source, turns, question = "", [], 0
    for i, (speaker, text) in enumerate(said):
        source += f"{speaker.name if speaker else ''}: "
        start = len(source)
        source += text + "\n"
        asked = qa_from is not None and i >= qa_from
        asks = speaker is not None and speaker.kind is Kind.ANALYST
        question += asked and asks and not (turns and turns[-1].speaker is speaker)
        turns.append(
            Turn(
                i + 1,
                Section.QA if asked else Section.PREPARED,
                speaker,
                start,
                start + len(text),
                text,
                question if asked and question else None,
                ("question" if asks else "answer") if asked and question else None,
            )
        )
    index = year * 4 + quarter
    date = dt.date(index // 4, 3 * (index % 4) + 1, 1) + dt.timedelta(days=35)
    return Transcript(id, source, language, "test", tuple(turns), Metadata(None, company, None, year, quarter, date))
