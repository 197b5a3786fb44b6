"""The course of a call: where questions begin, who is an analyst, which answer belongs to which question."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.models import Kind, Part, Section
from index.names import clean_name, fold_name, fold_text, has_han, is_full, parts
from index.text import fold
from index.titles import is_anybody, is_numbered

# Words of a moderator that open the round of questions; folded text.
_OPENS = re.compile(
    r"\bfirst question|question and answer|\bq ?(?:&|and) ?a\b|(?:open|begin|start|take|move|go|turn"
    r"|proceed)[^.?!]{0,60}\bquestions?\b"
    r"|\bline is (?:now )?(?:open|live)|\bquestions? (?:comes?|is|will come|today)\b|\bnext question"
    r"|press \W?(?:star|\*)|operator instructions"
    r"|(?:问答|提问|答疑)(?:环节|时间|部分|阶段)?|第一[个位]|首[个位先].{0,4}(?:问题|提问)|下一[个位]|回答.{0,8}(?:问题|提问)|开放.{0,6}(?:问题|提问)|请提问"
)
# The same words said in advance, by whoever opens the call.
_LATER = re.compile(
    r"\b(?:after|following|later|at the end|until|will be (?:an )?opportunity|there will be|will follow"
    r"|followed by|conclusion of|upon)\b"
    r"|结束后|之后|稍后|随后|完毕后|最后.{0,6}(?:会|将)|届时|将(?:会)?(?:进入|进行|开放|有|设)"
)
_HANDS_OVER = re.compile(
    r"\bfirst question (?:comes?|is|will|today|from)|questions? from the line|(?:comes?|is) from the line"
    r"|(?:第一个|首个)(?:问题|提问)(?:来自|是|由)"
)
_READY = re.compile(
    r"^(?!.*\b(?:after|then|later|following|turn (?:it|the call)|hand)\b).*(?:ready (?:for|to take)|(?:open|take"
    r"|go to|move to|begin|start|welcome)\b.*)"
    r"\b(?:questions?|q ?(?:&|and) ?a)\b|(?:进入|开始|开放|接受).{0,6}(?:问答|提问|问题)|回答.{0,8}(?:问题|提问)"
)
_NEXT = re.compile(
    r"\bnext (?:question|caller|we have|up|line|in line)|\b(?:question|line)[^.]{0,40}\bfrom\b"
    r"|\bgo (?:ahead )?to\b|\bmove on\b|\bfollow up (?:question )?from\b"
    r"|下一[个位]|下[个位](?:问题|提问)|最后一[个位]|接下来.{0,12}(?:问题|提问|来自)|(?:问题|提问)(?:来自|由)"
)
_NO_MORE = re.compile(
    r"\b(?:no|are no) (?:further|more|additional|other) questions?|no questions (?:at this time"
    r"|in (?:the )?queue)|concludes?\b[^.]{0,60}\b(?:question|q&a|call|conference|session|today)"
    r"|(?:turn|hand|pass)[^.]{0,50}\b(?:back|over)\b[^.]{0,80}\b(?:closing|final|concluding)|\b(?:closing|final"
    r"|concluding) (?:remarks|comments|statements)"
    r"|reached the end|end of (?:the|our|today) ?(?:'s)? ?(?:question|q&a|call)|that (?:was|is) (?:our"
    r"|the) (?:last|final) question|(?:没有|无)(?:其他|更多|进一步).{0,4}(?:问题|提问)|(?:问答|提问|会议"
    r"|电话会).{0,6}(?:到此)?(?:结束|告一段落)|(?:总结|结束|闭幕)(?:发言|致辞|陈词)"
)
_INTRODUCES_ITSELF = re.compile(
    r"\b(?:this is|it's) [a-z' ]{2,40} (?:on|in|here|calling|sitting|filling|stepping|standing)(?: in)? (?:for"
    r"|from|with|on behalf)\b"
    r"|\b(?:thanks|thank you) for (?:taking|having|fitting)[^.]{0,20}\bquestions?\b|(?:感谢|谢谢).{0,6}(?:接受"
    r"|给).{0,6}提问|我的问题(?:是|关于)|想(?:请)?问"
)
_HANDS_BACK = re.compile(r"(?:turn|hand|pass)[^.]{0,50}\b(?:back|over) to\b|交(?:给|还|回)")
_ASKS = re.compile(r"[?？]|请问|請問|我的问题|想问|想問")
_GREETINGS = 4
"""Turns looked back for the moderator: a greeting or a check of the line may come before the question."""
_LAST = re.compile(r"\b(?:last|final) question|最后一[个位](?:问题|提问|分析师)?|最后(?:的)?(?:问题|提问)")
_GOODBYE = re.compile(
    r"\bthank(?:s| you)\b[^.!?]{0,80}\b(?:join\w*|attend\w*|participat\w*|interest|your time|time today|support"
    r"|dialing|listening|being (?:here|with"
    r"|part)|everyone|everybody|all|again)\b|\bgood ?bye\b|\bbye\b|\bconcludes?\b|\b(?:speak|talk|see|update"
    r"|connect)\w* (?:to |with )?(?:you|everyone)\b"
    r"[^.]{0,60}\b(?:next|soon|again)\b|\bhave a (?:great|good|nice|wonderful)|\breplay\b|\bdisconnect\b"
    r"|(?:感谢|谢谢)(?:各位|大家|诸位|您|你们|所有)[^。?]{0,24}(?:参加|参与|关注|支持|时间|收听|出席|聆听)|再见|回放|(?:会议|电话会).{0,8}结束"
    r"|下(?:个|一)?季度?(?:再|与|见|和)|期待.{0,10}下(?:次|个|一)"
)
_CLOSES = re.compile(
    r"\b(?:in closing|to close|to wrap up|to conclude|in conclusion|to sum up|closing (?:remarks|comments"
    r"|thoughts)|final (?:remarks|comments|thoughts)"
    r"|wrap(?:ping)? (?:up|this up)|last question|no (?:further|more) questions)\b|^(?:最后|总结一下|总之)"
)
_PASSES_ON = re.compile(
    r"\b(?:next|last|final|first) (?:question|caller)\b|^(?:(?:thank(?:s| you)|great|okay"
    r"|all right)[^.]{0,40}[.,]\s*)?operator\b|\boperator[,.]? (?:next|can|could|we|please|i)\b"
    r"|下一[个位]|最后一[个位]|下个问题"
)
_THANKS_ONLY = re.compile(
    r"\bthank|\bthanks|\bgreat\b|\bgot it\b|\bappreciate|\bokay\b|\bok\b|谢谢|感谢|明白|好的|清楚"
)
_ENDING = 400
"""Characters at either end of a turn in which words of closing are looked for."""
_SHORT = {False: 700, True: 260}  # characters of a goodbye: Latin, Chinese
_BRIEF = {False: 220, True: 80}  # of a remark without substance


@dataclass(frozen=True, slots=True)
class Said:
    """A turn as far as the course of the call is concerned; `heading` is the section that the file's headings give."""

    speaker: str
    kind: Kind
    certain: bool
    text: str
    heading: Section | None = None


@lru_cache(maxsize=512)
def _plain(text: str) -> str:
    """A turn folded for the patterns above, hyphens as spaces."""
    return fold(text).replace("-", " ")


def with_moderator(turns: Sequence[Said]) -> list[Said]:
    """The turns with the moderator told by what they say, where the file gives its voices numbers instead of names.

    Half of a moderator's turns, and two at least, pass on to the next question.
    """
    if any(turn.kind is Kind.OPERATOR for turn in turns):
        return list(turns)
    said: dict[str, list[bool]] = defaultdict(list)
    for turn in turns:
        if not turn.certain and is_numbered(turn.speaker):
            said[turn.speaker].append(_passes_to_a_question(turn.text) or _ends(turn.text))
    found = {voice for voice, passed in said.items() if sum(passed) >= max(2, len(passed) / 2)}
    return [replace(t, kind=Kind.OPERATOR, certain=True) if t.speaker in found else t for t in turns]


def _ends(text: str) -> bool:
    """Whether a short turn closes the round of questions or the call, as a moderator does."""
    folded = _plain(text)
    return not _is_long(text) and (_NO_MORE.search(folded) or re.search(r"\bdisconnect\b", folded)) is not None


def _passes_to_a_question(text: str) -> bool:
    folded = _plain(text)
    return (
        not _is_long(text) and (_HANDS_OVER.search(folded) or _NEXT.search(folded) or _OPENS.search(folded)) is not None
    )


def sections(turns: Sequence[Said]) -> list[Section]:
    """Prepared remarks or questions and answers, for each turn of the call.

    A heading of the file decides; otherwise the round of questions begins where a moderator opens it, with the turn
    that hands over to the first analyst, or with the first analyst.
    """
    if any(turn.heading is Section.QA for turn in turns):
        start = next(i for i, turn in enumerate(turns) if turn.heading is Section.QA)
    else:
        start = _opening(turns)
    return [Section.QA if i >= start else Section.PREPARED for i in range(len(turns))]


def _opening(turns: Sequence[Said]) -> int:
    """The position of the turn with which questions begin; `len(turns)` where there are none."""
    remarks = next((i for i, t in enumerate(turns) if t.kind is Kind.EXECUTIVE), len(turns))
    analyst = next((i for i, t in enumerate(turns) if t.kind is Kind.ANALYST and t.certain), len(turns))
    last = min(analyst, len(turns) - 1)
    heard: set[str] = set()
    for i in range(remarks + 1, last + 1):
        folded = _plain(turns[i].text)
        if turns[i].kind is Kind.OPERATOR and _OPENS.search(folded) and not _only_announces(folded):
            return i
        before = turns[i - 1]
        asks = turns[i].kind is Kind.OPERATOR or (turns[i].kind is Kind.ANALYST and turns[i].speaker not in heard)
        if before.kind is Kind.EXECUTIVE and asks and _READY.search(_last_sentence(before.text)):
            return i
        heard.add(turns[i].speaker)
        if turns[i].kind is Kind.EXECUTIVE and _HANDS_OVER.search(folded) and not _is_long(turns[i].text):
            return i
    if analyst == len(turns):  # nobody's role says so: then a speaker of another firm who asks
        analyst = next((i for i, t in enumerate(turns) if t.kind is Kind.ANALYST and _ASKS.search(t.text)), len(turns))
    if analyst == len(turns):
        return analyst
    return analyst - 1 if analyst and turns[analyst - 1].kind is Kind.OPERATOR else analyst


def _last_sentence(text: str) -> str:
    return _plain(re.split(r"(?<=[.!?])\s+|[。!?！？]", text[-_ENDING:].strip().rstrip("。.!?！？"))[-1])


def _only_announces(folded: str) -> bool:
    """Whether every sentence that speaks of questions puts them off."""
    found = [s for s in re.split(r"[.!?。;]", folded) if _OPENS.search(s)]
    return all(_LATER.search(s) for s in found) if found else _LATER.search(folded) is not None


def _is_long(text: str) -> bool:
    return len(text) > _SHORT[has_han(text)]


def settle_kinds(turns: Sequence[Said], found: Sequence[Section]) -> list[Kind]:
    """The kind of each turn's speaker, decided by the course of the call where no role decides it.

    Who speaks in the prepared remarks is an executive; who is called upon by the moderator and speaks next asks; the
    others answer. One person has one kind throughout.
    """
    decided: dict[str, Kind] = {}
    for i, turn in enumerate(turns):
        if turn.certain:
            decided[turn.speaker] = turn.kind
        elif turn.speaker not in decided:
            if found[i] is Section.PREPARED:
                decided[turn.speaker] = Kind.EXECUTIVE
            else:
                asks = (
                    turn.kind is Kind.ANALYST
                    or _called_upon(turns, i)
                    or _INTRODUCES_ITSELF.search(_plain(turn.text[:400])) is not None
                )
                decided[turn.speaker] = Kind.ANALYST if asks else Kind.EXECUTIVE
    return [decided[turn.speaker] for turn in turns]


def _called_upon(turns: Sequence[Said], i: int) -> bool:
    """Whether the moderator names this speaker as the next to ask; a greeting may stand between."""
    for back in range(1, min(_GREETINGS, i) + 1):
        before = turns[i - back]
        folded = _plain(before.text)
        moderator = before.kind is Kind.OPERATOR
        if not moderator and not _HANDS_OVER.search(folded) and not _PASSES_ON.search(folded):
            continue
        if _NO_MORE.search(folded) or _HANDS_BACK.search(folded):
            return False
        name = turns[i].speaker
        forms = [clean_name(name), *(parts(name) if is_full(name) else ())]
        named = fold_text(before.text)
        if any(fold_name(form) in named for form in forms if len(form) > 1):
            return True
        if moderator and back == 1:
            others = {t.speaker for t in turns if t.speaker != name and is_full(t.speaker)}
            return not any(fold_name(other) in named for other in others)
        if moderator:
            return False
    return False


def pair(
    turns: Sequence[Said], kinds: Sequence[Kind], found: Sequence[Section]
) -> list[tuple[int | None, Part | None]]:
    """Number of the question and part in it, for each turn of the call.

    An analyst who asks again before the moderator has called upon the next one stays with the same question; a mark
    that may stand for anybody ("Q") begins a new one after each answer. What executives say to it until then are answers, save for words that only pass on or say goodbye.
    """
    paired: list[tuple[int | None, Part | None]] = []
    count = 0
    asking: str | None = None
    asked: dict[str, int] = {}
    last_question = max((i for i, k in enumerate(kinds) if k is Kind.ANALYST), default=-1)
    for i, turn in enumerate(turns):
        if found[i] is not Section.QA:
            paired.append((None, None))
        elif kinds[i] is Kind.OPERATOR:
            folded = _plain(turn.text)
            if _NEXT.search(folded) or _LAST.search(folded) or _NO_MORE.search(folded):
                asking = None
            paired.append((None, None))
        elif kinds[i] is Kind.ANALYST:
            again = is_anybody(turn.speaker) and i > 0 and paired[i - 1][1] == "answer"
            if again or (turn.speaker != asking and not (turn.speaker in asked and _only_thanks(turn.text))):
                asking = turn.speaker
                count += 1
                asked[asking] = count
            paired.append((asked[turn.speaker], "question"))
        elif asking is None or _is_aside(turns, kinds, i, last_question):
            paired.append((None, None))
        else:
            paired.append((count, "answer"))
    return paired


def _is_aside(turns: Sequence[Said], kinds: Sequence[Kind], i: int, last_question: int) -> bool:
    """Whether an executive's turn after a question answers nothing: a goodbye, or a word that passes on."""
    text = turns[i].text
    folded = _plain(text)
    han = has_han(text)
    after_question = kinds[i - 1] is Kind.ANALYST and not _only_thanks(turns[i - 1].text)
    if after_question:
        return False
    if i > last_question and _GOODBYE.search(folded[-_ENDING:]):
        return len(text) <= _SHORT[han] or _CLOSES.search(folded[:_ENDING]) is not None
    return len(text) <= _BRIEF[han] and _PASSES_ON.search(folded) is not None


def _only_thanks(text: str) -> bool:
    return (
        len(text) <= _BRIEF[has_han(text)]
        and "?" not in text
        and "？" not in text
        and _THANKS_ONLY.search(_plain(text)) is not None
    )
