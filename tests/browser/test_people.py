"""For everybody: languages, themes, widths, keyboard, contrast."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import NewApp
from tests.browser.driver import WAIT, App

pytestmark = pytest.mark.browser
CHINESE = "AWS 的未完成订单是多少?"


def test_the_interface_follows_the_browser_and_can_be_switched(new_app: NewApp) -> None:
    app = new_app(locale="zh-CN")
    page = app.page
    expect(page.get_by_role("button", name="新对话")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.get_by_role("button", name="切换到英文").click()
    expect(page.get_by_role("button", name="New chat")).to_be_visible(timeout=WAIT)
    app.reload()
    expect(page.get_by_role("button", name="New chat")).to_be_visible()
    app.ready()
    page.locator("[data-do=settings]").click()
    page.get_by_label("Interface").select_option("zh")
    expect(page.get_by_role("button", name="新对话")).to_be_visible(timeout=WAIT)


def test_answers_come_in_the_language_that_was_set(app: App) -> None:
    page = app.page
    page.locator("[data-do=settings]").click()
    page.get_by_label("Answers in").select_option("zh")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    exchange = app.ask("How fast did Azure grow?")
    expect(exchange.locator(".tc-said")).to_contain_text("这些电话会")


def test_dark_by_the_system_and_by_choice(new_app: NewApp) -> None:
    app = new_app(color_scheme="dark")
    ground = "getComputedStyle(document.querySelector('.tc-app')).backgroundColor"
    assert app.page.evaluate(ground) == "rgb(22, 24, 27)"
    app.page.get_by_role("button", name="Light or dark").click()
    assert app.page.evaluate(ground) == "rgb(255, 255, 255)"
    app.reload()
    assert app.page.evaluate(ground) == "rgb(255, 255, 255)"


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_nothing_is_cut_off(new_app: NewApp, width: int) -> None:
    app = new_app(width=width)
    page = app.page
    exchange = app.ask(CHINESE)
    exchange.locator(".tc-chip").last.click()
    expect(page.locator(".tc-reader mark")).to_be_in_viewport(timeout=WAIT)
    page.keyboard.press("Escape")
    for link in ("read", "library", "ask"):
        page.locator(f"[data-link={link}]").click()
        expect(page.locator(f"section[data-view={link}]")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        wide = page.evaluate(
            "[...document.querySelectorAll('.tc-scroll')].filter(n => n.offsetParent && n.scrollWidth > n.clientWidth).length"
        )
        assert wide == 0
    if width < 860:
        expect(page.get_by_role("button", name="New chat")).to_be_hidden()
        page.get_by_role("button", name="Menu").click()
        page.get_by_role("button", name="New chat").click()
        expect(page.get_by_role("button", name="New chat")).to_be_hidden()
        expect(page.locator("#tc-question")).to_be_focused()


def test_the_keyboard_alone(app: App) -> None:
    page = app.page
    page.locator("body").press("/")
    expect(page.locator("#tc-question")).to_be_focused()
    page.keyboard.type("AWS 的未完成订单是多少?")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("谢谢")
    assert "\n" in page.locator("#tc-question").input_value()
    page.keyboard.press("Enter")
    exchange = app.answered(0)
    page.locator(".tc-brand").focus()
    reached: set[str] = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "document.activeElement.className.split(' ')[0] + '/' + (document.activeElement.dataset.do || '')"
            )
        )
        if page.evaluate("document.activeElement.classList.contains('tc-chip')"):
            break
    expect(exchange.locator(".tc-card").first).to_be_visible()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(".tc-reader mark")).to_be_visible(timeout=WAIT)
    expect(page.locator(".tc-reader-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".tc-reader")).to_be_hidden()
    expect(exchange.locator(".tc-chip").first).to_be_focused()
    assert {"tc-button/new-chat", "tc-button/edit"} <= reached


def serious(app: App) -> list[dict[str, Any]]:
    """What axe-core finds that is serious or critical, as (rule, nodes)."""
    found = Axe().run(app.page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        {"rule": v["id"], "nodes": [(n["target"], n.get("failureSummary", "")[:300]) for n in v["nodes"][:4]]}
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(("scheme", "locale", "width"), [("light", "en-US", 1440), ("dark", "zh-CN", 360)])
def test_axe_finds_nothing_serious(new_app: NewApp, scheme: str, locale: str, width: int) -> None:
    app = new_app(color_scheme=scheme, locale=locale, width=width)
    page = app.page
    assert serious(app) == []
    exchange = app.ask(CHINESE)
    exchange.locator(".tc-badge").first.click()
    exchange.locator(".tc-found summary").click()
    assert serious(app) == []
    exchange.locator(".tc-chip").last.click()
    expect(page.locator(".tc-reader mark")).to_be_visible(timeout=WAIT)
    assert serious(app) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    app.open("#/read?q=AWS").reload()
    expect(page.locator(".tc-doc .tc-turn").first).to_be_visible(timeout=WAIT)
    assert serious(app) == []
    page.locator("[data-link=library]").click()
    expect(page.locator(".tc-table")).to_be_visible(timeout=WAIT)
    assert serious(app) == []
    page.locator("[data-do=settings]").click()
    expect(page.locator(".tc-status")).to_be_visible(timeout=WAIT)
    assert serious(app) == []
