"""The proof: a citation opens the call at its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewApp
from tests.browser.driver import WAIT, App
from tests.browser.test_ask import CHINESE, ENGLISH

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("question", [ENGLISH, CHINESE])
def test_a_citation_opens_the_call_at_its_exact_words(app: App, question: str, seed_path: Path) -> None:
    source = seed_path.read_text(encoding="utf-8")
    page, exchange = app.page, app.ask(question)
    chips = exchange.locator(".tc-chip")
    for number in range(chips.count()):
        chip = chips.nth(number)
        start, end = (int(chip.get_attribute(f"data-{name}") or 0) for name in ("start", "end"))
        chip.click()
        mark = page.locator(".tc-reader mark")
        expect(mark).to_have_text(source[start:end], use_inner_text=False, timeout=WAIT)
        expect(mark).to_be_in_viewport()
        quoted = exchange.locator(".tc-statement").nth(number).locator(".tc-quoted")
        # The quote in the answer is the same words, followed by the chip and its card.
        assert (quoted.text_content() or "").startswith(mark.text_content() or "-")


def test_neighbouring_turns_are_there_and_more_on_demand(app: App) -> None:
    app.ask(CHINESE).locator(".tc-chip").last.click()
    turns = app.page.locator(".tc-reader .tc-turn")
    expect(turns).to_have_count(4)
    app.page.locator("[data-do=earlier]").click()
    expect(turns).to_have_count(9)
    expect(app.page.locator(".tc-reader mark")).to_have_count(1)


def test_a_link_opens_the_same_place_later(app: App, new_app: NewApp) -> None:
    app.ask(CHINESE).locator(".tc-chip").last.click()
    marked = app.page.locator(".tc-reader mark").text_content()
    link = app.page.url
    assert re.search(r"/#/transcript/[0-9a-f]{16}/turn/23/\d+-\d+$", link)
    other = new_app(path=link.split("/", 3)[3])
    expect(other.page.locator(".tc-reader mark")).to_have_text(marked or "-", use_inner_text=False)
    expect(other.page.locator(".tc-reader mark")).to_be_in_viewport()


def test_back_and_escape_close_the_reader(app: App) -> None:
    chip = app.ask(CHINESE).locator(".tc-chip").first
    reader = app.page.locator(".tc-reader")
    chip.click()
    expect(reader).to_be_visible(timeout=WAIT)
    app.page.go_back()
    expect(reader).to_be_hidden()
    chip.click()
    expect(reader).to_be_visible(timeout=WAIT)
    app.page.keyboard.press("Escape")
    expect(reader).to_be_hidden()
    expect(chip).to_be_focused()
    expect(app.page.locator(".tc-exchange")).to_have_count(1)


def test_a_quote_is_copied_with_its_source(new_app: NewApp) -> None:
    app = new_app(permissions=["clipboard-read", "clipboard-write"])
    app.ask(CHINESE).locator(".tc-chip").last.click()
    app.page.locator("[data-do=copy-quote]").click()
    expect(app.page.locator(".tc-toast")).to_have_text("Copied")
    copied = app.page.evaluate("navigator.clipboard.readText()")
    for part in ("2440 亿美元", "Andy Jassy", "Q4 2025", "turn 23"):
        assert part in copied
    app.page.locator("[data-do=copy-link]").click()
    expect(app.page.locator(".tc-toast")).to_be_visible()
    assert app.page.evaluate("navigator.clipboard.readText()") == app.page.url


def test_a_place_that_is_not_there_is_one_sentence(app: App) -> None:
    app.open("#/transcript/0123456789abcdef/turn/3")
    expect(app.page.locator(".tc-toast")).to_contain_text("holds no transcript")
    expect(app.page.locator(".tc-reader")).to_be_hidden()
