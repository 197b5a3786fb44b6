"""Lines that belong to the layout of a transcript and to nobody's speech: section headings, lists, footers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum, auto

from index.formats.base import Line
from index.models import Kind
from index.namelists import NOT_NAMES
from index.names import fold_name, has_han, is_full, is_name, split_scripts
from index.people import Label
from index.titles import title_codes

_OPENING_SIGNS = " \t#>*_=-–—•·|【[(（〔<《\u3000\ufeff"
_CLOSING_SIGNS = " \t*_=-–—|】])）〕>》:\uff1a\u3000"
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}|\d{1,2}|part \d|[ivx]{1,4})\s*[、.)）:：]\s*", re.I)
_LONGEST_HEADING = 60

_PREPARED = re.compile(
    r"(?:management(?:'s)? )?(?:prepared|opening|introductory) remarks(?: section)?"
    r"|(?:management )?presentation(?: section)?"
    r"|management discussion(?: section)?|(?:公司)?(?:管理层|高管|公司|嘉宾)(?:发言|陈述|致辞|致词|讲话|汇报"
    r"|介绍|演讲|评论|讨论)(?:环节|部分|实录|全文)?"
    r"|(?:演讲|陈述|致辞|主题发言|业绩介绍|业绩说明|发言)(?:环节|部分)|正式发言"
)
_QA = re.compile(
    r"questions?(?: and|,| &|/)? ?answers?(?: sessions?| section| portion)?|q ?(?:&|and|/) ?a(?: session"
    r"| section| portion)?"
    r"|(?:以下[为是])?(?:电话会议?|分析师|投资者|现场|媒体)?(?:问答|提问|答疑|q ?& ?a|互动)(?:互动|交流)?(?:环节"
    r"|部分|阶段|时间|实录|摘要|全文|回合)?"
)
_ANALYSTS = re.compile(
    r"(?:conference call|call analyst|analyst) partici?pi?ants|(?:participating )?analysts(?: list)?"
    r"|(?:参会|与会|出席|提问)(?:的)?分析师(?:名单)?|分析师(?:名单|代表)"
)
_EXECUTIVES = re.compile(
    r"(?:company|corporate|management) (?:participants|representatives|speakers|attendees)|(?:company )?executives"
    r"|(?:参会|与会|出席)(?:会议)?(?:的)?(?:公司)?(?:高管|管理层|领导)(?:名单)?|公司(?:代表|高管|管理层)(?:名单)?"
)
_PARTICIPANTS = re.compile(
    r"(?:conference |earnings |call |other )*(?:partici?pi?ants|attendees|speakers|representatives)(?: list)?"
    r"|(?:参会|与会|出席|参与|参加)(?:会议)?(?:的)?(?:人员|嘉宾|人士|者|方|名单|各方)(?:名单|列表)?|(?:发言人|嘉宾)名单"
)
PEOPLE = frozenset({"participants", "executives", "analysts"})
"""Marks under which a list of people stands."""
_CONTENTS = re.compile(r"(?:table of )?contents|目录")
_FOOTER = re.compile(
    r"duration ?:?.{0,20}|(?:this|the) (?:article|transcript|text) (?:is|was|may|has been|represents)\b.*"
    r"|copyright\b.*|©.*|\(c\) \d{4}.*"
    r"|disclaimers?(?: ?:.*)?|more \S+ analysis|all earnings call transcripts|(?:\*|should you"
    r"|before you).{0,20}stocks? (?:we|our).*"
    r"|\d+ stocks we like.*|should you (?:invest|buy)\b.{0,80}(?:right now|today)\??|when our (?:award winning )?analyst team has.*|see the \d+ stocks.*"
    r"|the motley fool (?:has|owns|recommends).*"
    r"|definitions|transcribed by .{0,60}|follow .{2,60}\([a-z]{2,8}[:：].{1,10}\)?"
    r"|\[?\(?end of (?:q ?& ?a|transcript|call|conference).*|read more.*|related articles?.*|(?:本文"
    r"|文章)?(?:责任编辑|责编|编辑|校对|排版)[:：].*|\(?(?:责任编辑|责编|编辑)[:：].*"
    r"|(?:免责|版权|重要)(?:声明|说明|提示)(?:[:：].*)?|风险提示(?:[:：].*)?|风险提示及免责.*|(?:本文)?(?:来源|原文链接|转载)[:：].*|\((?:完|全文完)\)|(?:全文)?完"
)
_LONGEST_END = 20
_ENDED = re.compile(r"\S\s*[(（](?:全文)?完[)）]\s*$")
_CALL = re.compile(
    r"(?:电话|业绩|财报|分析师|投资者).{0,12}(?:实录|全文|纪要|原文|文字版|逐字稿)|(?:实录|全文|纪要|逐字稿)(?:如下)?$|transcript$",
    re.I,
)


class Mark(StrEnum):
    """What a line of the layout says about what follows it."""

    PREPARED = auto()
    QA = auto()
    PARTICIPANTS = auto()
    EXECUTIVES = auto()
    ANALYSTS = auto()
    CONTENTS = auto()
    FOOTER = auto()


def bare(text: str) -> str:
    """A line without the signs that only set it apart ("**Prepared Remarks:**", "二、问答环节", "【问答】")."""
    text = text.strip().lstrip(_OPENING_SIGNS).rstrip(_CLOSING_SIGNS)
    return _NUMBERING.sub("", text).lstrip(_OPENING_SIGNS).rstrip(_CLOSING_SIGNS)


def mark(line: Line) -> Mark | None:
    """Which heading or footer a line is, None where it is text."""
    stripped = line.text.strip()
    if not stripped or len(stripped) > 400:
        return None
    folded = fold_name(bare(stripped))
    if len(folded) <= _LONGEST_HEADING:
        for kind, pattern in (
            (Mark.PREPARED, _PREPARED),
            (Mark.QA, _QA),
            (Mark.ANALYSTS, _ANALYSTS),
            (Mark.EXECUTIVES, _EXECUTIVES),
            (Mark.PARTICIPANTS, _PARTICIPANTS),
            (Mark.CONTENTS, _CONTENTS),
        ):
            if pattern.fullmatch(folded) and not stripped.endswith((".", "。", "?", "？", ",", ",")):
                return kind
    footer = _FOOTER.fullmatch(folded)
    return Mark.FOOTER if footer and (len(stripped) < 120 or not has_han(stripped)) else None


def marked(listed: Sequence[Line]) -> list[Mark | None]:
    """The mark of each line; what follows a line that ends the text ("……。（完）") is a footer."""
    marks = [mark(line) for line in listed]
    ended = False
    for number, line in enumerate(listed):
        if ended and line.text.strip():
            marks[number] = marks[number] or Mark.FOOTER
            ended = False
        ended = ended or _ENDED.search(line.text[-_LONGEST_END:]) is not None
    return marks


def is_call_heading(line: Line) -> bool:
    """Whether a short line announces the wording of the call ("电话会实录", "Earnings Call Transcript")."""
    if len(line.text) > 3 * _LONGEST_HEADING:
        return False
    text = re.sub(r"[(（][^()（）]*[)）]", "", bare(line.text)).strip()
    return 0 < len(text) <= 80 and not text.endswith(("。", ".")) and _CALL.search(text) is not None


_LIST_SEPARATOR = re.compile(
    r"\s+-\s+|\s*(?:-{2,3}|—{1,2}|–|―|\||｜|\t)\s*|\s*[,\uff0c:：]\s*|\s*[(（](?=[^()（）]+[)）]$)"
)

_INITIALS_BEHIND = re.compile(r"\s*[(（][A-Z]{2,3}[)）]$")
_LIST_DASH = re.compile(r"\s+-\s+|\s*(?:-{2,3}|—{1,2}|–|―)\s*")


def kind_in_list(marked: Mark | None) -> Kind | None:
    """What everybody in the list under a heading is, where the heading says so."""
    return {Mark.EXECUTIVES: Kind.EXECUTIVE, Mark.ANALYSTS: Kind.ANALYST}.get(marked) if marked else None


def participant(text: str, kind: Kind | None = None) -> Label | None:
    """The person of one line of a list of participants: "Ann Lee -- Acme Securities -- Analyst", "安・哈特,CEO"."""
    text = bare(text)
    if not 2 < len(text) <= 160:
        return None
    match = _LIST_SEPARATOR.search(text)
    dash = _LIST_DASH.search(text)
    if dash is not None and title_codes(text[: dash.start()]):
        match = dash
    if match is None:
        return Label(text, kind=kind) if is_name(text) and is_full(text) else None
    name, role = text[: match.start()].strip(), text[match.end() :].strip(" )）")
    if title_codes(name) and not title_codes(role) and is_name(role) and is_full(role):
        name, role = role, name  # Title -- Name
    name, alias = split_scripts(_INITIALS_BEHIND.sub("", name))
    if title_codes(name) or not role:
        return None
    tokens = name.split()
    named = is_name(name) or (
        1 <= len(tokens) <= 5 and all(t[0].isupper() and t.isascii() and fold_name(t) not in NOT_NAMES for t in tokens)
    )
    return Label(name, role, alias, kind) if named else None
