"""The invented library and its questions: every call is read as it was written, every question leads to its calls."""

from __future__ import annotations

from functools import cache

import pytest

from assistant.choosing import Call, choose
from eval.across.companies import COMPANIES, QUARTERS
from eval.across.library import InventedCall, invented_calls
from eval.bench_across import Asked, Outcome, questions, summary
from index.formats import parse


@cache
def calls() -> dict[str, InventedCall]:
    return {call.key: call for call in invented_calls()}


@cache
def library() -> tuple[Call, ...]:
    read = {key: parse(call.script.text(), None) for key, call in calls().items()}
    return tuple(Call(key, transcript.metadata, transcript.speakers) for key, transcript in read.items())


def test_every_call_is_read_as_it_was_written() -> None:
    assert len(calls()) == len(COMPANIES) * QUARTERS >= 100
    for call in library():
        quarter = calls()[call.id].quarter
        assert (call.metadata.fiscal_year, call.metadata.fiscal_quarter) == quarter.fiscal, call.id
        assert call.metadata.date == quarter.date
        assert {s.name for s in call.speakers} >= {quarter.company.ceo[0], quarter.company.cfo[0]}


def test_the_library_is_always_the_same() -> None:
    again = {call.key: call.script.text() for call in invented_calls()}
    assert again == {key: call.script.text() for key, call in calls().items()}


@pytest.mark.parametrize("asked", questions(), ids=lambda asked: asked.id)
def test_a_question_leads_to_its_calls(asked: Asked) -> None:
    choice = choose(asked.question, library())
    assert {call.id for call in choice.calls} == set(asked.calls), choice.refusal or choice.understood
    assert choice.settled == bool(asked.calls)
    for key in asked.calls:
        assert asked.fact in calls()[key].script.facts()


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("Halvorn's tariff bill, 3Q25", "halvorn-2025q3"),
        ("Brightwater Q2'24 buybacks?", "brightwater-2024q2"),
        ("how did Tessaly's gross margin do in the most recent quarter", "tessaly-2025q4"),
        ("Norrland - what revenue range did they guide to for the coming quarter", "norrland-2025q4"),
        ("On Ambergris' Q2 2025 call, how big was the order from the largest customer?", "ambergris-2025q2"),
        ("When Castellan reported its fiscal third quarter of 2025, what was inventory?", "castellan-2025q3"),
        ("According to Quillon's CFO in FY2025 Q4, how much was spent on R&D?", "quillon-2025q4"),
        ("Was Brightwater's backlog higher in Q4 2025 than in Q4 2024?", "brightwater-2025q4 brightwater-2024q4"),
        ("Which company, Halvorn or Tessaly, had the higher gross margin in Q1 2024?", "halvorn-2024q1 tessaly-2024q1"),
        ("What did Lucia Ferrante say about free cash flow in the call held in November 2024?", "brightwater-2024q3"),
        ("Show me BRWP capex for the first half of 2025", "brightwater-2025q1 brightwater-2025q2"),
        (
            "What have Norrland's lead times been over the last four quarters?",
            "norrland-2025q1 norrland-2025q2 norrland-2025q3 norrland-2025q4",
        ),
        ("What did analysts ask Halvorn about competition in Q2 2024?", "halvorn-2024q2"),
        ("Did Tessaly mention Copperfield Group in Q1 2025?", "tessaly-2025q1"),
        ("What does Qing Lu expect for gross margin next quarter?", "xinglan-2025q4"),
        ("云杉汽车二〇二五年三季报里的关税成本", "yunshan-2025q3"),
        ("禾川2025Q2的研发占比", "hechuan-2025q2"),
        ("请问澜境医药去年三季度的员工人数?", "lanjing-2025q3"),
        ("星澜今年一季度的资本支出指引(电话会上给出的)是多少", "xinglan-2025q4"),
        ("铁岭重工最新财报里在手订单多少?", "tieling-2026q3"),
        ("光屿能源和书墨网络 2024 年第二季度谁的毛利率更高?", "guangyu-2024q2 shumo-2024q2"),
        ("秦川在最近一次业绩会上怎么谈回购?", "guangyu-2025q4"),
        ("书墨网络过去两个季度的库存天数", "shumo-2025q3 shumo-2025q4"),
        ("比亚迪在2025年第三季度的毛利率是多少?", ""),
        ("What did Tesla say about tariffs in Q3 2025?", ""),
        ("What was Halvorn's revenue in fiscal 2023?", ""),
        ("贝宁科技上季度营收?", ""),
        ("Tessaly Diagnostics, Q3 FY2026: gross margin?", ""),
        ("What did Paul Rothman say about capex in calendar Q3 2024?", "castellan-2025q1"),
        ("Halvorn guidance for full-year 2026 capex", "halvorn-2025q4"),
        ("Summarise what Beatrice Quaye told analysts about tariffs in her Q3 2025 remarks", "norrland-2025q3"),
        ("Tell me Ambergris's Q4 FY25 order backlog", "ambergris-2025q4"),
        ("What margin does Tessaly expect in the quarter after Q1 2025?", "tessaly-2025q1"),
        (
            "Has Brightwater's lead time for castings improved since Q2 2025?",
            "brightwater-2025q2 brightwater-2025q3 brightwater-2025q4",
        ),
        (
            "Between Q3 2024 and Q1 2025, what did Halvorn say about hiring?",
            "halvorn-2024q3 halvorn-2024q4 halvorn-2025q1",
        ),
        ("Castellan's latest gross margin", "castellan-2026q3"),
        ("what was quillon's r&d share in fy26 q1", "quillon-2026q1"),
        (
            "Is Norrland's capex guidance for fiscal 2025 still the same in the third quarter call of 2025?",
            "norrland-2025q3",
        ),
        ("Which of Halvorn and Brightwater bought back more stock in Q4 2025?", "halvorn-2025q4 brightwater-2025q4"),
        ("From the 2025 Q1 transcript of TSLD: how many readers were shipped?", "tessaly-2025q1"),
        ("In February 2025, what did Leopold Varga say about customers?", "ambergris-2024q4"),
        ("What did 沈岚 say about free cash flow in Q4 2024?", "xinglan-2024q4"),
        ("问一下云杉汽车2024财年第四季度的出货量", "yunshan-2024q4"),
        ("方舟上一次电话会对需求怎么看", "guangyu-2025q4"),
        ("300655.SZ在2025年第四季度的毛利率", "shumo-2025q4"),
        ("禾川食品与书墨网络2024年一季度研发投入占比对比", "hechuan-2024q1 shumo-2024q1"),
        ("星澜科技从2025年一季度到三季度毛利率怎么变化", "xinglan-2025q1 xinglan-2025q2 xinglan-2025q3"),
        ("韩墨在去年的电话会里提到过并购吗", "lanjing-2025q1 lanjing-2025q2 lanjing-2025q3 lanjing-2025q4"),
        ("铁岭重工2025年全年资本支出指引是多少?", "tieling-2024q4 tieling-2025q1 tieling-2025q2 tieling-2025q3"),
        ("Tessaly 2025年第一季度电话会上对下季度毛利率的预期", "tessaly-2025q1"),
        ("Did Nvidia raise prices in Q3 2025?", ""),
        ("Vellum Systems Q2 2025 tariffs", ""),
        ("华为在2025年一季度的研发投入是多少?", ""),
        ("Halvorn Q1 2027 call: tariffs?", ""),
        ("书墨网络2023年第四季度的产能利用率", ""),
        ("Did Anna Roth lower the capex guidance in the Q2 2025 call?", "halvorn-2025q2"),
        ("tessaly q3 fy25 inventory days", "tessaly-2025q3"),
        ("What is the most recent lead time that Brightwater quotes for castings?", "brightwater-2025q4"),
        ("How did Halvorn's outlook for 2025 evolve?", "halvorn-2024q4 halvorn-2025q1 halvorn-2025q2 halvorn-2025q3"),
        ("For Q2 of fiscal 2026, what revenue is Quillon guiding to?", "quillon-2026q1"),
        ("What was said on Norrland's first-quarter 2024 call regarding repurchases?", "norrland-2024q1"),
        ("In its third quarter 2024 results, did Ambergris mention new competitors?", "ambergris-2024q3"),
        (
            "Who are the new rivals of Castellan's Larder frozen range according to the FY25 Q4 call?",
            "castellan-2025q4",
        ),
        ("Give me Brightwater's and Norrland's tariffs for Q1 2025", "brightwater-2025q1 norrland-2025q1"),
        ("How many people did Tessaly plan to hire as of Q4 2024?", "tessaly-2024q4"),
        ("Was HLVR's price increase in Q2 2024 accepted by customers?", "halvorn-2024q2"),
        ("What did Victor Hallstrom say two quarters ago about buybacks?", "quillon-2025q4"),
        ("Compare Quillon's last two calls on capex guidance", "quillon-2026q1 quillon-2026q2"),
        ("星澜科技三季报(2024年)的库存天数", "xinglan-2024q3"),
        ("禾川食品 24Q4 员工人数", "hechuan-2024q4"),
        ("2025年第一季度,澜境医药的首席执行官怎么评价竞争?", "lanjing-2025q1"),
        ("书墨网络在二〇二四年四季度业绩会上对下季营收的指引", "shumo-2024q4"),
        ("光屿能源管理层最近怎么谈产能利用率", "guangyu-2025q4"),
        ("马成岳2026财年第三季度说的最大订单", "tieling-2026q3"),
        ("Quillon 2024年第四财季资本支出", "quillon-2024q4"),
        ("宁远半导体2025年二季度毛利率", ""),
        ("What tariffs did Orbital Dynamics Inc. report for Q2 2025?", ""),
        ("How did Apple describe tariffs in the June quarter of 2025?", ""),
        ("What did Halvorn's Anna Roth say in Q1 2021?", ""),
        ("特斯拉上季度交付了多少辆?", ""),
        ("Norrland 2Q22 gross margin", ""),
    ],
)
def test_other_ways_to_say_it(question: str, keys: str) -> None:
    """No keys: the library has no such call, and says so."""
    choice = choose(question, library())
    assert {call.id for call in choice.calls} == set(keys.split()), choice.refusal or choice.understood
    assert choice.settled == bool(keys)


def test_the_figures_of_a_run() -> None:
    asked = [Asked(id="a", lang="en", question="?", calls=("x", "y")), Asked(id="b", lang="en", question="?", calls=())]
    good = Outcome("a", "?", True, True, "", (1, None), (None, None), True)
    refused = Outcome("b", "?", False, True, "no", (), ())
    found = summary([good, refused], asked, 3)
    assert (found.recall, found.blind_recall, found.refused, found.passes) == (0.5, 0.0, 1, False)
