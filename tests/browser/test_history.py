"""Chats: kept, searched, apart; feedback; export; saving as a test."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assistant import Assistant
from tests.browser.conftest import NewApp
from tests.browser.driver import WAIT, App
from tests.browser.here import library, served_here
from tests.fakes import write_call

pytestmark = pytest.mark.browser
CHINESE = "AWS 的未完成订单是多少?"


def test_chats_outlive_a_restart(new_app: NewApp, tmp_path: Path) -> None:
    home = library(tmp_path, write_call(tmp_path, "Calder"))
    question = "What did the CEO say about backlog?"
    with Assistant.open(home=home, llm="none") as assistant, served_here(assistant) as address:
        app = new_app(address)
        app.ask(question)
        owner, link = app.owner, app.page.url.split("#")[1]
    with Assistant.open(home=home, llm="none") as assistant, served_here(assistant) as address:
        app = new_app(address)
        app.page.evaluate("owner => localStorage.setItem('turncite.owner', owner)", owner)
        app.page.goto("about:blank")
        app.open(f"#{link}")
        expect(app.page.locator(".tc-exchange h2")).to_have_text(question, timeout=WAIT)
        expect(app.page.locator(".tc-slot-end")).not_to_be_empty()
        # The chat goes on where it stopped.
        second = app.ask("And the CFO?")
        expect(second.locator(".tc-slot-notes")).not_to_be_empty()


def test_one_browser_never_sees_the_chats_of_another(app: App, new_app: NewApp) -> None:
    app.ask(CHINESE)
    chat = app.page.url.split("/chat/")[1]
    other = new_app(path=f"#/chat/{chat}")
    expect(other.page.locator(".tc-chats")).to_have_text("No chats yet.")
    expect(other.page.locator(".tc-toast")).to_contain_text("This chat is not kept here.")
    expect(other.page.locator(".tc-exchange")).to_have_count(0)
    exchange = app.page.locator(".tc-exchange").get_attribute("data-exchange")
    for name, more in (("chat", {"chat": chat}), ("export", {"what": "exchange", "id": exchange, "form": "md"}),
                       ("rate", {"exchange": exchange, "rating": "down"}), ("remove_chat", {"chat": chat})):  # fmt: skip
        answer = app.call(name, {"ui": "en", "owner": other.owner, **more})
        assert "not kept here" in answer["error"]


def test_chats_are_searched_and_removed(app: App) -> None:
    page = app.page
    app.ask(CHINESE)
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".tc-exchange")).to_have_count(0)
    app.ask("How fast did Azure grow?")
    chats = page.locator(".tc-chats li")
    expect(chats).to_have_count(2)
    page.get_by_role("searchbox", name="Search chats").fill("2440 未完成订单")
    expect(chats).to_have_count(1, timeout=WAIT)
    chats.first.locator("a").click()
    expect(page.locator(".tc-exchange h2")).to_have_text(CHINESE)
    page.get_by_role("searchbox", name="Search chats").fill("")
    expect(chats).to_have_count(2, timeout=WAIT)
    chats.filter(has_text="未完成").hover()
    chats.filter(has_text="未完成").get_by_role("button", name="Remove this chat").click()
    expect(chats).to_have_count(1, timeout=WAIT)
    expect(page.locator(".tc-exchange")).to_have_count(0)


def test_thumbs_and_a_reason(app: App) -> None:
    exchange = app.ask(CHINESE)
    down = exchange.get_by_role("button", name="Bad answer")
    down.click()
    expect(down).to_have_attribute("aria-pressed", "true")
    exchange.get_by_label("What is wrong with it?").fill("too long")
    exchange.get_by_role("button", name="Save", exact=True).click()
    expect(exchange.locator(".tc-below")).to_have_text("Kept.")
    app.reload()
    expect(app.page.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "true")


def test_an_answer_is_saved_as_a_test(app: App, library_home: Path) -> None:
    exchange = app.ask(CHINESE)
    exchange.get_by_role("button", name="Save as test").click()
    exchange.get_by_role("button", name="Save", exact=True).click()
    expect(app.page.locator(".tc-toast")).to_contain_text("The case says nothing.")
    exchange.get_by_label("A right answer contains").fill("2440 亿美元")
    exchange.get_by_role("button", name="Save", exact=True).click()
    expect(exchange.locator(".tc-below")).to_contain_text("cases.jsonl", timeout=WAIT)
    lines = (library_home / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    case = json.loads(lines[-1])
    assert (case["question"], case["answerable"], case["must"]) == (CHINESE, True, [["2440 亿美元"]])


@pytest.mark.parametrize("form", ["Markdown", "CSV", "JSON"])
def test_export(app: App, form: str, seed_path: Path) -> None:
    import hashlib

    source = seed_path.read_text(encoding="utf-8")
    sha256 = hashlib.sha256(source.encode()).hexdigest()
    exchange = app.ask(CHINESE)
    exchange.locator(".tc-actions summary").click()
    with app.page.expect_download() as download:
        exchange.locator(".tc-actions").get_by_role("button", name=form).click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    if form == "JSON":
        (answer,) = json.loads(text)["answers"]
        for citation in answer["citations"]:
            assert source[citation["start"] : citation["end"]] == citation["quote"]
            assert citation["transcript_sha256"] == sha256
    elif form == "CSV":
        rows = list(csv.DictReader(io.StringIO(text)))
        for row in rows:
            assert source[int(row["start"]) : int(row["end"])] == row["quote"]
            assert (row["sha256"], row["question"]) == (sha256, CHINESE)
        assert any(row["speaker"] == "安迪・贾西" and row["turn"] == "23" for row in rows)
    else:
        assert sha256 in text
        assert "2440 亿美元" in text
        assert "turn 23" in text or "第 23 段发言" in text


def test_a_chat_is_exported_whole(app: App) -> None:
    app.ask(CHINESE)
    app.ask("How fast did Azure grow?")
    app.page.locator(".tc-chat-menu summary").click()
    with app.page.expect_download() as download:
        app.page.locator(".tc-chat-menu").get_by_role("button", name="JSON").click()
    answers = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))["answers"]
    assert [answer["question"] for answer in answers] == [CHINESE, "How fast did Azure grow?"]
