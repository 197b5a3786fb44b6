"""Passages: whole sentences of one turn, packed to a size. They are what is embedded, searched and shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from index.errors import SettingsError
from index.language import detect
from index.models import Language, Passage, Section, Speaker, Transcript, Turn
from index.sentences import split
from index.text import CJK

Span = tuple[int, int]
Header = Callable[[Transcript, Turn, Language], str]

_WIDE = f"{CJK}\u3001-\u3004\u3008-\u3020\u3030\uff01-\uff65"
_UNIT = re.compile(f"(?P<cjk>[{_WIDE}])|(?P<space>\\s{{1,4096}})|(?P<word>[^\\s{_WIDE}]{{1,4096}})")
_HAN = re.compile(f"[{CJK}]")
_LATIN = re.compile(r"[A-Za-z]")
_WORD_LENGTH = 12
"""Characters one English word may have; a longer run without spaces counts as several words."""
_GAP = 16
"""White space characters that count as one word, so that no passage is mostly blank."""
_MERGE = 1.2
"""Two passages at the end of a turn become one where that is at most this many times the size."""
_TINY = 0.25
"""A last passage below this share of the size is merged or evened out with the one before it."""
_CUT_FROM = 0.6
"""An oversize sentence is cut between this share of the aimed length and the full size."""


@dataclass(frozen=True, slots=True)
class PassageSize:
    """How long a passage may be: `zh_chars` Chinese characters, or `en_words` English words, or a mixture.

    In a mixture the shares add up: half of the characters and half of the words make one full passage.
    SettingsError unless both are at least 10.
    """

    zh_chars: int = 200
    en_words: int = 120

    def __post_init__(self) -> None:
        if self.zh_chars < 10 or self.en_words < 10:
            raise SettingsError(
                f"A passage of {self.zh_chars} characters or {self.en_words} words is too small.", "Use at least 10."
            )

    @property
    def key(self) -> str:
        """What the store's manifest records; two sizes with one key cut every text alike."""
        return f"zh{self.zh_chars}-en{self.en_words}-v1"

    @property
    def limit(self) -> int:
        """The size in the unit of `cost`."""
        return self.zh_chars * self.en_words

    def cost(self, text: str) -> int:
        """Length of `text` in 1/(zh_chars * en_words) of a full passage; exact, adds up over pieces cut at spaces."""
        return sum(self.unit_cost(match) for match in _UNIT.finditer(text))

    def unit_cost(self, match: re.Match[str]) -> int:
        """Cost of one character, word or stretch of white space matched by `_UNIT`."""
        length = match.end() - match.start()
        match match.lastgroup:
            case "cjk":
                return self.en_words
            case "space":
                return self.zh_chars * (length // _GAP)
            case _:
                return self.zh_chars * -(-length // _WORD_LENGTH) if length > 2 * _WORD_LENGTH else self.zh_chars


DEFAULT_SIZE = PassageSize()


def passage_header(transcript: Transcript, turn: Turn, language: Language) -> str:
    """Who speaks in which part of which call, in one line of the given language; empty parts are left out."""
    who = "，" if language == "zh" else ", "
    parts = []
    if turn.speaker is not None:
        parts.append(who.join(p for p in (_name(turn.speaker), turn.speaker.role, _firm(turn.speaker)) if p))
    parts.append(" ".join(p for p in (transcript.metadata.company, _period(transcript, language)) if p))
    parts.append(_SECTIONS[language][turn.section])
    return " | ".join(part for part in parts if part)


def build_passages(
    transcript: Transcript, size: PassageSize = DEFAULT_SIZE, header: Header = passage_header
) -> list[Passage]:
    """All passages of a transcript in order; `source[start:end] == text` holds for each.

    Sentences are packed greedily; what would remain as a tiny tail is merged or evened out with its neighbour.
    A sentence longer than the size is cut after punctuation or at a space, never within a number, a word or a
    character, unless a run of more than a whole passage offers no such place.
    """
    passages: list[Passage] = []
    counts: dict[int, int] = {}
    for turn in transcript.turns:
        headers: dict[Language, str] = {}
        for start, end in pack(transcript.source, turn.start, turn.end, size):
            text = transcript.source[start:end]
            language = _language(text, transcript.language)
            if language not in headers:
                headers[language] = header(transcript, turn, language)
            index = counts.get(turn.number, 0)
            counts[turn.number] = index + 1
            passages.append(
                Passage(
                    id=f"{transcript.id}:{turn.number:04d}:{index:04d}",
                    transcript_id=transcript.id,
                    turn=turn.number,
                    index=index,
                    start=start,
                    end=end,
                    text=text,
                    header=headers[language],
                    language=language,
                    section=turn.section,
                    speaker=turn.speaker.name if turn.speaker else None,
                    role=turn.speaker.role if turn.speaker else None,
                    kind=turn.speaker.kind if turn.speaker else None,
                    period=transcript.metadata.period,
                    question_no=turn.question_no,
                    part=turn.part,
                )
            )
    return passages


def pack(source: str, start: int, end: int, size: PassageSize) -> list[Span]:
    """Spans of the passages of `source[start:end]`; they leave out nothing but white space between them."""
    groups: list[list[Span]] = []
    used = 0
    previous = start
    for span in _pieces(source, start, end, size):
        cost = size.cost(source[span[0] : span[1]])
        gap = size.cost(source[previous : span[0]])
        if groups and used + gap + cost <= size.limit:
            groups[-1].append(span)
            used += gap + cost
        else:
            groups.append([span])
            used = cost
        previous = span[1]
    return [(group[0][0], group[-1][1]) for group in _without_tail(source, groups, size)]


def _without_tail(source: str, groups: list[list[Span]], size: PassageSize) -> list[list[Span]]:
    if len(groups) < 2:
        return groups
    head, tail = groups[-2], groups[-1]

    def cost(group: list[Span]) -> int:
        return size.cost(source[group[0][0] : group[-1][1]])

    if cost(tail) >= _TINY * size.limit:
        return groups
    both = head + tail
    if cost(both) <= _MERGE * size.limit:
        return [*groups[:-2], both]
    best = min(range(1, len(both)), key=lambda i: max(cost(both[:i]), cost(both[i:])))
    return [*groups[:-2], both[:best], both[best:]]


def _pieces(source: str, start: int, end: int, size: PassageSize) -> list[Span]:
    """Sentences, those over the size cut into pieces."""
    pieces: list[Span] = []
    for a, b in split(source[start:end]):
        sentence = (start + a, start + b)
        if size.cost(source[sentence[0] : sentence[1]]) <= size.limit:
            pieces.append(sentence)
        else:
            pieces.extend(_cut(source, *sentence, size))
    return pieces


def _cut(source: str, start: int, end: int, size: PassageSize) -> list[Span]:
    """An oversize sentence in pieces of about the same cost, each at most the size."""
    total = size.cost(source[start:end])
    pieces = -(-total // size.limit)
    spans: list[Span] = []
    position = start
    while position < end:
        target = min(size.limit, -(-total // pieces))
        stop = _reach(source, position, end, size.limit, size)
        if stop < end:
            low = _reach(source, position, end, int(_CUT_FROM * target), size)
            stop = _best_cut(source, position, low, stop, _reach(source, position, end, target, size))
        total = max(1, total - size.cost(source[position:stop]))
        pieces = max(1, pieces - 1)
        a, b = position, stop
        while b > a and source[b - 1].isspace():
            b -= 1
        if a < b:
            spans.append((a, b))
        position = stop
        while position < end and source[position].isspace():
            position += 1
    return spans


def _reach(source: str, start: int, end: int, budget: int, size: PassageSize) -> int:
    """The furthest position whose text from `start` costs at most `budget` (at least one character further)."""
    used = 0
    for match in _UNIT.finditer(source, start, end):
        cost = size.unit_cost(match)
        if used + cost > budget:
            room = (budget - used) // size.zh_chars
            part = match.start() + (0 if match.lastgroup == "cjk" else room * _WORD_LENGTH)
            return max(start + 1, min(part, match.end()))
        used += cost
    return end


_CLAUSE_END = "，、；：,;:。！？!?…—）)】]》」』”"


def _best_cut(source: str, start: int, low: int, high: int, target: int) -> int:
    """The place in `[low, high]` to cut: after punctuation, else at a space, else between characters."""
    for good in (_after_punctuation, _at_space, _between_words, _between_characters):
        for window in (range(target, low - 1, -1), range(target + 1, high + 1), range(low - 1, start, -1)):
            for position in window:
                if start < position < len(source) and good(source, position):
                    return position
    return max(high, start + 1)


def _after_punctuation(source: str, position: int) -> bool:
    return (
        source[position - 1] in _CLAUSE_END and source[position] not in _CLAUSE_END and _between_words(source, position)
    )


def _at_space(source: str, position: int) -> bool:
    return (source[position].isspace() or source[position - 1].isspace()) and _between_words(source, position)


def _between_words(source: str, position: int) -> bool:
    """Whether a cut here leaves words, numbers and a number's unit whole, and no punctuation at a line's head."""
    left, right = source[position - 1], source[position]
    if right in _CLAUSE_END or not _between_characters(source, position):
        return False
    if _in_number(left) and _in_number(right):
        return False
    if left.isalnum() and right.isalnum() and not (_HAN.match(left) or _HAN.match(right)):
        return False
    before = source[max(0, position - 4) : position].rstrip()[-1:]
    after = source[position : position + 4].lstrip()[:1]
    if before.isdigit() or before in "$¥€£￥":
        return not (after.isalnum() or after in "%％‰")
    return not (before in _MAGNITUDES and bool(_HAN.match(after)))


_MAGNITUDES = frozenset("十百千万亿萬億")


def _in_number(character: str) -> bool:
    return character.isdigit() or character in ".,．，$¥€£￥%％/-–~"


def _between_characters(source: str, position: int) -> bool:
    """Whether a cut here leaves what a reader sees as one character whole (combining marks, emoji, surrogates)."""
    left, right = source[position - 1], source[position]
    if unicodedata.category(right) in {"Mn", "Mc", "Me"} or "\U0001f3fb" <= right <= "\U0001f3ff":
        return False
    if "\u200d" in (left, right) or "\udc00" <= right <= "\udfff" or (left, right) == ("\r", "\n"):
        return False
    if "\u1160" <= right <= "\u11ff":
        return False
    return not ("\U0001f1e6" <= left <= "\U0001f1ff" and "\U0001f1e6" <= right <= "\U0001f1ff")


def _language(text: str, fallback: Language) -> Language:
    """The passage's language; one with hardly a letter has the call's."""
    return detect(text) if len(_HAN.findall(text)) + len(_LATIN.findall(text)) >= 4 else fallback


def _name(speaker: Speaker) -> str:
    """The printed name with its longest alias in the other script, by which people ask too."""
    chinese = bool(_HAN.search(speaker.name))
    others = [alias for alias in speaker.aliases if bool(_HAN.search(alias)) != chinese]
    if not others:
        return speaker.name
    return f"{speaker.name} ({max(others, key=len)})"


def _firm(speaker: Speaker) -> str | None:
    if speaker.affiliation and speaker.affiliation not in (speaker.role or ""):
        return speaker.affiliation
    return None


def _period(transcript: Transcript, language: Language) -> str | None:
    metadata = transcript.metadata
    if language == "en" or metadata.fiscal_year is None:
        return metadata.period
    if metadata.fiscal_quarter is None:
        return f"{metadata.fiscal_year}财年"
    quarter = "一二三四"[metadata.fiscal_quarter - 1]
    return f"{metadata.fiscal_year}年第{quarter}季度 ({metadata.period})"


_SECTIONS: dict[Language, dict[Section, str]] = {
    "zh": {Section.ARTICLE: "新闻稿", Section.PREPARED: "管理层发言", Section.QA: "问答环节"},
    "en": {Section.ARTICLE: "Article", Section.PREPARED: "Prepared remarks", Section.QA: "Questions and answers"},
}
