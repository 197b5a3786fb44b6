"""Shared by all tests: in CI a skipped test is a failure, since CI installs everything a test can need."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
settings.load_profile("untimed")

SEED = Path(__file__).parent.parent / "seeds" / "000_2b5489ba4c6a2380.txt"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the developer's own library or settings."""
    for name in list(os.environ):
        if name.startswith("TURNCITE_") and name != "TURNCITE_CACHE":
            monkeypatch.delenv(name)
    monkeypatch.setenv("TURNCITE_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="session")
def seed_path() -> Path:
    """The shipped transcript."""
    return SEED
