"""Real pages in a real browser: Debian's or the system's Chromium, and the command in a process of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.driver import App

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]
NewApp = Callable[..., App]


def chromium() -> str | None:
    """The installed browser."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


# Of module scope: Playwright keeps an event loop running in this thread, in which other tests could not run theirs.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium is installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def library_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the page's library."""
    return tmp_path_factory.mktemp("page")


@contextmanager
def served(home: Path, *, crash: bool = False, **settings: str) -> Iterator[str]:
    """`turncite chat` in a process of its own, without a language model unless `settings` say so; its address.

    With `crash` it does not end in an orderly way.
    """
    env = {**os.environ, "TURNCITE_HOME": str(home), "TURNCITE_LLM": "none", **settings}
    command = [sys.executable, "-c", "from assistant.cli import main; main()", "chat", "--no-browser", "--port", "0"]
    log = home / "log"
    with log.open("w") as stderr, subprocess.Popen(command, env=env, stderr=stderr) as process:
        try:
            yield _address(process, log)
        finally:
            process.kill() if crash else process.terminate()
            process.wait(timeout=30)


@pytest.fixture(scope="session")
def address(library_home: Path) -> Iterator[str]:
    """The page on the shipped transcript."""
    with served(library_home) as address:
        yield address


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(600):
        if process.poll() is not None:
            break
        if found := re.search(r"http://[\d.:]+", log.read_text()):
            httpx.get(found[0], timeout=30)
            return found[0]
        time.sleep(0.2)
    raise AssertionError(f"the page did not open: {log.read_text()}")


@pytest.fixture
def new_app(browser: Browser, address: str) -> Iterator[NewApp]:
    """Opens the page as another reader would: in a browser profile of its own."""
    contexts = []

    def new(at: str = address, path: str = "", *, width: int = 1280, height: int = 900, **options: object) -> App:
        context = browser.new_context(viewport={"width": width, "height": height}, **{"locale": "en-US", **options})  # type: ignore[arg-type]
        contexts.append(context)
        return App(context.new_page(), at).open(path)

    yield new
    for context in contexts:
        context.close()


@pytest.fixture
def app(new_app: NewApp) -> App:
    """The page of an English reader."""
    return new_app()


@pytest.fixture
def page(app: App) -> Page:
    """The same as Playwright sees it."""
    return app.page
