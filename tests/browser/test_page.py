from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def ask(page: Page, question: str, speaker: str = "") -> None:
    page.locator("#speaker textarea, #speaker input").first.fill(speaker)
    box = page.locator("#question textarea, #question input").first
    box.fill(question)
    page.get_by_role("button", name="Ask / 提问").click()


def test_ask_in_english(page: Page) -> None:
    ask(page, "what did Jassy say about Trainium3 supply")
    answer = page.locator("#answer")
    expect(answer).to_contain_text("Trainium3 芯片供应都将被预订一空", timeout=60_000)
    expect(answer).to_contain_text("Andy Jassy (安迪・贾西), 亚马逊首席执行官")
    expect(answer).to_contain_text("prepared remarks · turn 3")
    expect(page.locator("#passages li")).not_to_have_count(0)


def test_ask_in_chinese_with_the_keyboard(page: Page) -> None:
    box = page.locator("#question textarea, #question input").first
    box.fill("AWS 的未完成订单是多少?")
    box.press("Enter")
    expect(page.locator("#answer")).to_contain_text("2440 亿美元", timeout=60_000)
    expect(page.locator("#answer")).to_contain_text("第 23 段发言")


def test_a_refusal_says_why(page: Page) -> None:
    ask(page, "What did Tim Cook say about Trainium3?")
    expect(page.locator("#answer")).to_contain_text("Tim Cook neither speaks nor is mentioned", timeout=60_000)


def test_bad_input_is_one_sentence(page: Page) -> None:
    ask(page, "margins?", speaker="Nobody At All")
    alert = page.locator("#answer [role=alert]")
    expect(alert).to_contain_text("Nobody called", timeout=60_000)
    ask(page, "")
    expect(alert).to_contain_text("The question is empty", timeout=60_000)


def test_markup_in_a_question_is_text(page: Page) -> None:
    ask(page, "AWS <img src=x onerror=\"document.title='owned'\"> 收入")
    expect(page.locator("#answer")).not_to_be_empty(timeout=60_000)
    page.wait_for_timeout(500)
    assert page.title() == "TurnCite"
    assert page.locator("#answer img, #passages img").count() == 0


def test_no_request_leaves_the_machine(page: Page) -> None:
    ask(page, "AWS 的未完成订单是多少?")
    expect(page.locator("#answer")).to_contain_text("2440 亿美元", timeout=60_000)
    hosts = {urlsplit(url).hostname for url in page.requests_seen if not url.startswith(("data:", "blob:"))}  # type: ignore[attr-defined]
    assert hosts == {"127.0.0.1"}


def test_an_answer_is_saved_as_a_test(page: Page, library_home: Path) -> None:
    ask(page, "AWS 的未完成订单是多少?")
    expect(page.locator("#answer")).to_contain_text("2440 亿美元", timeout=60_000)
    expect(page.locator("#answer .tc-is-draft")).to_have_count(0)
    page.locator("#expected textarea, #expected input").first.fill("2440 亿美元")
    page.get_by_role("button", name="Save as test").click()
    expect(page.locator("#saved")).to_contain_text("cases.jsonl", timeout=30_000)
    (case,) = map(json.loads, (library_home / "cases.jsonl").read_text(encoding="utf-8").splitlines())
    assert case["question"] == "AWS 的未完成订单是多少?"
    assert case["answerable"] is True


@pytest.mark.parametrize("width", [360, 768, 1920])
def test_nothing_is_cut_off(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    ask(page, "what did Jassy say about Trainium3 supply")
    expect(page.locator("#answer")).to_contain_text("Trainium3", timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
