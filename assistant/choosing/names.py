"""The companies that a question names, and whether each holds the call asked about or is only spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant import glossary
from assistant.choosing.calls import Company
from index.names import fold_name, has_han
from index.text import find_all


class Part(StrEnum):
    """What a company is to a question: who holds the call, who is spoken of, or either."""

    HOLDER = "holder"
    OPEN = "open"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Named:
    """A company at `[start, end)` of a question; several where they share the name, none where the library has no call.

    `speaks` is set where the words make it speak, hold a call or give figures, which hardly anything but a company does.
    """

    start: int
    end: int
    text: str
    companies: tuple[Company, ...]
    part: Part = Part.OPEN
    speaks: bool = False


_ABOUT = re.compile(
    r"(?:\b(?:about|regarding|concerning|on|against|acquir\w+|to acquire|buying|with|like|into|over|mention\w*|discuss\w*|than|versus|vs\.?|"
    r"(?:say|said|says|think|thinks|believe\w*|hear|heard) that|competitors?|rivals?|customers?|suppliers?|partners?|such as)\s+(?:the\s+)?(?:\w+\s+)?"
    r"|关于|有关|对于?|与|和|跟|收购|提到了?|提及|谈到了?|谈及|竞争对手|客户|供应商|合作伙伴|像|比|如何看待?|怎么看待?|看待)\s?$",
    re.I,
)
_SPEAKS_AFTER = re.compile(
    r"(?:(?:'s|’s)?\s+(?:senior |top )?(?:management|executives?|leadership))?\s+"
    r"(?:say|said|says|comment\w*|mention\w*|guid\w+|expect\w*|report\w*|announce\w*|tell|told|state\w*|talk\w*|discuss\w*|think\w*|thought|"
    r"forecast\w*|explain\w*|describ\w*|warn\w*|admit\w*|give|gave|provide\w*|raise\w*|lower\w*|cut|plan|plans|spend|spent|earn\w*)\b"
    r"|\s?(?:的)?(?:公司)?(?:管理层|高管)?(?:在[^,，。]{0,16}?)?(?:说|表示|提到|提及|认为|谈到|谈及|如何看|怎么看|预计|预期|指出|透露|回应|解释|给出|公布|宣布|强调)",
    re.I,
)
_OWNS_AFTER = re.compile(
    r"(?:'s|’s)?\s*(?:\x00+\s*)?(?:earnings |results |conference |quarterly )*(?:call|management|earnings|transcript|ceo|cfo|coo|chief|executives?)\b"
    r"|\s?的?\s*(?:\x00+\s*)?的?(?:财务)?(?:业绩)?(?:电话会|业绩会|财报|法说会|管理层|高管|首席|CEO|CFO)",
    re.I,
)
_ACCOUNTS_AFTER = re.compile(
    r"(?:'s|’s)?\s+(?:[\w-]+\s+){0,2}?(?:revenues?|sales|capex|capital|margins?|guidance|guide|outlook|growth|profits?|income|eps|backlog|"
    r"cash|costs?|spending|dividends?|buybacks?|headcount|results)\b"
    r"|的?[\u4e00-\u9fff]{0,6}?(?:营收|收入|资本|毛利|净利|利润|指引|增速|增长|现金|销售额|成本|财报|业绩|裁员|回购|分红|股息|研发|投入|支出|费用|库存|订单|员工|产能|"
    r"价格|出货|销量|门店)",
    re.I,
)
_TIME_AFTER = re.compile(r"(?:'s|’s|的|在)?\s*\x00+")
_ANALYST_AFTER = re.compile(r"(?:'s|’s)?\s+(?:\w+\s+)?analysts?\b|\s?的?(?:那位|这位)?分析[师師员員]", re.I)
_OF_BEFORE = re.compile(r"(?:\b(?:of|at|from|by|in|for|according to)|^|[,，:：;；])\s*(?:the\s+)?$", re.I)
_AUXILIARY = re.compile(r"\b(?:did|does|do|has|have|had|is|was|were|are|will|would|can|could|should)\s+$", re.I)
_COMPARES = re.compile(
    r"\bcompar\w*|\bversus\b|\bvs\b|\bdiffer\w*|\bbetween\b|\bboth\b|\brelative to\b|对比|比较|相比|分别|各自|区别|差异|谁更|哪家更",
    re.I,
)
_JOINT = re.compile(
    r"(?:'s|’s)?\s*(?:,|，|、|and|or|vs\.?|versus|with|to|和|与|跟|及|以及|还是|或|对)\s*(?:the\s+)?", re.I
)
_ACROSS = re.compile(
    r"\bwhich (?:\w+ )?compan|\bwhat compan|\b(?:who|any(?:one|body)?)(?: else)? (?:has |have |had )?(?:mention|talk|sp[eo]ak|spoke|say|said|comment|refer|nam)"
    r"|\bany (?:\w+ )?compan|\beach\b|\bevery\b|\ball (?:the )?compan|\bcompanies\b"
    r"|哪些公司|哪家|哪几家|各公司|各家|所有公司|谁(?:还)?(?:提|谈|说|讲)|有没有公司",
    re.I,
)
_DETERMINED = re.compile(r"\b(?:an?|the|our|its|their|your|my|any|this|that|some|new|no)\s+$", re.I)
_CORPORATE = re.compile(
    r"(?<![A-Za-z])(?P<name>[A-Z][\w&’'-]*(?: [A-Z][\w&’'-]*){0,3}?,? (?:Inc|Corp|Corporation|Ltd|Limited|plc|Group|Holdings|Technologies|Systems|"
    r"Industries|Motors|Therapeutics|Pharmaceuticals|Semiconductor|Semiconductors|Airlines|Robotics|Energy|Networks|Software)\b\.?)"
)
_TICKER = re.compile(
    r"\$(?P<a>[A-Z]{1,5})\b|\b(?:NYSE|NASDAQ|HKEX|SSE|SZSE|LSE)\s*[:：]\s*(?P<b>[A-Z0-9.]{1,9})"
    r"|(?<![\d.])(?P<c>\d{4,6}\.(?:HK|SH|SZ|SS|TW))\b"
)
_OWNER = re.compile(
    r"(?<![A-Za-z])(?P<name>[A-Z][\w&-]+(?: [A-Z][\w&-]+){0,2})(?:['’]s?)? (?:\x00+ )?(?:(?:earnings|conference|results|quarterly) )*call\b"
)
_OWNER_ZH = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,12}?(?:公司|集团|科技|股份|控股|汽车|电子|生物|医药|制药|半导体|银行|证券|航空|物流|软件|能源))"
    r"(?=的?\s?\x00|的?(?:业绩|财报|电话会|管理层|高管|营收|毛利|净利|指引|资本)|在|如何|怎么|对|说|表示|预计|上|最|的)"
)
_LEAD = re.compile(
    r"(?:(?:In|On|At|By|For|From|During|With|Of|To|And|Or|The|A|An|What|Which|When|Where|Who|Why|How|Did|Does|Do|Has|Have|Is|Was|Were|"
    r"Are|Will|Would|Can|Could|Should|Compare|Show|Tell|Give|List|According|About|After|Before|Since|If|Please) )*"
)
_LEAD_ZH = re.compile(
    r"^(?:[这這那该該本贵貴我哪某一两兩几幾每各]+(?:们|們)?家?公司|请问|关于|对于|那么|根据|按照|请|问|在|是|有|看|谈|由|和|与|跟|及|个|的|了)+"
)
_ACRONYMS = frozenset("AI IT CEO CFO COO CTO IR GAAP EPS USA US UK EU FY YOY QOQ ALL ON IS IN OR ARE".split())


def named_companies(question: str, companies: Sequence[Company], times: Sequence[tuple[int, int]]) -> tuple[Named, ...]:
    """The companies of a question in order; `times` are the spans of its periods."""
    blanked = _blank(question, times)
    found = _without_overlap([*_known(question, companies), *_foreign(question, blanked, companies)])
    return _judged(question, blanked, found)


def speaks_at(question: str, name: str) -> bool:
    """Whether a question lets somebody of this name speak: "what did NAME say", NAME 怎么看."""
    at = question.find(name)
    if at < 0 or not _SPEAKS_AFTER.match(question, at + len(name)):
        return False
    return has_han(name) or _AUXILIARY.search(question[:at]) is not None


def asks_across(question: str) -> bool:
    """Whether a question asks among the companies: "which companies", 哪家."""
    return _ACROSS.search(question) is not None


def compares(question: str) -> bool:
    """Whether a question sets things against each other."""
    return _COMPARES.search(question) is not None


def _blank(question: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        question = question[:start] + "\0" * (end - start) + question[end:]
    return question


def _known(question: str, companies: Sequence[Company]) -> Iterator[Named]:
    places: dict[tuple[int, int], list[Company]] = {}
    for company in companies:
        for form in company.forms:
            for start, end in find_all(form, question):
                if _is_name(question, start, end, form):
                    places.setdefault((start, end), []).append(company)
        for ticker in company.tickers:
            for match in re.finditer(rf"(?<![A-Za-z0-9.]){re.escape(ticker)}(?![A-Za-z0-9])", question):
                if ticker not in _ACRONYMS and (len(ticker) > 1 or question[match.start() - 1 : match.start()] == "$"):
                    places.setdefault(match.span(), []).append(company)
    for (start, end), those in places.items():
        yield Named(start, end, question[start:end], tuple(dict.fromkeys(those)))


def _is_name(question: str, start: int, end: int, form: str) -> bool:
    """Whether a form found in any case is the name here: "target" after an article is a word."""
    words = question[start:end]
    if has_han(form) or " " in form or not words.islower():
        return True
    return _DETERMINED.search(question[:start]) is None and not any(
        match.start <= start < match.end and not all(entry.weak for entry in match.entries)
        for match in glossary.find(question, "en")
    )


def _foreign(question: str, blanked: str, companies: Sequence[Company]) -> Iterator[Named]:
    """Companies that the library has no call of, as far as vocabulary, legal form, ticker or grammar show them.

    Those of analysts ("the UBS analyst") are left out.
    """
    for named in _strangers(question, blanked, companies):
        if not _ANALYST_AFTER.match(question, named.end):
            yield named


def _strangers(question: str, blanked: str, companies: Sequence[Company]) -> Iterator[Named]:
    own = {fold_name(form) for company in companies for form in (*company.forms, *company.tickers)}
    for language in ("en", "zh"):
        for match in glossary.find(question, language):
            entries = [entry for entry in match.entries if entry in glossary.companies()]
            heads = {entry.english[0].lower() for entry in entries} | {f for e in entries for f in e.chinese}
            if match.text.lower() in heads and not any(
                own & {fold_name(f) for f in (*e.english, *e.chinese)} for e in entries
            ):
                yield Named(match.start, match.end, match.text, ())
    for corporate in (*_CORPORATE.finditer(blanked), *_OWNER.finditer(blanked)):
        start, end = corporate.span("name")
        lead = _LEAD.match(corporate["name"])
        start += lead.end() if lead else 0
        if start < end:
            yield Named(start, end, question[start:end], ())
    for ticker in _TICKER.finditer(question):
        if fold_name(ticker["a"] or ticker["b"] or ticker["c"]) not in own:
            yield Named(*ticker.span(), ticker[0], ())
    for owner in _OWNER_ZH.finditer(blanked):
        words = _LEAD_ZH.match(owner["name"])
        start = owner.start("name") + (words.end() if words else 0)
        if owner.end("name") - start >= 3:
            yield Named(start, owner.end("name"), question[start : owner.end("name")], ())


def _without_overlap(found: Sequence[Named]) -> list[Named]:
    """The longest at each place; of the same length the one that the library knows."""
    chosen: list[Named] = []
    for one in sorted(found, key=lambda n: (-(n.end - n.start), not n.companies)):
        inside = [n for n in chosen if n.start < one.end and one.start < n.end]
        if not inside:
            chosen.append(one)
        elif len(inside) == 1 and one.companies and not inside[0].companies:
            # "Farhill Systems" is the library's Farhill unless another name stands before it; Chinese has no spaces to tell.
            foreign = inside[0]
            if foreign.start == one.start or has_han(foreign.text):
                chosen.remove(foreign)
                end = foreign.end if foreign.start == one.start else one.end
                chosen.append(replace(one, end=end, text=foreign.text[one.start - foreign.start : end - foreign.start]))
    return sorted(chosen, key=lambda n: n.start)


def _judged(question: str, blanked: str, found: Sequence[Named]) -> tuple[Named, ...]:
    against = compares(question)
    judged: list[Named] = []
    for one in found:
        before, after = blanked[: one.start], blanked[one.end :]
        untimed = _TIME_AFTER.sub("", after)
        last = judged[-1] if judged else None
        timed = not one.companies and bool(_TIME_AFTER.match(after))  # "Acme Q2 2025 tariffs"
        speaks = timed or any(
            p.match(text) for p in (_SPEAKS_AFTER, _OWNS_AFTER, _ACCOUNTS_AFTER) for text in (after, untimed)
        )
        if last is not None and _JOINT.fullmatch(question[last.end : one.start]):
            part = last.part if last.part is Part.SUBJECT or against or not speaks else Part.HOLDER
            judged.append(replace(one, part=part, speaks=speaks))
            continue
        if _ABOUT.search(before) and not (against and one.companies):
            part = Part.SUBJECT
        elif speaks or _AUXILIARY.search(before) or _OF_BEFORE.search(before):
            part = Part.HOLDER
        else:
            part = Part.OPEN
        judged.append(replace(one, part=part, speaks=speaks and part is not Part.SUBJECT))
    return tuple(judged)
