"""What a question takes for granted: that something fell, was cancelled, reached 5%, or happened in 2030.

"Why did revenue fall?" can only be answered where the calls speak of a fall. Each premise is looked for in what may
be cited: figures and periods in all of it, verbs in the sentences that would be the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.numbers import Dimension, check_numbers, find_periods, find_quantities

_VERBS: tuple[tuple[str, str], ...] = (
    # (in a question, in evidence): either language on both sides
    (
        r"\b(?:fall|fell|fallen|falling|declin\w*|decreas\w*|drop\w*|shrank|shrink\w*|slump\w*|slip(?:ped)?|plunge\w*)\b"
        r"|下降|下滑|减少|減少|下跌|跌到|跌至|降到|降至|萎缩|萎縮|缩水",
        r"\b(?:fall|fell|fallen|declin\w*|decreas\w*|drop\w*|shr[aiu]nk\w*|slump\w*|slip\w*|plunge\w*|lower|down|reduc\w*|soft\w*|weak\w*)\b"
        r"|下降|下滑|减少|减小|下跌|跌|降低|降至|降到|缩|萎缩|减值|低于|略低|疲软|放缓|回落",
    ),
    (
        r"\b(?:cancel\w*|scrap\w*|abandon\w*|discontinu\w*|terminat\w*|gave up|give up|walk(?:ed)? away)\b|取消|放弃|放棄|终止|終止|停产|叫停|砍掉",
        r"\b(?:cancel\w*|scrap\w*|abandon\w*|discontinu\w*|terminat\w*|g[ai]ve up|end(?:ed|ing)|wind(?:ing)? down|exit\w*)\b"
        r"|取消|放弃|终止|停产|停止|退出|叫停",
    ),
    (
        r"\b(?:clos(?:e|ed|ing) (?:\w+ ){0,4}(?:stores?|plants?|factor\w+|offices?|centers?)|shut\w* down)\b|关闭|關閉|关店|倒闭|关掉",
        r"\b(?:clos\w*|shut\w*)\b|关闭|关店|倒闭|停业",
    ),
    (
        r"\b(?:delay\w*|postpon\w*|push(?:ed)? back)\b|推迟|推遲|延期|延后|延迟|跳票",
        r"\b(?:delay\w*|postpon\w*|push\w* (?:back|out)|later than|slip\w*)\b|推迟|延期|延后|延迟|晚于",
    ),
    (
        r"\b(?:resign\w*|step(?:ped|ping)? down|retir\w*)\b|辞职|辭職|离任|卸任|退休",
        r"\b(?:resign\w*|step\w* down|retir\w*|depart\w*)\b|辞职|离任|卸任|退休|离开",
    ),
    (
        r"\b(?:lose|lost|losing)\b|失去|丢掉|流失|输给",
        r"\b(?:los[et]\w*|losing|churn\w*|behind)\b|失去|丢|流失|输|亏|落后|损失",
    ),
    (
        r"\b(?:acquir\w*|merg(?:e|er|ed))\b|收购|收購|并购|併購",
        r"\b(?:acqui\w*|merg\w*|bought|purchase\w*)\b|收购|并购|合并|买下",
    ),
    (
        r"\b(?:not as good|worse|inferior)\b|不如|更差|逊于|比不上",
        r"\b(?:worse|inferior|lower|below)\b|不如|更差|逊于|低于|落后",
    ),
)
_COMPILED = tuple((re.compile(question, re.I), re.compile(evidence, re.I)) for question, evidence in _VERBS)
_EXACT = {Dimension.MONEY, Dimension.SHARE, Dimension.POINTS}


def missing_verbs(question: str, evidence: Sequence[str]) -> tuple[str, ...]:
    """Verbs of the question whose meaning none of the evidence sentences has."""
    missing = []
    for in_question, in_evidence in _COMPILED:
        if (match := in_question.search(question)) and not any(in_evidence.search(text) for text in evidence):
            missing.append(match[0])
    return tuple(missing)


def missing_figures(question: str, scope: str, context: tuple[int | None, int | None]) -> tuple[str, ...]:
    """Amounts, percentages and years of the question that stand nowhere in what may be cited."""
    wanted = [q.text for q in find_quantities(question) if q.unit.dimension in _EXACT]
    wanted += [p.text for p in find_periods(question) if p.year is not None]
    missing = [text for text in wanted if check_numbers(text, scope, context_period=context)]
    return tuple(dict.fromkeys(missing))
