"""Calls in JSON: by section, as a list of turns or segments, or as one long text in a field.

    {"prepared_remarks": [{"speaker": "Ann Lee", "speech": "..."}], "q_and_a": [...], "participants": ["Ann Lee--CEO"]}
    {"segments": [{"start": 0.0, "end": 4.2, "speaker": "SPEAKER_00", "text": "..."}]}
    {"ticker": "ACW", "q": "2024-Q3", "transcript": "Prepared Remarks:\\nOperator\\n..."}

The list is found by what it holds (objects with a speaker and a text), not by the names above; see
`index.formats.json_records`. JSON Lines, one object a line, is read as a list. JSON without any speech is refused: its
raw text would be of no use to anybody.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.errors import InputError
from index.fields import facts_of, first_of
from index.formats.base import Draft, Format
from index.formats.choosing import surest
from index.formats.composed import Record, clean_text, compose, join_runs
from index.formats.json_records import in_seconds, is_footer, key_of, participants_of, section_of, speaks, speech_of
from index.formats.json_words import with_speakers
from index.models import Metadata, Section
from index.text import words

_BEGINS = re.compile(r"[\s\ufeff]*(?P<open>\{(?=\s*[\"}])|\[\s*\{(?=\s*[\"}])|\[(?=\s*[\[\"\]\d-]))")
_PEOPLE = words("participants speakers attendees callparticipants executives analysts 参会人员 与会人员 发言人列表")
_WHOLE = words("transcript text content body fulltext transcripttext rawtext 全文 正文 内容")
_SECTION_NAMES = words("name title section type heading label 名称 标题 环节")
_LEAST_PAIRS = 4
_LONGEST_NAME = 80
_DEEPEST = 8
_MOST_NODES = 200_000
_LEAST_SHARE = 0.5


class JsonCalls:
    """Reads calls in JSON; see the module. A long text in a field is read by one of `texts`."""

    name = "json"
    extensions = (".json", ".jsonl")

    def __init__(self, texts: Sequence[Format]) -> None:
        self._texts = texts

    def confidence(self, text: str) -> float:
        """1 for JSON, 0 for anything else; what begins as JSON and breaks off is JSON too."""
        return 1.0 if is_json(text) else 0.0

    def read(self, text: str) -> Draft:
        """The draft of the call; InputError where the JSON is damaged, too deep, or holds no speech."""
        data = _named(with_speakers(_load(text)))
        facts = _facts(data)
        found = _by_section(data) or _by_list(data)
        if found is not None:
            people = tuple(label for value in _values(data, _PEOPLE) for label in participants_of(value))
            return compose(found, head=_head(facts), participants=people, facts=facts)
        whole = max((v for v in _values(data, _WHOLE) if isinstance(v, str)), key=len, default="")
        if not whole.strip():
            raise InputError(
                "The JSON holds no list of turns or segments and no text of a call.",
                "Give objects with a speaker and a text, or the call's text in a field named transcript.",
            )
        inner = clean_text(whole)
        chosen = surest(inner, self._texts)
        draft = chosen.read(inner)
        return replace(draft, source=draft.source or inner, facts=first_of(facts, draft.facts))


def is_json(text: str) -> bool:
    """Whether a text begins as an object or list of JSON; a list must also end as one, or hold objects."""
    begins = _BEGINS.match(text, 0, 4096)
    return begins is not None and (begins["open"] != "[" or text[-4096:].rstrip().endswith("]"))


def _load(text: str) -> object:
    text = text.strip("\ufeff \t\r\n")
    try:
        return json.loads(text)
    except RecursionError as error:
        raise InputError("The JSON is nested too deeply to be a transcript.", "Give a flatter file.") from error
    except ValueError as error:
        rows = [line for line in text.splitlines() if line.strip()]
        if len(rows) > 1:
            try:
                return [json.loads(row) for row in rows]
            except (ValueError, RecursionError):
                pass
        where = f" at line {error.lineno:,}" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(
            f"The file looks like JSON but is damaged{where}.", "Save it again, or give plain text."
        ) from error


def _objects(data: object) -> Iterator[Mapping[str, object]]:
    """The objects of a document from the outside in, to a bounded depth and number."""
    for _, value in _nodes(data):
        if isinstance(value, dict):
            yield value


def _nodes(data: object) -> Iterator[tuple[str, object]]:
    """(key, value) of every value, breadth first, to a bounded depth and number."""
    level: list[tuple[str, object]] = [("", data)]
    seen = 0
    for _ in range(_DEEPEST):
        below: list[tuple[str, object]] = []
        for key, value in level:
            seen += 1
            if seen > _MOST_NODES:
                return
            yield key, value
            if isinstance(value, dict):
                below += [(str(k), v) for k, v in value.items()]
            elif isinstance(value, list):
                below += [(key, v) for v in value if isinstance(v, (dict, list))]
        level = below


def _values(data: object, keys: frozenset[str]) -> Iterator[object]:
    """The values under these keys, from the outside in."""
    for item in _objects(data):
        for key, value in item.items():
            if key_of(key) in keys:
                yield value


def _facts(data: object) -> Metadata:
    """What the outermost objects state in fields; an object named metadata or the like counts as outermost."""
    facts = Metadata()
    outer = data[0] if isinstance(data, list) and len(data) == 1 else data
    if not isinstance(outer, dict):
        return facts
    facts = facts_of(outer)
    for key, value in outer.items():
        if isinstance(value, dict) and key_of(key) in (
            "metadata",
            "meta",
            "info",
            "event",
            "call",
            "company",
            "header",
        ):
            facts = first_of(facts, facts_of(value))
    return facts


def _head(facts: Metadata) -> str:
    """A line that says whose call of which period this is, where fields say so."""
    if facts.title:
        return facts.title
    parts = [
        facts.company or facts.ticker,
        f"({facts.ticker})" if facts.company and facts.ticker else None,
        facts.period,
    ]
    return " ".join([*(p for p in parts if p), "Earnings Call"]) if any(parts) else ""


def _by_section(data: object) -> list[Record] | None:
    """Lists of turns under keys that name the sections of a call."""
    for item in _objects(data):
        named = [
            (section, value) for key, value in item.items() if (section := section_of(key)) and isinstance(value, list)
        ]
        records = [
            record
            for section, value in sorted(named, key=lambda pair: pair[0] is Section.QA)
            for record in _records(value, section)
        ]
        if sum(record.label is not None for record in records) > 1:
            return in_seconds(records)
    for _, value in _nodes(data):
        records = list(_listed_sections(value)) if isinstance(value, list) else []
        if sum(record.label is not None for record in records) > 1:
            return in_seconds(records)
    return None


def _listed_sections(value: Sequence[object]) -> Iterator[Record]:
    """The records of objects that each hold a section: {"name": "Q&A", "speeches": [...]}."""
    for item in value:
        if not isinstance(item, dict):
            return
        names = [v for k, v in item.items() if key_of(k) in _SECTION_NAMES and isinstance(v, str)]
        section = next((found for name in names if (found := section_of(name[:60]))), None)
        lists = [v for v in item.values() if isinstance(v, list)]
        if section is None or len(lists) != 1:
            return
        yield from _records(lists[0], section)


def _named(data: object) -> object:
    """A list of pairs [name, text], or of objects {name: text}, as objects with a speaker and a text."""
    if not isinstance(data, list) or len(data) < _LEAST_PAIRS:
        return data
    pairs: list[object] = []
    for item in data:
        pair = next(iter(item.items())) if isinstance(item, dict) and len(item) == 1 else item
        if not isinstance(pair, (list, tuple)) or len(pair) != 2 or not all(isinstance(part, str) for part in pair):
            return data
        pairs.append({"speaker": pair[0], "text": pair[1]})
    heads = {str(pair["speaker"]) for pair in pairs if isinstance(pair, dict)}
    return pairs if 1 < len(heads) < len(pairs) and all(len(head) <= _LONGEST_NAME for head in heads) else data


def _by_list(data: object) -> list[Record] | None:
    """The list that holds most of the speech; one that names speakers goes before one that does not."""
    best: tuple[tuple[bool, int, int], list[object]] | None = None
    longest = 0
    for _, value in _nodes(data):
        if not isinstance(value, list) or not value:
            continue
        told = [speaks(item) for item in value]
        length = sum(count for _, count in told)
        if length == 0:
            continue
        longest = max(longest, length)
        rank = (sum(named for named, _ in told) > 1, length, -len(value))
        if (
            best is None
            or (rank[0] and not best[0][0] and length >= _LEAST_SHARE * best[0][1])
            or (rank > best[0] and (rank[0] or not best[0][0]))
        ):
            best = (rank, value)
    if best is None:
        return None
    records = in_seconds(list(_records(best[1], None)))
    if not any(record.label for record in records) and len(records) < 3:
        return None
    timed = sum(record.start is not None for record in records) > len(records) / 2
    if timed or not any(record.label for record in records):
        records = list(join_runs(records))
    return records


def _records(value: Sequence[object], section: Section | None) -> Iterator[Record]:
    """The records of a list; a piece without a speaker belongs to the speaker before it."""
    last: Record | None = None
    for item in value:
        record = speech_of(item, section=section) if isinstance(item, dict) else None
        if record is None or is_footer(record.label):
            continue
        if record.label is None and last is not None and last.label is not None:
            record = replace(record, label=last.label)
        last = record
        yield record
