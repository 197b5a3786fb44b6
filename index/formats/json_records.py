"""Speech in JSON: how one object, one list of objects and one list of participants are read, whatever their keys.

Services and collections name the same things differently: `speaker`/`speech` (The Motley Fool), `speaker`/`text`
(Whisper with diarisation, AssemblyAI), `speaker_label`/`transcript` (Amazon), `speaker`/`transcript` (Deepgram),
`name`/`content` (others). Keys are compared in lower case without underscores.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.formats.base import Line
from index.formats.composed import Record, clean_line
from index.formats.headings import Mark, mark, participant
from index.models import Kind, Section
from index.people import Label
from index.text import words

_SPEAKER = words(
    "speaker speakername speakerlabel speakerid speakertag spk who personname person participant 发言人 讲者 姓名 说话人 发言者"
)
_NAMES = words("name fullname")
_DETAILS = words("speakerinfo speakerdetails speakerdata")
"""Objects with the name of a speaker whom `speaker` only numbers."""
_ALTERNATIVES = words("alternatives nbest")
"""Lists of readings of a piece by speech recognition, the likeliest first."""
_TEXT = words(
    "speech text content transcript utterance body paragraph paragraphs sentence sentences lines words value display "
    "punctuatedword 内容 文本 原文 发言"
)
_ENGLISH = words("texten en english contenten original src source")
_OTHER = words("textzh zh chinese contentzh translation translated translatedtext target tgt 译文 中文 翻译")
_ROLE = words("role title position speakertitle speakerrole jobtitle designation 职务 职位 头衔 身份")
_FIRM = words("company firm affiliation organization organisation employer speakercompany 机构 公司 单位")
_SECTION = words("section session part segmenttype sectiontype 环节 部分")
_KIND = words("type kind speakertype 类型")
_START = words("start starttime startsec startseconds begin from timestamp offset time 开始 时间")
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,]\d+)?")
_MILLISECONDS = 100_000
"""A first or second start beyond this many "seconds" is one in milliseconds."""


def key_of(key: object) -> str:
    """A key in lower case, without underscores, hyphens and spaces."""
    return re.sub(r"[_\-\s]", "", str(key)[:60]).lower()


def role_of_column(key: str) -> str | None:
    """What a compared key holds, as far as a table needs it: "speaker", "text" or "start"."""
    if key in _SPEAKER or key in _NAMES:
        return "speaker"
    if key in _TEXT or key in _ENGLISH or key in _OTHER:
        return "text"
    return "start" if key in _START else None


def plain(item: Mapping[str, object]) -> dict[str, object]:
    """An object by its compared keys; of two keys alike the first holds."""
    found: dict[str, object] = {}
    for key, value in item.items():
        found.setdefault(key_of(key), value)
    return found


def speech_of(item: Mapping[str, object], *, section: Section | None = None) -> Record | None:
    """The record of one object; None where it holds no text."""
    by_key = plain(item)
    text = _first_text(by_key, _TEXT) or _first_text(by_key, _ENGLISH) or _likeliest(by_key)
    if not text and isinstance(word := by_key.get("word"), str) and _label(by_key):
        text = word
    translation = _first_text(by_key, _OTHER)
    if not text and not translation:
        return None
    label = _label(by_key)
    return Record(
        label, text or translation or "", section or _section(by_key), _start(by_key), translation if text else None
    )


def _likeliest(by_key: Mapping[str, object]) -> str | None:
    """The text of the first of several readings."""
    readings = next((by_key[key] for key in by_key if key in _ALTERNATIVES), None)
    if not isinstance(readings, list) or not readings or not isinstance(readings[0], dict):
        return None
    return _first_text(plain(readings[0]), _TEXT)


def speaks(item: object) -> tuple[bool, int]:
    """Whether an object names a speaker, and how many characters of text it holds."""
    if not isinstance(item, dict):
        return False, 0
    record = speech_of(item)
    return (record is not None and record.label is not None), len(record.text) if record else 0


def participants_of(value: object, kind: Kind | None = None) -> Iterator[Label]:
    """The people of a list of participants: strings "Name--Title", objects, or an object from names to titles."""
    if isinstance(value, dict):
        if all(isinstance(title, str) for title in value.values()):
            yield from (
                Label(clean_line(n), clean_line(str(t)) or None, kind=kind) for n, t in value.items() if n.strip()
            )
        else:
            for key, people in value.items():
                yield from participants_of(people, _kind_in_key(key))
        return
    if not isinstance(value, list):
        return
    for entry in value:
        if isinstance(entry, str):
            yield from _written(clean_line(entry), kind)
        elif isinstance(entry, dict):
            by_key = plain(entry)
            label = _label({**by_key, "speaker": by_key.get("name") or by_key.get("fullname") or by_key.get("speaker")})
            if label:
                yield Label(label.name, label.role, kind=kind)


def _written(entry: str, kind: Kind | None) -> Iterator[Label]:
    name, dashes, role = entry.partition("--")
    if mark(Line(0, len(entry), entry)) is not None:
        return
    if dashes and name.strip():
        yield Label(name.strip(), role.strip() or None, kind=kind)
    elif person := participant(entry, kind):
        yield person


def _kind_in_key(key: str) -> Kind | None:
    name = key_of(key)
    if "analyst" in name or "分析师" in name:
        return Kind.ANALYST
    return Kind.EXECUTIVE if any(word in name for word in ("executive", "company", "corporate", "management")) else None


def is_footer(label: Label | None) -> bool:
    """Whether a printed "speaker" is a line of the page: "Duration: 61 minutes"."""
    return label is not None and mark(Line(0, len(label.name), label.name)) is Mark.FOOTER


def _label(by_key: Mapping[str, object]) -> Label | None:
    value = next((by_key[key] for key in by_key if key in _SPEAKER and by_key[key] not in (None, "")), None)
    details = next((by_key[key] for key in by_key if key in _DETAILS), None)
    if isinstance(details, dict) and (known := _label({k: v for k, v in plain(details).items() if k not in _DETAILS})):
        return known
    if value is None:
        value = next((by_key[key] for key in by_key if key in _NAMES and by_key[key]), None)
    if isinstance(value, dict):
        return _label({**{k: v for k, v in plain(value).items() if k not in _SPEAKER}})
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    name = clean_line(value) if isinstance(value, str) else f"Speaker {str(value)[:9]}"
    if re.fullmatch(r"[A-Z]|\d{1,3}", name):
        name = f"Speaker {name}"
    if not name:
        return None
    role = ", ".join(part for keys in (_ROLE, _FIRM) if (part := clean_line(_first_text(by_key, keys) or "")))
    kind = by_key.get("speakertype") or by_key.get("type")
    return Label(name, role or None, kind=_kind(kind) if isinstance(kind, str) else None)


def _kind(value: str) -> Kind | None:
    return {"analyst": Kind.ANALYST, "executive": Kind.EXECUTIVE, "operator": Kind.OPERATOR}.get(value.strip().lower())


def _first_text(by_key: Mapping[str, object], keys: frozenset[str]) -> str | None:
    for key, value in by_key.items():
        if key in keys:
            text = _text(value)
            if text:
                return text
    return None


def _text(value: object) -> str | None:
    """A string, or a list of strings (or of objects with one) as lines."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, list) and value:
        found: list[str] = []
        for part in value:
            if isinstance(part, str):
                found.append(part.strip())
            elif isinstance(part, dict):
                inner = next((v for k, v in part.items() if key_of(k) in ("text", "sentence", "content")), None)
                if not isinstance(inner, str):
                    return None
                found.append(inner.strip())
            else:
                return None
        return "\n".join(piece for piece in found if piece) or None
    return None


def section_of(name: str) -> Section | None:
    """What a key or value says of the section: "prepared_remarks", "Q&A", "presentation"."""
    key = re.sub(r"[^a-z\u4e00-\u9fff]", "", name.lower())
    if re.search(r"q(?:uestions?)?(?:and|n)?a(?:nswers?)?(?:session|section)?$|questions?$|问答|提问", key):
        return Section.QA
    if re.search(r"prepared|presentation|remarks|opening|managementdiscussion|发言|陈述", key):
        return Section.PREPARED
    return None


def _section(by_key: Mapping[str, object]) -> Section | None:
    value = next((by_key[key] for key in by_key if key in _SECTION), None)
    return section_of(value[:60]) if isinstance(value, str) else None


def _start(by_key: Mapping[str, object]) -> float | None:
    value = next((by_key[key] for key in by_key if key in _START), None)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return float(value) if 0 <= value < 1e9 else None
    if isinstance(value, str):
        return seconds(value)
    return None


def seconds(clock: str) -> float | None:
    """A time of day or of a recording ("1:02:03", "02:03.5", "63.4") in seconds; None where it is none."""
    match = _CLOCK.fullmatch(clock.strip())
    if match:
        return 3600.0 * int(match[1] or 0) + 60 * int(match[2]) + int(match[3])
    clock = clock.strip().removesuffix("s")
    return float(clock) if re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", clock) else None


def in_seconds(records: Sequence[Record]) -> list[Record]:
    """The records with starts in seconds, where the file counts milliseconds."""
    starts = [record.start for record in records if record.start is not None]
    if not starts or max(starts) < _MILLISECONDS:
        return list(records)
    return [replace(r, start=r.start / 1000) if r.start is not None else r for r in records]
