"""Where the gold quotes stand in the transcripts."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from eval.cases import Case
from eval.text import Squeezed, squeeze, squeeze_with_offsets
from index.errors import InputError

_NEAREST_AT_MOST = 2_000_000
"""Characters of all transcripts up to which the nearest text is looked up for the message."""


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open `[start, end)` character offsets into a transcript's source."""

    transcript_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold quote and every place where it stands."""

    quote: str
    spans: tuple[Span, ...]


class Sources:
    """The transcripts' sources by id, with their squeezed forms made once each."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.texts = dict(sources)
        self._squeezed: dict[str, Squeezed] = {}

    def squeezed(self, transcript_id: str) -> Squeezed:
        """The source's squeezed form."""
        if transcript_id not in self._squeezed:
            self._squeezed[transcript_id] = squeeze_with_offsets(self.texts[transcript_id])
        return self._squeezed[transcript_id]

    def find(self, quote: str, within: str | None = None) -> tuple[Span, ...]:
        """Every place of a quote in all transcripts or one; exact, else leaving white space and width aside."""
        ids = list(self.texts) if within is None else [within]
        exact = [Span(i, at, at + len(quote)) for i in ids for at in _positions(quote, self.texts[i])]
        if exact:
            return tuple(exact)
        return tuple(Span(i, *span) for i in ids for span in self.squeezed(i).find(quote))

    def nearest(self, quote: str, within: str | None = None) -> str | None:
        """The longest piece of a transcript that the quote shares, or None where it is short."""
        wanted = squeeze(quote)
        best = ""
        if sum(map(len, self.texts.values())) > _NEAREST_AT_MOST:
            return None
        for id, source in self.texts.items():
            if within not in (None, id):
                continue
            squeezed = self.squeezed(id)
            match = difflib.SequenceMatcher(None, squeezed.text, wanted, autojunk=False).find_longest_match()
            if match.size > len(squeeze(best)):
                best = source[squeezed.offsets[match.a] : squeezed.offsets[match.a + match.size - 1] + 1]
        return best if len(squeeze(best)) >= max(4, len(wanted) // 4) else None

    def resolve(self, name: str) -> str | None:
        """The id that `name` is or begins, or None where there is not exactly one."""
        if name in self.texts:
            return name
        found = [id for id in self.texts if id.startswith(name)]
        return found[0] if len(found) == 1 else None


def locate(cases: Sequence[Case], sources: Sources) -> tuple[list[Case], dict[str, tuple[Gold, ...]]]:
    """The cases with full transcript ids, and each case's gold with its places.

    InputError with file, line and mend for a quote that is in no transcript, or a transcript that is not there.
    """
    resolved: list[Case] = []
    places: dict[str, tuple[Gold, ...]] = {}
    for case in cases:
        transcript = None
        if case.transcript is not None and (transcript := sources.resolve(case.transcript)) is None:
            known = ", ".join(sources.texts) or "none"
            raise InputError(
                f"{case.origin}: {case.transcript!r} is no transcript of the library (there are: {known}).",
                "Add it with `turncite ingest`, or give the id that `turncite list` prints.",
            )
        resolved.append(replace(case, transcript=transcript))
        places[case.id] = tuple(_locate_quote(case, quote, sources, transcript) for quote in case.gold)
    return resolved, places


def _locate_quote(case: Case, quote: str, sources: Sources, transcript: str | None) -> Gold:
    spans = sources.find(quote, transcript)
    if spans:
        return Gold(quote, spans)
    where = "any transcript of the library" if transcript is None else f"transcript {transcript}"
    nearest = sources.nearest(quote, transcript)
    raise InputError(
        f"{case.origin}: the gold quote {quote!r} is not in {where}.",
        (f"The nearest text there is {nearest!r}: copy" if nearest else "Copy")
        + " the quote from the transcript exactly, or add its transcript with `turncite ingest`.",
    )


def _positions(needle: str, text: str) -> list[int]:
    found = []
    at = text.find(needle)
    while at >= 0:
        found.append(at)
        at = text.find(needle, at + 1)
    return found
