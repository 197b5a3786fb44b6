"""The invented companies of the library, and the figures and events of each of their quarters."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace
from typing import Literal

QUARTERS = 8
_DAYS = 91


@dataclass(frozen=True, slots=True)
class Company:
    """One company. Its first call reports fiscal `first` (year, quarter) and is held on `day`; `revenue` is in millions."""

    key: str
    language: Literal["en", "zh"]
    name: str
    ticker: str
    alias: str
    ceo: tuple[str, str]
    cfo: tuple[str, str]
    products: tuple[str, str]
    unit: str
    component: str
    site: str
    revenue: int
    first: tuple[int, int] = (2024, 1)
    day: dt.date = dt.date(2024, 5, 6)


@dataclass(frozen=True, slots=True)
class Quarter:
    """What one call reports. Amounts are in millions of the company's currency, shares in percent."""

    company: Company
    number: int
    revenue: int
    growth: int
    gross_margin: float
    margin_change: int
    operating_income: int
    free_cash_flow: int
    capex: int
    capex_low: int
    capex_high: int
    capex_before: tuple[int, int] | None
    next_low: int
    next_high: int
    next_margin: tuple[float, float]
    backlog: int
    backlog_before: int
    headcount: int
    hires: int
    research: float
    buyback: int
    tariff: int
    passed_on: int
    lead_time: int
    lead_time_before: int
    shipped: int
    customer: str
    order: int
    region: int
    region_growth: int
    event: int
    price: int
    utilization: int
    days_of_stock: int
    unanswered: tuple[bool, bool, bool]

    @property
    def fiscal(self) -> tuple[int, int]:
        """Fiscal year and quarter."""
        index = self.company.first[0] * 4 + self.company.first[1] - 1 + self.number
        return index // 4, index % 4 + 1

    @property
    def following(self) -> tuple[int, int]:
        """The fiscal year and quarter after it."""
        year, quarter = self.fiscal
        return (year + 1, 1) if quarter == 4 else (year, quarter + 1)

    @property
    def guided_year(self) -> int:
        """The fiscal year that guidance for a year is for: the next one in a call on a fourth quarter."""
        return self.following[0]

    @property
    def date(self) -> dt.date:
        """The day of the call."""
        return self.company.day + dt.timedelta(days=_DAYS * self.number)

    @property
    def key(self) -> str:
        """The name of the call, and of its file: "halvorn-2025q3"."""
        return f"{self.company.key}-{self.fiscal[0]}q{self.fiscal[1]}"


def _en(
    key: str, name: str, ticker: str, alias: str, ceo: str, cfo: str, products: str, more: str, revenue: int
) -> Company:
    one, two = products.split("/")
    unit, component, site = more.split("/")
    return Company(key, "en", name, ticker, alias, (ceo, ""), (cfo, ""), (one, two), unit, component, site, revenue)


def _zh(
    key: str, name: str, ticker: str, alias: str, ceo: str, cfo: str, products: str, more: str, revenue: int
) -> Company:
    one, two = products.split("/")
    unit, component, site = more.split("/")
    ceo_zh, ceo_en = ceo.split("/")
    cfo_zh, cfo_en = cfo.split("/")
    people = (ceo_zh, ceo_en), (cfo_zh, cfo_en)
    return Company(key, "zh", name, ticker, alias, *people, (one, two), unit, component, site, revenue)


def _fiscal(company: Company, first: tuple[int, int], day: dt.date) -> Company:
    return replace(company, first=first, day=day)


COMPANIES: tuple[Company, ...] = (
    _en("halvorn", "Halvorn Robotics Inc.", "HLVR", "Halvorn", "Greta Solheim", "Anna Roth", "Kestrel arm/Marten cart", "robots/servo drives/Tulsa", 820),
    _en("brightwater", "Brightwater Pumps Corp.", "BRWP", "Brightwater", "Desmond Akintola", "Lucia Ferrante", "Otter pump/Heron valve", "pumps/castings/Duluth", 460),
    _en("tessaly", "Tessaly Diagnostics Inc.", "TSLD", "Tessaly", "Priyanka Rao", "Howard Lindgren", "Clarion reader/Vesper assay", "readers/optical sensors/Raleigh", 610),
    _fiscal(
        _en("castellan", "Castellan Foods Inc.", "CSTF", "Castellan", "Marisol Duarte", "Paul Rothman", "Hearth bakery line/Larder frozen range", "cases/packaging film/Fresno", 1330),
        (2024, 4), dt.date(2024, 8, 6),
    ),
    _en("norrland", "Norrland Timber Corp.", "NRLT", "Norrland", "Sixten Aldous", "Beatrice Quaye", "Fjell panel/Bark insulation", "truckloads/resin/Umea", 740),
    _fiscal(
        _en("quillon", "Quillon Software Inc.", "QLSW", "Quillon", "Tamsin Okoro", "Victor Hallstrom", "Ledger cloud/Relay gateway", "seats/cloud capacity/Austin", 290),
        (2024, 3), dt.date(2024, 4, 30),
    ),
    _en("ambergris", "Ambergris Shipping Inc.", "AMBG", "Ambergris", "Leopold Varga", "Nadia Sorensen", "Petrel feeder/Albatross service", "vessels/marine engines/Savannah", 980),
    _zh("xinglan", "星澜科技", "300987.SZ", "星澜", "陆青/Qing Lu", "沈岚/Lan Shen", "北斗星芯片/流光模组", "片/光刻胶/合肥", 2600),
    _zh("yunshan", "云杉汽车", "601799.SH", "云杉", "顾远山/Yuanshan Gu", "白露/Lu Bai", "青峰轿车/远行皮卡", "辆/电池包/芜湖", 8800),
    _zh("hechuan", "禾川食品", "002977.SZ", "禾川", "田禾/He Tian", "魏然/Ran Wei", "麦香面包/禾悦酸奶", "箱/包装膜/漯河", 1900),
    _zh("lanjing", "澜境医药", "688377.SH", "澜境", "苏芷/Zhi Su", "韩墨/Mo Han", "安澜注射液/清境喷雾", "支/冻干机/苏州", 1200),
    _fiscal(
        _zh("tieling", "铁岭重工", "600533.SH", "铁岭重工", "马成岳/Chengyue Ma", "丁宁/Ning Ding", "开山挖机/擎天吊机", "台/液压阀/徐州", 5400),
        (2024, 4), dt.date(2024, 5, 20),
    ),
    _zh("guangyu", "光屿能源", "603388.SH", "光屿", "方舟/Zhou Fang", "秦川/Chuan Qin", "晴川组件/屿光储能柜", "套/硅片/西宁", 4300),
    _zh("shumo", "书墨网络", "300655.SZ", "书墨", "梁书/Shu Liang", "尹默/Mo Yin", "墨读应用/青简平台", "个席位/算力/贵阳", 1500),
)  # fmt: skip

CUSTOMERS = {
    "en": ("Perrin Logistics", "Oakhaven Stores", "Delmarva Health", "Stellan Works", "Copperfield Group", "Marlowe Clinics", "Ashgrove Mills", "Juniper Freight"),
    "zh": ("华岳物流", "瑞禾超市", "江陵医院", "天衡集团", "启明工业", "南浔商贸", "长庚电力", "白鹭航运"),
}  # fmt: skip


def quarters(company: Company) -> list[Quarter]:
    """The quarters of a company, always the same ones."""
    rng = random.Random(f"across/{company.key}")  # noqa: S311 - the same library every time
    found: list[Quarter] = []
    revenue, margin, backlog, headcount = company.revenue, rng.uniform(28, 46), company.revenue * 2, company.revenue * 7
    capex_year, lead_time = round(company.revenue * 0.3), rng.randrange(9, 16)
    customers = list(CUSTOMERS[company.language])
    rng.shuffle(customers)
    for number in range(QUARTERS):
        revenue = round(revenue * rng.uniform(0.99, 1.07))
        change = rng.choice([-170, -130, -90, -60, -40, 50, 70, 110, 140, 180])
        margin += change / 300
        backlog_before, backlog = backlog, round(backlog * rng.uniform(0.94, 1.12))
        lead_before, lead_time = lead_time, max(3, lead_time + rng.choice([-3, -2, -1, 1, 2]))
        headcount += rng.randrange(-90, 260)
        capex_year = round(capex_year * rng.choice([0.93, 1.0, 1.0, 1.06, 1.12]))
        low, high = capex_year, round(capex_year * 1.1)
        next_low = round(revenue * rng.uniform(0.99, 1.03))
        share = round(margin + rng.uniform(-0.6, 0.6), 1)
        quarter = Quarter(
            company, number, revenue, rng.randrange(2, 29), round(margin, 1), change, round(revenue * rng.uniform(0.09, 0.21)),
            round(revenue * rng.uniform(0.05, 0.16)), round(revenue * rng.uniform(0.05, 0.1)), low, high, None,
            next_low, round(next_low * 1.04), (share, round(share + 0.8, 1)), backlog, backlog_before, headcount,
            rng.randrange(40, 420), round(rng.uniform(3, 14), 1), rng.randrange(15, 240), rng.randrange(3, 60),
            rng.randrange(30, 90), lead_time, lead_before, rng.randrange(300, 9000), customers[number % len(customers)],
            rng.randrange(60, 2200), rng.randrange(4), rng.choice([-14, -9, -6, 5, 8, 12, 17, 21]), number % 8,
            rng.randrange(2, 8), rng.randrange(71, 97), rng.randrange(38, 96),
            (False, rng.random() < 0.3, rng.random() < 0.3),
        )  # fmt: skip
        if found and found[-1].guided_year == quarter.guided_year:
            quarter = replace(quarter, capex_before=(found[-1].capex_low, found[-1].capex_high))
        found.append(quarter)
    return found
