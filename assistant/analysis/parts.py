"""The parts of an analyst's question: every sentence that asks, and every one of several asked in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.language import detect
from index.sentences import split
from index.tokens import tokenize

Span = tuple[int, int]

_ASKS = re.compile(
    r"[?？]|\b(?:could|can|would|will) (?:you|we)\b|^(?:and |so |then |but )?(?:how|what|why|when|where|which|who|is|are|do|does|did|should|any)\b"
    r"|\b(?:I'?d|I would) (?:like|love) to (?:ask|know|understand|hear)|\bI (?:wanted|want) to (?:ask|dig|understand|follow up|come back)"
    r"|\b(?:wondering|curious)\b|\bhelp us (?:understand|think)|\bwalk us through|\bplease (?:talk|comment|explain|share)"
    r"|请问|能否|能不能|可否|是否|如何|怎么|怎样|为何|为什么|多少|哪些|哪个|什么时候|何时|想(?:了解|请教|问|知道)|请(?:教|谈|介绍|分享|解释)|吗$|呢$",
    re.I,
)
_COURTESY = re.compile(
    r"\b(?:can|could) you hear|how are you|hope (?:you|everyone)|\bthanks? (?:you )?(?:for|so|very)|^(?:good (?:morning|afternoon|evening)|congrat)"
    r"|听得(?:到|见)吗|你好吗|感谢|谢谢",
    re.I,
)
_ANNOUNCES = re.compile(
    r"^(?:and |so |then )?(?:I (?:have|had|wanted|want|just)|just|my|maybe|two|three|one|a couple|first|second)\b[^?？]{0,80}(?:questions?|follow-?ups?|parts?)\b[^?？]*$"
    r"|^[^?？]{0,20}(?:我有|想问|请教)[^?？]{0,12}(?:两|三|几|一)个?(?:问题)[^?？]*$",
    re.I,
)
_ENGLISH_JOINT = re.compile(
    r"(?:,|;|\s[-–—]+)?\s+(?:and|or|but)(?: then| also)?,? (?=(?:about |on )?(?:how|what|why|when|where|which|who|whether|is|are|do|does|did|should|would|will|could|can|has|have)\b)",
    re.I,
)
_CHINESE_JOINT = re.compile(
    r"[,，;；](?=(?:以及|同时|另外|此外|还有|并且|那么|其次|第二)|[^,，。?？]{0,10}(?:如何|怎么|怎样|是否|能否|多少|何时|为何|哪些|什么))"
)
_ASKS_WITHIN = re.compile(
    r"\b(?:how|what|why|when|where|which|who|whether|is|are|do|does|did|should|would|will|could|can|has|have)\b"
    r"|如何|怎么|怎样|是否|能否|多少|何时|为何|哪|什么|吗|呢|几",
    re.I,
)
_LEAST = {"en": 3, "zh": 7}
"""Words, or pairs of Chinese characters, of a part that can be understood alone; a shorter one ("Why?") goes with the part before."""
_MARK = re.compile(r"[?？]")


def question_parts(text: str) -> list[Span]:
    """Half-open spans of the parts of a question in order; none where nothing is asked.

    Where a text has question marks only sentences with one ask; the others lead up to them.
    """
    parts: list[Span] = []
    sentences = split(text)
    if any(_MARK.search(text[start:end]) for start, end in sentences):
        sentences = [(start, end) for start, end in sentences if _MARK.search(text[start:end])]
    for start, end in sentences:
        sentence = text[start:end]
        if not _ASKS.search(sentence) or _ANNOUNCES.search(sentence):
            continue
        if _COURTESY.search(sentence) and "?" not in sentence and "？" not in sentence:
            continue
        if _COURTESY.search(sentence) and _words(sentence) < 2:
            continue
        for a, b in _pieces(sentence):
            if parts and _words(sentence[a:b]) < 1:
                parts[-1] = (parts[-1][0], start + b)
            else:
                parts.append((start + a, start + b))
    return parts


def _words(text: str) -> float:
    """How many times a text has the words of a part that can be understood alone."""
    return len(set(tokenize(text))) / _LEAST[detect(text)]


def _pieces(sentence: str) -> Iterator[Span]:
    """The questions of one sentence: cut where a joint is followed by another question, and both sides ask."""
    position = 0
    joints = sorted(
        (m for pattern in (_ENGLISH_JOINT, _CHINESE_JOINT) for m in pattern.finditer(sentence)), key=lambda m: m.start()
    )
    for joint in joints:
        left, right = sentence[position : joint.start()], sentence[joint.end() :]
        if _ASKS_WITHIN.search(left) and _ASKS_WITHIN.search(right) and min(_words(left), _words(right)) >= 1:
            yield position, joint.start()
            position = joint.end()
    yield position, len(sentence)
