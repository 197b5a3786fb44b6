"""The units that financial text uses, their names in both languages, and the patterns that recognise them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from assistant.numbers.quantity import (
    BASIS_POINTS,
    COUNT,
    GROWTH,
    PEOPLE,
    PERCENT,
    POINTS,
    TIMES,
    Dimension,
    Unit,
    money,
)


@dataclass(frozen=True, slots=True)
class Names:
    """How a unit is written after a value: Chinese, English singular and plural."""

    zh: str
    one: str
    many: str


CURRENCIES: dict[str, tuple[str, str, str]] = {
    # ISO 4217: English prefix, Chinese name, English plural (for vague amounts)
    "USD": ("$", "美元", "dollars"),
    "CNY": ("RMB ", "元人民币", "yuan"),
    "HKD": ("HK$", "港元", "Hong Kong dollars"),
    "EUR": ("€", "欧元", "euros"),
    "GBP": ("£", "英镑", "pounds sterling"),
    "JPY": ("JPY ", "日元", "yen"),
    "KRW": ("KRW ", "韩元", "Korean won"),
    "TWD": ("NT$", "新台币", "New Taiwan dollars"),
    "INR": ("INR ", "卢比", "rupees"),
    "CAD": ("C$", "加元", "Canadian dollars"),
    "AUD": ("A$", "澳元", "Australian dollars"),
    "SGD": ("S$", "新加坡元", "Singapore dollars"),
    "CHF": ("CHF ", "瑞士法郎", "Swiss francs"),
    "BRL": ("R$", "雷亚尔", "Brazilian reais"),
    "MXN": ("MXN ", "墨西哥比索", "Mexican pesos"),
    "RUB": ("RUB ", "卢布", "roubles"),
    "SEK": ("SEK ", "瑞典克朗", "Swedish kronor"),
    "NOK": ("NOK ", "挪威克朗", "Norwegian kroner"),
    "DKK": ("DKK ", "丹麦克朗", "Danish kroner"),
    "THB": ("THB ", "泰铢", "Thai baht"),
    "IDR": ("IDR ", "印尼盾", "Indonesian rupiah"),
    "MYR": ("MYR ", "林吉特", "Malaysian ringgit"),
    "VND": ("VND ", "越南盾", "Vietnamese dong"),
    "TRY": ("TRY ", "土耳其里拉", "Turkish lira"),
    "ZAR": ("ZAR ", "南非兰特", "South African rand"),
    "PLN": ("PLN ", "波兰兹罗提", "Polish zlotys"),
    "ILS": ("ILS ", "以色列谢克尔", "Israeli shekels"),
    "AED": ("AED ", "阿联酋迪拉姆", "UAE dirhams"),
    "SAR": ("SAR ", "沙特里亚尔", "Saudi riyals"),
    "NZD": ("NZ$", "新西兰元", "New Zealand dollars"),
}

_PREFIXES = {
    **{code: code for code in CURRENCIES},
    "US$": "USD", "U.S.$": "USD", "$": "USD", "HK$": "HKD", "NT$": "TWD", "A$": "AUD", "AU$": "AUD", "C$": "CAD",
    "CA$": "CAD", "S$": "SGD", "NZ$": "NZD", "R$": "BRL", "€": "EUR", "£": "GBP", "¥": "CNY", "RMB": "CNY", "Rmb": "CNY",
    "RMB¥": "CNY", "CN¥": "CNY", "人民币": "CNY", "新台币": "TWD", "台币": "TWD", "港币": "HKD", "美元": "USD", "欧元": "EUR", "日元": "JPY", "JP¥": "JPY", "₩": "KRW", "₹": "INR", "Rs.": "INR", "Rs": "INR",
}  # fmt: skip
PREFIX = re.compile(
    r"(?<![A-Za-z$])(" + "|".join(re.escape(p) for p in sorted(_PREFIXES, key=len, reverse=True)) + r")[ \u00a0]?(\()?$"
)
"""A currency directly before a number; matched against the text that ends there."""


def prefix_unit(symbol: str) -> Unit:
    """The currency of a prefix that `PREFIX` matched."""
    return money(_PREFIXES[symbol])


def _scale(factor: str | int) -> Fraction:
    return Fraction(factor)


def _physical(dimension: Dimension, rows: str) -> dict[str, tuple[Unit, Names]]:
    """Rows `code factor 中文 singular plural`, one a line; `_` stands for a space."""
    units = {}
    for row in rows.strip().splitlines():
        code, factor, zh, one, many = row.split()
        names = Names(zh, one.replace("_", " "), many.replace("_", " "))
        units[code] = (Unit(dimension, code, Fraction(factor)), names)
    return units


# Base units: watt, watt-hour, bit/s, byte, metre, kilogram, litre, square metre, hertz, second, month.
PHYSICAL: dict[str, tuple[Unit, Names]] = {
    **_physical(Dimension.POWER, "TW 1e12 太瓦 terawatt terawatts\nGW 1e9 吉瓦 gigawatt gigawatts\n"
                "MW 1e6 兆瓦 megawatt megawatts\nkW 1e3 千瓦 kilowatt kilowatts"),
    **_physical(Dimension.ENERGY, "TWh 1e12 太瓦时 terawatt-hour terawatt-hours\nGWh 1e9 吉瓦时 gigawatt-hour gigawatt-hours\n"
                "MWh 1e6 兆瓦时 megawatt-hour megawatt-hours\nkWh 1e3 千瓦时 kilowatt-hour kilowatt-hours"),
    **_physical(Dimension.DATA_RATE, "Tbps 1e12 Tbps Tbps Tbps\nGbps 1e9 Gbps Gbps Gbps\nMbps 1e6 Mbps Mbps Mbps\nKbps 1e3 Kbps Kbps Kbps"),
    **_physical(Dimension.DATA, "EB 1e18 EB EB EB\nPB 1e15 PB PB PB\nTB 1e12 TB TB TB\nGB 1e9 GB GB GB\nMB 1e6 MB MB MB"),
    **_physical(Dimension.LENGTH, "km 1000 公里 kilometer kilometers\nmi 1609.344 英里 mile miles\nnm 1e-9 纳米 nanometer nanometers\n"
                "m 1 米 meter meters\nmm 1e-3 毫米 millimeter millimeters"),
    **_physical(Dimension.MASS, "t 1000 吨 ton tons\nkg 1 公斤 kilogram kilograms\noz 0.0283495231 盎司 ounce ounces"),
    **_physical(Dimension.VOLUME, "bbl 158.987294928 桶 barrel barrels"),
    **_physical(Dimension.AREA, "sqm 1 平方米 square_meter square_meters\nsqft 0.09290304 平方英尺 square_foot square_feet\n"
                "acre 4046.8564224 英亩 acre acres"),
    **_physical(Dimension.FREQUENCY, "GHz 1e9 GHz GHz GHz\nMHz 1e6 MHz MHz MHz"),
    **_physical(Dimension.SECONDS, "week 604800 周 week weeks\nday 86400 天 day days\nhour 3600 小时 hour hours\n"
                "minute 60 分钟 minute minutes\nsecond 1 秒 second seconds\nms 1e-3 毫秒 millisecond milliseconds"),
    **_physical(Dimension.MONTHS, "year 12 年 year years\nquarter 3 个季度 quarter quarters\nmonth 1 个月 month months"),
}  # fmt: skip

_COUNTERS = (
    "个(?![人体股性别])|家(?![庭乐用居电装具里])|片(?![段区面])|颗|件|项|座|台(?![湾币积风])|部(?![分门署])|辆|份(?!额)|笔|款(?!项)|"
    "种(?![类植])|条(?![件款])|只(?![有是需要能])|枚|架(?!构)|套(?![餐利])|间(?![接隔])|所(?![有以在占])|支(?![出持付撑柱])|张(?![力贴])|"
    "块(?!链)|名(?![单为义列次])|位(?![数于置])|次(?![日元级贷于新])|艘|列(?!表)|例(?![如外])|批(?!准)|场(?![景所均])|轮(?!胎)|席|粒|幅(?!度)"
)
COUNTER = re.compile(rf"\s*(?:{_COUNTERS})")
"""Chinese measure words: they belong to the quantity and say nothing that English says."""
HINT = re.compile(
    r"\s*(?:国(?![际内家债产])|国家|城|县|省(?!去)|户|代(?![表理码替])|届|层|页|期|类|步|强(?!劲|大|调)|人次|大(?![幅量多小型])|岁|门|处(?![理于在])|地(?!区?位)|"
    r"方面|平台|市场|业务|客户|用户|员工|门店|公司|企业|城市|地区|品牌|产品|倍|成)"
)
"""What may follow a Chinese numeral in words so that it counts as a quantity; stays outside it."""

_END = r"(?![A-Za-z0-9])"
_CURRENCY_WORDS = (
    (r"美元|美金|US dollars?|U\.S\. dollars?|USD", "USD"),
    (r"港元|港币|Hong Kong dollars?|HKD", "HKD"),
    (r"新台币|台币|New Taiwan dollars?|TWD", "TWD"),
    (r"新加坡元|新元(?!旦)|Singapore dollars?|SGD", "SGD"),
    (r"加拿大元|加元|Canadian dollars?|CAD", "CAD"),
    (r"澳大利亚元|澳元|Australian dollars?|AUD", "AUD"),
    (r"欧元|euros?|EUR", "EUR"),
    (r"英镑|pounds sterling|British pounds?|GBP", "GBP"),
    (r"日元|日圆|Japanese yen|yen|JPY", "JPY"),
    (r"韩元|韩圆|Korean won|KRW", "KRW"),
    (r"卢比|Indian rupees?|rupees?|INR", "INR"),
    (r"瑞士法郎|瑞郎|Swiss francs?|CHF", "CHF"),
    *((f"{zh}|{plural}|{code}", code) for code, (_, zh, plural) in list(CURRENCIES.items())[13:]),
    (r"比索|pesos", "MXN"),
    (r"里拉|lira", "TRY"),
    (r"新西兰元|纽元", "NZD"),
    (r"元人民币|人民币|块钱|元(?![件器老年旦宵])|yuan|renminbi|RMB|CNY", "CNY"),
    (r"dollars?(?! store)", "USD"),
)
_MEASURES = (
    (
        r"points?(?! of sale| (?:to|I|we|that|about|on|worth)\b)|percentage[ -]points?|个?百分点|(?:percent|%)[ -]points?|ppts?|pp",
        POINTS,
    ),
    (r"basis[ -]points?|个?基点|bps?|BPS?", BASIS_POINTS),
    (r"%|percent|per cent|pct|Percent", PERCENT),
    (r"倍", TIMES),
    (r"[xX]", TIMES),
    (r"times(?!\s+(?:a|an|per|each|every|daily|weekly|monthly|in)\b)", TIMES),
    (r"人(?![民工均力类口次才员气寿])|people|persons", PEOPLE),
)
_DURATIONS = (
    (r"quarters?", "quarter"), (r"months?", "month"), (r"years?", "year"), (r"weeks?", "week"), (r"days?", "day"),
    (r"hours?|hrs?", "hour"), (r"minutes?|mins?", "minute"), (r"milliseconds?|ms", "ms"), (r"seconds?|secs?", "second"),
    (r"个?季度", "quarter"), (r"个月(?![\d初底末中份])", "month"),
    (r"年(?![底初末中级度代轻化报会产薪费货糕])", "year"),
    (r"个?星期(?![一二三四五六日天])|周(?![一二三四五六日年期边末转])", "week"),
    (r"天(?![然气使])", "day"), (r"个?小时", "hour"), (r"分钟", "minute"), (r"毫秒", "ms"), (r"秒钟?", "second"),
)  # fmt: skip
_ALIASES = {
    "GW": "GWs?|gigawatts?|吉瓦|千兆瓦", "MW": "MWs?|megawatts?|兆瓦|百万瓦", "kW": "[kK]W|kilowatts?|千瓦", "TW": "TW|terawatts?|太瓦",
    "GWh": "GWh|gigawatt[- ]hours?|吉瓦时", "MWh": "MWh|megawatt[- ]hours?|兆瓦时", "kWh": "[kK]Wh|kilowatt[- ]hours?|千瓦时",
    "TWh": "TWh|terawatt[- ]hours?|太瓦时",
    "Tbps": "Tbps|Tb/s|terabits? per second", "Gbps": "Gbps|Gb/s|gigabits? per second|千兆比特每秒",
    "Mbps": "Mbps|Mb/s|megabits? per second|兆比特每秒", "Kbps": "[kK]bps|kilobits? per second",
    "EB": "EB|exabytes?", "PB": "PB|petabytes?", "TB": "TB|terabytes?", "GB": "GB|gigabytes?", "MB": "MB|megabytes?",
    "km": "km|kilomet(?:er|re)s?|公里|千米", "mi": "miles?|英里", "nm": "nm|nanomet(?:er|re)s?|纳米", "mm": "毫米|millimet(?:er|re)s?",
    "m": "met(?:er|re)s?|米", "t": "tons?|tonnes?|metric tons?|吨", "kg": "kg|kilograms?|公斤|千克", "oz": "ounces?|盎司",
    "bbl": "barrels?|桶", "sqm": "square met(?:er|re)s?|平方米", "sqft": "square (?:feet|foot)|sq\\.? ?ft|平方英尺", "acre": "acres?|英亩",
    "GHz": "GHz|gigahertz", "MHz": "MHz|megahertz",
}  # fmt: skip
_CENTS = re.compile(rf"[\s-]*(?:cents?{_END}|美分)")

_PATTERNS: list[tuple[re.Pattern[str], Unit]] = [
    *((re.compile(rf"[\s-]?(?:{p}){_END}"), unit) for p, unit in _MEASURES[:3]),
    *((re.compile(rf"[\s-]?(?:{p}){_END}"), money(code)) for p, code in _CURRENCY_WORDS),
    *(
        (re.compile(rf"[\s-]?(?:{_ALIASES[code]}){_END}"), PHYSICAL[code][0])
        for code in sorted(_ALIASES, key=len, reverse=True)
    ),
    *((re.compile(rf"[\s-]?(?:{p}){_END}"), unit) for p, unit in _MEASURES[3:]),
    *((re.compile(rf"[\s-]?(?:{p}){_END}"), PHYSICAL[code][0]) for p, code in _DURATIONS),
    (re.compile(rf"-?fold{_END}"), GROWTH),
]


def read_unit(text: str, position: int) -> tuple[Unit, Fraction, int] | None:
    """The unit that stands at `position` (after an optional space or hyphen).

    Returns the unit, a factor for the value ("50 cents" is 1/100 of 50 dollars), and the end; None without a unit.
    """
    cents = _CENTS.match(text, position)
    if cents:
        return money("USD"), Fraction(1, 100), cents.end()
    for pattern, unit in _PATTERNS:
        match = pattern.match(text, position)
        if match:
            return unit, Fraction(1), match.end()
    return None


def names_of(unit: Unit) -> Names | None:
    """The written forms of a physical unit or duration, None for any other."""
    row = PHYSICAL.get(unit.code)
    return row[1] if row else None


__all__ = [
    "COUNT",
    "COUNTER",
    "CURRENCIES",
    "HINT",
    "PHYSICAL",
    "PREFIX",
    "Names",
    "names_of",
    "prefix_unit",
    "read_unit",
]
