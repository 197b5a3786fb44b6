"""What the words around a quantity say about it: direction, basis of comparison, what a price is per."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from assistant.numbers.periods import Period
from assistant.numbers.quantity import Quantity

Direction = Literal["up", "down"]

_CLAUSE = re.compile(r"[,，;；。!?！？\n:：()（）]|\.(?=\s|$)")
_UP = (
    r"(?P<up>\b(?:up|grew|grow(?:s|ing|n|th)?|increas(?:e|es|ed|ing)|r[io]se[sn]?|rising|gain(?:s|ed|ing)?|improv(?:e|es|ed|ing|ement)|"
    r"expand(?:s|ed|ing)?|expansion|higher|climb(?:s|ed|ing)?|jump(?:s|ed|ing)?|surg(?:e|es|ed|ing)|better|above)\b|"
    r"增长|增加|增幅|涨幅|成长|提升|提高|上升|上涨|攀升|扩大|改善|高出|高于|增|升|涨)"
)
_DOWN = (
    r"(?P<down>\b(?:down|declin(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|fell|fall(?:s|ing|en)?|drop(?:s|ped|ping)?|lower(?:ed|ing)?|"
    r"reduc(?:e|es|ed|ing|tion)|shr[aiu]nk(?:s|ing)?|contract(?:ed|ion)|slid|slipp(?:ed|ing)|worse(?:ned)?|below|loss(?:es)?|cheaper)\b|"
    r"下降|下滑|下跌|减少|降低|降幅|跌幅|收窄|亏损|缩减|低于|跌|降|减|低)"
)
_DIRECTION = re.compile(f"{_UP}|{_DOWN}", re.IGNORECASE)
_BEFORE, _AFTER = 30, 26
_FAR = 400
"""Characters looked at on either side for the bounds of a clause."""

_PER: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    # what is said of a price; what the evidence may say for it
    name: (
        re.compile(
            rf"(?:(?:/|每|per |a |an |each |every )\s?(?:diluted |basic |common |ordinary )?(?:{en}))|每个?(?:{zh})|/(?:{zh})",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?:/|每|per |a |an |each |every )\s?(?:diluted |basic |common |ordinary )?(?:{en})|每个?(?:{zh})|/(?:{zh})|{also}",
            re.IGNORECASE,
        ),
    )
    for name, en, zh, also in (
        ("share", "share|ADS|ADR", "股", "EPS|earnings per|per-share"),
        ("month", r"month\b", "月", "月费|月租|monthly"),
        ("quarter", r"quarter\b", "季度?", "quarterly"),
        ("year", r"year\b(?! ago| earlier| before)", "年", "年费|年化|annual|yearly"),
        ("week", r"week\b", "周|星期", "weekly"),
        ("day", r"day\b", "[天日]", "daily|日均"),
        ("hour", r"hour\b", "小时", "hourly"),
        ("user", r"(?:user|customer|subscriber|member)\b", "(?:用户|客户|会员|人)", "ARPU|人均"),
        ("unit", r"(?:unit|barrel|ton|tonne|ounce|vehicle|chip|watt)\b", "(?:桶|吨|盎司|辆|片|件|台|瓦)", "单价"),
    )
}


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the clause around `[start, end)`, bounded by punctuation."""
    left = max(0, start - _FAR)
    for match in _CLAUSE.finditer(text, left, start):
        if not _inside_number(text, match.start()):
            left = match.end()
    right = min(len(text), end + _FAR)
    for match in _CLAUSE.finditer(text, end, right):
        if not _inside_number(text, match.start()):
            return left, match.start()
    return left, right


def _inside_number(text: str, position: int) -> bool:
    return text[position - 1 : position].isdigit() and text[position + 1 : position + 2].isdigit()


def direction(text: str, quantity: Quantity) -> Direction | None:
    """Whether the words next to a quantity say that something rose or fell; None where they do not say."""
    left, right = clause(text, quantity.start, quantity.end)
    before = text[max(left, quantity.start - _BEFORE) : quantity.start]
    found = list(_DIRECTION.finditer(before))
    if found:
        return "up" if found[-1]["up"] else "down"
    after = _DIRECTION.search(text[quantity.end : min(right, quantity.end + _AFTER)])
    if after:
        return "up" if after["up"] else "down"
    return None


def basis(text: str, quantity: Quantity, quantities: Sequence[Quantity], periods: Sequence[Period]) -> str | None:
    """ "yoy" or "qoq" where the quantity is compared on that basis; None where its clause does not say.

    Chinese puts the basis before the number (同比增长 24%), English mostly after it ("24% year over year").
    """
    left, right = clause(text, quantity.start, quantity.end)
    left = max([left, *(q.end for q in quantities if q.end <= quantity.start)])
    right = min([right, *(q.start for q in quantities if q.start >= quantity.end)])
    inside = [p for p in periods if p.is_basis and left <= p.start and p.end <= right]
    before = [p for p in inside if p.end <= quantity.start]
    after = [p for p in inside if p.start >= quantity.end]
    chinese = [p for p in before if not p.text.isascii()]
    chosen = chinese[-1:] or after[:1] or before[-1:]
    return chosen[0].relative if chosen else None


def per(text: str, quantity: Quantity) -> str | None:
    """What an amount is stated per ("share", "month"), as the words directly around it say."""
    before = text[max(0, quantity.start - 6) : quantity.start]
    after = text[quantity.end : quantity.end + 24]
    for name, (said, _) in _PER.items():
        if any(match.start() <= 1 for match in said.finditer(after)) or any(
            len(before) - match.end() <= 3 and "每" in match[0] for match in said.finditer(before)
        ):
            return name
    return None


def says_per(text: str, name: str) -> bool:
    """Whether a text speaks of amounts per `name` at all."""
    return bool(_PER[name][1].search(text))


_FORWARD = re.compile(
    r"计划|预计|预期|将(?!近)|指引|展望|目标|年化|年度|累计|历史|\b(?:expect|plan|will|guid|forecast|outlook|target|anticipat|annual|going to|"
    r"cumulative|since|historical|ever)",
    re.IGNORECASE,
)


def speaks_of_another_time(text: str) -> bool:
    """Whether a text that names no period is visibly not about the quarter reported: plans, guidance, annual rates."""
    return bool(_FORWARD.search(text))


_NEARLY = re.compile(r"(?:几乎|接近|将近|近乎|nearly|almost|close to)[^,，;；。.!?！？]{0,24}$", re.IGNORECASE)
_AS_HIGH_AS = re.compile(r"(?:高达|多达|达到?|as (?:high|much|many) as)[ ]?$", re.IGNORECASE)


_PERSON_NOUN = re.compile(
    r"(?:[ \u00a0]+[a-z-]+){0,2}?[ \u00a0]+(?:people|persons|customers|users|subscribers|members|employees|viewers|consumers|patients|drivers|"
    r"riders|guests|shoppers|households|developers|engineers|workers|students|americans)\b",
    re.IGNORECASE,
)
_THING_NOUN = re.compile(
    r"(?:[ \u00a0]+[a-z-]+){0,2}?[ \u00a0]+(?:chips|devices|units|stores|shops|cities|countries|vehicles|cars|robots|satellites|products|items|servers|"
    r"regions|sites|orders|packages|locations|machines|accelerators|gpus|wafers|aircraft)\b",
    re.IGNORECASE,
)
_THING_COUNTER = re.compile(r"[片颗件台辆枚架座艘部款]$")


def counts_people(text: str, quantity: Quantity) -> bool | None:
    """Whether a count is of people (True) or of things (False), where its unit, counter or noun tells."""
    if quantity.unit.code == "people":
        return True
    if _THING_COUNTER.search(quantity.text):
        return False
    person, thing = _PERSON_NOUN.match(text, quantity.end), _THING_NOUN.match(text, quantity.end)
    if person and thing:
        return person.end() < thing.end()
    return True if person else False if thing else None


def nearly(text: str, quantity: Quantity) -> bool:
    """Whether the clause before a quantity says "nearly" at a distance (几乎是其他品类的两倍)."""
    return bool(_NEARLY.search(text[max(0, quantity.start - 30) : quantity.start]))


def as_high_as(text: str, quantity: Quantity) -> bool:
    """Whether 高达 or "as high as" stands before a quantity: emphasis, often translated by "up to"."""
    return bool(_AS_HIGH_AS.search(text[max(0, quantity.start - 12) : quantity.start]))
