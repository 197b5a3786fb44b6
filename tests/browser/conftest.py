"""A real page in a real browser: the command in a process of its own, Debian's or the system's Chromium."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]


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


@pytest.fixture(scope="session")
def address(library_home: Path) -> Iterator[str]:
    """The page on the shipped transcript, without a language model."""
    home = library_home
    env = {**os.environ, "TURNCITE_HOME": str(home), "TURNCITE_LLM": "none"}
    command = [sys.executable, "-c", "from assistant.cli import main; main()", "chat", "--no-browser", "--port", "0"]
    log = home / "log"
    with log.open("w") as stderr, subprocess.Popen(command, env=env, stderr=stderr) as process:
        try:
            yield _wait_for_address(process, log)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_for_address(process: subprocess.Popen[bytes], log) -> str:  # type: ignore[no-untyped-def]
    for _ in range(600):
        if process.poll() is not None:
            break
        if found := re.search(r"http://[\d.:]+", log.read_text()):
            httpx.get(found[0], timeout=30).raise_for_status()
            return found[0]
        time.sleep(0.2)
    raise AssertionError(f"the page did not open: {log.read_text()}")


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.requests_seen = []  # type: ignore[attr-defined]
    page.on("request", lambda request: page.requests_seen.append(request.url))  # type: ignore[attr-defined]
    page.goto(address)
    page.get_by_role("button", name="Ask / 提问").wait_for()
    yield page
    context.close()
