"""As many invented calls as are asked for, each as long as real ones: about a hundred passages, every other one Chinese.

The calls of `eval.across.library` are short, so that questions can be written for them. These are for measuring how an
ingest scales: a company's quarter as there, and around it what fills an hour.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from eval.across import chinese, english
from eval.across.companies import COMPANIES, QUARTERS, Company, Quarter, quarters
from eval.across.texts import Line, Said, Script, line

_SYLLABLES = "bel cor dun fen gal har jor kel lan mar nor pel quin ros sel tar und vel wex yar zan".split()
_ENDINGS = "mont field ware dale stead ridge crest holm brook gate".split()
_CHARACTERS = "安柏川岱恩枫谷瀚嘉凯岚牧宁磐启瑞松棠威曦雅卓"
_MORE_QUESTIONS = 14
"""Questions beyond those of the short call, each answered in two turns."""
_PREPARED = 30
"""Sentences that each executive adds to the prepared remarks."""

_EN_TOPICS = (
    "our installed base in {region}", "the order intake for {product}", "demand from {customer}", "the gross margin of {product}",
    "our logistics cost per unit", "the ramp of the second line in {site}", "pricing in {region}", "service revenue on {product}",
    "the backlog in {region}", "inventory of {component}", "capital intensity", "hiring in engineering", "the churn among smaller accounts",
    "our spending on research", "working capital", "the mix between direct and dealer sales",
)  # fmt: skip
_EN_MOVES = (
    "rose {percent}% from a year ago", "declined {percent}% sequentially", "came in at ${amount} million", "improved by {points} basis points",
    "was about flat at ${amount} million", "reached {units} {unit}", "recovered in the second half of the quarter", "was {percent}% above our plan",
)  # fmt: skip
_EN_CAUSES = (
    "mostly because two large projects moved forward", "as lead times for {component} normalized", "which reflects the price increase of last spring",
    "helped by a better product mix", "partly offset by higher freight rates and a stronger dollar", "since customers in {region} stopped drawing down inventory",
    "and we expect that to continue for at least two more quarters", "although the comparison gets harder from here",
    "because the team in {site} cut changeover times by a third", "while tariffs took about ${small} million out of it",
)  # fmt: skip
_EN_OPENINGS = (
    "Turning to the details,",
    "In addition,",
    "As we said at our investor day,",
    "Looking at the quarter,",
    "To put that in context,",
    "On the other hand,",
    "Encouragingly,",
    "",
    "",
    "",
)
_EN_QUESTIONS = (
    "Could you help us understand how {topic} developed through the quarter, and what is assumed for the rest of the year?",
    "I wanted to ask about {topic}. Is that structural, or should we expect it to reverse?",
    "Can you talk about {topic} relative to what you told us three months ago?",
)  # fmt: skip
_ZH_TOPICS = (
    "{region}市场的装机量", "{product}的新签订单", "{customer}的需求", "{product}的毛利率", "单位物流成本", "{site}二期产线的爬坡", "{region}的价格水平",
    "{product}的服务收入", "{region}的在手订单", "{component}的库存", "资本开支强度", "研发团队的招聘", "中小客户的流失率", "研发投入", "营运资金", "直销与经销的比例",
)  # fmt: skip
_ZH_MOVES = (
    "同比增长 {percent}%", "环比下降 {percent}%", "达到 {amount} 亿元", "改善了 {points} 个基点", "与去年基本持平,约为 {amount} 亿元", "达到 {units} {unit}",
    "在本季度后半段明显恢复", "比预算高出 {percent}%",
)  # fmt: skip
_ZH_CAUSES = (
    "主要是因为两个大型项目提前交付", "原因在于{component}的交货周期恢复正常", "这反映了去年春季提价的效果", "得益于产品结构的优化", "部分被运费上涨和汇率波动所抵消",
    "因为{region}的客户不再消化库存", "我们预计这一趋势至少还会延续两个季度", "不过接下来的基数会更高", "这是{site}团队把换线时间缩短三分之一的结果", "其中关税的影响约为 {small} 亿元",
)  # fmt: skip
_ZH_OPENINGS = (
    "具体来看,",
    "此外,",
    "正如我们在投资者日所说,",
    "从本季度的情况看,",
    "另一方面,",
    "值得一提的是,",
    "",
    "",
    "",
)
_ZH_QUESTIONS = (
    "请问{topic}在本季度的走势如何,全年的假设是什么?", "想请教一下{topic},这是结构性的变化,还是会出现反复?", "能否谈谈{topic}与三个月前的指引相比有什么不同?",
)  # fmt: skip
_REGIONS = {
    "en": ("Europe", "Southeast Asia", "Latin America", "the Middle East", "North America"),
    "zh": ("欧洲", "东南亚", "拉美", "中东", "华东"),
}
_CUSTOMERS = {
    "en": ("Perrin Logistics", "Oakhaven Stores", "Delmarva Health"),
    "zh": ("华岳物流", "瑞禾超市", "江陵医院"),
}
_ASK = {
    "en": ("Operator", "Our next question comes from {name} with {firm}."),
    "zh": ("会议主持人", "下一个问题来自{firm}的{name}。"),
}


def _companies() -> Iterator[Company]:
    """Companies without end, by turns English and Chinese, no two of one name."""
    models = {language: [c for c in COMPANIES if c.language == language] for language in ("en", "zh")}
    for number in count():
        rng = random.Random(f"many/{number}")  # noqa: S311 - the same companies every time
        if number % 2 == 0:
            model = models["en"][number // 2 % len(models["en"])]
            word = f"{rng.choice(_SYLLABLES)}{rng.choice(_SYLLABLES)}{rng.choice(_ENDINGS)}".capitalize()
            kind = model.name.split()[1]
            yield replace(
                model,
                key=f"{word.lower()}{number}",
                name=f"{word} {kind} Inc.",
                ticker=f"{word[:3].upper()}{chr(65 + number // 2 % 26)}",
                alias=word,
            )
        else:
            model = models["zh"][number // 2 % len(models["zh"])]
            word = "".join(rng.sample(_CHARACTERS, 3))
            yield replace(
                model, key=f"zh{number}", name=f"{word}{model.name[-2:]}", ticker=f"{600000 + number}.SH", alias=word
            )


def many_calls(calls: int) -> Iterator[tuple[str, str]]:
    """The name of the file and the text of so many calls, always the same ones."""
    companies = _companies()
    given = 0
    while given < calls:
        pair = next(companies), next(companies)
        both = [quarters(company) for company in pair]
        for number in range(QUARTERS):
            for quarter in (both[0][number], both[1][number]):
                if given < calls:
                    given += 1
                    yield f"{quarter.key}.txt", _script(quarter).text()


def write_calls(folder: Path, calls: int) -> list[Path]:
    """Write so many calls to files of their own in `folder`, which need not exist."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in many_calls(calls):
        paths.append(folder / name)
        paths[-1].write_text(text, encoding="utf-8")
    return paths


def _script(q: Quarter) -> Script:
    """The short call with longer remarks and more questions."""
    rng = random.Random(f"many/{q.key}/text")  # noqa: S311 - the same text every time
    short = english.script(q) if q.company.language == "en" else chinese.script(q)
    intro, chief, finance, *rest = short.turns
    closing = rest.pop()
    turns = [intro]
    for said in (chief, finance):
        turns.append(Said(said.speaker, [*said.lines[:-1], *_sentences(q, rng, _PREPARED), said.lines[-1]]))
    turns += rest
    analysts = [said.speaker for said in rest if said.speaker not in (chief.speaker, finance.speaker, intro.speaker)]
    host, announce = _ASK[q.company.language]
    for number in range(_MORE_QUESTIONS):
        analyst = analysts[number % len(analysts)]
        name, firm = _person(analyst)
        turns.append(Said(host, [line(announce.format(name=name, firm=firm))]))
        turns.append(Said(analyst, _question(q, rng)))
        first, second = rng.sample([chief.speaker, finance.speaker], 2)
        turns.append(Said(first, _sentences(q, rng, rng.randrange(8, 14))))
        turns.append(Said(second, _sentences(q, rng, rng.randrange(3, 7))))
    return replace(short, turns=(*turns, closing))


def _person(speaker: str) -> tuple[str, str]:
    """Name and firm of an analyst as printed: "Name -- Firm -- Analyst", "姓名(公司分析师)"."""
    if "(" in speaker:
        name, firm = speaker.rstrip(")").split("(", 1)
        return name, firm.removesuffix("分析师")
    name, firm, *_ = speaker.split(" -- ")
    return name, firm


def _slots(q: Quarter, rng: random.Random) -> dict[str, str]:
    company, zh = q.company, q.company.language == "zh"
    return {
        "region": rng.choice(_REGIONS[company.language]),
        "customer": rng.choice(_CUSTOMERS[company.language]),
        "product": rng.choice(company.products),
        "component": company.component,
        "site": company.site,
        "unit": company.unit,
        "percent": str(rng.randrange(2, 48)),
        "points": str(rng.randrange(10, 240, 10)),
        "amount": f"{rng.randrange(120, 9800) / 100:g}" if zh else str(rng.randrange(8, 920)),
        "small": f"{rng.randrange(10, 190) / 100:g}" if zh else str(rng.randrange(2, 30)),
        "units": str(rng.randrange(200, 9000)),
    }


def _sentences(q: Quarter, rng: random.Random, number: int) -> list[Line]:
    zh = q.company.language == "zh"
    said = []
    for _ in range(number):
        slots = _slots(q, rng)
        if zh:
            text = (
                f"{rng.choice(_ZH_OPENINGS)}{rng.choice(_ZH_TOPICS)}{rng.choice(_ZH_MOVES)},{rng.choice(_ZH_CAUSES)}。"
            )
        else:
            text = f"{rng.choice(_EN_OPENINGS)} {rng.choice(_EN_TOPICS)} {rng.choice(_EN_MOVES)}, {rng.choice(_EN_CAUSES)}.".strip()
            text = text[0].upper() + text[1:]
        said.append(line(text.format(**slots)))
    return said


def _question(q: Quarter, rng: random.Random) -> list[Line]:
    zh = q.company.language == "zh"
    topic = rng.choice(_ZH_TOPICS if zh else _EN_TOPICS).format(**_slots(q, rng))
    return [line(rng.choice(_ZH_QUESTIONS if zh else _EN_QUESTIONS).format(topic=topic))]
