"""Asking: streamed answers, citations, badges, refusals, follow-ups."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewApp
from tests.browser.driver import WAIT, App

pytestmark = pytest.mark.browser
ENGLISH = "what did Jassy say about Trainium3 supply"
CHINESE = "AWS 的未完成订单是多少?"


def test_ask_in_english(app: App) -> None:
    exchange = app.ask(ENGLISH)
    first = exchange.locator(".tc-statement").first
    expect(first).to_contain_text("Andy Jassy (安迪・贾西), CEO")
    expect(first).to_contain_text("Prepared remarks · turn 3")
    expect(exchange).to_contain_text("Trainium")
    expect(exchange.locator(".tc-found li")).to_have_count(10)
    assert app.errors == []


def test_ask_in_chinese(new_app: NewApp) -> None:
    app = new_app(locale="zh-CN")
    exchange = app.ask(CHINESE)
    expect(exchange).to_contain_text("2440 亿美元")
    expect(exchange).to_contain_text("问答 · 第 23 段发言")
    expect(exchange.locator(".tc-badge").first).to_have_text("引文")


def test_a_citation_shows_its_source_to_pointer_and_keyboard(app: App) -> None:
    exchange = app.ask(CHINESE)
    chip = exchange.locator(".tc-chip").last
    card = exchange.locator(".tc-card").last
    expect(card).to_be_hidden()
    chip.hover()
    expect(card).to_be_visible()
    for part in ("安迪・贾西", "CEO", "Q&A", "turn 23", "2440 亿美元"):
        expect(card).to_contain_text(part)
    app.page.mouse.move(0, 0)
    expect(card).to_be_hidden()
    app.page.keyboard.press("Tab")
    chip.focus()
    app.page.keyboard.press("Shift+Tab")
    app.page.keyboard.press("Tab")
    expect(card).to_be_visible()
    app.page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_a_badge_says_why(app: App) -> None:
    statement = app.ask(CHINESE).locator(".tc-statement").first
    badge, why = statement.locator(".tc-badge"), statement.locator(".tc-why")
    expect(why).to_be_hidden()
    badge.click()
    expect(why).to_have_text("These are the speaker's own words, unchanged.")
    expect(badge).to_have_attribute("aria-expanded", "true")


def test_a_refusal_says_why_and_shows_what_is_nearest(app: App) -> None:
    exchange = app.ask("What did Tim Cook say about Trainium3?")
    expect(exchange).to_contain_text("Tim Cook neither speaks nor is mentioned")
    expect(exchange.locator(".tc-badge")).to_have_text("not found")
    other = app.ask("How fast did Azure grow?")
    expect(other.locator(".tc-found")).to_have_attribute("open", "")


def test_bad_input_is_one_sentence(app: App) -> None:
    app.open("#/?speaker=Nobody+At+All")
    exchange = app.ask("margins?")
    expect(exchange.locator("[role=alert]")).to_contain_text("Nobody called")


def test_a_follow_up_is_completed_from_the_chat(app: App) -> None:
    app.ask("贾西怎么看投资回报率?")
    second = app.ask("那首席财务官呢?")
    expect(second.locator(".tc-slot-notes")).not_to_be_empty()
    expect(second.locator(".tc-statement").first).to_contain_text("Brian Olsavsky")


def test_suggestions_ask(app: App) -> None:
    suggestion = app.page.locator(".tc-first .tc-suggestion").first
    question = suggestion.inner_text()
    suggestion.click()
    expect(app.answered(0).locator("h2")).to_have_text(question)
    follow = app.page.locator(".tc-slot-follow .tc-suggestion")
    expect(follow.first).to_be_visible()
    question = follow.first.inner_text()
    follow.first.click()
    expect(app.answered(1).locator("h2")).to_have_text(question)


def test_edit_and_retry_take_the_place_of_the_question(app: App) -> None:
    page = app.page
    app.ask(CHINESE)
    app.ask("Who asked about backlog?")
    page.locator(".tc-exchange").first.locator("[data-do=edit]").click()
    expect(page.locator("#tc-question")).to_have_value(CHINESE)
    page.locator("#tc-question").fill("毛利率是多少?")
    page.locator("#tc-question").press("Enter")
    expect(page.locator(".tc-exchange h2")).to_have_text(["毛利率是多少?"], timeout=WAIT)
    app.answered(0)
    page.locator("[data-do=retry]").first.click()
    expect(page.locator(".tc-state")).to_have_text("The answer is ready.", timeout=WAIT)
    expect(page.locator(".tc-exchange h2")).to_have_text(["毛利率是多少?"])
    app.reload()
    expect(page.locator(".tc-exchange h2")).to_have_text(["毛利率是多少?"])


def test_no_request_leaves_the_machine(app: App) -> None:
    app.ask(CHINESE)
    app.page.locator(".tc-chip").first.click()
    expect(app.page.locator(".tc-reader mark")).to_be_visible(timeout=WAIT)
    for view in ("read", "library"):
        app.page.locator(f"[data-link={view}]").click()
        expect(app.page.locator(f"section[data-view={view}]")).to_be_visible()
    app.page.locator("[data-do=settings]").click()
    expect(app.page.locator(".tc-status")).to_be_visible(timeout=WAIT)
    app.page.locator("[data-do=api]").click()
    expect(app.page.locator(".api-docs")).to_contain_text("/ask", timeout=WAIT)
    hosts = {urlsplit(url).hostname for url in app.requests if not url.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}
    headers = app.page.request.get(app.address).headers
    assert "default-src 'self'" in headers["content-security-policy"]


def test_the_first_load_is_quick(page: Page) -> None:
    """No time is asserted (machines differ); what makes it quick is: little is loaded, and nothing waits for a model."""
    loaded = page.evaluate("performance.getEntriesByType('resource').map(r => r.transferSize)")
    assert len(loaded) < 80
    assert sum(loaded) < 4_000_000
