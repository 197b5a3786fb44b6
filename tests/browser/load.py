"""Several browsers that ask at once: `python -m tests.browser.load [--llm local] [--browsers 10]`.

Every one must get an answer to its own question or a place in the queue; prints waiting times and the memory used.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import psutil
from playwright.sync_api import sync_playwright

from assistant import Assistant
from tests.browser.conftest import FLAGS, chromium
from tests.browser.driver import App
from tests.browser.here import Model, served_here

QUESTIONS = (
    "what did Jassy say about Trainium3 supply",
    "AWS 的未完成订单是多少?",
    "How much does Amazon plan to spend on capital expenditure?",
    "广告收入增长了多少?",
    "What did the CFO say about operating margin?",
    "Rufus 有多少客户使用?",
    "Who asked about retail efficiency?",
    "Leo 计划发射多少次?",
    "How fast did Azure grow?",
    "什么时候电力产能翻倍?",
)
PATIENCE = 1800
"""Seconds until an answer is given up."""


@contextmanager
def peak_memory(into: list[float]) -> Iterator[None]:
    """Appends this process's largest resident set in MB while the block ran."""
    over, process = threading.Event(), psutil.Process()

    def watch() -> None:
        largest = 0
        while not over.wait(0.2):
            largest = max(largest, process.memory_info().rss)
        into.append(largest / 1e6)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def ask_all(address: str, browsers: int, rounds: int) -> list[tuple[str, str, float, int]]:
    """(question, answer, seconds, highest place in the queue) of each browser in each round."""
    path = chromium()
    results = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        apps = [App(browser.new_context().new_page(), address).open() for _ in range(browsers)]
        for _ in range(rounds):
            before = [app.page.locator(".tc-exchange").count() for app in apps]
            started = time.monotonic()
            for number, app in enumerate(apps):
                app.start(QUESTIONS[number % len(QUESTIONS)])
            done: dict[int, float] = {}
            places = [0] * browsers
            while len(done) < browsers and time.monotonic() - started < PATIENCE:
                for number, app in enumerate(apps):
                    state = app.page.locator(".tc-state").inner_text()
                    digits = "".join(filter(str.isdigit, state)) if "lace" in state else ""
                    places[number] = max(places[number], int(digits or 0))
                    end = app.page.locator(".tc-exchange").nth(before[number]).locator(".tc-slot-end > *")
                    if number not in done and end.count():
                        done[number] = time.monotonic() - started
                time.sleep(0.1)
            for number, app in enumerate(apps):
                exchange = app.page.locator(".tc-exchange").nth(before[number])
                question = exchange.locator("h2").inner_text() if exchange.count() else ""
                text = exchange.inner_text() if number in done else ""
                assert question == QUESTIONS[number % len(QUESTIONS)], "an answer crossed over"
                results.append((question, text, done.get(number, float("inf")), places[number]))
        browser.close()
    return results


@click.command()
@click.option("--llm", default="scripted", show_default=True, help="scripted, none, local or auto.")
@click.option("--browsers", default=10, show_default=True)
@click.option("--rounds", default=2, show_default=True, help="The second shows whether memory grows.")
def main(llm: str, browsers: int, rounds: int) -> None:
    """Ask from all browsers at once and report."""
    with tempfile.TemporaryDirectory() as home:
        model = Model() if llm == "scripted" else None
        if model is not None:
            model.delay = 0.2
        options = {"model": model} if model is not None else {"llm": llm}
        with Assistant.open(home=Path(home), **options) as assistant:  # type: ignore[arg-type]
            assistant.ensure_not_empty()
            assistant.warm_up()
            with served_here(assistant) as address:
                for number in range(rounds):
                    peaks: list[float] = []
                    with peak_memory(peaks):
                        results = ask_all(address, browsers, 1)
                    seconds = [taken for _, _, taken, _ in results]
                    click.echo(
                        f"round {number + 1}: {sum(s != float('inf') for s in seconds)} of {browsers} answered, "
                        f"median {statistics.median(seconds):.1f} s, last {max(seconds):.1f} s, "
                        f"longest queue {max(place for *_, place in results)}, peak {peaks[0]:.0f} MB"
                    )


if __name__ == "__main__":
    main()
