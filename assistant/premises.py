"""What a question takes for granted: that something fell, was cancelled, reached 5%, or happened in 2030.

"Why did revenue fall?" can only be answered where the calls speak of a fall. Each premise is looked for in what may
be cited: figures and periods in all of it, verbs in the sentences that would be the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.numbers import Dimension, Period, Quantity, find_periods, find_quantities

_VERBS: tuple[tuple[str, str, str], ...] = (
    # (in a question, the same in evidence, the opposite in evidence or nothing): either language on all sides
    (
        r"\b(?:fall|fell|fallen|falling|declin\w*|decreas\w*|drop\w*|shrank|shrink\w*|slump\w*|slip(?:ped)?|plunge\w*)\b"
        r"|下降|下滑|减少|減少|下跌|跌到|跌至|降到|降至|萎缩|萎縮|缩水",
        r"\b(?:fall|fell|fallen|declin\w*|decreas\w*|drop\w*|shr[aiu]nk\w*|slump\w*|slip\w*|plunge\w*|lower|down|reduc\w*|soft\w*|weak\w*)\b"
        r"|下降|下滑|减少|减小|下跌|跌|降低|降至|降到|缩|萎缩|减值|低于|略低|疲软|放缓|回落",
        r"\b(?:grew|grow\w*|increas\w*|r[io]se\w*|up|higher|accelerat\w*|improv\w*|record|expand\w*)\b"
        r"|增长|上升|提升|增加|加速|提高|新高|扩大|\+",
    ),
    (
        r"\b(?:cancel\w*|scrap\w*|abandon\w*|discontinu\w*|terminat\w*|gave up|give up|walk(?:ed)? away)\b|取消|放弃|放棄|终止|終止|停产|叫停|砍掉",
        r"\b(?:cancel\w*|scrap\w*|abandon\w*|discontinu\w*|terminat\w*|g[ai]ve up|end(?:ed|ing)|wind(?:ing)? down|exit\w*)\b"
        r"|取消|放弃|终止|停产|停止|退出|叫停",
        r"\b(?:launch\w*|ship\w*|deliver\w*|roll\w* out|continu\w*|on track|ramp\w*|expand\w*|sold out)\b"
        r"|推出|交付|发布|继续|量产|售罄|预订|扩大",
    ),
    (
        r"\b(?:clos(?:e|ed|ing) (?:\w+ ){0,4}(?:stores?|plants?|factor\w+|offices?|centers?)|shut\w* down)\b|关闭|關閉|关店|倒闭|关掉",
        r"\b(?:clos\w*|shut\w*)\b|关闭|关店|倒闭|停业",
        r"\b(?:open\w*|add\w*|new|expand\w*)\b|开设|新开|新增|扩张",
    ),
    (
        r"\b(?:delay\w*|postpon\w*|push(?:ed)? back)\b|推迟|推遲|延期|延后|延迟|跳票",
        r"\b(?:delay\w*|postpon\w*|push\w* (?:back|out)|later than|slip\w*)\b|推迟|延期|延后|延迟|晚于",
        r"\b(?:on (?:track|schedule|time)|ahead of|expect\w* to launch|will (?:launch|ship)|launch\w*)\b|按计划|如期|提前|推出",
    ),
    (
        r"\b(?:resign\w*|step(?:ped|ping)? down|retir\w*)\b|辞职|辭職|离任|卸任|退休",
        r"\b(?:resign\w*|step\w* down|retir\w*|depart\w*)\b|辞职|离任|卸任|退休|离开",
        "",
    ),
    (
        r"\b(?:lose|lost|losing)\b|失去|丢掉|流失|输给",
        r"\b(?:los[et]\w*|losing|churn\w*|behind)\b|失去|丢|流失|输|亏|落后|损失",
        r"\b(?:gain\w*|kept|keep\w*|remain\w*|won|win\w*|lead\w*|in a row|consecutive|straight)\b|领先|保持|连续|第一|最低|赢得|蝉联",
    ),
    (
        r"\b(?:acquir\w*|merg(?:e|er|ed))\b|收购|收購|并购|併購",
        r"\b(?:acqui\w*|merg\w*|bought|purchase\w*|(?:paid|pay) [^.]{0,30}\bfor)\b|收购|并购|合并|买下",
        "",
    ),
    (
        r"\b(?:not as good|worse|inferior)\b|不如|更差|逊于|比不上",
        r"\b(?:worse|inferior|lower|below)\b|不如|更差|逊于|低于|落后",
        r"\b(?:better|superior|higher|outperform\w*|ahead|lead\w*)\b|优于|更好|高出|高于|领先|提升",
    ),
)
_NOTHING = r"(?!)"
_EVENTS: tuple[tuple[str, str], ...] = (
    # Rare events: (in a question, in evidence); what nobody speaks of at all has not happened.
    (r"\b(?:sell|sold|selling|divest\w*|spin(?:ning)? off|spun off|spin-?off) (?:\w+ ){0,4}(?:unit|business|division|stake|arm|segment)\b|出售|剥离|分拆",
     r"\b(?:sold|sale of|selling|divest\w*|spin\w*[ -]?off|spun off)\b|出售|剥离|分拆|转让"),
    (r"\b(?:fine[ds]?(?!-)|penalt\w+|sued?|lawsuit|investigat\w*|antitrust)\b|罚款|处罚|起诉|诉讼|调查|反垄断",
     r"\b(?:fine[ds]?|penalt\w+|sue[ds]?|suing|lawsuit\w*|legal|litigation|settle\w*|investigat\w*|antitrust|regulat\w*)\b|罚款|处罚|起诉|诉讼|和解|调查|反垄断|监管"),
    (r"\b(?:recall(?:ed|s)?|breach\w*|hack\w*|outage\w*|strike[sd]?)\b|召回|泄露|洩露|宕机|罢工|中断",
     r"\b(?:recall\w*|breach\w*|hack\w*|outage\w*|disrupt\w*|incident\w*|strike[sd]?)\b|召回|泄露|宕机|罢工|中断|故障"),
    (r"\b(?:bankrupt\w*|insolven\w*|defaulted|delist\w*)\b|破产|破產|违约|違約|退市",
     r"\b(?:bankrupt\w*|insolven\w*|default\w*|delist\w*|restructur\w*)\b|破产|违约|退市|重组"),
    (r"\b(?:lay(?:ing)? off|laid off|layoffs?|job cuts?|cut (?:\w+ ){0,3}jobs|fir(?:ed|ing) (?:\w+ ){0,3}(?:employees|workers|staff))\b|裁员|裁員|裁减|解雇",
     r"\b(?:lay\w* off|laid off|layoffs?|severance|job cuts?|headcount|workforce|reduc\w*|positions|jobs)\b|裁员|裁减|遣散|解雇|人员|岗位"),
    (r"\b(?:stock split|split (?:its|the) (?:stock|shares)|buyback|repurchas\w*)\b|拆股|回购|回購",
     r"\b(?:split|buyback\w*|repurchas\w*|return(?:ed|ing)? (?:\w+ ){0,3}to shareholders)\b|拆股|回购"),
    (r"\b(?:withdr[ae]w\w*|suspend\w*|halt\w*|paus\w*)\b|撤回|撤销|暂停|暫停|中止",
     r"\b(?:withdr[ae]w\w*|suspend\w*|halt\w*|paus\w*|stop\w*|on hold)\b|撤回|撤销|暂停|中止|停止|搁置"),
    (r"\b(?:miss(?:ed|ing)? (?:\w+ ){0,4}(?:guidance|target|estimate|expectation|consensus)s?)\b|未达(?:到)?(?:指引|目标|预期)|不及预期|低于(?:指引|预期)",
     r"\b(?:miss\w*|below|short of|shortfall|lower than|under)\b|未达|不及|低于|略低"),
)  # fmt: skip
_COMPILED = tuple(
    (re.compile(question, re.I), re.compile(same, re.I), re.compile(opposite or _NOTHING, re.I))
    for question, same, opposite in (*_VERBS, *((question, same, "") for question, same in _EVENTS))
)
EVENTS = tuple(same for _, same, opposite in _COMPILED if opposite.pattern == _NOTHING)
"""Rare events, as evidence speaks of them."""
_EXACT = {Dimension.MONEY, Dimension.SHARE, Dimension.POINTS}


@dataclass(frozen=True, slots=True)
class Premise:
    """What a question takes for granted and the calls do not say.

    `against` is the index of the evidence sentence that says otherwise, None where none does.
    """

    text: str
    against: int | None = None


def missing_verbs(
    question: str, evidence: Sequence[str], happened: Callable[[re.Pattern[str]], bool] = lambda _: False
) -> tuple[Premise, ...]:
    """Verbs of the question whose meaning none of the evidence sentences (best first) has.

    Verbs of rare events without an opposite (an acquisition, a resignation) may stand anywhere in what may be cited, as
    `happened` looks up one of `EVENTS`: the sentence that answers need not repeat them.
    """
    missing = []
    for in_question, same, opposite in _COMPILED:
        if (match := in_question.search(question)) and not any(same.search(text) for text in evidence):
            if opposite.pattern == _NOTHING and happened(same):
                continue
            against = next((i for i, text in enumerate(evidence) if opposite.search(text)), None)
            missing.append(Premise(match[0], against))
    return tuple(missing)


def missing_figures(
    question: str,
    stated: Callable[[Quantity | Period], bool],
    evidence: Sequence[str] = (),
    reported: Sequence[tuple[int | None, int | None]] = (),
) -> tuple[Premise, ...]:
    """Amounts, percentages and years of the question that stand nowhere in what may be cited.

    `stated` looks one up there; `reported`: the periods of the calls in scope, which need not be named in them.
    A sentence of the evidence (best first) that gives another figure of the same unit says otherwise.
    """
    quantities = [q for q in find_quantities(question) if q.unit.dimension in _EXACT]
    missing = [
        Premise(q.text, next((i for i, text in enumerate(evidence) if _has_like(text, q)), None))
        for q in quantities
        if not stated(q)
    ]
    periods = [p for p in find_periods(question) if p.year is not None]
    named = [p for p in periods if not any(p.year == y and p.quarter in (None, q) for y, q in reported)]
    missing += [Premise(p.text) for p in named if not stated(p)]
    return tuple(dict.fromkeys(missing))


def _has_like(text: str, quantity: Quantity) -> bool:
    return any(other.unit.comparable(quantity.unit) for other in find_quantities(text))
