"""What a reader does with the page, in the words of a reader."""

from __future__ import annotations

from typing import Any, Self

from playwright.sync_api import Locator, Page, expect

WAIT = 60_000
"""Milliseconds for what needs the model or the index; a busy machine is slow."""


class App:
    """The page in one browser profile; `requests` and `errors` are everything it asked for and complained of."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def open(self, path: str = "") -> Self:
        self.page.goto(f"{self.address}/{path}")
        return self.ready()

    def reload(self) -> Self:
        self.page.reload()
        return self.ready()

    def ready(self) -> Self:
        self.page.locator(".tc-app.tc-ready").wait_for(timeout=WAIT)
        return self

    def start(self, question: str) -> None:
        self.page.locator("#tc-question").fill(question)
        self.page.locator("#tc-question").press("Enter")

    def ask(self, question: str) -> Locator:
        """Ask and wait; the exchange with its answer."""
        before = self.page.locator(".tc-exchange").count()
        self.start(question)
        return self.answered(before)

    def answered(self, number: int) -> Locator:
        exchange = self.page.locator(".tc-exchange").nth(number)
        expect(exchange.locator(".tc-slot-end")).not_to_be_empty(timeout=WAIT)
        return exchange

    def call(self, name: str, data: dict[str, Any]) -> Any:
        """Call one of the page's functions as its script does."""
        component = self.page.evaluate("window.gradio_config.components.find(c => c.type === 'html').id")
        body = {"data": data, "component_id": component, "fn_name": name, "session_hash": "test"}
        return self.page.request.post(f"{self.address}/gradio_api/component_server/", data=body).json()

    @property
    def owner(self) -> str:
        return str(self.page.evaluate("localStorage.getItem('turncite.owner')"))
