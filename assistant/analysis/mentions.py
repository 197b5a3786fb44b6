"""Every mention of a term in every call, under its forms in both languages, with counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from assistant import glossary
from assistant.analysis.quotes import UNKNOWN, CallInfo, Quote, in_order
from index.language import detect
from index.library import Library, Occurrence
from index.models import Metadata, Speaker, Transcript
from index.names import fold_name, is_full, parts

_CONTEXT = {"en": 60, "zh": 30}
"""Characters of context on either side."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention: the exact words, and what stands before and after them in the same turn."""

    quote: Quote
    left: str
    right: str

    def as_record(self) -> dict[str, Any]:
        """A JSON object."""
        return {**self.quote.as_record(), "left": self.left, "right": self.right}


@dataclass(frozen=True, slots=True)
class Mentions:
    """Every mention of a term in time order, and the forms that were looked for."""

    term: str
    forms: tuple[str, ...]
    mentions: tuple[Mention, ...]
    calls: int

    @property
    def by_company(self) -> list[tuple[str, int]]:
        """(company, count), the most first."""
        return Counter(m.quote.call.company or UNKNOWN for m in self.mentions).most_common()

    @property
    def by_quarter(self) -> list[tuple[str, int]]:
        """(period, count) in time order; a period of several companies counts together."""
        return list(Counter(m.quote.call.when for m in self.mentions).items())

    @property
    def by_call(self) -> list[tuple[CallInfo, int]]:
        """(call, count) in time order."""
        return list(Counter(m.quote.call for m in self.mentions).items())

    @property
    def by_speaker(self) -> list[tuple[str, str, int]]:
        """(speaker, company, count), the most first."""
        counts = Counter((m.quote.speaker or UNKNOWN, m.quote.call.company or UNKNOWN) for m in self.mentions)
        return [(speaker, company, count) for (speaker, company), count in counts.most_common()]

    def as_record(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "term": self.term,
            "forms": list(self.forms),
            "total": len(self.mentions),
            "calls": self.calls,
            "by_company": [{"company": company, "count": count} for company, count in self.by_company],
            "by_quarter": [{"period": period, "count": count} for period, count in self.by_quarter],
            "by_call": [{**call.as_record(), "count": count} for call, count in self.by_call],
            "by_speaker": [
                {"speaker": speaker, "company": company, "count": count} for speaker, company, count in self.by_speaker
            ],
            "mentions": [mention.as_record() for mention in self.mentions],
        }

    HEAD = (
        "company",
        "period",
        "date",
        "speaker",
        "section",
        "turn",
        "left",
        "match",
        "right",
        "transcript_id",
        "start",
        "end",
    )

    def rows(self) -> list[tuple[object, ...]]:
        """One row a mention, for tables."""
        return [
            (
                q.call.company, q.call.period, q.call.date, q.speaker, q.section.value, q.turn, m.left, q.text, m.right,
                q.call.id, q.start, q.end,
            )
            for m in self.mentions
            for q in (m.quote,)
        ]  # fmt: skip


def find_mentions(library: Library, term: str, *, exact: bool = False, transcripts: Collection[str] = ()) -> Mentions:
    """Every place where a term stands in what was said, in any call, or in those of `transcripts`.

    With `exact` only the term itself is looked for, else all its forms: of the vocabulary, of the calls' companies and
    speakers, and names that a call prints in both languages side by side. Width, case and the spelling of Chinese do
    not count; words of a Latin script match whole. Names printed before turns are no mentions.
    """
    forms = [term] if exact else forms_of(library, term)
    places: dict[tuple[str, int, int], Occurrence] = {}
    for form in forms:
        places |= {(o.transcript_id, o.start, o.end): o for o in library.scan(form)}
    read: dict[str, Transcript] = {}
    found = []
    for occurrence in _longest(list(places.values())):
        if transcripts and occurrence.transcript_id not in transcripts:
            continue
        if occurrence.transcript_id not in read:
            read[occurrence.transcript_id] = library.transcript(occurrence.transcript_id)
        if (mention := _mention(read[occurrence.transcript_id], occurrence)) is not None:
            found.append(mention)
    order = {call: i for i, call in enumerate(in_order({m.quote.call for m in found}))}
    found.sort(key=lambda m: (order[m.quote.call], m.quote.start))
    total = len(transcripts) if transcripts else len(library.metadata())
    return Mentions(term, tuple(forms), tuple(found), total)


def _longest(occurrences: Sequence[Occurrence]) -> list[Occurrence]:
    """Without those that lie within or across another one: of two forms at one place the longer one counts."""
    kept: list[Occurrence] = []
    for one in sorted(occurrences, key=lambda o: (o.transcript_id, o.start, -o.end)):
        last = kept[-1] if kept and kept[-1].transcript_id == one.transcript_id else None
        if last is None or one.start >= last.end:
            kept.append(one)
        elif one.end - one.start > last.end - last.start:
            kept[-1] = one
    return kept


def _mention(transcript: Transcript, occurrence: Occurrence) -> Mention | None:
    turn = next((t for t in transcript.turns if t.start <= occurrence.start and occurrence.end <= t.end), None)
    if turn is None:
        return None
    start, end = occurrence.start - turn.start, occurrence.end - turn.start
    width = _CONTEXT[detect(turn.text[max(0, start - 60) : end + 60])]
    left, right = turn.text[max(0, start - width) : start], turn.text[end : end + width]
    quote = Quote.within(CallInfo.of(transcript), turn, start, end)
    return Mention(quote, " ".join(left.split("\n")), " ".join(right.split("\n")))


def forms_of(library: Library, term: str) -> list[str]:
    """Every form under which calls may speak of a term, itself first."""
    term = term.strip()
    forms = [term, *_numbers_of(term)]
    for match in (*glossary.find(term, "en"), *glossary.find(term, "zh")):
        if fold_name(match.text) == fold_name(term):
            forms += [form for entry in match.entries for form in (*entry.english, *entry.chinese)]
    own = {fold_name(form) for form in forms}
    for _, meta in library.metadata():
        names = _company_names(meta)
        if own & {fold_name(name) for name in names}:
            forms += names
    for _, speaker in library.speakers():
        forms += _person_forms(speaker, fold_name(term))
    for _, naming in library.namings():
        for latin, chinese in naming.pairs.items():
            if fold_name(term) in {fold_name(latin), fold_name(chinese)}:
                forms += [latin, chinese]
    kept = {fold_name(form): form for form in reversed(forms) if fold_name(form)}
    return list(dict.fromkeys(kept[fold_name(form)] for form in forms if fold_name(form)))


def _numbers_of(term: str) -> list[str]:
    """Plural and singular of a Latin word: a scan matches whole words only."""
    if not term.isascii() or not term.replace(" ", "").isalpha() or len(term) < 3 or term.isupper():
        return []
    return [term[:-1]] if term.endswith("s") and not term.endswith("ss") else [f"{term}s"]


def _company_names(meta: Metadata) -> list[str]:
    return [name for name in (meta.company, *meta.company_aliases) if name]


def _person_forms(speaker: Speaker, wanted: str) -> list[str]:
    """The names of a speaker, where the term is one of them: whole names for a whole name, surnames for a surname."""
    full = [name for name in (speaker.name, *speaker.aliases) if is_full(name)]
    if wanted in {fold_name(name) for name in full}:
        return full
    surnames = [parts(name)[-1] for name in full]
    return [s for s in surnames if len(s) > 1] if wanted in {fold_name(s) for s in surnames} else []
