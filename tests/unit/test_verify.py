from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from assistant.moments import Moment
from assistant.verify import check_names, names_in, verify
from index.models import Kind, Speaker
from tests.unit.calls import LIN, NAMES, ROTH, SPEAKERS, evidence

CAPEX = evidence("我们预计全年资本支出为 3 亿至 3.5 亿美元,主要用于新建两座数据中心。", ROTH)
CLOUD = evidence("Nimbus 云业务营收为 12 亿美元,同比增长 18%,摩根大通(J.P. Morgan)已成为客户。", LIN)


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Full-year capital expenditure is expected to be $300 million to $350 million.", CAPEX),
        ("Nimbus revenue was $1.2 billion, up 18% year over year.", CLOUD),
        ("Mei Lin said Nimbus grew 18%.", CLOUD),
        ("J.P. Morgan has become a customer of Nimbus.", CLOUD),
        ("Starsea's cloud revenue was $1.2 billion.", CLOUD),
    ],
)
def test_faithful_statements_pass(statement: str, cited: object) -> None:
    assert verify(statement, "en", [cited], NAMES).problems == ()  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Capital expenditure is expected to be $3 billion to $3.5 billion.", CAPEX),  # scale
        ("Capital expenditure is expected to be $300 million.", CAPEX),  # one end of a range as the figure
        ("Nimbus revenue was 1.2 billion yuan.", CLOUD),  # currency
        ("Nimbus revenue was $1.2 billion, up 28%.", CLOUD),  # digit
        ("Nimbus revenue was $1.2 billion in Q3 2024.", CLOUD),  # period
        ("Cirrus revenue was $1.2 billion.", CLOUD),  # wrong product, opening the sentence
        ("Revenue at Cirrus Cloud was $1.2 billion.", CLOUD),  # wrong product
        ("Tim Cook said Nimbus grew 18%.", CLOUD),  # somebody who never spoke
        ("Paul Roth said Nimbus grew 18%.", CLOUD),  # somebody else's words
        ("Goldman Sachs has become a customer of Nimbus.", CLOUD),  # wrong firm
    ],
)
def test_unfaithful_statements_fail(statement: str, cited: object) -> None:
    assert verify(statement, "en", [cited], NAMES).problems  # type: ignore[list-item]


def test_chinese_statements() -> None:
    assert verify("Nimbus 云业务营收 12 亿美元。", "zh", [CLOUD], NAMES).passed
    assert not verify("Cirrus 云业务营收 12 亿美元。", "zh", [CLOUD], NAMES).passed
    assert not verify("罗斯表示 Nimbus 增长 18%。", "zh", [CLOUD], NAMES).passed


def test_this_year_is_understood_by_the_date_of_the_call() -> None:
    told = evidence("预计今年推出 Nimbus 2。")
    call = Moment((2025, 4), dt.date(2026, 2, 5))
    assert verify("Nimbus 2 is expected in 2026.", "en", [told], NAMES, {"t": call}).passed
    assert not verify("Nimbus 2 is expected in 2025.", "en", [told], NAMES, {"t": call}).passed


def test_each_call_is_understood_by_its_own_date() -> None:
    told, later = evidence("预计今年推出 Nimbus 2。"), evidence("本季度营收 12 亿美元。", start=100)
    later = replace(later, passage=replace(later.passage, transcript_id="u"))
    moments = {"t": Moment((2024, 4), dt.date(2025, 2, 6)), "u": Moment((2025, 3), dt.date(2025, 10, 30))}
    assert verify("Revenue was $1.2 billion in Q3 2025.", "en", [told, later], NAMES, moments).passed
    assert verify(
        "Nimbus 2 is expected in 2025; Q3 2025 brought $1.2 billion.", "en", [later, told], NAMES, moments
    ).passed
    assert not verify("Revenue was $1.2 billion in Q4 2024.", "en", [told, later], NAMES, moments).passed


def test_two_people_of_one_name_in_two_calls_are_not_confused() -> None:
    here = Speaker("陈安", Kind.EXECUTIVE, "海岸首席执行官", "海岸", ("Andrew Chen",), ("ceo",))
    names = replace(NAMES, speakers=(*NAMES.speakers, here), by_call={"t": SPEAKERS, "u": (here,)})
    said = evidence("我们有 100 台。", here)
    said = replace(said, passage=replace(said.passage, transcript_id="u"))
    assert verify("Andrew Chen has 100 units.", "en", [said], names).passed
    assert not verify("An Chen of 高盛 has 100 units.", "en", [said], names).passed


def test_a_statement_without_citation_fails() -> None:
    assert not verify("Revenue was $1.2 billion.", "en", [], NAMES).passed


def test_a_name_is_looked_up_in_translation() -> None:
    told = evidence("我们在意大利开设了 12 家门店。")
    assert not verify(
        "They opened 12 stores in Ruritania.", "en", [told], NAMES, translate_term=lambda _: "卢里塔尼亚"
    ).passed
    assert verify("They opened 12 stores in Bel Paese.", "en", [told], NAMES, translate_term=lambda _: "意大利").passed


def test_names_in_leaves_ordinary_words() -> None:
    assert names_in("The CFO said Q4 revenue at Nimbus Cloud rose in the United Kingdom.", "en") == [
        "Nimbus Cloud",
        "United Kingdom",
    ]


def test_a_name_that_holds_the_companys_is_another_name() -> None:
    quote = evidence("Search grew 15%.", LIN)
    assert check_names("Starsea Cloud grew 15%.", "en", [quote], NAMES)
    assert not check_names("Starsea grew 15%.", "en", [quote], NAMES)


def test_a_verb_is_nobodys_name() -> None:
    will = Speaker("Will Price", Kind.ANALYST, "analyst", "Orion", ("Will", "Price"), ("analyst",))
    names = replace(NAMES, speakers=(*SPEAKERS, will))
    quote = evidence("营收将增长 15%。", LIN)
    assert not check_names("Revenue will grow 15% on price.", "en", [quote], names)
    assert check_names("Will expects growth of 15%.", "en", [quote], names)
