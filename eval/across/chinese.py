"""A Chinese call of the invented library, in the layout of names with roles in brackets."""

from __future__ import annotations

import random

from eval.across.companies import Quarter
from eval.across.texts import Line, Said, Script, line

ORDINALS = ("一", "二", "三", "四")
_ANALYSTS = (
    ("林致远", "北岸证券"), ("赵清和", "南山证券"), ("周以宁", "汇川资本"), ("何思源", "长风证券"), ("吴望舒", "东篱证券"), ("郑知秋", "明湖资本"),
)  # fmt: skip
_REGIONS = ("欧洲", "东南亚", "拉美", "中东")
_EVENTS = (
    "已在{site}小批量试产", "已交付首批三十家客户", "取得了医院使用认证", "累计安装突破一万", "已在{site}转入量产", "获得了汉诺威展会的设计奖", "已进入四百家经销商", "通过了零下四十度的低温认证",
)  # fmt: skip
_REASONS = {True: ("产品结构改善", "运费下降", "产品提价"), False: ("原材料涨价", "{site}新厂爬坡", "产品结构变差")}


def money(millions: int) -> str:
    """ "26.3 亿元", "8200 万元"."""
    return f"{millions / 100:g} 亿元" if millions >= 100 else f"{millions * 100} 万元"


def script(q: Quarter) -> Script:
    """The whole call."""
    rng = random.Random(f"across/{q.key}/text")  # noqa: S311 - the same text every time
    company, (year, number) = q.company, q.fiscal
    (first, second), ceo, cfo = company.products, company.ceo[0], company.cfo[0]
    following = f"{q.following[0]} 财年第{ORDINALS[q.following[1] - 1]}季度"
    region = _REGIONS[q.region]
    up = "增长" if q.region_growth > 0 else "下降"
    rose = "提升" if q.margin_change > 0 else "下降"
    reason = rng.choice(_REASONS[q.margin_change > 0]).format(site=company.site)
    capex = f"{money(q.capex_low)}至 {money(q.capex_high)}"
    if q.capex_before is None:
        guidance = f"我们预计 {q.guided_year} 财年资本支出为 {capex}。"
    elif q.capex_before == (q.capex_low, q.capex_high):
        guidance = f"我们维持 {q.guided_year} 财年 {capex}的资本支出指引。"
    else:
        verb = "上调" if q.capex_low > q.capex_before[0] else "下调"
        guidance = f"我们把 {q.guided_year} 财年的资本支出指引{verb}至 {capex},此前为 {money(q.capex_before[0])}至 {money(q.capex_before[1])}。"
    intro = Said("会议主持人", [
        line(f"大家好,欢迎参加{company.name} {year} 年第{ORDINALS[number - 1]}季度业绩电话会议。"),
        line(f"管理层发言之后是问答环节。下面请首席执行官{ceo}({company.ceo[1]})和首席财务官{cfo}({company.cfo[1]})发言。"),
    ])  # fmt: skip
    chief = Said(f"{ceo}({company.name}首席执行官)", [
        line(rng.choice(["谢谢主持人,各位投资者大家好。", "感谢各位参加今天的会议。"])),
        line(f"本季度公司营收 {money(q.revenue)},同比增长 {q.growth}%。", "revenue"),
        line(f"{first}{_EVENTS[q.event].format(site=company.site)},客户反馈每周可以节省一个班次。", "event"),
        line(rng.choice([
            f"本季度出货 {q.shipped} {company.unit},其中约三分之一是{second}。", f"出货量达到 {q.shipped} {company.unit},{second}约占三分之一。",
        ]), "shipped"),
        line(f"{q.customer}下了 {q.order} {company.unit}的订单,是本季度最大的单笔订单。", "customer"),
        line(f"季度末在手订单 {money(q.backlog)},三个月前为 {money(q.backlog_before)}。", "backlog"),
        line(f"{company.component}的交货周期由 {q.lead_time_before} 周变为 {q.lead_time} 周。", "lead_time"),
        line(f"{region}市场的订单同比{up} {abs(q.region_growth)}%,国内市场平稳。", "region"),
        line(f"季度末员工 {q.headcount} 人,今年计划再招聘 {q.hires} 人。", "headcount"),
        line(f"下面请{cfo}介绍财务情况。"),
    ])  # fmt: skip
    finance = Said(f"{cfo}({company.name}首席财务官)", [
        line(f"毛利率为 {q.gross_margin}%,因{reason}{rose} {abs(q.margin_change)} 个基点。", "gross_margin"),
        line(f"营业利润 {money(q.operating_income)},自由现金流 {money(q.free_cash_flow)}。", "operating_income"),
        line(f"本季度资本支出 {money(q.capex)},主要用于{company.site}工厂。", "capex"),
        line(guidance, "capex_guidance"),
        line(f"研发投入占营收的 {q.research}%。", "research"),
        line(f"本季度股票回购金额 {money(q.buyback)}。", "buyback"),
        line(f"关税使本季度成本增加 {money(q.tariff)},其中约 {q.passed_on}% 已转嫁给客户。", "tariff"),
        line(
            f"对于 {following},我们预计营收 {money(q.next_low)}至 {money(q.next_high)},毛利率 {q.next_margin[0]}% 至 {q.next_margin[1]}%。",
            "next_guidance",
        ),
        line("下面进入问答环节。"),
    ])  # fmt: skip
    turns = [intro, chief, finance]
    for i, ((name, firm), (ask, answers)) in enumerate(zip(rng.sample(_ANALYSTS, 3), _questions(q), strict=True)):
        turns.append(Said("会议主持人", [line(f"{'第一个' if i == 0 else '下一个'}问题来自{firm}的{name}。")]))
        turns.append(Said(f"{name}({firm}分析师)", ask))
        turns += answers
    turns.append(Said("会议主持人", [line("没有更多问题了。本次电话会议到此结束,感谢各位参加。")]))
    head = f"{company.name}({company.ticker})\n{company.name}{year}年第{ORDINALS[number - 1]}季度业绩电话会实录\n日期:{q.date.year}年{q.date.month}月{q.date.day}日"
    return Script(head, tuple(turns), heads="colon")


def _questions(q: Quarter) -> list[tuple[list[Line], list[Said]]]:
    _, second = q.company.products
    chief, finance = (
        f"{q.company.ceo[0]}({q.company.name}首席执行官)",
        f"{q.company.cfo[0]}({q.company.name}首席财务官)",
    )
    utilization = Said(chief, [
        line(f"{q.company.site}工厂本季度的产能利用率为 {q.utilization}%,暂时不需要第二个工厂。", "utilization"), line("目前的瓶颈是夜班的熟练工人。"),
    ])  # fmt: skip
    price = [line(f"季度初我们把目录价提高了 {q.price}%,市场已经接受。", "price")]
    if not q.unanswered[1]:
        price.append(line(f"竞争方面,有两家海外对手进入了{second}的市场,我们没有因此失去客户。", "competition"))
    stock = [line(f"库存相当于 {q.days_of_stock} 天的销售,我们认为这一水平合适。", "inventory")]
    if not q.unanswered[2]:
        stock.append(line("至于并购,我们每年会看两三个小标的,目前没有即将落地的项目。", "acquisitions"))
    return [
        ([line(f"请问{q.company.site}工厂的产能利用率如何,是否需要再建一个工厂?")], [utilization]),
        ([line("谢谢。"), line("请问公司产品价格的走势如何?"), line(f"另外,{second}是否出现了新的竞争对手?", "competition_question")], [Said(chief, price)]),
        ([line("我有两个问题。"), line("第一,公司认为合适的库存水平是多少?"), line("第二,公司是否考虑用现金进行并购?", "acquisitions_question")], [Said(finance, stock)]),
    ]  # fmt: skip
