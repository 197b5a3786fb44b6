"""Pictures of the running page for the README: `python -m tests.browser.pictures [--llm auto] [FOLDER]`.

Wide and narrow, light and dark, English and Chinese; on the shipped transcript, by default without a language model. Those
of the pages across calls are taken on the invented calls of the evaluation.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
from playwright.sync_api import Browser, sync_playwright

from assistant import Assistant
from eval.across.library import write_library
from tests.browser.conftest import FLAGS, chromium
from tests.browser.driver import WAIT, App
from tests.browser.here import served_here

ROOT = Path(__file__).parents[2]
ENGLISH = "what did Jassy say about Trainium3 supply"
CHINESE = "AWS 的未完成订单是多少?"


def answer_and_source(question: str) -> Callable[[App], None]:
    """The answer, and the call beside it at the cited words."""

    def steps(app: App) -> None:
        app.ask(question).locator(".tc-chip").last.click()
        app.page.locator(".tc-reader mark").wait_for(timeout=WAIT)

    return steps


def answer_and_card(question: str) -> Callable[[App], None]:
    """The answer with the card of a citation."""

    def steps(app: App) -> None:
        app.ask(question).locator(".tc-chip").last.hover()

    return steps


def search(app: App) -> None:
    """The whole call with the hits of a search."""
    app.page.locator("[data-link=read]").click()
    app.page.locator(".tc-find input").fill("Trainium3")
    app.page.locator(".tc-find input").press("Enter")
    app.page.locator(".tc-hits").wait_for(timeout=WAIT)


def study(path: str) -> Callable[[App], None]:
    """A page across calls with its result."""

    def steps(app: App) -> None:
        app.open(path)
        app.page.locator(".tc-result-head").wait_for(timeout=WAIT)
        app.page.locator(".tc-lead:visible").click()  # the pointer and the focus are elsewhere

    return steps


@dataclass(frozen=True)
class Picture:
    """One picture: its name, the window, the reader's language and theme, and what is done before it is taken."""

    name: str
    size: tuple[int, int]
    locale: str
    scheme: str
    steps: Callable[[App], None]


PICTURES = (
    Picture("page", (1440, 880), "en-US", "light", answer_and_source(ENGLISH)),
    Picture("page-zh-dark", (1440, 880), "zh-CN", "dark", answer_and_source(CHINESE)),
    Picture("read", (1440, 880), "en-US", "light", search),
    Picture("narrow", (390, 780), "en-US", "light", answer_and_card(CHINESE)),
    Picture("narrow-zh-dark", (390, 780), "zh-CN", "dark", answer_and_source(CHINESE)),
)


ACROSS = (
    Picture(
        "compare",
        (1440, 1180),
        "en-US",
        "light",
        study("#/compare/capex%20guidance?company=Halvorn+Robotics+Inc&last=4"),
    ),
    Picture("mentions", (1440, 1180), "zh-CN", "dark", study("#/mentions/%E4%BA%A7%E8%83%BD")),
)


def take(browser: Browser, address: str, pictures: tuple[Picture, ...], folder: Path) -> None:
    """Each picture as a PNG of its name."""
    for picture in pictures:
        width, height = picture.size
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=picture.locale,
            color_scheme=picture.scheme,  # type: ignore[arg-type]
        )
        app = App(context.new_page(), address).open()
        picture.steps(app)
        app.page.wait_for_timeout(5000)  # the note that the answer is ready goes away
        app.page.screenshot(path=folder / f"{picture.name}.png")
        context.close()


@click.command()
@click.option("--llm", default="none", show_default=True, help="Which language model answers: none, local, auto.")
@click.argument("folder", type=click.Path(path_type=Path), default=ROOT / ".github" / "images")
def main(llm: str, folder: Path) -> None:
    """Take the pictures into FOLDER."""
    path = chromium()
    if path is None:
        sys.exit("No Chromium is installed: apt-get install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        Assistant.open(home=Path(scratch, "shipped"), llm=llm) as shipped,
        Assistant.open(home=Path(scratch, "across"), llm="none") as across,
        sync_playwright() as playwright,
    ):
        shipped.ensure_not_empty()
        write_library(Path(scratch, "calls"))
        across.ingest([Path(scratch, "calls")])
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for assistant, pictures in ((shipped, PICTURES), (across, ACROSS)):
            with served_here(assistant) as address:
                take(browser, address, pictures, folder)
        browser.close()


if __name__ == "__main__":
    main()
