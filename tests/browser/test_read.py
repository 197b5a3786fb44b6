"""The whole call as a document, search in it, and filters."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewApp
from tests.browser.driver import WAIT, App

pytestmark = pytest.mark.browser


@pytest.fixture
def reading(app: App) -> App:
    app.page.locator("[data-link=read]").click()
    expect(app.page.locator(".tc-doc .tc-turn").first).to_be_visible(timeout=WAIT)
    return app


def test_the_call_is_a_document(reading: App) -> None:
    page = reading.page
    expect(page.locator(".tc-doc .tc-section")).to_have_text(["Article", "Prepared remarks", "Q&A"])
    expect(page.locator(".tc-doc .tc-turn")).to_have_count(25)
    first = page.locator(".tc-question").first
    expect(first.locator("h3")).to_have_text("Question 1 · Mark Mahaney")
    # The question and both answers to it stand together.
    expect(first.locator(".tc-turn header b")).to_have_text(
        ["Mark Mahaney (马克・马哈尼)", "Brian Olsavsky (布莱恩・奥尔萨夫斯基)", "Andy Jassy (安迪・贾西)"]
    )


def test_speakers_have_roles_and_shares(reading: App) -> None:
    shares = reading.page.locator(".tc-shares li")
    expect(shares.first).to_contain_text("Andy Jassy")
    expect(shares.first).to_contain_text("CEO · 7 turns")
    parts = [int(text.rstrip("%")) for text in shares.locator(".tc-share-head span").all_inner_texts()]
    assert 95 <= sum(parts) <= 105
    reading.page.locator(".tc-contents").get_by_text("Question 3").click()
    expect(reading.page.locator(".tc-question").nth(2).locator("h3")).to_be_in_viewport()


def test_search_shows_every_hit_in_context_counted_by_speaker(reading: App) -> None:
    page = reading.page
    page.get_by_role("searchbox", name="Search in the call").fill("Trainium3")
    page.get_by_role("button", name="Find").click()
    hits = page.locator(".tc-hit")
    expect(hits).to_have_count(6, timeout=WAIT)
    expect(page.locator(".tc-found-in-call .tc-note")).to_have_text("6 hits for “Trainium3”")
    expect(page.locator(".tc-doc mark")).to_have_text(["Trainium3"] * 6)
    expect(page.locator(".tc-shares li").first.locator(".tc-count")).to_have_text("5")
    hits.last.click()
    expect(page.locator(".tc-doc mark.tc-here")).to_be_in_viewport()
    page.get_by_role("button", name="Next hit").click()
    expect(page.locator(".tc-step-at")).to_have_text("1 / 6")
    assert "q=Trainium3" in page.url
    page.get_by_role("searchbox", name="Search in the call").fill("量子")
    page.keyboard.press("Enter")
    expect(page.locator(".tc-found-in-call")).to_have_text("“量子” does not occur in this call.")


def test_filters_narrow_stand_as_chips_and_are_kept_in_the_link(app: App, new_app: NewApp) -> None:
    page = app.page
    page.locator(".tc-filter-menu summary").click()
    page.get_by_label("Who", exact=True).select_option("analyst")
    page.get_by_label("Section").select_option("qa")
    expect(page.locator(".tc-filter-chip")).to_have_count(2)
    exchange = app.ask("投资回报率")
    lines = exchange.locator(".tc-found li .tc-who").all_text_contents()
    assert lines
    assert all("analyst" in line and "Q&A" in line for line in lines)
    link = page.url
    assert "kind=analyst" in link
    assert "section=qa" in link
    other = new_app(path="#/?" + link.split("?")[1])
    expect(other.page.locator(".tc-filter-chip")).to_have_count(2)
    page.get_by_role("button", name="Remove filter Who Analyst").click()
    expect(page.locator(".tc-filter-chip")).to_have_count(1)
    assert "kind=" not in page.url
