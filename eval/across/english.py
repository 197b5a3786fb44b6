"""An English call of the invented library, in the layout of speaker lines with titles."""

from __future__ import annotations

import random

from eval.across.companies import Quarter
from eval.across.texts import Line, Said, Script, line

ORDINALS = ("first", "second", "third", "fourth")
_ANALYSTS = (
    ("Gwendolyn Sharpe", "Quillfeather Securities"), ("Rashid Benmoussa", "Tidegate Research"), ("Marcus Oyelaran", "Copperlane Partners"),
    ("Helene Strand", "Harrow & Stane"), ("Tobias Wexler", "Northbank Capital"), ("Ingrid Pallas", "Fenwick Markets"),
    ("Samuel Adeyemi", "Lakeshore Equity"), ("Yolanda Crane", "Birch Hill Securities"),
)  # fmt: skip
_REGIONS = ("Europe", "Southeast Asia", "Latin America", "the Middle East")
_EVENTS = (
    "entered pilot production in {site}", "shipped to its first thirty customers", "received certification for use in hospitals",
    "passed its ten-thousandth installation", "moved to volume production in {site}", "won the design award of the trade fair in Hanover",
    "is now sold through four hundred dealers", "was certified for temperatures down to minus forty degrees",
)  # fmt: skip
_REASONS = {
    True: ("a better mix", "lower freight rates", "price increases"),
    False: ("higher input costs", "start-up costs in {site}", "a weaker mix"),
}


def money(millions: int) -> str:
    """ "$820 million", "$1.33 billion"."""
    return f"${millions / 1000:.2f} billion" if millions >= 1000 else f"${millions} million"


def script(q: Quarter) -> Script:
    """The whole call."""
    rng = random.Random(f"across/{q.key}/text")  # noqa: S311 - the same text every time
    company, (year, number) = q.company, q.fiscal
    (first, second), ceo, cfo = company.products, company.ceo[0], company.cfo[0]
    following = f"{ORDINALS[q.following[1] - 1]} quarter of fiscal {q.following[0]}"
    analysts = rng.sample(_ANALYSTS, 3)
    region = _REGIONS[q.region]
    up = "up" if q.region_growth > 0 else "down"
    rose = "improved" if q.margin_change > 0 else "fell"
    reason = rng.choice(_REASONS[q.margin_change > 0]).format(site=company.site)
    capex = f"{money(q.capex_low)} to {money(q.capex_high)}"
    if q.capex_before is None:
        guidance = f"For fiscal {q.guided_year} we expect capital expenditures of {capex}."
    elif q.capex_before == (q.capex_low, q.capex_high):
        guidance = f"We maintain our capex guidance for fiscal {q.guided_year} at {capex}."
    else:
        verb = "raise" if q.capex_low > q.capex_before[0] else "lower"
        before = f"{money(q.capex_before[0])} to {money(q.capex_before[1])}"
        guidance = f"We {verb} our capex guidance for fiscal {q.guided_year} to {capex}, from {before}."
    intro = Said("Operator", [
        line(f"Good afternoon, and welcome to the {company.name} {ORDINALS[number - 1]} quarter fiscal {year} earnings conference call."),
        line("All lines are muted, and a question-and-answer session will follow the prepared remarks."),
        line(f"I will now hand over to {ceo}."),
    ])  # fmt: skip
    chief = Said(f"{ceo} -- Chief Executive Officer", [
        line(rng.choice(["Thank you, and good afternoon, everyone.", "Thanks, operator, and thank you all for joining us."])),
        line(f"Revenue in the quarter was {money(q.revenue)}, {q.growth}% more than a year ago.", "revenue"),
        line(f"The {first} {_EVENTS[q.event].format(site=company.site)}, and customers tell us that it saves them a shift a week.", "event"),
        line(rng.choice([
            f"We shipped {q.shipped:,} {company.unit} in the quarter, and the {second} made up about a third of that.",
            f"Shipments reached {q.shipped:,} {company.unit}, a third of them for the {second}.",
        ]), "shipped"),
        line(f"{q.customer} placed an order for {q.order:,} {company.unit}, the largest single order of the quarter.", "customer"),
        line(f"Backlog stood at {money(q.backlog)} at the end of the quarter, compared with {money(q.backlog_before)} three months earlier.", "backlog"),
        line(f"Lead times for {company.component} went from {q.lead_time_before} weeks to {q.lead_time} weeks.", "lead_time"),
        line(f"In {region} orders were {up} {abs(q.region_growth)}%, while our home market was steady.", "region"),
        line(f"We ended the quarter with {q.headcount:,} employees, and we plan to hire another {q.hires} people this year.", "headcount"),
        line(rng.choice(["With that, let me turn to the numbers.", f"{cfo} will take you through the numbers."])),
    ])  # fmt: skip
    finance = Said(f"{cfo} -- Chief Financial Officer", [
        line(f"Gross margin was {q.gross_margin}%, which {rose} by {abs(q.margin_change)} basis points because of {reason}.", "gross_margin"),
        line(f"Operating income came to {money(q.operating_income)}, and free cash flow was {money(q.free_cash_flow)}.", "operating_income"),
        line(f"Capital expenditure was {money(q.capex)} in the quarter, most of it for the plant in {company.site}.", "capex"),
        line(guidance, "capex_guidance"),
        line(f"Research and development took {q.research}% of revenue.", "research"),
        line(f"We spent {money(q.buyback)} on share repurchases.", "buyback"),
        line(f"Tariffs cost us {money(q.tariff)} in the quarter, of which we passed on about {q.passed_on}% to customers.", "tariff"),
        line(
            f"For the {following} we expect revenue of {money(q.next_low)} to {money(q.next_high)} and a gross margin of {q.next_margin[0]}% to {q.next_margin[1]}%.",
            "next_guidance",
        ),
        line("Operator, we are ready for questions."),
    ])  # fmt: skip
    turns = [intro, chief, finance]
    topics = _questions(q, ceo, cfo)
    for i, ((name, firm), (ask, answers)) in enumerate(zip(analysts, topics, strict=True)):
        opening = "Our first question" if i == 0 else "The next question"
        turns.append(Said("Operator", [line(f"{opening} comes from {name} with {firm}. Please go ahead.")]))
        turns.append(Said(f"{name} -- {firm} -- Analyst", ask))
        turns += answers
    turns.append(
        Said(
            "Operator",
            [line("There are no further questions. This concludes today's conference call. You may disconnect.")],
        )
    )
    head = f"{company.name} (NYSE: {company.ticker})\nQ{number} {year} Earnings Call\n{q.date:%b} {q.date.day}, {q.date.year}, 5:00 p.m. ET"
    return Script(head, tuple(turns), heads="line", sections=("Prepared Remarks:", "Questions and Answers:"))


def _questions(q: Quarter, ceo: str, cfo: str) -> list[tuple[list[Line], list[Said]]]:
    second = q.company.products[1]
    chief, finance = f"{ceo} -- Chief Executive Officer", f"{cfo} -- Chief Financial Officer"
    utilization = Said(chief, [
        line(f"Our plant in {q.company.site} ran at {q.utilization}% utilization in the quarter, and we see no need for a second one.", "utilization"),
        line("What limits us is skilled labor on the night shift."),
    ])  # fmt: skip
    price = [line(f"We raised list prices by {q.price}% at the start of the quarter, and they held.", "price")]
    if not q.unanswered[1]:
        price.append(
            line(
                f"On competition, two Asian rivals entered the market for the {second}, and we have not lost an account to them.",
                "competition",
            )
        )
    stock = [
        line(f"Inventory stood at {q.days_of_stock} days of sales, and we are comfortable with that.", "inventory")
    ]
    if not q.unanswered[2]:
        stock.append(
            line(
                "As for acquisitions, we look at two or three small targets a year, and nothing is imminent.",
                "acquisitions",
            )
        )
    return [
        ([line(f"Good afternoon. How full is the plant in {q.company.site}, and do you need another one?")], [utilization]),
        (
            [line("Thanks for taking my questions."), line(f"How did your list prices develop, and do you see new competitors for the {second}?", "competition_question")],
            [Said(chief, price)],
        ),
        (
            [line("I have two questions."), line("What is the level of inventory that you are comfortable with?"), line("And are you considering acquisitions with the cash you have?", "acquisitions_question")],
            [Said(finance, stock)],
        ),
    ]  # fmt: skip
